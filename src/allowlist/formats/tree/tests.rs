//! Places of values, and files that are broken.

use std::fmt::Write as _;

use super::{Node, Value};
use crate::allowlist::Source;

fn source(text: &str) -> Source {
    Source { file: "f".into(), text: text.to_owned() }
}

fn at(node: &Node) -> (u32, u32, u32) {
    let place = node.place(&source(""));
    (place.line, place.column, place.length)
}

#[test]
fn json_keeps_the_place_of_every_text() {
    let text = "{\n  \"ü\": [\"a.test\", 443, true, null],\n\t\"x\": {\"y\": \"\\u0062é\"}}";
    let tree = Node::json(&source(text)).unwrap();
    let list = tree.list("ü");
    assert_eq!(at(&list[0]), (2, 10, 6));
    assert_eq!((list[1].text(), at(&list[1])), (Some("443"), (2, 19, 3)));
    assert_eq!(list[3].value, Value::Nothing);
    let deep = tree.path(&["X", "y"]).unwrap();
    assert_eq!((deep.text(), at(deep)), (Some("bé"), (3, 14, 7)));
}

#[test]
fn yaml_keeps_the_place_of_every_text() {
    let text = "kind: List\nitems:\n- a: \"x.test\"\n  b: [*.y, 443]\n".replace("*.y", "'*.y'");
    let documents = Node::yaml(&source(&text)).unwrap();
    assert_eq!(documents.len(), 1);
    assert_eq!(at(documents[0].get("a").unwrap()), (3, 7, 6));
    assert_eq!(at(&documents[0].list("b")[0]), (4, 8, 3));
    assert_eq!(documents[0].list("b")[1].text(), Some("443"));
    assert_eq!(Node::yaml(&source("a: 1\n---\na: 2\n")).unwrap().len(), 2);
}

#[test]
fn xml_keeps_attributes_texts_and_places() {
    let text = "<?xml version=\"1.0\"?>\n<c>\n <entry name=\"A &amp; B\"><m> x.test </m><m>y&amp;z</m></entry>\n</c>";
    let tree = Node::xml(&source(text)).unwrap();
    let entry = tree.path(&["c", "entry"]).unwrap();
    assert_eq!(entry.text_of("@name"), Some("A & B"));
    let members: Vec<&Node> = entry.all("m").collect();
    assert_eq!((members[0].text(), at(members[0])), (Some("x.test"), (3, 30, 6)));
    assert_eq!(members[1].text(), Some("y&z"));
}

#[test]
fn a_broken_file_is_told_with_its_place() {
    let error = Node::json(&source("{\"a\": [1,\n  }")).unwrap_err();
    assert_eq!((error.place.line, error.place.column), (2, 3));
    assert!(Node::yaml(&source("a: [1\nb: }")).is_err());
    let error = Node::xml(&source("<a>\n<b>")).unwrap_err();
    assert!(error.why.contains("ends inside <b>"), "{error}");
    assert!(Node::xml(&source("<a></b>")).is_err());
}

#[test]
fn a_tree_without_a_bottom_is_refused() {
    for text in ["[".repeat(5_000), "{\"a\":".repeat(5_000)] {
        assert!(Node::json(&source(&text)).is_err());
        assert!(Node::yaml(&source(&text)).is_err());
        assert!(Node::xml(&source(&text)).is_err());
    }
    assert!(Node::xml(&source(&"<a>".repeat(5_000))).is_err());
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(Node::json(&source(&deep)).is_err());
    assert!(Node::yaml(&source(&deep)).is_err());
}

#[test]
fn an_alias_of_aliases_is_no_bomb() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        writeln!(text, "a{level}: &a{level} [*a{below}, *a{below}]").unwrap();
    }
    assert!(Node::yaml(&source(&text)).is_err());
}
