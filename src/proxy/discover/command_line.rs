//! `--proxy` and `--direct`.

use super::super::{Credentials, ProxyUrl, ProxyUrlError, Route, Router, Routing};

/// The route that the command line fixes, if it does.
///
/// `credentials` given apart from the URL win over those inside it.
///
/// # Errors
/// When the text is no proxy.
pub fn from_command_line(
    proxy: Option<&str>,
    direct: bool,
    credentials: Option<Credentials>,
) -> Result<Option<Router>, ProxyUrlError> {
    if direct {
        let because = "--direct asks for it".to_owned();
        let routing = Routing::new(Route::Direct, "--direct", because);
        return Ok(Some(Router::fixed(routing, None)));
    }
    let Some(text) = proxy else { return Ok(None) };
    let (url, inside) = ProxyUrl::parse(text)?;
    let mut notes = Vec::new();
    if url.port_assumed {
        notes.push(format!("the proxy was given without a port: {} is assumed", url.port));
    }
    let routing = Routing::new(Route::Proxy(url), "--proxy", "--proxy asks for it");
    let mut router = Router::fixed(routing, credentials.or(inside));
    router.notes = notes;
    Ok(Some(router))
}
