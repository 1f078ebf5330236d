//! Two replicas behind nginx and behind Caddy, configured with the files of `deploy/`, while visitors go on journeys.
//!
//! No journey fails while one replica is killed, one is replaced and the rules of both change; nor while other clients
//! send what can occupy or crash a replica. Unknown hosts are rejected, and no log contains an answer.

mod attacks;
mod examples;
mod journeys;
mod stub;

use std::fs;
use std::path::Path;
use std::time::Duration;

use pop_or_imap::loader;

use self::examples::{Kind, NAME, Proxy, free_address};
use self::journeys::{Journeys, REVISED, VISITORS, Visitors};
use self::stub::Stub;
use crate::support::server::Server;

/// Checks that nothing in the folder's log is an answer of a visitor.
fn assert_log_has_no_answers(folder: &Path) {
    let log = fs::read_to_string(folder.join("log")).unwrap();
    for answer in ["purpose=", "devices=", "away="] {
        assert!(!log.contains(answer), "{log}");
    }
}

fn assert_none_failed(journeys: &Journeys) {
    let first = &journeys.failed[..journeys.failed.len().min(5)];
    let (failed, all) = (journeys.failed.len(), journeys.first_rules + journeys.revised_rules);
    assert!(journeys.failed.is_empty(), "{failed} journeys failed, {all} did not; the first ones: {first:#?}");
}

/// Waits until both replicas have shown results to visitors, which takes a while on a busy machine.
async fn wait_until_both_serve(replicas: [&Server; 2]) {
    for _ in 0..600 {
        if replicas.iter().all(|replica| replica.pages("/result") > 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("one replica shows no results");
}

/// Kills one replica, replaces the other and, if asked to, changes the rules of both, during journeys.
async fn no_journey_fails(kind: Kind, rules_change: bool) {
    let pause = || tokio::time::sleep(Duration::from_millis(1_500));
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.toml");
    fs::write(&rules, loader::EMBEDDED).unwrap();
    // Rules in a file are proven before they serve, which takes a while in a build for tests.
    let arguments: &[&str] = if rules_change { &["--rules", rules.to_str().unwrap()] } else { &[] };
    let (mut first, mut second) = (Server::start(arguments), Server::start(arguments));
    let replicas = [&first, &second].map(|replica| replica.address.to_string());
    let proxy = Proxy::start(kind, folder.path(), [&replicas[0], &replicas[1]]);
    let visitors = Visitors::start(proxy.address, false);
    wait_until_both_serve([&first, &second]).await;
    pause().await;
    first.signal("KILL");
    assert!(!first.ended().success());
    pause().await;
    let address = first.address;
    first = Server::start_at(address, arguments);
    pause().await;
    if rules_change {
        let revised = loader::EMBEDDED.replacen("version = \"", &format!("version = \"{REVISED}-"), 1);
        fs::write(folder.path().join("new.toml"), revised).unwrap();
        fs::rename(folder.path().join("new.toml"), &rules).unwrap();
        tokio::task::block_in_place(|| [&first, &second].map(|replica| replica.wait_for(REVISED)));
        pause().await;
    }
    second.signal("TERM");
    assert!(second.ended().success());
    let address = second.address;
    second = Server::start_at(address, arguments);
    wait_until_both_serve([&first, &second]).await;
    let journeys = visitors.finish().await;
    assert_none_failed(&journeys);
    let enough = usize::from(VISITORS);
    assert!(journeys.first_rules > enough && rules_change == (journeys.revised_rules > enough), "{journeys:?}");
    assert_log_has_no_answers(folder.path());
    println!("{} journeys before the rules changed, {} after", journeys.first_rules, journeys.revised_rules);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_journey_fails_behind_nginx() {
    no_journey_fails(Kind::Nginx, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_journey_fails_behind_caddy() {
    no_journey_fails(Kind::Caddy, false).await;
}

/// Sends the requests of `attacks` during journeys.
async fn no_attack_reaches_visitors(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (Server::start(&[]), Server::start(&[]));
    let replicas = [&first, &second].map(|replica| replica.address.to_string());
    let proxy = Proxy::start(kind, folder.path(), [&replicas[0], &replicas[1]]);
    let visitors = Visitors::start(proxy.address, true);
    let address = proxy.address;
    wait_until_both_serve([&first, &second]).await;
    let counts = tokio::task::spawn_blocking(move || attacks::send_all(address)).await.unwrap();
    let journeys = visitors.finish().await;
    println!("{} journeys, {} failed; attacks: {counts:?}", journeys.first_rules, journeys.failed.len());
    assert_none_failed(&journeys);
    assert!(journeys.first_rules > usize::from(VISITORS), "{journeys:?}");
    for &(name, status) in counts.keys() {
        let expected: &[u16] = match name {
            "2 long addresses" => &[200, 303, 414],
            "16 host with userinfo" => &[400, 421],
            "18 unknown host" => &[421],
            _ => continue,
        };
        assert!(expected.contains(&status), "{name}: {status}");
    }
    assert_log_has_no_answers(folder.path());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_reaches_visitors_behind_nginx() {
    no_attack_reaches_visitors(Kind::Nginx).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_attack_reaches_visitors_behind_caddy() {
    no_attack_reaches_visitors(Kind::Caddy).await;
}

/// Requests known and unknown hosts with and without TLS, and an address that is too long.
fn only_the_configured_host_is_served(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&[]);
    let replica = server.address.to_string();
    let proxy = Proxy::start(kind, folder.path(), [&replica, &replica]);
    for path in ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"] {
        let moved = Proxy::fetch(proxy.plain, &format!("http://{NAME}{path}?emailaddress=taro%40example.jp"), &[]);
        assert!(moved.contains(&format!("https://{NAME}{path}\r\n")) && !moved.contains("taro"), "{moved}");
    }
    let moved = Proxy::fetch(proxy.plain, &format!("http://{NAME}/wizard?away=yes"), &[]);
    assert!(moved.contains(&format!("Location: https://{NAME}/wizard?away=yes\r\n")), "{moved}");
    let page = Proxy::fetch(proxy.secure, &format!("https://{NAME}/wizard?away=yes"), &[]);
    assert!(page.starts_with("HTTP/2 200"), "{page}");
    assert!(page.contains("strict-transport-security: max-age=31536000\r\n"), "{page}");
    let port =
        Proxy::fetch(proxy.secure, &format!("https://{NAME}/wizard?away=yes"), &["-H", &format!("Host: {NAME}:9")]);
    assert!(port.starts_with("HTTP/2 200") && !port.contains(&format!("{NAME}:9")), "{port}");
    let long = Proxy::fetch(proxy.secure, &format!("https://{NAME}/wizard?away=yes&x={}", "x".repeat(9_000)), &[]);
    assert!(long.starts_with("HTTP/2 414") && long.contains("アドレスが長すぎます"), "the program's page: {long}");
    for (at, url, options) in [
        (proxy.plain, "http://evil.example/wizard?away=yes", &[][..]),
        (proxy.plain, "http://127.0.0.1/", &[]),
        (proxy.secure, &format!("https://{NAME}/wizard?away=yes"), &["-H", "Host: evil.example"]),
    ] {
        let rejected = Proxy::fetch(at, url, options);
        assert!(rejected.lines().next().unwrap().contains(" 421"), "{url}: {rejected}");
        assert!(!rejected.contains("evil") && !rejected.contains("ocation:"), "{url}: {rejected}");
    }
    let rejected = Proxy::fetch(proxy.secure, "https://evil.example/", &[]);
    assert!(rejected.starts_with("curl: (35)"), "{rejected}");
    assert_log_has_no_answers(folder.path());
}

#[test]
fn only_the_configured_host_is_served_by_nginx() {
    only_the_configured_host_is_served(Kind::Nginx);
}

#[test]
fn only_the_configured_host_is_served_by_caddy() {
    only_the_configured_host_is_served(Kind::Caddy);
}

/// Sends GET and POST while one of two replicas does not exist; the other one answers all of them.
async fn a_missing_replica_costs_no_request(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&[]);
    // nginx logs a missing socket as critical, a refused connection as an error only.
    let missing = match kind {
        Kind::Nginx => format!("unix:{}", folder.path().join("missing").display()),
        Kind::Caddy => free_address().to_string(),
    };
    let proxy = Proxy::start(kind, folder.path(), [&missing, &server.address.to_string()]);
    let client = reqwest::Client::builder().resolve(NAME, proxy.address).build().unwrap();
    let url = format!("http://{NAME}:{}", proxy.address.port());
    for _ in 0..12 {
        let get = client.get(format!("{url}/result?purpose=work")).send().await.unwrap();
        assert_eq!(get.status(), 200);
        let post = client.post(format!("{url}/helped?purpose=work")).body("helped=yes").send().await.unwrap();
        assert_eq!((post.status().as_u16(), post.url().path()), (200, "/result"));
    }
    drop(server);
    let none = client.get(format!("{url}/result?purpose=work")).send().await.unwrap();
    assert!([502, 503].contains(&none.status().as_u16()), "{none:?}");
    assert_log_has_no_answers(folder.path());
}

#[tokio::test]
async fn a_missing_replica_costs_no_request_behind_nginx() {
    a_missing_replica_costs_no_request(Kind::Nginx).await;
}

#[tokio::test]
async fn a_missing_replica_costs_no_request_behind_caddy() {
    a_missing_replica_costs_no_request(Kind::Caddy).await;
}

/// Sends more POST requests than one client may, and others meanwhile.
#[tokio::test]
async fn nginx_limits_posts_of_one_address_only() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&[]);
    let replica = server.address.to_string();
    let proxy = Proxy::start(Kind::Nginx, folder.path(), [&replica, &replica]);
    let url = format!("http://{NAME}:{}", proxy.address.port());
    let client = |address: [u8; 4]| {
        let client =
            reqwest::Client::builder().resolve(NAME, proxy.address).local_address(std::net::IpAddr::from(address));
        client.build().unwrap()
    };
    let many = client([127, 0, 0, 1]);
    let posts: Vec<_> =
        (0..40).map(|_| tokio::spawn(many.post(format!("{url}/helped?away=yes")).body("helped=yes").send())).collect();
    for _ in 0..40 {
        assert_eq!(many.get(format!("{url}/guide")).send().await.unwrap().status(), 200);
    }
    let other = client([127, 0, 0, 2]).post(format!("{url}/helped?away=yes")).body("helped=yes").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let mut rejected = Vec::new();
    for post in posts {
        let post = post.await.unwrap().unwrap();
        if post.status() != 200 {
            rejected.push(post);
        }
    }
    assert!((10..40).contains(&rejected.len()), "{} of 40", rejected.len());
    for post in rejected {
        assert_eq!((post.status().as_u16(), &post.headers()["retry-after"]), (429, &"5".parse().unwrap()));
        assert!(post.headers().contains_key("strict-transport-security"));
        let text = post.text().await.unwrap();
        assert!(text.contains("もう一度送信してください。") && text.contains("Please wait"), "{text}");
    }
    assert_log_has_no_answers(folder.path());
}

/// Lets both replicas fail in every way that affects one request; all other requests succeed immediately afterwards.
async fn no_response_takes_a_replica_out_of_rotation(kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let replicas = [Stub::start(), Stub::start()];
    let addresses = [&replicas[0], &replicas[1]].map(|replica| replica.address.to_string());
    let proxy = Proxy::start(kind, folder.path(), [&addresses[0], &addresses[1]]);
    let client = reqwest::Client::builder().resolve(NAME, proxy.address).redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    let url = format!("http://{NAME}:{}", proxy.address.port());
    let retried = [502, 503];
    for (method, path, statuses, attempts) in [
        ("GET", "/unavailable", &[503][..], 1..=1),
        ("POST", "/unavailable", &[503], 1..=1),
        ("GET", "/long-redirect", &[303], 1..=1),
        ("GET", "/large-head", &retried, 1..=60),
        ("GET", "/closed", &retried, 2..=60),
        ("POST", "/closed", &retried, 1..=1),
        ("POST", "/large-head", &retried, 1..=1),
    ] {
        let case = format!("{method} {path}");
        let send = |path: &str| client.request(method.parse().unwrap(), format!("{url}{path}")).body("answers").send();
        let status = send(path).await.unwrap().status().as_u16();
        assert!(statuses.contains(&status), "{case}: {status}");
        let requests: Vec<_> = replicas.iter().flat_map(|replica| replica.take(path)).collect();
        assert!(attempts.contains(&requests.len()), "{case}: {requests:?}");
        for head in requests {
            assert!(head.iter().any(|line| *line == format!("host: {NAME}")), "{case}: {head:?}");
            assert!(!head.iter().any(|line| line.contains("127.0.0.1")), "{case}: {head:?}");
        }
        for _ in 0..4 {
            assert_eq!(send("/").await.unwrap().status().as_u16(), 200, "after {case}");
        }
        for replica in &replicas {
            assert!(!replica.take("/").is_empty(), "after {case}, both replicas receive requests");
        }
    }
}

#[tokio::test]
async fn no_response_takes_a_replica_out_of_rotation_of_nginx() {
    no_response_takes_a_replica_out_of_rotation(Kind::Nginx).await;
}

#[tokio::test]
async fn no_response_takes_a_replica_out_of_rotation_of_caddy() {
    no_response_takes_a_replica_out_of_rotation(Kind::Caddy).await;
}

/// The program takes at most 60 s for a request; a proxy that gives up earlier hides the program's own answer.
#[test]
fn read_timeouts_exceed_the_programs_own() {
    for (path, setting) in
        [("nginx/pop-or-imap.conf", "proxy_read_timeout "), ("caddy/Caddyfile", "response_header_timeout ")]
    {
        let text = examples::example(path, &[]);
        let value = text.split(setting).nth(1).unwrap_or_else(|| panic!("no {setting}in {path}"));
        let seconds: u32 = value.split('s').next().unwrap().parse().unwrap();
        assert!(seconds > 60, "{path}: {seconds}");
    }
}
