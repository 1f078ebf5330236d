//! Owns the header row: which column is what, and what the output calls it.

use std::collections::{HashMap, HashSet};

use super::{LINE, OUTCOME, Refused, is_invisible, said};
use crate::answers::Number;
use crate::rulebook::Rulebook;

/// The column that names an account.
const ACCOUNT: &str = "account";
/// The column that tells the language of a row's texts.
pub(super) const LANG: &str = "lang";

/// The columns of a table, those of an earlier run's outcome left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    keys: Vec<String>,
    account: Option<usize>,
    /// Whether each column of the input is kept; the outcome of an earlier run is made anew.
    pub(super) kept: Vec<bool>,
    /// The columns that say something: question or number id, or `lang`, and the place among those kept.
    pub(super) said: Vec<(String, usize)>,
}

impl Header {
    /// Reads a header row. Names are trimmed, the writer's mark is passed over, and ASCII letters count the same in
    /// either case.
    ///
    /// Byte order marks and control characters before a name are removed: the first name begins the file that is
    /// written, where programs skip a mark and look at what follows.
    pub(super) fn read(rulebook: &Rulebook, names: Vec<String>) -> Result<Self, Refused> {
        let questions = rulebook.questions.iter().map(|question| question.id.as_str());
        let answers: Vec<&str> = questions.chain(Number::ALL.map(Number::id)).collect();
        let known: Vec<&str> = answers.iter().copied().chain([LANG, ACCOUNT]).collect();
        let mut seen = HashSet::new();
        let mut header = Self { names: vec![], keys: vec![], account: None, kept: vec![], said: vec![] };
        for name in names {
            let name = name.trim_start_matches(is_invisible).to_owned();
            let is = |id: &&&str| said(&name).eq_ignore_ascii_case(id);
            let place = header.names.len();
            let column = known.iter().find(is);
            let kept = column.is_some() || !OUTCOME.iter().any(|id| is(&id));
            if let Some(id) = column {
                if !seen.insert(*id) {
                    return Err(Refused::Twice { column: (*id).to_owned() });
                }
                if *id == ACCOUNT {
                    header.account = Some(place);
                } else {
                    header.said.push(((*id).to_owned(), place));
                }
            }
            header.kept.push(kept);
            if kept {
                header.names.push(name);
            }
        }
        if !answers.iter().any(|id| seen.contains(id)) {
            return Err(Refused::NoAnswers { known: answers.into_iter().map(str::to_owned).collect() });
        }
        header.keys = keys(&header.names);
        Ok(header)
    }

    /// Gives the names of the columns that rows have cells for, as they were written.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Gives the names under which JSON Lines has the cells: no two alike, and none that the outcome needs.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Gives the place of the column that names the account, if there is one.
    #[must_use]
    pub const fn account(&self) -> Option<usize> {
        self.account
    }
}

/// Makes names that differ from each other and from those of the outcome: `name`, `name_2`; `column_3` for none.
fn keys(names: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = OUTCOME.iter().chain([&LINE]).map(|id| (*id).to_owned()).collect();
    let mut keys = Vec::with_capacity(names.len());
    // The number to try next for each name: names that are alike cost no more than others.
    let mut next: HashMap<String, usize> = HashMap::new();
    for (place, name) in names.iter().enumerate() {
        let name = match name.trim() {
            "" => format!("column_{}", place + 1),
            name => name.to_owned(),
        };
        let mut key = name.clone();
        while !taken.insert(key.clone()) {
            let number = next.entry(name.clone()).or_insert(2);
            key = format!("{name}_{number}");
            *number += 1;
        }
        keys.push(key);
    }
    keys
}
