//! Search engines, link previews and browser tabs: meta, canonical, sitemap, robots, icons.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use pop_or_imap::loader;
use pop_or_imap::present::Wording;
use pop_or_imap::rulebook::Lang;
use pop_or_imap::web::{App, Settings};

use crate::support::{Dom, Site};

const PUBLIC: &str = "https://mail.example.jp";

fn site() -> Site {
    let settings = Settings { public_url: Some(PUBLIC.to_owned()), ..Settings::default() };
    Site::of(App::new(loader::embedded(), settings))
}

/// Returns the bytes of a file.
async fn file(site: &Site, path: &str) -> Vec<u8> {
    let response = site.answer(Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

/// Returns width and height of a PNG, which must be complete.
fn size_of_png(file: &[u8]) -> (u32, u32) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert!(pixels.iter().collect::<BTreeSet<_>>().len() > 1, "an empty picture");
    (frame.width, frame.height)
}

fn meta(dom: &Dom, property: &str) -> String {
    dom.attribute(&format!("meta[property='{property}']"), "content")
}

#[tokio::test]
async fn every_page_says_in_its_language_what_a_link_to_it_shows() {
    let site = site();
    for lang in Lang::ALL {
        let w = Wording::of(lang);
        let mut descriptions = BTreeSet::new();
        for path in [
            "/?",
            "/guide?",
            "/rules?",
            "/capacity?",
            "/link?",
            "/wizard?",
            "/wizard?ask=devices&",
            "/result?devices=several&offline=unopened&",
            "/result?purpose=orders&",
            "/forecast?purpose=orders&",
            "/setup?purpose=orders&now=pop&",
        ] {
            let dom = site.get(&format!("{path}lang={}", lang.id())).await.dom();
            let title = dom.text("head > title");
            assert_eq!(title, format!("{} | {}", meta(&dom, "og:title"), w.layout.product), "{path}");
            let description = dom.attribute("meta[name=description]", "content");
            assert_eq!(meta(&dom, "og:description"), description);
            assert!(!description.contains('|') && (20..300).contains(&description.len()), "{path}: {description}");
            assert!(descriptions.insert(description.clone()), "{path}: {description} is not unique");
            let japanese = description.chars().any(|c| ('ぁ'..='ん').contains(&c));
            assert_eq!(japanese, lang == Lang::Ja, "{path}: {description}");
            assert_eq!(meta(&dom, "og:type"), "website");
            assert_eq!(meta(&dom, "og:site_name"), w.layout.product);
            assert_eq!(meta(&dom, "og:url"), dom.attribute("link[rel=canonical]", "href"));
            let locales = [meta(&dom, "og:locale"), meta(&dom, "og:locale:alternate")];
            assert_eq!(locales, if lang == Lang::Ja { ["ja_JP", "en_US"] } else { ["en_US", "ja_JP"] });
            assert_eq!(dom.attribute("meta[name='twitter:card']", "content"), "summary_large_image");
            assert!(meta(&dom, "og:image").contains(&format!("/static/preview-{}.", lang.id())));
            assert_eq!((meta(&dom, "og:image:width"), meta(&dom, "og:image:height")), ("1200".into(), "630".into()));
            assert_eq!(meta(&dom, "og:image:alt"), w.start.preview_alt);
        }
    }
    let dom = site.get("/result?devices=pc-phone&away=yes&purpose=work").await.dom();
    assert_eq!(
        meta(&dom, "og:description"),
        "IMAP（アイマップ）を強くおすすめします。パソコンとスマートフォンで、同じメールを同じ状態で読めます。"
    );
    assert_eq!(meta(&dom, "og:title"), "IMAP（アイマップ）を強くおすすめします");
}

#[tokio::test]
async fn the_picture_of_a_link_is_small_and_anybody_s_to_load() {
    let site = site();
    for lang in Lang::ALL {
        let image = meta(&site.get(&format!("/?lang={}", lang.id())).await.dom(), "og:image");
        let path = image.strip_prefix(PUBLIC).unwrap();
        let reply = site.get_with(path, "accept-encoding", "br, gzip").await;
        reply
            .assert_header("content-type", "image/png")
            .assert_header("content-encoding", "")
            .assert_header("cache-control", "public, max-age=31536000, immutable")
            .assert_header("cross-origin-resource-policy", "cross-origin");
        let file = file(&site, path).await;
        assert!(file.len() < 60 * 1024, "{} bytes", file.len());
        assert_eq!(size_of_png(&file), (1200, 630));
    }
    let style = site.get("/").await.dom().attribute("link[rel=stylesheet][href*='/base.']", "href");
    site.get(&style).await.assert_header("cross-origin-resource-policy", "same-origin");
}

#[tokio::test]
async fn canonical_addresses_hold_what_makes_the_page_and_no_more() {
    let site = site();
    for (path, canonical) in [
        ("/", Some("/")),
        ("/?lang=en&plan=managed&by=support&embed=1&utm_source=x", Some("/?lang=en")),
        ("/guide?plan=managed&embed=1", Some("/guide")),
        ("/rules?purpose=work&lang=ja", Some("/rules?lang=ja")),
        ("/wizard?purpose=work&by=support&embed=1&a=_work", Some("/wizard?purpose=work")),
        ("/result?away=yes&plan=standard&embed=1&by=plan", Some("/result?plan=standard&away=yes")),
        ("/forecast?mails=50&plan=standard&embed=1&by=plan", Some("/forecast?plan=standard&mails=50")),
        ("/setup?now=pop&plan=standard&embed=1&by=now", Some("/setup?plan=standard&now=pop")),
        ("/capacity?a=_work&plan=managed&embed=1&by=plan", Some("/capacity?plan=managed&a=_work")),
        ("/link?plan=managed&embed=1", Some("/link?plan=managed")),
        ("/nowhere?lang=en", None),
        ("/static/none.css", None),
    ] {
        let dom = site.get(path).await.dom();
        let links = dom.all("link[rel=canonical]");
        let expected = canonical.map(|canonical| format!("{PUBLIC}{canonical}"));
        assert_eq!(links.first().map(|link| link.attr("href").unwrap().to_owned()), expected, "{path}");
        assert_eq!(dom.has("meta[property='og:url']"), canonical.is_some(), "{path}");
    }
}

#[tokio::test]
async fn search_engines_get_what_says_the_same_to_everybody_in_both_languages() {
    let site = site();
    for (path, indexed) in [
        ("/", true),
        ("/guide?lang=en", true),
        ("/rules?purpose=work&embed=1", true),
        ("/wizard", false),
        ("/wizard?sent=plan", false),
        ("/result", false),
        ("/forecast", false),
        ("/setup?now=imap", false),
        ("/link", false),
        ("/capacity", false),
        ("/nowhere", false),
    ] {
        let dom = site.get(path).await.dom();
        assert_eq!(dom.has("meta[name=robots][content=noindex]"), !indexed, "{path}");
        let alternates = dom.all("link[rel=alternate][hreflang]");
        let alternates: Vec<_> =
            alternates.iter().map(|link| (link.attr("hreflang").unwrap(), link.attr("href").unwrap())).collect();
        let bare = format!("{PUBLIC}{}", path.split('?').next().unwrap());
        let (ja, en) = (format!("{bare}?lang=ja"), format!("{bare}?lang=en"));
        let expected = [("ja", ja.as_str()), ("en", en.as_str()), ("x-default", bare.as_str())];
        assert_eq!(alternates, if indexed { &expected[..] } else { &[] }, "{path}");
    }
}

#[tokio::test]
async fn the_sitemap_leads_to_pages_that_say_the_same_of_themselves() {
    let site = site();
    let reply = site.get("/sitemap.xml").await;
    let reply = reply
        .assert_header("content-type", "application/xml; charset=utf-8")
        .assert_header("cache-control", "public, max-age=3600");
    let sitemap = roxmltree::Document::parse(&reply.body).unwrap();
    let root = sitemap.root_element();
    assert!(root.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "urlset")));
    let mut pages = Vec::new();
    for url in root.children().filter(roxmltree::Node::is_element) {
        let address = url.children().find(|child| child.tag_name().name() == "loc").unwrap().text().unwrap();
        let links = url.children().filter(|child| child.has_tag_name(("http://www.w3.org/1999/xhtml", "link")));
        let links: Vec<_> =
            links.map(|link| (link.attribute("hreflang").unwrap(), link.attribute("href").unwrap())).collect();
        assert!(links.iter().any(|(_, href)| *href == address));
        let path = address.strip_prefix(PUBLIC).unwrap();
        let dom = site.get(path).await.dom();
        assert_eq!(dom.attribute("link[rel=canonical]", "href"), address);
        assert!(!dom.has("meta[name=robots]"), "{path}");
        let own = dom.all("link[rel=alternate][hreflang]");
        let own: Vec<_> = own.iter().map(|link| (link.attr("hreflang").unwrap(), link.attr("href").unwrap())).collect();
        assert_eq!(links, own, "{path}");
        pages.push(path.to_owned());
    }
    assert_eq!(pages, ["/?lang=ja", "/?lang=en", "/", "/guide?lang=ja", "/guide?lang=en", "/guide"]);
    // Without a public address, the host of the request is used; without a host, URLs are relative.
    let reply = Site::new().get_with("/sitemap.xml", "host", "a&b.example:8080").await;
    let sitemap = roxmltree::Document::parse(&reply.body).unwrap();
    let first = sitemap.descendants().find(|node| node.tag_name().name() == "loc").unwrap();
    assert_eq!(first.text(), Some("http://a&b.example:8080/?lang=ja"));
    Site::new().get("/sitemap.xml").await.assert_status(404);
}

#[tokio::test]
async fn robots_may_look_everywhere_for_noindex_is_seen_only_there() {
    let reply = site().get("/robots.txt").await;
    reply
        .assert_header("content-type", "text/plain; charset=utf-8")
        .assert_header("cache-control", "public, max-age=3600")
        .assert_body(&format!("User-agent: *\nAllow: /\n\nSitemap: {PUBLIC}/sitemap.xml\n"));
    let reply = Site::new().get_with("/robots.txt", "host", "wizard.example.jp").await;
    assert!(reply.body.ends_with("\nSitemap: http://wizard.example.jp/sitemap.xml\n"));
    Site::new().get("/robots.txt").await.assert_body("User-agent: *\nAllow: /\n");
}

#[tokio::test]
async fn icons_stand_where_browsers_ask_for_them() {
    let site = site();
    let dom = site.get("/").await.dom();
    assert_eq!(dom.attribute("link[rel='alternate icon']", "href"), "/favicon.ico");
    assert_eq!(dom.attribute("link[rel=apple-touch-icon]", "href"), "/apple-touch-icon.png");
    for (path, kind) in [("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")] {
        let reply = site.get(path).await;
        reply.assert_header("content-type", kind).assert_header("cache-control", "public, max-age=86400");
    }
    let ico = file(&site, "/favicon.ico").await;
    // One picture of 32 × 32, a PNG, from byte 22 to the end.
    assert_eq!(ico[..8], [0, 0, 1, 0, 1, 0, 32, 32]);
    assert_eq!(u32::from_le_bytes(ico[14..18].try_into().unwrap()) as usize, ico.len() - 22);
    assert_eq!(ico[18..22], [22, 0, 0, 0]);
    assert_eq!(size_of_png(&ico[22..]), (32, 32));
    assert_eq!(size_of_png(&file(&site, "/apple-touch-icon.png").await), (180, 180));
    let colours: Vec<_> = dom.all("meta[name=theme-color]");
    let colours: Vec<_> =
        colours.iter().map(|meta| (meta.attr("media").unwrap(), meta.attr("content").unwrap())).collect();
    let (light, dark) = ("(prefers-color-scheme: light)", "(prefers-color-scheme: dark)");
    assert_eq!(colours, [(light, "#ffffff"), (dark, "#1c1f28")]);
}

#[tokio::test]
async fn a_host_with_user_information_is_refused_in_any_form_of_the_request() {
    let site = Site::new();
    for host in [
        "m.evil.example:443@m:80",
        "a@b.example",
        "@a.example",
        "a.example@",
        "a:b@c.example",
        "a%40@b.example",
        "a.example:80@",
        "[::1]@a.example",
    ] {
        site.get_with("/?lang=en", "host", host).await.assert_status(400).assert_lacks("evil.example");
        // In absolute form, the authority of the target overrides the header.
        let Ok(request) =
            Request::get(format!("http://{host}/?lang=en")).header("host", "a.example").body(Body::empty())
        else {
            continue;
        };
        site.ask(request).await.assert_status(400);
    }
    for host in ["a.example", "a.example:8080", "[::1]:80", "127.0.0.1"] {
        site.get_with("/", "host", host).await.assert_ok();
    }
    // The authority form of CONNECT is for proxies.
    for target in ["a.example:80", "u@a.example:80"] {
        site.get_with(target, "host", "a.example").await.assert_status(400);
    }
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-original-url", "/evil.example"),
    ] {
        site.get_with("/?lang=en", name, value).await.assert_lacks("evil.example");
    }
}

#[tokio::test]
async fn framing_is_denied_by_an_old_header_too_where_no_site_may_frame_the_pages() {
    for (list, denied) in [("", true), ("'none'", true), ("'self'", false), ("https://support.example.jp", false)] {
        let settings = Settings { frame_ancestors: list.parse().unwrap(), ..Settings::default() };
        let site = Site::of(App::new(loader::embedded(), settings));
        let style = site.get("/").await.dom().attribute("link[rel=stylesheet][href*='/base.']", "href");
        for path in [
            "/",
            "/wizard?embed=1",
            "/result",
            "/result?sent=numbers&mails=x",
            "/nowhere",
            "/healthz",
            "/api/v1/rulebook",
            "/api/none",
            "/robots.txt",
            "/favicon.ico",
            "/link/qr.png",
            "/result/qr.svg",
            style.as_str(),
            style.as_str(),
        ] {
            site.get(path).await.assert_header("x-frame-options", if denied { "DENY" } else { "" });
        }
        let refused = site.get_with("/", "host", "a@b").await.assert_status(400);
        assert_eq!(refused.header("x-frame-options") == "DENY", denied, "{refused}");
    }
}
