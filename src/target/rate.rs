//! The `rate_limit` of a target file: how many requests a target may be sent in which time.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::duration::duration;

/// Each of the cases that are walked at once gets a turn about so often. A case sends some ten
/// requests, and as many are sent to clean up: all that fits well into the time it has.
const TURN: Duration = Duration::from_secs(5);

/// At most so many requests in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests, at least one.
    #[serde(deserialize_with = "some")]
    pub requests: u32,
    /// The time, more than nothing and at most an hour.
    #[serde(deserialize_with = "duration")]
    pub per: Duration,
}

impl RateLimit {
    /// The time from one request to the next, if all are evenly spaced.
    pub fn interval(self) -> Duration {
        let nanos = self.per.as_nanos().div_ceil(u128::from(self.requests));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// How many cases to walk at once where nobody says it.
    pub fn cases_at_once(self) -> usize {
        let turns = TURN.as_nanos() / self.interval().as_nanos().max(1);
        // As many others clean up meanwhile.
        (usize::try_from(turns).unwrap_or(usize::MAX) / 2).max(1)
    }
}

fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let none = "`requests` is 0: nothing would ever be sent";
    match u32::deserialize(deserializer)? {
        0 => Err(serde::de::Error::custom(none)),
        requests => Ok(requests),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn read(text: &str) -> Result<RateLimit, String> {
        yaml::parse("t.yaml", text).map_err(|mistake| mistake.to_string())
    }

    #[test]
    fn requests_are_evenly_spaced_and_never_more_than_said() {
        let limit = read("{ requests: 20, per: 10s }").unwrap();
        assert_eq!(limit.interval(), Duration::from_millis(500));
        let odd = read("{ requests: 7, per: 1s }").unwrap();
        assert!(odd.interval() * 7 >= odd.per);
        assert_eq!(limit.cases_at_once(), 5);
        assert_eq!(read("{ requests: 1, per: 60m }").unwrap().cases_at_once(), 1);
    }

    #[test]
    fn a_limit_under_which_nothing_is_sent_is_told_with_its_place() {
        for (text, told) in [
            ("{ per: 10s,\n  requests: 0 }", "t.yaml:2:13: `requests` is 0: nothing would ever"),
            ("{ requests: 2, per: 0s }", "t.yaml:1:21: `0s` is no duration: write 500ms"),
            ("{ requests: 2, per: 2h }", "t.yaml:1:21: `2h` is no duration: write 500ms"),
            ("{ requests: 2, per: 61m }", "t.yaml:1:21: `61m` is no duration"),
            ("{ requests: -1, per: 1s }", "t.yaml:1:13: "),
            ("{ requests: 2 }", "t.yaml:1:3: the key `per` is missing"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
