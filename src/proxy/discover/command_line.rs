//! `--proxy` and `--direct`.

use super::super::{Credentials, ProxyUrl, ProxyUrlError, Router};
use super::decide::decide;
use super::setting::{FindingKind, Said, Setting};

/// The source's name.
pub(super) const SOURCE: &str = "the command line";

/// What the command line says; silent when neither option was given.
///
/// # Errors
/// When the text is no proxy.
pub fn command_line_setting(proxy: Option<&str>, direct: bool) -> Result<Setting, ProxyUrlError> {
    let mut setting = Setting::silent(SOURCE);
    if direct {
        setting.say(&Said::Direct, "--direct", "--direct asks for it");
    } else if let Some(text) = proxy {
        let (url, credentials) = ProxyUrl::parse(text)?;
        if url.port_assumed {
            let text = format!("the proxy was given without a port: {} is assumed", url.port);
            setting.note(FindingKind::Assumed, text);
        }
        setting.credentials.extend(credentials.map(|own| (url.clone(), own)));
        setting.say(&Said::Proxy(url), "--proxy", "--proxy asks for it");
    }
    Ok(setting)
}

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
    let setting = command_line_setting(proxy, direct)?;
    Ok(setting.decides().then(|| decide(&[setting], &[], credentials)))
}
