//! Any text is an article, and whatever is taken from it can be read back from the role files.
//!
//! Run like `pattern`, whose first lines say how.

#![no_main]

use clearway::address::Entry;
use clearway::article::Article;
use clearway::curation::from_article;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let article = Article::read(text);
    for endpoint in article.features.iter().flat_map(|feature| &feature.endpoints) {
        assert!(endpoint.pattern.parse::<Entry>().is_ok(), "{}", endpoint.pattern);
    }
    let drafts = from_article(&article, "fuzz", "article.md").expect("the product is an id");
    assert_eq!(drafts.len(), article.features.len());
});
