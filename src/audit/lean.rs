//! What is needed, without what the rest of it lets through anyway.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Needed;
use super::judge::Judge;
use crate::allowlist::formats::format;
use crate::allowlist::{
    Allowlist, NearbyFiles, Options, Ports, ReadError, Schemes, Source, Wanted, Writer,
};
use crate::hostset::{HostSet, Index, contains};

/// What has to be written, so that the list lets everything through that is needed and has no entry
/// that another makes superfluous. A wider entry carries the roles and the sources of those that it
/// stands for.
pub(super) fn lean(writer: &dyn Writer, needed: &[Needed], options: &Options) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = needed.iter().map(Needed::wanted).collect();
    let without_ports = has_no_ports(writer, options);
    let over = over(&wanted, without_ports);
    let mut stays = vec![false; wanted.len()];
    let mut open: Vec<usize> = (0..wanted.len()).collect();
    while !open.is_empty() {
        // The widest of those that are left, then whatever these do not let through: the product
        // may refuse a wider entry, or take only a part of it.
        let is_open: BTreeSet<usize> = open.iter().copied().collect();
        let (inner, widest): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|one| over[**one].iter().any(|other| is_open.contains(other)));
        for one in &widest {
            stays[*one] = true;
        }
        open = inner;
        if open.is_empty() || widest.is_empty() {
            break;
        }
        let chosen: Vec<Wanted> = wanted
            .iter()
            .zip(&stays)
            .filter(|(_, stays)| **stays)
            .map(|(one, _)| one.clone())
            .collect();
        let Some(list) = read_back(writer.id(), &writer.file(&chosen, options).text, options)
        else {
            return wanted;
        };
        let judge = Judge::new(&list);
        open.retain(|number| {
            let covered = judge.judge(&needed[*number]).coverage.is_covered();
            let standing = over[*number].iter().copied().find(|other| stays[*other]);
            let Some(standing) = standing.filter(|_| covered) else { return true };
            let Wanted { roles, sources, ports, .. } = wanted[*number].clone();
            if without_ports {
                // What the product does not keep is named beside the list.
                let own = wanted[standing].ports.ranges().iter().chain(ports.ranges()).copied();
                wanted[standing].ports = Ports::of(own.collect::<Vec<_>>());
            }
            add(&mut wanted[standing].roles, roles);
            add(&mut wanted[standing].sources, sources);
            false
        });
    }
    for one in open {
        stays[one] = true;
    }
    wanted.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(one, _)| one).collect()
}

/// For each wanted thing the others that have all of it. Of those that are the same, the first is
/// over the others.
fn over(wanted: &[Wanted], without_ports: bool) -> Vec<Vec<usize>> {
    let index = Index::of_each(wanted.iter().map(|one| &one.hosts));
    let has_all = |one: &Wanted, of: &Wanted| {
        let beside = one.schemes.contain(of.schemes) && one.ports.contain(&of.ports);
        has_path(one, of)
            && (without_ports || beside)
            && contains(&one.hosts, &of.hosts) == Ok(true)
    };
    let of_one = |(number, inner): (usize, &Wanted)| {
        let near = inner.hosts.example().map_or_else(Vec::new, |host| index.of_host(&host));
        let is_over = |other: &usize| {
            let one = &wanted[*other];
            *other != number && has_all(one, inner) && (*other < number || !has_all(inner, one))
        };
        near.into_iter().filter(is_over).collect()
    };
    wanted.iter().enumerate().map(of_one).collect()
}

/// True when one has all paths of another.
fn has_path(one: &Wanted, of: &Wanted) -> bool {
    let (Some(own), Some(theirs)) = (&one.path, &of.path) else { return one.path.is_none() };
    theirs
        .strip_prefix(own.as_str())
        .is_some_and(|rest| rest.is_empty() || own.ends_with('/') || rest.starts_with('/'))
}

/// True when a product's file is the same whatever the port and the scheme are.
fn has_no_ports(writer: &dyn Writer, options: &Options) -> bool {
    let file = |port: u16, schemes: Schemes| {
        let one = |hosts: HostSet| Wanted {
            text: String::new(),
            hosts,
            ports: Ports::one(port),
            schemes,
            path: None,
            roles: Vec::new(),
            sources: Vec::new(),
        };
        writer.file(&[one(HostSet::exact("a.test")), one(HostSet::subtree("b.test"))], options).text
    };
    file(80, Schemes::HTTP) == file(443, Schemes::HTTPS)
}

/// Adds what is not there yet.
fn add(to: &mut Vec<String>, more: Vec<String>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
}

/// A list that was written, as its own format reads it; none where it is not read.
pub(super) fn read_back(id: &str, text: &str, options: &Options) -> Option<Allowlist> {
    read(id, text, options)?.ok()
}

/// The same with the reason why it cannot be read; none for a format that is not read at all.
pub(super) fn read(
    id: &str,
    text: &str,
    options: &Options,
) -> Option<Result<Allowlist, ReadError>> {
    let source = Source { file: Arc::from("export"), text: text.to_owned() };
    Some(format(id)?.read(&source, options, &NoFiles))
}

/// A list that is written names no other files.
struct NoFiles;

impl NearbyFiles for NoFiles {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} was not written"))
    }
}
