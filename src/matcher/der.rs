//! `der`: base64 of the same bytes as another base64.

use serde_json::Value;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, quoted, string, text};
use super::encoded;
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::{about, argument, number, of_argument};

#[derive(Debug)]
struct Der(String);

/// Reads the base64 that it is held to.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Der(text("der", argument)?)))
}

impl Kind for Der {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Der(template::fill_text(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let text = string(value)?;
        let wanted = encoded::lenient(&self.0).map_err(|why| of_argument(why, "der"))?;
        let bytes = encoded::lenient(text)?;
        if bytes == wanted {
            return Ok(None);
        }
        let same = bytes.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        Err(about("other-bytes", [("from", (same + 1).into())]).into())
    }

    fn describe(&self) -> String {
        format!("the bytes of {}", quoted(&self.0))
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        if reason.code == "other-bytes" {
            return Some(match number(reason, "from") {
                // Left out where it differs from run to run.
                0 => "other bytes".to_owned(),
                from => format!("other bytes from byte {from} on"),
            });
        }
        let words = encoded::explain(reason)?;
        Some(match argument(reason) {
            Some(_) => format!("what it is held to is {words}"),
            None => words,
        })
    }

    fn written(&self) -> Value {
        mapping("der", self.0.clone())
    }
}
