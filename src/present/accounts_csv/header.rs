//! Header row: the meaning of each column, and its name in the output.

use std::collections::{HashMap, HashSet};

use super::{LINE, OUTCOME, TableError, cell_value, is_invisible};
use crate::answers::Number;
use crate::rulebook::Rulebook;

/// The column that names an account.
const ACCOUNT: &str = "account";
/// The column with the language of a row's texts.
pub(super) const LANG: &str = "lang";

/// The columns of a table, without the outcome columns of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    keys: Vec<String>,
    account: Option<usize>,
    /// Whether each column of the input is kept; outcome columns of an earlier run are dropped and computed again.
    pub(super) kept: Vec<bool>,
    /// The columns that are parsed: question or number id, or `lang`, with the index among the kept columns.
    pub(super) parsed: Vec<(String, usize)>,
}

impl Header {
    /// Parses a header row. Names are trimmed, a leading `'` of the writer is ignored, and ASCII case is ignored.
    ///
    /// Invisible characters before a name are removed: the first name begins the written file, and programs that skip a
    /// byte order mark there could take what follows for a formula.
    pub(super) fn parse(rulebook: &Rulebook, names: Vec<String>) -> Result<Self, TableError> {
        let questions = rulebook.questions.iter().map(|question| question.id.as_str());
        let answers: Vec<&str> = questions.chain(Number::OF_FORECAST.map(Number::id)).collect();
        let known: Vec<&str> = answers.iter().copied().chain([LANG, ACCOUNT]).collect();
        let mut seen = HashSet::new();
        let mut header = Self { names: vec![], keys: vec![], account: None, kept: vec![], parsed: vec![] };
        for name in names {
            let name = name.trim_start_matches(is_invisible).to_owned();
            let is = |id: &&&str| cell_value(&name).eq_ignore_ascii_case(id);
            let index = header.names.len();
            let column = known.iter().find(is);
            let kept = column.is_some() || !OUTCOME.iter().any(|id| is(&id));
            if let Some(id) = column {
                if !seen.insert(*id) {
                    return Err(TableError::DuplicateColumn { column: (*id).to_owned() });
                }
                if *id == ACCOUNT {
                    header.account = Some(index);
                } else {
                    header.parsed.push(((*id).to_owned(), index));
                }
            }
            header.kept.push(kept);
            if kept {
                header.names.push(name);
            }
        }
        if !answers.iter().any(|id| seen.contains(id)) {
            return Err(TableError::NoAnswerColumn { known: answers.into_iter().map(str::to_owned).collect() });
        }
        header.keys = keys(&header.names);
        Ok(header)
    }

    /// Returns the names of the kept columns, as in the input.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the keys of the kept columns in JSON Lines: unique, and different from those of the outcome.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Returns the index of the column that names the account, if there is one.
    #[must_use]
    pub const fn account(&self) -> Option<usize> {
        self.account
    }
}

/// Builds keys that are unique and differ from those of the outcome: `name`, `name_2`; `column_3` for an empty name.
fn keys(names: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = OUTCOME.iter().chain([&LINE]).map(|id| (*id).to_owned()).collect();
    let mut keys = Vec::with_capacity(names.len());
    // The next suffix to try for each name, so that many equal names take linear time.
    let mut next: HashMap<String, usize> = HashMap::new();
    for (index, name) in names.iter().enumerate() {
        let name = match name.trim() {
            "" => format!("column_{}", index + 1),
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
