//! The page of many accounts: its URL, form and content; and the forecast on the pages.

mod csv;
mod forecast;
mod form;
mod link;
mod summary;
mod tables;

use axum::http::Request;

use crate::support::{Dom, Reply, Site};

async fn page(path: &str) -> Dom {
    Site::new().get(path).await.assert_ok().dom()
}

/// Sends the form for accounts.
async fn post(fields: &str) -> Reply {
    Site::new().post_form("/capacity", fields).await
}

/// Sends the form for tables as a browser does.
async fn send(parts: &[(&str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in parts {
        let file = if *name == "file" { "; filename=\"a.csv\"\r\ncontent-type: text/csv" } else { "" };
        body.extend(format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*value);
        body.extend(b"\r\n");
    }
    body.extend(b"--part--\r\n");
    let request = Request::post("/capacity/csv").header("content-type", "multipart/form-data; boundary=part");
    Site::new().send(request, body).await
}
