//! The document around a page: its policy, its stylesheet, its script.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Html;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Runs before anything is shown and tells the stylesheet that scripts run here. A media query
/// would not do: scripts can be allowed and still be blocked, by the policy of a server.
const FIRST: &str = "document.documentElement.classList.add(\"scripted\");";

/// One self-contained HTML file. Nothing is loaded from anywhere: the policy in it (Content Security
/// Policy Level 3) allows the stylesheet and the script of this program by their hashes, and nothing
/// else at all.
#[must_use]
pub fn document(title: &str, body: impl FnOnce(&mut Html)) -> String {
    let mut html = Html::new();
    html.own("<!DOCTYPE html>\n");
    html.within("html", &[("lang", "en")], |html| {
        html.own("\n");
        html.within("head", &[], |html| {
            html.own("\n");
            html.void("meta", &[("charset", "utf-8")]);
            let policy = [("http-equiv", "Content-Security-Policy"), ("content", &policy())];
            html.void("meta", &policy);
            html.void("meta", &[("name", "viewport"), ("content", "width=device-width")]);
            html.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
            html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            html.own("\n");
            html.element("title", &[], title);
            html.own("\n");
            html.within("script", &[], |html| html.own(FIRST));
            html.within("style", &[], |html| html.own(STYLE));
            html.own("\n");
        });
        html.own("\n");
        html.within("body", &[], |html| {
            html.own("\n");
            html.element("a", &[("class", "skip"), ("href", "#main")], "Skip to the answer");
            body(html);
            html.within("script", &[], |html| html.own(SCRIPT));
            html.own("\n");
        });
        html.own("\n");
    });
    html.own("\n");
    html.finish()
}

/// What the page may do.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}' '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(FIRST),
        hash(SCRIPT)
    )
}

/// `sha256-` and the hash of a source, as policies name it (CSP3, 2.3.1).
fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        text.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn the_policy_allows_what_is_in_the_page_and_nothing_else() {
        let page = document("t", |_| {});
        let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
        let policy = policy.replace("&#39;", "'");
        let style = between(&page, "<style>", "</style>");
        let scripts: Vec<&str> = page
            .split("<script>")
            .skip(1)
            .filter_map(|rest| rest.split("</script>").next())
            .collect();
        let scripts: Vec<String> =
            scripts.into_iter().map(|script| format!("'{}'", hash(script))).collect();
        assert!(policy.contains(&format!("style-src '{}'", hash(style))), "{policy}");
        assert!(policy.contains(&format!("script-src {};", scripts.join(" "))), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    }

    #[test]
    fn the_sources_stay_within_their_elements() {
        for source in [STYLE, SCRIPT] {
            let small = source.to_ascii_lowercase();
            for word in ["</", "<!--", "http:", "https:", "url(", "@import", "innerhtml", "eval("] {
                assert!(!small.contains(word), "{word}");
            }
            assert!(!source.contains('\r'), "a browser would hash other line ends");
            assert!(source.is_ascii());
        }
    }
}
