//! `/guide`: how both protocols work, side by side; factors, uses, plans and quotas from the rule set; set-up and
//! changing the protocol.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::start::{use_link, usual_maps};
use crate::answers::Answers;
use crate::present::setup::fill_days;
use crate::present::{self, QuotaLine, Wording};
use crate::quota;
use crate::rulebook::{CurrentUse, Factor, Lang, Links, Plan, Protocol, ProtocolTexts, Rulebook, Strength, Use};
use crate::web::assets::Sheet;
use crate::web::request::{PageRequest, SETUP_PATH};
use crate::web::views::layout::{Layout, respond};
use crate::web::views::mail_map::MapView;

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage<'r> {
    l: Layout<'r>,
    lang: Lang,
    rulebook: &'r Rulebook,
    /// The jump list: the id and the title of each section.
    contents: Vec<(&'static str, String)>,
    /// Where POP and IMAP keep mail.
    maps: [MapView; 2],
    protocols: [&'r ProtocolTexts; 2],
    /// The factors of the published advice, each explained.
    factors: Vec<(&'static str, &'static str)>,
    uses: Vec<UseRow<'r>>,
    plans: Vec<PlanCard<'r>>,
    /// How to change accounts that are in use.
    switches: Vec<SwitchPart>,
    links: &'r Links,
    begin: String,
    setup: String,
}

/// A change, with its usual steps.
struct SwitchPart {
    title: &'static str,
    /// What to do, and whether leaving it out can lose mail.
    steps: Vec<(String, bool)>,
    note: Option<String>,
    /// The page with the steps for the visitor's answers.
    href: String,
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
            .broad()
            .back(request.link("/").to_string(), w.layout.home),
        lang: request.lang,
        rulebook,
        contents: contents(w),
        maps: usual_maps(request),
        protocols: Protocol::ALL.map(|protocol| rulebook.protocols.get(protocol)),
        factors: Factor::ALL.into_iter().map(|factor| (w.factor(factor), w.factor_explained(factor))).collect(),
        uses: rulebook.uses.iter().map(|item| use_row(request, item)).collect(),
        plans: rulebook.plans.iter().map(|plan| plan_card(request, plan)).collect(),
        switches: switches(request),
        links: &rulebook.links,
        begin: request.link("/wizard").to_string(),
        setup: request.link(SETUP_PATH).to_string(),
    };
    respond(request, StatusCode::OK, &page)
}

/// Lists the changes of the rule set that the guide shows, with the steps that do not depend on a certain answer.
fn switches(request: &PageRequest) -> Vec<SwitchPart> {
    let (rulebook, w, lang) = (&*request.rulebook, request.wording(), request.lang);
    let shown = [
        (w.guide.to_imap, CurrentUse::Pop, Protocol::Imap),
        (w.guide.to_pop, CurrentUse::Imap, Protocol::Pop),
        (w.guide.moving, CurrentUse::Moving, Protocol::Imap),
    ];
    let unknown = Answers::default().as_set(rulebook);
    let days = rulebook.assumptions.keep_days;
    let part = |(title, from, to): (&'static str, CurrentUse, Protocol)| {
        let switch = rulebook.switches.iter().find(|switch| switch.from.contains(&from) && switch.to.contains(&to))?;
        let steps = switch.steps.iter().filter(|step| step.condition.allows(unknown));
        let answers = request.answers.with_now(Some(from));
        Some(SwitchPart {
            title,
            steps: steps.map(|step| (fill_days(step.text.get(lang), days, lang), step.is_guard())).collect(),
            note: switch.note.as_ref().map(|note| note.get(lang).to_owned()),
            href: request.link(SETUP_PATH).answers(&answers).to_string(),
        })
    };
    shown.into_iter().filter_map(part).collect()
}

/// Lists the sections of the page.
fn contents(w: &Wording) -> Vec<(&'static str, String)> {
    let titles = [
        ("how", w.guide.how_title),
        ("compare", w.guide.compare_title),
        ("factors", w.guide.factors_title),
        ("uses", w.guide.table_title),
        ("both", w.guide.both_title),
        ("plans", w.guide.plans_title),
        ("setup", w.guide.setup_title),
        ("switch", w.guide.switch_title),
        ("help", w.guide.help_title),
    ];
    titles.map(|(id, title)| (id, title.replace('|', ""))).into()
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
