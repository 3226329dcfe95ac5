//! How old something has to be, as people type it.

use std::time::Duration;

/// `0s`, `90m`, `1h` or `2d`.
pub fn parse(written: &str) -> Result<Duration, String> {
    let wrong = || format!("`{written}` is no age: write 0s, 90m, 1h or 2d");
    let digits = written.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let number: u64 = written[..digits].parse().map_err(|_| wrong())?;
    let seconds = match &written[digits..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_and_bounded() {
        assert_eq!(parse("0s"), Ok(Duration::ZERO));
        assert_eq!(parse("90m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("2d"), Ok(Duration::from_secs(172_800)));
        for wrong in ["", "1", "h", "-1h", "1.5h", "1 h", "99999999999999999d", "é"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
