//! Random small rule sets: few questions, with gates, hard rules, bounds on figures, caps, advice and expectations.

/// A multiplicative generator; the same numbers in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// The questions of the small rule set, and others, with their choices.
const QUESTIONS: [(&str, &[&str]); 10] = [
    ("plan", &["standard"]),
    ("purpose", &["work", "spare"]),
    ("attachments", &["many"]),
    ("frequency", &["daily"]),
    ("mood", &["good", "fair", "bad"]),
    ("place", &["home", "office"]),
    ("north", &["yes", "no"]),
    ("south", &["yes", "no"]),
    ("east", &["yes", "no"]),
    ("west", &["yes", "no"]),
];

/// The size of a random rule set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// At most 288 combinations, each with up to 20 sets of numbers.
    Small,
    /// 23,328 combinations, for which the audit uses several cores, each with up to 3 sets of numbers.
    Large,
}
const FACTORS: [&str; 7] = ["network", "purpose", "frequency", "capacity", "importance", "devices", "backup"];

/// Returns a term about one of the first questions, such as `mood = ["good", "bad"]`.
fn term(dice: &mut Dice, questions: &[(&str, &[&str])]) -> String {
    let (question, choices) = questions[dice.roll(questions.len())];
    let from = dice.roll(choices.len());
    let until = from + 1 + dice.roll(choices.len() - from);
    let choices: Vec<_> = choices[from..until].iter().map(|choice| format!("\"{choice}\"")).collect();
    format!("{question} = [{}]", choices.join(", "))
}

/// Returns two terms about different questions, or one.
fn terms(dice: &mut Dice, questions: &[(&str, &[&str])]) -> String {
    let [first, second] = [term(dice, questions), term(dice, questions)];
    let same = first.split(' ').next() == second.split(' ').next();
    if same || dice.roll(2) == 0 { format!("{{ {first} }}") } else { format!("{{ {first}, {second} }}") }
}

fn condition(dice: &mut Dice, questions: &[(&str, &[&str])], size: Size) -> String {
    let mut lines = Vec::new();
    if dice.roll(3) > 0 {
        lines.push(format!("when = {}\n", terms(dice, questions)));
    } else if dice.roll(2) == 0 {
        lines.push(format!("unless = {}\n", terms(dice, questions)));
    }
    if size == Size::Large && dice.roll(6) == 0 {
        lines.push("used_percent = { at_least = 80 }\n".to_owned());
    }
    if size == Size::Small && dice.roll(3) == 0 {
        let bounds = dice.pick(&[
            "months_to_full = { at_most = 6 }\n",
            "months_to_full = { at_least = 24 }\n",
            "used_percent = { at_least = 80 }\n",
            "mailbox_limit_mb = { at_least = 500, at_most = 1500 }\n",
            "mailbox_limit_mb = { at_most = 900 }\nused_percent = { at_least = 10, at_most = 60 }\n",
        ]);
        lines.push(bounds.to_owned());
    }
    lines.concat()
}

fn effect(dice: &mut Dice) -> String {
    let protocol = dice.pick(&["pop", "imap"]);
    if dice.roll(8) == 0 {
        format!("requires = \"{protocol}\"\n")
    } else {
        format!("favours = \"{protocol}\"\nweight = {}\n", 1 + dice.roll(5))
    }
}

/// Returns a rule set that differs from others in questions, rules, caps, advice and expectations. It may not load.
pub fn random_rules(dice: &mut Dice, size: Size) -> String {
    let small = include_str!("../data/rules/small.toml");
    let (head, rest) = small.split_once("[[rule]]").unwrap();
    let (_, rest) = rest.split_once("[[use]]").unwrap();
    let (everyday_use, _) = rest.split_once("[[expectation]]").unwrap();
    let everyday_use = everyday_use.lines().filter(|line| !line.starts_with("advice") && !line.starts_with("strength"));
    let mut parts = vec![head.to_owned()];
    let words = |name: &str| format!("{name} = {{ ja = \"訳\", en = \"w\" }}\n");
    let questions = if size == Size::Large { &QUESTIONS[..] } else { &QUESTIONS[..4 + dice.roll(3)] };
    for (at, (id, choices)) in questions.iter().enumerate().skip(4) {
        let choice = |id: &&str| {
            format!(
                "{{ id = \"{id}\", label = {{ ja = \"値\", en = \"l\" }}, given = {{ ja = \"値なら\", en = \"if\" }} }}, "
            )
        };
        let ask = if dice.roll(2) == 0 {
            String::new()
        } else {
            format!("ask_unless = {{ {} }}\n", term(dice, &QUESTIONS[..at]))
        };
        let texts: String = ["title", "short", "why"].map(words).concat();
        let choices: String = choices.iter().map(choice).collect();
        parts.push(format!("[[question]]\nid = \"{id}\"\n{ask}{texts}choice = [{choices}]\n"));
    }
    for at in 0..7 + dice.roll(6) {
        let (factor, effect) = (FACTORS[at % 7], effect(dice));
        let condition = if at == 6 && dice.roll(2) == 0 { String::new() } else { condition(dice, questions, size) };
        let otherwise = words("otherwise");
        parts.push(format!(
            "[[rule]]\nid = \"r{at}\"\nfactor = \"{factor}\"\n{condition}{effect}{}{otherwise}",
            words("text")
        ));
    }
    for at in 0..dice.roll(3) {
        let (protocol, at_most) = (dice.pick(&["pop", "imap"]), dice.pick(&["slight", "moderate"]));
        let condition = format!("when = {}\n", terms(dice, questions));
        parts.push(format!(
            "[[cap]]\nid = \"c{at}\"\n{condition}protocol = \"{protocol}\"\nat_most = \"{at_most}\"\n{}",
            words("text")
        ));
    }
    for at in 0..=dice.roll(4) {
        let protocol = dice.pick(&["", "protocol = \"pop\"\n", "protocol = \"imap\"\n"]);
        let condition = condition(dice, questions, size);
        parts.push(format!("[[advice]]\nid = \"a{at}\"\nkind = \"do\"\n{protocol}{condition}{}", words("text")));
    }
    parts.push(format!("[[use]]{}\n", everyday_use.collect::<Vec<_>>().join("\n")));
    let steps: [(&str, &str); 4] = [
        ("purpose", "[\"spare\", \"work\"]"),
        ("purpose", "[\"work\", \"spare\"]"),
        ("mood", "[\"good\", \"fair\", \"bad\"]"),
        ("place", "[\"office\", \"home\"]"),
    ];
    for (question, raising) in steps {
        let first = !parts.last().unwrap().contains("[[expectation]]");
        if (first || dice.roll(2) == 0) && questions.iter().any(|(id, _)| *id == question) {
            let toward = dice.pick(&["pop", "imap"]);
            parts.push(format!(
                "[[expectation]]\nquestion = \"{question}\"\nraising = {raising}\nnever_toward = \"{toward}\"\n{}",
                words("text")
            ));
        }
    }
    parts.concat()
}
