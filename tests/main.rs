//! The tests, a module a capability.
//!
//! | module | holds |
//! |---|---|
//! | `loader` | every kind of fault of a rule set is found, at its place, all at once |
//! | `diagnosis` | faulty rule sets of any size and content: linear time, bounded reports, nothing raw |
//! | `capacity` | the page of many accounts: its address, its form, its texts |
//! | `caching` | caching of responses: entity tags, 304s, HEAD, content codings, cache headers |
//! | `cases` | the eight everyday uses and named persons (`tests/data/cases.toml`) get what a support lead would say |
//! | `space` | over every combination of answers: reasons, hard rule, one-step expectations |
//! | `audit` | the check of the whole answer space, by seeded defects; the difference between two rule sets |
//! | `answers` | the query codec: round trip, order, duplicates, what is ignored |
//! | `links` | links as they arrive: entities, double escaping, upper case, language tags, slashes |
//! | `numbers` | numbers as people write them: units, ranges, what is refused |
//! | `interview` | no question too many, and progress never lies |
//! | `outlook` | settled, worth asking, what would change it: against brute force over all completions |
//! | `forecast` | one mailbox and many accounts: worked examples, an independent recomputation, properties |
//! | `figures` | figures on pages, in text and in the API that agree: days, levels, limits, full mailboxes |
//! | `pages` | every page as DOM, in both languages |
//! | `reload` | rules that change while it serves |
//! | `fire` | under fire: hosts, limits, slow and broken clients, and an end at which no request is lost |
//! | `heads` | response heads and generated URLs: bounded whatever a query contains |
//! | `panics` | a panic at any stage of a request ends that request only |
//! | `metrics` | what is counted, and whether a result helped |
//! | `operator` | the operator's listener: who may ask, connections that failed, an end that is near |
//! | `safety` | headers, limits, errors, languages, assets |
//! | `deploy` | what `deploy/` holds, put to use: manual, unit, Debian package, image, Kubernetes, proxies, monitoring |
//! | `embedding` | pages inside another site: who may frame them, and that they stay embedded all the way |
//! | `outside` | what search engines, link previews and browser tabs get: meta, canonical, sitemap, robots, icons |
//! | `api` | JSON, problem+json, and the OpenAPI document against what the routes really give |
//! | `batch` | tables of accounts: what programs export, faults in words, formulas made harmless, any bytes at all |
//! | `agreement` | pages, API and command line say the same |
//! | `command` | the command line: output, exit status, serving and its end |
//! | `staff` | links that support staff make, their QR codes and replies, and how filled-in answers are shown |
//! | `guides` | every command that the guides and README show, with what it prints; the tables of the guides |
//! | `texts` | texts of results against the answers: no contradiction, what each situation needs, the check for both |
//! | `words` | what visitors read in Japanese: length, endings, spelling, terms; what links say |
//! | `browser` | in Chromium: axe, journeys, keyboard, accessibility tree, legibility, manners, pictures |
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
mod guides;
mod heads;
mod interview;
mod links;
mod loader;
mod metrics;
mod numbers;
mod operator;
mod outlook;
mod outside;
mod pages;
mod panics;
mod reload;
mod safety;
mod space;
mod staff;
mod texts;
mod words;
