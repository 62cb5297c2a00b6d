//! Mail to a server that is not ours: aiosmtpd, in a process of its own on the loopback interface.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use chrono::{TimeZone, Utc};
use notify::{Again, Channel, Email, Message, Moment, Security, SendError, send};

struct Server {
    process: Child,
    said: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    /// `mode`: what `smtp_server.py` is to do.
    fn start(mode: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp_server.py");
        // The system's own Python: others on the path do not see what the system installs.
        let mut process = Command::new("/usr/bin/python3")
            .args([script, mode])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is there; `cargo xtask setup` installs what is missing");
        let mut said = BufReader::new(process.stdout.take().expect("its output"));
        let mut port = String::new();
        said.read_line(&mut port).expect("a line");
        let port =
            port.trim().parse().expect("python3-aiosmtpd is there; `cargo xtask setup` installs what is missing");
        Self { process, said, port }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    /// The letter that it took, up to the line that ends it.
    fn letter(&mut self) -> Vec<String> {
        let lines = std::iter::from_fn(|| Some(self.line()).filter(|line| line != "."));
        lines.collect()
    }

    fn attempt(
        &self,
        security: Security,
        login: Option<(&str, &str)>,
        to: &str,
    ) -> Result<notify::Accepted, SendError> {
        let email = Email {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security,
            login: login.map(|(user, password)| (user.to_owned(), password.to_owned())),
            from: "Linden House <office@example.org>".to_owned(),
        };
        let message = Message {
            to: to.to_owned(),
            subject: "房间 3：余额不足\r\nBcc: other@example.org".to_owned(),
            text: "Your balance is ¥ 2.50.\n.\nTop up, please.".to_owned(),
            ..Message::default()
        };
        let at = Utc.with_ymd_and_hms(2026, 11, 1, 12, 0, 0).single().expect("an instant");
        let moment = Moment { at, nonce: "1".to_owned() };
        send(&Channel::Email(email), &message, &moment, Duration::from_secs(20))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let mut server = Server::start("plain");
    server.attempt(Security::None, None, "tenant@example.org").expect("accepted");
    let letter = server.letter();
    let has = |line: &str| letter.iter().any(|one| one == line);
    assert!(has("to tenant@example.org"), "{letter:?}");
    assert!(has("subject 房间 3：余额不足  Bcc: other@example.org"), "{letter:?}");
    assert!(has("auto-submitted auto-generated"), "{letter:?}");
    assert!(has("text Your balance is ¥ 2.50.|.|Top up, please."), "{letter:?}");
}

#[test]
fn a_server_may_want_a_login() {
    let mut server = Server::start("login");
    let refused = server.attempt(Security::None, None, "tenant@example.org").expect_err("no login");
    assert_eq!(refused.again(), Again::Never, "{refused}");
    let refused = server.attempt(Security::None, Some(("landlord", "wrong")), "tenant@example.org").expect_err("wrong");
    assert_eq!((refused.code(), refused.again()), ("refused", Again::Never), "{refused}");
    assert!(!refused.to_string().contains("wrong"), "the password is not told: {refused}");
    server.attempt(Security::None, Some(("landlord", "right")), "tenant@example.org").expect("accepted");
    assert!(server.letter().contains(&"to tenant@example.org".to_owned()));
}

#[test]
fn what_the_server_refuses_for_good_or_for_now() {
    let server = Server::start("plain");
    let gone = server.attempt(Security::None, None, "gone@example.org").expect_err("no such reader");
    assert_eq!((gone.code(), gone.again()), ("refused", Again::Never), "{gone}");
    let later = server.attempt(Security::None, None, "later@example.org").expect_err("greylisted");
    assert_eq!((later.code(), later.again()), ("busy", Again::Later), "{later}");
    let none = server.attempt(Security::None, None, "no address").expect_err("no address");
    assert_eq!(none.code(), "address", "{none}");
}

#[test]
fn mail_is_not_sent_in_the_clear_when_encryption_is_wanted() {
    let server = Server::start("plain");
    let refused = server.attempt(Security::StartTls, None, "tenant@example.org").expect_err("it has no STARTTLS");
    assert_eq!(refused.code(), "insecure", "{refused}");
    let server = Server::start("self-signed");
    let refused = server.attempt(Security::StartTls, None, "tenant@example.org").expect_err("nobody vouches for it");
    assert_eq!((refused.code(), refused.again()), ("insecure", Again::Never), "{refused}");
}
