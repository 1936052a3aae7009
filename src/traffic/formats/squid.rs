//! Squid's native format: `time elapsed client tag/status bytes method target user peer type`.

use std::borrow::Cow;
use std::num::NonZero;

use crate::address::Scheme;
use crate::lines::{Written, any_of};
use crate::traffic::authority;
use crate::traffic::event::{Event, Plain, Reading, Verdict};
use crate::traffic::fields::word;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::time::{epoch, ten_digits};

/// Squid's native format, which Traffic Server and others write too.
pub struct Squid;

impl LogFormat for Squid {
    fn id(&self) -> &'static str {
        "squid"
    }

    fn title(&self) -> &'static str {
        "Squid, native format"
    }

    fn mark(&self) -> &'static str {
        "seconds since 1970, a client, and a tag with a status"
    }

    fn source(&self) -> &'static str {
        "https://wiki.squid-cache.org/Features/LogFormat"
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines::default())
    }
}

/// The lines of one file.
#[derive(Default)]
struct Lines {
    /// The ten digits of a time that was read, and the time. Busy logs have many lines a second.
    second: ([u8; 10], i64),
}

impl LineReader for Lines {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    fn plain<'a>(&mut self, line: Written<'a>) -> Option<Plain<'a>> {
        usual(line, &mut self.second)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        let mut rest = line;
        match request(&mut rest) {
            Some(request) => reading(&request, rest),
            None => Reading::Foreign,
        }
    }
}

/// A line as Squid lays it out by itself, about a tunnel or a plain fetch that was let through, with
/// as few looks at it as can be.
///
/// The time has ten digits, a dot and three more, and what it took is padded to six places, so the
/// client begins at the twenty-third byte. Client, tag, size and method end within the next 64, and
/// so does the host within 48. What is looked at may be of the next line, until the host ends.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
fn usual<'a>(line: Written<'a>, second: &mut ([u8; 10], i64)) -> Option<Plain<'a>> {
    let (head, rest) = line.line.split_first_chunk::<22>()?;
    if head[10] != b'.' || head[14] != b' ' || head[21] != b' ' || !head[20].is_ascii_digit() {
        return None;
    }
    let digits = head.first_chunk()?;
    if second.0 != *digits {
        *second = (*digits, ten_digits(digits)?);
    }
    let middle = rest.first_chunk::<64>()?;
    let mut ends = Ends(any_of(middle, [b' ']));
    let (client, tag, size) = (ends.next()?, ends.next()?, ends.next()?);
    // `TCP_TUNNEL/200` or `TCP_MISS/304`. What begins as a refusal does is looked at more closely.
    let answer = middle.get(client + 1..)?.first_chunk::<8>()?;
    let status = middle.get(..tag)?.last_chunk::<4>()?;
    let served = status[0] == b'/'
        && matches!(status[1], b'2' | b'3')
        && status[2].is_ascii_digit()
        && status[3].is_ascii_digit();
    if !served || !answer.starts_with(b"TCP_") || answer == b"TCP_DENI" {
        return None;
    }
    let numbers = middle[tag + 1].is_ascii_digit() && middle[size - 1].is_ascii_digit();
    if !numbers || client == 0 || tag < client + 9 {
        return None;
    }
    let (method, behind) = rest.get(size + 1..)?.split_first_chunk::<8>()?;
    let (target, port, scheme) = match method {
        b"CONNECT " => (behind, 443, Scheme::Https),
        b"GET http" => (behind.strip_prefix(b"://")?, 80, Scheme::Http),
        _ => return None,
    };
    // A user before the host is taken off with the host's other spellings.
    let length = Ends(any_of(target.first_chunk::<48>()?, [b' ', b'/', b':'])).next()?;
    let behind = target.get(length..)?;
    let ends = if port == 443 { behind.starts_with(b":443 ") } else { behind[0] == b'/' };
    let looked = line.line.len() - behind.len();
    if !ends || length == 0 || target[0] == b'[' || looked >= line.length {
        return None;
    }
    let host = Written { line: target, length };
    let client = Written { line: rest, length: client };
    Some(Plain { time: second.1, client, host, port, scheme })
}

/// Where fields end, as one bit each.
struct Ends(u64);

impl Ends {
    /// The next one.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "three instructions")]
    fn next(&mut self) -> Option<usize> {
        let ends = NonZero::new(self.0)?;
        self.0 &= self.0.wrapping_sub(1);
        Some(ends.trailing_zeros() as usize)
    }
}

/// The fields of a line up to its method.
pub(super) struct Request<'a> {
    time: i64,
    client: &'a [u8],
    /// Tag and status as they stand together.
    answer: &'a [u8],
    tag: &'a [u8],
    status: &'a [u8],
    method: &'a [u8],
}

/// Takes the fields up to the method off a line; none where it is no line of this format.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
pub(super) fn request<'a>(rest: &mut &'a [u8]) -> Option<Request<'a>> {
    let time = match rest.split_first_chunk::<10>() {
        Some((seconds, behind)) if behind.get(4) == Some(&b' ') && behind[0] == b'.' => {
            let time = ten_digits(seconds)?;
            *rest = &behind[4..];
            time
        }
        _ => any_time(rest)?,
    };
    let elapsed = word(rest);
    let client = word(rest);
    let answer = word(rest);
    let (tag, status) = tag_and_status(answer)?;
    let size = word(rest);
    let numbers = elapsed.last()?.is_ascii_digit() || elapsed == b"-";
    if !numbers || !(size.last()?.is_ascii_digit() || size == b"-") {
        return None;
    }
    let method = word(rest);
    Some(Request { time, client, answer, tag, status, method })
}

/// A time of another precision.
#[cold]
fn any_time(rest: &mut &[u8]) -> Option<i64> {
    let time = word(rest);
    let fraction = time.iter().position(|byte| *byte == b'.')?;
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !digits(&time[..fraction]) || !digits(&time[fraction + 1..]) {
        return None;
    }
    epoch(time)
}

/// `TCP_TUNNEL/200` in its parts.
#[inline]
pub(super) fn tag_and_status(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, status) = word.split_last_chunk::<3>()?;
    let tag = rest.strip_suffix(b"/")?;
    status.iter().all(u8::is_ascii_digit).then_some((tag, status))
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
pub(super) fn reading<'a>(request: &Request<'a>, rest: &'a [u8]) -> Reading<'a> {
    // One blank and the target, with what follows.
    let target = rest.trim_ascii_start();
    let tunnel = request.method == b"CONNECT";
    let asked = if tunnel { authority::tunnel(target) } else { authority::url(target) };
    let Some(asked) = asked else {
        return if target.is_empty() { Reading::Foreign } else { Reading::Aside };
    };
    let mut event = Event::of(b"", Verdict::Allowed);
    event.time = Some(request.time);
    event.client = request.client;
    (event.host, event.port, event.scheme) = (asked.host, asked.port, asked.scheme);
    let plain = request.tag.starts_with(b"TCP_") && matches!(request.status[0], b'2' | b'3');
    if !plain || request.tag[4..].starts_with(b"DENIED") {
        (event.verdict, event.reason) = judge(request, tunnel, target);
    }
    Reading::Request(event)
}

/// The verdict on a request that was not plainly served, and its reason.
#[cold]
fn judge<'a>(request: &Request<'a>, tunnel: bool, target: &[u8]) -> (Verdict, Cow<'a, [u8]>) {
    let mut rest = target;
    let (_, _user, peer) = (word(&mut rest), word(&mut rest), word(&mut rest));
    match verdict(request.tag, request.status, tunnel, peer) {
        (verdict, Some(reason)) => (verdict, reason.as_bytes().into()),
        (Verdict::Allowed, None) => (Verdict::Allowed, b"".into()),
        (verdict, None) => (verdict, request.answer.into()),
    }
}

/// True when a word is in a text of a few bytes, where a searcher is slower to make than to do
/// without.
fn is_in(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

/// What a tag, a status and a peer say together, with words where the tag has not enough.
///
/// The tag tells who answered: an origin's 403 comes with `TCP_MISS`, and is no refusal of the
/// proxy.
pub(super) fn verdict(
    tag: &[u8],
    status: &[u8],
    tunnel: bool,
    peer: &[u8],
) -> (Verdict, Option<&'static str>) {
    let has = |word: &str| is_in(tag, word.as_bytes());
    let nobody = peer.is_empty()
        || peer == b"-"
        || peer.starts_with(b"HIER_NONE")
        || peer.starts_with(b"NONE/");
    let parent = || is_in(peer, b"PARENT");
    match status {
        b"407" | b"401" if has("DENIED") => (Verdict::LoginMissing, None),
        _ if has("DENIED") => (Verdict::Denied, None),
        b"407" if parent() => (Verdict::DeniedUpstream, Some("the next proxy asked for a login")),
        b"403" if parent() && tunnel => (Verdict::DeniedUpstream, Some("the next proxy said 403")),
        b"403" if parent() => {
            (Verdict::Unknown, Some("403 came from the next proxy or from the origin"))
        }
        b"407" => (Verdict::LoginMissing, None),
        // Nobody was asked and nothing was kept, so the answer is the proxy's own.
        b"403" if nobody && !has("HIT") => (Verdict::Denied, Some("the proxy itself said 403")),
        b"000" => (Verdict::Unknown, Some("the client left, or nothing was sent")),
        b"200" if has("NONE") && tunnel => {
            (Verdict::Unknown, Some("TLS was opened; the lines that follow say what became of it"))
        }
        b"502" | b"503" | b"504" => {
            (Verdict::Unknown, Some("there was no way to the origin, or the origin said so"))
        }
        _ if has("NONE") || tag.starts_with(b"ERR_") => (Verdict::Unknown, None),
        _ if tunnel && !matches!(status[0], b'2' | b'3') => (Verdict::Unknown, None),
        _ => (Verdict::Allowed, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_says_the_same_as_the_close_one() {
        let head = "1795223872.083    182 10.0.0.5 ";
        let next = "1795223872.083    182 10.0.0.5 TCP_TUNNEL/200 39 CONNECT b.test:443 - -/-";
        let targets = [
            "TCP_TUNNEL/200 39 CONNECT a.test:443 - HIER_DIRECT/203.0.113.9 -",
            "TCP_MISS/304 39 GET http://a.test/x:y@z - HIER_DIRECT/203.0.113.9 -",
            "TCP_MEM_HIT/200 39 GET http://a.test/ - HIER_NONE/- -",
            "TCP_MISS/200 39 GET http://me@a.test/ - HIER_DIRECT/203.0.113.9 -",
            // These are for the close look only.
            "TCP_TUNNEL/200 39 CONNECT a.test:8443 - HIER_DIRECT/203.0.113.9 -",
            "TCP_DENIED/200 39 CONNECT a.test:443 - HIER_NONE/- -",
            "TCP_MISS/403 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -",
            "TCP_MISS/200 39 GET http://a.test:8080/ - HIER_DIRECT/203.0.113.9 -",
            "TCP_TUNNEL/200 39 CONNECT a.test - x:443 -",
            "TCP_MISS/200 39 GET http://me:b@a.test/ - HIER_DIRECT/203.0.113.9 -",
            "TCP_MISS/200 39 GET http://a.test - HIER_DIRECT/203.0.113.9 -",
            "TCP_TUNNEL/200 39 CONNECT [2001:db8::1]:443 - HIER_DIRECT/203.0.113.9 -",
            "TCP_TUNNEL/200 39 CONNECT",
            "TCP_TUNNEL/200",
            "TCP_",
        ];
        for (number, target) in targets.iter().enumerate() {
            let line = format!("{head}{target}");
            for end in 0..=line.len() {
                // What follows on the next line is no part of this one, whatever it is.
                for next in [next, &format!("{}\n{next}", &line[end..])] {
                    let text = format!("{}\n{next}", &line[..end]);
                    let quick = quick(&text, end);
                    assert!(quick.is_none() || quick == Some(close(&line[..end])), "{text}");
                    assert!(end < line.len() || quick.is_some() == (number < 4), "{text}");
                }
            }
        }
    }

    type Said = (Verdict, Option<i64>, Vec<u8>, Vec<u8>, Option<u16>, Option<Scheme>);

    fn quick(text: &str, length: usize) -> Option<Said> {
        let line = Written { line: text.as_bytes(), length };
        let Plain { time, client, host, port, scheme } = Lines::default().plain(line)?;
        let (client, host) = (client.text().to_owned(), authority::bare(host.text()).to_owned());
        Some((Verdict::Allowed, Some(time), client, host, Some(port), Some(scheme)))
    }

    fn close(line: &str) -> Said {
        let mut lines = Lines::default();
        let Reading::Request(event) = lines.line(line.as_bytes()) else { panic!("{line}") };
        let host = authority::bare(event.host.text()).to_owned();
        (event.verdict, event.time, event.client.to_owned(), host, event.port, event.scheme)
    }
}
