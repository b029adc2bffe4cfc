//! The frame of a calculator's page: sentence, form and figures, complete without any script.

use analytics::cost::{Band, Currency, MIXES};
use analytics::decision::{Facts, Field, Kind, Resolved, State, resolve};

use super::{Client, Document, Entry, Site, body, interactive};
use crate::calculators::{DRAWS, Page, case, late, outputs, position, positions, say, tables};
use crate::chart::svg::WIDTH;
use crate::html::Html;

/// What the calculators' pages are rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Calculators<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// Where the browser loads them, relative to the base.
    pub url: &'a str,
}

/// Fields under a heading; the first groups are open.
pub(super) struct Group {
    pub heading: &'static str,
    pub open: bool,
    /// Lists of models, machines or currencies, by their keys.
    pub choices: &'static [(&'static str, &'static str)],
    pub fields: &'static [Field],
}

/// A page with its text around the interactive part.
pub(super) struct Frame {
    pub page: Page,
    pub route: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    pub groups: &'static [Group],
    /// Chips: name, query (begun with & where it leaves other inputs alone), where it comes from.
    pub chips: Vec<(String, String, String)>,
    /// HTML before the form and after the figures.
    pub before: String,
    pub after: String,
    /// Whether own usage can be read in.
    pub usage: bool,
}

/// The whole page.
pub(super) fn page(site: &Site, calculators: &Calculators, frame: Frame) -> Document {
    let state = State::new(calculators.facts);
    let resolved = resolve(calculators.facts, &state);
    let found = outputs(frame.page, &resolved, WIDTH);
    let mut html = Html::default();
    html.tag("<section class=\"calc\"><h1>").text(frame.title).tag("</h1>");
    html.trusted(&frame.before);
    html.tag("<p id=\"answer\" class=\"answer\">").text(&found.sentence).tag("</p>");
    html.tag(
        "<noscript><p class=\"note\">Without JavaScript the inputs do nothing: the figures are those of an example.",
    );
    html.tag("</p></noscript><p id=\"status\" class=\"unseen\" role=\"status\"></p>");
    if !frame.chips.is_empty() {
        html.tag("<p class=\"chips\"><span>Presets: </span>");
        for (name, query, why) in &frame.chips {
            html.tag("<a class=\"chip\" href=\"?").text(&query[1..]).tag("\" data-q=\"").text(query);
            html.tag("\" title=\"").text(why).tag("\">").text(name).tag("</a> ");
        }
        html.tag("<a href=\"?\" data-q=\"?\">Reset</a></p>");
        if frame.page != Page::Memory {
            html.tag("<details class=\"more\"><summary>Where the presets come from</summary><dl class=\"from\">");
            for (name, _, why) in &frame.chips {
                html.tag("<div><dt>").text(name).tag("</dt><dd>").text(why).tag("</dd></div>");
            }
            html.tag("</dl></details>");
        }
    }
    html.tag("<div class=\"columns\"><div class=\"inputs\" role=\"group\" aria-label=\"Inputs\">");
    for group in frame.groups {
        html.tag(if group.open { "<details open><summary>" } else { "<details><summary>" });
        html.text(group.heading).tag("</summary>");
        for (key, label) in group.choices {
            choice(&mut html, &resolved, key, label);
        }
        for field in group.fields {
            input(&mut html, &resolved, *field);
        }
        html.tag("</details>");
    }
    if frame.usage {
        usage(&mut html, site);
    }
    html.tag("</div><div id=\"figures\" class=\"outputs\">");
    for part in &found.parts {
        html.tag("<div>").trusted(&part.html).tag("</div>");
    }
    html.tag("</div></div>");
    html.tag("<div id=\"late\">").trusted(&slow(frame.page, &resolved)).tag("</div>");
    if frame.page != Page::Memory {
        html.tag("<details class=\"more\"><summary>The charts as tables</summary><div id=\"tables\">");
        html.trusted(&tables(frame.page, &resolved)).tag("</div></details>");
    }
    // On paper the address is what carries the inputs.
    html.tag("<p id=\"link\" class=\"sheet\"></p></section>");
    let content = interactive(site, frame.page.id(), &[calculators.url], html.done());
    Document {
        route: frame.route.to_owned(),
        title: frame.title.to_owned(),
        description: frame.description.to_owned(),
        body: body(site, frame.route, [content, frame.after].concat()),
        client: Some(Client { entry: Entry::Calculator, files: vec![calculators.url.to_owned()] }),
    }
}

/// A link to another calculator that takes the inputs along.
pub(super) fn carry(html: &mut Html, site: &Site, route: &str, words: &'static str) {
    let to = site.link(route);
    html.tag("<a data-carry=\"").text(&to).tag("\" href=\"").text(&to).tag("\">").tag(words).tag("</a> ");
}

/// What the browser computes after the paint stands in the page from the start.
fn slow(page: Page, resolved: &Resolved) -> String {
    let mut band = Band::default();
    let drawn = case(page, resolved).is_some_and(|(case, _)| band.extend(&case, 0, DRAWS).is_ok());
    late(page, resolved, drawn.then_some(band), WIDTH)
}

fn input(html: &mut Html, resolved: &Resolved, field: Field) {
    let def = field.def();
    let value = resolved.get(field);
    html.tag("<div class=\"field\"><label for=\"f-").text(def.key).tag("\">").text(field.text().label).tag("</label>");
    if let Kind::Choice(words) = def.kind {
        html.tag("<select id=\"f-").text(def.key).tag("\" data-f=\"").text(def.key).tag("\">");
        for (at, word) in words.iter().enumerate() {
            html.tag("<option value=\"").count(at).tag("\">").text(word).tag("</option>");
        }
        html.tag("</select>");
    } else {
        let text = value.map_or(String::new(), analytics::cost::Dec::print);
        html.tag("<span class=\"entry\"><input id=\"f-").text(def.key).tag("\" data-f=\"").text(def.key);
        html.tag("\" inputmode=\"decimal\" autocomplete=\"off\" placeholder=\"not known\" value=\"").text(&text);
        html.tag("\" aria-describedby=\"h-").text(def.key).tag("\">");
        if let Some(rest) = def.unit.strip_prefix("money") {
            html.tag("<span class=\"unit\"><span data-money>").text(resolved.state.currency.code()).tag("</span>");
            html.text(rest).tag("</span>");
        } else {
            html.tag("<span class=\"unit\">").text(def.unit).tag("</span>");
        }
        html.tag("</span><input type=\"range\" id=\"r-").text(def.key).tag("\" data-r=\"").text(def.key);
        html.tag("\" min=\"0\" max=\"").count(usize::try_from(positions(def)).unwrap_or(1));
        html.tag("\" value=\"").count(usize::try_from(position(def, value.unwrap_or_default())).unwrap_or(0));
        html.tag("\" aria-label=\"").text(field.text().label).tag(", slider\" aria-valuetext=\"").text(&text).tag(" ");
        html.text(&def.unit.replace("money", resolved.state.currency.code())).tag("\">");
    }
    html.tag("<small id=\"h-").text(def.key).tag("\">").text(field.text().help).tag("</small></div>");
}

fn choice(html: &mut Html, resolved: &Resolved, key: &'static str, label: &'static str) {
    let facts = resolved.facts;
    html.tag("<div class=\"field\"><label for=\"c-")
        .tag(key)
        .tag("\">")
        .tag(label)
        .tag("</label><select id=\"c-")
        .tag(key);
    html.tag("\" data-c=\"").tag(key).tag("\">");
    let mut option = |value: &str, text: &str, selected: bool| {
        html.tag("<option value=\"")
            .text(value)
            .tag(if selected { "\" selected>" } else { "\">" })
            .text(text)
            .tag("</option>");
    };
    match key {
        "k" => {
            for (at, machine) in facts.machines.iter().enumerate() {
                option(&machine.id, &machine.name, at == resolved.state.machine);
            }
        }
        "cur" => {
            for currency in Currency::ALL {
                option(currency.code(), currency.code(), currency == resolved.state.currency);
            }
        }
        _ => {
            if key != "m" {
                option("", "none", true);
            }
            for (at, model) in facts.models.iter().enumerate() {
                for (file, (format, size)) in model.files.iter().enumerate() {
                    let usual = file == model.usual;
                    let value = if usual { model.id.clone() } else { say(&[&model.id, ":", &file.to_string()]) };
                    let gigabytes = analytics::cost::rough(size / 1e9);
                    let text = say(&[&model.name, " · ", format, " (", &gigabytes, " GB)"]);
                    option(&value, &text, key == "m" && usual && at == resolved.state.model.model);
                }
            }
        }
    }
    html.tag("</select></div>");
}

fn usage(html: &mut Html, site: &Site) {
    html.tag("<details><summary>Your own usage</summary><div class=\"field\"><label for=\"usage\">");
    html.tag("Paste or drop a ccusage JSON, an OpenRouter or Anthropic CSV, or a plain table</label>");
    html.tag("<textarea id=\"usage\" rows=\"4\" spellcheck=\"false\"></textarea>");
    html.tag("<label class=\"file\" for=\"usage-file\">or choose a file</label><input type=\"file\" id=\"usage-file\" accept=\".json,.csv,.tsv,text/csv,application/json\">");
    html.tag("<small id=\"usage-said\" role=\"status\"></small><small>It is read in this page and sent nowhere. ");
    let repository = site.info.repository.trim_end_matches('/');
    if repository.is_empty() {
        html.tag(
            "The plain table: date, model, fresh_input_tokens, cache_write_tokens, cache_read_tokens, output_tokens.",
        );
    } else {
        html.tag("<a href=\"").text(repository).tag("/blob/main/docs/usage-format.md\">How the plain table looks</a>.");
    }
    html.tag("</small></div></details>");
}

/// The published token mixes as chips: they leave everything else as it stands.
pub(super) fn mixes() -> Vec<(String, String, String)> {
    MIXES
        .iter()
        .map(|mix| {
            let percent = |micro: i64| analytics::cost::Dec::micro(micro * 100).print();
            let [f, w, r, o] = mix.shares.map(percent);
            (mix.name.to_owned(), say(&["&f=", &f, "&w=", &w, "&r=", &r, "&o=", &o]), mix.source.to_owned())
        })
        .collect()
}
