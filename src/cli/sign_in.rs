//! Who we are to proxies: from options to credentials.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use secrecy::SecretString;

use clearway::auth::{AuthChoice, AuthScheme};
use clearway::probe::SignIn;
use clearway::proxy::{Credentials, Router};
use clearway::site::Secret;

use super::terminal;

#[derive(Args, Debug)]
pub(crate) struct SignInOptions {
    /// The user for the proxy, also DOMAIN\user; the password comes from one of the next three, or
    /// from a prompt
    #[arg(long, value_name = "USER")]
    pub(crate) proxy_user: Option<String>,
    /// The environment variable that holds the proxy password
    #[arg(long, value_name = "NAME", default_value = "CLEARWAY_PROXY_PASSWORD")]
    pub(crate) proxy_password_env: String,
    /// A file whose first line is the proxy password
    #[arg(long, value_name = "FILE", requires = "proxy_user")]
    pub(crate) proxy_password_file: Option<PathBuf>,
    /// A command whose first line of output is the proxy password, run by the system's shell
    #[arg(
        long,
        value_name = "COMMAND",
        requires = "proxy_user",
        conflicts_with = "proxy_password_file"
    )]
    pub(crate) proxy_password_command: Option<String>,
    /// How to sign in at a proxy that asks for it: by what it offers and what we have, by one
    /// scheme only, or not at all
    #[arg(long, value_enum, default_value = "any", value_name = "SCHEME")]
    pub(crate) proxy_auth: AuthName,
    /// The account that must run: `system` refuses any other and says how to run as it
    #[arg(long, value_enum, default_value = "current", value_name = "ACCOUNT")]
    pub(crate) as_account: AccountName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthName {
    /// The strongest scheme that the proxy offers and our credentials allow
    Any,
    /// User and password, readable on the way to an http:// proxy
    Basic,
    /// User and password, hashed
    Digest,
    /// User and password by NTLM version 2
    Ntlm,
    /// Kerberos with this account's ticket, or NTLM inside it where Kerberos cannot
    Negotiate,
    /// What a product without credentials meets
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AccountName {
    /// Whoever runs it
    Current,
    /// The computer's account, as Configuration Manager uses it (Windows)
    System,
}

impl SignInOptions {
    /// Credentials given apart from the proxy's URL.
    pub(crate) fn credentials(&self) -> Result<Option<Credentials>> {
        let Some(user) = &self.proxy_user else { return Ok(None) };
        if user.contains(':') {
            bail!(
                "--proxy-user takes the name alone; put the password into the environment variable \
                 {} or into a file for --proxy-password-file",
                self.proxy_password_env
            );
        }
        let credentials = Credentials::new(user.clone(), self.password(user)?);
        Ok(Some(credentials.context("the proxy credentials cannot be used")?))
    }

    /// How a run signs in with these credentials, wherever they came from. Without any, the account
    /// that runs is used where the proxy asks for it.
    pub(crate) fn sign_in(&self, router: &Router) -> SignIn {
        SignIn {
            choice: self.choice(),
            users: router.users().clone(),
            own_account: router.users().everywhere.is_none(),
        }
    }

    /// The schemes that may be used.
    pub(crate) fn choice(&self) -> AuthChoice {
        match self.proxy_auth {
            AuthName::Any => AuthChoice::Any,
            AuthName::Basic => AuthChoice::Only(AuthScheme::Basic),
            AuthName::Digest => AuthChoice::Only(AuthScheme::Digest),
            AuthName::Ntlm => AuthChoice::Only(AuthScheme::Ntlm),
            AuthName::Negotiate => AuthChoice::Only(AuthScheme::Negotiate),
            AuthName::None => AuthChoice::None,
        }
    }

    /// Gives a password to the users whose URL has none.
    pub(crate) fn complete(&self, router: &mut Router) -> Result<()> {
        let of_proxies = router.users().in_urls.iter().map(|(proxy, own)| {
            if own.is_complete() {
                return Ok((proxy.clone(), own.clone()));
            }
            let user = own.user().to_owned();
            let password = self.password(&user)?;
            let credentials = Credentials::new(user, password);
            Ok((proxy.clone(), credentials.context("the proxy credentials cannot be used")?))
        });
        let of_proxies = of_proxies.collect::<Result<_>>()?;
        router.keep_users_in_urls(of_proxies);
        Ok(())
    }

    /// Refuses to run as somebody else than `--as-account` asks for.
    pub(crate) fn check_account(&self) -> Result<()> {
        let account = terminal::account();
        if self.as_account == AccountName::Current || is_system(&account) {
            return Ok(());
        }
        if !cfg!(windows) {
            bail!(
                "--as-account system is for Windows, where services run as the computer's account; \
                 here it runs as {account}"
            );
        }
        bail!(
            "this is the account {account}, not SYSTEM. From an elevated prompt, a task runs it as \
             the computer's account:\n  \
             schtasks /create /tn clearway /ru SYSTEM /sc once /st 00:00 /f /tr \"C:\\path\\to\\\
             clearway.exe check --as-account system --report json=C:\\path\\to\\report.json ...\"\n  \
             schtasks /run /tn clearway\n  \
             schtasks /delete /tn clearway /f"
        )
    }

    fn password(&self, user: &str) -> Result<SecretString> {
        if let Some(command) = &self.proxy_password_command {
            return by_command(command, "--proxy-password-command");
        }
        if let Some(path) = &self.proxy_password_file {
            return in_file(path);
        }
        if let Ok(password) = std::env::var(&self.proxy_password_env) {
            return Ok(password.into());
        }
        if !terminal::can_ask() {
            bail!(
                "a proxy user needs a password: set the environment variable {}, or give \
                 --proxy-password-file FILE or --proxy-password-command COMMAND",
                self.proxy_password_env
            );
        }
        typed(user)
    }
}

/// The password that somebody types.
fn typed(user: &str) -> Result<SecretString> {
    let asked = rpassword::prompt_password(format!("Proxy password of {user}: "));
    Ok(asked.context("cannot ask for the proxy password")?.into())
}

/// The password of an account of a site file, from where the file says that it is kept. Paths are
/// relative to `folder`.
pub(crate) fn kept(user: &str, secret: Option<&Secret>, folder: &Path) -> Result<SecretString> {
    match secret {
        Some(Secret::Variable(name)) => match std::env::var(name) {
            Ok(password) => Ok(password.into()),
            Err(_) => {
                bail!("the environment variable {name}, which `password_env` names, is not set")
            }
        },
        Some(Secret::File(path)) => in_file(&folder.join(path)),
        Some(Secret::Command(command)) => by_command(command, "`password_command`"),
        None if terminal::can_ask() => typed(user),
        None => bail!(
            "nobody is there to type it: add `password_env`, `password_file` or `password_command` \
             to the account"
        ),
    }
}

/// The first line of a file.
fn in_file(path: &Path) -> Result<SecretString> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the password in {}", path.display()))?;
    let text = zeroize::Zeroizing::new(text);
    Ok(first_line(&text))
}

/// The first line that a command prints. Its own complaints go to stderr.
fn by_command(command: &str, what: &str) -> Result<SecretString> {
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command);
    let output = shell.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot run {what}"))?;
    if !output.status.success() {
        bail!("{what} failed: {}", output.status);
    }
    let text = zeroize::Zeroizing::new(output.stdout);
    let text = std::str::from_utf8(&text)
        .map_err(|_| anyhow::anyhow!("{what} printed what is no UTF-8"))?;
    if text.lines().next().is_none_or(str::is_empty) {
        bail!("{what} printed no password");
    }
    Ok(first_line(text))
}

fn first_line(text: &str) -> SecretString {
    text.lines().next().unwrap_or_default().to_owned().into()
}

/// The local system account, by the names under which Windows gives it.
fn is_system(account: &str) -> bool {
    let name = account.rsplit('\\').next().unwrap_or(account);
    name.eq_ignore_ascii_case("SYSTEM") || (cfg!(windows) && name.ends_with('$'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_password_is_one_line() {
        assert_eq!(first_line("hunter2\r\nmore\n").expose_secret(), "hunter2");
        assert_eq!(by_command("echo hunter2", "it").unwrap().expose_secret(), "hunter2");
        assert!(by_command("exit 3", "it").is_err());
    }

    #[test]
    fn the_computers_account_is_known_by_its_names() {
        assert!(is_system("NT AUTHORITY\\SYSTEM") && is_system("System"));
        assert!(!is_system("CORP\\admin"));
    }
}
