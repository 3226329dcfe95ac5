//! The run as one HTML file for people: no network, nothing beside it.
//!
//! In comes a [`RunResult`], out goes a page. The only file that names minijinja, which escapes
//! every value. A content security policy lets nothing run but the page's own script, so that
//! what a target sent could not run even if an escape were missing.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, HtmlEscape, UndefinedBehavior, Value, context};

use super::matrix::Matrix;
use super::sanitize::one_line;
use crate::verdict::RunResult;

mod bounds;
mod card;
mod case;
mod check;
mod exchange;
mod marked;
mod timeline;
mod untested;
mod view;

/// Characters of anything in the matrix.
const SAID: usize = 400;
const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = concat!(include_str!("palette.css"), include_str!("style.css"));
const MATRIX: &str = include_str!("matrix.html");
const MATRIX_STYLE: &str = concat!(include_str!("palette.css"), include_str!("matrix.css"));
const SCRIPT: &str = include_str!("script.js");

/// The run as a page.
pub fn render(run: &RunResult) -> String {
    fill(
        TEMPLATE,
        context! {
            page => Serde(view::page(run)),
            policy => policy(SCRIPT, STYLE),
            style => Value::from_safe_string(STYLE.to_owned()),
            script => Value::from_safe_string(SCRIPT.to_owned()),
        },
    )
}

/// Several runs side by side as a page.
pub fn matrix(matrix: &Matrix) -> String {
    fill(
        MATRIX,
        context! {
            matrix => Serde(matrix),
            policy => policy("", MATRIX_STYLE),
            style => Value::from_safe_string(MATRIX_STYLE.to_owned()),
        },
    )
}

fn fill(template: &str, page: Value) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.add_filter("shown", |text: String| one_line(&text, SAID));
    environment.add_filter("prose", |text: String| Value::from_safe_string(prose(&text)));
    environment.set_syntax(syntax.expect("its markers are the usual ones"));
    environment.add_template("page.html", template).expect("the template is ours and parses");
    let template = environment.get_template("page.html").expect("it was added above");
    template.render(page).expect("the tests render every branch of the template")
}

/// A sentence as markup: escaped, and what stands in backticks as code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // One backtick alone is a character like any other.
    if parts.len().is_multiple_of(2) {
        return HtmlEscape(text).to_string();
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => HtmlEscape(part).to_string(),
        _ => format!("<code>{}</code>", HtmlEscape(part)),
    });
    parts.collect()
}

/// Nothing is loaded from anywhere, and only this style and this script count.
fn policy(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(script),
        hash(style)
    )
}

fn hash(text: &str) -> String {
    STANDARD.encode(digest(&SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, sanitize};
    use crate::verdict::finding::Got;

    #[test]
    fn nothing_a_target_sends_becomes_markup_or_steers() {
        let page = render(&sample::run());
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</script").count(), 1);
        assert_eq!(page.matches("<style").count(), 1);
        assert!(page.contains("&lt;script&gt;"));
        assert!(page.contains("\\u{1b}[31mred\\u{0}"));
        let hidden = page.chars().find(|c| sanitize::is_hidden(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(hidden, None);
    }

    #[test]
    fn the_matrix_shows_hostile_text_as_text() {
        let (one, mut other) = (sample::run(), sample::run());
        other.target = format!("<script>alert(1)</script>{}", sample::HOSTILE);
        let page = matrix(&crate::report::matrix::matrix(&[one, other]));
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
        assert!(page.contains("conflict.create") && page.contains("class=\"broken\""));
        assert!(page.contains("2026-01-02<") && page.contains("\\u{202e}rtl"));
        assert_eq!(page.chars().find(|c| sanitize::is_hidden(*c) && *c != '\n'), None);
    }

    #[test]
    fn the_policy_lets_the_pages_own_script_and_style_through() {
        let page = render(&sample::run());
        let inside = |tag: &str| {
            let (_, rest) = page.split_once(&format!("<{tag}>")).unwrap();
            rest.split_once(&format!("</{tag}>")).unwrap().0.to_owned()
        };
        assert_eq!(inside("script"), SCRIPT);
        assert_eq!(inside("style"), STYLE);
        assert!(!page.contains(" style="), "an inline style would be blocked");
    }

    #[test]
    fn a_case_has_its_link_its_verdict_and_its_conversation() {
        let page = render(&sample::run());
        for part in [
            "id=\"conflict&#x2f;second-create-is-refused\"",
            "href=\"#conflict&#x2f;second-create-is-refused\"",
            "data-verdict=\"known-deviation\"",
            "POST",
            "real vaults answer so",
            "Certificate kvc-k3x9-7",
        ] {
            let found = page.to_lowercase().contains(&part.to_lowercase());
            assert!(found, "{part} is missing");
        }
        assert!(!page.contains("http-equiv=\"refresh\"") && !page.contains("src="));
    }

    #[test]
    fn what_stands_in_backticks_is_code_and_stays_text() {
        assert_eq!(prose("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
        assert_eq!(prose("a `<b> c"), "a `&lt;b&gt; c");
        assert_eq!(prose("``"), "<code></code>");
    }

    #[test]
    fn an_empty_run_renders_too() {
        let mut run = sample::run();
        run.cases.clear();
        run.clean_up.left.clear();
        assert!(render(&run).contains("0 cases and rules"));
    }

    #[test]
    fn a_flood_stays_bounded() {
        let mut run = sample::run();
        let step = &mut run.cases[1].steps[1];
        step.exchanges[0].response_body = "<".repeat(5_000_000);
        step.exchanges = vec![step.exchanges[0].clone(); 50];
        step.checks[1].got = Got::Value { value: "<".repeat(5_000_000).into() };
        let page = render(&run);
        assert!(page.len() < 5_000_000, "{} bytes", page.len());
        assert!(page.contains("44 more exchanges"), "the cut is not told");
    }
}
