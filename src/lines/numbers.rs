//! Numbers for texts, in the order in which they are met, and something that is kept for each.
//!
//! A busy log names few hosts many times. What is met first is met often, as a rule, so what is
//! needed most is kept close together, and the table that leads to it is small.

use std::slice;

use prefetch_index::prefetch_index;

use super::text::{NONE, Text};

/// Places in a table at first, a power of two.
const PLACES: usize = 1 << 12;

/// The number that no text has.
const NOTHING: u32 = 0;

/// A place that is not taken.
const FREE: u32 = 0;

/// Bits of a place that are a number; those above are of the hash. There are some four million
/// numbers, then.
const NUMBER: u32 = 22;

/// Places that are looked at for a text. More of them are taken one after another only when
/// somebody chose texts for it, and then the rest gets no numbers.
const LONGEST_RUN: usize = 128;

/// The texts, their numbers, and what is kept for each.
#[derive(Debug)]
pub struct Numbers<T> {
    /// At the places that hashes lead to, a number and the highest bits of the hash in one; as many
    /// as a power of two.
    places: Vec<u32>,
    /// By number. What is kept lies beside the text, since it is needed right after it.
    kept: Vec<(Text, T)>,
}

impl<T: Default> Default for Numbers<T> {
    fn default() -> Self {
        Self { places: vec![FREE; PLACES], kept: vec![(NONE, T::default())] }
    }
}

impl<T: Default> Numbers<T> {
    /// How many numbers there are, with that of nothing.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// True when no number was given out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }

    /// The number that is given out next.
    #[must_use]
    pub fn end(&self) -> u32 {
        u32::try_from(self.kept.len()).unwrap_or(u32::MAX)
    }

    /// The text of a number; none for numbers that no text has.
    #[must_use]
    pub fn text(&self, number: u32) -> Option<&Text> {
        self.kept.get(number as usize).map(|(text, _)| text).filter(|text| !text.is(&NONE))
    }

    /// The number that a text most likely has, if it has one. There is no branch, so that many can
    /// be asked for at once.
    #[inline]
    #[must_use]
    pub fn guess(&self, text: &Text) -> u32 {
        let (hash, mask) = (text.hash(), self.places.len() - 1);
        let at = |place: usize| self.places[place & mask];
        let [first, second] = [at(hash as usize), at(hash as usize + 1)];
        let number = |place: u32, otherwise: u32| match split(place) {
            (own, number) if own == hash >> NUMBER => number,
            _ => otherwise,
        };
        number(first, number(second, NOTHING))
    }

    /// Has the place of a text fetched from the machine's memory, since its number will be asked
    /// for.
    #[inline]
    pub fn approach(&self, text: &Text) {
        prefetch_index(&self.places, text.hash() as usize & (self.places.len() - 1));
    }

    /// The same for the text of a number and what is kept for it.
    #[inline]
    pub fn fetch(&self, number: u32) {
        let (text, kept) = &self.kept[number as usize];
        prefetch_index(slice::from_ref(text), 0);
        prefetch_index(slice::from_ref(kept), 0);
    }

    /// What is kept for a number.
    #[inline]
    #[must_use]
    pub fn of(&self, number: u32) -> &T {
        &self.kept[number as usize].1
    }

    /// The same, to be changed.
    #[inline]
    pub fn of_mut(&mut self, number: u32) -> &mut T {
        &mut self.kept[number as usize].1
    }

    /// True when the text has the number.
    #[inline]
    #[must_use]
    pub fn is(&self, number: u32, text: &Text) -> bool {
        self.kept[number as usize].0.is(text)
    }

    /// The number of a text, if it has one.
    #[must_use]
    pub fn get(&self, text: &Text) -> Option<u32> {
        self.run(text)
            .map(|place| self.places[place])
            .take_while(|place| *place != FREE)
            .map(split)
            .find(|(hash, number)| *hash == text.hash() >> NUMBER && self.is(*number, text))
            .map(|(_, number)| number)
    }

    /// Gives a number to a text that has none; none when there is no place for it.
    pub fn add(&mut self, text: Text) -> Option<u32> {
        if self.kept.len() * 2 > self.places.len() {
            self.grow();
        }
        let number = u32::try_from(self.kept.len()).ok().filter(|number| number >> NUMBER == 0)?;
        self.put(&text, number).then(|| self.kept.push((text, T::default())))?;
        Some(number)
    }

    /// Gives out a number that no text has.
    pub fn skip(&mut self) -> u32 {
        self.kept.push((NONE, T::default()));
        u32::try_from(self.kept.len() - 1).unwrap_or(NOTHING)
    }

    /// The places of a text, one after another.
    fn run(&self, text: &Text) -> impl Iterator<Item = usize> + use<T> {
        let (start, mask) = (text.hash() as usize, self.places.len() - 1);
        (start..start + LONGEST_RUN).map(move |place| place & mask)
    }

    fn put(&mut self, text: &Text, number: u32) -> bool {
        let place = self.run(text).find(|place| self.places[*place] == FREE);
        if let Some(place) = place {
            self.places[place] = text.hash() >> NUMBER << NUMBER | number;
        }
        place.is_some()
    }

    /// Makes twice as many places. A text that finds none loses its number.
    #[cold]
    fn grow(&mut self) {
        self.places = vec![FREE; self.places.len() * 2];
        for number in 1..self.kept.len() {
            let text = self.kept[number].0;
            if !text.is(&NONE) {
                self.put(&text, u32::try_from(number).unwrap_or(NOTHING));
            }
        }
    }
}

/// The highest bits of the hash, and the number of a place.
#[inline]
fn split(place: u32) -> (u32, u32) {
    (place >> NUMBER, place & ((1 << NUMBER) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::{Secret, Written};

    fn text(host: &str) -> Text {
        Text::of(Written::alone(host.as_bytes()), 443, &Secret::new(7)).unwrap()
    }

    fn name(number: u32) -> Text {
        text(&format!("node-{number}.eu.telemetry.example.org"))
    }

    #[test]
    fn texts_are_numbered_as_they_come_and_keep_their_numbers() {
        let mut numbers = Numbers::<()>::default();
        assert!(numbers.is_empty());
        for number in 1..50_000 {
            assert_eq!(numbers.get(&name(number)), None);
            assert_eq!(numbers.add(name(number)), Some(number));
        }
        assert!((1..50_000).all(|number| numbers.get(&name(number)) == Some(number)));
        assert_eq!((numbers.len(), numbers.get(&name(50_000))), (50_000, None));
        // Most are where they are looked for first.
        let guessed =
            (1..50_000).filter(|number| numbers.is(numbers.guess(&name(*number)), &name(*number)));
        assert!(guessed.count() > 40_000);
    }

    #[test]
    fn hosts_spread_over_the_table() {
        let mut numbers = Numbers::<()>::default();
        (0..1500).for_each(|number| assert!(numbers.add(name(number)).is_some()));
        assert_eq!(numbers.places.len(), PLACES);
        let mut first: Vec<u32> =
            (0..1500).map(|number| name(number).hash() & (4096 - 1)).collect();
        first.sort_unstable();
        first.dedup();
        // By chance it would be 4096 * (1 - 1/e^(1500/4096)), or 1,256.
        assert!(first.len() > 1200, "{} places", first.len());
    }

    #[test]
    fn texts_with_the_same_hash_are_told_apart_until_they_are_too_many() {
        let mut numbers = Numbers::<()>::default();
        let same = |number: u32| name(number).with_hash(4095);
        let added: Vec<Option<u32>> = (1..200).map(|number| numbers.add(same(number))).collect();
        let (kept, lost) = added.split_at(LONGEST_RUN);
        assert!(kept.iter().all(Option::is_some) && lost.iter().all(Option::is_none));
        let found = |number: u32| numbers.get(&same(number));
        assert_eq!((found(1), found(100), found(150)), (Some(1), Some(100), None));
    }
}
