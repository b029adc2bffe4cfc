//! What an address tells of a server: where its other paths begin, and whether it stands in somebody's own network.

use std::net::{IpAddr, Ipv6Addr};

use reqwest::Url;

/// The address without the part that only belongs to one format, such as `/v1`: health and version stand beside it.
#[must_use]
pub fn root_of(base_url: &str) -> &str {
    ["/api/v0", "/v1"].iter().find_map(|end| base_url.strip_suffix(end)).unwrap_or(base_url)
}

/// Whether the server stands on this machine or in a private network, as far as the address tells. Only such servers are
/// asked what they are: a public service would take the questions for somebody else's program.
#[must_use]
pub fn is_private(base_url: &str) -> bool {
    let Ok(url) = Url::parse(base_url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unspecified() || is_local_v6(ip),
        Err(_) => {
            !host.contains('.') || [".local", ".lan", ".internal", ".home.arpa"].iter().any(|end| host.ends_with(end))
        }
    }
}

/// Unique local addresses (fc00::/7) and link-local ones (fe80::/10).
fn is_local_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ones_own_network_is_private() {
        for own in [
            "http://127.0.0.1:8080/v1",
            "http://localhost/v1",
            "http://[::1]:1/v1",
            "http://10.0.0.3/v1",
            "http://192.168.1.7:11434",
            "http://172.16.0.9",
            "http://[fd00::2]/v1",
            "http://spark:8000/v1",
            "http://mac.local:1234/v1",
        ] {
            assert!(is_private(own), "{own}");
        }
        for public in ["https://openrouter.ai/api/v1", "https://api.openai.com/v1", "http://8.8.8.8/v1", "nonsense"] {
            assert!(!is_private(public), "{public}");
        }
    }

    #[test]
    fn other_paths_begin_before_the_format() {
        assert_eq!(root_of("http://127.0.0.1:8080/v1"), "http://127.0.0.1:8080");
        assert_eq!(root_of("http://127.0.0.1:1234/api/v0"), "http://127.0.0.1:1234");
        assert_eq!(root_of("http://host/llama/v1"), "http://host/llama");
        assert_eq!(root_of("http://127.0.0.1:11434"), "http://127.0.0.1:11434");
    }
}
