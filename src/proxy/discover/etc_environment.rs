//! `/etc/environment`: the variables that a login gives to every session. Services do not get them,
//! nor does a run that was started by one.

use super::environment::{Environment, setting_of};
use super::setting::Setting;

/// What the text of the file says.
#[must_use]
pub fn from_etc_environment(text: &str) -> Setting {
    let variables = text.lines().filter_map(variable);
    let environment = Environment::new(variables);
    let mut setting = setting_of(&environment, "/etc/environment", " in /etc/environment");
    setting.whose = Some("sessions that log in".to_owned());
    setting
}

/// `NAME=value`, perhaps after `export`, perhaps in quotes, as `pam_env` reads it.
fn variable(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    if line.starts_with('#') {
        return None;
    }
    let (name, value) = line.split_once('=')?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote)));
    Some((name.trim().to_owned(), unquoted.unwrap_or(value).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_as_a_login_reads_them() {
        let setting = from_etc_environment(
            "# no_proxy=everything\nPATH=\"/bin\"\nexport https_proxy='http://p:3128'\n\
             HTTP_PROXY=\"q:80\" # plain\nno_proxy=localhost,.corp.test\n",
        );
        assert_eq!(setting.https.said.to_string(), "http://p:3128");
        assert_eq!(setting.http.said.to_string(), "http://q:80");
        assert_eq!(setting.https.named, "https_proxy in /etc/environment");
        assert!(setting.bypass.unwrap().covers(&"a.corp.test".parse().unwrap()).is_some());
        assert!(!from_etc_environment("PATH=/bin\n\nnonsense\n").decides());
    }
}
