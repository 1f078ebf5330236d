//! Legibility in narrow windows, with large text, with wide text spacing, without colours and in forced colours.

use serde_json::json;

use super::pages::{self, FILLED, PATHS};
use super::{Browser, Look};

/// Sets the text spacing of WCAG 1.4.12.
const SPACED: &str = "
    for (const e of document.querySelectorAll('body *')) {
      e.style.setProperty('line-height', '1.5', 'important');
      e.style.setProperty('letter-spacing', '.12em', 'important');
      e.style.setProperty('word-spacing', '.16em', 'important');
      if (e.matches('p')) e.style.setProperty('margin-bottom', '2em', 'important');
    }";

/// Lists elements with clipped text: boxes smaller than their content, and drawings.
pub const CUT_OFF: &str = "
    const cut = [...document.querySelectorAll('body *')].filter(e => {
      if (e.closest('.skip, .away, svg') || !e.getClientRects().length) return false;
      const s = getComputedStyle(e);
      const hides = o => o === 'hidden' || o === 'clip';
      return (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1)
        || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1);
    });
    const drawn = [...document.querySelectorAll('svg text')].filter(t => {
      const text = t.getBoundingClientRect(), drawing = t.ownerSVGElement;
      // Text that may leave its drawing has to stay in the window.
      if (getComputedStyle(drawing).overflowX === 'visible') return text.left < 0 || text.right > innerWidth;
      const svg = drawing.getBoundingClientRect();
      return text.left < svg.left - 2 || text.right > svg.right + 2 || text.top < svg.top - 2 || text.bottom > svg.bottom + 2;
    });
    return [...cut, ...drawn].map(e => e.tagName + '.' + (e.className.baseVal ?? e.className) + ' ' + e.textContent.trim().slice(0, 60));";

/// Opens every page in both languages, changes it, and lists what is too wide or cut off.
async fn whole(look: Look, change: &str) {
    let browser = Browser::start().await;
    browser.look(look).await;
    let mut found = Vec::new();
    let english = PATHS.map(pages::in_english);
    for path in PATHS.iter().copied().chain(english.iter().map(String::as_str)) {
        browser.open(path).await;
        found.extend(lost(&browser, change).await.map(|lost| format!("{path}: {lost}")));
    }
    for filled in FILLED {
        filled.open(&browser, false).await;
        found.extend(lost(&browser, change).await.map(|lost| format!("{}: {lost}", filled.script)));
    }
    browser.end().await;
    assert!(found.is_empty(), "{look:?}\n{}", found.join("\n"));
}

async fn lost(browser: &Browser, change: &str) -> impl Iterator<Item = String> {
    browser.run(change).await;
    let wider = browser.run("return document.documentElement.scrollWidth - window.innerWidth").await.as_i64().unwrap();
    let wider = (wider > 0).then(|| format!("{wider} px too wide"));
    let cut_off: Vec<String> = serde_json::from_value(browser.run(CUT_OFF).await).unwrap();
    wider.into_iter().chain(cut_off)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_cut_off_at_320_pixels() {
    whole(Look { width: 320, ..Look::PHONE }, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_cut_off_at_twice_the_text_size_on_a_phone() {
    whole(Look::PHONE, "document.documentElement.style.fontSize = '200%'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_cut_off_at_twice_the_text_size_on_a_desktop() {
    whole(Look::DESKTOP, "document.documentElement.style.fontSize = '200%'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_cut_off_when_text_is_spaced_out() {
    whole(Look::PHONE, SPACED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_and_drawn_is_seen_in_forced_colours() {
    let browser = Browser::start().await;
    browser.look(Look::DESKTOP).await;
    browser.forced_colours("light").await;
    browser.open("/wizard?ask=plan&plan=managed").await;
    assert_eq!(browser.run("return matchMedia('(forced-colors: active)').matches").await, json!(true));
    let looks = browser
        .run(
            "const look = e => { const s = getComputedStyle(e); return s.borderTopWidth + ' ' + s.borderTopColor };
             const tiles = [...document.querySelectorAll('.tile')];
             const all = tiles.map(t => [t.querySelector(':checked') !== null, look(t.querySelector('input'))]);
             return [all.find(([c]) => c)[1], all.find(([c]) => !c)[1]]",
        )
        .await;
    assert_ne!(looks[0], looks[1], "a chosen radio button looks like the others");
    browser.open("/result?plan=standard&purpose=work&devices=pc-phone&away=yes").await;
    let same = browser
        .run(
            "const back = getComputedStyle(document.body).backgroundColor;
             return [...document.querySelectorAll('.bar .filled, .bar .over, .map .kept')]
               .filter(e => getComputedStyle(e).fill === back).concat(
                 [...document.querySelectorAll('.map .readable, .map .gone, .chart path, .chart polyline')]
                   .filter(e => getComputedStyle(e).stroke === back)).map(e => e.outerHTML)",
        )
        .await;
    assert_eq!(same, json!([]), "drawn in the colour of the page");
    browser.end().await;
}
