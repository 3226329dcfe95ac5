//! `Retry-After`: how long a target asks to wait.
//!
//! In: the header's value, and what time it is. Out: a wait, not bounded yet. One rule for who
//! polls and for who is throttled.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The header, in lower case.
pub const HEADER: &str = "retry-after";

/// Seconds, or a date. A target that asks for nothing, or for what has passed, has not asked.
pub fn read(value: &str, now: OffsetDateTime) -> Option<Duration> {
    let value = value.trim();
    let seconds = match value.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let at = OffsetDateTime::parse(value, &Rfc2822).ok()?;
            // A second begun is waited to its end.
            u64::try_from((at - now).whole_seconds() + 1).ok()?
        }
    };
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_what_has_passed_says_nothing() {
        let now = OffsetDateTime::from_unix_timestamp(784_111_770).unwrap();
        for (value, expected) in [
            (" 7 ", Some(7)),
            ("0", None),
            ("-1", None),
            ("soon", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(8)),
            ("Sun, 06 Nov 1994 08:49:28 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
        ] {
            assert_eq!(read(value, now), expected.map(Duration::from_secs), "{value}");
        }
    }
}
