use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::sync::{Mutex, MutexGuard};

use crate::driver::Driver;
use crate::{process, root};

/// How long anything on the screen may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);
const BEAT: Duration = Duration::from_millis(100);

/// The desktop on a simulated building in a folder of its own.
pub struct Window {
    page: WebDriver,
    // Ended after the page's session.
    _driver: Driver,
    folder: TempDir,
    name: &'static str,
    _turn: Turn,
}

/// One test at a time has the screen, the keyboard and the session bus.
pub struct Turn(#[expect(dead_code, reason = "held, never looked at")] MutexGuard<'static, ()>);

static TURN: Mutex<()> = Mutex::const_new(());

impl Turn {
    pub async fn take() -> Self {
        Self(TURN.lock().await)
    }
}

impl Window {
    /// Starts the desktop for the test of this name and waits for its first page.
    ///
    /// # Panics
    /// When the desktop is not built or the window does not come; so do all methods here when the
    /// screen does not show what was asked for within half a minute.
    pub async fn open(turn: Turn, name: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a fresh folder");
        let driver = Driver::start(&home(folder.path())).await;
        let page = session(&driver, &data(folder.path())).await;
        let window = Self { page, _driver: driver, folder, name, _turn: turn };
        window.see("demo-banner").await;
        window
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        data(self.folder.path())
    }

    /// The person's own folder, where saved papers go.
    pub fn home(&self) -> PathBuf {
        home(self.folder.path())
    }

    /// Waits for an element by its test id.
    pub async fn see(&self, id: &str) -> WebElement {
        let found = self.page.query(By::Css(format!("[data-testid=\"{id}\"]"))).wait(PATIENCE, BEAT).first().await;
        match found {
            Ok(element) => element,
            Err(error) => {
                self.picture("failed").await;
                panic!("{}: {id} is not on the screen: {error}", self.name)
            }
        }
    }

    /// How many elements have a test id that begins so.
    pub async fn count(&self, beginning: &str) -> usize {
        self.page.find_all(By::Css(format!("[data-testid^=\"{beginning}\"]"))).await.expect("a list").len()
    }

    /// Clicks an element once it can be clicked.
    pub async fn click(&self, id: &str) {
        let element = self.see(id).await;
        element.wait_until().wait(PATIENCE, BEAT).clickable().await.unwrap_or_else(|error| panic!("{id}: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("{id} cannot be clicked: {error}"));
    }

    /// Leaves the dialog that holds an element.
    pub async fn dismiss(&self, id: &str) {
        let element = self.see(id).await;
        let focused = self.page.active_element().await.expect("something with the focus");
        focused.send_keys(Key::Escape).await.expect("a key");
        let gone = element.wait_until().wait(PATIENCE, BEAT).stale().await;
        gone.unwrap_or_else(|error| panic!("{}: {id} did not go away: {error}", self.name));
    }

    /// Replaces the text of a field.
    pub async fn write(&self, id: &str, text: &str) {
        let field = self.see(id).await;
        field.clear().await.expect("an empty field");
        field.send_keys(text).await.expect("keys");
    }

    /// The text an element shows now.
    pub async fn text(&self, id: &str) -> String {
        self.see(id).await.text().await.expect("its text")
    }

    /// Waits until an element shows a text.
    pub async fn until_shown(&self, id: &str, text: &Value) {
        // The driver gives every space as a plain one.
        let wanted = text.as_str().expect("a text").replace('\u{a0}', " ");
        let shown = async {
            while !self.text(id).await.replace('\u{a0}', " ").contains(&wanted) {
                tokio::time::sleep(BEAT).await;
            }
        };
        if tokio::time::timeout(PATIENCE, shown).await.is_err() {
            self.picture("failed").await;
            panic!("{}: {id} says {:?}, not {wanted:?}", self.name, self.text(id).await)
        }
    }

    /// Calls one operation as the page would.
    pub async fn call(&self, operation: &str, args: Value) -> Result<Value, String> {
        const SCRIPT: &str = "const [name, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('call', { name, args }).then(ok => done({ ok }), error => done({ error }));";
        let answer =
            self.page.execute_async(SCRIPT, vec![json!(operation), args]).await.map_err(|error| error.to_string())?;
        match answer.json() {
            Value::Object(fields) if fields.contains_key("ok") => Ok(fields["ok"].clone()),
            other => Err(other["error"].to_string()),
        }
    }

    /// Asks an operation again and again until its answer satisfies, for as long as given.
    pub async fn until(
        &self,
        what: &str,
        patience: Duration,
        operation: &str,
        args: Value,
        good: impl Fn(&Value) -> bool,
    ) -> Value {
        let asked = async {
            loop {
                let answer =
                    self.call(operation, args.clone()).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
                if good(&answer) {
                    return answer;
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        let Ok(answer) = tokio::time::timeout(patience, asked).await else {
            self.picture("failed").await;
            let last = self.call(operation, args).await;
            panic!("{}: waited in vain until {what}; last {last:?}", self.name)
        };
        answer
    }

    /// Keeps a picture of the window under `test-output`.
    pub async fn picture(&self, what: &str) -> PathBuf {
        let folder = root().join("test-output").join("window");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let file = folder.join(format!("{}-{what}.png", self.name));
        if let Err(error) = self.page.screenshot(&file).await {
            // The test's own words say more than a missing picture.
            eprintln!("{}: no picture of {what}: {error}", self.name);
        }
        file
    }

    /// Quits by the program's own operation and waits for the process.
    pub async fn quit(self) {
        // The page goes away while it asks: no answer is an answer.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.call("quit", json!({}))).await;
        assert!(process::ended(&self.data(), Duration::from_secs(15)).await, "{}: the program did not end", self.name);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        process::end(&self.data());
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn home(folder: &Path) -> PathBuf {
    folder.join("home")
}

async fn session(driver: &Driver, data: &Path) -> WebDriver {
    let program = root().join("target/debug/roomwatt-desktop");
    assert!(program.is_file(), "{} is not there: `cargo xtask test` builds it", program.display());
    let mut wanted = Capabilities::new();
    wanted.set("browserName", "wry").expect("a name");
    let options = json!({ "application": program, "args": ["--demo", "--data", data] });
    wanted.set("tauri:options", options).expect("options");
    let page = WebDriver::new(driver.address(), wanted)
        .await
        .expect("a window: is there a screen? `cargo xtask test` gives one");
    page.set_script_timeout(PATIENCE).await.expect("a script's patience");
    page
}
