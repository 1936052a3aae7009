//! `clearway roles`: what can be selected.

use std::io::Write;

use anyhow::{Context, Result};
use serde::Serialize;

use clearway::catalogue::{Catalogue, CloudChoice, Lifecycle, Need, Role};
use clearway::plan::Selection;

use clearway::harmless::visible;

use super::args::{ListFormat, RolesOptions};
use super::exit::Exit;
use super::site::counted;

/// One role as the list shows it.
#[derive(Serialize)]
struct RoleShown<'a> {
    role: &'a str,
    title: &'a str,
    status: &'a str,
    runs_on: &'a [String],
    endpoints: usize,
    required: usize,
    wildcards: usize,
    addresses: usize,
    unites: Vec<&'a str>,
    also_needs: Vec<&'a str>,
}

#[derive(Serialize)]
struct RoleList<'a> {
    schema: &'static str,
    roles: Vec<RoleShown<'a>>,
}

/// Prints the roles.
pub(crate) fn roles(options: &RolesOptions) -> Result<Exit> {
    let mut catalogue = Catalogue::builtin().context("cannot read the built-in catalogue")?;
    for directory in &options.catalogue {
        catalogue = catalogue
            .with_directory(directory)
            .with_context(|| format!("cannot use the catalogue in {}", directory.display()))?;
    }
    let cloud = options.cloud.map_or(CloudChoice::Any, Into::into);
    let all = options.role.is_empty() && options.product.is_empty();
    let matching = all_matching(options, &catalogue)?;
    let roles: Vec<RoleShown<'_>> = catalogue
        .roles()
        .filter(|role| all || matching.contains(&role.id))
        .filter(|role| role.exists_in(cloud))
        .map(|role| shown(role, &catalogue))
        .collect();
    let mut out = anstream::stdout();
    match options.format {
        ListFormat::Json => {
            let list = RoleList { schema: "clearway/roles/v1", roles };
            serde_json::to_writer_pretty(&mut out, &list)?;
            writeln!(out)?;
        }
        ListFormat::Human => print(&roles, &mut out)?,
    }
    Ok(Exit::Ready)
}

/// The ids that `--role` and `--product` name; historical roles are listed too.
fn all_matching(
    options: &RolesOptions,
    catalogue: &Catalogue,
) -> Result<Vec<clearway::catalogue::RoleId>> {
    let globs = options.product.iter().map(|product| format!("{product}/*"));
    let selection = Selection {
        roles: options.role.iter().cloned().chain(globs).collect(),
        cloud: Some(CloudChoice::Any),
        ..Selection::default()
    };
    if selection.roles.is_empty() {
        return Ok(Vec::new());
    }
    Ok(selection.pick(catalogue)?.roles)
}

fn shown<'a>(role: &'a Role, catalogue: &Catalogue) -> RoleShown<'a> {
    let listed = catalogue.resolve(&role.id);
    let count = |fits: &dyn Fn(&clearway::catalogue::Endpoint) -> bool| {
        listed.iter().filter(|listed| fits(listed.endpoint)).count()
    };
    RoleShown {
        role: role.id.as_str(),
        title: &role.title,
        status: role.lifecycle.as_str(),
        runs_on: &role.runs_on,
        endpoints: listed.len(),
        required: count(&|endpoint| endpoint.need == Need::Required),
        wildcards: count(&|endpoint| endpoint.pattern.host.is_wildcard()),
        addresses: role.addresses.iter().map(|group| group.ranges.len()).sum(),
        unites: role.unites.iter().map(clearway::catalogue::RoleId::as_str).collect(),
        also_needs: role.also_needs.iter().map(clearway::catalogue::RoleId::as_str).collect(),
    }
}

fn print(roles: &[RoleShown<'_>], out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{:>9} {:>8} {:>9}  role: title", "endpoints", "required", "wildcards")?;
    for role in roles {
        let mark = if role.status == Lifecycle::Current.as_str() {
            String::new()
        } else {
            format!("  ({})", role.status)
        };
        writeln!(
            out,
            "{:>9} {:>8} {:>9}  {}: {}{mark}",
            role.endpoints,
            role.required,
            role.wildcards,
            role.role,
            visible(role.title)
        )?;
    }
    writeln!(out, "{}", counted(roles.len(), "role"))
}
