//! Durations as people type them: what a file takes, a flag takes.

use std::time::Duration;

use crate::yaml;

/// A limit as in files: `500ms`, `20s`, `5m`; a number alone is seconds.
pub fn limit(written: &str) -> Result<Duration, String> {
    let bare = written.bytes().all(|b| b.is_ascii_digit());
    let unit = if bare { "s" } else { "" };
    yaml::duration(&format!("{written}{unit}")).ok_or_else(|| {
        format!("`{written}` is no duration: write 500ms, 20s or 3m (at most an hour)")
    })
}

/// An age: `0s`, `90m`, `1h` or `2d`.
pub fn age(written: &str) -> Result<Duration, String> {
    yaml::span(written).ok_or_else(|| format!("`{written}` is no age: write 0s, 90m, 1h or 2d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_takes_what_a_file_takes_and_seconds() {
        for written in ["500ms", "20s", "5m", "60m", "1h"] {
            assert_eq!(limit(written).ok(), yaml::duration(written), "{written}");
        }
        assert_eq!(limit("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(limit("90"), Ok(Duration::from_secs(90)));
        for wrong in ["", "0", "0s", "2h", "61m", "3601", "-1", "1.5s", "5 m", "m"] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ages_are_read_and_bounded() {
        assert_eq!(age("0s"), Ok(Duration::ZERO));
        assert_eq!(age("90m"), Ok(Duration::from_secs(5400)));
        assert_eq!(age("2d"), Ok(Duration::from_secs(172_800)));
        for wrong in ["", "1", "h", "-1h", "1.5h", "1 h", "99999999999999999d", "é"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
