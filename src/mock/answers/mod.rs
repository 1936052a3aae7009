//! What the proxy can do with a request: one file for each kind, one line in the list.

mod allow;
mod auth_required;
mod cut;
mod deny;
mod drip;
mod garbage;
mod in_tunnel;
mod intercept;
mod no_headers;
mod not_a_proxy;
mod oversized_headers;
mod page;
mod silence;
mod upstream;

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

pub use allow::Allow;
pub use auth_required::AuthRequired;
pub use cut::{Close, CloseAfter200, Reset};
pub use deny::Deny;
pub use drip::Drip;
pub use garbage::Garbage;
pub use in_tunnel::{ClearInTunnel, EarlyBytes};
pub use intercept::Intercept;
pub use no_headers::NoHeaders;
pub use not_a_proxy::NotAProxy;
pub use oversized_headers::OversizedHeaders;
pub use page::{BlockPage, Redirect};
pub use silence::{Hang, SilentTunnel};
pub use upstream::{NameNotFound, NameServerFailed, UpstreamRefused, UpstreamTimedOut};

use super::access_log::Passage;
use super::exchange::{Exchange, Played};
use super::origin::Origin;
use super::presets::Voice;
use super::request::Asked;
use super::response::Response;

/// One way to answer.
trait Play {
    /// The page, where the answer is one: it can then also be given inside intercepted TLS.
    fn page(&self, _asked: &Asked, _voice: &'static dyn Voice) -> Option<Response> {
        None
    }

    /// Where a request goes that is answered so, as an access log tells it.
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Through
    }

    /// Gives the answer.
    async fn play(&self, exchange: Exchange<'_>) -> Played;
}

/// Makes the enum of answers, their words in a file, and the way from one to the other.
macro_rules! answers {
    ($($(#[$doc:meta])* $word:literal => $name:ident,)*) => {
        /// What the proxy does with a request. In a file it is a word (`deny`), or a word with
        /// particulars (`deny: {status: 451}`).
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Answer {
            $($(#[$doc])* $name($name),)*
        }

        impl Answer {
            /// The words of all answers, as a scenario file spells them.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The answer of that word, with nothing said about its particulars.
            fn plain(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name($name::default())),)*
                    _ => None,
                }
            }

            /// The answer of that word, with its particulars.
            fn particular<'de, A: MapAccess<'de>>(
                word: &str,
                map: &mut A,
            ) -> Result<Self, A::Error> {
                match word {
                    $($word => map.next_value().map(Self::$name),)*
                    _ => Err(de::Error::unknown_variant(word, Self::WORDS)),
                }
            }

            pub(super) async fn play(&self, exchange: Exchange<'_>) -> Played {
                match self {
                    $(Self::$name(own) => own.play(exchange).await,)*
                }
            }

            /// Where a request goes that is answered so.
            pub(super) fn passage(&self, tunnel: bool) -> Passage {
                match self {
                    $(Self::$name(own) => own.passage(tunnel),)*
                }
            }

            pub(super) fn page(&self, asked: &Asked, voice: &'static dyn Voice) -> Option<Response> {
                match self {
                    $(Self::$name(own) => own.page(asked, voice),)*
                }
            }
        }
    };
}

answers! {
    /// To the origin, which answers well.
    "allow" => Allow,
    /// To an origin with particulars: status, certificate, TLS version, failures.
    "origin" => Origin,
    /// Refused by the proxy's policy.
    "deny" => Deny,
    /// 407 with a challenge, whatever credentials come.
    "auth_required" => AuthRequired,
    /// The proxy says that the name does not resolve.
    "name_not_found" => NameNotFound,
    /// The proxy says that its name server failed.
    "name_server_failed" => NameServerFailed,
    /// The proxy says that the origin refused its connection.
    "upstream_refused" => UpstreamRefused,
    /// The proxy says that the origin did not answer its connection.
    "upstream_timed_out" => UpstreamTimedOut,
    /// A page in place of the origin's.
    "block_page" => BlockPage,
    /// A redirect to somewhere else.
    "redirect" => Redirect,
    /// No proxy: a web server that happens to listen there.
    "not_a_proxy" => NotAProxy,
    /// TLS with the proxy's own CA.
    "intercept" => Intercept,
    /// The request is read and never answered.
    "hang" => Hang,
    /// The tunnel opens and stays silent.
    "silent_tunnel" => SilentTunnel,
    /// A reset in place of an answer.
    "reset" => Reset,
    /// An orderly end in place of an answer.
    "close" => Close,
    /// The tunnel opens and ends.
    "close_after_200" => CloseAfter200,
    /// The tunnel opens, and HTTP in clear comes where the `ServerHello` should.
    "clear_in_tunnel" => ClearInTunnel,
    /// The tunnel opens, and more bytes come with the head.
    "early_bytes" => EarlyBytes,
    /// The head comes a byte at a time.
    "drip" => Drip,
    /// Bytes that are no HTTP.
    "garbage" => Garbage,
    /// A head that does not end for a long time.
    "oversized_headers" => OversizedHeaders,
    /// A tunnel opened by a status line alone.
    "no_headers" => NoHeaders,
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Answer;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer (allow) or an answer with particulars (deny: {status: 403})")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Answer, E> {
                Answer::plain(word).ok_or_else(|| E::unknown_variant(word, Answer::WORDS))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
                let Some(word) = map.next_key::<String>()? else {
                    return Err(de::Error::invalid_length(0, &self));
                };
                let answer = Answer::particular(&word, &mut map)?;
                match map.next_key::<String>()? {
                    None => Ok(answer),
                    Some(second) => Err(de::Error::custom(format!(
                        "`{second}` stands beside `{word}`; expected one answer only"
                    ))),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
