//! `clearway explain`: what a code means, where it is logged, who must act.

use std::io::Write;

use anyhow::{Result, anyhow};
use serde::Serialize;

use clearway::errors::{self, Explanation};
use clearway::verdict::{Cause, winhttp};

use super::args::{ExplainOptions, ListFormat};
use super::exit::Exit;
use super::nearest::nearest;

/// Prints an explanation of the code, which may have been typed as several words.
pub(crate) fn explain(options: &ExplainOptions) -> Result<Exit> {
    let text = options.code.join(" ");
    let explained =
        match text.trim().parse::<Cause>() {
            Ok(cause) => Explained::Cause(Box::new(OfCause::new(cause))),
            Err(_) => Explained::Code(Box::new(errors::explain(&text).map_err(
                |error| match nearest(text.trim(), Cause::ALL.iter().map(|cause| cause.code())) {
                    Some(cause) => anyhow!("no cause `{}`; did you mean `{cause}`?", text.trim()),
                    None => error.into(),
                },
            )?)),
        };
    let mut out = anstream::stdout();
    match (options.format, &explained) {
        (ListFormat::Json, _) => {
            serde_json::to_writer_pretty(&mut out, &explained)?;
            writeln!(out)?;
        }
        (ListFormat::Human, Explained::Code(explanation)) => writeln!(out, "{explanation}")?,
        (ListFormat::Human, Explained::Cause(cause)) => cause.print(&mut out)?,
    }
    Ok(Exit::Ready)
}

#[derive(Serialize)]
#[serde(untagged)]
enum Explained {
    Code(Box<Explanation>),
    Cause(Box<OfCause>),
}

/// A cause of clearway itself, joined with the numbers that Windows has for it.
#[derive(Serialize)]
struct OfCause {
    cause: &'static str,
    meaning: &'static str,
    usual_causes: &'static str,
    who_acts: &'static str,
    winhttp: Option<u32>,
    windows: Option<Explanation>,
}

impl OfCause {
    fn new(cause: Cause) -> Self {
        let winhttp = winhttp(cause);
        Self {
            cause: cause.code(),
            meaning: cause.meaning(),
            usual_causes: cause.usual_causes(),
            who_acts: cause.who_acts(),
            winhttp,
            windows: winhttp.and_then(|number| errors::explain(&number.to_string()).ok()),
        }
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "{}", self.cause)?;
        for (title, text) in [
            ("Meaning", self.meaning),
            ("Usual causes", self.usual_causes),
            ("Who must act", self.who_acts),
        ] {
            writeln!(out, "\n{title}:")?;
            for line in wrapped(text, 76) {
                writeln!(out, "  {line}")?;
            }
        }
        if let Some(windows) = &self.windows {
            writeln!(out, "\nThe nearest error of Windows:\n\n{windows}")?;
        }
        Ok(())
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
