//! Resolving of references and conditions: ids of questions and choices → indices, terms → one mask.

use toml::Spanned;

use super::{ATTACHMENTS, FREQUENCY, PLAN, PURPOSE, Resolver};
use crate::rulebook::diagnostics::Span;
use crate::rulebook::diagnostics::{Diagnostic, DiagnosticCode};
use crate::rulebook::parse::raw_items::{RawBounds, RawTerms};
use crate::rulebook::{AnswerSet, Bounds, Condition, QuestionIndex, QuestionSet, Term};

impl Resolver<'_> {
    /// Resolves terms, in file order, each with the span of its key.
    fn terms(&mut self, raw: &RawTerms) -> Vec<(Term, Span)> {
        let mut entries: Vec<_> = raw.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().filter_map(|(key, ids)| Some((self.term(key, ids)?, key.span()))).collect()
    }

    fn term(&mut self, key: &Spanned<String>, ids: &[Spanned<String>]) -> Option<Term> {
        let question = self.question_index(key)?;
        if ids.is_empty() {
            self.push(Diagnostic::new(
                DiagnosticCode::BadValue,
                key.span(),
                "a condition without choices",
                "it could never hold",
            ));
        }
        let mut choices = Vec::new();
        for id in ids {
            // A repeated choice adds nothing; dropping it keeps terms as short as the question.
            choices.extend(self.choice_index(question, id).filter(|choice| !choices.contains(choice)));
        }
        Some(Term { question, choices })
    }

    pub(super) fn question_index(&mut self, key: &Spanned<String>) -> Option<QuestionIndex> {
        let written = key.get_ref();
        let index = self.find_question(written);
        if index.is_none() && self.all_questions.contains(written) {
            let message = format!("`{written}` is a question further down");
            self.push(
                Diagnostic::new(DiagnosticCode::AskedTooLate, key.span(), message, "not known yet when this is asked")
                    .help("a question can depend only on questions above it"),
            );
        } else if index.is_none() && !self.lost_ids.contains(written) {
            let message = format!("there is no question `{written}`");
            let diagnostic = Diagnostic::new(DiagnosticCode::UnknownId, key.span(), message, "not above");
            let known = self.questions.iter().map(|question| question.id.as_str());
            let diagnostic = self.collector.suggest(diagnostic, written, known);
            self.push(diagnostic);
        }
        index
    }

    pub(super) fn choice_index(&mut self, question: QuestionIndex, id: &Spanned<String>) -> Option<usize> {
        let question = self.questions.get(usize::from(question))?;
        let written = id.get_ref();
        if let Some((index, _)) = question.choice(written) {
            return Some(index);
        }
        let message = format!("`{}` has no choice `{written}`", question.id);
        let diagnostic = Diagnostic::new(DiagnosticCode::UnknownChoice, id.span(), message, "not a choice");
        let known = question.choices.iter().map(|choice| choice.id.as_str());
        let diagnostic = self.collector.suggest(diagnostic, written, known);
        self.push(diagnostic);
        None
    }

    pub(super) fn condition(
        &mut self,
        raw_when: &RawTerms,
        unless: &RawTerms,
        [limit, months, used]: [Option<&Spanned<RawBounds>>; 3],
    ) -> Condition {
        let (when, keys): (Vec<_>, Vec<_>) = self.terms(raw_when).into_iter().unzip();
        let unless: Vec<_> = self.terms(unless).into_iter().map(|(term, _)| term).collect();
        let mut excluded = AnswerSet::default();
        for (terms, exclude_listed) in [(&when, false), (&unless, true)] {
            for term in terms {
                let Some(question) = self.question_at(term.question) else { continue };
                let listed =
                    term.choices.iter().fold(AnswerSet::default(), |set, c| set.union(question.answer(Some(*c))));
                excluded =
                    excluded.union(if exclude_listed { listed } else { question.all_answers().difference(listed) });
            }
        }
        for (term, key) in when.iter().zip(keys) {
            let excluded = unless.iter().filter(|other| other.question == term.question);
            let left = term.choices.iter().filter(|c| !excluded.clone().any(|other| other.choices.contains(c)));
            if !term.choices.is_empty() && left.count() == 0 {
                let message = "`when` and `unless` exclude each other";
                self.push(Diagnostic::new(DiagnosticCode::BadValue, key, message, "this could never hold"));
            }
        }
        let [mailbox_limit_mb, months_to_full, used_percent] =
            [limit, months, used].map(|raw| raw.map_or_else(Bounds::default, |raw| self.bounds(raw)));
        let mut looks_at: QuestionSet = when.iter().chain(&unless).map(|term| term.question).collect();
        if mailbox_limit_mb != Bounds::default() || used_percent != Bounds::default() {
            looks_at = looks_at.union(self.question_set(&[PLAN]));
        }
        if months_to_full != Bounds::default() {
            looks_at = looks_at.union(self.question_set(&[PLAN, PURPOSE, ATTACHMENTS, FREQUENCY]));
        }
        let all = [mailbox_limit_mb, months_to_full, used_percent];
        let bounded = all.iter().any(|bounds| *bounds != Bounds::default());
        Condition { when, unless, mailbox_limit_mb, months_to_full, used_percent, excluded, looks_at, bounded }
    }

    /// Returns a set of questions by id; ids that the rule set does not have are skipped.
    fn question_set(&self, ids: &[&str]) -> QuestionSet {
        let questions = self.questions.iter().enumerate();
        let listed = questions.filter(|(_, question)| ids.contains(&question.id.as_str()));
        listed.map(|(index, _)| QuestionIndex::new(index)).collect()
    }

    pub(super) fn bounds(&mut self, raw: &Spanned<RawBounds>) -> Bounds {
        let at_least = raw.get_ref().at_least.as_ref().map(|n| self.whole(n));
        let at_most = raw.get_ref().at_most.as_ref().map(|n| self.whole(n));
        match (at_least, at_most) {
            (None, None) => self.bad_value(raw, "a range without ends", "write at_least, at_most or both"),
            (Some(least), Some(most)) if least > most => self.bad_value(raw, "an empty range", "nothing is in it"),
            _ => {}
        }
        Bounds { at_least, at_most }
    }
}
