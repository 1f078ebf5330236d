//! Texts of results: none contradicts the answers, and the texts that a situation requires are shown.

use pop_or_imap::answers::{Answers, Number};
use pop_or_imap::present::Assessment;
use pop_or_imap::present::{
    self, forecast,
    reply::{self, ReplyContext},
    text,
};
use pop_or_imap::rulebook::{Lang, Strength};
use pop_or_imap::{audit, engine, loader, quota};

use crate::loader::caught;
use crate::support::{RULES, Site, answers, sample};

/// Answers, and words that must not appear with them, in Japanese and in English.
const NEVER: [(&str, &[&str], &[&str]); 9] = [
    ("away=no", &["外出先", "持ち歩く"], &["when out"]),
    ("devices=one-pc", &["スマートフォン", "ほかの機器", "どの機器", "もう片方", "何台"], &[" phone", "other device"]),
    ("devices=one-pc", &["ほかの人", "全員", "担当者", "複数の人"], &["other people", "another person"]),
    ("devices=pc-phone", &["ほかの人", "全員", "担当者", "複数の人"], &["other people", "another person"]),
    (
        "devices=phone-only",
        &["パソコン", "NAS", "ほかの機器", "どの機器", "何台", "全員"],
        &[" PC", "NAS", "other device"],
    ),
    ("devices=several&away=no", &["スマートフォン"], &[" phone"]),
    ("devices=several", &["ほかの人", "全員", "担当者"], &["other people", "another person"]),
    ("purpose=notification", &["送信済み"], &["ent mail"]),
    ("importance=low&backup=none", &["NAS", "控えを残", "控えを1つ"], &["NAS", "Keep copies", "Keep backups"]),
];

/// Returns whether `given` has all answers of `some`, and they are used.
fn includes(given: &Answers, some: &Answers) -> bool {
    RULES.question_indices().all(|index| match some.choice(index) {
        Some(choice) => given.asks(&RULES, index) && given.choice(index) == Some(choice),
        None => true,
    })
}

/// Returns every text of a result that depends on the answers: reasons of either side, advice, facts, and drawbacks.
fn texts(given: &Answers, lang: Lang) -> Vec<String> {
    let assessment = Assessment::new(&RULES, given);
    let recommendation = *assessment.recommendation();
    let outlook = quota::forecast(&RULES, given);
    let [chosen, other] = [recommendation.outcome.protocol, recommendation.outcome.protocol.other()];
    let mut texts = Vec::new();
    for reason in present::listed_reasons(&assessment) {
        texts.push(reason.text.get(lang).to_owned());
    }
    for reason in present::listed_against(&assessment) {
        texts.push(reason.text.get(lang).to_owned());
        texts.extend(reason.otherwise.map(|text| text.get(lang).to_owned()));
    }
    texts.extend(recommendation.advice().map(|advice| forecast::advice(advice, &outlook, lang)));
    // The captions of both maps.
    for protocol in [chosen, other] {
        let facts = RULES.protocols.get(protocol).facts_for(recommendation.answers);
        texts.extend(facts.map(|fact| fact.get(lang).to_owned()));
    }
    texts.push(RULES.protocols.get(other).cost_for(recommendation.answers).get(lang).to_owned());
    texts
}

#[test]
fn no_text_contradicts_the_answers() {
    let never = NEVER.map(|(query, ja, en)| (query, answers(query), ja, en));
    let (mut wrong, mut met) = (Vec::new(), [0; NEVER.len()]);
    for given in sample(&RULES, 151) {
        let shown = [texts(&given, Lang::Ja), texts(&given, Lang::En)];
        for ((query, some, ja, en), met) in never.iter().zip(&mut met) {
            if !includes(&given, some) {
                continue;
            }
            *met += 1;
            for (words, texts) in [*ja, *en].iter().zip(&shown) {
                for word in *words {
                    let found = texts.iter().find(|text| text.contains(word));
                    wrong.extend(found.map(|text| format!("{query}: {word} in {text} at {}", given.to_query(&RULES))));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup_by_key(|line| line.split(" at ").next().map(str::to_owned));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(met.iter().all(|met| *met > 50), "each pair is met: {met:?}");
}

#[tokio::test]
async fn no_page_contradicts_the_answers() {
    let site = Site::new();
    for given in sample(&RULES, 19_997) {
        let dom = site.get(&format!("/result?{}", given.to_query(&RULES))).await.dom();
        let shown = dom.texts(".lead, .map, .costs, .things, .sides").join("\n");
        for (query, words, _) in NEVER {
            for word in words.iter().filter(|_| includes(&given, &answers(query))) {
                assert!(!shown.contains(word), "{word} at {}: {shown}", given.to_query(&RULES));
            }
        }
    }
}

/// A situation: answers, and the words that its texts must and must not contain.
const SITUATIONS: [(&str, &[&str], &[&str]); 22] = [
    (
        "purpose=inquiry&devices=people&away=no",
        &["お問い合わせを、担当者どうしで同じ状態で見られます。", "誰が返信するか"],
        &["外出先"],
    ),
    ("purpose=inquiry&devices=people&away=yes", &["お問い合わせに、外出先でも気づけます。"], &[]),
    (
        "purpose=notification&devices=several&away=no",
        &["業務システムの通知を、どのパソコンでも同じ状態で見られます。"],
        &["外出先"],
    ),
    ("purpose=orders&devices=pc-phone&away=no", &["パソコンでもスマートフォンでも確認できます。"], &["外出先"]),
    (
        "purpose=orders&devices=one-pc&away=no&frequency=daily",
        &["この使いみちには、ふつうIMAPをすすめています。"],
        &["外出先"],
    ),
    (
        "purpose=work&devices=one-pc&away=yes&offline=received&attachments=many",
        &["持ち歩くパソコンは"],
        &["ほかの機器", "外出先で読む機器を決め"],
    ),
    (
        "purpose=work&devices=one-pc&away=no",
        &["「POP」（POP3）を選びます。", "自動設定ではIMAPになることがあるので", "NAS"],
        &[],
    ),
    (
        "purpose=work&devices=one-pc&away=no",
        &["パソコン1台で読むなら、メールを手元に残せて"],
        &["POPで足ります", "POPでも困りません"],
    ),
    ("devices=one-pc&away=no&importance=low&backup=none", &["機器が壊れると、中のメールも失います"], &["NAS"]),
    (
        "devices=pc-phone&away=yes",
        &[
            "受信方式で「IMAP」を選びます。",
            "移したメールは、サーバーから消え、ほかの機器では読めなくなります。",
            "画面ロック",
        ],
        &["自動設定では"],
    ),
    (
        "devices=pc-phone&offline=unopened",
        &[
            "スマートフォンでは読めないことがあります",
            "パソコンをPOP、スマートフォンをIMAPに",
            "送信した機器に残ります",
        ],
        &["1台で読むのに向いている"],
    ),
    (
        "devices=people&offline=unopened",
        &["ほかの人は読めないことがあります", "代表の1人の機器だけ", "退職や異動で抜けたら"],
        &["ほかのパソコン"],
    ),
    (
        "devices=people",
        &["1人が削除したメールは、全員の画面から消えます。", "1人ずつ手元に控えがほしいときは", "パスワードは1つ"],
        &["複数の人で使うとき"],
    ),
    (
        "devices=several&backup=server",
        &["1台で削除したメールは、どのパソコンからも消えます。", "ほかのパソコンからは消えます。"],
        &[],
    ),
    (
        "devices=phone-only&offline=unopened&importance=critical&backup=local",
        &["POPに対応しているか、先に確かめます。"],
        &["NAS", "控えを残しやすく"],
    ),
    ("devices=phone-only&frequency=constant", &["件名が先に届くので"], &["どの機器でも"]),
    ("purpose=notification&devices=pc-phone", &["要らない通知を削除したら"], &["送信済み"]),
    ("purpose=spare&devices=one-pc&frequency=rarely", &["どちらの方式でも使えます。"], &["どの機器"]),
    (
        "plan=standard&devices=pc-phone",
        &["管理画面（コントロールパネル）で確認できます。"],
        &["サポートに問い合わせます"],
    ),
    ("plan=managed&devices=pc-phone", &["サポートに問い合わせます。"], &["管理画面"]),
    ("attachments=many", &["POPでもIMAPでも", "ファイル転送サービス"], &[]),
    (
        "devices=one-pc",
        &["POPが取り込むのは、ふつう受信トレイだけです。", "今IMAPを使っているときは"],
        &["送信した機器に残ります"],
    ),
];

#[test]
fn each_situation_gets_the_words_that_it_needs() {
    for (query, must, must_not) in SITUATIONS {
        let shown = texts(&answers(query), Lang::Ja).join("\n");
        for word in must {
            assert!(shown.contains(word), "{query}: no {word} in\n{shown}");
        }
        for word in must_not {
            assert!(!shown.contains(word), "{query}: {word} in\n{shown}");
        }
    }
}

#[test]
fn the_first_thing_to_do_is_to_choose_the_protocol() {
    for given in sample(&RULES, 997) {
        let recommendation = engine::recommend(&RULES, &given);
        let first = recommendation.advice().next().unwrap();
        assert!(first.id.starts_with("choose-"), "{} at {}", first.id, given.to_query(&RULES));
        assert!(first.id.contains(recommendation.outcome.protocol.id()));
    }
}

#[test]
fn what_everyone_gets_is_no_reason_in_a_clear_result() {
    for given in sample(&RULES, 997) {
        let assessment = Assessment::new(&RULES, &given);
        let recommendation = *assessment.recommendation();
        let listed = [present::listed_reasons(&assessment), present::listed_against(&assessment)].concat();
        let baseline = listed.iter().any(|reason| reason.rule_id == "starting-point");
        assert_eq!(baseline, recommendation.outcome.strength == Strength::Slight, "{}", given.to_query(&RULES));
        assert!(!present::listed_reasons(&assessment).is_empty());
    }
}

#[test]
fn people_count_like_several() {
    let (devices, question) = RULES.question("devices").unwrap();
    let [several, people] = ["several", "people"].map(|id| u8::try_from(question.choice(id).unwrap().0).unwrap());
    for given in sample(&RULES, 499) {
        let [several, people] = [several, people].map(|choice| {
            let given = given.with(devices, pop_or_imap::answers::Answer::Choice(choice));
            let outcome = engine::recommend(&RULES, &given).outcome;
            (outcome.protocol, outcome.strength, outcome.score)
        });
        assert_eq!(several, people, "{}", given.to_query(&RULES));
    }
}

#[test]
fn listed_changes_are_few_and_can_happen() {
    let mut some = 0;
    for given in sample(&RULES, 4_999) {
        let assessment = Assessment::new(&RULES, &given);
        let changes = assessment.practical_changes();
        assert!(changes.len() <= 3);
        some += changes.len();
        for change in &changes {
            let id = change.question.id.as_str();
            assert!(["devices", "away", "offline", "attachments", "backup"].contains(&id), "{id}");
            assert!(engine::counterfactuals(&RULES, &given).contains(change), "the API lists it too");
        }
    }
    assert!(some > 50);
    // Only the importance could change this result, and it does not change in practice.
    let query = "purpose=spare&devices=one-pc&importance=critical";
    let text = text::recommendation(&Assessment::new(&RULES, &answers(query)), Lang::Ja, "/");
    assert!(!text.contains("メールの場合：POP"), "{text}");
    let reply = reply::with_verdict(
        &Assessment::new(&RULES, &answers(query)),
        Lang::Ja,
        &ReplyContext { link: "/", ..ReplyContext::default() },
    )
    .text;
    assert!(!reply.contains("メールの場合"), "{reply}");
}

#[test]
fn rarely_checked_and_spare_accounts_get_imap_slightly() {
    for query in
        ["frequency=rarely", "purpose=spare&devices=one-pc", "purpose=spare&devices=one-pc&away=no&frequency=rarely"]
    {
        let outcome = engine::recommend(&RULES, &answers(query)).outcome;
        assert_eq!((outcome.protocol.id(), outcome.strength.id()), ("imap", "slight"), "{query}");
    }
}

/// Returns the diagnostics of the shipped file with one replacement.
fn contradictions(from: &str, to: &str) -> Vec<(String, String, String)> {
    assert!(loader::EMBEDDED.contains(from), "{from}");
    let source = loader::EMBEDDED.replacen(from, to, 1);
    let rulebook = loader::load("rules.toml", &source).unwrap_or_else(|problems| panic!("{problems}"));
    let found = audit::contradictions(&rulebook);
    let part = |problem: &pop_or_imap::rulebook::Diagnostic| {
        (problem.message.clone(), source[problem.span.clone()].to_owned(), problem.help.clone().unwrap())
    };
    found.iter().map(part).collect()
}

#[test]
fn the_check_finds_texts_that_contradict_answers() {
    // A reason with words that its condition does not rule out.
    let found = contradictions("text.ja = \"パソコンとスマートフォンで、同じ", "text.ja = \"外出先でも、同じ");
    assert_eq!(found.len(), 1, "{found:?}");
    let (message, underlined, help) = &found[0];
    assert!(message.contains("`外出先`") && message.contains("`not-read-when-out`"), "{message}");
    assert_eq!(underlined, "\"pc-and-phone\"");
    assert!(help.contains("away=no") && help.contains("devices=pc-phone"), "{help}");
    // A variant is checked like a rule's own text, and so is advice.
    let found = contradictions("text.ja = \"お問い合わせを、担当者どうしで", "text.ja = \"お問い合わせを、外出先でも");
    assert!(found.len() == 1 && found[0].2.contains("devices=people"), "{found:?}");
    let found = contradictions(
        "unless = { devices = [\"phone-only\"], importance = [\"low\"] }\ntext.ja = \"メールのデータ",
        "unless = { importance = [\"low\"] }\ntext.ja = \"メールのデータ",
    );
    assert!(found.len() == 1 && found[0].0.contains("`pop-back-up`"), "{found:?}");
    // The example leads to the verdict with which the text is shown.
    let (example, _) = Answers::from_query(&RULES, found[0].2.split_once('?').unwrap().1);
    assert_eq!(engine::recommend(&RULES, &example).outcome.protocol.id(), "pop");
    assert!(example.numbers.get(Number::Mails).is_none());
    // English words match at the beginning of a word; exceptions are no error.
    assert!(contradictions("text.en = \"PC and phone show", "text.en = \"PC and phone whenout show").is_empty());
    assert_eq!(contradictions("text.en = \"PC and phone show", "text.en = \"When out, PC and phone show").len(), 1);
    // Facts and drawbacks are checked too.
    let found = contradictions(
        "facts.devices.ja = \"機器を買い替えても、そのまま読めます。\"",
        "facts.devices.ja = \"どの機器でも、そのまま読めます。\"",
    );
    assert_eq!(found.len(), 2, "one PC and one phone: {found:?}");
}

#[test]
fn faults_of_contradictions_are_caught_at_their_place() {
    caught(
        "words.ja = [\"送信済み\", \"返信\"]\nwords.en = [\"sent mail\", \"reply\", \"replies\"]",
        "words.ja = []",
        "bad-value",
        "receives-only",
    );
    caught("words.ja = [\"送信済み\", \"返信\"]", "words.ja = [\" \"]", "bad-value", "\" \"");
    caught(
        "id = \"receives-only\"\nwhen = { purpose",
        "id = \"receives-only\"\nwhen = { purpse",
        "unknown-id",
        "purpse",
    );
    caught("id = \"receives-only\"", "id = \"one-person\"", "duplicate-id", "one-person");
    caught("words.en = [\"sent mail\", \"reply\", \"replies\"]", "word.en = [\"sent mail\"]", "unknown-key", "word");
    caught("[[rule.variant]]\nwhen = { devices", "[[rule.variant]]\nwhen = { device", "unknown-id", "device");
    // A rule set need not have any.
    let at = loader::EMBEDDED.find("[[contradiction]]").unwrap();
    let end = loader::EMBEDDED.find("[[use]]").unwrap();
    let without = format!("{}{}", &loader::EMBEDDED[..at], &loader::EMBEDDED[end..]);
    assert!(loader::load("rules.toml", &without).is_ok());
}
