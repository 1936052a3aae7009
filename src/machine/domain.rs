//! The DNS domain of this computer.

use super::variable;

/// The DNS domain of this computer: from its name, from Windows, or from the resolver's settings.
/// `variables` is the environment.
#[must_use]
pub fn own_domain(variables: &[(String, String)]) -> Option<String> {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    if let Some((_, domain)) = name.split_once('.').filter(|(_, domain)| !domain.is_empty()) {
        return Some(domain.to_owned());
    }
    if let Some(domain) = variable(variables, "USERDNSDOMAIN") {
        return Some(domain.to_lowercase());
    }
    from_the_resolver(variables)
}

#[cfg(any(test, not(windows)))]
fn from_the_resolver(variables: &[(String, String)]) -> Option<String> {
    let path = super::files::path(variables, "/etc/resolv.conf");
    search_domain(&std::fs::read_to_string(path).ok()?)
}

#[cfg(all(windows, not(test)))]
fn from_the_resolver(_: &[(String, String)]) -> Option<String> {
    None
}

/// The first domain that `resolv.conf` searches; the last list counts (resolv.conf(5)).
#[cfg(any(test, not(windows)))]
fn search_domain(text: &str) -> Option<String> {
    text.lines().rev().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let keyword = words.next()?;
        matches!(keyword, "search" | "domain").then(|| words.next()).flatten().map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_search_list_counts() {
        let text = "nameserver 10.0.0.1\ndomain old.test\nsearch corp.test more.test\n";
        assert_eq!(search_domain(text).as_deref(), Some("corp.test"));
        assert_eq!(search_domain("nameserver 10.0.0.1\n"), None);
    }

    #[test]
    fn the_folder_that_stands_for_the_computer_has_its_own_resolver() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("etc")).unwrap();
        std::fs::write(root.path().join("etc/resolv.conf"), "search image.test\n").unwrap();
        let root = root.path().to_str().unwrap().to_owned();
        let variables = [("CLEARWAY_ROOT".to_owned(), root)];
        assert_eq!(from_the_resolver(&variables).as_deref(), Some("image.test"));
    }
}
