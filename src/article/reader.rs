//! Walks through the blocks of an article and keeps what holds where: features, ports, bullets.

use ipnet::IpNet;

use super::blocks::{Block, BlockKind, blocks};
use super::entry_source::{bare, is_bold, ports_of};
use super::front_matter::FrontMatter;
use super::plain::{anchor, label, plain, shortened};
use super::statement::{Place, Statement};
use super::table::{Row, rows};
use super::{Article, ArticleEndpoint, Feature, LineFinding, LineOutcome, PortsStated, comments};

/// The level of a feature that is named by a bold paragraph: below every heading.
const BOLD: usize = 7;

/// Reads an article.
pub(super) fn read(text: &str) -> Article {
    let text =
        text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let head = FrontMatter::of(&text);
    let (text, commented) = comments::without(&text);
    let mut walk =
        Walk { article: Article::default(), scopes: vec![Scope::default()], items: Vec::new() };
    for block in blocks(&text, head.lines) {
        walk.block(block);
    }
    let mut article = walk.article;
    for line in commented.into_iter().filter(|line| *line > head.lines) {
        if !article.lines.iter().any(|finding| finding.line == line) {
            article.lines.push(skipped(line, "<!-- -->", "an HTML comment"));
        }
    }
    article.lines.sort_by_key(|finding| finding.line);
    article.title = head.title.or(article.title);
    article.date = head.date;
    article.handoff = head.handoff;
    article
}

/// A heading, and the ports that were stated under it.
#[derive(Debug, Default)]
struct Scope {
    level: usize,
    title: String,
    anchor: Option<String>,
    line: usize,
    ports: Option<PortsStated>,
}

/// A bullet that others may be indented under.
struct Bullet {
    indent: usize,
    text: String,
    ports: PortsStated,
}

struct Walk {
    article: Article,
    /// The headings that hold here, outermost first; the first one is the article itself.
    scopes: Vec<Scope>,
    items: Vec<Bullet>,
}

impl Walk {
    fn block(&mut self, block: Block) {
        let line = block.line;
        if !matches!(block.kind, BlockKind::Item { .. }) {
            self.items.clear();
        }
        match block.kind {
            BlockKind::Heading { level, text } => self.heading(level, &text, line),
            BlockKind::Item { indent, text, quoted } => self.item(indent, &text, quoted, line),
            BlockKind::Paragraph { text, quoted } => self.paragraph(&text, quoted, line),
            BlockKind::Table { header, rows: lines } => {
                for ((line, cells), row) in lines.iter().zip(rows(&header, &lines)) {
                    self.row(&row, &cells.join(" | "), *line);
                }
            }
            BlockKind::Code(text) => {
                let statement = Statement::of(&text, Place::Paragraph);
                if statement.takes() {
                    let why = "a name in a block of code was not taken";
                    self.report(line, LineOutcome::Doubtful, &text, Vec::new(), why);
                } else {
                    self.article.lines.push(skipped(line, &text, "code"));
                }
            }
            BlockKind::Include(text) => {
                let why = "another file belongs here; import it, too";
                self.report(line, LineOutcome::Doubtful, &text, Vec::new(), why);
            }
        }
    }

    fn heading(&mut self, level: usize, text: &str, line: usize) {
        while self.scopes.len() > 1 && self.scopes.last().is_some_and(|last| last.level >= level) {
            self.scopes.pop();
        }
        let title = label(text);
        if level == 1 && self.article.title.is_none() {
            self.article.title = Some(title.clone());
        }
        self.scopes.push(Scope { level, title, anchor: anchor(text), line, ports: None });
    }

    fn item(&mut self, indent: usize, text: &str, quoted: bool, line: usize) {
        while self.items.last().is_some_and(|above| above.indent >= indent) {
            self.items.pop();
        }
        let mut statement = Statement::of(text, Place::Item);
        let own = if statement.takes() {
            statement.ports.clone()
        } else {
            PortsStated::in_prose(&plain(text))
        };
        if quoted && statement.takes() {
            statement.doubt.get_or_insert_with(|| "it stands in a note".to_owned());
        }
        let above = self.items.last();
        let inherited = above.map(|above| above.ports.clone()).unwrap_or_default();
        let ports = if own.is_empty() { inherited } else { own };
        let label_above = above.map(|above| above.text.clone()).filter(|text| !text.is_empty());
        let purpose = statement.remark.clone().or(label_above);
        self.take(&statement, text, ports.clone(), purpose.as_deref(), line);
        // An entry is no heading of what happens to be indented further.
        let bullet = if statement.takes() {
            Bullet { indent, text: String::new(), ports: PortsStated::default() }
        } else {
            Bullet { indent, text: label(text), ports }
        };
        self.items.push(bullet);
    }

    fn paragraph(&mut self, text: &str, quoted: bool, line: usize) {
        let statement = Statement::of(text, Place::Paragraph);
        if !statement.takes() && !quoted && is_bold(text) {
            self.heading(BOLD, text, line);
            return;
        }
        if quoted && statement.takes() {
            let why = "a name in a note was not taken";
            self.report(line, LineOutcome::Doubtful, text, Vec::new(), why);
            return;
        }
        let ports = PortsStated::in_prose(&plain(text));
        if !ports.is_empty()
            && !quoted
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.ports = Some(ports);
        }
        let remark = statement.remark.clone();
        self.take(&statement, text, PortsStated::default(), remark.as_deref(), line);
    }

    fn row(&mut self, row: &Row, text: &str, line: usize) {
        if row.cells.is_empty() {
            let (outcome, why) = match &row.doubt {
                Some(doubt) => (LineOutcome::Doubtful, doubt.as_str()),
                None => (LineOutcome::Skipped, "no cell with a name"),
            };
            self.report(line, outcome, text, Vec::new(), why);
        }
        for (cell, statement) in &row.cells {
            let own = statement.ports.clone();
            let ports = if own.is_empty() { row.ports.clone() } else { own };
            let purpose = match (&row.purpose, &statement.remark) {
                (Some(row), Some(remark)) => Some(shortened(&format!("{row}: {remark}"))),
                (row, remark) => row.clone().or_else(|| remark.clone()),
            };
            self.take(statement, cell, ports, purpose.as_deref(), line);
        }
    }

    /// Takes the entries of a statement, and reports the line.
    fn take(
        &mut self,
        statement: &Statement,
        source: &str,
        ports: PortsStated,
        purpose: Option<&str>,
        line: usize,
    ) {
        if !statement.takes() {
            let why = statement.why.as_deref().unwrap_or("no name in it");
            match &statement.doubt {
                Some(doubt) => self.report(line, LineOutcome::Doubtful, source, Vec::new(), doubt),
                None => self.report(line, LineOutcome::Skipped, source, Vec::new(), why),
            }
            return;
        }
        let stated = if ports.is_empty() { self.stated() } else { ports };
        let (mut taken, mut doubt, mut again) = (Vec::new(), statement.doubt.clone(), Vec::new());
        let feature = self.feature();
        for found in &statement.found {
            let ports = ports_of(found.scheme, found.has_port, &found.pattern, &stated);
            if ports.is_empty() {
                doubt.get_or_insert_with(|| "no port is stated for it; 443 is assumed".to_owned());
            }
            let endpoint = ArticleEndpoint {
                pattern: found.pattern.clone(),
                raw: found.raw.as_ref().map(|_| bare(source)).filter(|raw| *raw != found.pattern),
                ports,
                purpose: purpose.map(str::to_owned),
                line,
            };
            let same = |one: &&ArticleEndpoint| {
                one.pattern == endpoint.pattern && one.ports == endpoint.ports
            };
            if let Some(first) = feature.endpoints.iter().find(same) {
                again.push(format!("`{}` stands on line {} already", endpoint.pattern, first.line));
                continue;
            }
            taken.push(endpoint.pattern.clone());
            feature.endpoints.push(endpoint);
        }
        for range in &statement.ranges {
            taken.push(range.to_string());
            add_range(feature, *range, &stated);
        }
        let outcome = match &doubt {
            Some(_) => LineOutcome::Doubtful,
            None if taken.is_empty() => LineOutcome::Skipped,
            None => LineOutcome::Taken,
        };
        let why = doubt.into_iter().chain(again).collect::<Vec<_>>().join("; ");
        self.report(line, outcome, source, taken, &why);
    }

    /// The ports that were stated last in the sections that hold here, innermost first.
    fn stated(&self) -> PortsStated {
        self.scopes.iter().rev().find_map(|scope| scope.ports.clone()).unwrap_or_default()
    }

    /// The feature of the innermost heading, which is made when its first endpoint comes.
    fn feature(&mut self) -> &mut Feature {
        let here = self.scopes.last();
        let line = here.map_or(0, |scope| scope.line);
        let known = self.article.features.iter().position(|feature| feature.line == line);
        let at = known.unwrap_or_else(|| {
            let above = self.scopes.iter().filter(|scope| scope.level > 1 && scope.line != line);
            self.article.features.push(Feature {
                title: here.map(|scope| scope.title.clone()).unwrap_or_default(),
                above: above.map(|scope| scope.title.clone()).collect(),
                anchor: here.and_then(|scope| scope.anchor.clone()),
                line,
                endpoints: Vec::new(),
                ranges: Vec::new(),
            });
            self.article.features.len() - 1
        });
        &mut self.article.features[at]
    }

    fn report(
        &mut self,
        line: usize,
        outcome: LineOutcome,
        text: &str,
        entries: Vec<String>,
        why: &str,
    ) {
        let text = shortened(text);
        let finding = LineFinding { line, outcome, text, entries, why: why.to_owned() };
        self.article.lines.push(finding);
    }
}

fn skipped(line: usize, text: &str, why: &str) -> LineFinding {
    let outcome = LineOutcome::Skipped;
    LineFinding { line, outcome, text: shortened(text), entries: Vec::new(), why: why.to_owned() }
}

fn add_range(feature: &mut Feature, range: IpNet, ports: &PortsStated) {
    let ports = ports.clone();
    if !feature.ranges.contains(&(range, ports.clone())) {
        feature.ranges.push((range, ports));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::PortSpec;

    fn shown(text: &str) -> String {
        let feature = |feature: &Feature| {
            let endpoints = feature.endpoints.iter().map(|one| {
                let ports: Vec<String> = one.ports.tcp.iter().map(ToString::to_string).collect();
                format!("{}:{}", one.pattern, ports.join(","))
            });
            format!("[{}] {}", feature.title, endpoints.collect::<Vec<_>>().join(" "))
        };
        read(text).features.iter().map(feature).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn ports_hold_below_their_heading_until_another_statement() {
        let text = "# T\n## A\nTCP 443 and TCP 80.\n\n**F**\n\n- a.com\n- http://b.com\n\n\
                    ### B\n- c.com\n## C\n- d.com\n- TCP 8080:\n  - e.com\n  - f.com (UDP 53)\n";
        assert_eq!(
            shown(text),
            "[F] a.com:443,80 http://b.com:80\n[B] c.com:443,80\n[C] d.com: e.com:8080 f.com:"
        );
        let article = read(text);
        assert_eq!(article.features[0].above, ["A"]);
        assert_eq!(article.features[2].endpoints[2].ports.udp, [PortSpec::One(53)]);
    }

    #[test]
    fn a_name_is_taken_once_for_each_feature() {
        let article = read("## A\nTCP 443\n- a.com\n- a.com\n## B\n- a.com\n");
        assert_eq!(article.features.len(), 2);
        assert_eq!(article.features[0].endpoints.len(), 1);
        assert!(article.lines[2].why.contains("line 3 already"), "{:?}", article.lines);
    }

    #[test]
    fn only_words_above_a_bullet_are_its_purpose() {
        let article = read("TCP 443\n- a.com\n  - b.com\n- Words:\n  - c.com\n");
        let purposes: Vec<_> =
            article.features[0].endpoints.iter().map(|one| one.purpose.as_deref()).collect();
        assert_eq!(purposes, [None, None, Some("Words")]);
    }

    #[test]
    fn bold_names_and_bold_bullets_are_no_features() {
        assert_eq!(
            shown("## A\nTCP 443\n\n**a.com**\n\n- **Every one:**\n  - b.com\n"),
            "[A] a.com:443 b.com:443"
        );
    }
}
