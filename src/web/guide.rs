//! Owns the guide: how both protocols work, side by side, the table of uses, plans and quotas; all from the rulebook.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::layout::{Layout, respond};
use super::visit::Visit;
use crate::audit;
use crate::quota;
use crate::report::{self, QuotaLine};
use crate::rulebook::{Lang, Links, Plan, Protocol, ProtocolTexts, Rulebook, Strength, Use};

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage<'v> {
    l: Layout<'v>,
    lang: Lang,
    rulebook: &'v Rulebook,
    protocols: [How<'v>; 2],
    uses: Vec<UseRow<'v>>,
    plans: Vec<PlanCard<'v>>,
    links: &'v Links,
    begin: String,
}

/// How one protocol works.
struct How<'v> {
    texts: &'v ProtocolTexts,
    /// Whether mail moves to the device, rather than staying on the server.
    moves: bool,
    picture: &'static str,
}

/// A row of the published table.
struct UseRow<'v> {
    label: &'v str,
    href: String,
    protocol: &'v str,
    slight: bool,
    comments: Vec<String>,
}

/// A plan with its quotas in words.
struct PlanCard<'v> {
    name: &'v str,
    lines: Vec<QuotaLine>,
    note: &'v str,
}

/// `GET /guide`
pub(super) async fn page(visit: Visit) -> Response {
    let (rulebook, w) = (&*visit.rulebook, visit.wording());
    let page = GuidePage {
        l: Layout::new(&visit, w.guide_title).about(w.guide_description).back(visit.href("/", &visit.answers), w.home),
        lang: visit.lang,
        rulebook,
        protocols: Protocol::ALL.map(|protocol| How {
            texts: rulebook.protocols.get(protocol),
            moves: protocol == Protocol::Pop,
            picture: visit.wording().picture(protocol),
        }),
        uses: rulebook.uses.iter().map(|item| use_row(&visit, item)).collect(),
        plans: rulebook.plans.iter().map(|plan| plan_card(&visit, plan)).collect(),
        links: &rulebook.links,
        begin: visit.href("/wizard", &visit.answers),
    };
    respond(&visit, StatusCode::OK, &page)
}

fn use_row<'v>(visit: &'v Visit, item: &'v Use) -> UseRow<'v> {
    let rulebook = &visit.rulebook;
    let comments = item.advice.iter().filter_map(|place| rulebook.advice.get(*place));
    let outlook = quota::forecast(rulebook, &audit::answers_of(item));
    UseRow {
        label: item.label.get(visit.lang),
        href: visit.use_href(item),
        protocol: rulebook.protocols.get(item.gives).name.get(visit.lang),
        slight: item.strength == Some(Strength::Slight),
        comments: comments.map(|advice| report::forecast::advice(advice, &outlook, visit.lang)).collect(),
    }
}

fn plan_card<'v>(visit: &'v Visit, plan: &'v Plan) -> PlanCard<'v> {
    PlanCard {
        name: visit.rulebook.plan_name(&plan.id, visit.lang),
        lines: report::plan_lines(plan, visit.lang),
        note: plan.note.get(visit.lang),
    }
}
