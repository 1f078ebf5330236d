//! The forecast of one mailbox: worked examples, an independent recomputation, and invariants.

use pop_or_imap::answers::{Answers, Number, Numbers};
use pop_or_imap::quota::{self, Account, FillTimes, Forecast, MAX_BYTES, MailboxState};
use pop_or_imap::rulebook::{Protocol, Rulebook};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{RULES, answers};

fn of(query: &str) -> Forecast {
    quota::forecast(&RULES, &answers(query))
}

/// Returns the rules with other assumptions.
fn assuming(change: impl FnOnce(&mut pop_or_imap::rulebook::Assumptions)) -> Rulebook {
    let mut rulebook = RULES.clone();
    change(&mut rulebook.assumptions);
    rulebook
}

fn months(filling: FillTimes) -> u64 {
    filling.full.expect("fills some day").months
}

#[test]
fn worked_examples_come_out() {
    // 50 mails of 75 KB, none sent: 1 GB lasts about 13 months, 2 GB about 26.
    let nothing_sent = assuming(|a| a.sent_percent = 0);
    let forecast = quota::forecast(&nothing_sent, &answers("mails=50&attached=0"));
    assert_eq!(forecast.volume.imap, 3_750_000);
    assert_eq!(forecast.limits.iter().map(|limit| months(limit.imap)).collect::<Vec<_>>(), [13, 26]);
    // With 15 sent copies a day 10 and 20.
    let forecast = of("mails=50&attached=0");
    assert_eq!(forecast.volume.imap, 3_750_000 + 15 * 75_000);
    assert_eq!(forecast.limits.iter().map(|limit| months(limit.imap)).collect::<Vec<_>>(), [10, 20]);
    // 45 mails of 50 KB and five files of 2 MB: about 16 MB a day, about 3 and 6 months.
    let small_mails = assuming(|a| (a.sent_percent, a.mail_kb) = (0, 50));
    let forecast = quota::forecast(&small_mails, &answers("mails=50&attached=5&keep=14"));
    assert_eq!(forecast.volume.imap, 15_950_000);
    assert_eq!(forecast.limits.iter().map(|limit| months(limit.imap)).collect::<Vec<_>>(), [3, 6]);
    // The same under POP kept 14 days settles at about 160 MB and never fills.
    assert_eq!(forecast.plateau, 159_500_000);
    assert!(forecast.limits.iter().all(|limit| limit.pop_kept == FillTimes::default()));
}

#[test]
fn an_independent_recomputation_agrees() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("data/forecasts.json")).unwrap();
    assert_eq!(cases.len(), 400);
    let filling = |filling: FillTimes| {
        [filling.warned, filling.full].map(|reached| reached.map(|reached| [reached.days, reached.months]))
    };
    for case in cases {
        let pairs = case["query"].as_object().unwrap().iter();
        let pairs = pairs.map(|(key, value)| (key, value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        let (answers, ignored) = Answers::from_pairs(&RULES, pairs);
        assert!(ignored.is_empty());
        let forecast = quota::forecast(&RULES, &answers);
        let limits = forecast.limits.iter().map(|limit| {
            json!({
                "limit_mb": limit.limit_mb,
                "imap": filling(limit.imap),
                "pop_kept": filling(limit.pop_kept),
                "pop_for_good": filling(limit.pop_undeleted),
                "safe_keep_days": limit.safe_keep_days,
                "clear_every_days": limit.clear_every_days,
                "clear_first": limit.clear_first,
                "pop_clear_every_days": limit.pop_clear_every_days,
            })
        });
        let found = json!({
            "state": forecast.state.map(MailboxState::id),
            "keep": [forecast.keep_days, forecast.keep.days, forecast.keep.at_most],
            "received": forecast.volume.received,
            "imap": forecast.volume.imap,
            "mails": forecast.volume.mails,
            "levels": forecast.levels.map(|level| [level.imap, level.pop_kept, level.pop_undeleted]),
            "plateau": forecast.plateau,
            "limits": limits.collect::<Vec<_>>(),
        });
        assert_eq!(found, case["gives"], "{}", case["query"]);
    }
}

#[test]
fn odd_numbers_give_sensible_figures() {
    let nothing = of("plan=standard&mails=0");
    assert_eq!((nothing.volume.imap, nothing.months_to_full()), (0, None), "no mail never fills");
    assert_eq!(nothing.limits[0].clear_every_days, 36_500);
    let full = of("plan=standard&used=5000");
    assert_eq!(full.limits[0].imap.full.unwrap().days, 0, "full already");
    assert!(full.limits[0].clear_first, "what is there has to go first");
    assert!(of("plan=managed&used=800").limits[0].clear_first && !of("plan=managed&used=799").limits[0].clear_first);
    assert_eq!(full.limits[0].safe_keep_days, of("plan=standard").limits[0].safe_keep_days, "what is there goes");
    assert!(of("plan=standard&mails=0&used=5000").limits[0].pop_kept.full.is_some(), "nothing comes, and it is full");
    let huge = of("plan=standard&mails=1000000000000&attached=1000000000000&used=1000000000000&keep=1000000000000");
    assert!(huge.levels.iter().all(|level| level.imap == MAX_BYTES && level.pop_undeleted == MAX_BYTES));
    let nothing = answers("plan=managed").with_numbers(Numbers::default().with(Number::Limit, 0));
    assert_eq!(quota::forecast(&RULES, &nothing).limits[0].limit_mb, 1000, "a limit of nothing is none");
    let numbers = Numbers::default().with(Number::Mails, 10);
    let volume = |attached| {
        let numbers = numbers.with(Number::Attached, attached);
        quota::forecast(&RULES, &Answers::default().with_numbers(numbers)).volume
    };
    assert_eq!(volume(50), volume(10), "no more attachments than mails");
    assert_eq!(of("attached=100").volume.mails, 100, "a mail for each attachment");
    assert_eq!((of("").limits.len(), of("").limit_known), (2, false), "an unknown limit: both");
    assert_eq!(of("plan=setup").limits.len(), 2);
}

#[test]
fn defaults_follow_the_answers() {
    let imap = |query: &str| of(query).volume.imap;
    assert!(imap("attachments=few") < imap("attachments=some") && imap("attachments=some") < imap("attachments=many"));
    assert!(imap("purpose=spare") < imap("purpose=personal") && imap("purpose=personal") < imap("purpose=work"));
    assert!(imap("frequency=rarely") < imap("frequency=weekly") && imap("frequency=weekly") < imap("frequency=daily"));
    // Answers to questions that are not asked are not used.
    assert_eq!(imap("purpose=notification&attachments=many"), imap("purpose=notification"));
}

fn numbers() -> impl Strategy<Value = [Option<u64>; 5]> {
    let number = || {
        prop_oneof![
            Just(None),
            (0_u64..200).prop_map(Some),
            (0_u64..100_000).prop_map(Some),
            (0_u64..=1_000_000_000_000).prop_map(Some)
        ]
    };
    [number(), number(), number(), number(), number()]
}

fn with(given: [Option<u64>; 5]) -> Answers {
    let numbers = Number::ALL.into_iter().zip(given).fold(Numbers::default(), |numbers, (number, value)| {
        value.map_or(numbers, |value| numbers.with(number, value))
    });
    Answers::default().with_numbers(numbers)
}

/// Returns a sort key of a point in time; never is last.
fn early(reached: Option<quota::TimeUntil>) -> u64 {
    reached.map_or(u64::MAX, |reached| reached.days)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn more_mail_never_fills_later(given in numbers(), more in 0_u64..1000) {
        let forecast = |given| quota::forecast(&RULES, &with(given));
        let [mails, attached, ..] = given;
        let mails = mails.unwrap_or(20).min(1_000_000_000_000 - more);
        // With fewer days recommended for more mail, POP can fill later.
        let keep = given[4].or(Some(14));
        let base = forecast([Some(mails), attached, given[2], given[3], keep]);
        let heavier = forecast([Some(mails + more), attached, given[2], given[3], keep]);
        for (less, more) in base.limits.iter().zip(&heavier.limits) {
            prop_assert!(early(more.imap.full) <= early(less.imap.full));
            prop_assert!(early(more.pop_kept.full) <= early(less.pop_kept.full));
            prop_assert!(early(more.pop_undeleted.warned) <= early(less.pop_undeleted.warned));
            prop_assert!(more.safe_keep_days <= less.safe_keep_days);
            prop_assert!(more.clear_every_days <= less.clear_every_days);
        }
    }

    #[test]
    fn a_bigger_limit_never_fills_sooner(given in numbers(), more in 0_u64..100_000) {
        let limit = given[3].unwrap_or(1000).clamp(1, 999_999_000_000);
        let forecast = |limit| quota::forecast(&RULES, &with([given[0], given[1], given[2], Some(limit), given[4]]));
        let (small, large) = (forecast(limit).limits[0], forecast(limit + more).limits[0]);
        prop_assert!(early(large.imap.full) >= early(small.imap.full));
        prop_assert!(early(large.pop_kept.full) >= early(small.pop_kept.full));
        prop_assert!(early(large.imap.warned) >= early(small.imap.warned));
        prop_assert!(large.safe_keep_days >= small.safe_keep_days);
    }

    #[test]
    fn pop_kept_n_days_is_monotone_in_n(given in numbers(), keep in 0_u64..1000, more in 0_u64..1000) {
        let forecast = |keep| quota::forecast(&RULES, &with([given[0], given[1], given[2], given[3], Some(keep)]));
        let (short, long) = (forecast(keep), forecast(keep + more));
        prop_assert!(short.plateau <= long.plateau);
        for (short, long) in short.levels.iter().zip(&long.levels) {
            prop_assert!(short.pop_kept <= long.pop_kept && long.pop_kept <= long.pop_undeleted);
        }
        prop_assert!(early(long.limits[0].pop_kept.full) <= early(short.limits[0].pop_kept.full));
    }

    #[test]
    fn days_that_are_safe_never_reach_the_warning_line(given in numbers()) {
        let at = |keep| quota::forecast(&RULES, &with([given[0], given[1], None, given[3], Some(keep)]));
        let safe = at(0).limits[0].safe_keep_days;
        let used = quota::forecast(&RULES, &with(given)).limits[0];
        prop_assert_eq!(used.safe_keep_days, safe, "what is there now goes");
        prop_assert_eq!(at(safe).limits[0].pop_kept.warned, None);
        let line = u128::from(used.limit_mb) * 1_000_000 * u128::from(RULES.assumptions.warn_percent) / 100;
        prop_assert!(u128::from(at(safe).plateau) < line.max(1));
        if safe < 36_000 {
            prop_assert!(at(safe + 2).limits[0].pop_kept.warned.is_some(), "{safe} is the most");
        }
    }

    #[test]
    fn a_forecast_is_in_order(given in numbers()) {
        let forecast = quota::forecast(&RULES, &with(given));
        for limit in &forecast.limits {
            for filling in [limit.imap, limit.pop_kept, limit.pop_undeleted] {
                prop_assert!(early(filling.warned) <= early(filling.full));
            }
            prop_assert!(early(limit.imap.full) <= early(limit.pop_undeleted.full));
            prop_assert!(early(limit.pop_undeleted.full) <= early(limit.pop_kept.full));
        }
        prop_assert!(forecast.levels.is_sorted_by_key(|level| level.imap));
    }

    #[test]
    fn sums_add_up(given in prop::collection::vec((numbers(), any::<bool>()), 0..20), website in 0_u64..40_000) {
        let accounts: Vec<_> = given.iter().map(|(given, pop)| Account {
            answers: with(*given),
            protocol: if *pop { Protocol::Pop } else { Protocol::Imap },
        }).collect();
        let capacity = quota::capacity(&RULES, RULES.plan("managed"), &accounts, None, Some(website));
        let sum = |of: fn(&quota::AccountUsage) -> u64| {
            u64::try_from(capacity.accounts.iter().map(|room| u128::from(of(room))).sum::<u128>()).unwrap_or(u64::MAX).min(MAX_BYTES)
        };
        prop_assert_eq!(capacity.accounts.len(), accounts.len());
        prop_assert_eq!(capacity.levels, [sum(|r| r.levels[0]), sum(|r| r.levels[1]), sum(|r| r.levels[2])]);
        prop_assert!(capacity.levels.iter().all(|level| *level <= capacity.sum_of_limits));
        for (room, account) in capacity.accounts.iter().zip(&accounts) {
            let alone = quota::forecast(&RULES, &account.answers);
            let alone = alone.limits.iter().find(|limit| limit.limit_mb == room.limit_mb).unwrap();
            prop_assert_eq!(room.warned, alone.clear_first);
            prop_assert_eq!(room.full.is_some_and(|full| full.days == 0), room.levels[0] == room.limit());
            if account.protocol == Protocol::Imap {
                prop_assert_eq!(room.full, alone.imap.full);
                prop_assert_eq!(room.is_full_within(365), room.levels[1] == room.limit());
            } else {
                prop_assert_eq!(room.full, alone.pop_kept.full);
            }
        }
        prop_assert_eq!(capacity.total.unwrap(), capacity.for_mail.unwrap() + capacity.website.min(capacity.total.unwrap()));
        // Increased by the required steps, the capacity is enough for every mailbox at its limit.
        let steps = capacity.steps.unwrap();
        if capacity.sum_of_limits < MAX_BYTES {
            let grown = capacity.total.unwrap() + steps.for_limits * steps.step_gb * 1_000_000_000;
            prop_assert!(grown >= capacity.sum_of_limits + capacity.website);
            prop_assert!(steps.for_limits == 0 || grown - steps.step_gb * 1_000_000_000 < capacity.sum_of_limits + capacity.website);
        }
        let grown = quota::capacity(&RULES, RULES.plan("managed"), &accounts, Some(1_000_000_000), Some(website));
        prop_assert!(early_months(grown.runs_out_in_months) >= early_months(capacity.runs_out_in_months));
    }
}

fn early_months(months: Option<u64>) -> u64 {
    months.unwrap_or(u64::MAX)
}

#[test]
fn many_accounts_fill_a_total() {
    let account = |query: &str, protocol| Account { answers: answers(query), protocol };
    let imap = account("plan=managed&mails=50&attached=0", Protocol::Imap);
    let capacity = quota::capacity(&RULES, RULES.plan("managed"), &[imap; 30], None, None);
    // Thirty mailboxes of 1 GB against 30 GB of which 5 are the web site's.
    assert_eq!((capacity.sum_of_limits, capacity.for_mail), (30_000_000_000, Some(25_000_000_000)));
    assert_eq!(capacity.steps.unwrap().for_limits, 1);
    assert_eq!(capacity.more_accounts, Some(0));
    // 30 × 4.875 MB a day: 25 GB last 171 working days, the ninth month is the first above.
    assert_eq!(capacity.runs_out_in_months, Some(9));
    let pop = account("plan=managed&mails=50&attached=0&keep=14", Protocol::Pop);
    let capacity = quota::capacity(&RULES, RULES.plan("managed"), &[pop; 10], None, None);
    assert_eq!(capacity.levels, [0, 375_000_000, 375_000_000]);
    assert_eq!((capacity.runs_out_in_months, capacity.more_accounts), (None, Some(15)));
    assert!(capacity.accounts.iter().all(|room| room.full.is_none() && !room.warned));
    // A single mailbox fills long before the total does.
    let one = account("plan=managed&mails=50&attached=0&used=900", Protocol::Imap);
    let capacity = quota::capacity(&RULES, RULES.plan("managed"), &[one], None, None);
    assert_eq!((capacity.runs_out_in_months, capacity.accounts[0].full.unwrap().months), (None, 1));
    assert!(capacity.accounts[0].warned && capacity.accounts[0].levels[1] == 1_000_000_000);
    let unknown = quota::capacity(&RULES, None, &[account("", Protocol::Imap)], None, None);
    assert_eq!((unknown.total, unknown.more_accounts, unknown.steps), (None, None, None));
    assert!(unknown.accounts[0].limit_assumed && unknown.accounts[0].limit_mb == 2000);
}
