//! Printed results: PDF by Chromium, checked with poppler's tools.

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use pop_or_imap::engine;
use pop_or_imap::web::Settings;
use serde_json::json;

use super::{Browser, Look};
use crate::support::{RULES, sample};

/// Returns the texts that a printed result must have: verdict, main reason, caution, provisional notice, actions, what to
/// know, costs, quota, forecast, reasons, where to ask, and the link.
const PRINTED: &str = "
    const parts = ['.was p', 'h1', '.caution li', '.caution p', '.say .lead', '.missing p:first-child', '.todo b',
        '.todo span', '.things .paper li', '.costs li', '.quotas dd', '.mailbox h2 + p', '.side li', '.help li', '#address'];
    return [...document.querySelectorAll(parts.join())].map(e => e.textContent)";

/// Returns the texts that overlap the QR code in the print layout.
const COVERED: &str = "
    const code = document.querySelector('.share .qr').getBoundingClientRect();
    const overlaps = r => r.left < code.right && r.right > code.left && r.top < code.bottom && r.bottom > code.top;
    if (!code.width) return ['no code'];
    return [...document.querySelectorAll('main p, main li, main h1, main h2, main dd')]
        .filter(e => [...e.getClientRects()].some(overlaps)).map(e => e.textContent)";

/// A page of a PDF as a greyscale picture.
pub struct Sheet {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

/// Width of A4 in points.
const A4_WIDTH: f64 = 210.0 / 25.4 * 72.0;

/// A QR code on a page.
pub struct Code {
    pub text: String,
    /// Left, top, right and bottom of the code with its light margin, in points.
    edges: [f64; 4],
}

/// Runs one of poppler's tools.
pub fn tool(name: &str, arguments: &[&str]) -> Vec<u8> {
    let done = Command::new(name).args(arguments).output();
    let done = done.unwrap_or_else(|_| panic!("{name} is missing: run ./tests/run, which installs it"));
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// Reads a binary PGM.
pub fn sheet(file: &[u8]) -> Sheet {
    let mut parts = file.splitn(4, u8::is_ascii_whitespace);
    assert_eq!(parts.next(), Some(&b"P5"[..]));
    let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(), number());
    let grey = file[file.len() - width * height..].to_vec();
    Sheet { width, height, grey }
}

impl Sheet {
    /// Reads its only QR code, in the corner at the top right.
    pub fn code(&self) -> Code {
        let (left, width, height) = (self.width * 2 / 3, self.width / 3, self.height / 5);
        let grey = |x: usize, y: usize| self.grey[y * self.width + left + x];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let codes = image.detect_grids();
        assert_eq!(codes.len(), 1, "one code");
        let (meta, text) = codes[0].decode().unwrap();
        let points = |pixels: usize| A4_WIDTH * number(pixels) / number(self.width);
        let corner = |at: usize| codes[0].bounds[at];
        let at = |pixels: i32| usize::try_from(pixels).unwrap();
        let (start, end) = (left + at(corner(0).x), left + at(corner(2).x));
        let margin = 4.0 * points(end - start) / number(17 + 4 * meta.version.0);
        let (top, bottom) = (points(at(corner(0).y)), points(at(corner(2).y)));
        let edges = [points(start) - margin, top - margin, points(end) + margin, bottom + margin];
        Code { text, edges }
    }

    /// Returns the share of pixels that are at least this light.
    pub fn share_above(&self, grey: u8) -> f64 {
        let light = self.grey.iter().filter(|pixel| **pixel >= grey).count();
        number(light) / number(self.grey.len())
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

impl Code {
    /// Lists the words of the PDF that are behind the code.
    pub fn words_behind(&self, pdf: &str) -> Vec<String> {
        let [left, top, right, bottom] = self.edges;
        let boxes = String::from_utf8(tool("pdftotext", &["-bbox", pdf, "-"])).unwrap();
        let boxes = scraper::Html::parse_document(&boxes);
        let words = scraper::Selector::parse("word").unwrap();
        let behind = boxes.select(&words).filter(|word| {
            let edge = |name: &str| word.value().attr(name).unwrap().parse::<f64>().unwrap();
            edge("xmin") < right && edge("xmax") > left && edge("ymin") < bottom && edge("ymax") > top
        });
        behind.map(|word| word.text().collect()).collect()
    }
}

/// Prints the current page with its print style sheet.
pub async fn print(browser: &Browser, file: &Path) {
    let pdf = browser.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
    std::fs::write(file, BASE64.decode(pdf["data"].as_str().unwrap()).unwrap()).unwrap();
}

/// The longest results, and one of each strength.
pub fn paths() -> Vec<String> {
    let mut answers = sample(&RULES, 4_999);
    answers.sort_by_key(|answers| {
        let found = engine::recommend(&RULES, answers);
        let reasons = found.reasons().len() + found.against().len();
        std::cmp::Reverse(reasons + usize::from(found.outcome.decided_by.is_some()) * found.against().len())
    });
    let fullest = answers.iter().take(3).map(|answers| {
        let now = engine::recommend(&RULES, answers).outcome.protocol.other().id();
        // As staff send it: marked, with numbers, and the other verdict seen.
        format!("{}&mails=50&attached=5&used=300&keep=30&was={now}&by=support", answers.to_query(&RULES))
    });
    let others = ["", "purpose=orders", "plan=standard&mails=50&attached=5&used=1900", "was=pop&devices=several"];
    fullest.chain(others.map(str::to_owned)).map(|query| format!("/result?{query}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_one_sheet_black_on_white_with_link_and_code() {
    let settings = Settings {
        public_url: Some("https://pop-or-imap.support.hosting-company.example.jp".to_owned()),
        support_name: Some("株式会社サンプルホスティング サーバー運用サポートセンター".to_owned()),
        ..Settings::default()
    };
    let browser = Browser::start_with(settings).await;
    let folder = tempfile::tempdir().unwrap();
    let (pdf, picture) = (folder.path().join("result.pdf"), folder.path().join("result"));
    let (pdf_name, picture_name) = (pdf.to_str().unwrap(), picture.to_str().unwrap());
    for path in paths() {
        for lang in ["", "&lang=en"] {
            let path = format!("{path}{lang}");
            let mut looks = Vec::new();
            for look in [Look::DESKTOP, Look::PHONE.dark()] {
                browser.look(look).await;
                browser.open(&path).await;
                print(&browser, &pdf).await;
                let about = String::from_utf8(tool("pdfinfo", &[pdf_name])).unwrap();
                assert!(about.lines().any(|line| line.split_whitespace().eq(["Pages:", "1"])), "{path}: {about}");
                assert!(about.contains("(A4)"), "{about}");
                tool("pdftoppm", &["-gray", "-r", "400", "-singlefile", pdf_name, picture_name]);
                let sheet = sheet(&std::fs::read(picture.with_extension("pgm")).unwrap());
                let address = browser.run("return document.getElementById('address').textContent").await;
                let code = sheet.code();
                assert_eq!(code.text, address.as_str().unwrap(), "{path}");
                assert_eq!(code.words_behind(pdf_name), [""; 0], "{path}");
                assert!(sheet.share_above(250) > 0.8, "{path} is on white");
                looks.push(sheet.share_above(128));
                let words = String::from_utf8(tool("pdftotext", &["-raw", pdf_name, "-"])).unwrap();
                let words: String = words.split_whitespace().collect();
                let needed = browser.run(PRINTED).await;
                let needed: Vec<&str> = needed.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
                assert!(needed.len() > 12, "{path}: {needed:?}");
                for needed in needed.into_iter().chain(["2026"]) {
                    let needed: String = needed.split_whitespace().collect();
                    assert!(words.contains(&needed), "{path}: {needed} in {words}");
                }
                browser.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
                let covered = browser.run(COVERED).await;
                assert_eq!(covered, json!([]), "{path}: covered by the QR code");
            }
            assert!((looks[0] - looks[1]).abs() < 0.001, "{path} prints the same out of a dark phone: {looks:?}");
        }
    }
    browser.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounts_of_a_company_are_on_paper_without_the_forms() {
    let browser = Browser::start().await;
    browser.open("/capacity?plan=managed&a=sales1_work.pc-phone&a=info_inquiry").await;
    let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    print(&browser, file.path()).await;
    let words = String::from_utf8(tool("pdftotext", &["-raw", file.path().to_str().unwrap(), "-"])).unwrap();
    for shown in ["営業1", "代表", "約4か月後", "サーバー全体の容量", "a=sales1_work"] {
        assert!(words.contains(shown), "{shown} in {words}");
    }
    for hidden in ["わかるところだけで", "CSV", "一覧から外す"] {
        assert!(!words.contains(hidden), "{hidden} in {words}");
    }
    browser.end().await;
}
