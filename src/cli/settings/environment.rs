//! Options by the environment: `CLEARWAY_` and the long name, in capitals, with `_` for `-`.

use clap::Arg;

use super::options::Kind;
use super::value::Found;

/// The variable that sets an option.
pub(super) fn variable(long: &str) -> String {
    format!("CLEARWAY_{}", long.to_uppercase().replace('-', "_"))
}

/// What the environment says about an option. An empty variable says nothing.
///
/// # Errors
/// When the value is no text.
pub(super) fn look_up(long: &str, arg: &Arg) -> Result<Option<Found>, String> {
    let name = variable(long);
    let Some(value) = std::env::var_os(&name).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let text = value.into_string().map_err(|_| format!("{name} is no UTF-8 text"))?;
    Ok(Some(read(text, Kind::of(arg))))
}

/// Switches are written as people write them; all else is taken as it stands.
fn read(text: String, kind: Kind) -> Found {
    let flag = kind == Kind::Flag;
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Found::Switch(true),
        "false" | "no" | "off" => Found::Switch(false),
        "1" if flag => Found::Switch(true),
        "0" if flag => Found::Switch(false),
        _ => {
            let number = text.parse::<f64>().is_ok();
            Found::Text { text, number }
        }
    }
}
