//! Section with the link to share: its URL, its QR code on paper, a mail, and the page for support staff.

use axum::response::Response;

use crate::present::Assessment;
use crate::web::request::{PageRequest, RESULT_PATH};
use crate::web::views::mailto::mailto;
use crate::web::views::qr_code;

/// The path of the QR code of a result.
pub(in crate::web) const QR_PATH: &str = "/result/qr.svg";

pub(super) struct ShareSection {
    /// The absolute URL of the result.
    pub(super) address: String,
    /// The link to its QR code, if a code can hold it.
    pub(super) qr: Option<String>,
    pub(super) mailto: String,
    pub(super) staff: String,
}

impl ShareSection {
    pub(super) fn new(request: &PageRequest, assessment: &Assessment<'_>, headline: &str) -> Self {
        let address = result_link(request, assessment);
        let text = format!("{}\n{address}\n", headline.replace('|', ""));
        Self {
            qr: qr_code::can_hold(&address).then(|| qr_link(request, assessment)),
            mailto: mailto(request.wording().reply.subject, &text),
            staff: staff_link(request),
            address,
        }
    }
}

/// Returns the URL of the result with its verdict.
pub(super) fn result_link(request: &PageRequest, assessment: &Assessment<'_>) -> String {
    let answers = request.answers.with_verdict(assessment.outcome().protocol);
    request.shared_link(RESULT_PATH).answers(&answers).absolute().to_string()
}

/// Returns the link to the QR code of that URL; it has the same query.
fn qr_link(request: &PageRequest, assessment: &Assessment<'_>) -> String {
    let answers = request.answers.with_verdict(assessment.outcome().protocol);
    request.shared_link(QR_PATH).answers(&answers).to_string()
}

/// `GET /result/qr.svg`: the QR code of the result with this query.
pub(in crate::web) fn qr_svg(request: &PageRequest) -> Response {
    qr_code::svg_response(&request.shared_link(RESULT_PATH).absolute().to_string())
}

/// Returns a link to the page for support staff with these answers. Who filled them in has no meaning there.
fn staff_link(request: &PageRequest) -> String {
    let link = request.shared_link("/link").answers(&request.answers.without_prior_verdict()).company(&request.company);
    link.embedded().back_to_result().to_string()
}
