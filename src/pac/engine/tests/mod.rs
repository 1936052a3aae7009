//! Scripts that answer, and scripts that fail.

mod hostile;

use std::net::IpAddr;

use super::*;
use crate::pac::PacResultError;

/// How long one name takes.
const SLOW: Duration = Duration::from_millis(300);

/// Knows two names.
#[derive(Debug)]
struct Names;

impl PacNames for Names {
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        match name {
            "in.test" => Ok(vec!["10.1.2.3".parse().unwrap()]),
            "slow.test" => {
                thread::sleep(SLOW);
                Ok(vec!["10.1.2.4".parse().unwrap()])
            }
            _ => Err("unknown".to_owned()),
        }
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        vec!["10.0.0.9".parse().unwrap()]
    }
}

/// Limits that are met soon, so that tests are short.
fn short() -> PacLimits {
    PacLimits { time: Duration::from_millis(100), ..PacLimits::default() }
}

fn load(source: &str, limits: PacLimits) -> Result<Pac, PacError> {
    Pac::load(source, "test.pac", Arc::new(Names), limits)
}

/// The answer for `https://a.test/` of a script with default limits.
fn ask(source: &str) -> Result<PacAnswer, PacError> {
    load(source, PacLimits::default())?.ask("https://a.test/", "a.test")
}

/// The answer of a function with this body.
fn body(body: &str) -> Result<PacAnswer, PacError> {
    ask(&format!("function FindProxyForURL(url, host) {{ {body} }}"))
}

#[test]
fn a_script_is_asked_again_and_again() {
    let pac = load(
        "var n = 0; function FindProxyForURL(url, host) { n++; return 'PROXY p' + n + ':1'; }",
        PacLimits::default(),
    )
    .unwrap();
    for number in 1..=3 {
        let answer = pac.ask("http://a.test/", "a.test").unwrap();
        assert_eq!(answer.text, format!("PROXY p{number}:1"));
        assert_eq!(answer.chain.len(), 1);
    }
}

#[test]
fn a_script_is_asked_from_many_threads() {
    let pac = load("function FindProxyForURL(u, h) { return 'PROXY ' + h; }", PacLimits::default());
    let pac = Arc::new(pac.unwrap());
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let pac = Arc::clone(&pac);
            thread::spawn(move || pac.ask("", &format!("h{number}.test")).unwrap().text)
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().unwrap(), format!("PROXY h{number}.test"));
    }
}

#[test]
fn url_and_host_come_as_clients_give_them() {
    let pac = load(
        "function FindProxyForURL(url, host) { alert(url, host); return 'PROXY ' + host; }",
        PacLimits::default(),
    )
    .unwrap();
    let answer = pac.ask_target(&"https://a.test/secret".parse().unwrap()).unwrap();
    assert_eq!(answer.calls[0].arguments, ["https://a.test/", "a.test"]);
}

#[test]
fn undeclared_variables_are_no_error() {
    assert_eq!(body("answer = 'DIRECT'; return answer;").unwrap().text, "DIRECT");
}

#[test]
fn calls_are_recorded_with_what_they_returned() {
    let answer = body(
        "if (isInNet(dnsResolve('in.test'), '10.0.0.0', '255.0.0.0') && !dnsResolve('no.test')) \
         return 'PROXY p:1';",
    )
    .unwrap();
    assert!(answer.calls.iter().all(|call| call.took < Duration::from_secs(5)));
    let seen: Vec<_> = answer
        .calls
        .iter()
        .map(|call| format!("{}({}) = {}", call.helper, call.arguments.join(", "), call.returned))
        .collect();
    assert_eq!(
        seen,
        [
            "dnsResolve(in.test) = 10.1.2.3",
            "isInNet(10.1.2.3, 10.0.0.0, 255.0.0.0) = true",
            "dnsResolve(no.test) = null",
        ]
    );
}

#[test]
fn every_helper_is_defined_and_bears_nonsense() {
    for (name, _) in crate::pac::helpers::HELPERS {
        let answer = body(&format!(
            "{name}(); {name}(undefined, null, {{}}, []); {name}(NaN, -1, 1e99, true, '\\u0000'); \
             {name}(1, 2, 3, 4, 5, 6, 7, 8, 9, 10); return typeof {name} + ' ' + {name}.name;"
        ));
        let error = answer.unwrap_err().to_string();
        assert!(error.contains(&format!("`function {name}`")), "{name}: {error}");
    }
}

#[test]
fn a_name_that_is_unknown_is_null_and_not_undefined() {
    assert_eq!(
        body("return dnsResolve('no.test') === null ? 'DIRECT' : 'no'").unwrap().text,
        "DIRECT"
    );
}

#[test]
fn the_function_of_microsoft_comes_first_and_is_told() {
    let both = "function FindProxyForURLEx(u, h) { return 'PROXY ex:1'; }
                function FindProxyForURL(u, h) { return 'PROXY old:1'; }";
    let answer = ask(both).unwrap();
    assert_eq!((answer.text.as_str(), answer.notes.len()), ("PROXY ex:1", 1));
    let answer = ask("function FindProxyForURLEx(u, h) { return 'PROXY ex:1'; }").unwrap();
    assert_eq!(answer.notes.len(), 0);
}

#[test]
fn nothing_returned_means_direct_and_says_so() {
    for nothing in ["", "return null;", "return undefined;", "return '';"] {
        let answer = body(nothing).unwrap();
        assert_eq!(answer.chain, [crate::proxy::Route::Direct], "{nothing}");
        assert_eq!(answer.notes.len(), 1, "{nothing}");
    }
}

#[test]
fn what_is_no_text_is_no_answer() {
    for value in ["1", "true", "{}", "['DIRECT']", "function () {}", "Promise.resolve('DIRECT')"] {
        let error = body(&format!("return {value};")).unwrap_err();
        assert!(
            matches!(error, PacError::Result { why: PacResultError::NoText, .. }),
            "{value}: {error}"
        );
    }
    let error = body("return 'nonsense';").unwrap_err();
    assert!(matches!(error, PacError::Result { .. }), "{error}");
}

#[test]
fn mistakes_are_shown_with_line_and_column() {
    let error = ask("function FindProxyForURL(u, h) {\n  return 'DIRECT'\n  }}").unwrap_err();
    let PacError::Syntax { at: Some(place), web_page: false, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(place.line, 3, "{error}");
    let error = body("\n  if (h) return 'DIRECT';").unwrap_err();
    assert!(error.to_string().starts_with("line 2, column "), "{error}");
    let PacError::Thrown { message, at: Some(_) } = error else { panic!("{error}") };
    assert_eq!(message, "ReferenceError: h is not defined");
    let error = ask("var a = 1;\nnull.x;").unwrap_err();
    assert!(
        matches!(&error, PacError::Thrown { at: Some(place), .. } if place.line == 2),
        "{error}"
    );
}

#[test]
fn a_mistake_in_a_helper_is_shown_where_it_was_called() {
    let error = body("\n\n  return shExpMatch('a'.repeat(9000), '*');").unwrap_err();
    assert!(
        matches!(&error, PacError::Thrown { at: Some(place), .. } if place.line == 3),
        "{error}"
    );
}

#[test]
fn anything_can_be_thrown() {
    let error = body("throw 'over';").unwrap_err();
    assert_eq!(error, PacError::Thrown { message: "over".to_owned(), at: None });
    for thrown in ["undefined", "null", "{}", "{ toString() { throw 1; } }", "Symbol('x')"] {
        let error = body(&format!("throw {thrown};")).unwrap_err();
        assert!(matches!(error, PacError::Thrown { .. } | PacError::Memory { .. }), "{error}");
    }
}

#[test]
fn a_web_page_is_no_script_and_is_recognised() {
    let error = ask("<!DOCTYPE html><title>Login</title>").unwrap_err();
    assert!(matches!(error, PacError::Syntax { web_page: true, .. }), "{error}");
}

#[test]
fn a_script_without_the_function_is_refused() {
    for source in ["", "var FindProxyForURL = 1;", "function findproxyforurl() {}"] {
        assert_eq!(ask(source).unwrap_err(), PacError::NoFunction, "{source}");
    }
}

#[test]
fn time_in_lookups_is_not_the_script_s() {
    // The loop gives the engine occasions to look at the time after the lookup.
    let source = "function FindProxyForURL() {
        var address = dnsResolve('slow.test');
        for (var i = 0; i < 1e5; i++);
        return 'PROXY ' + address; }";
    let limits = PacLimits { time: SLOW, ..PacLimits::default() };
    let answer = load(source, limits).unwrap().ask("", "").unwrap();
    assert_eq!(answer.text, "PROXY 10.1.2.4");
    assert!(answer.calls[0].took >= SLOW, "{:?}", answer.calls);
}

#[test]
fn the_place_of_an_error_is_the_first_on_the_stack() {
    let error = body("\n function f() {\n  throw new Error('x'); }\n f();").unwrap_err();
    assert!(
        matches!(&error, PacError::Thrown { at: Some(place), .. } if place.line == 3),
        "{error}"
    );
}
