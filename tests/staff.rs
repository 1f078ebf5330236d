//! The page for support staff: links with answers filled in, QR codes, replies; and how filled-in answers are shown.

use pop_or_imap::loader;
use pop_or_imap::present::Assessment;
use pop_or_imap::present::reply::{self, ReplyContext};
use pop_or_imap::rulebook::Lang;
use pop_or_imap::web::{App, ReloadOutcome, Settings};

use crate::support::{RULES, Site, answers};

fn site() -> Site {
    let public_url = Some("https://mail.example.jp".to_owned());
    let support_name = Some("サンプル社サポート".to_owned());
    Site::of(App::new(loader::embedded(), Settings { public_url, support_name, ..Settings::default() }))
}

/// Reads the QR code of a greyscale picture.
fn decoded(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "one code");
    codes[0].decode().unwrap().1
}

/// Reads the QR code of a PNG in black and white.
async fn decoded_png(site: &Site, path: &str) -> String {
    let response = site.answer(axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(response.headers()["content-type"], "image/png");
    let file = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&file[..]));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    decoded(width, height, |x, y| pixels[y * frame.line_size + x])
}

/// Reads the QR code of a drawing.
async fn decoded_svg(site: &Site, path: &str) -> String {
    let dom = site.get(path).await.assert_header("content-type", "image/svg+xml").dom();
    let modules: usize = dom.attribute("svg", "viewBox").split(' ').nth(2).unwrap().parse().unwrap();
    let mut dark = vec![false; modules * modules];
    let path = dom.attribute("svg path[stroke]", "d");
    let (start, runs) = path.strip_prefix('M').unwrap().split_once('m').unwrap();
    assert_eq!(start, "4 4.5", "a stroke runs through the middle of its row");
    let (mut x, mut y) = (4_i64, 4_i64);
    for run in runs.split('m') {
        let (from, width) = run.split_once('h').unwrap();
        let (right, down) = from.split_once(' ').unwrap();
        let width: i64 = width.parse().unwrap();
        (x, y) = (x + right.parse::<i64>().unwrap(), y + down.parse::<i64>().unwrap());
        let from = usize::try_from(y).unwrap() * modules + usize::try_from(x).unwrap();
        dark[from..][..usize::try_from(width).unwrap()].fill(true);
        x += width;
    }
    let scale = 6;
    let grey = |x: usize, y: usize| if dark[y / scale * modules + x / scale] { 0 } else { 255 };
    decoded(modules * scale, modules * scale, grey)
}

#[tokio::test]
async fn a_link_to_the_questions_is_short_and_leads_to_the_first_open_one() {
    let site = site();
    let sent = "plan=standard&purpose=&devices=unknown&mails=%EF%BC%95%EF%BC%90%E9%80%9A&used=&to=wizard&sent=link";
    let reply = site.get(&format!("/link?{sent}")).await;
    reply.assert_redirect_to("/link?plan=standard&devices=unknown&mails=50#made");
    let dom = site.get("/link?plan=standard&devices=unknown&mails=50").await.dom();
    let link = dom.text("#address");
    assert_eq!(link, "https://mail.example.jp/wizard?plan=standard&devices=unknown&mails=50&by=support");
    assert_eq!(decoded_png(&site, "/link/qr.png?plan=standard&devices=unknown&mails=50").await, link);
    assert!(
        dom.text("#text-ja").contains(&link) && dom.text("#text-ja").contains("・サービス：共用サーバー 通常プラン")
    );
    assert!(!dom.text("#text-ja").contains("おすすめ"), "no verdict");
    assert!(
        dom.text("#text-en").contains("&lang=en&by=support") && dom.text("#text-ja").ends_with("サンプル社サポート")
    );
    // It links to the first unanswered question, and lists what is filled in.
    let page = site.get("/wizard?plan=standard&devices=unknown&mails=50&by=support").await.dom();
    assert_eq!(page.attribute("#purpose-1", "name"), "purpose");
    assert!(page.text("main").contains("サンプル社サポートが入力した回答が3件あります"));
    assert_eq!(page.texts(".so-far .by-support"), ["サンプル社サポートが入力しました"; 3], "the number, too");
    assert!(dom.text("#text-ja").contains("・受け取る機器：わからない ・1日に届く通数：50"));
    assert!(dom.has("details[open]"), "the number that was written is in sight");
}

#[tokio::test]
async fn a_link_to_the_result_says_what_was_seen() {
    let site = site();
    let dom = site.get("/link?purpose=work&devices=pc-phone&away=yes&to=result").await.dom();
    let link = dom.text("#address");
    assert_eq!(link, "https://mail.example.jp/result?purpose=work&devices=pc-phone&away=yes&was=imap&by=support");
    assert!(dom.text("#text-ja").contains("IMAP（アイマップ）を強くおすすめします"));
    assert!(dom.text("#text-en").contains("strongly recommend IMAP"));
    let mailto = dom.attribute("#reply-ja a[href^=mailto]", "href");
    let (_, body) = form_urlencoded::parse(mailto.strip_prefix("mailto:?").unwrap().as_bytes()).nth(1).unwrap();
    assert!(body.contains(&link) && body.contains("\r\n") && !mailto.contains('+'), "{mailto}");
    let result = site.get(link.strip_prefix("https://mail.example.jp").unwrap()).await.dom();
    assert_eq!(result.texts("main .by-support").len(), 3);
    // From any result, staff get there again.
    let staff = result.attribute("#link a[href^='/link']", "href");
    assert_eq!(staff, "/link?purpose=work&devices=pc-phone&away=yes&to=result");
    assert!(result.attribute("#link a[href^=mailto]", "href").contains("IMAP"));
}

#[tokio::test]
async fn what_the_visitor_changes_is_support_s_no_more() {
    let site = site();
    let path = "/wizard?plan=standard&purpose=work&devices=one-pc&by=support&ask=devices";
    let page = site.get(path).await.dom();
    assert_eq!(page.text("fieldset .by-support"), "サンプル社サポートが入力しました");
    assert_eq!(page.attribute("form input[name=by]", "value"), "plan.purpose", "the form makes the answer one's own");
    // The way on keeps the marks of the rest.
    let reply = site.get("/wizard?plan=standard&purpose=work&devices=several&by=plan.purpose&sent=devices").await;
    reply.assert_redirect_to("/wizard?plan=standard&purpose=work&devices=several&by=plan.purpose");
    // A link that changes an answer takes its mark away.
    let result = site.get("/result?purpose=work&devices=one-pc&away=no&by=support").await.dom();
    let changes: Vec<_> = result.all(".changes a").iter().map(|link| link.attr("href").unwrap().to_owned()).collect();
    assert!(!changes.is_empty());
    for href in changes {
        assert!(!href.contains("by=support"), "{href}");
    }
    assert!(!result.text("#address").contains("by="), "what visitors send on is not marked");
    // Nothing else than what is there can be marked.
    let page = site.get("/wizard?plan=standard&by=purpose.nonsense.%3Cb%3E").await.dom();
    assert!(!page.has(".by-support") && !page.text("main").contains("入力した回答が"));
}

#[tokio::test]
async fn faulty_numbers_keep_all_that_was_chosen() {
    let reply = site().get("/link?plan=managed&purpose=work&mails=abc&to=result&sent=link").await;
    let dom = reply.assert_status(422).dom();
    assert_eq!(dom.attribute("#mails", "value"), "abc");
    assert_eq!(dom.attribute("#plan option[selected]", "value"), "managed");
    assert!(!dom.has("#made") && !dom.has(".reply"), "nothing to send on while a number is wrong");
    assert!(dom.attribute("header a[hreflang]", "href").contains("mails=abc&"), "another language keeps it");
    assert!(dom.has("details[open]") && dom.has("#to-result[checked]") && dom.has(".error-summary a[href='#mails']"));
}

#[tokio::test]
async fn the_code_of_a_page_holds_its_link() {
    for path in ["/link?plan=standard&to=result", "/link?plan=standard&mails=50&lang=en", "/link?purpose=work&now=pop"]
    {
        let dom = site().get(path).await.dom();
        assert_eq!(decoded_png(&site(), &dom.attribute("img.qr", "src")).await, dom.text("#address"), "{path}");
    }
    for path in
        ["/result", "/result?plan=standard&mails=50&lang=en&was=pop", "/result?devices=several&by=devices&used=3"]
    {
        let dom = site().get(path).await.dom();
        assert_eq!(decoded_svg(&site(), &dom.attribute("img.qr", "src")).await, dom.text("#address"), "{path}");
    }
}

#[tokio::test]
async fn the_accounts_of_a_company_stay_on_the_page_and_out_of_the_link() {
    let dom = site().get("/link?plan=standard&a=sales1_work&to=result").await.dom();
    assert!(!dom.text("#address").contains("a=") && !dom.attribute("a[download]", "href").contains("a="));
    assert_eq!(dom.attribute(".staff input[name=a]", "value"), "sales1_work");
    // The notice is not lost.
    let reply = site().get("/link?plan=nonsense&a=sales1_work&sent=link").await;
    reply.assert_redirect_to("/link?a=sales1_work&plan=nonsense#made");
    // A half-filled wizard leads there with its answers.
    let page = site().get("/wizard?plan=standard&purpose=work").await.dom();
    assert_eq!(page.attribute("footer a[href^='/link']", "href"), "/link?plan=standard&purpose=work");
}

#[tokio::test]
async fn every_mail_can_be_opened_and_nothing_but_pages_is_indexed() {
    for given in crate::support::sample(&RULES, 29_989) {
        for to in ["wizard", "result"] {
            let dom = site().get(&format!("/link?{}&mails=50&to={to}", given.to_query(&RULES))).await.dom();
            for link in dom.all("a[href^=mailto]") {
                let href = link.attr("href").unwrap();
                assert!(href.len() <= 2_000 && href.contains("example.jp"), "{}: {href}", href.len());
            }
        }
    }
    let text = site().get_with("/result?plan=standard", "accept", "text/plain").await;
    let codes = [site().get("/link/qr.png?plan=standard").await, site().get("/result/qr.svg?plan=standard").await];
    for reply in codes.into_iter().chain([text]) {
        reply.assert_header("x-robots-tag", "noindex");
    }
}

#[tokio::test]
async fn links_within_a_page_have_their_places() {
    for path in crate::browser::pages::PATHS {
        let dom = site().get(path).await.dom();
        for link in dom.all("a[href^='#']") {
            let place = link.attr("href").unwrap();
            assert!(dom.has(&format!("[id='{}']", &place[1..])), "{path}: {place}");
        }
    }
    // The answer at hand is no reason to look at others.
    assert!(!site().get("/wizard?plan=standard&by=support&ask=plan").await.dom().has("main a[href='#so-far']"));
}

#[test]
fn the_grounds_that_colours_are_held_against_are_those_of_the_style_sheet() {
    let style = include_str!("../static/base.css");
    let (light, dark) = style.split_once("prefers-color-scheme: dark").unwrap();
    for (sheet, grounds) in [
        (light, ["--card: #fff;", "--page: #f5f7fb;", "--tint: #eef2ff;"]),
        (dark, ["--card: #1c1f28;", "--page: #12141a;", "--tint: #232b4a;"]),
    ] {
        assert!(grounds.iter().all(|ground| sheet.contains(ground)), "{grounds:?}");
    }
}

#[test]
fn replies_say_how_sure_they_are() {
    for (query, says) in [
        ("offline=unopened", "POP（ポップ）が必要です"),
        ("devices=several&purpose=work&away=yes", "IMAP（アイマップ）を強くおすすめします"),
        ("purpose=orders", "IMAP（アイマップ）をおすすめします"),
        ("", "どちらかといえばIMAP（アイマップ）が向いています"),
    ] {
        let reply = reply::with_verdict(
            &Assessment::new(&RULES, &answers(query)),
            Lang::Ja,
            &ReplyContext { link: "L", ..ReplyContext::default() },
        );
        assert!(reply.text.contains(says), "{query}: {}", reply.text);
        assert!(reply.text.ends_with("\nL\n"));
    }
    let reply = reply::with_verdict(
        &Assessment::new(&RULES, &answers("plan=standard&mails=50&attached=5")),
        Lang::Ja,
        &ReplyContext { link: "L", support: Some("A社"), ..ReplyContext::default() },
    );
    assert!(reply.text.contains("■ 容量の見通し") && reply.text.ends_with("\nA社\n"));
}

#[tokio::test]
async fn a_reply_names_the_account_its_answers_and_the_deciding_question() {
    let sent = site().get("/link?purpose=work&label=sales&no=2&to=result&sent=link").await;
    sent.assert_redirect_to("/link?purpose=work&to=result&label=sales2#made");
    let dom = site().get("/link?purpose=work&to=result&label=sales2").await.dom();
    assert!(!dom.text("#address").contains("label"), "the customer's link has no label");
    let text = dom.text("#text-ja");
    assert!(text.contains("対象のアカウント：営業2") && text.contains("■ うかがった使い方 ・使いみち：仕事のメール"));
    assert!(text.contains("変わることがあります") || text.contains("仮の結果です"), "{text}");
    assert!(text.contains("https://mail.example.jp/wizard?purpose=work&by=support&ask="), "{text}");
    assert!(text.contains("受信方式で「"), "a set-up step: {text}");
    assert!(dom.text("#text-en").contains("Account: Sales 2"));
    // Free text is dropped: a label is one of the list.
    assert!(!site().get("/link?purpose=work&label=taro").await.dom().text("main").contains("taro"));
    // Before anything is chosen, a placeholder is in the place of the link.
    let empty = site().get("/link").await.dom();
    assert!(empty.has(".placeholder") && !empty.has("#made"));
}

/// A logo, and a theme with it.
const LOGO: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><circle cx=\"2\" cy=\"2\" r=\"2\"/></svg>";

fn theme(accent: &str) -> String {
    format!("accent = \"{accent}\"\naccent_dark = \"#71c598\"\nlogo = '''{LOGO}'''\n")
}

#[tokio::test]
async fn a_hosting_company_puts_its_name_colours_and_logo_on_it() {
    let support_name = Some("サンプル社".to_owned());
    let settings = Settings { support_name, ..Settings::default() };
    let from_file = App::new(loader::embedded(), settings.clone());
    from_file.replace_theme("theme.toml", &theme("#115a36")).unwrap();
    let section = format!("{}\n[theme]\n{}", loader::EMBEDDED, theme("#115a36"));
    let from_rules = App::new(loader::load("rules.toml", &section).unwrap(), settings);
    for app in [from_file, from_rules] {
        let site = Site::of(app);
        let dom = site.get("/").await.dom();
        assert_eq!(dom.text("footer .sender"), "案内：サンプル社");
        let sheet = site.get(&dom.attribute("link[href^='/static/theme.']", "href")).await;
        let sheet = sheet
            .assert_ok()
            .assert_header("content-type", "text/css; charset=utf-8")
            .assert_contains("--button: #115a36")
            .assert_contains("--link: #71c598");
        assert_eq!(sheet.body.matches("@media screen and").count(), 2, "paper stays black on white");
        let image = site.get(&dom.attribute("header img", "src")).await;
        image
            .assert_body(LOGO)
            .assert_header("content-type", "image/svg+xml")
            .assert_header_contains("cache-control", "immutable");
        assert_eq!(dom.attribute("header img", "width"), "32", "nothing moves when it comes");
    }
    // The built-in look has neither.
    Site::new().get("/").await.assert_has_no("header img");
    Site::new().get("/static/theme.0123456789abcdef.css").await.assert_status(404);
}

#[tokio::test]
async fn a_theme_is_replaced_while_it_serves_and_a_faulty_one_changes_nothing() {
    let app = App::new(loader::embedded(), Settings::default());
    let site = Site::of(std::sync::Arc::clone(&app));
    let style = |dom: &crate::support::Dom| dom.attribute("link[href^='/static/theme.']", "href");
    site.get("/").await.assert_has_no("link[href^='/static/theme.']");
    assert!(app.replace_theme("theme.toml", &theme("#115a36")).unwrap(), "new");
    let green = style(&site.get("/").await.dom());
    assert!(!app.replace_theme("theme.toml", &theme("#115a36")).unwrap(), "the same");
    app.replace_theme("theme.toml", &theme("yellow")).unwrap_err();
    assert_eq!(style(&site.get("/").await.dom()), green, "the old one stays");
    assert!(app.replace_theme("theme.toml", &theme("#0017c1")).unwrap());
    // Pages in the cache have the new look at once, and the digest of the rules is the same.
    let blue = style(&site.get("/").await.dom());
    assert_ne!(blue, green);
    site.get(&blue).await.assert_ok().assert_contains("#0017c1");
    assert_eq!(app.rulebook().digest, loader::embedded().digest);
    // Of rules with a section that changes, only the look changes.
    let app = App::new(loader::embedded(), Settings::default());
    for accent in ["#115a36", "#0017c1"] {
        let section = format!("{}\n[theme]\n{}", loader::EMBEDDED, theme(accent));
        let replace = || app.replace_rulebook_with("rules.toml", &section, loader::load);
        assert!(matches!(replace(), ReloadOutcome::Applied), "{accent}");
        assert!(matches!(replace(), ReloadOutcome::Unchanged), "{accent}");
        let site = Site::of(std::sync::Arc::clone(&app));
        let sheet = style(&site.get("/").await.dom());
        site.get(&sheet).await.assert_contains(accent);
    }
}
