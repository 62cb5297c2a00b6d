use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::root;

/// A tauri-driver of this test's own; it ends with this value.
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts the driver on two free ports, for a person whose own folder this is.
    ///
    /// # Panics
    /// When it is not installed or does not answer: the sentence says what to run.
    pub async fn start(home: &Path) -> Self {
        std::fs::create_dir_all(home).expect("a home");
        let (port, native) = (free_port(), free_port());
        let program = root().join("target/tools/bin/tauri-driver");
        let child = Command::new(&program)
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("HOME", home)
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}. `cargo xtask test` installs it.", program.display()));
        let driver = Self { child, port };
        for _ in 0..200 {
            if [port, native].iter().all(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_ok()) {
                return driver;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("tauri-driver does not answer: is WebKitWebDriver installed? `cargo xtask test` installs it.");
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // An interrupt lets it end the native driver too.
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}
