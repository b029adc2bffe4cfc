//! `feed.xml`: an Atom feed (RFC 4287) of the snapshots. It needs absolute addresses, so the site must know its own.

use std::fmt::Write;

use analytics::snapshot::v1::IndexEntry;
use app::document::Site;
use app::source::origin;

use crate::template::escape;

/// The feed, newest first; None when nobody said where the site is published.
pub fn feed(site: &Site, entries: &[IndexEntry]) -> Option<String> {
    let info = &site.info;
    let newest = entries.iter().map(|entry| entry.created_at.as_str()).max()?;
    if info.url.is_empty() {
        return None;
    }
    let url = escape(&info.url);
    let author = if info.owner.name.is_empty() { &info.name } else { &info.owner.name };
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "<title>{}: snapshots</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n\
         <link rel=\"self\" href=\"{url}feed.xml\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape(&info.name),
        escape(newest),
        escape(author),
    );
    for entry in entries {
        let page = format!("{url}snapshots/{}/", escape(entry.id.as_str()));
        let _ = write!(
            text,
            "<entry>\n<title>{}</title>\n<id>{page}</id>\n<link href=\"{page}\"/>\n<updated>{}</updated>\n\
             <summary>{} models, {} tasks, {} judges; {}</summary>\n</entry>\n",
            escape(&entry.title),
            escape(&entry.created_at),
            entry.models,
            entry.tasks,
            entry.judges,
            origin(entry),
        );
    }
    text.push_str("</feed>\n");
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use analytics::snapshot::v1::Index;
    use app::document::SiteInfo;
    use app::source::SiteData;

    const INDEX: &str = include_str!("../../../data/snapshots/index.json");

    fn site(url: &str) -> Site {
        Site {
            info: SiteInfo { name: "A & B".into(), url: url.into(), ..SiteInfo::default() },
            base: "/".into(),
            data: std::sync::Arc::new(SiteData { snapshots: Vec::new() }),
            data_url: String::new(),
        }
    }

    #[test]
    fn the_feed_has_what_rfc_4287_asks_for_and_needs_an_address() {
        let index: Index = serde_json::from_str(INDEX).unwrap();
        assert!(feed(&site(""), &index.snapshots).is_none());
        let text = feed(&site("https://example.org/lim/"), &index.snapshots).unwrap();
        // Section 4.1.1 and 4.1.2: id, title, updated, an author; each entry id, title, updated.
        assert_eq!(text.matches("<entry>").count(), index.snapshots.len());
        for (element, times) in [("<id>", 1), ("<title>", 1), ("<updated>", 1)] {
            assert_eq!(text.matches(element).count(), times + index.snapshots.len(), "{element}");
        }
        assert!(text.contains("<author><name>A &amp; B</name></author>"), "{text}");
        assert!(text.contains("<id>https://example.org/lim/snapshots/2026-04-published/</id>"), "{text}");
        let newest = index.snapshots.iter().map(|entry| entry.created_at.as_str()).max().unwrap();
        assert!(text.split("<entry>").next().unwrap().contains(newest), "the feed is as new as its newest entry");
    }
}
