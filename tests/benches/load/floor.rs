//! Baseline: a minimal axum handler that returns a constant body of the same length, in its own process.

use std::io::BufRead as _;
use std::net::SocketAddr;
use std::process::{Command, ExitCode, Stdio};

use axum::Router;
use axum::routing::get;
use bytes::Bytes;

use crate::Process;

/// The length of the baseline's head in bytes.
const HEAD: usize = 126;

/// The running baseline.
pub struct Floor {
    _process: Process,
    pub address: SocketAddr,
}

impl Floor {
    /// Starts the baseline, which returns a response of this length for every path.
    pub fn start(bytes: usize) -> Self {
        let bytes = bytes.saturating_sub(HEAD);
        let program = std::env::current_exe().expect("this program has a name");
        let mut child = Command::new(program)
            .args(["--floor", &bytes.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the baseline starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("the baseline has an output");
        std::io::BufReader::new(out).read_line(&mut line).expect("the baseline prints its address");
        Self { _process: Process(child), address: line.trim().parse().expect("the baseline prints an address") }
    }
}

/// Runs the baseline, with as many threads as the server, until the process is ended.
pub fn serve(bytes: usize) -> ExitCode {
    let body = Bytes::from(vec![b'x'; bytes]);
    let router: Router = Router::new().fallback(get(move || async move { body }));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        println!("{}", listener.local_addr().expect("the listener has an address"));
        axum::serve(listener, router).await
    });
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
