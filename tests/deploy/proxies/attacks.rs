//! The requests with which one client could disturb all others, sent side by side, bounded in number and time.
//!
//! Their sizes are scaled down to builds for tests, in which lists and tables cost ten times as much as in a release.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::examples::NAME;

/// No attack starts another request after this time.
const TIME_LIMIT: Duration = Duration::from_secs(6);

/// Responses by the name of the attack and the status, which is 0 where the connection was closed without one.
pub type Counts = BTreeMap<(&'static str, u16), usize>;

/// One kind of hostile request.
struct Attack {
    name: &'static str,
    requests: Vec<Vec<u8>>,
    /// The number of clients that send it at the same time.
    clients: usize,
    /// The number of requests of each client.
    times: usize,
    pause: Duration,
    manner: Manner,
}

/// How a client sends a request and reads the response.
#[derive(Clone, Copy)]
enum Manner {
    Plain,
    /// All of the body but the last byte, which follows a second later.
    HoldsBody,
    /// 8 KB of the response each 100 ms, for two seconds.
    ReadsSlowly,
}

/// Sends all attacks to the proxy and waits for their end.
pub fn send_all(proxy: SocketAddr) -> Counts {
    let start = Instant::now();
    let mut counts = Counts::new();
    thread::scope(|scope| {
        let attacks = all();
        let clients: Vec<_> = attacks
            .into_iter()
            .flat_map(|attack| {
                let attack = std::sync::Arc::new(attack);
                (0..attack.clients).map(move |_| std::sync::Arc::clone(&attack))
            })
            .map(|attack| scope.spawn(move || (attack.name, attack.repeat(proxy, start))))
            .collect();
        for client in clients {
            let (name, statuses) = client.join().unwrap();
            for status in statuses {
                *counts.entry((name, status)).or_default() += 1;
            }
        }
    });
    counts
}

impl Attack {
    fn repeat(&self, proxy: SocketAddr, start: Instant) -> Vec<u16> {
        let mut statuses = Vec::new();
        for request in self.requests.iter().cycle().take(self.times) {
            if start.elapsed() > TIME_LIMIT {
                break;
            }
            statuses.push(status(proxy, request, self.manner));
            thread::sleep(self.pause);
        }
        statuses
    }
}

/// Sends a request on a connection of its own; returns the status of the response.
fn status(proxy: SocketAddr, request: &[u8], manner: Manner) -> u16 {
    let mut stream = TcpStream::connect(proxy).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The proxy may respond and close the connection before it has read everything.
    match manner {
        Manner::HoldsBody => {
            let (last, most) = request.split_last().unwrap();
            let _ = stream.write_all(most);
            thread::sleep(Duration::from_secs(1));
            let _ = stream.write_all(&[*last]);
        }
        Manner::Plain | Manner::ReadsSlowly => {
            let _ = stream.write_all(request);
        }
    }
    let mut start = [0; 8 * 1024];
    let read = stream.read(&mut start).unwrap_or(0);
    match manner {
        Manner::ReadsSlowly => {
            for _ in 0..20 {
                thread::sleep(Duration::from_millis(100));
                let _ = stream.read(&mut [0; 8 * 1024]);
            }
        }
        Manner::Plain | Manner::HoldsBody => {
            let _ = stream.read_to_end(&mut Vec::new());
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
    let head = String::from_utf8_lossy(&start[..read]).into_owned();
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn get(path: &str, host: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n").into_bytes()
}

fn post(path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: {kind}\r\nAccept-Encoding: br\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A CSV pasted into the page of many accounts, to be returned as a file.
fn table(csv: &[u8]) -> Vec<u8> {
    let part = |name: &str, value: &[u8]| {
        [format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(), value, b"\r\n"].concat()
    };
    let form = [part("csv", csv), part("get", b"csv"), b"--x--\r\n".to_vec()].concat();
    post("/capacity/csv", "multipart/form-data; boundary=x", &form)
}

fn list(json: &str) -> Vec<u8> {
    post("/api/v1/recommendations", "application/json", json.as_bytes())
}

/// Quality values that are not numbers, on which a comparison sort panicked.
fn not_a_number() -> Vec<u8> {
    let tenths = "69 83 nan 74 nan 95 09 nan nan 83 47 17 95 nan 39 79 26 nan 85 nan 19";
    let parts: Vec<_> = tenths
        .split(' ')
        .map(|value| if value == "nan" { "x;q=nan".to_owned() } else { format!("y;q=0.{value}") })
        .collect();
    get("/", NAME, &format!("Accept-Language: zz;q=nan,{}\r\n", parts.join(",")))
}

/// Addresses of almost 8 KB, which redirects repeated percent-encoded, three times as long.
fn long_addresses() -> Vec<Vec<u8>> {
    let pairs = vec![format!("devices={}", "(".repeat(92)); 78].join("&");
    ["/wizard?sent=purpose&purpose=work&", "/result?sent=numbers&", "/link?sent=link&", "/helped?"]
        .map(|start| get(&format!("{start}{pairs}"), NAME, ""))
        .to_vec()
}

fn all() -> Vec<Attack> {
    let attack = |name, requests, clients, times, pause, manner| Attack {
        name,
        requests,
        clients,
        times,
        pause: Duration::from_millis(pause),
        manner,
    };
    let one = |name, request, clients, times| attack(name, vec![request], clients, times, 50, Manner::Plain);
    let accounts: Vec<_> = (0..200).map(|at| format!("a=u{at}_work.several")).collect();
    let faulty = [
        b"mails".as_slice(),
        &b",".repeat(1_000),
        b"\n",
        &[b"\xff,".repeat(1_001), b"\n".to_vec()].concat().repeat(10),
    ];
    vec![
        attack("1 quality values", vec![not_a_number()], 2, 12, 400, Manner::Plain),
        attack("2 long addresses", long_addresses(), 2, 24, 250, Manner::Plain),
        one(
            "3 wide table",
            table(&[b"mails".as_slice(), &b",".repeat(1_500), b"\n", &b"1\n".repeat(500)].concat()),
            2,
            2,
        ),
        one("5 columns alike", table(&[b"mails".as_slice(), &b",x".repeat(1_200), b"\n1\n"].concat()), 2, 2),
        attack(
            "6a slow readers",
            vec![get(&format!("/capacity?{}", accounts.join("&")), NAME, "")],
            12,
            1,
            0,
            Manner::ReadsSlowly,
        ),
        one("6b compressed lists", list(&format!("[{}{{}}]", "{},".repeat(19))), 12, 2),
        one("7 faulty table", table(&faulty.concat()), 1, 2),
        attack("8 uploads", vec![list(&format!("[{}]", " ".repeat(2_900_000)))], 26, 2, 0, Manner::HoldsBody),
        one("16 host with userinfo", get("/", "m.evil.example:443@m:80", ""), 1, 10),
        one("18 unknown host", get("/wizard?away=yes", "evil.example", ""), 1, 10),
    ]
}
