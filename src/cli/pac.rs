//! PAC scripts: fetched or read, loaded, and asked for routes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

use clearway::address::{HostName, Target};
use clearway::machine;
use clearway::pac::{
    Document, Pac, PacAnswer, PacLimits, Source, SystemPacNames, fetch, read_file, wpad_urls,
};
use clearway::probe::TrustStore;
use clearway::proxy::{Route, RouteScript};

/// How long a document may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the lookup of one name may take.
const LOOKUP: Duration = Duration::from_secs(5);

/// A loaded script, which remembers what it answered.
pub(crate) struct PacScript {
    pac: Pac,
    place: String,
    answers: Mutex<HashMap<String, PacAnswer>>,
    /// What a reader should know about the document.
    pub(crate) notes: Vec<String>,
}

impl PacScript {
    /// Reads `text`: a path, `file:`, or an `http` or `https` address.
    pub(crate) fn load(text: &str) -> Result<Self> {
        let source = Source::parse(text)?;
        let most = PacLimits::default().source;
        let document = match &source {
            Source::File(path) => {
                read_file(path, most).with_context(|| path.display().to_string())?
            }
            Source::Url(url) => fetched(url.as_str())?,
        };
        Self::of(document)
    }

    /// Asks for the script where automatic discovery by DNS would look for it.
    pub(crate) fn discover(domain: Option<&str>) -> Result<Self> {
        let domain = match domain {
            Some(domain) => domain.to_owned(),
            None => machine::own_domain(&variables()).context(
                "the domain of this computer is not known; name it: --wpad=corp.example.com",
            )?,
        };
        let name: HostName =
            domain.parse().with_context(|| format!("--wpad: `{domain}` is no domain"))?;
        let urls = wpad_urls(&name);
        if urls.is_empty() {
            bail!("{domain} is a public suffix: whoever registers wpad.{domain} would decide");
        }
        let mut failed = Vec::new();
        for url in urls {
            match fetched(url.as_str()) {
                Ok(document) => return Self::of(document),
                Err(error) => failed.push(format!("{url}: {error:#}")),
            }
        }
        bail!("no PAC file was discovered: {}", failed.join("; "))
    }

    fn of(document: Document) -> Result<Self> {
        let Document { text, place, notes } = document;
        let names = Arc::new(SystemPacNames::new(LOOKUP));
        let pac = Pac::load(&text, &place, names, PacLimits::default());
        let pac = pac.with_context(|| place.clone())?;
        Ok(Self { pac, place, answers: Mutex::default(), notes })
    }

    /// What it answered for a target, if it was asked.
    pub(crate) fn answer(&self, target: &Target) -> Option<PacAnswer> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(&target.url()).cloned()
    }
}

impl RouteScript for PacScript {
    fn route(&self, target: &Target) -> Result<(Vec<Route>, String), String> {
        let answer = self.pac.ask_target(target).map_err(|error| error.to_string())?;
        if let Some(doubt) = &answer.doubt {
            return Err(format!("what {} answers would be a guess: {doubt}", self.place));
        }
        let chain = answer.chain.clone();
        // A script is foreign, and a terminal obeys control characters.
        let said: String = answer.text.chars().filter(|c| !c.is_control()).collect();
        let said = if said.is_empty() { "nothing" } else { said.as_str() };
        // What stands before an `@` may be a password.
        let said = if said.contains('@') { "an entry with a user name" } else { said };
        let mut because = format!("{} answers {said} for it", self.place);
        for note in &answer.notes {
            because.push_str("; ");
            because.push_str(note);
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(target.url(), answer);
        Ok((chain, because))
    }
}

/// Fetches a document without any proxy, on a thread of its own: the caller may be in a runtime.
fn fetched(url: &str) -> Result<Document> {
    let url = url.to_owned();
    let roots = TrustStore::platform(&[]).map_err(|error| anyhow!("failed to {error}"))?.roots();
    let fetching = std::thread::spawn(move || -> Result<Document> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let Source::Url(url) = Source::parse(&url)? else { bail!("{url} is no address") };
        let most = PacLimits::default().source;
        runtime
            .block_on(fetch(&url, roots, PATIENCE, most))
            .map_err(|error| anyhow!(error).context(url.to_string()))
    });
    fetching.join().unwrap_or_else(|_| bail!("the PAC file could not be fetched"))
}

/// The environment, as far as it is text.
fn variables() -> Vec<(String, String)> {
    let text = |text: std::ffi::OsString| text.into_string().ok();
    std::env::vars_os().filter_map(|(name, value)| text(name).zip(text(value))).collect()
}
