//! Knowing when to stop and what would change it, held against brute force over all completions.

use pop_or_imap::answers::{Answers, Given, Number, Numbers};
use pop_or_imap::engine::{self, Missing, Outcome, Prospect};
use pop_or_imap::rulebook::{Protocol, Strength};
use pop_or_imap::{interview, quota};

use crate::support::{RULES, answers};

/// Returns a generator of numbers below a bound, the same at every run.
fn random_below(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// Answers of which about two in three are missing, some of them as わからない; the same at every run.
fn partial_answers(count: usize) -> Vec<Answers> {
    let mut random = random_below(7);
    let some = (0..count).map(|_| {
        RULES.questions.iter().enumerate().fold(Answers::default(), |answers, (place, question)| match random(10) {
            0..4 => answers,
            4 => answers.with(place, Given::Unknown),
            _ => answers.with(place, Given::Choice(u8::try_from(random(question.choices.len() as u64)).unwrap())),
        })
    });
    some.collect()
}

/// The same with numbers entered: none, and every way of entering some mails a day, megabytes in use and limits.
fn partial_answers_with_numbers(count: usize) -> Vec<Answers> {
    let mut grid = Vec::new();
    for limit in [None, Some(100), Some(900), Some(2_000)] {
        for mails in [None, Some(3), Some(40), Some(250)] {
            for used in [None, Some(85), Some(1_700)] {
                let entered = [(Number::Limit, limit), (Number::Mails, mails), (Number::Used, used)];
                let entered = entered.into_iter().filter_map(|(number, value)| Some((number, value?)));
                grid.push(entered.fold(Numbers::default(), |numbers, (number, value)| numbers.with(number, value)));
            }
        }
    }
    let some = partial_answers(count).into_iter().enumerate();
    some.map(|(at, answers)| answers.with_numbers(grid[at % grid.len()])).collect()
}

/// The places of missing answers.
fn missing(answers: &Answers, which: Missing) -> Vec<usize> {
    let counts = |place: &usize| match answers.given(*place) {
        Given::Open => which != Missing::Unknown,
        Given::Unknown => which != Missing::Open,
        Given::Choice(_) => false,
    };
    (0..RULES.questions.len()).filter(counts).collect()
}

/// Calls `visit` with every way to give the answers at `places`.
fn completions(answers: Answers, places: &[usize], visit: &mut dyn FnMut(&Answers)) {
    let Some((first, rest)) = places.split_first() else { return visit(&answers) };
    for choice in 0..RULES.questions[*first].choices.len() {
        completions(answers.with(*first, Given::Choice(u8::try_from(choice).unwrap())), rest, visit);
    }
}

/// The same, with わからない as one more way.
fn completions_or_unknown(answers: Answers, places: &[usize], visit: &mut dyn FnMut(&Answers)) {
    let Some((first, rest)) = places.split_first() else { return visit(&answers) };
    completions_or_unknown(answers.with(*first, Given::Unknown), rest, visit);
    for choice in 0..RULES.questions[*first].choices.len() {
        let given = Given::Choice(u8::try_from(choice).unwrap());
        completions_or_unknown(answers.with(*first, given), rest, visit);
    }
}

fn outcome(answers: &Answers) -> Outcome {
    engine::recommend(&RULES, answers).outcome
}

#[test]
fn settled_is_what_brute_force_finds() {
    let mut counts = [0; 2];
    for partial in partial_answers_with_numbers(480) {
        let mut seen = [false; 2];
        completions(partial, &missing(&partial, Missing::OpenAndUnknown), &mut |whole| {
            seen[usize::from(outcome(whole).protocol == Protocol::Imap)] = true;
        });
        let now = outcome(&partial);
        let settled = seen[0] != seen[1];
        assert_eq!(interview::settled(&RULES, &partial), settled, "{}", partial.to_query(&RULES));
        // Where one protocol is left it is the verdict, whatever the points of the known answers say.
        let by_points = engine::decide(&RULES, &quota::situation(&RULES, &partial));
        if settled {
            assert!(seen[usize::from(now.protocol == Protocol::Imap)], "{}", partial.to_query(&RULES));
        }
        assert_eq!(now.sure, settled && by_points.protocol != now.protocol, "{}", partial.to_query(&RULES));
        if now.sure {
            assert_eq!((now.strength, now.decided_by), (Strength::Slight, None));
        } else {
            assert_eq!((now.protocol, now.decided_by), (by_points.protocol, by_points.decided_by));
        }
        assert_eq!(now.score, by_points.score);
        let reach = Prospect::new(&RULES, &partial, Missing::OpenAndUnknown).reach();
        assert!(!settled || [reach.pop, reach.imap] == seen);
        counts[usize::from(settled)] += 1;
    }
    assert!(counts.iter().all(|count| *count > 50), "both kinds are in the sample: {counts:?}");
}

#[test]
fn a_question_is_worth_asking_only_where_brute_force_finds_a_difference() {
    let mut idle = 0;
    for partial in partial_answers(150) {
        let open = missing(&partial, Missing::Open);
        let now = outcome(&partial);
        let settled = now.settled.then_some(now.protocol);
        let prospect = Prospect::new(&RULES, &partial, Missing::Open).settled_on(settled);
        let worth_asking = interview::standing(&RULES, &partial).worth_asking;
        for place in &open {
            let others: Vec<_> = open.iter().copied().filter(|other| other != place).collect();
            let mut differs = false;
            completions_or_unknown(partial, &others, &mut |rest| {
                if differs || !rest.asks(&RULES, *place) {
                    return;
                }
                let choices = 0..RULES.questions[*place].choices.len();
                let choices = choices.map(|choice| Given::Choice(u8::try_from(choice).unwrap()));
                let mut results = choices.chain([Given::Unknown]).map(|given| {
                    let whole = outcome(&rest.with(*place, given));
                    let advice: Vec<_> = (0..RULES.advice.len())
                        .filter(|at| RULES.advice[*at].worth_a_question && whole.advised(*at))
                        .collect();
                    (whole.protocol, advice)
                });
                let first = results.next();
                differs = results.any(|result| Some(result) != first);
            });
            let may_be_asked = worth_asking >> place & 1 == 1;
            let id = &RULES.questions[*place].id;
            assert!(may_be_asked || !differs, "{id} can matter: {}", partial.to_query(&RULES));
            // The other way round, questions that steer others may count for what they steer. After わからない, every
            // question that moves the points counts.
            let steers = RULES.questions.iter().any(|other| other.ask_unless.questions().any(|on| on == *place));
            let unknown = (0..RULES.questions.len()).any(|at| partial.given(at) == Given::Unknown);
            let matters = prospect.matters(*place);
            assert!(differs || !matters || steers || unknown, "{id} cannot matter: {}", partial.to_query(&RULES));
            idle += u32::from(!may_be_asked);
        }
    }
    assert!(idle > 20, "{idle} questions in the sample are not worth asking");
}

/// Answers of visitors who go through the interview, some of whom say わからない, to its end.
fn finished_interviews(count: u64) -> Vec<Answers> {
    let mut random = random_below(77);
    let finished = (0..count).map(|_| {
        let mut answers = Answers::default();
        while let Some(place) = interview::next(&RULES, &answers) {
            let choices = RULES.questions[place].choices.len() as u64;
            let given = match random(choices + 1) {
                choice if choice < choices => Given::Choice(u8::try_from(choice).unwrap()),
                _ => Given::Unknown,
            };
            answers = answers.with(place, given);
        }
        answers
    });
    finished.collect()
}

#[test]
fn what_a_finished_interview_omits_changes_neither_protocol_nor_strong_into_slight() {
    let mut omitted = 0;
    for answers in finished_interviews(250) {
        let now = outcome(&answers);
        let open = missing(&answers, Missing::Open);
        omitted += open.len();
        completions_or_unknown(answers, &open, &mut |whole| {
            let then = outcome(whole);
            assert_eq!(then.protocol, now.protocol, "{} {}", answers.to_query(&RULES), whole.to_query(&RULES));
            assert!(
                now.strength != Strength::Strong || then.strength != Strength::Slight,
                "{} {}",
                answers.to_query(&RULES),
                whole.to_query(&RULES)
            );
        });
    }
    assert!(omitted > 200, "questions are omitted in the sample: {omitted}");
}

#[test]
fn settled_is_monotone() {
    // The finding: settled as IMAP, strong, and then POP, slight, with the purpose left open.
    let settled = answers("devices=pc-phone&away=yes&offline=no&frequency=constant");
    let more = answers(
        "plan=managed&devices=pc-phone&away=yes&offline=no&attachments=many&frequency=constant&importance=low&backup=local",
    );
    for one in [settled, more] {
        let now = outcome(&one);
        assert_eq!((now.protocol, now.settled), (Protocol::Imap, true));
    }
    let mut random = random_below(99);
    for partial in partial_answers_with_numbers(960) {
        let now = outcome(&partial);
        if !now.settled {
            continue;
        }
        let mut then = partial;
        for place in missing(&partial, Missing::OpenAndUnknown) {
            let choices = RULES.questions[place].choices.len() as u64;
            let given = match random(choices + 2) {
                choice if choice < choices => Given::Choice(u8::try_from(choice).unwrap()),
                choice if choice == choices => Given::Unknown,
                _ => continue,
            };
            then = then.with(place, given);
            let next = outcome(&then);
            assert_eq!((next.protocol, next.settled), (now.protocol, true), "{}", then.to_query(&RULES));
        }
    }
}

#[test]
fn after_unknown_the_weaker_strength_is_used() {
    let mut lowered = 0;
    for partial in partial_answers_with_numbers(384) {
        let unknown =
            (0..RULES.questions.len()).any(|at| partial.given(at) == Given::Unknown && partial.asks(&RULES, at));
        let now = outcome(&partial);
        if !unknown || now.strength != Strength::Strong {
            lowered += u32::from(unknown && now.strength == Strength::Slight);
            continue;
        }
        completions(partial, &missing(&partial, Missing::Unknown), &mut |whole| {
            assert_ne!(
                outcome(whole).strength,
                Strength::Slight,
                "{} {}",
                partial.to_query(&RULES),
                whole.to_query(&RULES)
            );
        });
    }
    assert!(lowered > 0);
}

#[test]
fn the_swing_of_a_question_is_the_widest_that_brute_force_finds() {
    let lead = |outcome: &Outcome| i64::from(outcome.score.pop) - i64::from(outcome.score.imap);
    for partial in partial_answers(120) {
        let open = missing(&partial, Missing::Open);
        let prospect = Prospect::new(&RULES, &partial, Missing::Open);
        for place in &open {
            let id = RULES.questions[*place].id.as_str();
            let steers = RULES.questions.iter().any(|other| other.ask_unless.questions().any(|on| on == *place));
            // A question under a hard rule swings all the way; one that steers others moves them too.
            if id == "offline" || steers {
                continue;
            }
            let others: Vec<_> = open.iter().copied().filter(|other| other != place).collect();
            let mut widest = 0;
            completions_or_unknown(partial, &others, &mut |rest| {
                if !rest.asks(&RULES, *place) {
                    return;
                }
                let choices = 0..RULES.questions[*place].choices.len();
                let leads: Vec<_> = choices
                    .map(|choice| lead(&outcome(&rest.with(*place, Given::Choice(u8::try_from(choice).unwrap())))))
                    .collect();
                widest = widest.max(leads.iter().max().unwrap() - leads.iter().min().unwrap());
            });
            assert_eq!(i64::from(prospect.swing(*place)), widest, "{id}: {}", partial.to_query(&RULES));
        }
    }
}

#[test]
fn would_change_lists_every_single_change_that_flips_it_and_no_other() {
    for partial in partial_answers(300) {
        let now = outcome(&partial).protocol;
        let mut expected = Vec::new();
        for (place, question) in RULES.questions.iter().enumerate() {
            for (at, choice) in (0_u8..).zip(&question.choices) {
                let changed = outcome(&partial.with(place, Given::Choice(at)));
                if changed.protocol != now && partial.asks(&RULES, place) {
                    expected.push((question.id.as_str(), choice.id.as_str(), changed.strength));
                }
            }
        }
        let changes = engine::would_change(&RULES, &partial);
        let mut found: Vec<_> = changes
            .iter()
            .map(|change| (change.question.id.as_str(), change.choice.id.as_str(), change.strength))
            .collect();
        let given = |place: usize| partial.choice(place).is_some();
        assert!(changes.is_sorted_by_key(|change| given(change.place)), "missing answers come first");
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", partial.to_query(&RULES));
    }
}

/// Tells whether changing exactly the answers at `places`, each to any choice, can flip the protocol.
fn some_change_flips(from: Answers, places: &[usize], now: Protocol) -> bool {
    let mut flips = false;
    completions(from, places, &mut |whole| flips |= outcome(whole).protocol != now);
    flips
}

#[test]
fn robustness_is_the_least_number_of_changes_that_brute_force_finds() {
    let mut seen = std::collections::BTreeMap::new();
    for partial in partial_answers(80) {
        let now = outcome(&partial).protocol;
        let count = RULES.questions.len();
        let mut least = None;
        'sizes: for size in 1..=3_u32 {
            for places in (0_u32..1 << count).filter(|places| places.count_ones() == size) {
                let places: Vec<_> = (0..count).filter(|place| places >> place & 1 == 1).collect();
                if some_change_flips(partial, &places, now) {
                    least = Some(size as usize);
                    break 'sizes;
                }
            }
        }
        let found = engine::robustness(&RULES, &partial);
        *seen.entry(found).or_insert(0) += 1;
        assert_eq!(found.filter(|found| *found <= 3), least, "{}", partial.to_query(&RULES));
    }
    assert!(seen.len() > 1, "{seen:?}");
}

#[test]
fn the_interview_never_asks_what_cannot_matter_and_counts_truthfully() {
    for start in partial_answers(120) {
        let mut so_far = start;
        let mut left = interview::left_at_most(&RULES, &so_far);
        let mut step = 0;
        while let Some(place) = interview::next(&RULES, &so_far) {
            let standing = interview::standing(&RULES, &so_far);
            assert_eq!(standing.next, Some(place));
            assert!(standing.worth_asking >> place & 1 == 1, "{}", so_far.to_query(&RULES));
            // わからない is among the answers: the count has to hold for it as well.
            let choices = RULES.questions[place].choices.len();
            let given =
                if step % 3 == 0 { Given::Unknown } else { Given::Choice(u8::try_from(step % choices).unwrap()) };
            so_far = so_far.with(place, given);
            step += 1;
            let now = interview::left_at_most(&RULES, &so_far);
            assert!(now < left, "あと最大 {left} and then {now}: {}", so_far.to_query(&RULES));
            left = now;
        }
        assert_eq!(left, 0);
        assert_eq!(interview::standing(&RULES, &so_far).worth_asking, 0);
    }
}

#[test]
fn the_question_that_can_change_most_comes_first_after_the_pinned_one() {
    let order = |query: &str| {
        let place = interview::next(&RULES, &answers(query)).unwrap();
        RULES.questions[place].id.as_str()
    };
    assert_eq!(order(""), "purpose");
    assert_eq!(order("purpose=work"), "offline");
    assert_eq!(order("purpose=work&offline=no"), "devices");
    assert_eq!(interview::most_telling(&RULES, &answers("offline=unopened")), None);
}

#[test]
fn answers_to_questions_that_are_not_asked_do_not_count() {
    for (query, extra) in [
        ("purpose=notification", "attachments=many"),
        ("devices=phone-only", "away=yes"),
        ("purpose=spare&frequency=rarely", "backup=local"),
    ] {
        let with = answers(&format!("{query}&{extra}"));
        assert_eq!(outcome(&with), outcome(&answers(query)), "{query}&{extra}");
        assert!(with.to_query(&RULES).contains(extra), "it stays in the link");
    }
}

#[test]
fn the_count_holds_where_some_answers_are_unknown() {
    // Every way on from here, わからない included, asks no more questions than was said.
    fn longest(so_far: Answers) -> usize {
        let Some(place) = interview::next(&RULES, &so_far) else { return 0 };
        let choices = 0..RULES.questions[place].choices.len();
        let ways = choices.map(|choice| Given::Choice(u8::try_from(choice).unwrap())).chain([Given::Unknown]);
        1 + ways.map(|given| longest(so_far.with(place, given))).max().unwrap()
    }
    for query in [
        "purpose=unknown&offline=no&devices=one-pc&attachments=unknown&backup=unknown",
        "purpose=work&offline=unknown&devices=unknown&importance=unknown&backup=unknown&plan=unknown",
        "purpose=spare&offline=received&devices=phone-only&frequency=unknown",
    ] {
        let said = interview::left_at_most(&RULES, &answers(query));
        let asked = longest(answers(query));
        assert!(asked <= said, "{query}: {said} said, {asked} asked");
    }
}

#[test]
fn a_gate_without_rules_of_its_own_is_asked_where_what_it_gates_matters() {
    let question = "[[question]]\nid = \"out\"\ntitle.ja = \"外出は？\"\ntitle.en = \"Out?\"\nshort.ja = \"外出\"\nshort.en = \"Out\"\n\
                    why.ja = \"なし。\"\nwhy.en = \"None.\"\n\
                    [[question.choice]]\nid = \"yes\"\nlabel.ja = \"する\"\nlabel.en = \"Yes\"\ngiven.ja = \"するなら\"\ngiven.en = \"If\"\n\
                    [[question.choice]]\nid = \"no\"\nlabel.ja = \"しない\"\nlabel.en = \"No\"\ngiven.ja = \"しないなら\"\ngiven.en = \"If not\"\n\n";
    let source = pop_or_imap::audit::EMBEDDED
        .replacen("[[question]]\nid = \"away\"", &format!("{question}[[question]]\nid = \"away\""), 1)
        .replacen("ask_unless = { devices = [\"phone-only\"] }", "ask_unless = { out = [\"no\"] }", 1);
    let rules = pop_or_imap::audit::load("rules.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
    let mut so_far = Answers::default();
    let mut asked = Vec::new();
    while let Some(place) = interview::next(&rules, &so_far) {
        asked.push(rules.questions[place].id.clone());
        let said = match rules.questions[place].id.as_str() {
            "out" => Given::Choice(0),
            // Left unknown, the verdict stays open.
            _ => Given::Unknown,
        };
        so_far = so_far.with(place, said);
    }
    let place = |id: &str| asked.iter().position(|asked| asked == id);
    assert!(place("out").is_some() && place("out") < place("away"), "{asked:?}");
    let report = pop_or_imap::audit::inspect(&rules, &mut |_| {}).unwrap();
    // Its texts are written for the other gate.
    let other =
        report.problems.iter().filter(|problem| problem.code != pop_or_imap::rulebook::Code::TextContradictsAnswers);
    assert_eq!(other.count(), 0, "{:?}", report.problems);
}

#[test]
fn settled_never_contradicts_the_verdict_shown() {
    // Every answer to one question speaks for POP; saying nothing leaves IMAP ahead.
    let rule = |choice: &str| {
        format!(
            "[[rule]]\nid = \"pop-{choice}\"\nfactor = \"importance\"\nwhen = {{ importance = [\"{choice}\"] }}\nfavours = \"pop\"\n\
             weight = 20\ntext.ja = \"理由です。\"\ntext.en = \"Because.\"\notherwise.ja = \"対策です。\"\notherwise.en = \"Mind.\"\n\n"
        )
    };
    let start = pop_or_imap::audit::EMBEDDED.find("[[rule]]").unwrap();
    let end = pop_or_imap::audit::EMBEDDED.find("[[rule]]\nid = \"starting-point\"").unwrap();
    let (head, tail) = (&pop_or_imap::audit::EMBEDDED[..start], &pop_or_imap::audit::EMBEDDED[end..]);
    let source = format!("{head}{}{}{}{tail}", rule("critical"), rule("normal"), rule("low"));
    let parsed = pop_or_imap::rulebook::parse(&source);
    let rules = parsed.rulebook.unwrap();
    // The sure thing: whatever the answer will be, it is POP.
    let outcome = engine::recommend(&rules, &Answers::default()).outcome;
    assert_eq!((outcome.protocol, outcome.strength, outcome.sure), (Protocol::Pop, Strength::Slight, true));
    assert_eq!((outcome.score.pop, outcome.score.imap, outcome.decided_by), (0, 1, None));
    assert!(interview::settled(&rules, &Answers::default()));
    assert!(interview::most_telling(&rules, &Answers::default()).is_none());
}
