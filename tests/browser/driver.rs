//! As much of a `WebDriver` client as the tests need, over a connection for each command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};

use crate::requirement::program;

/// One browser at a time: each takes a processor and some hundred megabytes.
static ONE: Mutex<()> = Mutex::new(());

/// How long anything may take, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser with one window, and the driver that it hangs on.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    folder: tempfile::TempDir,
    _one: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts driver and browser.
    ///
    /// # Errors
    /// When a program is missing.
    ///
    /// # Panics
    /// When they are there and do not start.
    pub fn start() -> Result<Self, String> {
        program("chromium", "chromium")?;
        let driver = program("chromedriver", "chromium-driver")?;
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let port = port(&mut driver);
        let folder = tempfile::tempdir().unwrap();
        let mut browser = Self { driver, port, session: String::new(), folder, _one: one };
        let profile =
            format!("--user-data-dir={}", browser.folder.path().join("profile").display());
        // The tests run as root in CI, where Chromium's own sandbox refuses to work.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--lang=en-US",
            "--window-size=1280,900",
            &profile,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let made = browser.command("POST", "/session", &wanted);
        made["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        Ok(browser)
    }

    /// Opens a page from a file, as an attachment is opened.
    pub fn open(&self, page: &str) {
        let file = self.folder.path().join("report.html");
        fs::write(&file, page).unwrap();
        self.ask("/url", &json!({"url": format!("file://{}", file.display())}));
    }

    /// What a script in the page returns.
    pub fn run(&self, script: &str) -> Value {
        self.ask("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// What a script in the page hands to `done`.
    pub fn run_later(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1];\n{script}");
        self.ask("/execute/async", &json!({"script": script, "args": []}))
    }

    /// What a script in the page returns, once it is something other than false and nothing.
    ///
    /// # Panics
    /// When it never is.
    pub fn wait_for(&self, script: &str) -> Value {
        let begun = Instant::now();
        loop {
            let found = self.run(script);
            if !matches!(found, Value::Null | Value::Bool(false)) {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "never true: {script}");
            thread::yield_now();
        }
    }

    /// Presses the element that a selector finds, as a mouse does.
    pub fn press(&self, selector: &str) {
        let element = self.element(selector);
        self.run(&format!(
            "document.querySelector({selector:?}).scrollIntoView({{block: 'center'}})"
        ));
        self.ask(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into the element that a selector finds.
    pub fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.ask(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Presses keys wherever the focus is.
    pub fn keys(&self, keys: &[&str]) {
        let actions: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        self.ask("/actions", &json!({"actions": [{"type": "key", "id": "k", "actions": actions}]}));
    }

    /// A command of the `DevTools` protocol.
    pub fn devtools(&self, name: &str, parameters: &Value) -> Value {
        self.ask("/goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }

    /// Everything in a log since it was last asked for: `browser` or `performance`.
    pub fn log(&self, kind: &str) -> Vec<Value> {
        self.ask("/se/log", &json!({"type": kind})).as_array().unwrap().clone()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.ask("/element", &json!({"using": "css selector", "value": selector}));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    fn ask(&self, path: &str, body: &Value) -> Value {
        self.command("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .unwrap();
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap() > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).unwrap();
        let mut answer: Value = serde_json::from_slice(&answer).unwrap();
        let value = answer["value"].take();
        assert!(value["error"].is_null() || !value["stacktrace"].is_string(), "{path}: {value:#}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Without this the browser outlives its driver, after a test that failed, too.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = write!(
                stream,
                "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
                self.session, self.port
            );
            let _ = stream.read(&mut [0; 64]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port that the driver took.
fn port(driver: &mut Child) -> u16 {
    let mut said = BufReader::new(driver.stdout.take().unwrap());
    let mut line = String::new();
    while said.read_line(&mut line).unwrap() > 0 {
        let after = line.split_once("started successfully on port ").map(|(_, after)| after);
        if let Some(port) = after.and_then(|after| after.trim_end_matches(['.', '\n']).parse().ok())
        {
            // It goes on talking; somebody has to listen.
            thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
            return port;
        }
        line.clear();
    }
    panic!("chromedriver ended before it listened");
}
