//! Visitors who answer at random until they reach a result, again and again, each from an address of its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::{Client, Response};
use scraper::{Html, Selector};
use tokio::task::JoinHandle;

use super::examples::NAME;

/// The number of visitors at the same time.
pub const VISITORS: u8 = 6;

/// Rules whose version begins with this are the ones that replace the first.
pub const REVISED: &str = "77.0.0";

/// The question on a page.
struct Form {
    hidden: Vec<(String, String)>,
    name: String,
    values: Vec<String>,
}

/// Reads the question on a page, and the footer, which names the version of the rules.
fn read(page: &str) -> (Option<Form>, String) {
    let page = Html::parse_document(page);
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        let inputs = page.select(&selector);
        let attribute = |input: scraper::ElementRef, name: &str| input.attr(name).unwrap_or_default().to_owned();
        inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect::<Vec<_>>()
    };
    let footer = Selector::parse("footer").unwrap();
    let footer: String = page.select(&footer).flat_map(|footer| footer.text()).collect();
    let radios = all("main input[type=radio]");
    let form = radios.first().map(|(name, _)| Form {
        hidden: all("main input[type=hidden]"),
        name: name.clone(),
        values: radios.iter().map(|(_, value)| value.clone()).collect(),
    });
    (form, footer)
}

/// Returns the next pseudo-random number below the limit (Knuth's linear congruential generator).
fn random_below(limit: usize, state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap() % limit
}

/// Goes from the start page to a result; returns its footer, or what went wrong.
async fn journey(client: &Client, base: &str, clicks: bool, state: &mut u64) -> Result<String, String> {
    let wrong = |error: reqwest::Error| format!("{error:?}");
    client.get(base).send().await.and_then(Response::error_for_status).map_err(wrong)?;
    let mut chosen: Vec<(String, String)> = Vec::new();
    let mut url = format!("{base}/wizard");
    loop {
        let answer = client.get(&url).send().await.and_then(Response::error_for_status).map_err(wrong)?;
        let mut reached = answer.url().clone();
        let (form, footer) = read(&answer.text().await.map_err(wrong)?);
        if reached.path() == "/result" {
            let carried: Vec<_> = reached.query_pairs().into_owned().collect();
            if let Some(lost) = chosen.iter().find(|pair| !carried.contains(pair)) {
                return Err(format!("{lost:?} was lost on the way to {reached}"));
            }
            if clicks && random_below(4, state) == 0 {
                reached.set_path("/helped");
                client
                    .post(reached)
                    .body("helped=yes")
                    .send()
                    .await
                    .and_then(Response::error_for_status)
                    .map_err(wrong)?;
            }
            return Ok(footer);
        }
        let form = form.ok_or(format!("no question at {reached}"))?;
        let choice = form.values[random_below(form.values.len(), state)].clone();
        chosen.push((form.name.clone(), choice.clone()));
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(&form.hidden).append_pair(&form.name, &choice);
        url = format!("{base}/wizard?{}", pairs.finish());
    }
}

/// Journeys counted by the rules of their result, and what went wrong in the others.
#[derive(Debug, Default)]
pub struct Journeys {
    pub first_rules: usize,
    pub revised_rules: usize,
    pub failed: Vec<String>,
}

/// Visitors on their way.
pub struct Visitors {
    done: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Journeys>>,
}

impl Visitors {
    /// Sends visitors to the proxy; with `clicks`, every fourth of them clicks "it helped" on the result, which is a
    /// POST.
    pub fn start(proxy: SocketAddr, clicks: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let start = |visitor| tokio::spawn(visit(proxy, visitor, clicks, Arc::clone(&done)));
        let tasks = (0..VISITORS).map(start).collect();
        Self { done, tasks }
    }

    /// Waits until all visitors have finished their last journeys; returns all journeys.
    pub async fn finish(self) -> Journeys {
        self.done.store(true, Ordering::Relaxed);
        let mut all = Journeys::default();
        for task in self.tasks {
            let journeys = task.await.unwrap();
            all.first_rules += journeys.first_rules;
            all.revised_rules += journeys.revised_rules;
            all.failed.extend(journeys.failed);
        }
        all
    }
}

async fn visit(proxy: SocketAddr, visitor: u8, clicks: bool, done: Arc<AtomicBool>) -> Journeys {
    let client = Client::builder()
        .timeout(Duration::from_secs(20))
        .resolve(NAME, proxy)
        // The address 127.0.0.1 belongs to attackers.
        .local_address(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2 + visitor)))
        .build()
        .unwrap();
    let base = format!("http://{NAME}:{}", proxy.port());
    let (mut journeys, mut state) = (Journeys::default(), u64::from(visitor));
    while !done.load(Ordering::Relaxed) {
        match journey(&client, &base, clicks, &mut state).await {
            Ok(footer) if footer.contains(REVISED) => journeys.revised_rules += 1,
            Ok(_) => journeys.first_rules += 1,
            Err(error) => journeys.failed.push(error),
        }
    }
    journeys
}
