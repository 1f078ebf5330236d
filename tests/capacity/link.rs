//! Accounts in a link: round trip, length, and the path through the questions.

use pop_or_imap::answers::{AccountEntry, Answer, Answers, Company, MAX_LABEL_NUMBER, Number, Numbers};
use pop_or_imap::rulebook::Protocol;
use proptest::prelude::*;
use proptest::sample::select;

use super::page;
use crate::support::{RULES, Site};

fn any_entry() -> impl Strategy<Value = AccountEntry> {
    let choices: Vec<_> = RULES
        .questions
        .iter()
        .map(|question| {
            let mut given = vec![Answer::Unanswered, Answer::Unknown];
            given.extend((0..question.choices.len()).map(|choice| Answer::Choice(u8::try_from(choice).unwrap())));
            select(if question.id == "plan" { vec![Answer::Unanswered] } else { given })
        })
        .collect();
    let label = prop::option::of((0..RULES.labels.len(), 0..=MAX_LABEL_NUMBER));
    let numbers = prop::array::uniform5(prop::option::of(1..=Numbers::MAX));
    let protocol = select(vec![None, Some(Protocol::Pop), Some(Protocol::Imap)]);
    (label, choices, numbers, protocol).prop_map(|(label, choices, numbers, protocol)| {
        let answers =
            RULES.question_indices().zip(choices).fold(Answers::default(), |a, (index, given)| a.with(index, given));
        let numbers = Number::ALL.into_iter().zip(numbers).fold(Numbers::default(), |numbers, (number, value)| {
            let with = value.map_or(numbers, |value| numbers.with(number, value));
            if with.contradict() { numbers } else { with }
        });
        AccountEntry { label, answers: answers.with_numbers(numbers), protocol }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accounts_survive_a_link(accounts in prop::collection::vec(any_entry(), 0..20), total in prop::option::of(1_u64..1_000_000)) {
        let accounts = accounts.into_iter().filter(|entry| !entry.is_blank()).collect();
        let company = Company { accounts, total_mb: total, website_mb: None };
        let (again, ignored) = Company::from_query(&RULES, &company.to_query(&RULES));
        prop_assert!(ignored.is_empty());
        prop_assert_eq!(again, company);
    }

    #[test]
    fn any_account_in_a_link_is_read_or_named(code in "[a-z0-9._-]{0,60}|\\PC{0,30}") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("a", &code).finish();
        let (company, ignored) = Company::from_query(&RULES, &query);
        for account in &company.accounts {
            let again = AccountEntry::parse(&RULES, &account.code(&RULES));
            prop_assert_eq!(again, (*account, true), "what was read is canonical");
        }
        prop_assert!(company.accounts.len() == 1 || !ignored.is_empty() || AccountEntry::parse(&RULES, &code).0.is_blank());
        prop_assert!(ignored.len() <= 1);
    }
}

#[test]
fn sixty_accounts_fit_into_a_link() {
    let (answers, _) = Answers::from_query(
        &RULES,
        "purpose=notification&devices=phone-only&away=yes&offline=unopened&attachments=unknown&frequency=constant\
         &importance=critical&backup=unknown&mails=1000&attached=100&used=1500&limit=2000&keep=30",
    );
    let entry = |number| AccountEntry {
        label: Some((6, number)),
        protocol: Some(Protocol::Imap),
        ..AccountEntry::from_answers(&RULES, &answers)
    };
    let company = Company { accounts: (1..=60).map(entry).collect(), total_mb: Some(100_000), website_mb: Some(5_000) };
    let query = company.to_query(&RULES);
    assert!(
        query.len() < 8_000 - "https://mail.example.jp/capacity?plan=maintenance&lang=en&".len(),
        "{}",
        query.len()
    );
}

#[tokio::test]
async fn no_link_leads_to_an_address_that_is_refused() {
    let entry =
        "&a=accounts9999_notification.phone-only.yes.unopened.few.constant.critical.local_1000.100.1500.2000.30_imap";
    let many = |count: usize| format!("plan=maintenance{}", entry.repeat(count));
    let fitting = (1..200).take_while(|count| "/capacity?".len() + many(*count).len() <= 8_000).last().unwrap();
    assert!(fitting > 60, "{fitting}");
    for path in ["/capacity", "/forecast"] {
        let dom = page(&format!("{path}?purpose=orders&{}", many(fitting + 1))).await;
        assert!(dom.text("main").contains("これ以上は加えられません"), "{path}");
        for link in dom.all("main a") {
            assert!(link.attr("href").unwrap().len() <= 8_192, "{path}");
        }
    }
    let short = "&a=info".repeat(200);
    let dom = page(&format!("/capacity?plan=standard&purpose=orders{short}")).await;
    assert!(dom.text("#edit").contains("これ以上は加えられません") && !dom.has("#forecast a.button"));
    // A page of many accounts does not repeat all of them in each link.
    let reply = Site::new().get(&format!("/capacity?{}", many(fitting))).await;
    assert!(reply.body.len() < 7_000 * fitting, "{} bytes for {fitting} accounts", reply.body.len());
}

#[tokio::test]
async fn accounts_are_kept_on_the_way_through_the_questions() {
    let dom = page("/wizard?plan=standard&a=sales1_work").await;
    assert!(dom.all("input[type=hidden]").iter().any(|hidden| hidden.attr("value") == Some("sales1_work")));
    let path = "/forecast?plan=standard&purpose=orders&a=sales1_work";
    let add = page(path).await;
    let add: Vec<_> = add.all("main a[href^='/capacity']").iter().map(|a| a.attr("href").unwrap().to_owned()).collect();
    assert_eq!(add, ["/capacity?plan=standard&a=sales1_work&a=_orders"]);
    let dom = page(&path.replace("forecast", "result")).await;
    assert_eq!(dom.attribute(".mailbox a[href^='/forecast']", "href"), path);
    assert!(!dom.text("#address").contains("a=sales1"), "a link to be sent on holds its own account only");
}

#[tokio::test]
async fn accounts_of_which_nothing_is_known_are_none_and_too_many_are_named() {
    let dom = page("/capacity?plan=standard&a=info_work&a=zzz&a=&a=__0").await;
    assert_eq!(dom.all("#accounts li").len(), 2);
    assert!(dom.text(".notice").contains("zzz"));
    assert!(dom.text("#address").ends_with("/capacity?plan=standard&a=info_work&a=__0"));
    let notice = page("/capacity?total=large&website=5GB").await.text(".notice");
    assert!(notice.contains("「サーバー全体の容量」の「large」は使いませんでした"), "{notice}");
    let many = "&a=info_work".repeat(201);
    let notice = page(&format!("/capacity?plan=standard{many}")).await.text(".notice");
    assert!(notice.contains("200件まで") && !notice.contains("読み取れない"), "{notice}");
}
