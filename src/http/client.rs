//! Where a request comes from: the peer's address, or what a trusted proxy says it forwards for.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// A range of addresses in CIDR notation (`10.0.0.0/8`), or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// What is not a range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an address or a range like 10.0.0.0/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse().map_err(|_| NotANetwork)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        if prefix > longest {
            return Err(NotANetwork);
        }
        Ok(Self { address, prefix })
    }
}

impl Network {
    /// Whether an address lies in the range. An IPv4 address mapped into IPv6 counts as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let prefix = u32::from(self.prefix);
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (ours.to_bits() ^ theirs.to_bits())
                    .checked_shr(32 - prefix)
                    .unwrap_or(0)
                    == 0
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                (ours.to_bits() ^ theirs.to_bits())
                    .checked_shr(128 - prefix)
                    .unwrap_or(0)
                    == 0
            }
            _ => false,
        }
    }
}

/// The proxies whose `X-Forwarded-For` is believed; none when absent from the app data.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<Network>);

impl TrustedProxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// The address of the client itself, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The key by which an address is rate-limited: itself, or its /64, which is what one IPv6 subscriber holds.
    pub fn limit_key(self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
                format!("{network}/64")
            }
        }
    }

    /// The nearest address of the chain that is no trusted proxy: whatever stands before it in the header may be forged.
    fn of(peer: IpAddr, forwarded_for: Option<&str>, proxies: &TrustedProxies) -> Self {
        let mut client = peer;
        let mut chain = forwarded_for.unwrap_or_default().rsplit(',');
        while proxies.trusts(client) {
            match chain.next().map(|hop| hop.trim().parse()) {
                Some(Ok(hop)) => client = hop,
                Some(Err(_)) | None => break,
            }
        }
        Self(client)
    }
}

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        // A peer without an address is a local socket.
        let peer = request
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        // Several header lines count as one joined by commas (RFC 9110, 5.3).
        let lines: Vec<&str> = request
            .headers()
            .get_all(FORWARDED_FOR)
            .filter_map(|line| line.to_str().ok())
            .collect();
        let forwarded = (!lines.is_empty()).then(|| lines.join(","));
        let proxies = request.app_data::<web::Data<TrustedProxies>>();
        ready(Ok(match proxies {
            Some(proxies) => Self::of(peer, forwarded.as_deref(), proxies),
            None => Self(peer),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxies() -> TrustedProxies {
        TrustedProxies(vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()])
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let client = |peer: &str, header: Option<&str>| ClientAddress::of(ip(peer), header, &proxies()).0;
        assert_eq!(client("203.0.113.9", Some("198.51.100.1")), ip("203.0.113.9"));
        assert_eq!(client("10.1.1.1", Some("198.51.100.1")), ip("198.51.100.1"));
        assert_eq!(
            client("10.1.1.1", Some("1.1.1.1, 198.51.100.1, 10.2.2.2")),
            ip("198.51.100.1"),
            "what stands before the client's own address is forged"
        );
        assert_eq!(client("10.1.1.1", None), ip("10.1.1.1"));
        assert_eq!(client("::ffff:10.1.1.1", Some("nonsense")), ip("::ffff:10.1.1.1"));
    }

    #[test]
    fn ranges_are_read_and_compared_by_prefix() {
        let network = |text: &str| text.parse::<Network>();
        assert!(network("192.0.2.0/24").unwrap().contains(ip("192.0.2.255")));
        assert!(!network("192.0.2.0/24").unwrap().contains(ip("192.0.3.0")));
        assert!(network("0.0.0.0/0").unwrap().contains(ip("203.0.113.1")));
        assert!(!network("0.0.0.0/0").unwrap().contains(ip("2001:db8::1")));
        assert!(network("2001:db8::/32").unwrap().contains(ip("2001:db8:ffff::1")));
        for text in ["", "10.0.0.0/33", "10.0.0/8", "x/8", "10.0.0.0/-1"] {
            assert_eq!(network(text), Err(NotANetwork), "{text}");
        }
    }

    #[test]
    fn an_ipv6_subscriber_is_one_key() {
        let key = |text: &str| ClientAddress(ip(text)).limit_key();
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff"));
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8::1"));
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
