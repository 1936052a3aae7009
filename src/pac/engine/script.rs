//! One script in its engine. Stays on the thread that made it.

use std::rc::Rc;

use rquickjs::context::EvalOptions;
use rquickjs::{Context, Ctx, Error, Function, Runtime, Value};

use super::super::evaluation::{Evaluation, cut};
use super::super::{PacAnswer, PacError, PacResultError, ReadResult, read_result};
use super::convert::define_helpers;
use super::failure::failure;

/// The function that Microsoft's clients prefer, and the one that everybody asks.
const FUNCTIONS: [&str; 2] = ["FindProxyForURLEx", "FindProxyForURL"];

/// A script that was loaded.
pub(super) struct Script {
    context: Context,
    evaluation: Rc<Evaluation>,
}

impl Script {
    /// Makes an engine and runs the script in it once.
    pub(super) fn load(source: &str, name: &str, evaluation: Evaluation) -> Result<Self, PacError> {
        let evaluation = Rc::new(evaluation);
        let context = engine(&evaluation).map_err(|error| PacError::Engine(error.to_string()))?;
        let script = Self { context, evaluation };
        script.context.with(|ctx| {
            script.evaluation.begin();
            let mut options = EvalOptions::default();
            // Scripts assign to variables that nobody declared, which strict code may not.
            options.strict = false;
            // A NUL would end the name.
            options.filename = Some(name.replace('\0', " "));
            ctx.eval_with_options::<Value<'_>, _>(source, options)
                .map_err(|error| script.unreadable(&ctx, &error, source))?;
            script.functions(&ctx).map(drop)
        })?;
        Ok(script)
    }

    fn unreadable(&self, ctx: &Ctx<'_>, error: &Error, source: &str) -> PacError {
        match failure(ctx, error, &self.evaluation) {
            PacError::Syntax { message, at, .. } => {
                let web_page = source.trim_start().starts_with('<');
                PacError::Syntax { message, at, web_page }
            }
            other => other,
        }
    }

    /// The function to ask, its name, and whether there is another one.
    fn functions<'js>(
        &self,
        ctx: &Ctx<'js>,
    ) -> Result<(Function<'js>, &'static str, bool), PacError> {
        let globals = ctx.globals();
        let mut found = Vec::new();
        for name in FUNCTIONS {
            let value: Value<'_> =
                globals.get(name).map_err(|error| failure(ctx, &error, &self.evaluation))?;
            found.extend(value.into_function().map(|function| (function, name)));
        }
        let more = found.len() > 1;
        let first = found.into_iter().next().ok_or(PacError::NoFunction)?;
        Ok((first.0, first.1, more))
    }

    /// Asks the function.
    pub(super) fn ask(&self, url: &str, host: &str) -> Result<PacAnswer, PacError> {
        self.evaluation.begin();
        let (text, more) = self.context.with(|ctx| {
            let (function, name, more) = self.functions(&ctx)?;
            let returned: Value<'_> = function
                .call((url, host))
                .map_err(|error| failure(&ctx, &error, &self.evaluation))?;
            self.text(&ctx, &returned).map(|text| (text, more.then_some(name)))
        })?;
        let read = match &text {
            Some(text) => read_result(text),
            None => read_result("").map(|read| ReadResult {
                notes: vec!["the script returned nothing, which means DIRECT".to_owned()],
                ..read
            }),
        };
        let text = text.unwrap_or_default();
        let read =
            read.map_err(|why| PacError::Result { text: format!("`{}`", cut(&text)), why })?;
        if let Some(name) = more {
            self.evaluation.note(format!(
                "{name} was asked, as by WinHTTP; browsers ask {}, which may answer otherwise",
                FUNCTIONS[1]
            ));
        }
        let (calls, mut notes) = self.evaluation.finish();
        notes.extend(read.notes);
        let doubt = self.evaluation.doubt().or(read.doubt);
        Ok(PacAnswer { text, chain: read.chain, notes, doubt, calls })
    }

    /// What was returned as text; none for `null` and `undefined`.
    fn text(&self, ctx: &Ctx<'_>, returned: &Value<'_>) -> Result<Option<String>, PacError> {
        if returned.is_null() || returned.is_undefined() {
            return Ok(None);
        }
        match returned.as_string() {
            Some(text) => {
                text.to_string().map(Some).map_err(|error| failure(ctx, &error, &self.evaluation))
            }
            None => Err(PacError::Result {
                text: format!("with a value of type {}", returned.type_name()),
                why: PacResultError::NoText,
            }),
        }
    }
}

/// An engine with helpers and limits. It has the language alone: no modules, files or timers.
fn engine(evaluation: &Rc<Evaluation>) -> rquickjs::Result<Context> {
    let runtime = Runtime::new()?;
    runtime.set_max_stack_size(evaluation.limits().stack);
    let watch = Rc::clone(evaluation);
    runtime.set_interrupt_handler(Some(Box::new(move || watch.is_late())));
    let context = Context::full(&runtime)?;
    context.with(|ctx| define_helpers(&ctx, evaluation))?;
    // Last, because the engine does not survive it when its own objects find no memory.
    runtime.set_memory_limit(evaluation.limits().memory);
    Ok(context)
}
