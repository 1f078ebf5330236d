//! The Japanese texts: short polite sentences, one spelling for each word, and no term before its explanation.

use std::collections::BTreeMap;

use pop_or_imap::answers::Answers;
use pop_or_imap::present::Assessment;
use pop_or_imap::present::{
    forecast,
    reply::{self, ReplyContext},
    text,
};
use pop_or_imap::quota;
use pop_or_imap::rulebook::{Lang, Text};
use scraper::{ElementRef, Node};

use crate::browser::pages::PATHS;
use crate::support::{Dom, RULES, Site, sample, words};

/// The maximum number of characters of a sentence.
const LONGEST: usize = 60;

/// The endings of polite sentences.
const ENDINGS: [&str; 6] = ["です", "ます", "ません", "ました", "でした", "ください"];

/// Words with another spelling on this site, and that spelling. A word before a possible ー is matched without it.
const SPELLED: [(&str, &str); 48] = [
    ("サーバ", "サーバー"),
    ("フォルダ", "フォルダー"),
    ("コンピュータ", "コンピューター"),
    ("ブラウザ", "ブラウザー"),
    ("ユーザ", "ユーザー"),
    ("メイル", "メール"),
    ("電子メール", "メール"),
    ("Eメール", "メール"),
    ("eメール", "メール"),
    ("スマホ", "スマートフォン"),
    ("ウェブ", "Web"),
    ("WEB", "Web"),
    ("ホームページ", "Webサイト"),
    ("ゴミ箱", "ごみ箱"),
    ("添附", "添付"),
    ("問合せ", "問い合わせ"),
    ("問合わせ", "問い合わせ"),
    ("受取", "受け取り"),
    ("振分", "振り分け"),
    ("取込", "取り込み"),
    ("組合せ", "組み合わせ"),
    ("出来る", "できる"),
    ("出来ま", "できま"),
    ("下さい", "ください"),
    ("致し", "いたし"),
    ("頂", "いただ"),
    ("御", "お、ご"),
    ("是非", "ぜひ"),
    ("宜し", "よろし"),
    ("予め", "あらかじめ"),
    ("全て", "すべて"),
    ("既に", "すでに"),
    ("又は", "または"),
    ("及び", "と"),
    ("但し", "ただし"),
    ("尚", "なお"),
    ("様々", "いろいろ"),
    ("殆ど", "ほとんど"),
    ("分から", "わから"),
    ("分かり", "わかり"),
    ("分かる", "わかる"),
    ("詳し", "くわし"),
    ("無い", "ない"),
    ("有る", "ある"),
    ("時々", "ときどき"),
    ("あなた", "（人を指す言葉は使わない）"),
    ("一択", "おすすめ"),
    ("等を", "などを"),
];

/// Terms that need an explanation, and names that contain a term with another meaning.
const TERMS: [(&str, &[&str]); 6] = [
    ("サーバー", &["共用サーバー", "メールサーバー付", "サーバー保守", "サーバー初期設定"]),
    ("メールボックス", &[]),
    ("NAS", &[]),
    ("コントロールパネル", &[]),
    ("ローカルフォルダー", &[]),
    ("バックアップ", &[]),
];

/// Pages on which a term need not be explained at its first occurrence, and why.
const EXCUSED: [(&str, Excuse); 2] = [
    ("/link", Excuse::KnowsTheTerms("support staff make links here")),
    ("/result", Excuse::Later("reasons are in the order of their weight, so any of them may come first")),
];

/// Why a term need not be explained at its first occurrence.
enum Excuse {
    /// The readers of the page know the terms.
    KnowsTheTerms(&'static str),
    /// The page explains the term, but not always at its first occurrence.
    Later(&'static str),
}

/// Returns the errors in a text.
pub fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (wrong, right) in SPELLED {
        let found = text.match_indices(wrong).any(|(at, _)| !text[at + wrong.len()..].starts_with('ー'));
        if found {
            faults.push(format!("{wrong} → {right}"));
        }
    }
    if let Some(odd) =
        text.chars().find(|c| matches!(c, '，' | '．' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '｡'..='ﾟ'))
    {
        faults.push(format!("{odd}"));
    }
    // Brackets contain asides, often of a word or two.
    let open = outside_brackets(text);
    let (ended, rest) = open.rsplit_once('。').map_or(("", open.as_str()), |(ended, rest)| (ended, rest));
    for sentence in ended.split('。').filter(|_| open.contains('。')) {
        if !ENDINGS.iter().any(|ending| sentence.trim_end_matches('」').ends_with(ending)) {
            faults.push(format!("ends as no polite sentence does: {sentence}"));
        }
    }
    for sentence in text.split('。').chain([rest]) {
        let length = sentence.trim().chars().count();
        if length > LONGEST && text.contains('。') {
            faults.push(format!("{length} characters: {sentence}"));
        }
    }
    faults
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = text.chars().filter(|c| {
        match c {
            '（' => depth += 1,
            '）' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    keep.collect()
}

/// Returns all Japanese texts of the rules.
fn texts_of_rules() -> Vec<String> {
    let rules = &*RULES;
    let mut texts: Vec<&Text> = Vec::new();
    for by in [&rules.protocols.pop, &rules.protocols.imap] {
        texts.extend([&by.name, &by.reading, &by.summary, &by.cost, &by.kept, &by.devices, &by.watch]);
        texts.extend(by.advantages.iter().chain(&by.disadvantages));
    }
    texts.extend(rules.comparisons.iter().flat_map(|c| [&c.title, &c.by.pop, &c.by.imap]));
    texts.extend([&rules.capacity.shared, &rules.capacity.full, &rules.capacity.why, &rules.tie.text]);
    texts.extend(rules.plans.iter().map(|plan| &plan.note));
    for question in &rules.questions {
        texts.extend([&question.title, &question.short, &question.why]);
        texts.extend(question.choices.iter().flat_map(|c| [&c.label, &c.given].into_iter().chain(&c.hint)));
    }
    texts.extend(rules.rules.iter().flat_map(|rule| [&rule.text].into_iter().chain(&rule.otherwise)));
    let variants = rules.rules.iter().flat_map(|rule| &rule.variants);
    texts.extend(variants.flat_map(|variant| variant.text.iter().chain(&variant.otherwise)));
    let variants = [&rules.protocols.pop, &rules.protocols.imap].into_iter().flat_map(|by| &by.variants);
    texts.extend(variants.flat_map(|v| v.cost.iter().chain(&v.kept).chain(&v.devices).chain(&v.watch)));
    texts.extend(rules.uses.iter().map(|item| &item.label));
    texts.extend(rules.expectations.iter().map(|expectation| &expectation.text));
    texts.extend(rules.labels.iter().map(|label| &label.text));
    // Placeholders are replaced by clauses.
    let outlook = quota::forecast(rules, &Answers::default());
    let advice = rules.advice.iter().map(|advice| forecast::advice(advice, &outlook, Lang::Ja));
    texts.into_iter().map(|text| text.plain(Lang::Ja)).chain(advice).collect()
}

/// Returns the texts of a page in reading order; of a drawing, its name.
fn pieces(element: ElementRef<'_>) -> Vec<String> {
    const INLINE: [&str; 7] = ["a", "span", "strong", "b", "em", "wbr", "label"];
    fn walk(element: ElementRef<'_>, pieces: &mut Vec<String>) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => pieces.last_mut().unwrap().push_str(text),
                Node::Element(inside) => {
                    let Some(child) = ElementRef::wrap(child) else { continue };
                    // Texts in another language, and texts of the visitor, are not the site's.
                    if inside.attr("lang").is_some_and(|lang| lang != "ja") {
                        continue;
                    }
                    if inside.name() == "svg" {
                        pieces.push(inside.attr("aria-label").unwrap_or_default().to_owned());
                        let named = child.child_elements().filter(|e| ["title", "desc"].contains(&e.value().name()));
                        pieces.extend(named.map(words));
                        pieces.push(String::new());
                    } else if inside.name() == "textarea"
                        || inside.classes().any(|class| class == "address" && inside.name() == "p")
                    {
                        pieces.push(String::new());
                    } else if INLINE.contains(&inside.name()) {
                        walk(child, pieces);
                    } else {
                        pieces.push(String::new());
                        walk(child, pieces);
                        pieces.push(String::new());
                    }
                }
                _ => {}
            }
        }
    }
    let mut pieces = vec![String::new()];
    walk(element, &mut pieces);
    let lines = pieces.iter().flat_map(|piece| piece.split('\n')).map(str::trim).filter(|piece| !piece.is_empty());
    lines.map(str::to_owned).collect()
}

/// Returns the Japanese pages: all known states, and a sample over the whole answer space.
async fn pages() -> Vec<(String, Dom)> {
    let mut paths: Vec<String> = PATHS.iter().map(|path| (*path).to_owned()).collect();
    for given in sample(&RULES, 9_973) {
        let query = given.to_query(&RULES);
        paths.extend([
            format!("/result?{query}&mails=40"),
            format!("/forecast?{query}&mails=40"),
            format!("/link?{query}&to=result"),
            format!("/rules?{query}"),
        ]);
    }
    let site = Site::new();
    let mut pages = Vec::new();
    for path in paths {
        let dom = site.get(&path).await.dom();
        pages.push((path, dom));
    }
    pages
}

fn report(found: &BTreeMap<String, String>) {
    let lines: Vec<_> = found.iter().map(|(fault, place)| format!("{fault}\n    at {place}")).collect();
    assert!(found.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn rules_are_written_in_short_polite_sentences() {
    let mut found = BTreeMap::new();
    for text in texts_of_rules() {
        found.extend(faults(&text).into_iter().map(|fault| (fault, text.clone())));
    }
    report(&found);
}

#[tokio::test]
async fn pages_are_written_in_short_polite_sentences() {
    let mut found = BTreeMap::new();
    for (path, dom) in pages().await {
        for piece in pieces(dom.one("body")) {
            found.extend(faults(&piece).into_iter().map(|fault| (fault, format!("{path}: {piece}"))));
        }
        found.extend(faults(&dom.text("head > title")).into_iter().map(|fault| (fault, path.clone())));
    }
    report(&found);
}

#[test]
fn replies_and_plain_texts_are_written_in_short_polite_sentences() {
    let mut found = BTreeMap::new();
    for given in sample(&RULES, 4_999) {
        let link = "https://example.jp/";
        let context = ReplyContext { link, ..ReplyContext::default() };
        let texts = [
            text::recommendation(&Assessment::new(&RULES, &given), Lang::Ja, link),
            reply::with_verdict(&Assessment::new(&RULES, &given), Lang::Ja, &context).text,
            reply::with_questions(&Assessment::new(&RULES, &given), Lang::Ja, &context).text,
        ];
        for line in texts.iter().flat_map(|text| text.lines()).filter(|line| !line.contains(link)) {
            found.extend(faults(line).into_iter().map(|fault| (fault, line.to_owned())));
        }
    }
    report(&found);
}

/// Returns the occurrences of a term, each with whether it is explained there.
fn places<'p>(pieces: &'p [String], term: &str, names: &[&str]) -> Vec<(bool, &'p str)> {
    let mut places = Vec::new();
    for piece in pieces {
        let text = names.iter().fold(piece.clone(), |text, name| text.replace(name, ""));
        for (at, _) in text.match_indices(term) {
            let (before, after) = (&text[..at], &text[at + term.len()..]);
            places.push((after.starts_with('（') || before.ends_with('（'), piece.as_str()));
        }
    }
    places
}

#[tokio::test]
async fn terms_are_explained_where_they_first_stand() {
    let mut found = BTreeMap::new();
    for (path, dom) in pages().await {
        // Errors are repeated at their fields, below the explanation.
        let summary = dom.all(".error-summary").into_iter().flat_map(pieces).collect::<Vec<_>>();
        let pieces: Vec<_> = pieces(dom.one("main")).into_iter().filter(|piece| !summary.contains(piece)).collect();
        let page = path.split('?').next().unwrap();
        let excuse = EXCUSED.iter().find(|(excused, _)| *excused == page).map(|(_, excuse)| excuse);
        for (term, names) in TERMS {
            let places = places(&pieces, term, names);
            let Some((first_is_good, piece)) = places.first() else { continue };
            let (good, why) = match excuse {
                None => (*first_is_good, ""),
                Some(Excuse::Later(why)) => (places.iter().any(|(good, _)| *good), *why),
                Some(Excuse::KnowsTheTerms(why)) => (true, *why),
            };
            if !good {
                found.insert(format!("{page}: {term} in {piece} {why}"), path.clone());
            }
        }
    }
    report(&found);
}

#[tokio::test]
async fn links_say_where_they_lead() {
    let mut found = BTreeMap::new();
    for path in PATHS.iter().flat_map(|path| [(*path).to_owned(), crate::browser::pages::in_english(path)]) {
        let dom = Site::new().get(&path).await.dom();
        let mut led = BTreeMap::new();
        for link in dom.all("a[href]") {
            let (text, to) = (words(link), link.attr("href").unwrap());
            if text.is_empty() || ["こちら", "ここ", "here", "click", "more"].contains(&text.to_lowercase().as_str())
            {
                found.insert(format!("{path}: a link's text is {text:?}"), to.to_owned());
            }
            let before = led.insert(text.clone(), to);
            if before.is_some_and(|before| before != to) {
                found.insert(format!("{path}: {text} leads to two places"), format!("{to} and {}", before.unwrap()));
            }
        }
    }
    report(&found);
}
