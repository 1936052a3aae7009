//! One picture of a run: lines that fit the terminal.

use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};

use super::state::{Bad, State, Tally};

/// What there is to draw on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) colours: bool,
}

/// Lines at most, however high the terminal is.
const MOST: usize = 30;
/// Of each list at most.
const LISTED: usize = 5;
/// What waits less than this is not worth a line.
const SLOW: Duration = Duration::from_secs(1);
/// Columns of a bar.
const BAR: usize = 16;

const BAD: Style = AnsiColor::Red.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The lines to show now. They leave two rows of the terminal free, and its last column.
pub(super) fn frame(state: &State, room: Room, now: Instant) -> Vec<String> {
    let rows = room.rows.saturating_sub(2).clamp(1, MOST);
    let columns = room.columns.saturating_sub(1).max(20);
    let pen = Pen { columns, colours: room.colours };
    let mut lines = vec![pen.total(state, now)];
    let waiting: Vec<_> = state
        .slowest()
        .into_iter()
        .filter(|(since, _)| now.saturating_duration_since(*since) >= SLOW)
        .collect();
    let listed = LISTED.min(rows.saturating_sub(4) / 4);
    let failures = state.failures.len().min(listed);
    let pending = waiting.len().min(listed);
    let with_heading = |count: usize| if count == 0 { 0 } else { count + 1 };
    let left = rows.saturating_sub(1 + with_heading(failures) + with_heading(pending));
    lines.extend(pen.roles(state, left));
    if pending > 0 {
        lines.push(pen.cut(&format!("waiting longest, of {}:", waiting.len())));
        for (since, place) in &waiting[..pending] {
            let seconds = now.saturating_duration_since(*since).as_secs();
            lines.push(pen.cut(&format!("  {seconds:>4} s  {place}")));
        }
    }
    if failures > 0 {
        lines.push(pen.cut(&format!("refused or failed, the last of {}:", state.all.refused)));
        let shown = &state.failures[state.failures.len() - failures..];
        lines.extend(shown.iter().map(|bad| pen.failure(bad)));
    }
    lines.truncate(rows);
    lines
}

/// Writes lines of a width.
#[derive(Clone, Copy)]
struct Pen {
    columns: usize,
    colours: bool,
}

impl Pen {
    fn total(self, state: &State, now: Instant) -> String {
        let Tally { asked, reachable, refused, open } = state.all;
        let took = now.saturating_duration_since(state.started).as_secs();
        let done = state.all.done();
        let text = format!(
            " {done}/{asked}  {reachable} reachable, {refused} refused or failed, {open} open  \
             {took} s"
        );
        self.behind_bar("", state.all, &text)
    }

    /// Those first that are not done, then those that were refused something; what does not fit is
    /// counted.
    fn roles(self, state: &State, room: usize) -> Vec<String> {
        let mut roles: Vec<_> = state.roles.iter().collect();
        roles.sort_by_key(|(_, tally)| (tally.done() == tally.asked, tally.refused == 0));
        let fit = if roles.len() <= room { roles.len() } else { room.saturating_sub(1) };
        let (shown, rest) = roles.split_at(fit);
        let longest = shown.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let width = longest.min(self.columns.saturating_sub(BAR + 24).max(8));
        let mut lines: Vec<String> = shown
            .iter()
            .map(|(name, tally)| {
                let name = format!("{:width$}  ", short(name, width));
                let refused = match tally.refused {
                    0 => String::new(),
                    refused => format!("  {refused} refused"),
                };
                let text = format!(" {:>3}/{:<3}{refused}", tally.done(), tally.asked);
                self.behind_bar(&name, **tally, text.trim_end())
            })
            .collect();
        if !rest.is_empty() && room > 0 {
            let done = rest.iter().filter(|(_, tally)| tally.done() == tally.asked).count();
            let text = format!("and {} more roles, {done} of them done", rest.len());
            lines.push(self.cut(&text));
        }
        lines
    }

    fn failure(self, bad: &Bad) -> String {
        let status = bad.status.as_str();
        let text = self.cut(&format!("  {status:<8} {}  {}", bad.place, bad.cause));
        text.replacen(status, &self.paint(status, BAD), 1)
    }

    fn behind_bar(self, lead: &str, tally: Tally, text: &str) -> String {
        let part = |count: usize| (count * BAR).checked_div(tally.asked).unwrap_or(0);
        let done = part(tally.done());
        let bad = part(tally.refused).max(usize::from(tally.refused > 0 && done > 0));
        let open = part(tally.open).min(done - bad.min(done));
        let good = done.saturating_sub(bad + open);
        let bar = [(good, GOOD), (open, DOUBT), (bad.min(done), BAD)]
            .map(|(count, style)| self.paint(&"█".repeat(count), style))
            .concat();
        let empty = "░".repeat(BAR - done);
        let room = self.columns.saturating_sub(lead.chars().count() + BAR);
        format!("{lead}{bar}{empty}{}", short(text, room))
    }

    fn paint(self, text: &str, style: Style) -> String {
        if !self.colours || text.is_empty() {
            return text.to_owned();
        }
        format!("{style}{text}{style:#}")
    }

    fn cut(self, text: &str) -> String {
        short(text, self.columns)
    }
}

/// At most so many columns, with a mark where something is missing.
fn short(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let kept: String = text.chars().take(columns.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clearway::plan::{Ask, Demands, Probe};
    use clearway::proxy::{Route, Routing};
    use clearway::verdict::Status;
    use std::sync::Arc;

    fn state(roles: usize, each: usize) -> (State, Instant) {
        let started = Instant::now();
        let mut state = State::new(started);
        let routing = Arc::new(Routing::new(Route::Direct, "test", ""));
        let mut probes = Vec::new();
        for role in 0..roles {
            for host in 0..each {
                let host = format!("a-rather-long-name-{host}.of-role-{role}.example.test:443");
                let mut probe = Probe::new(host.parse().unwrap(), Arc::clone(&routing));
                probe.asks = vec![Ask {
                    role: format!("configmgr/a-role-with-quite-a-long-name-{role}"),
                    pattern: host,
                    need: clearway::catalogue::Need::Required,
                    demands: Demands::default(),
                    place: None,
                }];
                probes.push(Arc::new(probe));
            }
        }
        state.wave(&probes);
        for (at, probe) in probes.iter().enumerate() {
            state.began(probe, started);
            match at % 3 {
                0 => state.finished(probe, Status::Reachable, None),
                1 => state.finished(probe, Status::Blocked, None),
                _ => {}
            }
        }
        (state, started + Duration::from_secs(12))
    }

    #[test]
    fn it_fits_whatever_the_terminal_is() {
        for (columns, rows) in [(80, 24), (120, 40), (40, 10), (20, 5), (10, 1)] {
            for (roles, each) in [(0, 0), (1, 90), (33, 7), (400, 3)] {
                let (state, now) = state(roles, each);
                let lines = frame(&state, Room { columns, rows, colours: false }, now);
                assert!(lines.len() <= rows.saturating_sub(2).max(1), "{lines:#?}");
                for line in &lines {
                    assert!(line.chars().count() <= columns.max(40), "{line}");
                }
                if columns >= 40 {
                    let fit = |line: &String| line.chars().count() < columns;
                    assert!(lines.iter().all(fit), "{lines:#?}");
                }
            }
        }
    }

    #[test]
    fn it_says_who_waits_and_what_failed() {
        let (state, now) = state(33, 7);
        let text = frame(&state, Room { columns: 80, rows: 24, colours: false }, now).join("\n");
        for expected in [
            "154/231  77 reachable, 77 refused or failed, 0 open  12 s",
            "more roles",
            "waiting longest, of 77:",
            "    12 s  a-rather-long-name-0.of-role-11.example.test:443",
            "refused or failed, the last of 77:",
            "  blocked  a-rather",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert!(!text.contains('\x1b'));
        let painted = frame(&state, Room { columns: 80, rows: 24, colours: true }, now).join("\n");
        assert!(painted.contains('\x1b'));
    }
}
