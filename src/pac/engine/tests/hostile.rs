//! Scripts that mean harm.

use std::time::Instant;

use super::*;

/// The error of a function with this body under short limits, and that it comes in time.
#[track_caller]
fn harm(body: &str) -> PacError {
    let pac = load(&format!("function FindProxyForURL(url, host) {{ {body} }}"), short()).unwrap();
    let begun = Instant::now();
    let error = pac.ask("https://a.test/", "a.test").unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(9), "{body}: {:?}", begun.elapsed());
    error
}

#[test]
fn endless_loops_end() {
    for script in [
        "while (1);",
        "for (;;) { try { while (1); } catch (e) {} }",
        "try { while (1); } finally { while (1); }",
        "/(a*)*b/.test('a'.repeat(40));",
        "throw { toString() { while (1); } };",
        "var e = new Error(); Object.defineProperty(e, 'message', { get() { while (1); } }); throw e;",
        "new Proxy({}, { get() { while (1); } }).x;",
        "shExpMatch({ toString() { while (1); } }, '*');",
        "while (1) shExpMatch('a', '*');",
        "Array.prototype.indexOf.call({ length: 1e15 }, 1);",
    ] {
        let error = harm(script);
        assert!(matches!(error, PacError::TimedOut { .. }), "{script}: {error}");
    }
}

#[test]
fn a_loop_inside_the_engine_does_not_hold_us_up() {
    let limits = PacLimits { lookup_time: Duration::ZERO, ..short() };
    // The engine compares texts without asking whether it may go on.
    let source = "function FindProxyForURL() {
        return 'a'.repeat(1 << 20).indexOf('a'.repeat(1 << 19) + 'b') }";
    let pac = load(source, limits).unwrap();
    assert!(matches!(pac.ask("", ""), Err(PacError::TimedOut { .. })));
    assert_eq!(pac.ask("", "").unwrap_err(), PacError::GivenUp);
}

#[test]
fn an_endless_loop_while_loading_ends() {
    let error = load("while (1);", short()).unwrap_err();
    assert!(matches!(error, PacError::TimedOut { .. }), "{error}");
}

#[test]
fn memory_is_bounded() {
    for script in [
        "var a = []; while (1) a.push(new Array(1000).join('xxxxxxxxxx'));",
        "var s = 'x'; while (1) s += s;",
        "return 'x'.repeat(1 << 29);",
        "new Uint8Array(1 << 30);",
        "return 'a'.padEnd(1 << 28, 'b');",
    ] {
        let pac = load(
            &format!("function FindProxyForURL(url, host) {{ {script} }}"),
            PacLimits::default(),
        )
        .unwrap();
        let error = pac.ask("", "").unwrap_err();
        assert!(
            matches!(error, PacError::Memory { .. } | PacError::Thrown { .. }),
            "{script}: {error}"
        );
    }
    let error = body("var a = []; while (1) a.push(new Array(1000).join('xxxxxxxxxx'));");
    assert!(matches!(error, Err(PacError::Memory { .. })), "{error:?}");
}

#[test]
fn after_too_much_memory_the_next_question_is_answered() {
    let pac = load(
        "function FindProxyForURL(url, host) {
           if (host == 'bad') { var a = []; while (1) a.push(new Array(1000).join('xxxxxxxxxx')); }
           return 'DIRECT'; }",
        PacLimits::default(),
    )
    .unwrap();
    for _ in 0..3 {
        assert!(matches!(pac.ask("", "bad"), Err(PacError::Memory { .. })));
        assert_eq!(pac.ask("", "good").unwrap().text, "DIRECT");
    }
}

#[test]
fn depth_is_bounded() {
    for script in [
        "function f() { f(); } f();",
        "function f(n) { return [1].map(f); } f();",
        "var a = []; for (var i = 0; i < 100000; i++) a = [a]; JSON.stringify(a);",
        "eval('('.repeat(200000));",
        "new RegExp('('.repeat(100000) + ')'.repeat(100000));",
        "var e = { toString() { return String(this); } }; shExpMatch(e, '*');",
    ] {
        let error = body(script).unwrap_err();
        assert!(
            matches!(
                error,
                PacError::Stack { .. } | PacError::Syntax { .. } | PacError::Memory { .. }
            ),
            "{script}: {error}"
        );
    }
}

#[test]
fn large_scripts_are_read_and_larger_ones_refused() {
    let line = "// 0123456789012345678901234567890123456789\n";
    let good =
        line.repeat((5 << 20) / line.len() - 2) + "function FindProxyForURL() { return ''; }";
    assert!(load(&good, PacLimits::default()).is_ok());
    let bad = line.repeat((5 << 20) / line.len() + 1);
    assert!(matches!(load(&bad, PacLimits::default()), Err(PacError::TooLarge { .. })));
    let nested = "(".repeat(5 << 20);
    let error = load(&nested, PacLimits::default()).unwrap_err();
    assert!(matches!(error, PacError::Stack { .. } | PacError::Syntax { .. }), "{error}");
}

#[test]
fn a_script_has_nothing_of_the_world() {
    for name in [
        "require",
        "process",
        "fetch",
        "XMLHttpRequest",
        "WebSocket",
        "setTimeout",
        "std",
        "os",
        "scriptArgs",
        "console",
        "print",
        "load",
        "Worker",
        "ActiveXObject",
    ] {
        let answer = body(&format!("return typeof {name} == 'undefined' ? 'DIRECT' : 'no';"));
        assert_eq!(answer.unwrap().text, "DIRECT", "{name}");
    }
    for script in
        ["import x from 'std';", "import('std');\nfunction FindProxyForURL() { return 1 }"]
    {
        assert!(ask(script).is_err(), "{script}");
    }
}

#[test]
fn who_is_always_late_is_not_asked_any_more() {
    let limits = PacLimits { time: Duration::from_millis(10), ..PacLimits::default() };
    let pac = load("function FindProxyForURL() { while (1); }", limits).unwrap();
    for _ in 0..3 {
        assert!(matches!(pac.ask("", ""), Err(PacError::TimedOut { .. })));
    }
    assert_eq!(pac.ask("", "").unwrap_err(), PacError::GivenUp);
}

#[test]
fn many_calls_are_not_all_kept() {
    let answer = body("for (var i = 0; i < 5000; i++) isPlainHostName(host); return 'DIRECT';");
    let answer = answer.unwrap();
    assert_eq!(answer.calls.len(), 300);
    assert!(answer.notes.iter().any(|note| note.contains("4700 more")), "{:?}", answer.notes);
}

#[test]
fn what_a_script_says_cannot_steer_a_terminal() {
    for script in [
        "throw '\\x1b[31m';",
        "throw new Error('\\x1b[31m');",
        "return '\\x1b[31m';",
        "return 'PROXY \\x1b[31m';",
    ] {
        let error = body(script).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error:?}");
    }
    let answer = body("alert('\\x1b[31m'); return 'DIRECT; PROXY \\x1b[31m';").unwrap();
    assert!(!answer.calls[0].arguments[0].contains('\u{1b}'), "{:?}", answer.calls);
    assert!(!answer.notes[0].contains('\u{1b}'), "{:?}", answer.notes);
}

#[test]
fn too_little_memory_is_an_error_and_no_crash() {
    let script = "var names = []; for (var i = 0; i < 500; i++) names.push('n' + i + '.test');
        function FindProxyForURL(url, host) {
            var seen = {};
            names.forEach(function (name) { seen[name] = shExpMatch(name, '*.test') + dnsResolve(name); });
            return JSON.stringify(seen).replace(/n(\\d+)/g, '$1') ? 'DIRECT' : ''; }";
    let mut answered = 0;
    for kibibytes in (20..600).step_by(9) {
        let limits = PacLimits { memory: kibibytes << 10, ..PacLimits::default() };
        match load(script, limits).and_then(|pac| pac.ask("http://a.test/", "a.test")) {
            Ok(_) => answered += 1,
            Err(PacError::Memory { .. } | PacError::Engine(_)) => {}
            Err(error) => panic!("{kibibytes} KiB: {error}"),
        }
    }
    assert!((1..60).contains(&answered), "{answered}");
}
