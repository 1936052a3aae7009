//! Suricata: the hosts that a look at a buffer finds.

use super::suricata_match::{Buffer, Look, Pattern};
use crate::allowlist::expression::{Untranslated, anywhere, perl};
use crate::allowlist::{Case, Meaning, Rejected};
use crate::hostset::{HostSet, Regular};

/// Sizes up to this one are followed place by place.
const LARGEST: usize = 255;

impl Look {
    /// What it finds, with how capitals count.
    ///
    /// # Errors
    /// When Suricata refuses it.
    pub fn hosts(&self) -> Result<Meaning, Rejected> {
        self.check()?;
        let nocase = !self.patterns.is_empty() && self.patterns.iter().all(|one| one.nocase);
        let case = match self.buffer {
            Buffer::HttpHost => Case::HostFolded,
            _ if nocase => Case::Folded,
            _ if self.lowered => Case::HostFolded,
            _ => Case::AsSent,
        };
        let meaning = match self.set(nocase) {
            Ok(Some(set)) => Meaning::of(set),
            Ok(None) => Meaning::nothing("its size or place leaves no room for what it looks for"),
            Err(Untranslated::Refused(why)) => return Err(Rejected::because(why)),
            Err(Untranslated::Undecidable(why)) => Meaning::unknown(why),
        };
        Ok(Meaning { case, ..meaning })
    }

    /// What Suricata refuses once it knows the whole.
    fn check(&self) -> Result<(), Rejected> {
        let because = |why: &str| Err(Rejected::because(format!("{why}; Suricata refuses it")));
        let transformed = self.dotprefix || self.lowered || self.unfollowed.is_some();
        for pattern in self.patterns.iter().filter(|pattern| pattern.pcre.is_none()) {
            let capitals = pattern.text.bytes().any(|byte| byte.is_ascii_uppercase());
            if self.buffer == Buffer::HttpHost && !transformed {
                if pattern.nocase {
                    return because("has nocase with http.host, which is lower-case already");
                }
                if capitals {
                    return because("has capitals with http.host, which is lower-case");
                }
            }
            if self.lowered && capitals && !pattern.nocase {
                return because("has capitals behind to_lowercase");
            }
            if !pattern.negated && self.size.is_some_and(|size| size < pattern.text.len()) {
                return because("has a size that is shorter than what it looks for");
            }
        }
        Ok(())
    }

    /// The texts in which it finds what it looks for; none when there can be none.
    fn set(&self, nocase: bool) -> Result<Option<HostSet>, Untranslated> {
        let open = |why: &str| Err(Untranslated::Undecidable(why.to_owned()));
        if let Some(what) = &self.unfollowed {
            return open(&format!("has {what}, which is not followed"));
        }
        if self.patterns.iter().any(|pattern| pattern.negated) {
            return open("is about what is not there");
        }
        if let Some(what) = self.patterns.iter().find_map(|pattern| pattern.other.as_deref()) {
            return open(&format!("has {what}, which is not followed"));
        }
        match self.patterns.as_slice() {
            [] => match self.size {
                Some(size) => self.regular(&format!(".{{{size}}}")).map(Some),
                None => open("looks for nothing in the name"),
            },
            [pattern] => match &pattern.pcre {
                Some(flags) => self.expression(&pattern.text, flags).map(Some),
                None => self.text(pattern, nocase),
            },
            [one, other] if self.size.is_none() => match (one.ends_only(), other.ends_only()) {
                (Some(false), Some(true)) => self.between(one, other, nocase).map(Some),
                (Some(true), Some(false)) => self.between(other, one, nocase).map(Some),
                _ => open("looks for several things in the name, which is not followed"),
            },
            _ => open("looks for several things in the name, which is not followed"),
        }
    }

    /// An expression for the whole text, which may have a dot put before it.
    fn regular(&self, source: &str) -> Result<HostSet, Untranslated> {
        let regular = Regular::new(source.to_owned())
            .map_err(|why| Untranslated::Undecidable(why.to_string()))?;
        let before = if self.dotprefix { "." } else { "" };
        Ok(HostSet::Regular(regular.within(before, "")))
    }

    fn expression(&self, text: &str, flags: &str) -> Result<HostSet, Untranslated> {
        if !flags.bytes().all(|flag| b"ims".contains(&flag)) || self.size.is_some() {
            return Err(Untranslated::Undecidable("has flags that are not followed".to_owned()));
        }
        let set = anywhere(&perl(text)?, flags.contains('i'))?;
        Ok(match set {
            HostSet::Regular(regular) if self.dotprefix => {
                HostSet::Regular(regular.within(".", ""))
            }
            set => set,
        })
    }

    /// One text at its place.
    fn text(&self, pattern: &Pattern, nocase: bool) -> Result<Option<HostSet>, Untranslated> {
        let text = if nocase { pattern.text.to_ascii_lowercase() } else { pattern.text.clone() };
        let length = text.len();
        let low = pattern.offset.unwrap_or(0);
        // The first and the last place at which it may begin; no last one without a depth.
        let high = match pattern.depth {
            _ if pattern.starts => Some(0),
            depth => depth.map(|depth| low + depth - length),
        };
        let sized = self.size == Some(length);
        if low == 0 && high.is_none_or(|high| high == 0) && (self.size.is_none() || sized) {
            let (starts, ends) = (high.is_some() || sized, pattern.ends || sized);
            return self.plain(&text, starts, ends).map(Some);
        }
        let escaped = regex_syntax::escape(&text);
        let after = if pattern.ends { "" } else { ".*" };
        let Some(size) = self.size else {
            let most = high.map_or(String::new(), |high| high.to_string());
            return self.regular(&format!(".{{{low},{most}}}{escaped}{after}")).map(Some);
        };
        if size > LARGEST {
            return Err(Untranslated::Undecidable("has a size that is not followed".to_owned()));
        }
        let room = size - length;
        let places = (low..=room)
            .filter(|at| high.is_none_or(|high| *at <= high) && (!pattern.ends || *at == room))
            .map(|at| format!(".{{{at}}}{escaped}.{{{}}}", room - at));
        let places: Vec<String> = places.collect();
        if places.is_empty() {
            return Ok(None);
        }
        self.regular(&places.join("|")).map(Some)
    }

    /// A text at the beginning, at the end, at both or anywhere.
    fn plain(&self, text: &str, starts: bool, ends: bool) -> Result<HostSet, Untranslated> {
        let below =
            text.strip_prefix('.').filter(|name| !name.is_empty() && !name.starts_with('.'));
        Ok(match (below, self.dotprefix, starts, ends) {
            (Some(name), true, false, true) => HostSet::subtree(name),
            (Some(name), true, true, true) => HostSet::exact(name),
            (Some(name), true, true, false) => HostSet::StartsWith(name.into()),
            (_, true, _, _) => {
                let before = if starts { "" } else { ".*" };
                let after = if ends { "" } else { ".*" };
                return self.regular(&format!("{before}{}{after}", regex_syntax::escape(text)));
            }
            (_, false, true, true) => HostSet::exact(text),
            (_, false, true, false) => HostSet::StartsWith(text.into()),
            (Some(name), false, false, true) => HostSet::below(name),
            (None, false, false, true) => HostSet::EndsWith(text.into()),
            (_, false, false, false) => HostSet::Contains(text.into()),
        })
    }

    /// One text at the beginning and one at the end; both may share characters in the middle.
    fn between(
        &self,
        first: &Pattern,
        last: &Pattern,
        nocase: bool,
    ) -> Result<HostSet, Untranslated> {
        if first.nocase != last.nocase {
            return Err(Untranslated::Undecidable(
                "looks for two things in the name, one of them with nocase".to_owned(),
            ));
        }
        let fold = |text: &str| if nocase { text.to_ascii_lowercase() } else { text.to_owned() };
        let (first, last) = (fold(&first.text), fold(&last.text));
        let mut texts =
            vec![format!("{}.*{}", regex_syntax::escape(&first), regex_syntax::escape(&last))];
        for shared in (1..=last.len()).filter(|shared| last.is_char_boundary(*shared)) {
            if first.ends_with(&last[..shared]) {
                texts.push(regex_syntax::escape(&format!("{first}{}", &last[shared..])));
            }
        }
        self.regular(&texts.join("|"))
    }
}

impl Pattern {
    /// True when it stands at the end and anywhere else is of no account, false likewise for the
    /// beginning; none for any other place.
    fn ends_only(&self) -> Option<bool> {
        let placed = self.offset.is_some() || self.depth.is_some() || self.pcre.is_some();
        (!placed && self.starts != self.ends).then_some(self.ends)
    }
}
