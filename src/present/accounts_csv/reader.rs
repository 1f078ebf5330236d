//! Table reader: bytes in, rows with their outcomes out.

use std::collections::HashMap;
use std::io::{self, Read};

use super::encoding::{Encoding, FileSignature};
use super::header::Header;
use super::records::{Record, Records};
use super::row_error::{CellErrorBuilder, RowError};
use super::table_error::TableError;
use super::{MAX_COLUMNS, Row, RowOutcome, cell_value};
use crate::answers::Answers;
use crate::engine::{self, Recommendation};
use crate::quota;
use crate::rulebook::{Lang, Rulebook};

/// The maximum number of cached outcomes, for rows with equal answers; about 250 bytes each.
const MAX_CACHED: usize = 512;

/// Reads a table row by row, in constant memory.
///
/// ```
/// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
/// let rulebook = loader::embedded();
/// let table = "account,away,mails\r\n営業,yes,５０通\r\n総務,maybe,\r\n";
/// let mut rows = Reader::new(&rulebook, Lang::Ja, table.as_bytes()).unwrap().map(Result::unwrap);
/// let sales = rows.next().unwrap();
/// assert_eq!((sales.line, sales.cells[0].as_str()), (2, "営業"));
/// assert_eq!(sales.outcome.unwrap().recommendation.outcome.protocol.id(), "imap");
/// let error = rows.next().unwrap().outcome.unwrap_err();
/// assert_eq!(error.to_string(), "3行目のaway：「maybe」は使えません。次のどれかを書いてください（yes、no、unknown）");
/// ```
#[derive(Debug)]
pub struct Reader<'a, R> {
    rulebook: &'a Rulebook,
    table: PausedReader<R>,
}

/// A reader without its rule set, which a task keeps between two parts of its work.
#[derive(Debug)]
pub struct PausedReader<R> {
    lang: Lang,
    records: Records<R>,
    /// `None` while everything read is ASCII.
    encoding: Option<Encoding>,
    header: Header,
    cache: HashMap<Answers, CachedOutcome>,
    /// Answers for rows that leave them out.
    defaults: Answers,
}

/// The outcome of a set of answers, without texts.
#[derive(Clone, Copy, Debug)]
struct CachedOutcome {
    outcome: engine::Outcome,
    settled: bool,
    months_to_full: Option<u64>,
}

impl<'a, R: Read> Reader<'a, R> {
    /// Reads the header row. Texts are in `lang` unless a row has another language.
    ///
    /// # Errors
    /// If the input cannot be read, is not CSV, or has no valid header row.
    pub fn new(rulebook: &'a Rulebook, lang: Lang, input: R) -> Result<Self, TableError> {
        let mut records = Records::new(input)?;
        let (ahead, more) = records.ahead();
        let mut encoding = match FileSignature::detect(ahead) {
            FileSignature::Utf16 => return Err(TableError::Utf16),
            FileSignature::Workbook => return Err(TableError::Workbook),
            FileSignature::Utf8Mark(length) => {
                records.skip(length);
                Some(Encoding::Utf8)
            }
            FileSignature::Plain => Encoding::detect(ahead, more),
        };
        records.find_delimiter();
        let header = loop {
            let record = records.next()?.ok_or(TableError::Empty)?;
            let (line, columns) = (record.line, record.cells().count() + record.surplus.cells);
            let blank = record.surplus.last_filled.is_none() && is_blank(&record);
            if blank && record.malformed.is_none() {
                continue;
            }
            if columns > MAX_COLUMNS {
                return Err(TableError::TooManyColumns { columns });
            }
            let names = text(&record, &mut encoding).filter(|_| record.malformed.is_none());
            let names = names.ok_or(TableError::UnreadableHeader { line })?;
            if names.iter().any(|name| !name.trim().is_empty()) {
                break Header::parse(rulebook, names)?;
            }
        };
        let (cache, defaults) = (HashMap::new(), Answers::default());
        Ok(Self { rulebook, table: PausedReader { lang, records, encoding, header, cache, defaults } })
    }

    /// Sets answers for rows that do not answer the same questions themselves.
    #[must_use]
    pub const fn with_defaults(mut self, defaults: Answers) -> Self {
        self.table.defaults = defaults;
        self
    }

    /// Returns the columns.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.table.header
    }

    /// Returns the encoding; `None` while everything read is ASCII.
    #[must_use]
    pub const fn encoding(&self) -> Option<Encoding> {
        self.table.encoding
    }

    /// Pauses reading, to continue later with the same rule set.
    ///
    /// ```
    /// use pop_or_imap::{loader, present::accounts_csv::Reader, rulebook::Lang};
    /// let rulebook = loader::embedded();
    /// let mut reader = Reader::new(&rulebook, Lang::En, &b"mails\n1\n2\n"[..]).unwrap();
    /// reader.next();
    /// let mut reader = reader.pause().resume(&rulebook);
    /// assert_eq!(reader.next().unwrap().unwrap().cells, ["2"]);
    /// ```
    #[must_use]
    pub fn pause(self) -> PausedReader<R> {
        self.table
    }

    /// Skips the next row that is not blank, without computing its outcome. Returns whether there was one.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn skip_row(&mut self) -> io::Result<bool> {
        loop {
            let Some(record) = self.table.records.next()? else { return Ok(false) };
            let encoding = encoding_for(&record, &mut self.table.encoding);
            let filled = record.cells().any(|cell| !encoding.decode(cell).0.trim().is_empty());
            if filled || record.surplus.last_filled.is_some() || record.malformed.is_some() {
                return Ok(true);
            }
        }
    }

    /// Reads the next row that is not blank.
    fn read(&mut self) -> io::Result<Option<Row<'a>>> {
        let rulebook = self.rulebook;
        loop {
            let PausedReader { records, header, encoding, defaults, lang, .. } = &mut self.table;
            let Some(record) = records.next()? else { return Ok(None) };
            let encoding = encoding_for(&record, encoding);
            let Cells { texts: cells, invalid, count } = Cells::decode(header, &record, encoding);
            if count == 0 && record.malformed.is_none() {
                continue;
            }
            let valid = header.parsed.iter().filter(|(_, index)| !invalid.contains(index));
            let pairs = valid.filter_map(|(id, index)| Some((id, cell_value(cells.get(*index)?))));
            let (answers, ignored) = Answers::from_pairs(rulebook, pairs.filter(|(_, value)| !value.is_empty()));
            let answers = defaults.with_numbers(answers.numbers).with_lang(answers.lang).overlay(&answers);
            let lang = answers.lang.unwrap_or(*lang);
            let line = record.line;
            let builder = CellErrorBuilder { rulebook, lang, line };
            let columns = header.kept.len();
            let invalid = invalid.iter().filter_map(|index| header.names().get(*index));
            let cell = |id: &str| {
                let (_, index) = header.parsed.iter().find(|(column, _)| column == id)?;
                Some(cell_value(cells.get(*index)?))
            };
            let errors = (record.malformed.map(|malformed| builder.malformed(malformed)).into_iter())
                .chain((count > columns).then(|| builder.too_many_cells(count, columns)))
                .chain(invalid.map(|column| builder.invalid_bytes(column, encoding)))
                .chain(ignored.into_iter().map(|ignored| {
                    let cell = cell(&ignored.key);
                    builder.ignored(ignored, cell)
                }));
            let error = RowError::collect(line, lang, errors);
            let outcome = error.map_or_else(|| Ok(self.outcome(answers, lang)), Err);
            return Ok(Some(Row { line, cells, outcome }));
        }
    }

    /// Returns the outcome of answers, from the cache if it is there.
    fn outcome(&mut self, answers: Answers, lang: Lang) -> RowOutcome<'a> {
        let rulebook = self.rulebook;
        // Only texts depend on the language.
        let key = answers.with_lang(None);
        let cache = &mut self.table.cache;
        let cached = cache.get(&key).copied().unwrap_or_else(|| {
            let outcome = engine::recommend(rulebook, &key).outcome;
            let computed = CachedOutcome {
                outcome,
                settled: outcome.settled,
                months_to_full: quota::forecast(rulebook, &key).months_to_full(),
            };
            if cache.len() >= MAX_CACHED {
                cache.clear();
            }
            cache.insert(key, computed);
            computed
        });
        RowOutcome {
            answers,
            recommendation: Recommendation { rulebook, outcome: cached.outcome, answers: key.as_set(rulebook) },
            settled: cached.settled,
            months_to_full: cached.months_to_full,
            lang,
        }
    }
}

impl<R> PausedReader<R> {
    /// Continues reading, with the rule set that the table was opened with.
    #[must_use]
    pub const fn resume(self, rulebook: &Rulebook) -> Reader<'_, R> {
        Reader { rulebook, table: self }
    }

    /// Returns the columns.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }
}

impl<'a, R: Read> Iterator for Reader<'a, R> {
    type Item = io::Result<Row<'a>>;

    /// Reads the next row. Stop after an error.
    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The decoded cells of a record in the kept columns.
struct Cells {
    texts: Vec<String>,
    /// The indices of cells whose bytes are invalid.
    invalid: Vec<usize>,
    /// The number of cells up to the last that is not blank.
    count: usize,
}

impl Cells {
    fn decode(header: &Header, record: &Record<'_>, encoding: Encoding) -> Self {
        let mut row = Self { texts: Vec::new(), invalid: Vec::new(), count: 0 };
        for (index, cell) in record.cells().enumerate() {
            let (text, is_valid) = encoding.decode(cell);
            if !text.trim().is_empty() {
                row.count = index + 1;
            }
            if header.kept.get(index) == Some(&true) {
                if !is_valid {
                    row.invalid.push(row.texts.len());
                }
                row.texts.push(text.into_owned());
            }
        }
        if let Some(beyond) = record.surplus.last_filled {
            row.count = record.cells().count() + beyond;
        }
        row
    }
}

/// Returns the encoding of a record; the first record that is not ASCII decides for all that follow.
fn encoding_for(record: &Record<'_>, encoding: &mut Option<Encoding>) -> Encoding {
    if encoding.is_none() {
        *encoding = Encoding::detect(record.text, false);
    }
    encoding.unwrap_or(Encoding::Utf8)
}

/// Checks whether all stored cells of a record are blank.
fn is_blank(record: &Record<'_>) -> bool {
    record.cells().all(|cell| cell.trim_ascii().is_empty())
}

/// Decodes all cells of a record; `None` if one has invalid bytes.
fn text(record: &Record<'_>, encoding: &mut Option<Encoding>) -> Option<Vec<String>> {
    let encoding = encoding_for(record, encoding);
    let decoded = record.cells().map(|cell| {
        let (text, is_valid) = encoding.decode(cell);
        is_valid.then(|| text.into_owned())
    });
    decoded.collect()
}
