//! Owns which content coding an answer is sent in (RFC 9110, 12.5.3).

use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};

/// A content coding that answers are sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

impl Encoding {
    /// All codings, the one that makes pages smallest first.
    const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// Gives the coding's name.
    pub(in crate::web) const fn id(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// Picks the coding that the client likes best, and of those that it likes alike the one that packs best.
    ///
    /// What is sent as it is is always the last resort, even for a client that refuses it. A part that makes no sense
    /// is taken as if it were not there.
    pub(in crate::web) fn preferred(headers: &HeaderMap) -> Self {
        let mut weights: [Option<u16>; 4] = [None; 4];
        let mut any = None;
        let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        for (coding, weight) in lines.flat_map(|line| line.split(',')).filter_map(weighted) {
            if coding == "*" {
                any = Some(weight);
            }
            for (slot, encoding) in weights.iter_mut().zip(Self::ALL) {
                let named = encoding.id().eq_ignore_ascii_case(coding);
                if named || (encoding == Self::Gzip && coding.eq_ignore_ascii_case("x-gzip")) {
                    *slot = Some(weight);
                }
            }
        }
        let weighed =
            Self::ALL.into_iter().zip(weights).map(|(encoding, weight)| (encoding, weight.or(any).unwrap_or(0)));
        // Of several that weigh most, `max_by_key` gives the last.
        let best = weighed.rev().max_by_key(|(_, weight)| *weight);
        best.filter(|(_, weight)| *weight > 0).map_or(Self::Identity, |(encoding, _)| encoding)
    }

    /// Narrows what a request takes to this coding, so that all behind here agree on it.
    pub(super) fn narrow(self, headers: &mut HeaderMap) {
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(self.id()));
    }
}

/// Reads one part of the header: a coding and its weight in thousandths (RFC 9110, 12.4.2).
fn weighted(part: &str) -> Option<(&str, u16)> {
    let mut parts = part.split(';').map(str::trim);
    let coding = parts.next().filter(|coding| !coding.is_empty())?;
    let Some((name, weight)) = parts.next().map(|weight| weight.split_once('=').unwrap_or((weight, ""))) else {
        return Some((coding, 1000));
    };
    let (whole, thousandths) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = thousandths.len() <= 3 && thousandths.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths: u16 = format!("{thousandths:0<3}").parse().ok().filter(|_| digits)?;
    let weight = match whole {
        "0" => thousandths,
        "1" if thousandths == 0 => 1000,
        _ => return None,
    };
    name.eq_ignore_ascii_case("q").then_some((coding, weight))
}
