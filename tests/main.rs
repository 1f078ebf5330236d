//! Integration tests, one module per capability.
//!
//! | module | tests |
//! |---|---|
//! | `mail_map` | the map of where mail is kept agrees with devices, advice and verdict |
//! | `loader` | every kind of error in a rule set is reported, with its position, all in one run |
//! | `diagnosis` | invalid rule sets of any size and content: linear time, bounded reports, no raw control characters |
//! | `capacity` | the page of many accounts: its address, its form, its texts |
//! | `caching` | caching of responses: entity tags, 304s, HEAD, content codings, cache headers |
//! | `cases` | the eight everyday uses and named persons (`tests/data/cases.toml`) get the answer of a support lead |
//! | `space` | over every combination of answers: reasons, hard rule, one-step expectations |
//! | `audit` | the check of the whole answer space, by seeded defects; the difference between two rule sets |
//! | `answers` | the query codec: round trip, order, duplicates, what is ignored |
//! | `links` | links as they arrive: entities, double escaping, upper case, language tags, slashes |
//! | `numbers` | numbers as people write them: units, ranges, what is refused |
//! | `interview` | no unnecessary question, and correct progress |
//! | `outlook` | settled results, worthwhile questions and counterfactuals, against brute force over all completions |
//! | `forecast` | one mailbox and many accounts: worked examples, an independent recomputation, properties |
//! | `forecast_page` | the page of a forecast, and its calendar entry, read by a parser |
//! | `figures` | equal figures on pages, in text and in the API: days, levels, limits, full mailboxes |
//! | `pages` | every page as DOM, in both languages |
//! | `reload` | rules that change while the server runs |
//! | `fire` | hosts, limits, slow and broken clients, and a shutdown without lost requests |
//! | `heads` | response heads and generated URLs: bounded whatever a query contains |
//! | `panics` | a panic at any stage of a request ends that request only |
//! | `metrics` | metrics, and the feedback on results |
//! | `operator` | the admin listener: access, metrics of failed connections, readiness during shutdown |
//! | `safety` | headers, limits, errors, languages, assets |
//! | `deploy` | the files of `deploy/` in use: manual, unit, Debian package, image, Kubernetes, proxies, monitoring |
//! | `embedding` | pages inside another site: allowed ancestors, and links that stay embedded |
//! | `outside` | search engines, link previews and browser tabs: meta, canonical, sitemap, robots, icons |
//! | `api` | JSON, problem+json, and the OpenAPI document against the actual responses |
//! | `batch` | tables of accounts: files of common programs, error messages, formula injection, arbitrary bytes |
//! | `agreement` | equal results on pages, in the API and on the command line |
//! | `command` | the command line: output, exit status, start and shutdown of the server |
//! | `staff` | links that support staff make, their QR codes and replies, and how filled-in answers are shown |
//! | `guides` | every command in the guides and README, with its output; the tables of the guides |
//! | `setup` | set-up plans, server values and switches: rules, page, text and API |
//! | `mail_clients` | every change on Dovecot, Thunderbird with our file and our labels, configuration files |
//! | `texts` | texts of results against the answers: no contradiction, required texts, and the checks for both |
//! | `words` | the Japanese texts: length, endings, spelling, terms, link texts |
//! | `browser` | in Chromium: axe, journeys, keyboard, accessibility tree, legibility, manners, pictures; in WebKit and Firefox: journeys, forms, layout, printing |
#![expect(clippy::disallowed_methods, reason = "tests start processes, read files and wait")]
#![cfg(test)]
#![allow(unreachable_pub, clippy::allow_attributes, reason = "tests are read, not called")]

mod support;

mod agreement;
mod answers;
mod api;
mod audit;
mod batch;
mod browser;
mod caching;
mod capacity;
mod cases;
mod command;
mod deploy;
mod diagnosis;
mod embedding;
mod figures;
mod fire;
mod forecast;
mod forecast_page;
mod guides;
mod heads;
mod interview;
mod links;
mod loader;
mod mail_clients;
mod mail_map;
mod metrics;
mod numbers;
mod operator;
mod outlook;
mod outside;
mod pages;
mod panics;
mod reload;
mod safety;
mod setup;
mod space;
mod staff;
mod texts;
mod words;
