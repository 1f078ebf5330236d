//! The tables of the guides, compared with what they document.

use std::collections::BTreeSet;

use pop_or_imap::loader;
use pop_or_imap::rulebook::{DiagnosticCode, DrawnDevice};

use super::page;
use crate::support::RULES;
use crate::words::faults;

/// Returns the rows of a part of a page: the code spans of each cell.
fn rows(page: &str, heading: &str) -> Vec<Vec<Vec<String>>> {
    let (_, part) = page.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(code).collect()).collect()
}

/// Returns the code spans in the first cells of a part of a page.
fn first(page: &str, heading: &str) -> Vec<String> {
    rows(page, heading).into_iter().filter_map(|row| row.into_iter().next()).flatten().collect()
}

fn sorted<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
    names.sort();
    names
}

#[test]
fn every_dependency_has_a_row_and_every_row_a_dependency() {
    let manifest: toml::Table = page("Cargo.toml").parse().unwrap();
    let named = |part: &str| sorted(manifest[part].as_table().unwrap().keys().cloned());
    let page = page("src/docs/dependencies.md");
    let (tests, tree) = ("## For tests alone", "## The whole tree");
    let built = page.split_once(tests).unwrap().0.lines().filter(|line| line.starts_with("## "));
    let rows = sorted(built.flat_map(|heading| first(&page, heading)));
    assert_eq!(rows, named("dependencies"));
    assert_eq!(sorted(first(&page, tests)), named("dev-dependencies"));
    assert!(page.contains(tree));
}

#[test]
fn the_guide_names_every_part_of_the_rules() {
    let rules: toml::Table = loader::EMBEDDED.parse().unwrap();
    let parts = rules.iter().filter(|(_, part)| !part.is_str()).map(|(name, _)| name.clone());
    assert_eq!(sorted(first(&page("src/docs/rules.md"), "## ファイルの中身")), sorted(parts));
}

#[test]
fn the_guide_lists_every_published_id() {
    let page = page("src/docs/entries.md");
    let listed: Vec<Vec<String>> = rows(&page, "## id は変えない").into_iter().map(|row| row.concat()).collect();
    let ids = RULES.questions.iter().map(|question| {
        let choices = question.choices.iter().map(|choice| choice.id.clone());
        std::iter::once(question.id.clone()).chain(choices).collect::<Vec<_>>()
    });
    assert_eq!(listed, ids.collect::<Vec<_>>());
    for item in &RULES.uses {
        assert!(page.contains(&format!("`{}`", item.id)), "{}", item.id);
    }
}

#[test]
fn the_guide_explains_every_device_of_a_drawing() {
    let explained = first(&page("src/docs/entries.md"), "## 機器の絵を決める");
    assert_eq!(explained, DrawnDevice::ALL.map(DrawnDevice::id));
}

#[test]
fn the_guide_explains_every_finding_that_the_whole_space_gives() {
    let explained: BTreeSet<_> = first(&page("src/docs/entries.md"), "## check の知らせ").into_iter().collect();
    let found = [
        DiagnosticCode::UseGivesSomethingElse,
        DiagnosticCode::RuleNeverFires,
        DiagnosticCode::RuleNeverMatters,
        DiagnosticCode::ChoiceNeverMatters,
        DiagnosticCode::QuestionNeverAsked,
        DiagnosticCode::QuestionNeverMatters,
        DiagnosticCode::NoReason,
        DiagnosticCode::Tie,
        DiagnosticCode::HardRulesContradict,
        DiagnosticCode::ExpectationBroken,
        DiagnosticCode::AdviceNeverShows,
        DiagnosticCode::FactorWithoutRule,
        DiagnosticCode::SpaceTooLarge,
        DiagnosticCode::TextContradictsAnswers,
    ];
    assert_eq!(explained, found.iter().map(|code| code.id().to_owned()).collect());
}

#[test]
fn the_guides_in_japanese_are_written_in_short_polite_sentences() {
    let mut found = Vec::new();
    for name in ["src/docs/rules.md", "src/docs/entries.md"] {
        for text in texts(&page(name)) {
            found.extend(faults(&text).into_iter().map(|fault| format!("{name}: {fault}\n    in {text}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Returns the Japanese of a page: its paragraphs, headings, items and cells, and the texts that its reader writes.
fn texts(page: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let (mut texts, mut text, mut in_code) = (Vec::new(), String::new(), false);
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::Text(code) if in_code => {
                let written = code.lines().filter_map(|line| line.split_once(".ja = \"")?.1.strip_suffix('"'));
                texts.extend(written.map(|text| text.replace('|', "")));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(part) => text += &part,
            // Code is a name, which counts as one word.
            Event::Code(_) => text.push('x'),
            Event::Start(Tag::Item | Tag::Paragraph)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell) => {
                texts.push(std::mem::take(&mut text));
            }
            _ => {}
        }
    }
    texts.retain(|text| !text.is_empty());
    assert!(texts.len() > 50, "{texts:?}");
    texts
}
