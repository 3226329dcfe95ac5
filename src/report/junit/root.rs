//! The root element as the published schema has it: without the `skipped` that quick_junit writes
//! there. Each suite keeps its own.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

const ROOT: &str = "testsuites";

/// The same document without that attribute.
pub fn without_skipped(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len()));
    loop {
        let event = match reader.read_event().expect("quick_junit writes well-formed XML") {
            Event::Eof => break,
            Event::Start(tag) if tag.name().as_ref() == ROOT.as_bytes() => Event::Start(lean(&tag)),
            other => other,
        };
        writer.write_event(event).expect("writing to memory cannot fail");
    }
    String::from_utf8(writer.into_inner()).expect("what was a string still is one")
}

fn lean(root: &BytesStart<'_>) -> BytesStart<'static> {
    let kept = root.attributes().flatten().filter(|a| a.key.as_ref() != b"skipped");
    BytesStart::new(ROOT).with_attributes(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_changes() {
        let inner =
            "<testsuite skipped=\"1\">\n  <a b=\"x &lt; &#10; y\"/>&amp;]]&gt; \u{e9}</testsuite>";
        let xml = |skipped| {
            format!(
                "<?xml version=\"1.0\"?>\n<testsuites name=\"n\"{skipped} tests=\"2\">{inner}</testsuites>\n"
            )
        };
        assert_eq!(without_skipped(&xml(" skipped=\"1\"")), xml(""));
    }
}
