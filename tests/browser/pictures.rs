//! Screenshots of every page and state, for review: `tests/screenshots/run` takes them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::pages::{self, FILLED, PATHS};
use super::{Browser, Look};

/// The pages whose screenshots are checked in for README: name, path, look.
const KEPT: [(&str, &str, Look); 4] = [
    ("question-phone", "/wizard?ask=devices&plan=standard&purpose=work", Look::PHONE),
    ("result-phone", "/result?plan=standard&purpose=work&devices=pc-phone&away=yes", Look::PHONE),
    (
        "capacity-phone",
        "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=info_inquiry&a=staff1_work",
        Look::PHONE.dark(),
    ),
    ("link-desktop", "/link?plan=standard&purpose=work&devices=pc-phone&to=result", Look::DESKTOP),
];

/// Pages that are also taken without colours and in forced colours.
const IN_OTHER_COLOURS: [(&str, &str); 5] = [
    ("start", "/"),
    ("question", "/wizard?ask=plan&plan=managed"),
    ("result", "/result?plan=managed&purpose=work&devices=several&away=yes&attachments=many"),
    ("forecast", "/forecast?plan=managed&purpose=work&devices=several&away=yes&attachments=many"),
    (
        "capacity",
        "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=sales2_work.one-pc_50.5_pop&a=info_inquiry",
    ),
];

/// A folder of pictures, with a page that shows them.
struct Album {
    folder: PathBuf,
    index: String,
}

impl Album {
    fn add(&mut self, name: &str, what: &str, picture: &[u8]) {
        fs::write(self.folder.join(format!("{name}.png")), picture).unwrap();
        let what = what.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(
            self.index,
            "<figure><figcaption>{name}<br>{what}</figcaption><a href=\"{name}.png\"><img src=\"{name}.png\" alt=\"{name}\" loading=\"lazy\"></a></figure>"
        )
        .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes pictures for people to look at; tests/screenshots/run runs it"]
async fn pictures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut album = Album { folder: root.join("target/screenshots"), index: String::new() };
    fs::create_dir_all(&album.folder).unwrap();
    let browser = Browser::start().await;
    let looks = [
        ("desktop", Look::DESKTOP),
        ("desktop-dark", Look::DESKTOP.dark()),
        ("phone", Look::PHONE),
        ("phone-dark", Look::PHONE.dark()),
    ];
    for (kind, look) in looks {
        browser.look(look).await;
        for (at, path) in PATHS.into_iter().enumerate() {
            browser.open(path).await;
            album.add(&format!("{at:02}-ja-{kind}"), path, &browser.picture(look).await);
            if !look.dark {
                let path = pages::in_english(path);
                browser.open(&path).await;
                album.add(&format!("{at:02}-en-{kind}"), &path, &browser.picture(look).await);
            }
        }
        for (at, filled) in FILLED.into_iter().enumerate() {
            filled.open(&browser, false).await;
            album.add(&format!("form-{at}-ja-{kind}"), filled.script, &browser.picture(look).await);
        }
    }
    for (name, path) in IN_OTHER_COLOURS {
        browser.look(Look::PHONE).await;
        browser.open(path).await;
        browser.run("document.documentElement.style.filter = 'grayscale(1)'").await;
        album.add(&format!("{name}-grey"), path, &browser.picture(Look::PHONE).await);
        for scheme in ["light", "dark"] {
            browser.look(Look::PHONE).await;
            browser.forced_colours(scheme).await;
            browser.open(path).await;
            album.add(&format!("{name}-forced-{scheme}"), path, &browser.picture(Look::PHONE).await);
        }
    }
    let style = "figure{display:inline-block;vertical-align:top;margin:8px;width:320px}img{width:100%;border:1px solid #999}\
                 figcaption{font:14px/1.4 sans-serif;overflow-wrap:anywhere}";
    let index = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Screenshots</title><style>{style}</style>\n{}",
        album.index
    );
    fs::write(album.folder.join("index.html"), index).unwrap();

    // As a visitor sees them first: the window, not the whole page.
    for (name, path, look) in KEPT {
        browser.look(look).await;
        browser.open(path).await;
        let picture = browser.driver.screenshot_as_png().await.unwrap();
        fs::write(root.join(format!("tests/screenshots/{name}.png")), picture).unwrap();
    }
    browser.end().await;
}
