//! Escaping of texts in pages, as `askama.toml` names it to the templates.

use std::fmt::{self, Write};

use askama::filters::{self, Escaper};

/// Escapes text for HTML and XML. Most texts have nothing to escape, and finding that out takes a tenth of the time of
/// askama's escaper, which writes the others.
#[derive(Clone, Copy, Debug)]
pub(in crate::web) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        // Without a branch for each byte, so that the processor compares many at a time.
        let is_special = |byte: &u8| matches!(byte, b'"' | b'&' | b'\'' | b'<' | b'>');
        if text.as_bytes().iter().fold(false, |found, byte| found | is_special(byte)) {
            filters::Html.write_escaped_str(dest, text)
        } else {
            dest.write_str(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(escaper: impl Escaper, text: &str) -> String {
        let mut out = String::new();
        escaper.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn every_character_is_escaped_as_askama_does() {
        for c in '\0'..='\u{2FFF}' {
            let text = c.to_string();
            assert_eq!(escaped(Html, &text), escaped(filters::Html, &text), "{c:?}");
        }
        assert_eq!(escaped(Html, "<a href='x'>\"&\""), "&#60;a href=&#39;x&#39;&#62;&#34;&#38;&#34;");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn so_is_every_text(text in "(?s)(.|[a-z ]{20}|[<>&\"'])*") {
            prop_assert_eq!(escaped(Html, &text), escaped(filters::Html, &text));
        }
    }
}
