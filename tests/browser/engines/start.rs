//! Starts WebKit and Firefox: new profiles, free ports, no requests to other machines.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use pop_or_imap::web::Settings;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::browser::process::Process;
use crate::browser::{Browser, serve};

/// An engine besides Chromium's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The engine of Safari, in Debian's MiniBrowser.
    WebKit,
    /// Firefox ESR, without a display.
    Firefox,
}

/// How often a browser is started, and how long it may take except the last time.
const ATTEMPTS: u32 = 3;
const START_TIME: Duration = Duration::from_secs(30);

/// Removes the minimum width of MiniBrowser's toolbar, so that the window can be as narrow as a phone.
const GTK_STYLE: &str = "* { padding: 0; margin: 0; min-width: 0; min-height: 0; border: none; font-size: 4px }";

/// Removes the toolbars and the minimum width of Firefox's window.
const FIREFOX_STYLE: &str = "#navigator-toolbox { display: none !important } :root, body { min-width: 0 !important }";

impl Engine {
    /// Starts a site, a driver and a browser. On a busy machine, WebKit sometimes does not start, and does the next time.
    pub async fn start(self, settings: Settings) -> Browser {
        let site = serve(settings).await;
        for _ in 1..ATTEMPTS {
            if let Ok(Ok((processes, driver, folder))) = tokio::time::timeout(START_TIME, self.start_once()).await {
                return Browser { processes, driver, site, folder };
            }
        }
        let (processes, driver, folder) = self.start_once().await.unwrap_or_else(|error| panic!("{self:?}: {error}"));
        Browser { processes, driver, site, folder }
    }

    async fn start_once(self) -> WebDriverResult<(Vec<Process>, WebDriver, TempDir)> {
        let folder = tempfile::tempdir().unwrap();
        let (processes, port) = match self {
            Self::WebKit => {
                let (display, name) = display();
                let (driver, port) = webkit_driver(folder.path(), &name).await;
                (vec![driver, display], port)
            }
            Self::Firefox => {
                let (driver, port) = firefox_driver(folder.path()).await;
                (vec![driver], port)
            }
        };
        let mut capabilities = Capabilities::new();
        // Only the site can be reached: nothing listens on the port of the proxy.
        let proxy = json!({
            "proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9", "noProxy": ["127.0.0.1"],
        });
        capabilities.set("proxy", proxy).unwrap();
        let (key, options) = self.options(folder.path());
        capabilities.set(key, options).unwrap();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        Ok((processes, driver, folder))
    }

    fn options(self, folder: &Path) -> (&'static str, Value) {
        match self {
            Self::WebKit => ("webkitgtk:browserOptions", json!({ "binary": mini_browser(), "args": ["--automation"] })),
            Self::Firefox => {
                let profile = folder.join("profile");
                fs::create_dir_all(profile.join("chrome")).unwrap();
                fs::write(profile.join("chrome/userChrome.css"), FIREFOX_STYLE).unwrap();
                let prefs = json!({
                    "toolkit.legacyUserProfileCustomizations.stylesheets": true,
                    // As on a phone, a scroll bar takes no room.
                    "ui.useOverlayScrollbars": 1,
                    "intl.accept_languages": "ja",
                    "app.normandy.enabled": false,
                    "browser.safebrowsing.downloads.enabled": false,
                    "datareporting.policy.dataSubmissionEnabled": false,
                    "dom.push.connection.enabled": false,
                    "messaging-system.rsexperimentloader.enabled": false,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    "network.dns.disablePrefetch": true,
                });
                let arguments = json!(["-headless", "-profile", profile]);
                let options = json!({ "binary": "/usr/bin/firefox-esr", "args": arguments, "prefs": prefs });
                ("moz:firefoxOptions", options)
            }
        }
    }
}

/// Starts an X server on a free display. Returns the display.
pub fn display() -> (Process, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
    let mut server = Process::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut number = String::new();
    BufReader::new(server.child().stdout.take().unwrap()).read_line(&mut number).unwrap();
    assert!(!number.trim().is_empty(), "Xvfb ended");
    (server, format!(":{}", number.trim()))
}

/// Sets the environment of a program that uses WebKitGTK: files in this folder, no desktop, no message bus.
pub fn isolate<'a>(command: &'a mut Command, folder: &Path, display: &str) -> &'a mut Command {
    let settings = folder.join(".config/gtk-3.0");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("gtk.css"), GTK_STYLE).unwrap();
    for name in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    command
        .envs([("HOME", folder), ("XDG_RUNTIME_DIR", folder), ("TMPDIR", folder)])
        .envs([("DISPLAY", display), ("GDK_BACKEND", "x11"), ("GSETTINGS_BACKEND", "memory"), ("GIO_USE_VFS", "local")])
        .envs([("DBUS_SESSION_BUS_ADDRESS", "disabled:"), ("NO_AT_BRIDGE", "1"), ("LANG", "C.UTF-8")])
}

/// Returns the path of MiniBrowser, which is in the folder of a library.
fn mini_browser() -> String {
    let found = fs::read_dir("/usr/lib").unwrap().flatten().find_map(|entry| {
        let file = entry.path().join("webkit2gtk-4.1/MiniBrowser");
        file.exists().then_some(file)
    });
    found.expect("MiniBrowser is missing: run ./tests/run, which installs it").to_str().unwrap().to_owned()
}

/// Starts WebKit's driver, which does not choose a port itself, on one that was free just before.
async fn webkit_driver(folder: &Path, display: &str) -> (Process, u16) {
    for _ in 0..3 {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut driver = Process::start(isolate(&mut command, folder, display));
        for _ in 0..200 {
            if !driver.is_running() {
                break;
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return (driver, port);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    panic!("WebKitWebDriver does not listen");
}

/// Starts Firefox's driver. It writes its port, and later the errors of pages, to the file `log`.
async fn firefox_driver(folder: &Path) -> (Process, u16) {
    let log = File::create(folder.join("log")).unwrap();
    let mut command = Command::new("geckodriver");
    command.args(["--port", "0"]).stdout(log.try_clone().unwrap()).stderr(log);
    command.envs([("HOME", folder), ("TMPDIR", folder)]).env("MOZ_CRASHREPORTER_DISABLE", "1");
    let mut driver = Process::start(&mut command);
    for _ in 0..200 {
        let log = fs::read_to_string(folder.join("log")).unwrap();
        let port = log.split_once("Listening on 127.0.0.1:").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
        if let Some(port) = port {
            return (driver, port);
        }
        assert!(driver.is_running(), "geckodriver ended: {log}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("geckodriver does not listen");
}
