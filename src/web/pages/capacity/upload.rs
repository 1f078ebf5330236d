//! Owns the form with a table as it is sent: its parts, how large each may be, and what goes back into the form.

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest as _, Request};
use futures_util::StreamExt as _;

use super::table_view::TableView;
use crate::present::accounts_csv;
use crate::web::error::Error;
use crate::web::request::MAX_TARGET;

/// The largest file that is read, in MB.
const LARGEST_FILE_MB: usize = 1;
/// The largest text that may be pasted, in MB: 1 MB of Shift_JIS is about 1.5 MB as UTF-8, as it is pasted.
const LARGEST_PASTE_MB: usize = 2;
const MB: usize = 1024 * 1024;
/// The most of a form that is kept, in bytes: a file, a text, and what else it has.
const MOST_KEPT: usize = (LARGEST_FILE_MB + LARGEST_PASTE_MB) * MB + 64 * 1024;
/// The most of a form that is taken from the sender, who hears the answer only once all is sent.
const MOST_TAKEN: usize = 32 * MB;
/// The largest file whose text is put into the page, to be changed and sent again, in bytes of UTF-8.
const LARGEST_SHOWN: usize = 64 * 1024;
/// The most parts of a form: ours has five.
const MAX_PARTS: usize = 16;
/// What the form sends.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) pasted: Bytes,
    /// The file, where one was chosen.
    pub(super) file: Option<Bytes>,
    pub(super) query: String,
    pub(super) get: String,
    /// What was larger than is read, and so is left out.
    pub(super) too_large: Option<Part>,
}

/// A field of the form that takes a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    File,
}

impl Part {
    /// Gives how large it may be.
    pub(super) const fn largest_mb(self) -> usize {
        match self {
            Self::Text => LARGEST_PASTE_MB,
            Self::File => LARGEST_FILE_MB,
        }
    }
}

impl Sent {
    /// Reads the form; what is too large in it is left out, so that the rest can be given back.
    pub(super) async fn read(request: Request) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let (mut kept, mut taken) = (Vec::new(), 0);
        let mut body = body.into_data_stream();
        while let Some(part) = body.next().await {
            let part = part.map_err(|_| Error::BadRequest)?;
            taken += part.len();
            kept.extend_from_slice(part.get(..part.len().min(MOST_KEPT - kept.len())).unwrap_or_default());
            if taken > MOST_TAKEN {
                break;
            }
        }
        let cut = taken > kept.len();
        let form = Multipart::from_request(Request::from_parts(parts, Body::from(kept)), &()).await;
        let mut form = form.map_err(|_| Error::BadRequest)?;
        let (mut sent, mut fields) = (Sent::default(), 0);
        loop {
            match form.next_field().await {
                Ok(Some(_)) if fields == MAX_PARTS => return Err(Error::TooLarge),
                Ok(Some(field)) => {
                    fields += 1;
                    read_field(&mut sent, field, cut).await?;
                }
                Ok(None) => break,
                Err(_) if cut => break,
                Err(_) => return Err(Error::BadRequest),
            }
        }
        // Cut off, and yet neither table is too large: it is no form of ours.
        if cut && sent.too_large.is_none() { Err(Error::TooLarge) } else { Ok(sent) }
    }

    /// The file, where one was chosen; else what was pasted.
    pub(super) fn table(&self) -> &Bytes {
        self.file.as_ref().unwrap_or(&self.pasted)
    }

    /// Begins the answer with what goes back into the form: what was pasted, or the text of a small file.
    pub(super) fn again(&self) -> TableView {
        let pasted = || TableView { text: accounts_csv::text(&self.pasted), ..TableView::default() };
        let Some(file) = &self.file else { return pasted() };
        let text = accounts_csv::text(file);
        let shown = !text.is_empty() && text.len() <= LARGEST_SHOWN && !text.contains(['\0', '\u{FFFD}']);
        if shown {
            return TableView { text, ..TableView::default() };
        }
        TableView { file_wrong: true, choose_again: true, ..pasted() }
    }
}

/// Reads a field of the form, whose end may have been cut off.
async fn read_field(sent: &mut Sent, field: Field<'_>, cut: bool) -> Result<(), Error> {
    let name = field.name().unwrap_or_default().to_owned();
    // A browser sends the field without a name where no file was chosen.
    let chosen = field.file_name().is_some_and(|name| !name.is_empty());
    let part = match name.as_str() {
        "csv" => Some(Part::Text),
        "file" => Some(Part::File),
        _ => None,
    };
    let (bytes, whole) = match field.bytes().await {
        Ok(bytes) => (bytes, true),
        Err(_) if cut => (Bytes::new(), false),
        Err(_) => return Err(Error::BadRequest),
    };
    let too_large = part.filter(|part| !whole || bytes.len() > part.largest_mb() * MB);
    sent.too_large = sent.too_large.or(too_large);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (name.as_str(), part) {
        _ if too_large.is_some() => {}
        (_, Some(Part::Text)) => sent.pasted = bytes,
        (_, Some(Part::File)) => sent.file = Some(bytes).filter(|bytes| chosen || !bytes.is_empty()),
        ("query", _) if bytes.len() > MAX_TARGET => return Err(Error::UriTooLong),
        ("query", _) => sent.query = text(&bytes),
        ("get", _) => sent.get = text(&bytes),
        _ => {}
    }
    Ok(())
}
