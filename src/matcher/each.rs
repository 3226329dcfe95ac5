//! `each`: a list of which every element matches. An empty list is one; `count` refuses it.

use serde_json::Value;

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::{Difference, Reason};

use super::argument::{mapping, there};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::{about, because, inner, nested, number};
use super::shorten;

#[derive(Debug)]
struct Each(Matcher);

/// Reads the matcher of the elements.
pub(super) fn read(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Each(reader.matcher(argument)?)))
}

impl Kind for Each {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Each(self.0.fill(variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let items = there(value)?.as_array().ok_or_else(|| because("not-a-list"))?;
        let mut remark = None;
        for (index, item) in items.iter().enumerate() {
            let told = self.0.judge(Some(item)).map_err(|miss| missed(index, item, miss))?;
            remark = remark.or(told);
        }
        Ok(remark)
    }

    fn describe(&self) -> String {
        format!("a list, each element {}", self.0.describe())
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        if reason.code != "element" {
            return None;
        }
        let got = shorten::told(reason, "got");
        let why = match inner(reason) {
            Some(why) => self.0.explain(&why),
            None => format!("not {}", self.0.describe()),
        };
        Some(format!("element {} is {got}: {why}", number(reason, "index")))
    }

    fn written(&self) -> Value {
        mapping("each", self.0.written())
    }
}

fn missed(index: usize, item: &Value, miss: Miss) -> Miss {
    let facts =
        [("index", index.into()), ("got", shorten::kept(item)), ("reason", nested(miss.reason))];
    let differences = miss.differences.into_iter().map(|difference| Difference {
        pointer: format!("/{index}{}", difference.pointer),
        ..difference
    });
    Miss { reason: Some(about("element", facts)), differences: differences.collect() }
}
