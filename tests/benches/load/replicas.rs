//! Two replicas behind nginx, compared with one, by visitors of whom no two answer alike.
//!
//! Generator, proxy and replicas share the cores of the machine, so their rates cannot be compared. The processor time of each
//! is measured: without the shares of generator and proxy, what is left is the capacity of the replicas.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::client::{Load, Target, answers, drive, processor_time};
use crate::visitors::{Encoding, Visitors};
use crate::{CONNECTIONS, Process, ratio};

/// The duration of a measurement.
const TIME: Duration = Duration::from_secs(10);

/// A running nginx, and its files.
struct Proxy {
    process: Process,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Proxy {
    /// Starts nginx in front of some servers, with persistent connections to them.
    fn start(servers: &[Target]) -> Self {
        let folder = tempfile::tempdir().expect("there is room for some files");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.expect("a port is free");
        let servers: String =
            servers.iter().map(|server| format!("server {}; ", server.address)).collect::<Vec<_>>().concat();
        let path = folder.path().display();
        let configuration = format!(
            "daemon off; master_process off; pid {path}/pid; error_log {path}/errors;
             events {{ }}
             http {{
                 access_log off; client_body_temp_path {path}/body; proxy_temp_path {path}/proxy;
                 fastcgi_temp_path {path}/f; uwsgi_temp_path {path}/u; scgi_temp_path {path}/s;
                 keepalive_requests 10000000;
                 upstream replicas {{ {servers} keepalive 32; keepalive_requests 10000000; }}
                 server {{
                     listen {address};
                     location / {{
                         proxy_pass http://replicas; proxy_http_version 1.1;
                         proxy_set_header Connection \"\"; proxy_set_header Host $host;
                     }}
                 }}
             }}"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, configuration).expect("there is room for some files");
        let child =
            Command::new("nginx").arg("-c").arg(&file).arg("-p").arg(folder.path()).stderr(Stdio::null()).spawn();
        let process = Process(child.expect("nginx is installed (apt-get install nginx-light)"));
        while !answers(address) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Self { process, address, _folder: folder }
    }
}

/// The processor time of a request, in microseconds.
struct Share {
    replicas: f64,
    proxy: f64,
    generator: f64,
}

/// Measures one replica and two, and prints their rates, their shares, and the ratio of their capacities.
pub async fn measure() {
    println!("| replicas | requests a second | µs of a request: replicas | proxy | generator |");
    println!("|---|---|---|---|---|");
    let [(_, one), (_, two)] = [run(1).await, run(2).await];
    println!(
        "two replicas have {:.2} times the capacity of one, without the shares of generator and proxy",
        2.0 * one.replicas / two.replicas
    );
}

async fn run(count: usize) -> (Load, Share) {
    let replicas: Vec<Target> = (0..count).map(|_| Target::start()).collect();
    let proxy = Proxy::start(&replicas);
    let visitors = Visitors::journeys(Encoding::Browser);
    drive(proxy.address, &visitors, CONNECTIONS, TIME / 5).await;
    let times = || {
        let of_replicas: Duration = replicas.iter().map(Target::processor_time).sum();
        [of_replicas, processor_time(proxy.process.0.id()), processor_time(std::process::id())]
    };
    let before = times();
    let load = drive(proxy.address, &visitors, CONNECTIONS, TIME).await;
    let after = times();
    let mut spent = after
        .iter()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before).as_secs_f64() * 1e6 / ratio(load.requests(), 1));
    let mut next = || spent.next().unwrap_or(f64::NAN);
    let share = Share { replicas: next(), proxy: next(), generator: next() };
    println!("| {count} | {:.0} | {:.1} | {:.1} | {:.1} |", load.rate(), share.replicas, share.proxy, share.generator);
    (load, share)
}
