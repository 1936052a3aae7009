//! `clearway catalogue import`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use clearway::article::{Article, LineFinding, LineOutcome};
use clearway::catalogue::MAX_FILE_BYTES;
use clearway::curation::{M365Import, M365Instance, RoleDraft, from_article};

use super::super::args::ListFormat;
use super::super::exit::Exit;
use super::download;
use super::options::ImportOptions;

/// What was read, and what becomes of it.
#[derive(Serialize)]
struct Shown {
    schema: &'static str,
    source: String,
    title: Option<String>,
    date: Option<String>,
    /// What `line` counts in `lines`: lines of an article, or endpoint sets by number.
    counted: &'static str,
    lines: Vec<LineFinding>,
    roles: Vec<RoleShown>,
}

#[derive(Serialize)]
struct RoleShown {
    role: String,
    title: String,
    endpoints: usize,
    address_ranges: usize,
    /// The file that was written; none without `--out`.
    file: Option<String>,
}

/// Reads, reports and, when asked to, writes.
pub(crate) fn import(options: &ImportOptions) -> Result<Exit> {
    let (mut shown, drafts) = match (&options.markdown, &options.m365) {
        (Some(path), _) => article(path, options.product.as_deref().unwrap_or_default())?,
        (None, Some(place)) => web_service(place, options)?,
        (None, None) => bail!("name --markdown FILE or --m365 FILE"),
    };
    let mut files = vec![None; drafts.len()];
    if let Some(directory) = &options.out {
        files = write(&drafts, directory, options.force)?.into_iter().map(Some).collect();
    }
    shown.roles =
        drafts.iter().zip(files).map(|(draft, file)| RoleShown::of(draft, file)).collect();
    let mut out = anstream::stdout();
    match options.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &shown)?;
            writeln!(out)?;
        }
        ListFormat::Human => shown.print(&mut out)?,
    }
    Ok(if shown.roles.is_empty() { Exit::NotReady } else { Exit::Ready })
}

fn article(path: &Path, product: &str) -> Result<(Shown, Vec<RoleDraft>)> {
    let text = read(path)?;
    let article = Article::read(&text);
    // The directory is this computer's affair; a role file is read elsewhere.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let drafts = from_article(&article, product, &name).context("--product cannot be used")?;
    let shown = Shown {
        schema: "clearway/catalogue-import/v1",
        source: path.display().to_string(),
        title: article.title,
        date: article.date.map(|date| date.to_string()),
        counted: "line",
        lines: article.lines,
        roles: Vec::new(),
    };
    Ok((shown, drafts))
}

fn web_service(place: &str, options: &ImportOptions) -> Result<(Shown, Vec<RoleDraft>)> {
    let is_address = place.starts_with("http://") || place.starts_with("https://");
    let (text, name) = if is_address {
        // What follows the question mark is a number that stands for who asks.
        let name = place.split('?').next().unwrap_or_default().to_owned();
        (download::download(place, &options.route, &options.ca)?, name)
    } else {
        let path = Path::new(place);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (read(path)?, name)
    };
    let instance = options.instance.map(M365Instance::from);
    let instance =
        instance.or_else(|| M365Instance::named_in(&name)).unwrap_or(M365Instance::Worldwide);
    let product = options.product.as_deref().unwrap_or("microsoft365");
    let import = M365Import::read(&text, instance, product, &name)
        .with_context(|| format!("cannot use {place}"))?;
    let shown = Shown {
        schema: "clearway/catalogue-import/v1",
        source: place.to_owned(),
        title: Some(format!("Microsoft 365 endpoints web service, {}", instance.as_str())),
        date: None,
        counted: "set",
        lines: import.sets,
        roles: Vec::new(),
    };
    Ok((shown, import.drafts))
}

fn read(path: &Path) -> Result<String> {
    let about = || format!("cannot read {}", path.display());
    let size = fs::metadata(path).with_context(about)?.len();
    if size > MAX_FILE_BYTES {
        bail!("{} has more than {MAX_FILE_BYTES} bytes, the limit for a list", path.display());
    }
    let bytes = fs::read(path).with_context(about)?;
    String::from_utf8(bytes)
        .with_context(|| format!("{} is not UTF-8; save it as UTF-8", path.display()))
}

/// Writes the files, all or, when one exists already, none.
fn write(drafts: &[RoleDraft], directory: &Path, force: bool) -> Result<Vec<PathBuf>> {
    let path = |draft: &RoleDraft| directory.join(format!("{}.yaml", draft.id));
    let paths: Vec<PathBuf> = drafts.iter().map(path).collect();
    if let Some(there) = paths.iter().find(|path| path.exists())
        && !force
    {
        bail!("{} exists already; --force replaces it", there.display());
    }
    for (path, draft) in paths.iter().zip(drafts) {
        let about = || format!("cannot write {}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(about)?;
        }
        fs::write(path, draft.to_yaml()).with_context(about)?;
    }
    Ok(paths)
}

impl RoleShown {
    fn of(draft: &RoleDraft, file: Option<PathBuf>) -> Self {
        Self {
            role: draft.id.to_string(),
            title: draft.title.clone(),
            endpoints: draft.endpoints.len(),
            address_ranges: draft.ranges.iter().map(|group| group.ranges.len()).sum(),
            file: file.map(|file| file.display().to_string()),
        }
    }
}

impl Shown {
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let title = self.title.as_deref().unwrap_or("no title");
        let date = self.date.as_deref().unwrap_or("no date");
        writeln!(out, "{}: {title}, {date}", self.source)?;
        for finding in &self.lines {
            let outcome = finding.outcome.as_str();
            let what = if finding.entries.is_empty() {
                finding.text.clone()
            } else {
                finding.entries.join(", ")
            };
            let why = match finding.why.as_str() {
                "" => String::new(),
                why => format!("  ({why})"),
            };
            writeln!(out, "{:>5} {outcome:<8} {what}{why}", finding.line)?;
        }
        for role in &self.roles {
            let file = role.file.as_deref().map(|file| format!("  {file}")).unwrap_or_default();
            writeln!(out, "{:>5} endpoints  {}{file}", role.endpoints, role.role)?;
        }
        let count = |outcome| self.lines.iter().filter(|line| line.outcome == outcome).count();
        writeln!(
            out,
            "{} roles, not reviewed; of the {}s {} taken, {} doubtful, {} skipped",
            self.roles.len(),
            self.counted,
            count(LineOutcome::Taken),
            count(LineOutcome::Doubtful),
            count(LineOutcome::Skipped)
        )
    }
}
