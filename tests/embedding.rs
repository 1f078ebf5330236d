//! Pages inside another site: who may frame them, and that they stay embedded all the way.

use pop_or_imap::audit;
use pop_or_imap::web::{App, FrameAncestors, Settings};

use crate::support::Site;

fn framed_by(list: &str) -> Site {
    let frame_ancestors = list.parse().unwrap();
    Site::of(App::new(audit::embedded(), Settings { frame_ancestors, ..Settings::default() }))
}

#[tokio::test]
async fn only_the_origins_that_are_named_may_frame_a_page() {
    for (list, ancestors) in [
        ("", "'none'"),
        ("'none'", "'none'"),
        ("https://support.example.jp", "https://support.example.jp"),
        (" https://Support.example.jp/  http://127.0.0.1:8080 ", "https://support.example.jp http://127.0.0.1:8080"),
        ("'self' https://www.example.jp", "'self' https://www.example.jp"),
    ] {
        let site = framed_by(list);
        for path in ["/", "/wizard?embed=1", "/result", "/nowhere", "/api/v1/rulebook"] {
            let reply = site.get(path).await;
            let policy = reply.header("content-security-policy");
            assert!(policy.ends_with(&format!("; frame-ancestors {ancestors}")), "{list}: {policy}");
            assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{list}: {policy}");
            // A page in a frame is not held to it; what other sites could load into their own pages is.
            assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin", "{list}");
        }
    }
}

#[test]
fn what_is_no_origin_is_refused_and_named() {
    for word in [
        "example.jp",
        "//example.jp",
        "https://",
        "https://example.jp/help",
        "https://example.jp?a",
        "https://example.jp#a",
        "https://u:p@example.jp",
        "https://example.jp:0",
        "https://example.jp:",
        "https://example.jp:99999",
        "https://*.example.jp",
        "https://a.example,https://b.example",
        "https://a.example;script-src",
        "https://サンプル.jp",
        "https://[::1]",
        "javascript://example.jp",
        "*",
        "self",
        "'none' https://example.jp",
    ] {
        let refused = format!("https://good.example {word}").parse::<FrameAncestors>();
        let words = refused.expect_err(word).to_string();
        assert!(words.contains(" is no origin: write scheme and host"), "{word}: {words}");
    }
}
