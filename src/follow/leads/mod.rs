//! What one answer names: revocation addresses, issuers, redirects.
//!
//! A reader finds mentions in a measurement, as text; [`address`] makes targets of them, or says
//! why not. Whoever wrote the text is a stranger, so that every mention is bounded, goes nowhere
//! but to HTTP and HTTPS, and does not lead to this machine or its neighbours unless the user
//! allows it.

mod address;
mod redirect;
mod revocation;

use crate::measurement::Measurement;
use crate::plan::{Lead, Source};
use crate::verdict::Verdict;

/// Finds what one kind of evidence names.
type Reader = fn(&Measurement, &Verdict, &mut Vec<Mention>);

/// A line for each kind of evidence; what comes first is kept when there is too much.
const READERS: &[Reader] = &[redirect::read, revocation::read];

/// Leads, and notes, that one measurement gives at most.
const LEADS_KEPT: usize = 32;

/// Characters of a stranger's text that a sentence repeats.
const SHOWN: usize = 120;

/// An address that an answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mention {
    /// It can be read.
    Address {
        /// What named it.
        source: Source,
        /// The address as written, absolute.
        url: String,
        /// Who named it, in one sentence.
        because: String,
    },
    /// There is something that cannot; the sentence says what.
    Note(String),
}

/// What one measurement leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leads {
    /// Targets that may be asked, and such that may not, with the reason.
    pub leads: Vec<Lead>,
    /// What was named and is no target at all, in one sentence each.
    pub notes: Vec<String>,
}

/// What the measurement at `place` of the plan leads to. `allow_private` lets names and addresses
/// of this machine and its network pass.
pub(super) fn leads(
    place: usize,
    seen: &Measurement,
    verdict: &Verdict,
    allow_private: bool,
) -> Leads {
    let mut mentions = Vec::new();
    for read in READERS {
        read(seen, verdict, &mut mentions);
    }
    let mut found = Leads::default();
    let mut dropped = 0;
    for mention in mentions {
        let note = match mention {
            Mention::Note(note) => note,
            Mention::Address { source, url, because } => match address::target(&url) {
                Ok(target) => {
                    let same = |lead: &Lead| lead.source == source && lead.target == target;
                    if target.authority() == seen.probe.target.authority()
                        && target.scheme == seen.probe.target.scheme
                        || found.leads.iter().any(same)
                    {
                        continue;
                    }
                    if found.leads.len() == LEADS_KEPT {
                        dropped += 1;
                        continue;
                    }
                    let unasked = address::refusal(&target).filter(|_| !allow_private);
                    let (probe, listed) = (None, false);
                    let lead =
                        Lead { source, target, because, from: place, probe, listed, unasked };
                    found.leads.push(lead);
                    continue;
                }
                Err(why) => format!("{because}: `{}` is not asked, because {why}", shown_url(&url)),
            },
        };
        if found.notes.len() == LEADS_KEPT {
            dropped += 1;
        } else if !found.notes.contains(&note) {
            found.notes.push(note);
        }
    }
    if dropped > 0 {
        found.notes.push(format!(
            "{} names {dropped} more addresses than are followed",
            seen.probe.target
        ));
    }
    found
}

/// A stranger's text as it may stand in a sentence: short, on one line, without surprises.
fn shown(text: &str) -> String {
    let plain = |c: char| if c.is_control() || is_invisible(c) { ' ' } else { c };
    let mut shown: String = text.chars().take(SHOWN).map(plain).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// An address as it may stand in a sentence: without what may be a secret in it.
fn shown_url(url: &str) -> String {
    let plain = &url[..url.find(['?', '#']).unwrap_or(url.len())];
    match (plain.split_once("://"), plain.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => shown(&format!("{scheme}://…@{rest}")),
        _ => shown(plain),
    }
}

/// Characters that change how the text around them is read: marks of direction (Unicode, UAX 9)
/// and characters without width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use super::samples::{certificate, reached, redirected};
    use super::*;
    use crate::measurement::Certificate;
    use crate::verdict::judge;

    fn followed(seen: &Measurement, allow_private: bool) -> Leads {
        leads(7, seen, &judge(seen), allow_private)
    }

    #[test]
    fn a_lead_says_who_named_it_and_waits_to_be_asked() {
        let seen = redirected("https://go.x.test/", 302, "https://download.y.test/a?b#c");
        let found = followed(&seen, false);
        assert_eq!(found.notes.len(), 0);
        let [lead] = &found.leads[..] else { panic!("{found:?}") };
        assert_eq!((lead.source, lead.from, lead.probe), (Source::Redirect, 7, None));
        assert_eq!(lead.target.url(), "https://download.y.test/a?b");
        assert!(!lead.listed && lead.unasked.is_none());
    }

    #[test]
    fn what_leads_inside_is_named_and_not_asked() {
        for url in [
            "http://127.0.0.1:22/",
            "http://localhost/crl",
            "http://a.localhost./",
            "http://10.1.2.3/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            let crl = vec![url.to_owned()];
            let seen = reached("https://x.test/", vec![Certificate { crl, ..certificate("x") }]);
            let found = followed(&seen, false);
            assert_eq!(found.leads.len(), 1, "{url}");
            let reason = found.leads[0].unasked.as_deref().unwrap();
            assert!(reason.contains("--allow-private"), "{reason}");
            assert_eq!(followed(&seen, true).leads[0].unasked, None, "{url}");
        }
    }

    #[test]
    fn what_is_no_target_is_a_note() {
        let urls =
            ["ldap:///CN=x?certificateRevocationList", "file:///etc/passwd", "junk\u{1b}[31m"];
        let crl = urls.map(str::to_owned).to_vec();
        let seen = reached("https://x.test/", vec![Certificate { crl, ..certificate("x") }]);
        let found = followed(&seen, true);
        assert_eq!((found.leads.len(), found.notes.len()), (0, 3));
        assert!(found.notes[0].contains("ldap"), "{:?}", found.notes);
        assert!(!found.notes.concat().contains('\u{1b}'));
    }

    #[test]
    fn the_same_address_is_one_lead_and_there_is_an_end() {
        let many = |from: usize| (from..from + 8).map(|n| format!("http://c{n}.test/")).collect();
        let chain: Vec<Certificate> = (0..6)
            .map(|n| Certificate {
                crl: many(n * 8),
                ocsp: many(0),
                ..certificate(&format!("i{n}"))
            })
            .collect();
        let found = followed(&reached("https://x.test/", chain), false);
        assert_eq!(found.leads.len(), LEADS_KEPT);
        let last = found.notes.last().unwrap();
        assert!(last.contains("more addresses than are followed"), "{last}");
        let ocsp = found.leads.iter().filter(|lead| lead.source == Source::Ocsp);
        assert_eq!(ocsp.count(), 8);
    }

    #[test]
    fn nothing_leads_back_to_whom_was_asked() {
        let seen = redirected("https://go.x.test/", 301, "https://GO.x.test:443/other");
        assert_eq!(followed(&seen, false), Leads::default());
        let seen = redirected("https://go.x.test/", 301, "http://go.x.test/other");
        assert_eq!(followed(&seen, false).leads.len(), 1);
    }

    #[test]
    fn a_strangers_text_is_short_and_plain() {
        assert_eq!(shown("a\r\nb\u{202e}c"), "a  b c");
        assert_eq!(shown(&"x".repeat(999)).chars().count(), SHOWN + 1);
        assert_eq!(shown_url("http://me:secret@x.test/a?token=1"), "http://…@x.test/a");
    }
}
