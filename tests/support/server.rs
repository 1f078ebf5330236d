//! The server in a process of its own, on loopback.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running server, killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// The operator's listener.
    pub admin: SocketAddr,
    log: Log,
}

/// The server's standard error.
enum Log {
    /// Read by a thread, so that the server never waits.
    Read(JoinHandle<String>),
    Unread(BufReader<ChildStderr>),
    Taken,
}

impl Server {
    /// Starts the server with more arguments, and waits until it listens.
    pub fn start(more: &[&str]) -> Self {
        Self::start_with(Command::new(env!("CARGO_BIN_EXE_pop-or-imap")), "debug", "127.0.0.1:0", more).read_on()
    }

    /// Starts the server without reading its log after the first lines.
    pub fn start_unread(more: &[&str]) -> Self {
        Self::start_with(Command::new(env!("CARGO_BIN_EXE_pop-or-imap")), "info", "127.0.0.1:0", more)
    }

    /// Starts the server at the address of an earlier one.
    pub fn start_at(address: SocketAddr, more: &[&str]) -> Self {
        let program = Command::new(env!("CARGO_BIN_EXE_pop-or-imap"));
        Self::start_with(program, "info", &address.to_string(), more).read_on()
    }

    /// Starts the server with a limit on file descriptors, open files and connections together.
    pub fn start_limited(descriptors: u32, more: &[&str]) -> Self {
        let mut shell = Command::new("bash");
        let program = env!("CARGO_BIN_EXE_pop-or-imap");
        shell.args(["-c", &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\""), program]);
        Self::start_with(shell, "warn,pop_or_imap::cli=info", "127.0.0.1:0", more).read_on()
    }

    /// Starts the server by a command, with this log level; reads the log only until it listens.
    pub fn start_with(mut command: Command, level: &str, listen: &str, more: &[&str]) -> Self {
        let form: &[&str] = if more.contains(&"--log-format") { &[] } else { &["--log-format", "json"] };
        let mut child = command
            .args(["serve", "--listen", listen, "--admin-listen", "127.0.0.1:0"])
            .args(form)
            .args(more)
            .env("RUST_LOG", level)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let mut listening = |name: &str| -> SocketAddr {
            while !line.contains(&format!("\"{name}\":\"http://")) && !line.contains(&format!(" {name}=http://")) {
                line.clear();
                assert!(stderr.read_line(&mut line).unwrap() > 0, "the server ended before it served");
            }
            line.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap()
        };
        let (admin, address) = (listening("admin"), listening("url"));
        Self { child, address, admin, log: Log::Unread(stderr) }
    }

    /// Reads the log from now on.
    fn read_on(mut self) -> Self {
        if let Log::Unread(stderr) = std::mem::replace(&mut self.log, Log::Taken) {
            self.log = Log::Read(std::thread::spawn(move || rest(stderr)));
        }
        self
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Returns whether the process is running.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end of the process.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Returns the log, once the process has ended.
    pub fn log(&mut self) -> String {
        match std::mem::replace(&mut self.log, Log::Taken) {
            Log::Read(log) => log.join().unwrap(),
            Log::Unread(stderr) => rest(stderr),
            Log::Taken => String::new(),
        }
    }

    /// Opens a connection to the server.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Sends a GET request on a new connection; returns the raw head and body.
    pub fn get(&self, path: &str) -> String {
        String::from_utf8(
            self.send(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)),
        )
        .unwrap()
    }

    /// Sends a request whose body never ends, one byte every 500 ms.
    pub fn drip(&self) -> Dripping {
        let mut stream = self.connect();
        write!(stream, "POST /capacity HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100\r\n\r\n--").unwrap();
        let going = Arc::new(AtomicBool::new(true));
        let on = Arc::clone(&going);
        let sending = std::thread::spawn(move || {
            while on.load(Ordering::Relaxed) && stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        Dripping { going, sending }
    }

    /// Sends a GET request to the operator's listener; returns the raw head and body.
    pub fn admin(&self, path: &str) -> String {
        self.admin_send(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.admin))
    }

    /// Sends any text to the operator's listener; returns all bytes until the connection is closed.
    pub fn admin_send(&self, text: impl AsRef<str>) -> String {
        let mut stream = TcpStream::connect(self.admin).unwrap();
        stream.write_all(text.as_ref().as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    /// Returns the number of responses with status 200 of a route.
    pub fn pages(&self, route: &str) -> usize {
        let series = format!("pop_or_imap_requests_total{{route=\"{route}\",method=\"GET\",status=\"200\"}} ");
        let metrics = self.admin("/metrics");
        metrics.lines().find_map(|line| line.strip_prefix(&series)?.parse().ok()).unwrap_or(0)
    }

    /// Waits until `/readyz` contains a text, for 90 seconds at most: the server reads its rules twice a second and
    /// checks them, which is slow in a test build.
    pub fn wait_for(&self, what: &str) {
        for _ in 0..900 {
            if self.admin("/readyz").contains(what) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{what} is not in {}", self.admin("/readyz"));
    }

    /// Sends any bytes on a new connection; returns all bytes until it is closed.
    pub fn send(&self, bytes: impl AsRef<[u8]>) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may close the connection before all bytes are sent.
        let _ = stream.write_all(bytes.as_ref());
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        reply
    }
}

/// Returns the status of a raw response, or 0 if there is none.
pub fn status(reply: impl AsRef<[u8]>) -> u16 {
    let reply = reply.as_ref();
    let head = String::from_utf8_lossy(reply.get(..reply.len().min(15)).unwrap_or_default()).into_owned();
    head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok()).unwrap_or(0)
}

/// Reads the log until the server ends.
fn rest(mut stderr: BufReader<ChildStderr>) -> String {
    let mut log = String::new();
    let _ = stderr.read_to_string(&mut log);
    log
}

/// A request whose body is sent slowly.
pub struct Dripping {
    going: Arc<AtomicBool>,
    sending: std::thread::JoinHandle<()>,
}

impl Dripping {
    /// Stops sending.
    pub fn end(self) {
        self.going.store(false, Ordering::Relaxed);
        self.sending.join().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
