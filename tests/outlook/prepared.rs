//! What is computed in advance or remembered makes results faster, and changes none of them.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use pop_or_imap::answers::Answers;
use pop_or_imap::interview::{Computed, InterviewSource, InterviewStatus};
use pop_or_imap::present::Assessment;
use pop_or_imap::rulebook::{QuestionIndex, Rulebook};
use pop_or_imap::web::{App, Settings};
use pop_or_imap::{engine, interview, loader};

use super::{partial_answers, partial_answers_with_numbers};
use crate::support::{RULES, Site, sample};

static PREPARED: LazyLock<Rulebook> = LazyLock::new(|| {
    let rulebook = loader::embedded();
    engine::prepare(&rulebook);
    rulebook
});

/// Asserts that everything based on reach is the same with a rule set and with its prepared copy.
fn assert_same(plain: &Rulebook, prepared: &Rulebook, answers: &Answers) {
    let query = answers.to_query(plain);
    let [one, other] = [plain, prepared].map(|rulebook| engine::recommend(rulebook, answers).outcome);
    assert_eq!(one, other, "{query}");
    let [one, other] = [plain, prepared].map(|rulebook| {
        let flips = engine::counterfactuals(rulebook, answers);
        let flips: Vec<_> =
            flips.iter().map(|flip| (flip.question_index, flip.answers, flip.protocol, flip.strength)).collect();
        (flips, engine::min_flips(rulebook, answers))
    });
    assert_eq!(one, other, "{query}");
    let [one, other] = [plain, prepared]
        .map(|rulebook| (interview::status(rulebook, answers), interview::most_informative(rulebook, answers)));
    assert_eq!(one, other, "{query}");
}

#[test]
fn a_prepared_rule_set_gives_the_same_results() {
    assert!(PREPARED.reach.is_filled() && !RULES.reach.is_filled());
    for answers in
        sample(&RULES, 3_001).into_iter().chain(partial_answers(700)).chain(partial_answers_with_numbers(300))
    {
        assert_same(&RULES, &PREPARED, &answers);
    }
}

#[test]
fn so_does_one_with_other_weights_hard_rules_and_gates() {
    for (from, to) in [
        ("weight = 6", "weight = 1"),
        ("weight = 2", "weight = 9"),
        ("favours = \"imap\"\nweight = 2", "requires = \"imap\""),
    ] {
        let source = loader::EMBEDDED.replacen(from, to, 1);
        let Ok(plain) = loader::load("changed.toml", &source) else { panic!("{from} → {to} is no valid change") };
        assert_ne!(plain.digest, RULES.digest, "{from}");
        let prepared = plain.clone();
        engine::prepare(&prepared);
        for answers in partial_answers(250) {
            assert_same(&plain, &prepared, &answers);
        }
    }
}

/// Counts what is asked about an interview.
#[derive(Debug, Default)]
struct CountedInterview(AtomicU32);

impl InterviewSource for CountedInterview {
    fn status(&self, rulebook: &Rulebook, answers: &Answers) -> InterviewStatus {
        self.0.fetch_add(1, Ordering::Relaxed);
        Computed.status(rulebook, answers)
    }

    fn most_informative(&self, rulebook: &Rulebook, answers: &Answers) -> Option<QuestionIndex> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Computed.most_informative(rulebook, answers)
    }
}

#[test]
fn an_assessment_asks_for_the_interview_once_and_only_if_it_is_needed() {
    let source = CountedInterview::default();
    let (answers, _) = Answers::from_query(&RULES, "devices=pc-phone&mails=30");
    let assessment = Assessment::with_interview(&RULES, &answers, &source);
    let plain = Assessment::new(&RULES, &answers);
    assert_eq!((assessment.outcome(), assessment.forecast()), (plain.outcome(), plain.forecast()));
    assert!(!assessment.counterfactuals().is_empty() && assessment.setup().steps.len() == plain.setup().steps.len());
    assert_eq!(source.0.load(Ordering::Relaxed), 0, "forecasts, plans and reasons need no interview");
    for _ in 0..3 {
        assert_eq!(assessment.status(), plain.status());
        assert_eq!(assessment.most_informative().map(|next| &next.id), plain.most_informative().map(|next| &next.id));
    }
    assert_eq!(source.0.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn pages_are_the_same_whatever_is_remembered_and_prepared() {
    let app = App::new(loader::embedded(), Settings::default());
    app.prepare();
    let warm = Site::of(app);
    let some = partial_answers_with_numbers(20);
    let queries: Vec<String> = some.iter().map(|answers| answers.to_query(&RULES)).collect();
    // What is remembered by answers alone must not come from a visitor with another language, prior verdict or use.
    let visits = ["&lang=en&was=pop&now=pop", "&was=imap", "&now=imap", ""];
    for query in queries.iter().rev() {
        for visit in visits {
            for path in ["/result", "/wizard", "/api/v1/recommendation"] {
                let path = format!("{path}?{query}{visit}");
                let (cold, warm) = (Site::new().get(&path).await, warm.get(&path).await);
                assert_eq!((cold.status, &cold.body), (warm.status, &warm.body), "{path}");
                assert_eq!(cold.headers, warm.headers, "{path}");
            }
        }
    }
}
