//! Mail apps, losses and switches of a rule set, texts in both languages.

use serde::Serialize;
use utoipa::ToSchema;

use super::rulebook::{ConditionBody, TextBody};
use crate::rulebook::{Client, Condition, CurrentUse, DrawnDevice, Protocol, Rulebook, Switch};

/// A mail app.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: TextBody<'a>,
    /// The devices that it runs on: `pc`, `phone` or both.
    pub runs_on: Vec<&'static str>,
    /// The name of each protocol in the app; null if it may not support it.
    pub calls: CallsBody<'a>,
    /// How to choose the protocol; `{protocol}` is a placeholder for its name in the app.
    pub choose: TextBody<'a>,
    /// The operator's guide.
    pub guide: Option<&'a str>,
    /// The day on which these texts were last compared with the app, `YYYY-MM-DD`.
    pub checked: &'a str,
}

/// The names of the protocols in a mail app.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calls)]
pub struct CallsBody<'a> {
    /// The name of POP.
    pub pop: Option<&'a str>,
    /// The name of IMAP.
    pub imap: Option<&'a str>,
}

/// Something that can be lost when an account is changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Loss)]
pub struct LossBody<'a> {
    /// Its id.
    pub id: &'a str,
    /// The loss in words.
    pub text: TextBody<'a>,
}

/// How to change an account from some uses to a protocol.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Switch)]
pub struct SwitchBody<'a> {
    /// The uses that it starts from: `pop`, `imap`, `both` or `moving`.
    pub from: Vec<&'static str>,
    /// The recommended protocols that it leads to.
    pub to: Vec<&'static str>,
    /// The steps, in order.
    pub steps: Vec<SwitchStepBody<'a>>,
    /// What to expect afterwards.
    pub note: Option<TextBody<'a>>,
}

/// A step of a switch, with when it applies.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SwitchStep)]
pub struct SwitchStepBody<'a> {
    /// Its id, unique within the switch.
    pub id: &'a str,
    /// `guard` if leaving it out can lose mail, otherwise `action`.
    pub kind: &'static str,
    /// When it applies.
    pub condition: ConditionBody<'a>,
    /// What to do; `{days}` is a placeholder for the days for which POP leaves mail on the server.
    pub text: TextBody<'a>,
    /// The ids of the losses that it prevents.
    pub guards: Vec<&'a str>,
}

impl<'a> ClientBody<'a> {
    pub(super) fn of(client: &'a Client) -> Self {
        Self {
            id: &client.id,
            name: (&client.name).into(),
            runs_on: client.runs_on.iter().copied().map(DrawnDevice::id).collect(),
            calls: CallsBody { pop: client.calls.pop.as_deref(), imap: client.calls.imap.as_deref() },
            choose: (&client.choose).into(),
            guide: client.guide.as_deref(),
            checked: &client.checked,
        }
    }
}

/// Renders a switch; `condition` renders a condition.
pub(super) fn switch_body<'a>(
    rulebook: &'a Rulebook,
    switch: &'a Switch,
    condition: impl Fn(&Condition) -> ConditionBody<'a>,
) -> SwitchBody<'a> {
    let steps = switch.steps.iter().map(|step| SwitchStepBody {
        id: &step.id,
        kind: step.kind_id(),
        condition: condition(&step.condition),
        text: (&step.text).into(),
        guards: step.guards.iter().filter_map(|index| Some(rulebook.losses.get(*index)?.id.as_str())).collect(),
    });
    SwitchBody {
        from: switch.from.iter().copied().map(CurrentUse::id).collect(),
        to: switch.to.iter().copied().map(Protocol::id).collect(),
        steps: steps.collect(),
        note: switch.note.as_ref().map(TextBody::from),
    }
}
