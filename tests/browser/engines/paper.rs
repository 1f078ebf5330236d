//! Results printed by WebKit and Firefox. WebKit's driver does not print, so `webkit.py` uses the library itself.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pop_or_imap::loader;
use pop_or_imap::web::{App, Settings};
use thirtyfour::common::print::PrintParameters;
use unicode_normalization::UnicodeNormalization as _;

use super::Engine;
use super::start::{display, isolate};
use crate::browser::paper::{paths, sheet, tool};
use crate::browser::process::Process;
use crate::browser::serve;
use crate::support::Site;

const MISSING: &str = "python3-gi or gir1.2-webkit2-4.1 is missing: run ./tests/run, which installs them";

/// Loads pages with `webkit.py`, which prints those with a file. Fails if a page writes a message to the console.
pub fn webkit(pages: &[(String, Option<PathBuf>)]) {
    let (_server, name) = display();
    let folder = tempfile::tempdir().unwrap();
    let faulty = folder.path().join("faulty.html");
    std::fs::write(&faulty, "<!doctype html><title>x</title><script>throw new Error('on purpose')</script>").unwrap();
    let mut list = format!("file://{}\n", faulty.display());
    for (address, file) in pages {
        list += address;
        if let Some(file) = file {
            write!(list, "\t{}", file.display()).unwrap();
        }
        list.push('\n');
    }
    // Debian's Python, for which Debian has the bindings.
    let mut command = Command::new("/usr/bin/python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/engines/webkit.py"));
    isolate(&mut command, folder.path(), &name);
    let output = folder.path().join("output");
    command.stdin(Stdio::piped()).stderr(std::fs::File::create(&output).unwrap());
    let mut process = Process::start(&mut command);
    process.child().stdin.take().unwrap().write_all(list.as_bytes()).unwrap();
    let status = process.child().wait().unwrap();
    let output = std::fs::read_to_string(output).unwrap();
    assert!(status.success(), "{MISSING}\n{output}");
    let messages = output.lines().filter(|line| line.contains(": CONSOLE "));
    let (expected, others): (Vec<&str>, Vec<&str>) = messages.partition(|line| line.contains("on purpose"));
    assert_eq!(expected.len(), 1, "WebKit reports the errors of pages: {output}");
    assert_eq!(others, [""; 0]);
}

/// The settings of a provider whose address and name are long.
fn settings() -> Settings {
    Settings {
        public_url: Some("https://pop-or-imap.support.hosting-company.example.jp".to_owned()),
        support_name: Some("株式会社サンプルホスティング サーバー運用サポートセンター".to_owned()),
        ..Settings::default()
    }
}

/// The longest result and the shortest, in Japanese, and the longest in English.
fn results() -> [String; 3] {
    let longest = paths().swap_remove(0);
    [longest.clone(), "/result?plan=standard".to_owned(), format!("{longest}&lang=en")]
}

/// Removes spaces, and replaces characters that look the same, to which some PDFs map a glyph: radicals, a slash.
fn letters(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if letter == '∕' { '/' } else { letter })
        .collect()
}

/// Returns whether a text contains another. Firefox's PDFs map no character to variants of glyphs, such as tabular digits.
fn contains(text: &str, needed: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let needed: Vec<char> = needed.chars().collect();
    let same = |(found, needed): (&char, &char)| found == needed || *found == char::REPLACEMENT_CHARACTER;
    text.windows(needed.len()).any(|part| part.iter().zip(&needed).all(same))
}

/// Checks a printed result: one page of A4 with heading, address, its QR code, and the line of the date, which a script shows.
async fn check(path: &str, file: &Path) {
    let name = file.to_str().unwrap();
    let about = String::from_utf8(tool("pdfinfo", &[name])).unwrap();
    assert!(about.lines().any(|line| line.split_whitespace().eq(["Pages:", "1"])), "{path}: {about}");
    assert!(about.contains("(A4)"), "{path}: {about}");
    let page = Site::of(App::new(loader::embedded(), settings())).get(path).await.dom();
    let address = page.text("#address");
    let text = letters(&String::from_utf8(tool("pdftotext", &["-raw", name, "-"])).unwrap());
    // The date is not searched for: WebKit's PDFs map no character to some tabular digits.
    for needed in [&page.text("h1"), &address, &page.text("[data-today]")] {
        assert!(contains(&text, &letters(needed)), "{path}: {needed} in {text}");
    }
    let picture = file.with_extension("");
    tool("pdftoppm", &["-gray", "-r", "200", "-singlefile", name, picture.to_str().unwrap()]);
    let sheet = sheet(&std::fs::read(picture.with_extension("pgm")).unwrap());
    let code = sheet.code();
    assert_eq!(code.text, address, "{path}");
    assert_eq!(code.words_behind(name), [""; 0], "{path}");
    assert!(sheet.share_above(250) > 0.8, "{path} is on white");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_printed_by_webkit_is_one_sheet() {
    let site = serve(settings()).await;
    let folder = tempfile::tempdir().unwrap();
    let results = results();
    let file = |at: usize| folder.path().join(format!("{at}.pdf"));
    let list: Vec<_> = results.iter().enumerate().map(|(at, path)| (format!("{site}{path}"), Some(file(at)))).collect();
    webkit(&list);
    for (at, path) in results.iter().enumerate() {
        check(path, &file(at)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_printed_by_firefox_is_one_sheet() {
    let browser = Engine::Firefox.start(settings()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("result.pdf");
    for path in results() {
        browser.open(&path).await;
        std::fs::write(&file, browser.driver.print_page(PrintParameters::default()).await.unwrap()).unwrap();
        check(&path, &file).await;
    }
    browser.end().await;
}
