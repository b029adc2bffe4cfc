//! `feed.xml`: an Atom feed (RFC 4287) of the snapshots.
//!
//! Ids are absolute and for ever, so those of entries come from the checksum of the snapshot: they stay the same
//! wherever the site moves. Links are absolute where the site knows its address, else relative to the feed.

use std::fmt::Write;

use analytics::digest::sha256_hex;
use analytics::snapshot::v1::IndexEntry;
use app::data::{day, origin};
use app::document::Site;

use crate::template::escape;

/// The feed, newest first; None without a snapshot, since a feed must say how new it is.
pub fn feed(site: &Site, entries: &[IndexEntry]) -> Option<String> {
    let info = &site.info;
    let newest = entries.iter().map(|entry| entry.created_at.as_str()).max()?;
    let oldest = entries.iter().min_by_key(|entry| entry.created_at.as_str())?;
    let url = escape(&info.url);
    let id = if url.is_empty() {
        urn(&sha256_hex([&info.name, oldest.summary_sha256.as_str()].concat().as_bytes()))
    } else {
        url.clone()
    };
    let home = if url.is_empty() { "./" } else { &url };
    let author = if info.owner.name.is_empty() { &info.name } else { &info.owner.name };
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "<title>{}: snapshots</title>\n<id>{id}</id>\n<link href=\"{home}\"/>\n\
         <link rel=\"self\" href=\"{url}feed.xml\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape(&info.name),
        escape(newest),
        escape(author),
    );
    for entry in entries {
        let _ = write!(
            text,
            "<entry>\n<title>{}</title>\n<id>{}</id>\n<link href=\"{url}snapshots/{}/\"/>\n<updated>{}</updated>\n\
             <summary>{} models, {} tasks, {} judges; {}; newest figure of {}</summary>\n</entry>\n",
            escape(&entry.title),
            urn(&entry.summary_sha256),
            escape(entry.id.as_str()),
            escape(&entry.created_at),
            entry.models,
            entry.tasks,
            entry.judges,
            origin(entry),
            escape(day(&entry.created_at)),
        );
    }
    text.push_str("</feed>\n");
    Some(text)
}

/// A UUID of version 8 (RFC 9562, section 5.8) from the first half of a SHA-256 in hexadecimal digits.
fn urn(sha256: &str) -> String {
    let digit = |at: usize| sha256.get(at..=at).unwrap_or("0");
    let mut urn = "urn:uuid:".to_owned();
    for at in 0..32 {
        if [8, 12, 16, 20].contains(&at) {
            urn.push('-');
        }
        match at {
            12 => urn.push('8'),
            // The variant: two fixed bits, then two of the digest.
            16 => urn.push_str(["8", "9", "a", "b"][usize::from_str_radix(digit(at), 16).unwrap_or_default() % 4]),
            _ => urn.push_str(digit(at)),
        }
    }
    urn
}

#[cfg(test)]
mod tests {
    use super::*;
    use analytics::snapshot::v1::Index;
    use app::data::SiteData;
    use app::document::SiteInfo;

    const INDEX: &str = include_str!("../../../data/snapshots/index.json");

    fn site(url: &str) -> Site {
        Site {
            info: SiteInfo { name: "A & B".into(), url: url.into(), ..SiteInfo::default() },
            base: "/".into(),
            data: std::sync::Arc::new(SiteData::default()),
            data_url: String::new(),
        }
    }

    #[test]
    fn the_feed_has_what_rfc_4287_asks_for_with_and_without_an_address() {
        let index: Index = serde_json::from_str(INDEX).unwrap();
        let ids = |text: &str| text.split("<id>").skip(2).map(|rest| rest[..45].to_owned()).collect::<Vec<_>>();
        let (with, without) = (site("https://example.org/lim/"), site(""));
        let (with, without) = (feed(&with, &index.snapshots).unwrap(), feed(&without, &index.snapshots).unwrap());
        for text in [&with, &without] {
            // Section 4.1.1 and 4.1.2: id, title, updated, an author; each entry id, title, updated.
            assert_eq!(text.matches("<entry>").count(), index.snapshots.len());
            for (element, times) in [("<id>", 1), ("<title>", 1), ("<updated>", 1)] {
                assert_eq!(text.matches(element).count(), times + index.snapshots.len(), "{element}");
            }
            assert!(text.contains("<author><name>A &amp; B</name></author>"), "{text}");
            let newest = index.snapshots.iter().map(|entry| entry.created_at.as_str()).max().unwrap();
            assert!(text.split("<entry>").next().unwrap().contains(newest), "the feed is as new as its newest entry");
        }
        assert!(with.contains("<link href=\"https://example.org/lim/snapshots/2026-04-published/\"/>"), "{with}");
        assert!(without.contains("<link href=\"snapshots/2026-04-published/\"/>"), "{without}");
        assert_eq!(ids(&with), ids(&without), "an entry is the same entry wherever the site is");
        assert!(feed(&site(""), &[]).is_none());
    }

    #[test]
    fn control_characters_leave_the_feed_well_formed() {
        let mut index: Index = serde_json::from_str(INDEX).unwrap();
        index.snapshots[0].title = "a\u{8}\u{1b}]0;x\u{7}\u{0}\u{ffff}<b>&".to_owned();
        let text = feed(&site(""), &index.snapshots).unwrap();
        // XML 1.0, production [2]: of the characters below a blank only these three.
        assert!(
            text.chars().all(|c| (' '..'\u{fffe}').contains(&c) || c > '\u{ffff}' || "\t\n\r".contains(c)),
            "{text:?}"
        );
        assert!(text.contains("&lt;b&gt;&amp;"));
    }

    #[test]
    fn ids_are_uuids_of_version_8() {
        // RFC 9562, section 4: 8-4-4-4-12 digits, the version after the second hyphen, the variant 8, 9, a or b.
        let digest = sha256_hex(b"abc");
        assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(urn(&digest), "urn:uuid:ba7816bf-8f01-8fea-8141-40de5dae2223");
    }
}
