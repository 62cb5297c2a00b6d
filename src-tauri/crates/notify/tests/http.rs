//! One request against servers that take it, refuse it, delay, break off, or answer nonsense.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{TimeZone, Utc};
use notify::{Again, Channel, Message, Moment, SendError, Template, send};

const LONG: Duration = Duration::from_secs(20);

const TEMPLATE: &str = r#"
name = "Trial"
source = "this test"
kind = "chat"
url = "{server}/send"
json = '{"text":"{text}"}'
[reply]
taken = ['"errcode":0}']
never = ['"errcode":40013']
[[setting]]
key = "server"
"#;

/// A server for one connection, which gives back what it was sent.
fn serve(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let request = request(&mut stream);
        answer(&mut stream);
        request
    });
    (address, thread)
}

/// Head and body, by its length.
fn request(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    let mut part = [0; 1024];
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return text,
            Ok(count) => read.extend_from_slice(&part[..count]),
        }
    }
}

fn reply(status: &str, body: &str) -> impl FnOnce(&mut TcpStream) + Send + 'static {
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    move |stream| stream.write_all(text.as_bytes()).expect("the client listens")
}

fn attempt(server: &str, patience: Duration) -> Result<notify::Accepted, SendError> {
    let template = Box::new(Template::parse(TEMPLATE).expect("a template"));
    let settings = BTreeMap::from([("server".to_owned(), server.to_owned())]);
    let message = Message { text: "Room \"3\"".to_owned(), ..Message::default() };
    let at = Utc.with_ymd_and_hms(2026, 11, 1, 12, 0, 0).single().expect("an instant");
    send(&Channel::Http { template, settings }, &message, &Moment { at, nonce: "1".to_owned() }, patience)
}

fn answered(status: &str, body: &str) -> Result<notify::Accepted, SendError> {
    let (server, thread) = serve(reply(status, body));
    let result = attempt(&server, LONG);
    thread.join().expect("served");
    result
}

#[test]
fn a_message_that_is_taken() {
    let (server, thread) = serve(reply("200 OK", "{ \"errmsg\": \"ok\", \"errcode\": 0 }"));
    let accepted = attempt(&server, LONG).expect("accepted");
    assert!(accepted.reply.contains("\"ok\""), "{accepted:?}");
    let request = thread.join().expect("served");
    assert!(request.starts_with("POST /send HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(r#"{"text":"Room \"3\""}"#), "{request}");
}

#[test]
fn refusals_are_final_and_trouble_is_not() {
    for (status, body, code, again) in [
        ("400 Bad Request", "no", "refused", Again::Never),
        ("401 Unauthorized", "who", "refused", Again::Never),
        ("302 Found", "elsewhere", "refused", Again::Never),
        ("200 OK", "{\"errcode\":40013}", "refused", Again::Never),
        ("429 Too Many Requests", "slow down", "busy", Again::Later),
        ("503 Service Unavailable", "<html>\u{1b}[2J", "busy", Again::Later),
        ("200 OK", "{\"errcode\":-1}", "unclear", Again::Later),
        ("200 OK", "", "unclear", Again::Later),
    ] {
        let error = answered(status, body).expect_err(status);
        assert_eq!((error.code(), error.again()), (code, again), "{status}: {error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
}

#[test]
fn a_server_that_says_nothing_is_given_up_in_time() {
    let (say, wait) = std::sync::mpsc::channel::<()>();
    let (server, thread) = serve(move |_| assert!(wait.recv().is_err(), "nothing is ever said"));
    let error = attempt(&server, Duration::from_millis(200)).expect_err("silent");
    assert_eq!((error.code(), error.again()), ("silent", Again::Later), "{error}");
    drop(say);
    thread.join().expect("served");
}

#[test]
fn nonsense_and_a_broken_connection_are_tried_again() {
    let nonsense = |stream: &mut TcpStream| stream.write_all(b"SSH-2.0-OpenSSH\r\n").expect("the client listens");
    let broken: [fn(&mut TcpStream); 2] = [nonsense, |_| {}];
    for answer in broken {
        let (server, thread) = serve(answer);
        let error = attempt(&server, LONG).expect_err("no answer");
        assert_eq!(error.again(), Again::Later, "{error}");
        thread.join().expect("served");
    }
    let (server, thread) = serve(|stream| {
        let endless = vec![b'x'; 100_000];
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            .and_then(|()| stream.write_all(&endless));
    });
    let error = attempt(&server, LONG).expect_err("too long a reply");
    assert_eq!((error.code(), error.again()), ("unclear", Again::Later), "{error}");
    thread.join().expect("served");
}

#[test]
fn nobody_there_is_tried_again_and_an_address_that_is_none_is_not() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let error = attempt(&format!("http://{free}"), LONG).expect_err("nobody");
    assert_eq!((error.code(), error.again()), ("unreachable", Again::Later), "{error}");
    assert!(error.to_string().contains(&free.to_string()), "{error}");
    let error = attempt("not an address", LONG).expect_err("no address");
    assert_eq!(error.again(), Again::Never, "{error}");
}

#[test]
fn a_server_without_the_encryption_it_promises_is_not_trusted() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut hello = [0; 16];
        stream.read_exact(&mut hello).expect("a greeting");
        reply("400 Bad Request", "speak plainly")(&mut stream);
        hello
    });
    let error = attempt(&format!("https://{address}"), LONG).expect_err("no encryption");
    assert_eq!((error.code(), error.again()), ("insecure", Again::Never), "{error}");
    let hello = thread.join().expect("served");
    assert_eq!(hello[..2], [22, 3], "what was sent is a TLS greeting, and not the message");
}
