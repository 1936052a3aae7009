//! Values of the script to ours and back.

use std::rc::Rc;
use std::time::Instant;

use rquickjs::function::Rest;
use rquickjs::{Coerced, Ctx, Exception, FromJs as _, Function, IntoJs as _, Result, Value};

use super::super::evaluation::Evaluation;
use super::super::helpers::{
    Argument, HELPERS, Helper, LONGEST_ARGUMENT, MOST_ARGUMENTS, Returned,
};

/// Defines every helper as a function of the script.
pub(super) fn define_helpers(ctx: &Ctx<'_>, evaluation: &Rc<Evaluation>) -> Result<()> {
    let globals = ctx.globals();
    for (name, helper) in HELPERS {
        globals.set(*name, function(ctx, name, *helper, Rc::clone(evaluation))?)?;
    }
    Ok(())
}

fn function<'js>(
    ctx: &Ctx<'js>,
    name: &'static str,
    helper: Helper,
    evaluation: Rc<Evaluation>,
) -> Result<Function<'js>> {
    let call = move |ctx: Ctx<'js>, given: Rest<Value<'js>>| -> Result<Value<'js>> {
        let mut arguments = Vec::new();
        for value in given.0.into_iter().take(MOST_ARGUMENTS) {
            arguments.push(argument(&ctx, name, value)?);
        }
        let begun = Instant::now();
        let returned = helper(&evaluation, &arguments);
        evaluation.called(name, &arguments, &returned, begun.elapsed());
        value(&ctx, returned)
    };
    Function::new(ctx.clone(), call)?.with_name(name)
}

/// An argument; what is neither text nor number becomes text as JavaScript has it.
fn argument<'js>(ctx: &Ctx<'js>, helper: &str, value: Value<'js>) -> Result<Argument> {
    if value.is_null() || value.is_undefined() {
        return Ok(Argument::Nothing);
    }
    if let Some(number) = value.as_number() {
        return Ok(Argument::Number(number));
    }
    let text = Coerced::<String>::from_js(ctx, value)?.0;
    if text.len() > LONGEST_ARGUMENT {
        let message = format!("an argument of {helper} is longer than {LONGEST_ARGUMENT} bytes");
        return Err(Exception::throw_range(ctx, &message));
    }
    Ok(Argument::Text(text))
}

fn value<'js>(ctx: &Ctx<'js>, returned: Returned) -> Result<Value<'js>> {
    match returned {
        Returned::Text(text) => text.into_js(ctx),
        Returned::Truth(truth) => truth.into_js(ctx),
        Returned::Number(number) => number.into_js(ctx),
        Returned::Null => Ok(Value::new_null(ctx.clone())),
        Returned::Nothing => Ok(Value::new_undefined(ctx.clone())),
    }
}
