//! An endpoint that may use any port of a range: the range in pieces on which all ports are alike.

use super::judge::Judge;
use super::{Coverage, Missing, Needed, Verdict};
use crate::address::PortSpec;
use crate::allowlist::Ports;

impl Judge<'_> {
    /// How far the list covers one needed endpoint.
    pub(super) fn judge(&self, needed: &Needed) -> Verdict {
        let numbers = self.index.of_set(&needed.hosts);
        let (low, high) = match needed.port {
            PortSpec::One(port) => (port, port),
            PortSpec::Range(low, high) => (low, high),
        };
        // Between two ports at which some rule begins or ends, all ports are alike.
        let wanted = needed.ports();
        let mut starts = vec![low];
        for number in &numbers {
            for (from, to) in self.list.rules[*number].meaning.ports.ranges() {
                starts.extend(
                    [*from, to.saturating_add(1)]
                        .into_iter()
                        .filter(|port| (low..=high).contains(port)),
                );
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let mut verdicts: Vec<(u16, Verdict)> =
            starts.iter().map(|port| (*port, self.at(needed, *port, &numbers))).collect();
        if verdicts.len() == 1 {
            return verdicts.remove(0).1;
        }
        let uncovered =
            verdicts.iter().enumerate().filter(|(_, (_, verdict))| !verdict.coverage.is_covered());
        let missing = Ports::of(uncovered.map(|(number, (port, _))| {
            (*port, starts.get(number + 1).map_or(high, |next| next - 1))
        }));
        let mut all = Verdict {
            coverage: Coverage::Covered,
            by: Vec::new(),
            stopped_by: Vec::new(),
            remarks: Vec::new(),
        };
        for (_, verdict) in &verdicts {
            all.by.extend(&verdict.by);
            all.stopped_by.extend(&verdict.stopped_by);
            all.remarks.extend(verdict.remarks.iter().cloned());
        }
        all.tidy();
        let stopped = |(_, verdict): &(u16, Verdict)| {
            !verdict.coverage.is_covered() && !verdict.coverage.is_open()
        };
        let worst = verdicts.iter().position(stopped);
        let open = verdicts.iter().position(|(_, verdict)| verdict.coverage.is_open());
        all.coverage = if missing.is_empty() {
            let broad = verdicts.iter().any(|(_, verdict)| verdict.coverage == Coverage::Broadly);
            if broad { Coverage::Broadly } else { Coverage::Covered }
        } else {
            match (worst, open) {
                // Ports of which nobody can tell are not known to be missing.
                (None, Some(open)) => verdicts.swap_remove(open).1.coverage,
                (Some(worst), _) if missing == wanted => verdicts.swap_remove(worst).1.coverage,
                _ => Coverage::Partly(Missing::Ports(missing)),
            }
        };
        all
    }
}
