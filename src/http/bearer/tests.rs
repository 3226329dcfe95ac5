//! Tokens over time, with a clock of the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::*;

/// Gives `token-1`, `token-2` …, each for that many seconds; fails while it is told to.
#[derive(Debug, Clone, Default)]
struct Counting {
    given: Arc<AtomicUsize>,
    broken: Arc<AtomicUsize>,
    seconds: u64,
}

#[async_trait::async_trait]
impl Source for Counting {
    async fn fetch(&self) -> Result<Token, TokenError> {
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        // Others get their chance to ask as well.
        tokio::task::yield_now().await;
        match self.broken.load(Ordering::SeqCst) {
            0 => Token::new(&format!("token-{number}"), Duration::from_secs(self.seconds)),
            _ => Err(TokenError("broken".to_owned())),
        }
    }
}

struct Timed {
    bearer: Bearer,
    source: Counting,
    seconds: Arc<AtomicU64>,
}

impl Timed {
    fn new(lifetime: u64) -> Timed {
        let source = Counting { seconds: lifetime, ..Counting::default() };
        let (began, seconds) = (Instant::now(), Arc::new(AtomicU64::new(0)));
        let passed = seconds.clone();
        let mut bearer = Bearer::new(Box::new(source.clone()));
        bearer.now = Box::new(move || began + Duration::from_secs(passed.load(Ordering::SeqCst)));
        Timed { bearer, source, seconds }
    }

    fn at(&self, seconds: u64) -> &Timed {
        self.seconds.store(seconds, Ordering::SeqCst);
        self
    }

    fn breaks(&self, broken: bool) {
        self.source.broken.store(usize::from(broken), Ordering::SeqCst);
    }

    async fn says(&self) -> String {
        match self.bearer.token().await {
            Ok(token) => token.expose_secret().to_owned(),
            Err(error) => error.to_string(),
        }
    }

    fn asked(&self) -> usize {
        self.source.given.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let timed = Timed::new(3600);
    assert_eq!(timed.at(0).says().await, "token-1");
    assert_eq!(timed.at(3299).says().await, "token-1");
    assert_eq!(timed.at(3300).says().await, "token-2");
    assert_eq!(timed.asked(), 2);
}

#[tokio::test]
async fn a_short_token_lives_half_its_life_and_is_not_asked_for_each_time() {
    let timed = Timed::new(60);
    assert_eq!(timed.at(0).says().await, "token-1");
    assert_eq!(timed.at(29).says().await, "token-1");
    assert_eq!(timed.at(30).says().await, "token-2");
}

#[tokio::test]
async fn many_at_once_ask_once() {
    let timed = Timed::new(3600);
    let all = tokio::join!(timed.says(), timed.says(), timed.says(), timed.says());
    assert_eq!(all.0, "token-1");
    assert_eq!([&all.0, &all.0, &all.0], [&all.1, &all.2, &all.3]);
    assert_eq!(timed.asked(), 1);
}

#[tokio::test]
async fn a_failed_renewal_keeps_the_old_token_to_its_end_and_rests_between() {
    let timed = Timed::new(3600);
    assert_eq!(timed.at(0).says().await, "token-1");
    timed.breaks(true);
    assert_eq!(timed.at(3400).says().await, "token-1");
    assert_eq!(timed.at(3401).says().await, "token-1");
    assert_eq!(timed.asked(), 2, "the source was not left alone");
    assert_eq!(timed.at(3600).says().await, "broken");
    assert_eq!(timed.at(3601).says().await, "broken");
    assert_eq!(timed.asked(), 3);
    timed.breaks(false);
    assert_eq!(timed.at(3611).says().await, "token-4");
}

#[tokio::test]
async fn a_refused_token_is_renewed_if_it_was_taken_before_and_only_then() {
    let timed = Timed::new(3600);
    let first = timed.bearer.token().await.unwrap();
    assert!(timed.bearer.after_refusal(&first).await.unwrap().is_none(), "never taken");
    timed.bearer.accepted(&first);
    let second = timed.bearer.after_refusal(&first).await.unwrap().unwrap();
    assert_eq!(second.expose_secret(), "token-2");
    // Another case that used the first one finds the second and asks for no third.
    let found = timed.bearer.after_refusal(&first).await.unwrap().unwrap();
    assert_eq!(found.expose_secret(), "token-2");
    assert!(timed.bearer.after_refusal(&second).await.unwrap().is_none(), "never taken");
    assert_eq!(timed.asked(), 2);
    assert!(timed.bearer.remarks().concat().contains("renewed once"));
}

#[tokio::test]
async fn a_fixed_token_is_never_renewed() {
    let bearer = Bearer::fixed(SecretString::from("t".to_owned()));
    let token = bearer.token().await.unwrap();
    bearer.accepted(&token);
    assert!(bearer.after_refusal(&token).await.unwrap().is_none());
    assert!(bearer.remarks().is_empty());
}

#[test]
fn what_cannot_stand_in_a_header_is_no_token() {
    let hour = Duration::from_secs(3600);
    for wrong in ["", "a b", "a\r\nX: y", "\u{e9}", &"x".repeat(MAX_TOKEN + 1)] {
        let error = Token::new(wrong, hour).unwrap_err().to_string();
        assert!(wrong.is_empty() || !error.contains(wrong), "{error}");
    }
    assert!(Token::new("a.b-c_d~e+f/g=", hour).is_ok());
    assert!(Token::new("a", Duration::ZERO).unwrap_err().to_string().contains("expired"));
    // A lifetime without end does not overflow the clock.
    assert_eq!(Token::new("a", Duration::MAX).unwrap().lifetime, MAX_LIFETIME);
}
