//! Invalid rule sets of any size and content: diagnostics take linear time, are bounded, and have no control
//! characters.

use std::fmt::Write as _;

use pop_or_imap::loader;
use pop_or_imap::rulebook::Diagnostics;

use crate::support::pieces;

fn faults(source: &str) -> Diagnostics {
    *loader::load("rules.toml", source).expect_err("the file should have a fault")
}

/// Returns the embedded rules with text appended.
fn with(more: &str) -> String {
    format!("{}\n{more}", loader::EMBEDDED)
}

/// Asserts that the report lists at most 20 errors, counts the others, and stays small.
fn assert_bounded(problems: &Diagnostics) {
    let words = problems.to_string();
    assert!(words.lines().count() <= 22, "{} lines", words.lines().count());
    assert!(words.len() < 32 * 1024, "{} bytes", words.len());
    assert!(words.chars().all(|c| c == '\n' || !c.is_control()), "{words:?}");
}

#[test]
fn twenty_faults_are_listed_and_the_others_counted() {
    let problems = faults(&pieces(5_001, |n| format!("account{n},work,3\n")));
    assert_bounded(&problems);
    let words = problems.to_string();
    assert!(words.starts_with("rules.toml has 5001 fault(s)\nrules.toml:1:"), "{words}");
    assert!(words.ends_with("\n… and 4981 more"), "{words}");
    let problems = faults(&loader::EMBEDDED.replacen("weight = 12", "weight = 99", 1));
    assert!(!problems.to_string().contains("more"), "{problems}");
}

/// Files that take minutes or all memory if any step of the diagnosis is quadratic; the test passes if it ends.
#[test]
#[expect(clippy::too_many_lines, reason = "a list of files")]
fn a_faulty_file_of_any_shape_is_diagnosed_in_linear_time() {
    const TEXTS: &str = "text.ja = \"あ\"\ntext.en = \"a\"\n";
    let id = "x".repeat(1_000_000);
    let near = format!("{}y", &id[1..]);
    let changed = |from: &str, to: &str| {
        assert!(loader::EMBEDDED.contains(from), "{from}");
        loader::EMBEDDED.replacen(from, to, 1)
    };
    let advice = |n: usize| format!("[[advice]]\nid = \"a{n}\"\nkind = \"do\"\n{TEXTS}");
    let choice = |n: usize| {
        format!(
            "[[question.choice]]\nid = \"c{n}\"\nlabel.ja = \"あ\"\nlabel.en = \"a\"\ngiven.ja = \"あ\"\ngiven.en = \"a\"\n"
        )
    };
    let question = |id: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\ntitle.ja = \"あ\"\ntitle.en = \"a\"\nshort.ja = \"あ\"\nshort.en = \"a\"\nwhy.ja = \"あ\"\nwhy.en = \"a\"\n"
        )
    };
    let rule = |condition: &str| {
        format!("[[rule]]\nid = \"r\"\nfactor = \"devices\"\n{condition}requires = \"imap\"\n{TEXTS}")
    };
    let several = "\"several\",".repeat(60_000);
    let files = [
        ("labels without a text", with(&pieces(20_000, |n| format!("[[label]]\nid = \"l{n}\"\n")))),
        ("labels with a wrong id", with(&pieces(10_000, |n| format!("[[label]]\nid = \"l{n}\"\n{TEXTS}")))),
        ("unknown keys at the top", format!("{}{}", pieces(80_000, |n| format!("k{n}=1\n")), loader::EMBEDDED)),
        (
            "unknown keys in one table and line",
            changed(
                "[scale]\n",
                &format!(
                    "[scale]\nmore = 1\n[links.x]\ny = {{ {} }}\n[scale]\n",
                    pieces(60_000, |n| format!("k{n}=1,"))
                ),
            ),
        ),
        ("unknown keys in a rule", with(&rule(&pieces(60_000, |n| format!("k{n}=1\n"))))),
        ("unknown keys in an array of rules", with(&pieces(12_000, |n| format!("[[rule]]\nid = \"r{n}\"\nx = 1\n")))),
        ("wrong values in a condition", with(&rule(&pieces(40_000, |n| format!("when.k{n} = 1\n"))))),
        ("unknown questions in a condition", with(&rule(&pieces(40_000, |n| format!("when.k{n} = []\n"))))),
        (
            "unknown choices in a condition",
            with(&rule(&format!("when.devices = [{}]\n", pieces(60_000, |n| format!("\"c{n}\","))))),
        ),
        (
            "choices named again and again",
            with(&rule(&format!("when.devices = [{several}]\nunless.devices = [{several}]\n"))),
        ),
        (
            "steps named again and again",
            with(&format!(
                "[[expectation]]\nquestion = \"devices\"\nraising = [{several}]\nnever_toward = \"pop\"\n{TEXTS}"
            )),
        ),
        (
            "uses that name unknown advice",
            with(&format!(
                "{}{}",
                pieces(6_000, advice),
                pieces(20_000, |n| format!(
                    "[[use]]\nid = \"u{n}\"\nlabel.ja = \"あ\"\nlabel.en = \"a\"\nanswers = {{}}\ngives = \"pop\"\nadvice = [\"b{n}\"]\n"
                ))
            )),
        ),
        (
            "one use that names unknown advice",
            changed(
                "advice = [\"pop-back-up\"]",
                &format!("advice = [{}]", pieces(60_000, |n| format!("\"pop-back-u{n}\","))),
            ),
        ),
        ("many questions", with(&pieces(3_000, |n| format!("{}{}", question(&format!("q{n}")), choice(1))))),
        (
            "many choices",
            with(&format!(
                "{}{}{}",
                question("q"),
                pieces(6_000, choice),
                rule(&format!("when.q = [{}]\n", pieces(40_000, |n| format!("\"c{n}\","))))
            )),
        ),
        (
            "names of a megabyte",
            with(&format!("{}{}{}", question(&id), choice(1), rule(&format!("when.{near} = [\"c1\"]\n")))),
        ),
        ("a key of a megabyte", with(&rule(&format!("{id} = 1\n")))),
        ("a value of a megabyte", changed("weight = 12", &format!("weight = \"{id}\""))),
        (
            "plans",
            with(&pieces(20_000, |n| {
                format!(
                    "[[plan]]\nid = \"p{n}\"\nmailbox_changed_by = \"support\"\nnote.ja = \"あ\"\nnote.en = \"a\"\n"
                )
            })),
        ),
        (
            "numbers for choices",
            changed("rarely = 20\n", &format!("rarely = 20\n{}", pieces(40_000, |n| format!("k{n}=1\n")))),
        ),
        ("braces in advice", changed("サーバーに{safe_days}。", &"{x}".repeat(100_000))),
        (
            "a logo with too many attributes",
            with(&format!(
                "[theme]\nlogo = \"<svg xmlns='http://www.w3.org/2000/svg' {}/>\"\n",
                pieces(20_000, |n| format!("a{n}='' "))
            )),
        ),
        (
            "a logo of megabytes",
            with(&format!(
                "[theme]\nlogo = \"<svg xmlns='http://www.w3.org/2000/svg' {}/>\"\n",
                pieces(250_000, |n| format!("a{n}='' "))
            )),
        ),
        ("no TOML at all", pieces(80_000, |n| format!("a{n},1\n"))),
        ("one line of no TOML", ",".repeat(100_000)),
        ("deep keys", with(&format!("version2{} = 1\n", ".a".repeat(100_000)))),
        ("deep keys in a rule", with(&rule(&format!("text.a{} = 1\n", ".a".repeat(100_000))))),
    ];
    for (name, source) in files {
        println!("{name}: {} bytes", source.len());
        assert_bounded(&faults(&source));
    }
}

#[test]
fn a_position_is_right_anywhere_in_a_long_line() {
    // Characters of one, two, three and four bytes, and faults at the end of each line.
    let mut source = String::new();
    for line in 0..40 {
        let _ = writeln!(source, "# {}", "aé語𝄞".repeat(line * 37));
        let _ = writeln!(source, "\"{}{line}\" = 1", "é語𝄞a".repeat(line * 53));
    }
    let problems = faults(&source);
    for problem in problems.list.iter().filter(|problem| problem.code.id() == "unknown-key") {
        let before = &source[..problem.span.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        assert_eq!(problems.position(problem), (line, column));
    }
}

#[test]
fn no_control_character_of_a_rule_set_reaches_a_report() {
    for hostile in
        ["\\u001b]0;owned\\u0007", "x\\n2026-01-01 INFO new rules in use", "\\u009b31m", "\\u202e", "\\u007f", "\\r"]
    {
        for (from, to) in [
            ("[scale]", format!("\"{hostile}\" = 1\n[scale]")),
            ("weight = 12", format!("\"{hostile}\" = 1\nweight = 12")),
            ("weight = 12", format!("weight = \"{hostile}\"")),
            ("id = \"several-devices\"", format!("id = \"{hostile}\"")),
            ("factor = \"backup\"", format!("factor = \"{hostile}\"")),
            ("when = { devices = [\"several\", \"people\"] }", format!("when = {{ \"{hostile}\" = [\"several\"] }}")),
            ("when = { devices = [\"several\", \"people\"] }", format!("when = {{ devices = [\"{hostile}\"] }}")),
            ("advice = [\"pop-back-up\"]", format!("advice = [\"{hostile}\"]")),
            ("メールソフトで、サーバーに{safe_days}。", format!("{{{hostile}}}")),
            ("version = \"1.2.0\"", format!("version = \"1{hostile}\"")),
            (
                "text.en = \"With one PC, mail is kept on it, and server space is rarely a concern.\"",
                format!("text.en = \"For{hostile}\\u0000\""),
            ),
            ("contact = \"\"", format!("contact = \"https://a.example/{hostile}\"")),
        ] {
            assert!(loader::EMBEDDED.contains(from), "{from}");
            let source = loader::EMBEDDED.replacen(from, &to, 1);
            let Err(problems) = loader::load("rules\u{1b}[31m.toml\nforged", &source) else { continue };
            assert_bounded(&problems);
            for problem in &problems.list {
                let words = format!("{} {} {:?}", problem.message, problem.label, problem.help);
                assert!(!words.chars().any(|c| c.is_control() || c == '\u{202e}'), "{words:?}");
            }
        }
    }
}
