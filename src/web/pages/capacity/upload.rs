//! Upload of a table: the parts of the form, their size limits, and what is filled in again.

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest as _, Request};
use futures_util::StreamExt as _;

use super::table_view::TableView;
use crate::present::accounts_csv;
use crate::web::error::Error;
use crate::web::request::MAX_TARGET;

/// The maximum size of a file, in MB.
const MAX_FILE_MB: usize = 1;
/// The maximum size of a pasted text, in MB: 1 MB of Shift_JIS is about 1.5 MB as UTF-8, as it is pasted.
const MAX_PASTE_MB: usize = 2;
const MB: usize = 1024 * 1024;
/// How many bytes of a form are stored at most: a file, a text, and the other fields.
const MAX_STORED: usize = (MAX_FILE_MB + MAX_PASTE_MB) * MB + 64 * 1024;
/// How many bytes of a form are read at most: a browser shows the response only after it has sent the whole form.
const MAX_RECEIVED: usize = 32 * MB;
/// The size of the largest file whose text is filled into the page for editing, in bytes of UTF-8.
const MAX_REFILLED: usize = 64 * 1024;
/// The maximum number of parts; the form of the page has five.
const MAX_PARTS: usize = 16;

/// The parts of the form.
#[derive(Default)]
pub(super) struct TableForm {
    pub(super) pasted: Bytes,
    /// The file, if one was selected.
    pub(super) file: Option<Bytes>,
    pub(super) query: String,
    pub(super) get: String,
    /// The fields that were too large and are therefore left out.
    pub(super) too_large: Option<Part>,
}

/// A field of the form for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text,
    File,
}

impl Part {
    /// Returns the maximum size.
    pub(super) const fn max_mb(self) -> usize {
        match self {
            Self::Text => MAX_PASTE_MB,
            Self::File => MAX_FILE_MB,
        }
    }
}

impl TableForm {
    /// Reads the form; fields that are too large are left out, so that the others can be filled in again.
    pub(super) async fn read(request: Request) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let (mut stored, mut received) = (Vec::new(), 0);
        let mut body = body.into_data_stream();
        while let Some(part) = body.next().await {
            let part = part.map_err(|error| unreadable(&error))?;
            received += part.len();
            stored.extend_from_slice(part.get(..part.len().min(MAX_STORED - stored.len())).unwrap_or_default());
            if received > MAX_RECEIVED {
                break;
            }
        }
        let cut = received > stored.len();
        let form = Multipart::from_request(Request::from_parts(parts, Body::from(stored)), &()).await;
        let mut form = form.map_err(|error| unreadable(&error))?;
        let (mut form_data, mut fields) = (Self::default(), 0);
        loop {
            match form.next_field().await {
                Ok(Some(_)) if fields == MAX_PARTS => return Err(Error::TooLarge),
                Ok(Some(field)) => {
                    fields += 1;
                    read_field(&mut form_data, field, cut).await?;
                }
                Ok(None) => break,
                Err(error) if cut => {
                    log_cut_off(&error);
                    break;
                }
                Err(error) => return Err(unreadable(&error)),
            }
        }
        // Cut off although neither table is too large: it was not sent by the page.
        if cut && form_data.too_large.is_none() { Err(Error::TooLarge) } else { Ok(form_data) }
    }

    /// Returns the file if one was selected, otherwise the pasted text.
    pub(super) fn table(&self) -> &Bytes {
        self.file.as_ref().unwrap_or(&self.pasted)
    }

    /// Creates the view with the text to fill in again: the pasted text, or that of a small file.
    pub(super) fn again(&self) -> TableView {
        let pasted = || TableView { text: accounts_csv::text(&self.pasted), ..TableView::default() };
        let Some(file) = &self.file else { return pasted() };
        let text = accounts_csv::text(file);
        let shown = !text.is_empty() && text.len() <= MAX_REFILLED && !text.contains(['\0', '\u{FFFD}']);
        if shown {
            return TableView { text, ..TableView::default() };
        }
        TableView { file_wrong: true, choose_again: true, ..pasted() }
    }
}

/// Logs why a form cannot be read; the error messages contain nothing of the form.
fn unreadable(error: &dyn std::error::Error) -> Error {
    tracing::debug!(%error, "the form with a table could not be read");
    Error::BadRequest
}

/// Logs the end of a form that was cut off at the limit.
fn log_cut_off(error: &dyn std::error::Error) {
    tracing::debug!(%error, "a form with a table was cut off at the limit");
}

/// Reads a field of the form, which may be incomplete.
async fn read_field(form_data: &mut TableForm, field: Field<'_>, cut: bool) -> Result<(), Error> {
    let name = field.name().unwrap_or_default().to_owned();
    // A browser sends the field without a file name if no file was selected.
    let chosen = field.file_name().is_some_and(|name| !name.is_empty());
    let part = match name.as_str() {
        "csv" => Some(Part::Text),
        "file" => Some(Part::File),
        _ => None,
    };
    let (bytes, whole) = match field.bytes().await {
        Ok(bytes) => (bytes, true),
        Err(error) if cut => {
            log_cut_off(&error);
            (Bytes::new(), false)
        }
        Err(error) => return Err(unreadable(&error)),
    };
    let too_large = part.filter(|part| !whole || bytes.len() > part.max_mb() * MB);
    form_data.too_large = form_data.too_large.or(too_large);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (name.as_str(), part) {
        _ if too_large.is_some() => {}
        (_, Some(Part::Text)) => form_data.pasted = bytes,
        (_, Some(Part::File)) => form_data.file = Some(bytes).filter(|bytes| chosen || !bytes.is_empty()),
        ("query", _) if bytes.len() > MAX_TARGET => return Err(Error::UriTooLong),
        ("query", _) => form_data.query = text(&bytes),
        ("get", _) => form_data.get = text(&bytes),
        _ => {}
    }
    Ok(())
}
