//! What is waited for and what is not, with answers made here.

use super::*;

fn throttled(retry_after: Option<&str>) -> Answer {
    let header = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
    let (headers, body) = (header.into_iter().collect(), Vec::new());
    Answer { status: TOO_MANY_REQUESTS, headers, body: body.into(), took: Duration::ZERO }
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn the_target_says_how_long_and_else_each_wait_is_twice_the_last() {
    let throttle = Throttle::default();
    let throttle = &throttle;
    let waits =
        |answer: Answer| (0..5).map(move |again| throttle.wait(&answer, again, None).unwrap());
    assert!(waits(throttled(None)).eq([1, 2, 4, 8, 16].map(seconds)));
    assert!(waits(throttled(Some("0"))).eq([1, 2, 4, 8, 16].map(seconds)));
    assert!(waits(throttled(Some(" 7 "))).eq([7; 5].map(seconds)));
    assert!(waits(throttled(Some("soon"))).eq([1, 2, 4, 8, 16].map(seconds)));
    assert!(waits(throttled(Some("86400"))).eq([60; 5].map(seconds)), "no wait is endless");
}

#[test]
fn a_date_is_waited_for() {
    let throttle = Throttle::default();
    let at = |date| throttle.wait(&throttled(Some(date)), 0, None).unwrap();
    assert_eq!(at("Fri, 31 Dec 2100 23:59:59 GMT"), LONGEST);
    assert_eq!(at("Sun, 06 Nov 1994 08:49:28 GMT"), FIRST, "one that has passed says nothing");
}

#[test]
fn it_gives_up_after_some_tries_or_where_no_time_is_left() {
    let throttle = Throttle::default();
    let tired = throttle.wait(&throttled(None), 5, None).unwrap_err();
    assert!(
        tired.contains("429 6 times in a row") && tired.contains("`rate_limit` or `concurrency`"),
        "{tired}"
    );
    let soon = Some(Instant::now() + seconds(30));
    assert_eq!(throttle.wait(&throttled(Some("20")), 0, soon), Ok(seconds(20)));
    let late = throttle.wait(&throttled(Some("40")), 0, soon).unwrap_err();
    assert!(late.contains("no time left to wait 40s"), "{late}");
}

#[test]
fn it_gives_up_for_everybody_until_something_else_is_answered() {
    let throttle = Throttle::default();
    throttle.state().since = Some(Instant::now() - PATIENCE + seconds(10));
    assert_eq!(throttle.wait(&throttled(Some("5")), 0, None), Ok(seconds(5)));
    let why = throttle.wait(&throttled(Some("15")), 0, None).unwrap_err();
    assert!(why.contains("nothing but 429 for 300s"), "{why}");
    throttle.over();
    assert_eq!(throttle.wait(&throttled(Some("15")), 0, None), Ok(seconds(15)));
}

#[test]
fn it_is_told_how_often_and_how_long() {
    let throttle = Throttle::default();
    assert_eq!(throttle.remark(), None);
    for (again, times, waited_millis) in [(0, 1, 3000), (1, 2, 6000)] {
        let wait = throttle.wait(&throttled(Some("3")), again, None).unwrap();
        throttle.waited(wait);
        assert_eq!(throttle.remark(), Some(RunRemark::Throttled { times, waited_millis }));
    }
}
