//! The form of the files, and how a checked [`Role`] is made of it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::endpoint::read_entry;
use super::yaml::{content, excerpt, place, read, suggest};
use super::{
    Addresses, Basis, Category, Cloud, Condition, Endpoint, KnownName, Lifecycle, LoadError, Mode,
    NameOrigin, Need, Protocol, Role, RoleId, Source, State,
};
use crate::address::{Entry, Host, HostName, PortSpec};

/// Reads and checks the text of a role file.
pub(super) fn role(path: &Path, text: &str) -> Result<Role, LoadError> {
    let form: RoleForm = read(path, text)?;
    form.check(path)
}

/// First line of a role file. Another version is another variant.
#[derive(Deserialize)]
enum Schema {
    #[serde(rename = "clearway/role/v1")]
    V1,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    #[serde(rename = "schema")]
    _schema: Schema,
    role: RoleId,
    title: String,
    #[serde(default)]
    runs_on: Vec<String>,
    #[serde(default = "any_mode")]
    mode: Mode,
    #[serde(default = "current")]
    status: Lifecycle,
    deprecated_since: Option<String>,
    #[serde(default)]
    clouds: Vec<Cloud>,
    category: Option<Category>,
    endpoint_set: Option<u32>,
    #[serde(default)]
    conditions: Vec<Condition>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    also_needs: Vec<Spanned<RoleId>>,
    #[serde(default)]
    unites: Vec<Spanned<RoleId>>,
    #[serde(default)]
    documented_in: Vec<Spanned<String>>,
    #[serde(default)]
    sources: BTreeMap<String, Source>,
    #[serde(default)]
    endpoints: Vec<EndpointForm>,
    #[serde(default)]
    addresses: Vec<AddressesForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndpointForm {
    pattern: Spanned<String>,
    raw: Option<String>,
    #[serde(default)]
    suffix: bool,
    #[serde(default)]
    words: Vec<String>,
    ports: Vec<PortSpec>,
    #[serde(default)]
    ports_alt: Vec<PortSpec>,
    #[serde(default = "tcp")]
    proto: Protocol,
    #[serde(default = "documented")]
    port_source: Basis,
    #[serde(default = "required")]
    need: Need,
    #[serde(default = "documented")]
    need_source: Basis,
    #[serde(default = "public")]
    cloud: Cloud,
    #[serde(default = "newest")]
    state: State,
    when: Option<String>,
    component: Option<String>,
    purpose: Option<String>,
    quirk: Option<String>,
    #[serde(default)]
    conditions: Vec<Condition>,
    #[serde(default)]
    names: Vec<NameForm>,
    #[serde(default)]
    documented_in: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameForm {
    name: Spanned<String>,
    #[serde(default = "from_list")]
    from: NameOrigin,
    source: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressesForm {
    label: Option<String>,
    cidrs: Vec<Spanned<String>>,
    ports: Vec<PortSpec>,
    #[serde(default = "tcp")]
    proto: Protocol,
    #[serde(default = "documented")]
    port_source: Basis,
    #[serde(default)]
    documented_in: Vec<Spanned<String>>,
}

fn any_mode() -> Mode {
    Mode::Any
}

fn current() -> Lifecycle {
    Lifecycle::Current
}

fn tcp() -> Protocol {
    Protocol::Tcp
}

fn documented() -> Basis {
    Basis::Documented
}

fn required() -> Need {
    Need::Required
}

fn public() -> Cloud {
    Cloud::Public
}

fn newest() -> State {
    State::Current
}

fn from_list() -> NameOrigin {
    NameOrigin::Documented
}

impl RoleForm {
    fn check(self, path: &Path) -> Result<Role, LoadError> {
        let references = self
            .also_needs
            .iter()
            .chain(&self.unites)
            .map(|other| {
                let (line, column) = place(other.referenced);
                (other.value.clone(), line, column)
            })
            .collect();
        let sources = self.sources;
        let endpoints = self
            .endpoints
            .into_iter()
            .map(|form| form.check(path, &sources))
            .collect::<Result<_, _>>()?;
        let addresses = self
            .addresses
            .into_iter()
            .map(|form| form.check(path, &sources))
            .collect::<Result<_, _>>()?;
        Ok(Role {
            id: self.role,
            title: self.title,
            runs_on: self.runs_on,
            mode: self.mode,
            lifecycle: self.status,
            deprecated_since: self.deprecated_since,
            clouds: self.clouds,
            category: self.category,
            endpoint_set: self.endpoint_set,
            conditions: self.conditions,
            notes: self.notes,
            also_needs: self.also_needs.into_iter().map(|other| other.value).collect(),
            unites: self.unites.into_iter().map(|other| other.value).collect(),
            documented_in: source_ids(path, &sources, self.documented_in)?,
            sources,
            endpoints,
            addresses,
            file: path.to_owned(),
            references,
        })
    }
}

impl EndpointForm {
    fn check(self, path: &Path, sources: &BTreeMap<String, Source>) -> Result<Endpoint, LoadError> {
        let at = place(self.pattern.referenced);
        let pattern = entry(path, &self.pattern, self.suffix, &self.words)?;
        if self.ports.is_empty() {
            let found = format!("`{}` has an empty list of ports", excerpt(&pattern.text));
            return Err(content(path, at, found, "add them, such as `ports: [443]`"));
        }
        let names = self
            .names
            .into_iter()
            .map(|form| form.check(path, sources, &pattern))
            .collect::<Result<_, _>>()?;
        Ok(Endpoint {
            pattern,
            raw: self.raw,
            suffix: self.suffix,
            words: self.words,
            ports: self.ports,
            ports_alt: self.ports_alt,
            protocol: self.proto,
            port_source: self.port_source,
            need: self.need,
            need_source: self.need_source,
            cloud: self.cloud,
            state: self.state,
            when: self.when,
            component: self.component,
            purpose: self.purpose,
            quirk: self.quirk,
            conditions: self.conditions,
            names,
            documented_in: source_ids(path, sources, self.documented_in)?,
            line: at.0,
        })
    }
}

impl NameForm {
    fn check(
        self,
        path: &Path,
        sources: &BTreeMap<String, Source>,
        pattern: &Entry,
    ) -> Result<KnownName, LoadError> {
        let name = known_name(path, &self.name, pattern)?;
        let source = match self.source {
            None => None,
            Some(id) => source_ids(path, sources, vec![id])?.pop(),
        };
        Ok(KnownName { from: self.from, name, source })
    }
}

impl AddressesForm {
    fn check(
        self,
        path: &Path,
        sources: &BTreeMap<String, Source>,
    ) -> Result<Addresses, LoadError> {
        let range = |text: Spanned<String>| {
            // Lists also print single addresses among the ranges.
            let single = || text.value.parse::<IpAddr>().map(IpNet::from);
            text.value.parse::<IpNet>().or_else(|_| single()).map_err(|_| {
                let found = format!("`{}` is no address range", excerpt(&text.value));
                content(path, place(text.referenced), found, "write one such as 10.0.0.0/8")
            })
        };
        Ok(Addresses {
            label: self.label,
            ranges: self.cidrs.into_iter().map(range).collect::<Result<_, _>>()?,
            ports: self.ports,
            protocol: self.proto,
            port_source: self.port_source,
            documented_in: source_ids(path, sources, self.documented_in)?,
        })
    }
}

/// A documented pattern, with its placeholders unfilled.
pub(super) fn entry(
    path: &Path,
    text: &Spanned<String>,
    suffix: bool,
    words: &[String],
) -> Result<Entry, LoadError> {
    read_entry(&text.value, suffix, words, &BTreeMap::new()).map_err(|error| {
        let found = format!("the pattern `{}` cannot be understood", excerpt(&text.value));
        content(path, place(text.referenced), found, error.to_string())
    })
}

/// A name that has to fall under `pattern`.
pub(super) fn known_name(
    path: &Path,
    text: &Spanned<String>,
    pattern: &Entry,
) -> Result<HostName, LoadError> {
    let at = place(text.referenced);
    let name: HostName = text.value.parse().map_err(|error| {
        let found = format!("`{}` is no host name", excerpt(&text.value));
        content(path, at, found, format!("{error}"))
    })?;
    if pattern.host.is_wildcard() && !pattern.host.covers(&Host::Name(name.clone())) {
        let found = format!("`{name}` does not fall under `{}`", excerpt(&pattern.text));
        return Err(content(path, at, found, "name a host that the pattern covers"));
    }
    Ok(name)
}

/// Ids that must stand in the file's own `sources`.
pub(super) fn source_ids(
    path: &Path,
    sources: &BTreeMap<String, Source>,
    ids: Vec<Spanned<String>>,
) -> Result<Vec<String>, LoadError> {
    ids.into_iter()
        .map(|id| {
            if sources.contains_key(&id.value) {
                return Ok(id.value);
            }
            let found = format!("`{}` is none of the file's `sources`", excerpt(&id.value));
            let known = sources.keys().map(String::as_str);
            Err(content(path, place(id.referenced), found, suggest(&id.value, known)))
        })
        .collect()
}
