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
