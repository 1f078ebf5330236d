//! Hostile tables on the page of many accounts: none blocks other clients, and none is amplified.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt as _;
use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};

use super::{post, send};
use crate::support::{Reply, Site};

/// The form with a table, as a browser sends it.
fn form(table: &[u8], get: &str) -> Request<Body> {
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"csv\"\r\n\r\n".to_vec();
    body.extend(table);
    body.extend(format!("\r\n--x\r\ncontent-disposition: form-data; name=\"get\"\r\n\r\n{get}\r\n--x--\r\n").bytes());
    let request = Request::post("/capacity/csv").header("content-type", "multipart/form-data; boundary=x");
    request.header("accept-encoding", "identity").body(Body::from(body)).unwrap()
}

/// Builds a table with this number of rows, all different.
fn large(rows: usize) -> Vec<u8> {
    let rows = (0..rows).map(|row| format!("A{row},work,pc-phone,{row}\n"));
    ["account,purpose,devices,mails\n".to_owned()].into_iter().chain(rows).collect::<String>().into_bytes()
}

const SMALL: &[u8] = b"account,devices\nA,one-pc\n";

#[tokio::test]
async fn a_table_of_too_many_columns_is_refused_on_the_page_and_as_a_file() {
    let table = [b"mails".as_slice(), &b",".repeat(16_383), b"\n", &b"1\n".repeat(5_000)].concat();
    for get in ["page", "csv", "excel"] {
        let reply = send(&[("csv", &table), ("get", get.as_bytes())]).await;
        let words = reply.assert_status(422).dom().text("#csv-error");
        assert!(words.contains("256列") && words.contains("16,384列"), "{words}");
        let reply = send(&[("csv", &table), ("get", get.as_bytes()), ("query", b"lang=en")]).await;
        let words = reply.dom().text("#csv-error");
        assert!(words.contains("256 columns") && words.contains("16,384"), "{words}");
    }
}

#[tokio::test]
async fn errors_on_the_page_are_few_and_the_rest_is_counted() {
    let wrong = "z,z,z,z,z\n".repeat(100);
    let table = format!("purpose,devices,away,offline,backup\n{wrong}");
    let dom = send(&[("csv", table.as_bytes()), ("query", b"lang=en")]).await.dom();
    let errors = dom.texts(".faults li");
    // Three errors per row: 66 rows, and two errors of the next.
    assert_eq!(errors.len(), 67);
    assert_eq!((errors[0].matches("cannot be used").count(), errors[66].matches("cannot be used").count()), (3, 2));
    assert!(errors[0].ends_with("/ and 2 more") && errors[66].ends_with("/ and 3 more"), "{}", errors[66]);
    assert!(dom.text("#read").contains("33 more rows could not be read"), "{}", dom.text("#read"));
    let dom = send(&[("csv", table.as_bytes())]).await.dom();
    assert!(dom.texts(".faults li")[0].ends_with("ほか2件") && dom.text("#read").contains("ほかに33行あります"));
    // The file has them all.
    let reply = send(&[("csv", table.as_bytes()), ("get", b"csv"), ("query", b"lang=en")]).await;
    assert_eq!(reply.body.matches("cannot be used").count(), 500);
    // Values of columns that only this page reads are cut and quoted like all others.
    let table = format!("mails,used_with,server_total\n1,\"\u{1b}[31m{}\",\"\u{7}x\"\n", "y".repeat(1_000));
    for get in ["page", "csv"] {
        let reply = send(&[("csv", table.as_bytes()), ("get", get.as_bytes())]).await;
        let shown =
            if get == "page" { reply.dom().text(".faults li") } else { reply.body.lines().last().unwrap().to_owned() };
        let error = &shown[shown.find("2行目のused_with").unwrap()..];
        assert!(error.contains("␛[31m") && error.contains('…') && error.contains("␇x"), "{error}");
        assert!(error.chars().count() < 600 && !error.contains(['\u{1b}', '\u{7}']), "{error}");
    }
}

#[tokio::test]
async fn an_answer_is_at_most_a_multiple_of_what_was_sent() {
    let empty = Site::new().get("/capacity").await.body.len();
    let long = 128 * 1024;
    let wide = |cell: &[u8]| {
        [
            b"mails".as_slice(),
            &b",x".repeat(255),
            b"\n",
            &[&[cell, b","].concat().repeat(255), cell, b"\n"].concat().repeat(400),
        ]
        .concat()
    };
    let name = |name: &str| {
        format!("account,mails\n{}", format!("{name},1\n").repeat(1_000 * 100 / (name.len() + 3).max(100)))
    };
    let tables = [
        b"mails\n".iter().chain(b"1\n".repeat(500).iter()).copied().collect::<Vec<u8>>(),
        [b"mails".as_slice(), &b",".repeat(255), b"\n", &b"1\n".repeat(500)].concat(),
        wide(b"\xFF"),
        wide(b"\""),
        [b"mails,".as_slice(), "名".repeat(10_000).as_bytes(), b"\n", &b"1,\xFF\n".repeat(500)].concat(),
        [b"mails\n".as_slice(), &b"\xFF\n".repeat(500)].concat(),
        [b"mails\n".as_slice(), &b"&\n".repeat(500)].concat(),
        name(&"&".repeat(100)).into_bytes(),
        name(&"x\"".repeat(100)).into_bytes(),
        [b"mails\n1\n\"".as_slice(), &b"&".repeat(long)].concat(),
        [b"mails\n1,".as_slice(), &b"<".repeat(long)].concat(),
        b"&".repeat(long),
    ];
    for (place, table) in tables.iter().enumerate() {
        let rows = table.split(|byte| *byte == b'\n').count();
        for (field, get, lang) in
            [("csv", "page", "ja"), ("file", "page", "en"), ("file", "csv", "ja"), ("csv", "csv", "en")]
        {
            let query = format!("lang={lang}");
            let reply = send(&[(field, table), ("get", get.as_bytes()), ("query", query.as_bytes())]).await;
            let bound = match reply.header("content-type") {
                "text/csv; charset=utf-8" => 4 * table.len() + rows * (256 + 4096),
                _ => 5 * table.len() + empty + 64 * 1024 + 200 * 3072 + rows * 1024,
            };
            let came = reply.body.len();
            assert!(came <= bound, "{place} {get} {field}: {} bytes in, {came} out, at most {bound}", table.len());
        }
    }
}

/// Sends a request, and reads nothing of the response body.
async fn ask(site: &Site, table: &[u8], get: &str) -> Response {
    site.answer(form(table, get)).await
}

#[tokio::test]
async fn a_download_is_streamed_and_others_go_on_while_it_is_not_read() {
    let site = Site::new();
    let table = large(300);
    let mut unread = Vec::new();
    loop {
        let response = ask(&site, &table, "csv").await;
        if response.status() != StatusCode::OK {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()["retry-after"], "2");
            break;
        }
        assert!(response.headers().get("content-length").is_none(), "it is not complete before it is sent");
        unread.push(response);
        assert!(unread.len() < 1_000, "there is a bound");
    }
    // Pages and small tables need no slot.
    assert_eq!(ask(&site, SMALL, "csv").await.status(), StatusCode::OK);
    assert_eq!(ask(&site, &table, "page").await.status(), StatusCode::OK);
    // The slot of a client that disconnects becomes free.
    let mut response = unread.pop().unwrap();
    assert!(response.body_mut().frame().await.unwrap().is_ok());
    drop(response);
    let whole = ask(&site, &table, "csv").await;
    assert_eq!(whole.status(), StatusCode::OK);
    let whole = to_bytes(whole.into_body(), usize::MAX).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&whole).lines().count(), 301);
    // Responses that were begun are still complete when they are read late.
    let late = to_bytes(unread.pop().unwrap().into_body(), usize::MAX).await.unwrap();
    assert_eq!(whole, late);
}

#[tokio::test]
async fn a_small_table_does_not_wait_for_large_ones() {
    let site = Site::new();
    let (small, mut large_ones) = (form(SMALL, "page"), Vec::new());
    let table = large(600);
    for _ in 0..3 {
        let (site, request) = (site.clone(), form(&table, "page"));
        large_ones.push(tokio::spawn(async move { site.ask(request).await.status }));
        tokio::task::yield_now().await;
    }
    assert_eq!(site.ask(small).await.status, StatusCode::OK);
    assert!(large_ones.iter().all(|large| !large.is_finished()));
    // Work whose client has disconnected ends, and frees one of the 16 slots.
    large_ones.iter().for_each(tokio::task::JoinHandle::abort);
    for _ in 0..40 {
        let gone = tokio::spawn({
            let (site, request) = (site.clone(), form(&table, "page"));
            async move { site.ask(request).await.status }
        });
        assert_eq!(site.ask(form(SMALL, "csv")).await.status, StatusCode::OK);
        gone.abort();
        let _ = gone.await;
    }
    assert_eq!(site.ask(form(&table, "page")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn many_large_tables_at_once_are_answered_or_told_when_to_come_again() {
    let site = Site::new();
    let table = large(130);
    let asked: Vec<_> = (0..60)
        .map(|_| {
            let (site, request) = (site.clone(), form(&table, "page"));
            tokio::spawn(async move { site.ask(request).await })
        })
        .collect();
    let mut answered = [0, 0];
    for reply in asked {
        let reply: Reply = reply.await.unwrap();
        match reply.status {
            StatusCode::OK => answered[0] += 1,
            status => {
                assert_eq!((status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
                answered[1] += 1;
            }
        }
    }
    assert!(answered[0] >= 16, "{answered:?}");
    assert_eq!(site.ask(form(&table, "page")).await.status, StatusCode::OK, "afterwards there is room again");
}

#[tokio::test]
async fn a_page_has_a_deadline() {
    let settings = Settings { table_time: Some(Duration::ZERO), ..Settings::default() };
    let site = Site::of(App::new(loader::embedded(), settings));
    let reply = site.ask(form(&large(100), "page")).await;
    reply.assert_busy().assert_heading("ただいま混み合っています");
}

#[tokio::test]
async fn a_form_has_only_so_many_parts_fields_and_bytes_of_address() {
    let parts = vec![("x", &b""[..]); 10_000];
    send(&parts).await.assert_status(413).assert_heading("送られた内容が大きすぎます");
    let long = format!("plan=standard&{}", "a=z&".repeat(5_000));
    send(&[("csv", SMALL), ("query", long.as_bytes())]).await.assert_status(414);
    post(&"a=b&".repeat(100_000)).await.assert_status(413);
    post(&format!("query={}", long.replace('&', "%26"))).await.assert_status(414);
    post(&"plan=managed&".repeat(4_000)).await.assert_status(303);
}
