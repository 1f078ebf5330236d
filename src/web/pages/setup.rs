//! `/setup`: after the recommendation. The steps of a change with what they prevent, the settings of each device, the
//! values to enter, and where to get help.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::client_files::{profile_path, servers};
use crate::answers::{Answer, Answers, Number};
use crate::present::setup::{
    DeviceWords, ServerWords, StepWords, credentials, devices, server_notes, servers as server_words, stays, steps,
};
use crate::present::{self, Assessment, QuotaLine};
use crate::rulebook::{CurrentUse, DOMAIN, DrawnDevice, Lang, Links, Protocol};
use crate::setup::{SetupPlan, is_offered};
use crate::web::assets::Sheet;
use crate::web::request::{AnsweredItem, FORECAST_PATH, Form, PageRequest, RESULT_PATH, SENT, SETUP_PATH};
use crate::web::views::layout::{Layout, respond};
use crate::web::views::number_field::{NumberField, number_fields};

/// The numbers of the form.
const NUMBERS: [Number; 3] = [Number::Used, Number::Limit, Number::Local];

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    l: Layout<'a>,
    notices: Vec<String>,
    /// The heading, with phrase marks.
    heading: String,
    /// What the account is used for, if it is known.
    account: Option<String>,
    /// The current use in words, if it is known.
    now: Option<&'static str>,
    /// Why there are no steps, if nothing changes.
    stays: Option<String>,
    tiles: Vec<Tile>,
    /// Who filled in the current use, in words, if support did.
    filled_by: Option<String>,
    fields: Vec<NumberField>,
    hidden: Vec<(&'a str, String)>,
    /// Whether the form was sent with an error.
    wrong: bool,
    steps: Vec<StepWords<'a>>,
    old_mail: Option<String>,
    note: Option<&'a str>,
    /// What a missing answer could change, and the link to its question.
    missing: Option<(String, String)>,
    devices: Vec<DeviceWords<'a>>,
    servers: Vec<ServerRow<'a>>,
    credentials: Vec<QuotaLine>,
    notes: Vec<String>,
    /// Links to configuration profiles, each with its words.
    profiles: Vec<(String, String)>,
    /// The operator's page about the servers.
    documentation: Option<&'a str>,
    forecast: String,
    links: &'a Links,
}

/// A current use as a choice.
struct Tile {
    value: &'static str,
    label: &'static str,
    checked: bool,
    is_unknown: bool,
}

/// A server with the ids of its values.
struct ServerRow<'a> {
    words: ServerWords<'a>,
    /// Whether the host name can be copied as it is.
    is_fixed: bool,
}

/// `GET /setup`
pub(in crate::web) fn page(request: &PageRequest) -> Response {
    let (lang, w) = (request.lang, request.wording());
    let fields = number_fields(request, &NUMBERS);
    let wrong = request.has_sent(Form::Setup) && fields.iter().any(|field| field.error.is_some());
    if request.has_sent(Form::Setup) && !wrong {
        // The browser's history keeps the canonical URL.
        let link = request.link(SETUP_PATH).answers(&request.answers.without_prior_verdict()).with_notices();
        return Redirect::to(&link.to_string()).into_response();
    }
    let assessment = request.assessment();
    let plan = assessment.setup();
    let name = request.rulebook.protocols.get(plan.protocol).name.get(lang);
    let title = w.setup_title(name);
    let view = SetupPage {
        l: Layout::new(request, &w.title(&title, wrong))
            .about(w.setup.description)
            .noindex()
            .sheet(request, Sheet::Setup)
            .broad()
            .back(request.link(RESULT_PATH).to_string(), w.layout.back_to_result),
        notices: if wrong { Vec::new() } else { request.notices() },
        heading: title,
        account: present::account_words(&assessment, lang),
        now: plan.now.map(|now| w.current_use(now)),
        stays: stays(&assessment, lang),
        tiles: tiles(request),
        filled_by: request.filled_in_by(AnsweredItem::Now),
        fields: if wrong || asks_amounts(request, plan.protocol) { fields } else { Vec::new() },
        hidden: hidden(request, plan.protocol),
        wrong,
        steps: steps(&assessment, lang),
        old_mail: plan.old_mail.map(|mail| w.old_mail(mail)),
        note: plan.note.map(|note| note.get(lang)),
        missing: missing(request, &assessment),
        devices: devices(&assessment, lang),
        servers: server_rows(plan, lang),
        credentials: plan.servers.map_or_else(Vec::new, |servers| credentials(servers, lang).into()),
        notes: server_notes(plan, lang),
        profiles: profiles(request, plan),
        documentation: plan.servers.and_then(|servers| servers.documentation.as_deref()),
        forecast: request.link(FORECAST_PATH).to_string(),
        links: &request.rulebook.links,
    };
    respond(request, if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &view)
}

fn tiles(request: &PageRequest) -> Vec<Tile> {
    let (w, chosen) = (request.wording(), request.answers.now);
    let tile = |now: CurrentUse| Tile {
        value: now.id(),
        label: w.current_use(now),
        checked: chosen == Some(now),
        is_unknown: false,
    };
    let unknown = Tile { value: "", label: w.layout.unknown, checked: false, is_unknown: true };
    CurrentUse::ALL.into_iter().map(tile).chain([unknown]).collect()
}

/// Checks whether amounts of mail matter: mail can be copied to the server, and a PC may be among the devices.
fn asks_amounts(request: &PageRequest, protocol: Protocol) -> bool {
    let devices = crate::setup::known_devices(&request.rulebook, &request.answers);
    protocol == Protocol::Imap && devices.iter().any(|device| *device != Some(DrawnDevice::Phone))
}

/// Returns the hidden fields of the form: everything except what has a field.
fn hidden(request: &PageRequest, protocol: Protocol) -> Vec<(&str, String)> {
    let all = request.answers.numbers;
    let shown = if asks_amounts(request, protocol) { &NUMBERS[..] } else { &[] };
    let numbers = shown.iter().fold(all, |rest, number| rest.without(*number));
    let rest = request.answers.without_prior_verdict().with_now(None).with_numbers(numbers);
    let mut pairs = rest.to_pairs(&request.rulebook);
    pairs.extend(request.company.to_pairs(&request.rulebook));
    let is_field = |item| match item {
        AnsweredItem::Now => true,
        AnsweredItem::Number(number) => shown.contains(&number),
        AnsweredItem::Question(_) => false,
    };
    pairs.extend(request.carried.pairs_without(&request.rulebook, is_field));
    pairs.push((SENT, Form::Setup.id().to_owned()));
    pairs
}

fn server_rows<'a>(plan: &SetupPlan<'a>, lang: Lang) -> Vec<ServerRow<'a>> {
    let rows = server_words(plan, lang).into_iter();
    rows.map(|words| ServerRow { is_fixed: !words.host.contains(DOMAIN), words }).collect()
}

/// Returns the links to configuration profiles, with their words: for each protocol in use, if one is served for the plan.
fn profiles(request: &PageRequest, plan: &SetupPlan<'_>) -> Vec<(String, String)> {
    let Some(servers) = servers(request).filter(|_| request.installation.settings.serve_files) else {
        return Vec::new();
    };
    let question = request.rulebook.plan_question();
    let answers = question.map_or_else(Answers::default, |index| match request.answers.get(index) {
        Answer::Unanswered => Answers::default(),
        answer => Answers::default().with(index, answer),
    });
    let offered = plan.protocols().filter(|protocol| is_offered(servers, *protocol));
    offered
        .map(|protocol| {
            let using = plan.devices.iter().filter(|device| device.protocol == protocol);
            let devices: Vec<_> = using.map(|device| request.wording().device_name(device.device)).collect();
            let href = request.shared_link(profile_path(protocol)).answers(&answers).to_string();
            (href, request.wording().save_profile(protocol, &devices))
        })
        .collect()
}

/// Returns what a missing answer could change, and the link to its question; the steps could be those of the other protocol.
fn missing(request: &PageRequest, assessment: &Assessment<'_>) -> Option<(String, String)> {
    let question = assessment.most_informative()?;
    let words = request.wording().would_decide(&question.title.plain(request.lang), present::is_unsure(assessment));
    Some((words, request.ask_link(&question.id, true)))
}
