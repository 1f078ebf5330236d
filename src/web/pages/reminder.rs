//! `/reminder.ics`: a calendar entry (RFC 5545) that recurs every few months, for clearing out the mailbox.
//!
//! It starts as many months after the day of the request, at 9:00 in the time zone of the calendar. Because it depends on
//! the day, no cache stores it. Its UID depends on the interval alone, so a calendar that imports the file again updates
//! the entry, and nothing in it identifies the visitor.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike as _, Months, NaiveDateTime, NaiveTime, Utc};
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _};

use crate::answers::{self, Answers, Number};
use crate::present::Wording;
use crate::web::error::Error;
use crate::web::request::PageRequest;
use crate::web::views::layout::{NOT_INDEXED, describe};

/// The path of the file.
pub(in crate::web) const PATH: &str = "/reminder.ics";
/// The key of the interval in months.
const MONTHS: &str = "months";
/// The interval if it is missing or not a number.
const DEFAULT_MONTHS: u32 = 6;
/// The largest interval.
const MAX_MONTHS: u32 = 24;
/// The hour of the entry.
const HOUR: u32 = 9;
/// The last day of a month that every month has: a recurrence on later days skips months.
const LAST_COMMON_DAY: u32 = 28;

/// Returns the link to a reminder, in the visitor's language.
pub(in crate::web) fn link(request: &PageRequest, months: u64) -> String {
    let language = Answers::default().with_lang(request.answers.lang);
    request.shared_link(PATH).answers(&language).with(MONTHS, &months.to_string()).to_string()
}

/// `GET /reminder.ics`: an interval outside the range is replaced by the nearest one inside.
pub(in crate::web) async fn file(request: PageRequest, uri: Uri) -> Response {
    let pairs = answers::pairs(&request.rulebook, uri.query().unwrap_or_default());
    let months = answers::value(&pairs, MONTHS).and_then(|value| Number::Mails.parse_exact(value));
    let months = months.map_or(DEFAULT_MONTHS, |months| u32::try_from(months).unwrap_or(MAX_MONTHS));
    let Some(text) = calendar(months.clamp(1, MAX_MONTHS), Utc::now(), request.wording()) else {
        return Error::Internal.into_response();
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"reminder.ics\""));
    headers.insert(NOT_INDEXED.0, HeaderValue::from_static(NOT_INDEXED.1));
    describe(&request, &mut response);
    response
}

/// Writes the calendar; `None` for a date that calendars cannot express.
fn calendar(months: u32, now: DateTime<Utc>, w: &Wording) -> Option<String> {
    let start = first(months, now)?;
    let end = start.checked_add_signed(chrono::TimeDelta::minutes(30))?;
    let uid = format!("clear-mailbox-every-{months}-months@pop-or-imap.invalid");
    let event = Event::new()
        .uid(&uid)
        .timestamp(now)
        .summary(w.forecast.reminder_title)
        .description(w.forecast.reminder_text)
        .starts(start)
        .ends(end)
        .add_property("RRULE", format!("FREQ=MONTHLY;INTERVAL={months}"))
        // Without a UID of its own, the alarm would get a random one.
        .alarm(Alarm::display(w.forecast.reminder_title, chrono::TimeDelta::zero()).uid(&format!("alarm-{uid}")).done())
        .done();
    Some(Calendar::new().push(event).done().to_string())
}

/// Returns the first date: some months after a day, on a day that every month has.
fn first(months: u32, now: DateTime<Utc>) -> Option<NaiveDateTime> {
    let day = now.date_naive();
    let day = day.with_day(day.day().min(LAST_COMMON_DAY))?.checked_add_months(Months::new(months))?;
    Some(day.and_time(NaiveTime::from_hms_opt(HOUR, 0, 0)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Lang;

    #[test]
    fn the_first_date_is_on_a_day_that_every_month_has() {
        for (now, months, expected) in [
            ("2026-11-27T23:59:59Z", 4, "2027-03-27T09:00:00"),
            ("2027-01-31T00:00:00Z", 1, "2027-02-28T09:00:00"),
            ("2028-02-29T00:00:00Z", 24, "2030-02-28T09:00:00"),
        ] {
            let first = first(months, now.parse().unwrap()).unwrap();
            assert_eq!(first, expected.parse().unwrap(), "{now}");
        }
    }

    #[test]
    fn only_time_stamp_and_dates_depend_on_the_day() {
        let text = |now: &str| calendar(3, now.parse().unwrap(), Wording::of(Lang::En)).unwrap();
        let constant = |text: String| -> Vec<String> {
            text.lines().filter(|line| !line.starts_with("DT")).map(str::to_owned).collect()
        };
        assert_eq!(constant(text("2026-11-27T00:00:00Z")), constant(text("2027-06-30T12:00:00Z")));
    }
}
