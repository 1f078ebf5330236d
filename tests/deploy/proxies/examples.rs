//! nginx and Caddy as processes, configured with the files of `deploy/`.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The host name of the examples.
pub const NAME: &str = "mail.example.jp";

/// Which of the two proxies a test uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Nginx,
    Caddy,
}

/// A running proxy, stopped when dropped.
pub struct Proxy {
    child: Child,
    /// The site without TLS; only the tests have this port.
    pub address: SocketAddr,
    /// The port for http, which the example redirects to https.
    pub plain: SocketAddr,
    /// The port for https.
    pub secure: SocketAddr,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx stops its workers on TERM, not on KILL.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Proxy {
    /// Starts the proxy in a folder of its own, where it also logs to the file `log`.
    pub fn start(kind: Kind, folder: &Path, replicas: [&str; 2]) -> Self {
        let [address, plain, secure] = [(); 3].map(|()| free_address());
        let mut command = match kind {
            Kind::Nginx => nginx(folder, replicas, [address, plain, secure]),
            Kind::Caddy => caddy(folder, replicas, [address, plain, secure]),
        };
        let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let proxy = Self { child, address, plain, secure };
        for _ in 0..100 {
            if [address, plain, secure].iter().all(|address| TcpStream::connect(address).is_ok()) {
                return proxy;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the proxy does not listen: {}", fs::read_to_string(folder.join("log")).unwrap());
    }

    /// Requests a URL with curl at one of the proxy's ports, whatever the host; returns head and body.
    pub fn fetch(at: SocketAddr, url: &str, options: &[&str]) -> String {
        let output = Command::new("curl")
            .args(["-sS", "-i", "--insecure", "--max-time", "20", "--connect-to", &format!("::{at}"), url])
            .args(options)
            .output()
            .unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }
}

/// Returns an address without a listener.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Creates a self-signed certificate; returns the files of the certificate and of its key.
fn create_certificate(folder: &Path) -> [String; 2] {
    let files = ["certificate.pem", "key.pem"].map(|name| folder.join(name).display().to_string());
    let created = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", &format!("/CN={NAME}")])
        .args(["-addext", &format!("subjectAltName=DNS:{NAME}"), "-out", &files[0], "-keyout", &files[1]])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(created.success());
    files
}

/// Reads a file of `deploy/` and replaces texts, each of which must occur.
pub fn example(path: &str, changes: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path);
    let text = fs::read_to_string(path).unwrap();
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the example");
        text.replace(from, to)
    })
}

/// Writes nginx's configuration; returns the command that runs it.
fn nginx(folder: &Path, replicas: [&str; 2], ports: [SocketAddr; 3]) -> Command {
    let [address, plain, secure] = ports;
    let certificate = create_certificate(folder);
    let site = example(
        "nginx/pop-or-imap.conf",
        &[
            ("127.0.0.1:3001", replicas[0]),
            ("127.0.0.1:3002", replicas[1]),
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:80 default_server;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("    listen [::]:443 ssl http2 default_server;\n", ""),
            ("listen 80;", &format!("listen {plain};")),
            (
                "listen 80 default_server;",
                &format!("listen {plain} default_server;\n    listen {address} default_server;"),
            ),
            ("listen 443 ssl http2;", &format!("listen {secure} ssl http2;\n    listen {address};")),
            ("listen 443 ssl http2 default_server;", &format!("listen {secure} ssl http2 default_server;")),
            ("/etc/ssl/certs/mail.example.jp.pem", &certificate[0]),
            ("/etc/ssl/private/mail.example.jp.key", &certificate[1]),
            ("/var/log/nginx/error.log", &folder.join("log").display().to_string()),
        ],
    );
    fs::write(folder.join("site.conf"), site).unwrap();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {};", folder.join(name).display()));
    fs::write(
        folder.join("nginx.conf"),
        format!(
            "daemon off; worker_processes 2; pid {}; error_log stderr crit; events {{}} http {{ {} include {}; }}",
            folder.join("nginx.pid").display(),
            temporary.join(" "),
            folder.join("site.conf").display()
        ),
    )
    .unwrap();
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
    command
}

/// Writes Caddy's configuration and validates it; returns the command that runs it.
fn caddy(folder: &Path, replicas: [&str; 2], ports: [SocketAddr; 3]) -> Command {
    let [address, plain, secure] = ports;
    let options = format!(
        "admin off\n\tlocal_certs\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n\thttp_port {}\n\thttps_port {}",
        plain.port(),
        secure.port()
    );
    let site = example(
        "caddy/Caddyfile",
        &[
            ("127.0.0.1:3001", replicas[0]),
            ("127.0.0.1:3002", replicas[1]),
            ("\n{\n", &format!("\n{{\n\t{options}\n")),
            ("http://, https:// {", &format!("http://, https://, http://:{} {{", address.port())),
            ("https://mail.example.jp {", &format!("http://{NAME}:{}, https://{NAME} {{", address.port())),
        ],
    );
    let file = folder.join("Caddyfile");
    fs::write(&file, site).unwrap();
    let command = |word: &str| {
        let mut command = Command::new("caddy");
        command.arg(word).arg("--config").arg(&file).args(["--adapter", "caddyfile"]).env("HOME", folder);
        command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        command
    };
    let valid = command("validate").output().unwrap();
    assert!(valid.status.success(), "{}", String::from_utf8_lossy(&valid.stderr));
    command("run")
}
