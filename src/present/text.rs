//! Plain text of a result, which support staff paste into a reply.

use std::fmt::Write as _;

use super::{
    Assessment, Wording, caution, choice_words, forecast, is_unsure, limit_without_plan, listed_against,
    listed_changes, listed_reasons, now_line, number_lines, quota_lines, robust, setup, sure_thing, verdict,
    was_another,
};
use crate::rulebook::{AdviceKind, Lang};

/// Renders a recommendation as plain text with lines that end in `\n`. `link` opens the same result.
///
/// ```
/// use pop_or_imap::{answers::Answers, loader, present::{Assessment, text}, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let (answers, _) = Answers::from_query(&rulebook, "purpose=orders");
/// let text = text::recommendation(&Assessment::new(&rulebook, &answers), Lang::En, "/result?purpose=orders");
/// assert!(text.starts_with("POP or IMAP: result\n\nIMAP is recommended\n"));
/// ```
#[must_use]
pub fn recommendation(assessment: &Assessment<'_>, lang: Lang, link: &str) -> String {
    let (w, recommendation) = (Wording::of(lang), assessment.recommendation());
    let mut page = Page { lang, text: format!("{}\n\n{}\n", w.text.head, verdict(assessment, lang)) };
    for sentence in
        was_another(assessment, lang).into_iter().chain(sure_thing(assessment, lang)).chain(unsettled(assessment, lang))
    {
        page.text += &sentence;
        page.text.push('\n');
    }
    let (protocol, outlook) = (assessment.outcome().protocol, assessment.forecast());
    let caution = caution::caution(outlook, protocol, lang);
    page.list(w.text.caution, caution.iter().flat_map(|caution| caution.lines(lang, false)));
    page.list(w.text.reasons, listed_reasons(assessment).iter().map(|reason| reason.text.get(lang).to_owned()));
    page.list(
        w.text.against,
        listed_against(assessment).iter().map(|reason| {
            let otherwise = reason.otherwise.map_or("", |text| text.get(lang));
            format!("{}\n  → {otherwise}", reason.text.get(lang))
        }),
    );
    for (title, kind) in [(w.text.todo, AdviceKind::Do), (w.text.know, AdviceKind::Know)] {
        page.list(title, recommendation.advice_of(kind).map(|advice| forecast::advice(advice, outlook, lang)));
    }
    let changes = listed_changes(assessment, lang);
    let robust = robust(assessment, changes.len(), lang);
    page.list(w.text.change, std::iter::once(robust).chain(changes.into_iter().map(|(words, _)| words)));
    let mut lines: Vec<_> = quota_lines(assessment, lang).iter().map(|line| w.pair(&line.label, &line.value)).collect();
    lines.extend(limit_without_plan(assessment, lang));
    page.list(w.text.quota, lines.into_iter());
    let sentence = forecast::sentence(outlook, protocol, lang);
    page.list(w.text.forecast, std::iter::once(sentence));
    page.list(w.setup.heading_text, setup::text_lines(assessment, lang).into_iter());
    page.list_of(w.setup.heading_steps, "", setup::step_lines(assessment, lang).into_iter());
    page.list(
        w.text.answers,
        answer_lines(assessment, lang)
            .chain(number_lines(&assessment.answers, lang))
            .chain(now_line(&assessment.answers, lang)),
    );
    page.list(w.text.link, std::iter::once(link.to_owned()));
    page.text
}

/// Appends notices to a text, such as interpreted numbers.
pub fn add_notices(text: String, notices: impl IntoIterator<Item = String>, lang: Lang) -> String {
    let mut page = Page { lang, text };
    page.list(Wording::of(lang).layout.notice_title, notices.into_iter());
    page.text
}

/// Returns a sentence with the question that can change the recommendation most, unless it is settled.
fn unsettled(assessment: &Assessment<'_>, lang: Lang) -> Option<String> {
    let question = assessment.most_informative()?;
    Some(Wording::of(lang).would_decide(&question.title.plain(lang), is_unsure(assessment)))
}

/// Returns a line for each answered question.
fn answer_lines<'a>(assessment: &'a Assessment<'_>, lang: Lang) -> impl Iterator<Item = String> + use<'a> {
    let (rulebook, answers, w) = (assessment.rulebook, &assessment.answers, Wording::of(lang));
    rulebook.indexed_questions().filter_map(move |(index, question)| {
        let line = w.pair(question.short.get(lang), choice_words(rulebook, answers, index, lang)?);
        let is_used = answers.asks(rulebook, index);
        Some(if is_used { line } else { w.noted(&line, w.result.not_counted) })
    })
}

struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    /// Appends a heading with its lines, unless there are none.
    fn list(&mut self, title: &str, lines: impl Iterator<Item = String>) {
        self.list_of(title, Wording::of(self.lang).layout.bullet, lines);
    }

    /// Appends a heading with lines that begin with a mark, unless there are none.
    fn list_of(&mut self, title: &str, bullet: &str, mut lines: impl Iterator<Item = String>) {
        let Some(first) = lines.next() else { return };
        let w = Wording::of(self.lang);
        let mark = w.text.heading;
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "\n{mark}{title}");
        for line in std::iter::once(first).chain(lines) {
            let _ = writeln!(self.text, "{bullet}{line}");
        }
    }
}
