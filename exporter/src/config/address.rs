//! Where a server stands, as far as its address tells.

use std::net::IpAddr;

/// Where a server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On this machine.
    ThisMachine,
    /// In a network of one's own: a private address, or a name that no public server can have.
    OwnNetwork,
    /// Anywhere else.
    Elsewhere,
}

/// Where the server with this address stands. The host is compared as a whole: `localhost.example.com` is somebody else's.
#[must_use]
pub fn place(base_url: &str) -> Place {
    let Ok(url) = reqwest::Url::parse(base_url) else { return Place::Elsewhere };
    let Some(host) = url.host_str() else { return Place::Elsewhere };
    let host = host.trim_end_matches('.');
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(address) => of_address(address.to_canonical()),
        Err(_) => of_name(host),
    }
}

fn of_address(address: IpAddr) -> Place {
    // A request to the unspecified address reaches this machine.
    if address.is_loopback() || address.is_unspecified() {
        return Place::ThisMachine;
    }
    let own = match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    };
    if own { Place::OwnNetwork } else { Place::Elsewhere }
}

fn of_name(host: &str) -> Place {
    if host == "localhost" || host.ends_with(".localhost") {
        return Place::ThisMachine;
    }
    let own = !host.contains('.') || host.ends_with(".local") || host.ends_with(".home.arpa");
    if own { Place::OwnNetwork } else { Place::Elsewhere }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_decides_and_not_how_the_text_begins() {
        for (url, expected) in [
            ("http://localhost:8080/v1", Place::ThisMachine),
            ("http://LOCALHOST./v1", Place::ThisMachine),
            ("http://ollama.localhost", Place::ThisMachine),
            ("http://127.0.0.1:11434", Place::ThisMachine),
            ("http://127.8.9.1", Place::ThisMachine),
            ("http://127.1:80", Place::ThisMachine),
            ("http://0.0.0.0:8000/v1", Place::ThisMachine),
            ("http://[::1]:8000/v1", Place::ThisMachine),
            ("http://[::ffff:127.0.0.1]/", Place::ThisMachine),
            ("http://192.168.1.20:8080", Place::OwnNetwork),
            ("http://10.0.0.3", Place::OwnNetwork),
            ("http://172.20.1.1", Place::OwnNetwork),
            ("http://[fd00::1]:8080", Place::OwnNetwork),
            ("http://workshop:8080/v1", Place::OwnNetwork),
            ("http://studio.local/v1", Place::OwnNetwork),
            ("https://localhost.example.com/v1", Place::Elsewhere),
            ("https://127.0.0.1.example.com/v1", Place::Elsewhere),
            ("https://172.200.1.1/v1", Place::Elsewhere),
            ("https://[2606:4700::1]/v1", Place::Elsewhere),
            ("https://openrouter.ai/api/v1", Place::Elsewhere),
            ("", Place::Elsewhere),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
