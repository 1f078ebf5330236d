//! URLs that the program generates: `Location`, links, canonical addresses, links in replies and QR codes.
//!
//! All of them pass [`build`], which keeps each within [`MAX_TARGET`], the longest request target that is answered, and
//! keeps response heads small: values that were not understood are repeated only in short URLs.

use form_urlencoded::Serializer;

/// The maximum length of a request target (path and query), in bytes.
pub(super) const MAX_TARGET: usize = 8 * 1024;
/// The maximum length of a path with answers and accounts, in bytes. The rest of [`MAX_TARGET`] is for one more answer
/// and the navigation keys that forms and links add.
pub(super) const MAX_STATE: usize = 7_800;
/// The maximum length of the accounts in a URL, in bytes. It leaves room for answers to all questions, so that no answer
/// given later makes accounts drop out.
pub(super) const MAX_ACCOUNTS: usize = MAX_STATE - 600;
/// The maximum length of a URL that repeats values that were not understood, in bytes.
const MAX_WITH_REPEATED: usize = 2 * 1024;

/// The query of a URL, in the order of importance of its parts.
#[derive(Debug, Default)]
pub(super) struct Query<'a> {
    /// Answers and accounts, encoded.
    pub(super) state: String,
    /// What is carried from page to page.
    pub(super) carried: Vec<(&'a str, &'a str)>,
    /// Pairs that were not understood, so that a redirect does not lose their notice.
    pub(super) repeated: Vec<(&'a str, &'a str)>,
    /// Where the visitor is on the way.
    pub(super) navigation: Vec<(&'a str, &'a str)>,
}

/// Builds a URL from a path and a query.
///
/// State is complete up to [`MAX_TARGET`]; `Visit` accepts no more than fits. Other pairs are added while they fit.
pub(super) fn build(path: &str, query: &Query<'_>) -> String {
    let separator = usize::from(!path.is_empty());
    let fits = |query: &str, max: usize| path.len() + separator + query.len() <= max;
    let mut encoded = query.state.clone();
    while !fits(&encoded, MAX_TARGET) {
        let end = encoded.rfind('&').unwrap_or(0);
        encoded.truncate(end);
    }
    let parts = [(&query.carried, MAX_TARGET), (&query.repeated, MAX_WITH_REPEATED), (&query.navigation, MAX_TARGET)];
    for (pairs, max) in parts {
        for (key, value) in pairs {
            let length = encoded.len();
            encoded = Serializer::new(encoded).append_pair(key, value).finish();
            if !fits(&encoded, max) {
                encoded.truncate(length);
                break;
            }
        }
    }
    if encoded.is_empty() { path.to_owned() } else { format!("{path}?{encoded}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_comes_first_and_what_was_not_understood_only_in_short_urls() {
        let long = "(".repeat(100);
        let repeated = vec![("mails", "x"), ("used", long.as_str()), ("keep", long.as_str())];
        let query = |state: usize| Query {
            state: format!("a={}", "s".repeat(state)),
            carried: vec![("by", "support")],
            repeated: repeated.clone(),
            navigation: vec![("ask", "plan")],
        };
        let short = build("/wizard", &query(10));
        assert!(short.starts_with("/wizard?a=ssssssssss&by=support&mails=x&used=%28%28"), "{short}");
        assert!(short.contains("&keep=") && short.ends_with("&ask=plan") && short.len() <= MAX_WITH_REPEATED);
        let medium = build("/wizard", &query(1_700));
        assert!(medium.contains("&mails=x&") && !medium.contains("&keep=") && medium.len() <= MAX_WITH_REPEATED);
        let long = build("/wizard", &query(MAX_STATE));
        assert!(long.ends_with("s&by=support&ask=plan") && long.len() <= MAX_TARGET);
        let too_long = build("/wizard", &Query { state: "a=bcd&".repeat(3_000), ..Query::default() });
        assert!(too_long.len() <= MAX_TARGET && too_long.ends_with("&a=bcd"), "no pair is cut in half");
        assert_eq!(build("/wizard", &Query { state: "x".repeat(9_000), ..Query::default() }), "/wizard");
    }
}
