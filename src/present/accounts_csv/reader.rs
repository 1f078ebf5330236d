//! Owns the reading of a table: bytes in, rows with their outcomes out.

use std::collections::HashMap;
use std::io::{self, Read};

use super::encoding::{Encoding, Opening, opening};
use super::fault::{Fault, Finder, Refused};
use super::header::Header;
use super::records::{Record, Records};
use super::{MAX_COLUMNS, Outcome, Row, said};
use crate::answers::Answers;
use crate::engine::{self, Recommendation};
use crate::quota;
use crate::rulebook::{Lang, Rulebook};

/// How many outcomes are kept for rows that say the same; about 250 bytes each.
const MOST_KEPT: usize = 512;

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
/// let fault = rows.next().unwrap().outcome.unwrap_err();
/// assert_eq!(fault.to_string(), "3行目のaway：「maybe」は使えません。次のどれかを書いてください（yes、no、unknown）");
/// ```
#[derive(Debug)]
pub struct Reader<'a, R> {
    rulebook: &'a Rulebook,
    table: Paused<R>,
}

/// A table read so far, without the rules: what a task keeps between two parts of its work.
#[derive(Debug)]
pub struct Paused<R> {
    lang: Lang,
    records: Records<R>,
    /// Unknown as long as all is ASCII.
    encoding: Option<Encoding>,
    header: Header,
    kept: HashMap<Answers, Found>,
    /// What holds for every row that says nothing else.
    base: Answers,
}

/// What a set of answers comes to, without the words.
#[derive(Clone, Copy, Debug)]
struct Found {
    outcome: engine::Outcome,
    settled: bool,
    months_to_full: Option<u64>,
}

impl<'a, R: Read> Reader<'a, R> {
    /// Reads the header row. Texts are in `lang` where a row does not ask for another.
    ///
    /// # Errors
    /// Where the input cannot be read, is no CSV, or has no header row that tells what its columns hold.
    pub fn new(rulebook: &'a Rulebook, lang: Lang, input: R) -> Result<Self, Refused> {
        let mut records = Records::new(input)?;
        let (ahead, more) = records.ahead();
        let mut encoding = match opening(ahead) {
            Opening::Utf16 => return Err(Refused::Utf16),
            Opening::Workbook => return Err(Refused::Workbook),
            Opening::Utf8Mark(length) => {
                records.skip(length);
                Some(Encoding::Utf8)
            }
            Opening::Plain => Encoding::of(ahead, more),
        };
        records.find_delimiter();
        let header = loop {
            let record = records.next()?.ok_or(Refused::Empty)?;
            let (line, columns) = (record.line, record.cells().count() + record.surplus.cells);
            let blank = record.surplus.last_filled.is_none() && is_blank(&record);
            if blank && record.unsound.is_none() {
                continue;
            }
            if columns > MAX_COLUMNS {
                return Err(Refused::TooWide { columns });
            }
            let names = text(&record, &mut encoding).filter(|_| record.unsound.is_none());
            let names = names.ok_or(Refused::Header { line })?;
            if names.iter().any(|name| !name.trim().is_empty()) {
                break Header::read(rulebook, names)?;
            }
        };
        let table = Paused { lang, records, encoding, header, kept: HashMap::new(), base: Answers::default() };
        Ok(Self { rulebook, table })
    }

    /// Lets answers hold for every row that says nothing else to the same questions.
    #[must_use]
    pub const fn over(mut self, base: Answers) -> Self {
        self.table.base = base;
        self
    }

    /// Gives the columns.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.table.header
    }

    /// Gives the encoding; `None` as long as all that was read is ASCII.
    #[must_use]
    pub const fn encoding(&self) -> Option<Encoding> {
        self.table.encoding
    }

    /// Returns the table as read so far, to read on later with the same rules.
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
    pub fn pause(self) -> Paused<R> {
        self.table
    }

    /// Skips the next row with anything in it, without working it out. Returns whether there was one.
    ///
    /// # Errors
    /// Where the input cannot be read.
    pub fn skip_row(&mut self) -> io::Result<bool> {
        loop {
            let Some(record) = self.table.records.next()? else { return Ok(false) };
            let encoding = encoding_for(&record, &mut self.table.encoding);
            let filled = record.cells().any(|cell| !encoding.decode(cell).0.trim().is_empty());
            if filled || record.surplus.last_filled.is_some() || record.unsound.is_some() {
                return Ok(true);
            }
        }
    }

    /// Reads the next row with anything in it.
    fn read(&mut self) -> io::Result<Option<Row<'a>>> {
        let rulebook = self.rulebook;
        loop {
            let Paused { records, header, encoding, base, lang, .. } = &mut self.table;
            let Some(record) = records.next()? else { return Ok(None) };
            let encoding = encoding_for(&record, encoding);
            let Cells { texts: cells, broken, count } = Cells::read(header, &record, encoding);
            if count == 0 && record.unsound.is_none() {
                continue;
            }
            let sound = header.said.iter().filter(|(_, place)| !broken.contains(place));
            let pairs = sound.filter_map(|(id, place)| Some((id, said(cells.get(*place)?))));
            let (answers, ignored) = Answers::from_pairs(rulebook, pairs.filter(|(_, value)| !value.is_empty()));
            let answers = base.with_numbers(answers.numbers).with_lang(answers.lang).overlay(&answers);
            let lang = answers.lang.unwrap_or(*lang);
            let line = record.line;
            let finder = Finder { rulebook, lang, line };
            let columns = header.kept.len();
            let broken = broken.iter().filter_map(|place| header.names().get(*place));
            let cell = |id: &str| {
                let (_, place) = header.said.iter().find(|(column, _)| column == id)?;
                Some(said(cells.get(*place)?))
            };
            let flaws = (record.unsound.map(|unsound| finder.unsound(unsound)).into_iter())
                .chain((count > columns).then(|| finder.too_many(count, columns)))
                .chain(broken.map(|column| finder.not_text(column, encoding)))
                .chain(ignored.into_iter().map(|ignored| {
                    let cell = cell(&ignored.key);
                    finder.not_understood(ignored, cell)
                }));
            let fault = Fault::of(line, lang, flaws);
            let outcome = fault.map_or_else(|| Ok(self.outcome(answers, lang)), Err);
            return Ok(Some(Row { line, cells, outcome }));
        }
    }

    /// Finds what answers come to, or remembers it.
    fn outcome(&mut self, answers: Answers, lang: Lang) -> Outcome<'a> {
        let rulebook = self.rulebook;
        // Texts alone hang on the language.
        let said = answers.with_lang(None);
        let kept = &mut self.table.kept;
        let found = kept.get(&said).copied().unwrap_or_else(|| {
            let outcome = engine::recommend(rulebook, &said).outcome;
            let found = Found {
                outcome,
                settled: outcome.settled,
                months_to_full: quota::forecast(rulebook, &said).months_to_full(),
            };
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.insert(said, found);
            found
        });
        Outcome {
            answers,
            recommendation: Recommendation { rulebook, outcome: found.outcome, answers: said.as_set(rulebook) },
            settled: found.settled,
            months_to_full: found.months_to_full,
            lang,
        }
    }
}

impl<R> Paused<R> {
    /// Reads on with the rules that the table was opened with.
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

    /// Gives the next row; nothing follows an error.
    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The cells of a record as text, one for each column that is kept and that it has a cell for.
struct Cells {
    texts: Vec<String>,
    /// The places of those whose bytes are no characters.
    broken: Vec<usize>,
    /// How many cells there are up to the last with anything in it.
    count: usize,
}

impl Cells {
    fn read(header: &Header, record: &Record<'_>, encoding: Encoding) -> Self {
        let mut row = Self { texts: Vec::new(), broken: Vec::new(), count: 0 };
        for (place, cell) in record.cells().enumerate() {
            let (text, sound) = encoding.decode(cell);
            if !text.trim().is_empty() {
                row.count = place + 1;
            }
            if header.kept.get(place) == Some(&true) {
                if !sound {
                    row.broken.push(row.texts.len());
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

/// Gives the encoding of a record; the first that is not all ASCII decides for the rest.
fn encoding_for(record: &Record<'_>, encoding: &mut Option<Encoding>) -> Encoding {
    if encoding.is_none() {
        *encoding = Encoding::of(record.text, false);
    }
    encoding.unwrap_or(Encoding::Utf8)
}

/// Checks whether all cells that are kept of a record are blank.
fn is_blank(record: &Record<'_>) -> bool {
    record.cells().all(|cell| cell.trim_ascii().is_empty())
}

/// Gives all cells of a record as text; `None` where the bytes of one are not.
fn text(record: &Record<'_>, encoding: &mut Option<Encoding>) -> Option<Vec<String>> {
    let encoding = encoding_for(record, encoding);
    let decoded = record.cells().map(|cell| {
        let (text, sound) = encoding.decode(cell);
        sound.then(|| text.into_owned())
    });
    decoded.collect()
}
