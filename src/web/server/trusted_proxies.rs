//! Trusted proxies: addresses whose connections are not counted together, because they come from many visitors.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use ipnet::IpNet;

/// The address or the network of a proxy: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyNetwork(IpNet);

/// The error of a text that is neither an IP address nor a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an IP address or a network, such as 192.0.2.7 or 10.0.0.0/8")]
pub struct NetworkError;

impl FromStr for ProxyNetwork {
    type Err = NetworkError;

    /// Parses an IP address, or a network in CIDR notation (RFC 4632, 3.1).
    ///
    /// ```
    /// use pop_or_imap::web::ProxyNetwork;
    /// assert_eq!("192.0.2.7".parse::<ProxyNetwork>().unwrap().to_string(), "192.0.2.7/32");
    /// assert_eq!("10.1.2.3/8".parse::<ProxyNetwork>().unwrap().to_string(), "10.0.0.0/8");
    /// assert!("proxy.example.jp".parse::<ProxyNetwork>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let text = text.trim();
        let address = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
        address.or_else(|_| text.parse::<IpNet>()).map(|network| Self(network.trunc())).map_err(|_| NetworkError)
    }
}

impl fmt::Display for ProxyNetwork {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(text)
    }
}

/// The proxies in front of a listener: those that were named, and loopback.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    /// Whether loopback addresses are counted like all others; only tests need that.
    loopback_counts: bool,
}

impl TrustedProxies {
    /// Creates the list of proxies; those on this machine are always trusted.
    #[must_use]
    pub fn new(networks: &[ProxyNetwork]) -> Self {
        Self { networks: networks.iter().map(|network| network.0).collect(), loopback_counts: false }
    }

    /// Trusts no address, not even loopback.
    #[cfg(test)]
    pub(super) const fn none() -> Self {
        Self { networks: Vec::new(), loopback_counts: true }
    }

    /// Returns the client as which a connection from an address is counted; `number` makes it a client of its own.
    pub(super) fn client(&self, address: IpAddr, number: u64) -> Client {
        // A listener on [::] reports IPv4 addresses as ::ffff:192.0.2.7.
        let address = address.to_canonical();
        let local = address.is_loopback() && !self.loopback_counts;
        if local || self.networks.iter().any(|network| network.contains(&address)) {
            return Client::Proxied(number);
        }
        match address {
            IpAddr::V4(address) => Client::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Client::V6([a, b, c, d])
            }
        }
    }
}

/// A client for counting connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Client {
    V4(Ipv4Addr),
    /// The first 64 bits: one customer's network has at least that many addresses (RFC 6177).
    V6([u16; 4]),
    /// One connection through a proxy.
    Proxied(u64),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &TrustedProxies, address: &str, number: u64) -> Client {
        proxies.client(address.parse().unwrap(), number)
    }

    #[test]
    fn connections_are_counted_by_address_and_by_network_of_ipv6() {
        let proxies = TrustedProxies::default();
        assert_eq!(client(&proxies, "192.0.2.7", 1), client(&proxies, "::ffff:192.0.2.7", 2));
        assert_ne!(client(&proxies, "192.0.2.7", 1), client(&proxies, "192.0.2.8", 1));
        assert_eq!(client(&proxies, "2001:db8:1:2::1", 1), client(&proxies, "2001:db8:1:2:ffff::9", 2));
        assert_ne!(client(&proxies, "2001:db8:1:2::1", 1), client(&proxies, "2001:db8:1:3::1", 1));
    }

    #[test]
    fn connections_of_proxies_are_clients_of_their_own() {
        let named = ["10.0.0.0/8", "2001:db8::7"].map(|network| network.parse().unwrap());
        let proxies = TrustedProxies::new(&named);
        for address in
            ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.1.2.3", "::ffff:10.0.0.1", "2001:db8::7"]
        {
            assert_ne!(client(&proxies, address, 1), client(&proxies, address, 2), "{address}");
        }
        for address in ["11.0.0.1", "2001:db8::8"] {
            assert_eq!(client(&proxies, address, 1), client(&proxies, address, 2), "{address}");
        }
        let none = TrustedProxies::none();
        assert_eq!(client(&none, "127.0.0.1", 1), client(&none, "127.0.0.1", 2));
        assert_ne!(client(&none, "127.0.0.1", 1), client(&none, "127.0.0.2", 2));
    }
}
