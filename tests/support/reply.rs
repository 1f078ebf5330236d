//! A response that was read to its end, with assertions that can be chained. Each failure shows the request and the
//! response, so tests need no message of their own for them.

use std::fmt::{Debug, Write as _};

use axum::body::to_bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use scraper::Html;

use super::Dom;

/// A response and the request it belongs to.
pub struct Reply {
    /// Method, target and headers of the request, as failures show them.
    pub request: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    /// Reads a response to its end.
    pub async fn read(request: String, response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Self { request, status: parts.status, headers: parts.headers, body }
    }

    pub fn dom(&self) -> Dom {
        Dom(Html::parse_document(&self.body))
    }

    /// Returns the first value of a header, or an empty text if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns all values of a header, in alphabetical order.
    pub fn all_headers(&self, name: &str) -> Vec<&str> {
        let mut all: Vec<_> = self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        all.sort_unstable();
        all
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Returns the detail of a problem document.
    pub fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap_or_else(|| panic!("no detail: {self}")).to_owned()
    }

    /// Asserts the status, a `StatusCode` or a number.
    #[track_caller]
    pub fn assert_status<S: Debug>(self, expected: S) -> Self
    where
        StatusCode: PartialEq<S>,
    {
        assert!(self.status == expected, "expected status {expected:?}: {self}");
        self
    }

    /// Asserts status 200.
    #[track_caller]
    pub fn assert_ok(self) -> Self {
        self.assert_status(StatusCode::OK)
    }

    /// Asserts status 303 and the header `Location`.
    #[track_caller]
    pub fn assert_redirect_to(self, location: &str) -> Self {
        self.assert_status(StatusCode::SEE_OTHER).assert_header("location", location)
    }

    /// Asserts the first value of a header; an empty text if there is none.
    #[track_caller]
    pub fn assert_header(self, name: &str, expected: &str) -> Self {
        assert!(self.header(name) == expected, "expected {name}: {expected}: {self}");
        self
    }

    /// Asserts that the first value of a header contains a text.
    #[track_caller]
    pub fn assert_header_contains(self, name: &str, expected: &str) -> Self {
        assert!(self.header(name).contains(expected), "expected {expected} in {name}: {self}");
        self
    }

    /// Asserts that there is no such header.
    #[track_caller]
    pub fn assert_no_header(self, name: &str) -> Self {
        assert!(!self.headers.contains_key(name), "expected no {name}: {self}");
        self
    }

    /// Asserts that all values of `Vary` together, in alphabetical order, are these.
    #[track_caller]
    pub fn assert_vary(self, expected: &str) -> Self {
        assert!(self.all_headers("vary").join(" ") == expected, "expected vary: {expected}: {self}");
        self
    }

    /// Asserts the whole body.
    #[track_caller]
    pub fn assert_body(self, expected: &str) -> Self {
        assert!(self.body == expected, "expected the body {expected:?}: {self}");
        self
    }

    /// Asserts that the body contains a text.
    #[track_caller]
    pub fn assert_contains(self, expected: &str) -> Self {
        assert!(self.body.contains(expected), "expected {expected:?} in {self}");
        self
    }

    /// Asserts that the body does not contain a text.
    #[track_caller]
    pub fn assert_lacks(self, unexpected: &str) -> Self {
        assert!(!self.body.contains(unexpected), "unexpected {unexpected:?} in {self}");
        self
    }

    /// Asserts that the page has one `h1`, with this text.
    #[track_caller]
    pub fn assert_heading(self, expected: &str) -> Self {
        assert!(self.dom().text("h1") == expected, "expected the heading {expected:?}: {self}");
        self
    }

    /// Asserts that the page contains an element that a selector finds.
    #[track_caller]
    pub fn assert_has(self, selector: &str) -> Self {
        assert!(self.dom().has(selector), "expected {selector} in {self}");
        self
    }

    /// Asserts that the page contains no element that a selector finds.
    #[track_caller]
    pub fn assert_has_no(self, selector: &str) -> Self {
        assert!(!self.dom().has(selector), "unexpected {selector} in {self}");
        self
    }

    /// Asserts status 503 and the wait in `Retry-After`.
    #[track_caller]
    pub fn assert_busy(self) -> Self {
        self.assert_status(StatusCode::SERVICE_UNAVAILABLE).assert_header("retry-after", "2")
    }

    /// Asserts a problem document (RFC 9457) with this status whose detail contains a text.
    #[track_caller]
    pub fn assert_problem(self, status: u16, detail: &str) -> Self {
        let reply = self.assert_status(status).assert_header("content-type", "application/problem+json");
        let problem = reply.json();
        assert!(problem["type"] == "about:blank" && problem["status"] == status, "{reply}");
        assert!(problem["title"].is_string(), "expected a title: {reply}");
        assert!(reply.detail().contains(detail), "expected {detail:?} in the detail: {reply}");
        reply
    }
}

/// Formats the request, the head of the response, and the first 2,000 characters of its body.
impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n> {}\n< {}\n", self.request, self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "< {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        f.write_char('\n')?;
        let mut characters = self.body.chars();
        characters.by_ref().take(2_000).try_for_each(|character| f.write_char(character))?;
        match characters.count() {
            0 => Ok(()),
            more => write!(f, "… and {more} more characters"),
        }
    }
}
