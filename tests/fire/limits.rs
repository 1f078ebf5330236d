//! Limits on time, concurrent requests and body bytes; and long responses, which yield to others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Request;
use axum::routing::{get, post};
use bytes::Bytes;
use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};
use tokio::sync::Semaphore;

use crate::support::{Site, admin};

/// Counts the pages that other clients get during a request, on a single thread.
async fn others_meanwhile(request: Request<Body>) -> usize {
    let site = Site::new();
    site.get("/guide").await;
    let long = tokio::spawn({
        let site = site.clone();
        async move { site.ask(request).await }
    });
    let mut others = 0;
    while !long.is_finished() {
        site.get("/guide").await.assert_ok();
        others += 1;
        tokio::task::yield_now().await;
    }
    long.await.unwrap().assert_ok();
    others
}

#[tokio::test]
async fn long_answers_leave_others_their_turn() {
    for encoding in ["identity", "gzip", "br", "zstd"] {
        let list = format!("[{}{{}}]", "{\"away\":\"yes\"},".repeat(299));
        let request = Request::post("/api/v1/recommendations")
            .header("content-type", "application/json")
            .header("accept-encoding", encoding)
            .body(Body::from(list))
            .unwrap();
        let others = others_meanwhile(request).await;
        assert!(others > 2, "{encoding}: {others}");
    }
}

#[tokio::test]
async fn tables_are_worked_out_aside() {
    for get in ["csv", "page"] {
        let rows = "a,work,pc-phone,yes\n".repeat(3_000);
        let part = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let form = [part("csv", &format!("account,purpose,devices,away\n{rows}")), part("get", get)].concat();
        let request = Request::post("/capacity/csv")
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::from(format!("{form}--x--\r\n")))
            .unwrap();
        let others = others_meanwhile(request).await;
        assert!(others > 2, "{get}: {others}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_given_up_and_counted_where_it_belongs() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(Arc::clone(&app));
    let never = || Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let reply = site.send(Request::post("/capacity"), never()).await;
    reply.assert_status(408).assert_header("connection", "close").assert_heading("送信に時間がかかりすぎました");
    admin(&app, "/metrics").await.assert_contains(r#"route="/capacity",method="POST",status="408"} 1"#);
    let hanging = Site::with(|routes| routes.route("/hang", get(std::future::pending::<&'static str>)));
    hanging.get("/hang").await.assert_busy();
}

#[tokio::test]
async fn more_than_can_be_done_is_answered_with_when_to_come_again() {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let slow = {
        let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
        move || async move {
            begun.fetch_add(1, Ordering::Relaxed);
            let _open = gate.acquire().await;
            "done"
        }
    };
    let site = Site::with(|routes| routes.route("/slow", get(slow)));
    let all: Vec<_> = (0..256)
        .map(|_| {
            let site = site.clone();
            tokio::spawn(async move { site.get("/slow").await })
        })
        .collect();
    while begun.load(Ordering::Relaxed) < 256 {
        tokio::task::yield_now().await;
    }
    site.get("/slow").await.assert_busy().assert_heading("ただいま混み合っています");
    site.get("/api/v1/forecast").await.assert_problem(503, "");
    // Load balancers must not remove a busy replica.
    site.get("/healthz").await.assert_body("ok");
    gate.add_permits(256);
    for one in all {
        one.await.unwrap().assert_ok();
    }
    site.get("/guide").await.assert_ok();
}

#[tokio::test]
async fn bodies_have_so_much_room_together_and_leave_it_again() {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
    let holding = {
        let (gate, begun) = (Arc::clone(&gate), Arc::clone(&begun));
        move |body: axum::body::Bytes| async move {
            begun.fetch_add(1, Ordering::Relaxed);
            let _open = gate.acquire().await;
            body.len().to_string()
        }
    };
    let site = Site::with(|routes| routes.route("/hold", post(holding)));
    let send = || {
        let site = site.clone();
        let request = Request::post("/hold").body(Body::from(vec![b'x'; 1 << 20])).unwrap();
        tokio::spawn(async move { site.ask(request).await })
    };
    let all: Vec<_> = (0..32).map(|_| send()).collect();
    while begun.load(Ordering::Relaxed) < 32 {
        tokio::task::yield_now().await;
    }
    send().await.unwrap().assert_busy();
    // Requests with a small body, or none, are not delayed.
    site.get("/guide").await.assert_ok();
    site.send(Request::post("/helped?away=yes"), "helped=yes").await.assert_status(303);
    gate.add_permits(100);
    for one in all {
        one.await.unwrap().assert_body("1048576");
    }
    send().await.unwrap().assert_ok();
}
