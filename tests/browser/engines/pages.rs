//! Every page in WebKit and Firefox at the widths of a phone and a desktop: layout, and a screenshot to look at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use pop_or_imap::web::Settings;
use serde_json::json;

use super::{Engine, paper, resize};
use crate::browser::Browser;
use crate::browser::legible::CUT_OFF;

/// Name and path of each page.
pub const PAGES: [(&str, &str); 10] = [
    ("start", "/"),
    ("question", "/wizard?plan=standard&purpose=work"),
    ("error", "/wizard?plan=standard&purpose=work&sent=devices"),
    ("result", "/result?plan=standard&purpose=work&devices=pc-phone&away=yes&mails=50&attached=5"),
    ("forecast", "/forecast?plan=standard&purpose=work&devices=pc-phone&away=yes&mails=50&attached=5"),
    ("setup", "/setup?plan=standard&purpose=work&devices=pc-phone&away=yes&now=pop&local=3GB"),
    ("guide", "/guide"),
    ("rules", "/rules"),
    (
        "capacity",
        "/capacity?plan=managed&a=sales1_work.pc-phone.yes..many&a=sales2_work.one-pc_50.5_pop&a=info_inquiry",
    ),
    ("link", "/link?plan=standard&purpose=work&devices=pc-phone&to=result"),
];

/// Lists elements that are wider than the window, drawings of no size, and headings that are not shown.
const SHAPES: &str = "
    const found = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push('scrolls sideways by ' + (root.scrollWidth - root.clientWidth));
    for (const svg of document.querySelectorAll('svg')) {
      const { width, height } = svg.getBoundingClientRect();
      if (!svg.closest('.away') && svg.checkVisibility() && !(width >= 8 && height >= 8)) found.push(`drawing of ${width} x ${height}: ${svg.outerHTML.slice(0, 80)}`);
    }
    const heads = [...document.querySelectorAll('h1')].filter(e => e.checkVisibility() && e.innerText.trim());
    if (heads.length !== 1) found.push(heads.length + ' headings of the page');
    return found;";

/// Lists fields and buttons that are too small or covered. A field may be drawn by its label.
const CONTROLS: &str = "
    const found = [];
    for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea, button, summary')) {
      if (!e.checkVisibility()) {
        if (!e.hidden && !e.matches('details[open] > summary') && !e.closest('details:not([open]), [hidden]')) found.push('not shown: ' + e.outerHTML.slice(0, 80));
        continue;
      }
      const boxes = [e, ...(e.labels ?? [])];
      if (!boxes.some(box => box.getBoundingClientRect().height >= 20 && box.getBoundingClientRect().width >= 20))
        found.push('too small: ' + e.outerHTML.slice(0, 80));
      e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = e.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      if (!boxes.some(box => box === hit || box.contains(hit))) found.push('covered: ' + e.outerHTML.slice(0, 80));
    }
    scrollTo({ top: 0, behavior: 'instant' });
    return found;";

/// Lists pairs of texts that overlap. Each line of text counts with the middle half of its height.
const OVERLAPS: &str = "
    const boxes = [], found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, parent = node.parentElement;
      if (!node.data.trim() || parent.closest('option, title, desc') || !parent.checkVisibility({ visibilityProperty: true }))
        continue;
      const clips = [];
      for (let e = parent; e; e = e.parentElement)
        if (getComputedStyle(e).overflowX !== 'visible') clips.push(e.getBoundingClientRect());
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of parent.ownerSVGElement ? [parent.getBoundingClientRect()] : range.getClientRects()) {
        const left = Math.max(rect.left, ...clips.map(clip => clip.left));
        const right = Math.min(rect.right, ...clips.map(clip => clip.right));
        const top = Math.max(rect.top + rect.height / 4, ...clips.map(clip => clip.top));
        const bottom = Math.min(rect.bottom - rect.height / 4, ...clips.map(clip => clip.bottom));
        if (right - left > 2 && bottom - top > 2) boxes.push({ node, left, right, top, bottom });
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    boxes.forEach((a, at) => {
      for (let next = at + 1; next < boxes.length && boxes[next].top < a.bottom - 1; next++) {
        const b = boxes[next];
        if (a.node !== b.node && a.left < b.right - 1 && b.left < a.right - 1)
          found.push('overlap: ' + a.node.data.trim().slice(0, 30) + ' / ' + b.node.data.trim().slice(0, 30));
      }
    });
    return found;";

/// The first screen of the start page: heading and way to the questions, without scrolling.
const HERO: &str = "
    const link = document.querySelector('main a[href^=\"/wizard\"]'), box = link.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return document.querySelector('h1').getBoundingClientRect().top >= 0 && box.bottom <= innerHeight && link.contains(hit);";

/// Writes a picture of the whole page to `target/screenshots/engines`.
async fn picture(browser: &Browser, name: &str, width: u32, height: u32) {
    let whole = browser.run("return document.documentElement.scrollHeight").await.as_u64().unwrap();
    resize(browser, width, u32::try_from(whole).unwrap().clamp(height, 5000)).await;
    // WebKit may take the picture before the larger window is drawn.
    let mut tries = 0;
    let picture = loop {
        let picture = browser.driver.screenshot_as_png().await.unwrap();
        if drawn(&picture, width) {
            break picture;
        }
        tries += 1;
        assert!(tries < 20, "{name} is not drawn");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    resize(browser, width, height).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots/engines");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}

/// Returns whether a picture has the width of the window, many colours, and a last row that is not black.
fn drawn(picture: &[u8], width: u32) -> bool {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(frame.width, width);
    let pixel = frame.color_type.samples();
    let colours: BTreeSet<&[u8]> = bytes.chunks_exact(pixel).step_by(97).collect();
    let last = &bytes[bytes.len() - pixel * width as usize..];
    colours.len() > 50 && last.chunks_exact(pixel).any(|pixel| pixel[..3] != [0; 3])
}

/// Opens each page at the widths of a phone and a desktop.
async fn pages(engine: Engine) {
    let browser = engine.start(Settings::default()).await;
    let mut found = Vec::new();
    for (window, width) in [("phone", 375), ("desktop", 1100)] {
        resize(&browser, width, 812).await;
        for (name, path) in PAGES {
            browser.open(path).await;
            for script in [SHAPES, CUT_OFF, OVERLAPS, CONTROLS] {
                let list: Vec<String> = serde_json::from_value(browser.run(script).await).unwrap();
                found.extend(list.into_iter().map(|fault| format!("{name} on a {window}: {fault}")));
            }
            if name == "start" {
                assert_eq!(browser.run(HERO).await, json!(true), "the way to the questions is on the first screen");
            }
            let engine = format!("{engine:?}").to_lowercase();
            picture(&browser, &format!("{name}-{window}-{engine}"), width, 812).await;
        }
    }
    assert!(found.is_empty(), "{engine:?}\n{}", found.join("\n"));
    match engine {
        Engine::Firefox => assert_eq!(messages(&browser).await, [""; 0]),
        Engine::WebKit => {
            let addresses = PAGES.map(|(_, path)| (format!("{}{path}", browser.site), None));
            paper::webkit(&addresses);
        }
    }
    browser.end().await;
}

/// Returns the errors of scripts that Firefox has logged, once an error on purpose is logged.
async fn messages(browser: &Browser) -> Vec<String> {
    browser.run("setTimeout(() => { throw new Error('on purpose') })").await;
    for _ in 0..200 {
        let log = fs::read_to_string(browser.folder.path().join("log")).unwrap();
        if log.contains("Error: on purpose") {
            let errors = log.lines().filter(|line| line.starts_with("JavaScript error: http"));
            return errors.filter(|line| !line.ends_with("on purpose")).map(str::to_owned).collect();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("Firefox logs no errors");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_webkit() {
    pages(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_in_firefox() {
    pages(Engine::Firefox).await;
}
