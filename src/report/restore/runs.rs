//! Which of several joined runs asked for what.

use super::super::Report;

impl Report {
    /// A report about servers joins runs by several ways and does not say which row is of which.
    /// Every run has a way of its own, and a row is of the run whose role asked for it by its way.
    pub(super) fn tell_runs_apart(&mut self) {
        let mut ways: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
        let mut runs = Vec::with_capacity(self.roles.len());
        for role in &self.roles {
            let way = role.duty.as_ref().map_or(("", None, None), |duty| {
                (duty.way, duty.proxy.as_deref(), duty.signs_in.as_deref())
            });
            runs.push(ways.iter().position(|known| *known == way).unwrap_or_else(|| {
                ways.push(way);
                ways.len() - 1
            }));
        }
        for (role, run) in self.roles.iter_mut().zip(runs) {
            role.run = run;
        }
        for row in self.probes.iter_mut().filter(|row| !row.servers.is_empty()) {
            let proxy = row.route.as_ref().map(|route| route.proxy.as_deref());
            let asked = self.roles.iter().filter(|role| {
                row.roles.contains(&role.role)
                    && role.server.as_ref().is_some_and(|server| row.servers.contains(server))
            });
            let by_way = asked.clone().find(|role| {
                let own = role.duty.as_ref().map(|duty| duty.proxy.as_deref());
                proxy.is_none() || own == proxy
            });
            row.run = by_way.or_else(|| asked.clone().next()).map_or(0, |role| role.run);
        }
        for rule in &mut self.rules {
            let asked = self.roles.iter().find(|role| rule.roles.contains(&role.role));
            rule.run = asked.map_or(0, |role| role.run);
        }
        for gap in &mut self.gaps {
            let asked = self.roles.iter().find(|role| gap.roles.contains(&role.role));
            gap.run = asked.map_or(0, |role| role.run);
        }
    }
}
