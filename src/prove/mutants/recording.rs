//! A good run as it went over the network, and the playing of it: answers come from the recording,
//! one of them perhaps changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;

use crate::http::exchange::Answer;
use crate::http::wire::Transport;

/// One exchange of a good run.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// HTTP method.
    pub method: String,
    /// Path below the target.
    pub path: String,
    /// Parameters as they were sent.
    pub query: String,
    /// What the client asked for as `Accept`.
    pub accept: String,
    /// What came.
    pub answer: Answer,
}

impl Recorded {
    fn is(&self, method: &str, url: &Url) -> bool {
        self.method == method
            && self.path == url.path()
            && self.query == url.query().unwrap_or_default()
    }
}

/// Takes down what goes over the network.
#[derive(Debug)]
pub struct Recorder {
    wire: Box<dyn Transport>,
    taken: Arc<Mutex<Vec<Recorded>>>,
}

impl Recorder {
    /// Over that way; what goes over it comes into the list.
    pub fn over(wire: Box<dyn Transport>) -> (Recorder, Arc<Mutex<Vec<Recorded>>>) {
        let taken = Arc::default();
        (Recorder { wire, taken: Arc::clone(&taken) }, taken)
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(String, String)],
        body: Option<&str>,
        token: Option<&SecretString>,
    ) -> Result<Answer, String> {
        let answer = self.wire.send(method, url, headers, body, token).await?;
        let accept = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("accept"));
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(Recorded {
            method: method.to_owned(),
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            accept: accept.map(|(_, value)| value.clone()).unwrap_or_default(),
            answer: answer.clone(),
        });
        Ok(answer)
    }
}

/// Plays the exchanges of one case.
#[derive(Debug)]
pub struct Player {
    case: Arc<Vec<Recorded>>,
    /// An exchange whose answer is another one.
    changed: Option<(usize, Answer)>,
    used: Arc<Mutex<Vec<bool>>>,
}

/// What a player says where the recording has no such request, or no more of them.
const NOT_RECORDED: &str = "the recording has no such request left";

impl Player {
    /// Plays a case; which exchanges were used stands in the list.
    pub fn of(
        case: Arc<Vec<Recorded>>,
        changed: Option<(usize, Answer)>,
    ) -> (Player, Arc<Mutex<Vec<bool>>>) {
        let used = Arc::new(Mutex::new(vec![false; case.len()]));
        (Player { case, changed, used: Arc::clone(&used) }, used)
    }
}

#[async_trait]
impl Transport for Player {
    async fn send(
        &self,
        method: &str,
        url: &Url,
        _: &[(String, String)],
        _: Option<&str>,
        _: Option<&SecretString>,
    ) -> Result<Answer, String> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut open = (0..self.case.len()).filter(|index| !used[*index]);
        let next = open.find(|index| self.case[*index].is(method, url));
        let index = next.ok_or_else(|| NOT_RECORDED.to_owned())?;
        used[index] = true;
        match &self.changed {
            Some((at, answer)) if *at == index => Ok(answer.clone()),
            _ => Ok(self.case[index].answer.clone()),
        }
    }

    async fn pause(&self, _: Duration) {}
}
