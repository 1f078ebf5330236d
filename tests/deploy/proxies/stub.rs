//! A replica that misbehaves on request, so that the proxies' reactions are tested whatever defects the program has.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The head of a request as the replica received it: the request line, then the header lines in lower case.
pub type Head = Vec<String>;

/// A replica whose response depends on the path; it runs until the tests end.
pub struct Stub {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Head>>>,
}

impl Stub {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let record = Arc::clone(&record);
                thread::spawn(move || respond(&stream.unwrap(), &record));
            }
        });
        Self { address, requests }
    }

    /// Returns the requests for a path since the last call, and forgets all requests.
    pub fn take(&self, path: &str) -> Vec<Head> {
        let all = std::mem::take(&mut *self.requests.lock().unwrap());
        all.into_iter().filter(|head| head[0].split(' ').nth(1) == Some(path)).collect()
    }
}

/// Reads one request, records its head and responds as the path demands.
fn respond(stream: &TcpStream, record: &Mutex<Vec<Head>>) {
    let mut reader = BufReader::new(stream);
    let mut head = Head::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        match line.trim_end() {
            "" => break,
            line if head.is_empty() => head.push(line.to_owned()),
            line => head.push(line.to_ascii_lowercase()),
        }
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let path = head[0].split(' ').nth(1).unwrap().to_owned();
    record.lock().unwrap().push(head);
    let response = match path.as_str() {
        "/closed" => return,
        "/unavailable" => {
            "HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy".to_owned()
        }
        "/large-head" => large_head(70_000),
        "/long-redirect" => large_head(9 * 1024),
        _ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".to_owned(),
    };
    let mut stream = stream;
    let _ = stream.write_all(response.as_bytes());
}

fn large_head(size: usize) -> String {
    let rest = "HTTP/1.1 303 See Other\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /\r\n\r\n";
    let location = "x".repeat(size - rest.len());
    rest.replace("Location: /", &format!("Location: /{location}"))
}
