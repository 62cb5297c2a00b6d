use std::net::Ipv4Addr;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::*;

#[derive(Clone)]
struct Fake(broadcast::Sender<Value>);

impl Operations for Fake {
    async fn call(&self, language: Option<&str>, name: &str, args: Value) -> Result<Value, ApiError> {
        let error = |code: &str| ApiError { code: code.into(), message: "No.".into(), field: Some("room".into()) };
        match name {
            "room" => Ok(json!({ "args": args, "language": language })),
            "top_up" => Err(error("amount")),
            _ => Err(error("unknown-operation")),
        }
    }

    fn changes(&self) -> broadcast::Receiver<Value> {
        self.0.subscribe()
    }
}

struct Opened {
    portal: Portal,
    changes: broadcast::Sender<Value>,
    _ui: tempfile::TempDir,
}

async fn opened() -> Opened {
    let ui = tempfile::tempdir().unwrap();
    std::fs::write(ui.path().join("index.html"), "<!doctype html><title>Roomwatt</title>").unwrap();
    let changes = broadcast::Sender::new(4);
    let settings = Settings {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        ui: Some(ui.path().to_owned()),
        token: Token::random().unwrap(),
    };
    let portal = open(settings, Fake(changes.clone())).await.unwrap();
    Opened { portal, changes, _ui: ui }
}

impl Opened {
    /// Sends a request and returns status, head and body.
    async fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.portal.address()).await.unwrap();
        stream.write_all(self.request(line, headers, body).as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_lowercase(), body.to_owned())
    }

    /// A later header of the same name takes the place of ours.
    fn request(&self, line: &str, headers: &[(&str, &str)], body: &str) -> String {
        let host = self.portal.address().to_string();
        let mut all = vec![("host", host.as_str()), ("x-roomwatt-token", self.portal.token.text())];
        for (name, value) in headers {
            all.retain(|(other, _)| other != name);
            all.push((name, value));
        }
        let headers: String = all.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{line} HTTP/1.1\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }
}

#[tokio::test]
async fn an_operation_is_called_by_its_name() {
    let opened = opened().await;
    let languages = [("accept-language", "zh-CN,zh;q=0.9")];
    let (status, head, body) = opened.ask("POST /api/room", &languages, r#"{"room":"101"}"#).await;
    assert_eq!(status, 200, "{body}");
    assert!(head.contains("cache-control: no-store"), "{head}");
    assert_eq!(body, r#"{"args":{"room":"101"},"language":"zh-CN"}"#);
    assert_eq!(opened.ask("POST /api/room", &[], "").await.2, r#"{"args":null,"language":null}"#);
}

#[tokio::test]
async fn refusals_keep_their_code_and_field() {
    let opened = opened().await;
    let (status, _, body) = opened.ask("POST /api/top_up", &[], "{}").await;
    let said: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, said), (422, json!({ "code": "amount", "field": "room", "message": "No." })));
    assert_eq!(opened.ask("POST /api/nothing", &[], "{}").await.0, 404);
    assert_eq!(opened.ask("POST /api/room", &[], "{").await.0, 400);
    assert_eq!(opened.ask("POST /api/room", &[], &" ".repeat(LARGEST_CALL + 1)).await.0, 413);
    assert_eq!(opened.ask("GET /api/room", &[], "").await.0, 405);
}

#[tokio::test]
async fn strangers_get_nothing() {
    let opened = opened().await;
    let check = async |headers: &[(&str, &str)], status| {
        let (found, _, body) = opened.ask("POST /api/room", headers, "{}").await;
        assert_eq!(found, status, "{headers:?}");
        assert!(!body.contains("args"), "{body}");
    };
    check(&[("x-roomwatt-token", "")], 401).await;
    check(&[("x-roomwatt-token", "0123456789abcdef0123456789abcdef")], 401).await;
    check(&[("host", "evil.example")], 403).await;
    check(&[("origin", "http://evil.example")], 403).await;
    check(&[("origin", "null")], 403).await;
    assert_eq!(opened.ask("GET /", &[("host", "evil.example")], "").await.0, 403);
    let own = format!("http://{}", opened.portal.address());
    assert_eq!(opened.ask("POST /api/room", &[("origin", &own)], "{}").await.0, 200);
}

#[tokio::test]
async fn pages_need_no_token_and_may_do_little() {
    let opened = opened().await;
    let (status, head, body) = opened.ask("GET /", &[("x-roomwatt-token", "")], "").await;
    assert_eq!(status, 200);
    assert!(body.contains("<title>Roomwatt</title>"));
    assert!(head.contains("content-security-policy: default-src 'none'; script-src 'self';"), "{head}");
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    assert_eq!(opened.ask("GET /../Cargo.toml", &[], "").await.0, 404);
    assert!(opened.portal.url().ends_with(&format!("/#token={}", opened.portal.token.text())));
}

#[tokio::test]
async fn changes_are_streamed_until_the_portal_closes() {
    let opened = opened().await;
    let stream = TcpStream::connect(opened.portal.address()).await.unwrap();
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(opened.request("GET /api/events", &[], "").as_bytes()).await.unwrap();
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
    }
    opened.changes.send(json!({ "kind": "changed", "rooms": ["101"] })).unwrap();
    while !line.starts_with("data:") {
        line.clear();
        assert!(stream.read_line(&mut line).await.unwrap() > 0);
    }
    assert_eq!(line.trim_end(), r#"data: {"kind":"changed","rooms":["101"]}"#);
    opened.portal.close().await;
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(!rest.contains("data:"));
}

#[tokio::test]
async fn an_address_in_use_and_missing_pages_are_named() {
    let opened = opened().await;
    let settings = Settings { address: opened.portal.address(), ui: None, token: Token::random().unwrap() };
    let fake = Fake(opened.changes.clone());
    let error = open(settings.clone(), fake.clone()).await.unwrap_err();
    assert!(error.to_string().starts_with(&format!("cannot listen on {}", opened.portal.address())), "{error}");
    let settings = Settings { ui: Some("/nowhere/dist".into()), ..settings };
    assert!(matches!(open(settings, fake).await, Err(PortalError::NoPages(_))));
}
