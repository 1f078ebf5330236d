//! Two replicas behind nginx and behind Caddy, as `deploy/` sets them up: one is killed, one is replaced, the rules of
//! both change, and no journey fails.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pop_or_imap::audit;
use scraper::{Html, Selector};

use crate::support::server::Server;

/// How many visitors are on their way at once.
const VISITORS: usize = 6;

/// A proxy while it runs, ended when dropped.
struct Proxy {
    child: Child,
    address: SocketAddr,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx tells its workers to end on TERM; on KILL they would stay.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Gives an address that nobody listens on.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Reads a file of `deploy/`, with some of its words replaced, each of which must be there.
fn example(path: &str, changes: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path);
    let text = fs::read_to_string(path).unwrap();
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the example");
        text.replace(from, to)
    })
}

/// Runs a proxy, which logs into the folder, and waits until it takes connections.
fn run(mut command: Command, folder: &Path, address: SocketAddr) -> Proxy {
    let log = fs::OpenOptions::new().create(true).append(true).open(folder.join("log")).unwrap();
    let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let proxy = Proxy { child, address };
    for _ in 0..100 {
        if TcpStream::connect(address).is_ok() {
            return proxy;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the proxy does not listen on {address}");
}

/// Starts nginx with the example, in a folder of its own.
fn nginx(folder: &Path, replicas: [SocketAddr; 2]) -> Proxy {
    let address = free();
    let certificate = folder.join("certificate.pem").display().to_string();
    let key = folder.join("key.pem").display().to_string();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.example.jp"])
        .args(["-out", &certificate, "-keyout", &key])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    let [first, second] = replicas.map(|replica| replica.to_string());
    let (plain, secure) = (free(), free());
    let site = example(
        "nginx/pop-or-imap.conf",
        &[
            ("127.0.0.1:3001", &first),
            ("127.0.0.1:3002", &second),
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("listen 80;", &format!("listen {plain};")),
            // Journeys go without TLS, which is looked at apart.
            ("listen 443 ssl http2;", &format!("listen {secure} ssl http2;\n    listen {address};")),
            ("/etc/ssl/certs/mail.example.jp.pem", &certificate),
            ("/etc/ssl/private/mail.example.jp.key", &key),
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
    let proxy = run(command, folder, address);
    // As visitors come: sent on from http, then over TLS.
    let fetch = |url: &str, address: SocketAddr| {
        let output = Command::new("curl")
            .args(["-sS", "-i", "--insecure", "--max-time", "10", "--connect-to", &format!("::{address}"), url])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let moved = fetch("http://mail.example.jp/wizard?away=yes", plain);
    assert!(moved.contains("Location: https://mail.example.jp/wizard?away=yes\r\n"), "{moved}");
    let page = fetch("https://mail.example.jp/wizard?away=yes", secure);
    assert!(page.starts_with("HTTP/2 200"), "{page}");
    let long = fetch(&format!("https://mail.example.jp/wizard?away=yes&x={}", "x".repeat(9_000)), secure);
    assert!(long.starts_with("HTTP/2 414") && long.contains("アドレスが長すぎます"), "ours, not nginx's: {long}");
    proxy
}

/// Starts Caddy with the example, in a folder of its own.
fn caddy(folder: &Path, replicas: [SocketAddr; 2]) -> Proxy {
    let address = free();
    let [first, second] = replicas.map(|replica| replica.to_string());
    let site = example(
        "caddy/Caddyfile",
        &[
            ("127.0.0.1:3001", &first),
            ("127.0.0.1:3002", &second),
            ("{\n\t# Answers", "{\n\tadmin off\n\tauto_https off\n\t# Answers"),
            ("mail.example.jp {", &format!("http://{address} {{")),
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
    run(command("run"), folder, address)
}

/// A form on a page, as far as a visitor fills it in.
struct Form {
    hidden: Vec<(String, String)>,
    name: String,
    values: Vec<String>,
}

/// Reads the question on a page, and the version of the rules that made it.
fn read(page: &str) -> (Option<Form>, String) {
    let page = Html::parse_document(page);
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        let inputs = page.select(&selector);
        let attribute = |input: scraper::ElementRef, name: &str| input.attr(name).unwrap_or_default().to_owned();
        inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect::<Vec<_>>()
    };
    let footer = Selector::parse("footer").unwrap();
    let footer: String = page.select(&footer).flat_map(|footer| footer.text()).collect();
    let radios = all("main input[type=radio]");
    let form = radios.first().map(|(name, _)| Form {
        hidden: all("main input[type=hidden]"),
        name: name.clone(),
        values: radios.iter().map(|(_, value)| value.clone()).collect(),
    });
    (form, footer)
}

/// Goes from the start to a result, answering by chance; gives what went wrong, or which rules made the result.
async fn journey(client: &reqwest::Client, address: SocketAddr, chance: &mut u64) -> Result<String, String> {
    let wrong = |error: reqwest::Error| format!("{error:?}");
    let base = format!("http://{address}");
    client.get(&base).send().await.and_then(reqwest::Response::error_for_status).map_err(wrong)?;
    let mut said: Vec<(String, String)> = Vec::new();
    let mut url = format!("{base}/wizard");
    loop {
        let answer = client.get(&url).send().await.and_then(reqwest::Response::error_for_status).map_err(wrong)?;
        let reached = answer.url().clone();
        let (form, footer) = read(&answer.text().await.map_err(wrong)?);
        if reached.path() == "/result" {
            let carried: Vec<_> = reached.query_pairs().into_owned().collect();
            return match said.iter().find(|pair| !carried.contains(pair)) {
                Some(lost) => Err(format!("{lost:?} was lost on the way to {reached}")),
                None => Ok(footer),
            };
        }
        let form = form.ok_or(format!("no question at {reached}"))?;
        *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let picked = form.values[usize::try_from(*chance >> 33).unwrap() % form.values.len()].clone();
        said.push((form.name.clone(), picked.clone()));
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(&form.hidden).append_pair(&form.name, &picked);
        url = format!("{base}/wizard?{}", pairs.finish());
    }
}

/// What came of the journeys.
#[derive(Default)]
struct Journeys {
    before: usize,
    after: usize,
    failed: Vec<String>,
}

/// Goes on journeys until told to stop.
async fn visit(address: SocketAddr, visitor: u64, done: Arc<AtomicBool>) -> Journeys {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let (mut journeys, mut chance) = (Journeys::default(), visitor);
    while !done.load(Ordering::Relaxed) {
        match journey(&client, address, &mut chance).await {
            Ok(footer) if footer.contains("77.0.0") => journeys.after += 1,
            Ok(_) => journeys.before += 1,
            Err(error) => journeys.failed.push(error),
        }
    }
    journeys
}

/// Kills one replica, replaces the other and, where so wished, changes the rules of both, while journeys go on.
async fn no_journey_fails(start: fn(&Path, [SocketAddr; 2]) -> Proxy, rules_change: bool) {
    let pause = || tokio::time::sleep(Duration::from_millis(1_500));
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.toml");
    fs::write(&rules, audit::EMBEDDED).unwrap();
    // Rules in a file are proven before they serve, which takes a while in a build for tests.
    let arguments: &[&str] = if rules_change { &["--rules", rules.to_str().unwrap()] } else { &[] };
    let (mut first, mut second) = (Server::start(arguments), Server::start(arguments));
    let proxy = start(folder.path(), [first.address, second.address]);
    let done = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> =
        (0..VISITORS).map(|visitor| tokio::spawn(visit(proxy.address, visitor as u64, Arc::clone(&done)))).collect();
    pause().await;
    for replica in [&first, &second] {
        assert!(replica.pages("/result") > 0, "both serve");
    }
    first.signal("KILL");
    assert!(!first.ended().success());
    pause().await;
    let address = first.address;
    first = Server::start_at(address, arguments);
    pause().await;
    if rules_change {
        let revised = audit::EMBEDDED.replacen("version = \"", "version = \"77.0.0-", 1);
        fs::write(folder.path().join("new.toml"), revised).unwrap();
        fs::rename(folder.path().join("new.toml"), &rules).unwrap();
        tokio::task::block_in_place(|| [&first, &second].map(|replica| replica.wait_for("77.0.0")));
        pause().await;
    }
    second.signal("TERM");
    assert!(second.ended().success());
    let address = second.address;
    second = Server::start_at(address, arguments);
    pause().await;
    done.store(true, Ordering::Relaxed);
    let (mut before, mut after) = (0, 0);
    for visitor in visitors {
        let journeys = visitor.await.unwrap();
        assert_eq!(journeys.failed, Vec::<String>::new(), "after {} journeys", journeys.before + journeys.after);
        before += journeys.before;
        after += journeys.after;
    }
    assert!(
        before > VISITORS && rules_change == (after > VISITORS),
        "{before} before the rules changed, {after} after"
    );
    for replica in [&first, &second] {
        assert!(replica.pages("/result") > 0, "both serve at the end");
    }
    // Replicas were gone meanwhile; no log tells what anybody asked them for.
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    for answered in ["purpose=", "devices="] {
        assert!(!log.contains(answered), "{log}");
    }
    println!("{before} journeys before the rules changed, {after} after");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_journey_fails_behind_nginx() {
    no_journey_fails(nginx, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_journey_fails_behind_caddy() {
    no_journey_fails(caddy, false).await;
}
