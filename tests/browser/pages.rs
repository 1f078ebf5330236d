//! Every kind of page and state, for checks that apply to all of them.

use std::collections::BTreeSet;

use pop_or_imap::answers::Answers;
use pop_or_imap::engine;

use super::Browser;
use crate::support::{RULES, sample};

/// Every kind of page and state that has an address; each in Japanese, and in English by [`in_english`].
pub const PATHS: [&str; 56] = [
    "/",
    "/?devices=7",
    "/wizard",
    "/wizard?ask=plan&plan=managed",
    "/wizard?ask=devices&purpose=work&devices=7",
    "/wizard?ask=away",
    "/wizard?ask=offline",
    "/wizard?ask=attachments&purpose=work",
    "/wizard?ask=frequency&frequency=unknown",
    "/wizard?ask=importance",
    "/wizard?ask=backup",
    "/wizard?plan=standard&sent=attachments",
    "/wizard?plan=standard&purpose=work&ask=purpose&to=result",
    "/wizard?purpose=work&offline=unopened",
    "/wizard?plan=standard&purpose=work&devices=pc-phone&by=support",
    "/wizard?plan=standard&purpose=work&embed=1",
    "/result",
    "/result?plan=standard&purpose=spare&frequency=rarely",
    "/result?plan=standard&purpose=work&devices=one-pc&away=no",
    "/result?plan=managed&purpose=work&devices=several&away=yes&backup=server",
    "/result?plan=managed&purpose=work&devices=several&away=yes&offline=unopened&attachments=many",
    "/result?purpose=work&devices=pc-phone&away=yes&was=pop",
    "/result?plan=setup&purpose=notification&attachments=many&by=support",
    "/result?plan=standard&purpose=orders&embed=1",
    "/forecast",
    "/forecast?plan=standard&purpose=work&devices=one-pc&away=no&mails=50&attached=5",
    "/forecast?plan=managed&purpose=work&devices=pc-phone&away=yes&used=990&mails=300&by=support",
    "/forecast?plan=standard&purpose=work&devices=pc-phone&away=yes&mails=50&attached=5&embed=1",
    "/forecast?plan=managed&purpose=work&devices=one-pc&mails=abc&attached=9&keep=30&sent=numbers",
    "/setup",
    "/setup?plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop&local=3GB&by=now",
    "/setup?devices=pc-phone&offline=unopened&now=imap",
    "/setup?devices=people&offline=unopened&now=both",
    "/setup?devices=phone-only&now=moving",
    "/setup?purpose=work&devices=one-pc&away=no&now=pop&embed=1",
    "/setup?purpose=work&devices=pc-phone&away=yes&local=abc&sent=setup",
    "/result?plan=standard&mails=0",
    "/result?purpose=work&devices=one-pc&away=no&attachments=many",
    "/result?devices=one-pc",
    "/result?devices=one-pc&sent=helped",
    "/result?devices=one-pc&sent=not-helped",
    "/wizard?plan=standard&purpose=work&mails=50&by=support&ask=plan",
    "/guide",
    "/rules",
    "/rules?purpose=work&devices=one-pc&away=no",
    "/link",
    "/link?plan=standard&purpose=work&devices=pc-phone&to=result",
    "/link?plan=standard&mails=abc&sent=link",
    "/capacity",
    "/capacity?plan=standard&mails=30&attached=many",
    "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=sales2_work.one-pc_50.5_pop&a=info_inquiry",
    "/capacity?total=40000&a=staff1_work_100.20&a=spare_spare&embed=1",
    "/capacity?plan=managed&a=sales1___imap&a=sales2__50.0.990&a=sales3__50.0.1000&a=orders__20.0...14_pop",
    "/capacity?plan=managed&website=40GB&purpose=orders&a=staff1_work",
    "/capacity?plan=setup&a=staff1_work&a=info_inquiry",
    "/nowhere",
];

/// States that only a form leads to.
pub const FILLED: [Filled; 3] = [
    Filled {
        path: "/capacity",
        script:
            "document.querySelector('#csv').value = 'account,plan,purpose,mails\\n営業1,standard,work,50\\n通知,x,,';
                 document.querySelector('#csv').form.querySelector('button').click()",
        shows: "#read .faults",
    },
    Filled {
        path: "/capacity",
        script: "document.querySelector('#csv').form.querySelector('button').click()",
        shows: "#csv-error",
    },
    Filled {
        path: "/capacity",
        script: "document.querySelector('#no-1').value = 'x';
                 document.querySelector('#no-1').form.querySelector('button').click()",
        shows: "#no-1-error",
    },
];

/// A page whose form is filled in and sent.
pub struct Filled {
    pub path: &'static str,
    pub script: &'static str,
    /// A selector of an element in the response.
    pub shows: &'static str,
}

impl Filled {
    pub async fn open(&self, browser: &Browser, english: bool) {
        browser.open(&if english { in_english(self.path) } else { self.path.to_owned() }).await;
        browser.run(self.script).await;
        browser.shows(self.shows).await;
    }
}

/// The same page in English.
pub fn in_english(path: &str) -> String {
    format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' })
}

#[test]
fn every_verdict_of_every_strength_is_among_the_pages() {
    let outcome = |query: &str| {
        let answers = Answers::from_query(&RULES, query).0;
        let outcome = engine::recommend(&RULES, &answers).outcome;
        format!("{:?} {:?}", outcome.protocol, outcome.strength)
    };
    let shown: BTreeSet<String> = PATHS
        .iter()
        .filter_map(|path| path.strip_prefix("/result"))
        .map(|rest| outcome(rest.trim_start_matches('?')))
        .collect();
    let possible = sample(&RULES, 997).iter().map(|answers| outcome(&answers.to_query(&RULES))).collect();
    assert_eq!(shown, possible);
}
