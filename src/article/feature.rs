//! What an article lists under one heading.

use ipnet::IpNet;

use super::PortsStated;

/// A heading, or a paragraph that is only bold text, with the endpoints that stand under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The text of the innermost heading.
    pub title: String,
    /// The headings above it, outermost first, without the title of the article.
    pub above: Vec<String>,
    /// The name of its HTML anchor. Translations keep it in English.
    pub anchor: Option<String>,
    /// The line of the heading, from 1; 0 where endpoints stand before any heading.
    pub line: usize,
    /// Its endpoints in the order of the article, each once.
    pub endpoints: Vec<ArticleEndpoint>,
    /// Its address ranges, with the ports that hold for them.
    pub ranges: Vec<(IpNet, PortsStated)>,
}

/// One entry of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleEndpoint {
    /// The entry as it has to be understood: without markup, escapes and stray blanks.
    pub pattern: String,
    /// The literal text where it carries escapes or blanks.
    pub raw: Option<String>,
    /// Its ports. Empty where the article states none.
    pub ports: PortsStated,
    /// What the line, the row or the bullet above says about it.
    pub purpose: Option<String>,
    /// The line on which it stands, from 1.
    pub line: usize,
}
