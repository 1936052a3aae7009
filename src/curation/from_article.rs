//! From an article to drafts of roles: one for each feature.

use std::collections::BTreeSet;

use crate::address::PortSpec;
use crate::article::{Article, ArticleEndpoint, Feature, PortsStated};
use crate::catalogue::{Cloud, DateKind, Protocol, RoleId, RoleIdError};

use super::slug::{slug, unused};
use super::{DraftEndpoint, DraftRanges, DraftSource, RoleDraft};

/// Drafts of the roles of an article, in its order. `path` names the article in their source.
///
/// # Errors
/// When `product` cannot be the first half of a role's id.
pub fn from_article(
    article: &Article,
    product: &str,
    path: &str,
) -> Result<Vec<RoleDraft>, RoleIdError> {
    let mut taken = BTreeSet::new();
    let named = |name: &str| article.features.iter().filter(|one| own_name(one) == name).count();
    let drafts = article.features.iter().enumerate().map(|(at, feature)| {
        let mut name = own_name(feature);
        if name.is_empty() {
            name = format!("section-{}", at + 1);
        } else if named(&name) > 1
            && let Some(above) = feature.above.last().and_then(|above| slug(above))
        {
            name = format!("{above}-{name}");
        }
        let id = format!("{product}/{}", unused(&name, &mut taken)).parse()?;
        Ok(draft(article, feature, id, path))
    });
    drafts.collect()
}

/// The name that a feature has by itself: of its title, or of its anchor where the title has no
/// letter that a name can have.
fn own_name(feature: &Feature) -> String {
    let anchor = feature.anchor.as_deref().and_then(slug);
    slug(&feature.title).or(anchor).unwrap_or_default()
}

fn draft(article: &Article, feature: &Feature, id: RoleId, path: &str) -> RoleDraft {
    let section = feature.above.iter().chain([&feature.title]).cloned().collect::<Vec<_>>();
    let section = section.join(" > ");
    let title = article.title.clone().unwrap_or_else(|| path.to_owned());
    RoleDraft {
        title: if feature.title.is_empty() { title.clone() } else { feature.title.clone() },
        category: None,
        endpoint_set: None,
        notes: vec!["Imported from an article and not reviewed.".to_owned()],
        source: DraftSource {
            id: "article".to_owned(),
            title,
            path: path.to_owned(),
            date: article.date.map(|date| (date, DateKind::Document)),
            handoff: article.handoff,
            section: Some(section).filter(|section| !section.is_empty()),
        },
        endpoints: feature.endpoints.iter().flat_map(endpoints).collect(),
        ranges: feature
            .ranges
            .iter()
            .flat_map(|(range, ports)| {
                by_protocol(ports).into_iter().map(|(protocol, ports, documented)| DraftRanges {
                    ranges: vec![*range],
                    ports,
                    protocol,
                    ports_documented: documented,
                })
            })
            .collect(),
        id,
    }
}

fn endpoints(endpoint: &ArticleEndpoint) -> impl Iterator<Item = DraftEndpoint> {
    by_protocol(&endpoint.ports).into_iter().map(|(protocol, ports, documented)| DraftEndpoint {
        pattern: endpoint.pattern.clone(),
        raw: endpoint.raw.clone(),
        ports,
        protocol,
        ports_documented: documented,
        required: None,
        cloud: Cloud::Public,
        purpose: endpoint.purpose.clone(),
    })
}

/// The ports of each protocol; 443 where none is stated, marked as assumed.
fn by_protocol(ports: &PortsStated) -> Vec<(Protocol, Vec<PortSpec>, bool)> {
    if ports.is_empty() {
        return vec![(Protocol::Tcp, vec![PortSpec::One(443)], false)];
    }
    [(Protocol::Tcp, &ports.tcp), (Protocol::Udp, &ports.udp)]
        .into_iter()
        .filter(|(_, ports)| !ports.is_empty())
        .map(|(protocol, ports)| (protocol, ports.clone(), true))
        .collect()
}
