//! The answers as people read them.

use std::fmt::{self, Write as _};

use super::{Answers, HostAnswer, NeedAnswer, NeedState};
use crate::traffic::seen::{Example, Line};
use crate::traffic::{counted, excerpt};

/// Lines that are shown of one list.
const SHOWN: usize = 20;

impl fmt::Display for Answers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inputs(f)?;
        self.needs(f)?;
        list(f, "Refused on one port, let through on another", &self.split_ports, |split| {
            format!(
                "{}: refused on {}, let through on {}",
                split.host,
                all(&split.denied),
                all(&split.allowed)
            )
        })?;
        let removal = format!(
            "Allow entries that nothing came under{}, candidates for removal",
            self.within()
        );
        list(f, &removal, &self.unused, |entry| format!("{}: {}", entry.place, clean(entry.text)))?;
        list(
            f,
            "Allow entries of which the logs cannot say whether they were used",
            &self.unclear_entries,
            |entry| format!("{}: {}", entry.place, clean(entry.text)),
        )?;
        list(f, "Hosts that were let through under wide entries", &self.narrower, |wide| {
            let more = wide.count.saturating_sub(5);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let hosts = wide.hosts[..wide.hosts.len().min(5)].join(", ");
            let count = counted(wide.count as u64, "host", "hosts");
            format!("{}: {} stands for {count}: {hosts}{more}", wide.place, clean(wide.text))
        })?;
        list(f, "Let through and in no requirement", &self.unasked, |seen| {
            self.host(&HostAnswer::of(seen))
        })
    }
}

impl Answers<'_> {
    fn inputs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in self.files {
            let path = clean(&file.path.display().to_string());
            let lines = counted(file.lines, "line", "lines");
            writeln!(f, "{path}: {lines}, read as {} ({})", file.format, file.why)?;
            for note in &file.notes {
                writeln!(f, "  {note}")?;
            }
        }
        if let Some(period) = self.period {
            writeln!(f, "The lines are from {period}.")?;
        }
        for note in &self.notes {
            writeln!(f, "Note: {note}.")?;
        }
        Ok(())
    }

    /// The time that is covered, in words that follow "never seen".
    fn within(&self) -> String {
        self.period.map_or_else(
            || " in a time that the logs do not tell".to_owned(),
            |period| format!(" from {period}"),
        )
    }

    fn needs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for role in self.needs.chunk_by(|one, other| one.role == other.role) {
            let count = |state| role.iter().filter(|need| need.state == state).count();
            writeln!(
                f,
                "\n{}: {} allowed, {} denied, {} both, {} never seen, {} otherwise, of {}",
                role.first().map_or("", |need| need.role),
                count(NeedState::Allowed),
                count(NeedState::Denied),
                count(NeedState::Mixed),
                count(NeedState::NeverSeen),
                count(NeedState::Unclear)
                    + count(NeedState::OtherPort)
                    + count(NeedState::CannotTell),
                role.len(),
            )?;
            let mut sorted: Vec<&NeedAnswer<'_>> = role.iter().collect();
            sorted.sort_by_key(|need| need.state);
            for need in sorted {
                self.need(f, need)?;
            }
        }
        Ok(())
    }

    fn need(&self, f: &mut fmt::Formatter<'_>, need: &NeedAnswer<'_>) -> fmt::Result {
        let mut line = format!("  {}  {} on {}", need.state.as_str(), need.text, need.ports);
        match need.state {
            NeedState::NeverSeen => line.push_str(&self.within()),
            NeedState::OtherPort => {
                let _ = write!(line, ": {}", all(&need.other_ports));
            }
            _ => {}
        }
        if !need.unseen_ports.is_empty() {
            let _ = write!(line, "; never seen on {}", all(&need.unseen_ports));
        }
        writeln!(f, "{line}")?;
        let refused = need.hosts.iter().filter(|host| host.denied > 0 || host.other > 0);
        for host in refused.take(SHOWN) {
            writeln!(f, "    {}", self.host(host))?;
        }
        Ok(())
    }

    fn host(&self, host: &HostAnswer<'_>) -> String {
        let port = host.port.map_or(String::new(), |port| format!(" on {port}"));
        let mut text = format!("{}{port}:", host.host);
        for (count, what) in
            [(host.denied, "denied"), (host.allowed, "allowed"), (host.other, "unclear")]
        {
            if count > 0 {
                let _ = write!(text, " {count} {what},");
            }
        }
        text.pop();
        if host.clients > 0 {
            let clients = counted(host.clients as u64, "client", "clients");
            let _ = write!(text, ", about {clients}");
        }
        if let Some(example) = &host.example {
            let _ = write!(text, "; {}", self.example(example));
        }
        text
    }

    fn example(&self, example: &Example) -> String {
        let mut text = format!("{} at {}", example.verdict.as_str(), self.place(&example.at));
        for (what, said) in [("", &example.reason), ("rule ", &example.rule)] {
            if !said.is_empty() {
                let _ = write!(text, ", {what}{}", clean(said));
            }
        }
        text
    }

    fn place(&self, at: &Line) -> String {
        let file = self.files.get(at.file).map(|file| clean(&file.path.display().to_string()));
        format!("{}:{}", file.unwrap_or_default(), at.line)
    }
}

/// A heading and the beginning of a list; nothing when the list is empty.
fn list<T>(
    f: &mut fmt::Formatter<'_>,
    heading: &str,
    items: &[T],
    line: impl Fn(&T) -> String,
) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{heading} ({}):", items.len())?;
    for item in items.iter().take(SHOWN) {
        writeln!(f, "  {}", line(item))?;
    }
    match items.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "  and {more} more, in the JSON report"),
    }
}

fn all(ports: &[u16]) -> String {
    ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

fn clean(text: &str) -> String {
    excerpt(text.as_bytes())
}
