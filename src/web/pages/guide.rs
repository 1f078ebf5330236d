//! `/guide`: how both protocols work, side by side, the table of uses, plans and quotas, all from the rule set.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::start::use_link;
use crate::answers::Answers;
use crate::present::{self, QuotaLine};
use crate::quota;
use crate::rulebook::{Lang, Links, Plan, Protocol, ProtocolTexts, Rulebook, Strength, Use};
use crate::web::assets::Sheet;
use crate::web::request::PageRequest;
use crate::web::views::layout::{Layout, respond};

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage<'r> {
    l: Layout<'r>,
    lang: Lang,
    rulebook: &'r Rulebook,
    protocols: [How<'r>; 2],
    uses: Vec<UseRow<'r>>,
    plans: Vec<PlanCard<'r>>,
    links: &'r Links,
    begin: String,
}

/// How one protocol works.
struct How<'r> {
    texts: &'r ProtocolTexts,
    /// Whether mail moves to the device, rather than staying on the server.
    moves: bool,
    picture: &'static str,
}

/// A row of the published table.
struct UseRow<'r> {
    label: &'r str,
    href: String,
    protocol: &'r str,
    slight: bool,
    comments: Vec<String>,
}

/// A plan with its quotas in words.
struct PlanCard<'r> {
    name: &'r str,
    lines: Vec<QuotaLine>,
    note: &'r str,
}

/// `GET /guide`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let (rulebook, w) = (&*request.rulebook, request.wording());
    let page = GuidePage {
        l: Layout::new(request, w.guide.title)
            .about(w.guide.description)
            .sheet(request, Sheet::Guide)
            .back(request.link("/").to_string(), w.layout.home),
        lang: request.lang,
        rulebook,
        protocols: Protocol::ALL.map(|protocol| How {
            texts: rulebook.protocols.get(protocol),
            moves: protocol == Protocol::Pop,
            picture: request.wording().picture(protocol),
        }),
        uses: rulebook.uses.iter().map(|item| use_row(request, item)).collect(),
        plans: rulebook.plans.iter().map(|plan| plan_card(request, plan)).collect(),
        links: &rulebook.links,
        begin: request.link("/wizard").to_string(),
    };
    respond(request, StatusCode::OK, &page)
}

fn use_row<'r>(request: &'r PageRequest, item: &'r Use) -> UseRow<'r> {
    let rulebook = &request.rulebook;
    let comments = item.advice.iter().filter_map(|index| rulebook.advice.get(*index));
    let outlook = quota::forecast(rulebook, &Answers::from_use(item));
    UseRow {
        label: item.label.get(request.lang),
        href: use_link(request, item),
        protocol: rulebook.protocols.get(item.gives).name.get(request.lang),
        slight: item.strength == Some(Strength::Slight),
        comments: comments.map(|advice| present::forecast::advice(advice, &outlook, request.lang)).collect(),
    }
}

fn plan_card<'r>(request: &'r PageRequest, plan: &'r Plan) -> PlanCard<'r> {
    PlanCard {
        name: request.rulebook.plan_name(&plan.id, request.lang),
        lines: present::plan_lines(plan, request.lang),
        note: plan.note.get(request.lang),
    }
}
