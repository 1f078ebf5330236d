//! Pages and journeys in Debian's Chromium, driven by its own driver; the main ones also in WebKit and Firefox, see
//! [`engines`]. A missing browser is an error.

mod artwork;
mod axe;
mod embedded;
mod engines;
mod journey;
mod keyboard;
mod legible;
mod manners;
pub mod pages;
mod paper;
mod pictures;
mod process;
mod result_page;
mod screens;
mod setup;
mod tree;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use pop_or_imap::loader;
use pop_or_imap::web::{self, App, Settings};
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use process::Process;

/// The flags that Chromium is started with, beside a new user-data-dir.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The window and media features of a browser.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub width: u32,
    pub height: u32,
    pub dark: bool,
    pub script: bool,
}

impl Look {
    pub const DESKTOP: Self = Self { width: 1100, height: 800, dark: false, script: true };
    pub const PHONE: Self = Self { width: 375, height: 812, dark: false, script: true };

    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }

    pub const fn without_script(self) -> Self {
        Self { script: false, ..self }
    }
}

/// A browser and a site, both this test's own, both ended with it.
pub struct Browser {
    /// The driver, and what it needs. Dropped first: a session cannot be ended while a test panics.
    processes: Vec<Process>,
    pub driver: WebDriver,
    pub site: String,
    /// The profile and other files of the browser.
    folder: tempfile::TempDir,
}

/// Serves the embedded rules on a free port. Returns the origin.
async fn serve(settings: Settings) -> String {
    serve_app(App::new(loader::embedded(), settings)).await
}

/// Serves a site on a free port. Returns the origin.
async fn serve_app(app: Arc<App>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        web::serve(
            listener,
            web::site(Arc::clone(&app)),
            web::Listener::Public(web::TrustedProxies::default()),
            app.connections(),
            std::future::pending(),
        )
        .await
    });
    format!("http://{address}")
}

impl Browser {
    /// Starts a site, a driver and a browser.
    pub async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    /// Starts a site with the operator's settings, a driver and a browser.
    pub async fn start_with(settings: Settings) -> Self {
        Self::start_app(App::new(loader::embedded(), settings)).await
    }

    /// Starts a site, a driver and a browser.
    pub async fn start_app(app: Arc<App>) -> Self {
        let site = serve_app(app).await;
        let mut command = Command::new("chromedriver");
        let mut chromedriver = Process::start(command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut lines = BufReader::new(chromedriver.child().stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next().expect("chromedriver ended").unwrap();
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // The driver keeps writing to its output, which must be read.
        std::thread::spawn(move || lines.for_each(drop));
        let folder = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", folder.path().display())).unwrap();
        capabilities.add_experimental_option("prefs", json!({ "intl.accept_languages": "ja" })).unwrap();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.expect("Chromium starts");
        Self { driver, site, processes: vec![chromedriver], folder }
    }

    pub async fn look(&self, look: Look) {
        self.measure(look).await;
        let scheme = if look.dark { "dark" } else { "light" };
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": [scheme] })).await;
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !look.script })).await;
    }

    async fn measure(&self, Look { width, height, .. }: Look) {
        let params = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.cdp("Emulation.setDeviceMetricsOverride", params).await;
    }

    /// Emulates forced colours, as in a high-contrast theme; `scheme` is light or dark.
    pub async fn forced_colours(&self, scheme: &str) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": scheme });
        let forced = json!({ "name": "forced-colors", "value": "active" });
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": [scheme, forced] })).await;
    }

    pub async fn cdp(&self, method: &str, params: Value) -> Value {
        self.driver.cdp().send_raw(method, params).await.unwrap()
    }

    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.site)).await.unwrap();
    }

    /// Path and query of the page that is shown.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.site).unwrap().split('#').next().unwrap().to_owned()
    }

    pub async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text().await.unwrap()
    }

    pub async fn find(&self, selector: &str) -> WebElement {
        self.driver.find(By::Css(selector)).await.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    pub async fn has(&self, selector: &str) -> bool {
        !self.driver.find_all(By::Css(selector)).await.unwrap().is_empty()
    }

    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        let mut tries = 0;
        while let Err(error) = element.click().await {
            // WebKit's driver does not scroll to an element that is just below the window, and nothing can be clicked while
            // one page fades into another.
            let waits = matches!(error.as_inner(), WebDriverErrorInner::ElementNotInteractable(_));
            assert!(waits && tries < 20, "{selector}: {error}");
            element.scroll_into_view().await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            tries += 1;
        }
    }

    /// Returns the words of an element, whether or not a line breaks between them.
    pub async fn words(&self, selector: &str) -> String {
        self.find(selector).await.prop("textContent").await.unwrap().unwrap()
    }

    /// Opens the folded content of a `details` element.
    pub async fn unfold(&self, selector: &str) {
        if self.find(selector).await.attr("open").await.unwrap().is_none() {
            self.click(&format!("{selector} > summary")).await;
        }
    }

    /// Chooses the tile with this value and sends the form.
    pub async fn answer(&self, question: &str, value: &str) {
        self.click(&format!("input[name={question}][value={value}] + label")).await;
        let before = self.path().await;
        self.click("form button").await;
        self.leaves(&before).await;
    }

    /// Waits for the page at this path.
    pub async fn at(&self, path: &str) {
        self.until(|shown| shown == path).await;
    }

    /// Waits for another page than the one at this path.
    pub async fn leaves(&self, path: &str) {
        self.until(|shown| shown != path).await;
    }

    /// Waits, for ten seconds at most, until the path is as wanted and its page is there.
    async fn until(&self, wanted: impl Fn(&str) -> bool) {
        for _ in 0..200 {
            if wanted(&self.path().await) && self.has("footer").await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("still at {}", self.path().await);
    }

    /// Waits, for ten seconds at most, until something is there.
    pub async fn shows(&self, selector: &str) {
        for _ in 0..200 {
            if self.has(selector).await && self.has("footer").await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no {selector} at {}", self.path().await);
    }

    /// A picture of the whole page as PNG, at the width of `look`.
    pub async fn picture(&self, look: Look) -> Vec<u8> {
        let height = self.run("return document.documentElement.scrollHeight").await.as_u64().unwrap();
        self.measure(Look { height: u32::try_from(height).unwrap().max(look.height), ..look }).await;
        let picture = self.driver.screenshot_as_png().await.unwrap();
        self.measure(look).await;
        picture
    }

    pub async fn run(&self, script: &str) -> Value {
        self.driver.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// Ends the session, the processes and the folder. After a panic, dropping the browser ends the last two.
    pub async fn end(self) {
        self.driver.clone().quit().await.unwrap();
        drop(self.processes);
        self.folder.close().unwrap();
    }
}
