//! `diff`: compares the recommendations of two rule sets.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Format, fail, files, print, progress};
use crate::audit::{self, ChangeCounts, Difference};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The rule set in use.
    old: PathBuf,
    /// The new rule set.
    new: PathBuf,
    /// The output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command; the status is 1 if a protocol changes or a rule set cannot be used.
pub(super) fn run(args: &DiffArgs) -> ExitCode {
    // An everyday use with another outcome is a difference to report, not an error.
    let (old, new) = match (files::read_rules(&args.old), files::read_rules(&args.new)) {
        (Ok((old, _)), Ok((new, failing))) => {
            for problem in failing {
                eprintln!("pop-or-imap: {}: {}", files::shown(&args.new), problem.message);
            }
            (old, new)
        }
        (Err(error), _) | (_, Err(error)) => return fail(&error),
    };
    let bar = progress::bar(audit::combinations_at_most(&new));
    let difference = audit::difference(&old, &new, &mut |done| bar.set_position(done));
    bar.finish_and_clear();
    let difference = match difference {
        Ok(difference) => difference,
        Err(problem) => return fail(&problem.message),
    };
    match args.format {
        Format::Text => print(&words(&difference)),
        Format::Json => print(&format!("{}\n", wire(&difference))),
    };
    if difference.changed.protocol > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn counted(counts: ChangeCounts) -> String {
    format!("protocol {}, strength {}, advice only {}", counts.protocol, counts.strength, counts.advice)
}

fn words(difference: &Difference) -> String {
    let mut text =
        format!("{} combinations of answers; changed: {}\n", difference.combinations, counted(difference.changed));
    // Writing to a String cannot fail.
    for group in &difference.groups {
        let _ = writeln!(text, "\nbecause of {}: {}", group.causes.join(", "), counted(group.changed));
        for sample in &group.samples {
            let _ = writeln!(text, "  /result?{sample}");
        }
    }
    for moved in &difference.uses {
        let [before, after] =
            [moved.before, moved.after].map(|(protocol, strength)| format!("{}, {}", protocol.id(), strength.id()));
        let _ = writeln!(text, "\neveryday use {}: {before} → {after}", moved.id);
    }
    if !difference.entries.is_empty() {
        text.push_str("\nentries:\n");
    }
    for entry in &difference.entries {
        let _ = write!(text, "  {} {}: {}", entry.noun, entry.id, entry.change);
        let _ = match &entry.shown {
            Some((count, sample)) => writeln!(text, ", shown by {count} of the combinations, such as /result?{sample}"),
            None => writeln!(text),
        };
    }
    text
}

fn wire(difference: &Difference) -> serde_json::Value {
    let counts = |counts: ChangeCounts| json!({ "protocol": counts.protocol, "strength": counts.strength, "advice": counts.advice });
    let groups: Vec<_> = difference
        .groups
        .iter()
        .map(|group| json!({ "causes": group.causes, "changed": counts(group.changed), "samples": group.samples }))
        .collect();
    let verdict = |(protocol, strength): (crate::rulebook::Protocol, crate::rulebook::Strength)| json!({ "protocol": protocol.id(), "strength": strength.id() });
    let uses: Vec<_> = difference
        .uses
        .iter()
        .map(|moved| json!({ "id": moved.id, "before": verdict(moved.before), "after": verdict(moved.after) }))
        .collect();
    let entries: Vec<_> = difference
        .entries
        .iter()
        .map(|entry| {
            let (count, sample) = entry.shown.clone().unzip();
            json!({ "entry": entry.noun, "id": entry.id, "change": entry.change, "combinations": count, "sample": sample })
        })
        .collect();
    json!({
        "combinations": difference.combinations,
        "changed": counts(difference.changed),
        "groups": groups,
        "uses": uses,
        "entries": entries,
    })
}
