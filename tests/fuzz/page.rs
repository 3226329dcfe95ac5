//! Pages as browsers and GitHub read them: whole, with no element that is not ours, and no link that
//! leads away.

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Elements of the HTML report.
const ELEMENTS: &str = "a article b body br button code dd del details div dl dt fieldset form h1 h2 h3 \
    h4 h5 head header html input ins label legend li link main mark meta output p pre rect script \
    section span style summary svg table tbody td th thead title tr ul";
const VOID: [&str; 5] = ["br", "input", "link", "meta", "rect"];
/// Elements in a Markdown report.
const IN_MARKDOWN: [&str; 3] = ["details", "summary", "code"];

/// One tag: its name, whether it ends an element, its attributes.
struct Element<'t> {
    name: &'t str,
    ends: bool,
    attributes: Vec<(&'t str, &'t str)>,
    /// What comes behind it.
    rest: &'t str,
}

/// Where the clauses of the contract stand, as a page writes it.
const CONTRACT: &str = "https:&#x2f;&#x2f;learn.microsoft.com&#x2f;";

/// Whether every element is one of ours and ends in its place.
pub fn html(page: &str) -> Result<(), String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    let (mut open, mut scripts) = (Vec::new(), 0);
    while let Some(at) = rest.find('<') {
        let element = element(&rest[at..])?;
        if !ELEMENTS.split_whitespace().any(|known| known == element.name) {
            return Err(format!("<{}> is none of ours", element.name));
        }
        for (name, value) in &element.attributes {
            let is_ours = value.starts_with('#') || value.starts_with(CONTRACT);
            let leads_away = *name == "href" && !is_ours;
            if name.starts_with("on") || leads_away || ["src", "action", "style"].contains(name) {
                return Err(format!("{name}={value:?} of <{}>", element.name));
            }
        }
        rest = element.rest;
        if element.ends {
            let last = open.pop();
            if last != Some(element.name) {
                return Err(format!("</{}> ends {last:?}", element.name));
            }
        } else if !VOID.contains(&element.name) {
            open.push(element.name);
        }
        if !element.ends && ["script", "style"].contains(&element.name) {
            scripts += usize::from(element.name == "script");
            rest =
                &rest[rest.find(&format!("</{}", element.name)).ok_or("a script without end")?..];
        }
    }
    let hidden = page.chars().find(|c| c.is_control() && !"\n\t".contains(*c) || *c == '\u{202e}');
    match (open.first(), scripts, hidden) {
        (None, 1, None) => Ok(()),
        what => Err(format!("open, scripts, hidden: {what:?}")),
    }
}

fn element(text: &str) -> Result<Element<'_>, String> {
    let (ends, text) = match text.strip_prefix("</") {
        Some(text) => (true, text),
        None => (false, &text[1..]),
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let end = text.find(|c| !plain(c)).unwrap_or(text.len());
    let name = &text[..end];
    let begins: String = text.chars().take(20).collect();
    if name.is_empty() {
        return Err(format!("a sign for itself: <{begins}"));
    }
    let (mut rest, mut attributes) = (text[end..].trim_start(), Vec::new());
    // SVG has capitals in names of attributes, and elements that end themselves.
    let plain = |c: char| plain(c) || c.is_ascii_uppercase();
    while !rest.starts_with('>') {
        if name == "rect" && rest.starts_with("/>") {
            rest = &rest[1..];
            continue;
        }
        let end = rest.find(|c| !plain(c)).ok_or("a tag without end")?;
        let name = &rest[..end];
        if name.is_empty() {
            return Err(format!("no attribute of <{begins}"));
        }
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            (value, rest) = quoted.split_once('"').ok_or("a value without end")?;
            rest = rest.trim_start();
        }
        attributes.push((name, value));
    }
    Ok(Element { name, ends, attributes, rest: &rest[1..] })
}

/// Whether nothing in it is a link, an image, or an element that is not ours.
pub fn markdown(page: &str) -> Result<(), String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut headings = 0;
    for event in Parser::new_ext(page, options) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                return Err(format!("a link to {dest_url}"));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                headings += usize::from(level == pulldown_cmark::HeadingLevel::H1);
            }
            Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => {
                return Err("a quotation or a footnote".to_owned());
            }
            Event::Html(html) | Event::InlineHtml(html) => elements(&html)?,
            _ => {}
        }
    }
    if headings == 1 { Ok(()) } else { Err(format!("{headings} headings")) }
}

fn elements(html: &str) -> Result<(), String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if let Some(behind) = rest[at..].strip_prefix("<!-- -->") {
            rest = behind;
            continue;
        }
        let element = element(&rest[at..])?;
        if !IN_MARKDOWN.contains(&element.name) || !element.attributes.is_empty() {
            return Err(format!("<{}> in {html:?}", element.name));
        }
        rest = element.rest;
    }
    Ok(())
}
