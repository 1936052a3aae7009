//! The engine: `QuickJS`, on a thread of its own for each script.

mod convert;
mod failure;
mod script;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use self::script::Script;
use super::evaluation::Evaluation;
use super::{PacAnswer, PacClock, PacError, PacLimits, PacNames, question};
use crate::address::Target;

/// Stack of the thread beyond what the script may use: the engine's own, and ours in helpers.
const OWN_STACK: usize = 2 << 20;

/// How long after all its limits a script gets before it is left behind. The last lookup may begin
/// just before lookups are used up.
const GRACE: Duration = Duration::from_millis(if cfg!(test) { 200 } else { 10_000 });

/// After so many questions that took too long, no further one is asked.
const MOST_TIMEOUTS: u32 = 3;

/// A loaded script that can be asked, from any thread, one question at a time.
///
/// The limit of time stops everything that a script does by itself. Only a few built-in functions
/// of the engine can be made to work for ages without asking whether they may go on, such as the
/// search for one huge text in another. Then the answer is [`PacError::TimedOut`] ten seconds after
/// the limits, the thread is left behind, and the script is not asked again.
pub struct Pac {
    name: String,
    limits: PacLimits,
    questions: Mutex<Sender<Question>>,
    timeouts: AtomicU32,
}

/// A question to the thread, and where the answer goes.
struct Question {
    url: String,
    host: String,
    answer: SyncSender<Result<PacAnswer, PacError>>,
}

impl Pac {
    /// Loads a script; `name` stands for it in its own error messages.
    ///
    /// What the script does when it is loaded is bounded like a question, and blocks for as long.
    ///
    /// # Errors
    /// When it is too large, is no script, raises an error, uses too much, or defines no function.
    pub fn load(
        source: &str,
        name: &str,
        names: Arc<dyn PacNames>,
        limits: PacLimits,
    ) -> Result<Self, PacError> {
        Self::load_with_clock(source, name, names, limits, PacClock::system())
    }

    /// Loads a script that gets the time for the helpers about dates and times from `clock`.
    ///
    /// # Errors
    /// As for [`Pac::load`].
    pub fn load_with_clock(
        source: &str,
        name: &str,
        names: Arc<dyn PacNames>,
        limits: PacLimits,
        clock: PacClock,
    ) -> Result<Self, PacError> {
        if source.len() > limits.source {
            return Err(PacError::TooLarge { found: source.len(), most: limits.source });
        }
        let (questions, asked) = mpsc::channel();
        let (loaded, result) = mpsc::sync_channel(1);
        let evaluation = Evaluation::new(names, clock, limits.clone());
        let (own_source, own_name) = (source.to_owned(), name.to_owned());
        thread::Builder::new()
            .name("pac".to_owned())
            .stack_size(limits.stack.saturating_add(OWN_STACK))
            .spawn(move || serve(&own_source, &own_name, evaluation, &loaded, &asked))
            .map_err(|error| PacError::Engine(error.to_string()))?;
        wait(&result, &limits)??;
        let questions = Mutex::new(questions);
        Ok(Self { name: name.to_owned(), limits, questions, timeouts: AtomicU32::new(0) })
    }

    /// Asks `FindProxyForURL(url, host)`, or `FindProxyForURLEx` where the script defines it. Blocks
    /// until it answers or is stopped, lookups included.
    ///
    /// # Errors
    /// When the script raises an error, uses too much, or answers nothing that can be used.
    pub fn ask(&self, url: &str, host: &str) -> Result<PacAnswer, PacError> {
        // Locked until the answer is there, so that nobody's time runs while another is served.
        let questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        if self.timeouts.load(Ordering::Relaxed) >= MOST_TIMEOUTS {
            return Err(PacError::GivenUp);
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let question = Question { url: url.to_owned(), host: host.to_owned(), answer };
        questions.send(question).map_err(|_| PacError::GivenUp)?;
        match wait(&answered, &self.limits) {
            Ok(Err(error @ PacError::TimedOut { .. })) => {
                self.timeouts.fetch_add(1, Ordering::Relaxed);
                Err(error)
            }
            Ok(answer) => answer,
            Err(stuck) => {
                self.timeouts.store(MOST_TIMEOUTS, Ordering::Relaxed);
                Err(stuck)
            }
        }
    }

    /// Asks for a target: what the script sees of it is said at [`question`].
    ///
    /// # Errors
    /// As for [`Pac::ask`].
    pub fn ask_target(&self, target: &Target) -> Result<PacAnswer, PacError> {
        let (url, host) = question(target);
        self.ask(&url, &host)
    }
}

impl fmt::Debug for Pac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pac").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Waits for the thread, longer than all limits together, and then no more.
fn wait<T>(from: &Receiver<T>, limits: &PacLimits) -> Result<T, PacError> {
    let most = limits.time.saturating_add(limits.lookup_time).saturating_add(GRACE);
    from.recv_timeout(most).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => PacError::TimedOut { after: limits.time },
        mpsc::RecvTimeoutError::Disconnected => {
            PacError::Engine("its thread ended unexpectedly".to_owned())
        }
    })
}

/// What the thread does: load, then answer until nobody can ask any more.
fn serve(
    source: &str,
    name: &str,
    evaluation: Evaluation,
    loaded: &SyncSender<Result<(), PacError>>,
    questions: &Receiver<Question>,
) {
    let script = match Script::load(source, name, evaluation) {
        Ok(script) => script,
        Err(error) => return drop(loaded.send(Err(error))),
    };
    if loaded.send(Ok(())).is_err() {
        return;
    }
    for question in questions {
        // Whoever asked may have given up.
        drop(question.answer.send(script.ask(&question.url, &question.host)));
    }
}
