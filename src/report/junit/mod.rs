//! The run as JUnit XML: one suite a section, one test case a case.
//!
//! In comes a [`RunResult`], out goes XML that any JUnit reader takes, valid against the schema that
//! Jenkins' xUnit plug-in publishes (junit-10.xsd): it drops a whole file that is not. That schema
//! knows no properties of a test case, so they stand in its suite, under the case's name, and its
//! system-out says them to people. The only file that names quick_junit; it must not decide
//! anything about a verdict, only say it in JUnit's words.

mod root;

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::{group, sanitize, text, words};
use crate::cause::{self, Cause};
use crate::verdict::finding::CheckResult;
use crate::verdict::{CaseResult, RunResult, StepResult, Verdict};

/// Characters an attribute may have.
const ATTRIBUTE: usize = 600;
/// Characters the body of a failure may have.
const BODY: usize = 200_000;

/// Scripts in the body of one failure.
const SCRIPTS: usize = 3;

/// The run as a JUnit report.
pub fn render(run: &RunResult) -> String {
    let mut report = Report::new("kvcontract");
    report.set_time(Duration::from_millis(run.millis));
    let causes = cause::causes(run);
    let sections = group::in_order(run.cases.iter().map(|c| (c.section.as_str(), c)));
    for (at, (section, cases)) in sections.into_iter().enumerate() {
        let first = if at == 0 { causes.as_slice() } else { &[] };
        report.add_test_suite(suite(section, &cases, first, run, &causes));
    }
    root::without_skipped(&report.to_string().expect("XML written to memory cannot fail"))
}

/// The suite of a section; the first tells the causes before all else.
fn suite(
    section: &str,
    cases: &[&CaseResult],
    told: &[Cause],
    run: &RunResult,
    causes: &[Cause],
) -> TestSuite {
    let mut suite = TestSuite::new(attribute(section));
    suite.timestamp = run.started_at.parse().ok();
    let millis = cases.iter().fold(0_u64, |sum, case| sum.saturating_add(case.millis));
    suite.set_time(Duration::from_millis(millis));
    suite.add_properties(told.iter().map(|cause| {
        let often = words::cause::how_often(run, cause);
        let known = if cause.is_declared() { "; known" } else { "" };
        let title = words::cause::title(cause);
        property(&format!("cause:{}", cause.number), &format!("{title} ({often}{known})"))
    }));
    suite.add_properties([
        property("tool-version", &run.tool_version),
        property("run-id", &run.run_id),
        property("target", &run.target),
        property("target-version", run.target_version.as_deref().unwrap_or("unknown")),
        property("url", &run.url),
        property("api-version", &run.api_version),
        property("contract", run.contract.word()),
    ]);
    for case in cases {
        suite.add_properties(properties(case));
    }
    suite.add_test_cases(cases.iter().map(|case| test_case(case, run, causes)));
    suite
}

fn test_case(case: &CaseResult, run: &RunResult, causes: &[Cause]) -> TestCase {
    let mut test = TestCase::new(attribute(&case.id), status(case, run, causes));
    test.set_classname(attribute(&case.section));
    test.set_time(Duration::from_millis(case.millis));
    test.set_system_out(body(&held_to(case)));
    test
}

/// What a case covers and how strictly, for machines.
fn properties(case: &CaseResult) -> Vec<Property> {
    let ids: Vec<&str> = case.requirements.iter().map(|r| r.id.as_str()).collect();
    let mut properties = vec![of_case("requirements", case, &ids.join(" "))];
    properties.extend(strictest(case).map(|level| of_case("level", case, level)));
    properties
}

fn of_case(name: &str, case: &CaseResult, value: &str) -> Property {
    Property::new(attribute(&format!("{name}:{}", case.id)), attribute(value))
}

/// The same for people: each requirement with its demand and where that stands.
fn held_to(case: &CaseResult) -> String {
    let mut text = String::new();
    for r in &case.requirements {
        let _ = writeln!(text, "{} ({}): {} [{}]", r.id, r.level, r.clause, r.source);
    }
    text
}

/// `must` as soon as one of the case's requirements is one.
fn strictest(case: &CaseResult) -> Option<&str> {
    let mut levels = case.requirements.iter().map(|r| r.level.as_str());
    let first = levels.clone().next()?;
    Some(levels.find(|level| *level == "must").unwrap_or(first))
}

fn status(case: &CaseResult, run: &RunResult, causes: &[Cause]) -> TestCaseStatus {
    let (mut status, kind) = match &case.verdict {
        Verdict::Pass => return TestCaseStatus::success(),
        Verdict::Fail => (failure(), failed_requirement(case)),
        Verdict::StaleDeviation { .. } => (failure(), case.verdict.word()),
        Verdict::Error { .. } => {
            (TestCaseStatus::non_success(NonSuccessKind::Error), case.verdict.word())
        }
        Verdict::Blocked { .. } | Verdict::KnownDeviation { .. } | Verdict::NotSelected => {
            (TestCaseStatus::skipped(), case.verdict.word())
        }
    };
    status.set_type(attribute(kind));
    let because = causes.iter().find(|cause| cause.trials.contains(&case.id));
    let because = because.filter(|_| case.verdict == Verdict::Fail);
    let because = because.map(|cause| format!("cause {}: ", cause.number)).unwrap_or_default();
    status.set_message(attribute(&(because + &message(case))));
    if !matches!(status, TestCaseStatus::Skipped { .. }) {
        status.set_description(body(&story(case, run, causes)));
    }
    status
}

/// What failed, and how each of its causes is repeated.
fn story(case: &CaseResult, run: &RunResult, causes: &[Cause]) -> String {
    let mut story = text::case(case, run.contract, &run.tls).to_string();
    let mut of_it = causes.iter().filter(|cause| cause.trials.contains(&case.id));
    for cause in of_it.by_ref().take(SCRIPTS) {
        story.push_str(&text::repeat(run, cause).join("\n"));
        story.push('\n');
    }
    let more = of_it.count();
    if more > 0 {
        let _ = writeln!(story, "  and {more} more causes: kvcontract show");
    }
    story
}

fn failure() -> TestCaseStatus {
    TestCaseStatus::non_success(NonSuccessKind::Failure)
}

fn failed_requirement(case: &CaseResult) -> &str {
    case.failures().find_map(|(_, check)| check.clause.as_deref()).unwrap_or("set-up")
}

/// The verdict in one line: its reason, or the first failed check.
fn message(case: &CaseResult) -> String {
    let word = case.verdict.word();
    match (case.verdict.reason(), case.failures().next()) {
        (Some(reason), _) => format!("{word}: {reason}"),
        (None, Some((step, check))) => first_failure(step, check),
        (None, None) => word.to_owned(),
    }
}

fn first_failure(step: &StepResult, check: &CheckResult) -> String {
    let (place, expected) = (words::place(&check.place), words::expected(check));
    let kind = if step.seen.is_some() { "rule" } else { "step" };
    let seen = step.seen.as_ref().map(|seen| format!(", {}", words::seen(seen)));
    format!(
        "{}: {place} expected {expected}, got {} ({kind} \"{}\"{})",
        check.clause.as_deref().unwrap_or("set-up"),
        words::got(check),
        step.name,
        seen.unwrap_or_default()
    )
}

fn property(name: &str, value: &str) -> Property {
    Property::new(name, attribute(value))
}

fn attribute(text: &str) -> String {
    sanitize::one_line(text, ATTRIBUTE)
}

/// quick_junit drops tabs without a word, so they become spaces first.
fn body(text: &str) -> String {
    sanitize::many_lines(text.trim_end(), BODY).replace('\t', "    ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use quick_xml::events::Event;

    use super::*;
    use crate::report::sample;

    fn read(xml: &str) -> Report {
        Report::deserialize_from_str(xml).unwrap()
    }

    fn find<'a>(report: &'a Report, id: &str) -> &'a TestCase {
        let mut cases = report.test_suites.iter().flat_map(|s| &s.test_cases);
        cases.find(|c| c.name == *id).unwrap()
    }

    #[test]
    fn the_report_reads_well() {
        insta::assert_snapshot!("junit", render(&sample::run()));
    }

    #[test]
    fn a_reader_counts_what_the_run_counted() {
        let report = read(&render(&sample::run()));
        let skipped: usize = report.test_suites.iter().map(|s| s.skipped).sum();
        assert_eq!((report.tests, report.failures, report.errors, skipped), (10, 4, 1, 4));
        let sections: Vec<&str> = report.test_suites.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(sections, ["create", "conflict", "cancel", "delete", "rules"]);
    }

    #[test]
    fn a_failure_names_its_requirement_and_tells_everything() {
        let run = sample::run();
        let report = read(&render(&run));
        let case = find(&report, "conflict/second-create-is-refused");
        let TestCaseStatus::NonSuccess { message, ty, description, .. } = &case.status else {
            panic!("{:?}", case.status);
        };
        assert_eq!(ty.as_deref(), Some("conflict.create"));
        let line = "cause 2: conflict.create: status expected 409, got 202 (step \"create again\")";
        assert_eq!(message.as_deref(), Some(line));
        let told = text::case(&run.cases[1], run.contract, &run.tls).to_string();
        let description = description.as_deref().unwrap_or_default();
        assert!(description.starts_with(told.trim_end()), "{description}");
        // What repeats it is the conversation of the case, as on every other surface.
        let script = "to repeat cause 2, paste into a shell:\n#!/bin/sh\n# conflict/second-create";
        assert!(description.contains(script), "{description}");
    }

    /// Attributes and children of each element, as junit-10.xsd has them.
    const PUBLISHED: [(&str, &[&str], &[&str]); 9] = [
        ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
        (
            "testsuite",
            &["name", "tests", "failures", "errors", "time", "skipped", "timestamp"],
            &["properties", "testcase"],
        ),
        ("properties", &[], &["property"]),
        ("property", &["name", "value"], &[]),
        (
            "testcase",
            &["name", "time", "classname"],
            &["skipped", "error", "failure", "system-out"],
        ),
        ("skipped", &["type", "message"], &[]),
        ("error", &["type", "message"], &[]),
        ("failure", &["type", "message"], &[]),
        ("system-out", &[], &[]),
    ];

    #[test]
    fn nothing_is_written_that_the_published_schema_does_not_know() {
        let xml = render(&sample::run());
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().expand_empty_elements = true;
        let (mut open, mut met) = (Vec::<String>::new(), BTreeSet::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::End(_) => drop(open.pop()),
                Event::Start(tag) => {
                    let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                    let known = |name: &str| PUBLISHED.iter().find(|p| p.0 == name).unwrap();
                    for attribute in tag.attributes().flatten() {
                        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                        assert!(known(&name).1.contains(&key.as_str()), "{key} in {name}");
                    }
                    if let Some(parent) = open.last() {
                        assert!(known(parent).2.contains(&name.as_str()), "{name} in {parent}");
                    }
                    met.insert(name.clone());
                    open.push(name);
                }
                _ => {}
            }
        }
        assert_eq!(met.len(), PUBLISHED.len(), "only {met:?} were written");
    }

    #[test]
    fn a_suite_names_what_each_of_its_cases_covers() {
        let report = read(&render(&sample::run()));
        let suite = report.test_suites.iter().find(|s| s.name.as_str() == "conflict").unwrap();
        let value = |name: &str| {
            let found = suite.properties.iter().find(|p| p.name.as_str() == name);
            found.map(|p| p.value.as_str())
        };
        let case = "conflict/second-create-is-refused";
        let ids = value(&format!("requirements:{case}"));
        assert_eq!(ids, Some("conflict.create conflict.create-code"));
        assert_eq!(value(&format!("level:{case}")), Some("must"));
        let said = find(&report, case).system_out.as_deref().unwrap();
        assert!(said.starts_with("conflict.create (must): "), "{said}");
    }

    #[test]
    fn what_was_not_tested_says_why() {
        let report = read(&render(&sample::run()));
        for (id, said) in [
            ("cancel/a-stalled-request-can-be-cancelled", "Blocked: the target has no issuer"),
            ("create/location-names-the-operation", "KnownDeviation: no Location header"),
            ("delete/twice-is-not-found", "NotSelected"),
        ] {
            let TestCaseStatus::Skipped { message, .. } = &find(&report, id).status else {
                panic!("{id} is not skipped");
            };
            assert!(message.as_deref().unwrap().starts_with(said), "{id}: {message:?}");
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let xml = render(&sample::run());
        let illegal = xml.chars().find(|c| sanitize::is_hidden(*c) && *c != '\n');
        assert_eq!(illegal, None);
        assert!(!xml.contains("<script>"));
        assert!(!xml.contains("]]>"));
        let report = read(&xml);
        let case = find(&report, "conflict/the-message-names-the-state");
        let TestCaseStatus::NonSuccess { description, .. } = &case.status else {
            panic!("{:?}", case.status);
        };
        let told = description.as_deref().unwrap();
        assert!(told.contains("]]></failure><script>&\" \\u{202e}rtl"), "{told}");
        assert!(told.contains("{\n    \"name\""), "the tab is lost in {told}");
    }

    #[test]
    fn the_level_is_the_strictest_of_the_case() {
        let mut case = sample::run().cases[0].clone();
        case.requirements.reverse();
        assert_eq!(strictest(&case), Some("must"));
        case.requirements.truncate(1);
        assert_eq!(strictest(&case), Some("may"));
        case.requirements.clear();
        assert_eq!(strictest(&case), None);
    }
}
