//! Helpers of several test modules: the site without a socket, the DOM, the answer space.

pub mod reply;
pub mod server;

use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Request, Version};
use axum::response::Response;
use pop_or_imap::answers::{Answer, Answers};
use pop_or_imap::loader;
use pop_or_imap::rulebook::{QuestionIndex, Rulebook};
use pop_or_imap::web::{self, App, AppState, Settings};
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt as _;

pub use self::reply::Reply;

/// The embedded rules.
pub static RULES: LazyLock<Rulebook> = LazyLock::new(loader::embedded);

/// Concatenates one piece for each number below `count`.
pub fn pieces(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// Builds a valid rule set with few combinations of answers, so that its check is fast.
pub fn quick_rules() -> String {
    let small = include_str!("../data/rules/small.toml");
    let (rules, use_one) = small.split_once("id = \"one\"").unwrap();
    let rules = rules.replacen("weight = 2", "weight = 9", 1);
    format!("{rules}id = \"one\"{}", use_one.replacen("strength = \"slight\"", "strength = \"moderate\"", 1))
}

/// Parses the answers of a query; panics if one is ignored.
pub fn answers(query: &str) -> Answers {
    let (answers, ignored) = Answers::from_query(&RULES, query);
    assert!(ignored.is_empty(), "not understood in {query}: {ignored:?}");
    answers
}

/// The site without a socket.
#[derive(Clone)]
pub struct Site(web::Site);

impl Site {
    pub fn new() -> Self {
        Self::of(App::new(loader::embedded(), Settings::default()))
    }

    pub fn of(app: Arc<App>) -> Self {
        Self(web::site(app))
    }

    /// Builds the site with more routes inside all its layers.
    pub fn with(more: impl FnOnce(axum::Router<AppState>) -> axum::Router<AppState>) -> Self {
        Self(web::site_with(App::new(loader::embedded(), Settings::default()), more))
    }

    /// Builds the site with a route `/panic`, which panics, inside all its layers.
    pub fn panicking(app: Arc<App>) -> Self {
        let route = axum::routing::get(|| async { panic!("secret words") as &'static str });
        Self(web::site_with(app, |routes| routes.route("/panic", route)))
    }

    /// Returns the size of an encoded response body in bytes.
    pub async fn size(&self, path: &str, encoding: &str) -> usize {
        let request = Request::get(path).header("accept-encoding", encoding).body(Body::empty()).unwrap();
        let response = self.answer(request).await;
        to_bytes(response.into_body(), usize::MAX).await.unwrap().len()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a GET request with one more header.
    pub async fn get_with(&self, path: &str, name: &str, value: &str) -> Reply {
        self.ask(Request::get(path).header(name, value).body(Body::empty()).unwrap()).await
    }

    pub async fn head(&self, path: &str) -> Reply {
        self.ask(Request::head(path).body(Body::empty()).unwrap()).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, json: &str) -> Reply {
        self.post_as("application/json", path, json).await
    }

    /// Sends the fields of a form, in their encoding.
    pub async fn post_form(&self, path: &str, fields: &str) -> Reply {
        self.post_as("application/x-www-form-urlencoded", path, fields).await
    }

    /// Sends a body of any media type. Failures show the first 100 characters of the body.
    pub async fn post_as(&self, media_type: &str, path: &str, body: &str) -> Reply {
        let mut reply = self.send(Request::post(path).header("content-type", media_type), body.to_owned()).await;
        reply.request.push_str("\n> ");
        reply.request.extend(body.chars().take(100));
        reply
    }

    /// Sends a request that still lacks its body.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Reply {
        self.ask(request.body(body.into()).unwrap()).await
    }

    /// Returns the response with its body still to be read.
    ///
    /// A request without a host is sent as HTTP/1.0, which needs none; pages then contain no absolute URL.
    pub async fn answer(&self, mut request: Request<Body>) -> Response {
        if !request.headers().contains_key("host") {
            *request.version_mut() = Version::HTTP_10;
        }
        self.0.handle(request).await
    }

    /// Sends a request, and reads the response to its end.
    pub async fn ask(&self, request: Request<Body>) -> Reply {
        let asked = format!("{} {} {:?}", request.method(), request.uri(), request.headers());
        Reply::read(asked, self.answer(request).await).await
    }
}

/// Sends a GET request to the operator's listener.
pub async fn admin(app: &Arc<App>, path: &str) -> Reply {
    let request = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
    Reply::read(format!("GET {path}"), web::admin(Arc::clone(app)).oneshot(request).await.unwrap()).await
}

/// A parsed page.
pub struct Dom(Html);

impl Dom {
    /// Returns all elements that match a selector.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// Returns the only element that matches a selector; panics if there is another number of them.
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector} in {}", self.0.html());
        all[0]
    }

    pub fn text(&self, selector: &str) -> String {
        words(self.one(selector))
    }

    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// Returns an attribute of the only element that matches a selector.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.one(selector).attr(name).unwrap_or_else(|| panic!("{selector} has no {name}")).to_owned()
    }
}

/// Returns the text of an element with runs of white space folded.
pub fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Calls `visit` with every combination of answers, `unknown` included; returns their number.
pub fn every_combination(rulebook: &Rulebook, mut visit: impl FnMut(&Answers)) -> u64 {
    fn walk(
        rulebook: &Rulebook,
        index: QuestionIndex,
        so_far: Answers,
        count: &mut u64,
        visit: &mut dyn FnMut(&Answers),
    ) {
        let Some(question) = rulebook.question_at(index) else {
            *count += 1;
            return visit(&so_far);
        };
        walk(rulebook, index.next(), so_far.with(index, Answer::Unknown), count, visit);
        for choice in 0..question.choices.len() {
            let choice = Answer::Choice(u8::try_from(choice).unwrap());
            walk(rulebook, index.next(), so_far.with(index, choice), count, visit);
        }
    }
    let mut count = 0;
    walk(rulebook, QuestionIndex::FIRST, Answers::default(), &mut count, &mut visit);
    count
}

/// Returns every `step`th combination: a sample of the whole space.
pub fn sample(rulebook: &Rulebook, step: u64) -> Vec<Answers> {
    let mut sample = Vec::new();
    let mut at = 0;
    every_combination(rulebook, |answers| {
        if at % step == 0 {
            sample.push(*answers);
        }
        at += 1;
    });
    sample
}
