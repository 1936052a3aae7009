//! Who we are to which proxy.

use super::{Credentials, ProxyUrl};

/// Credentials with whom they are for.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// For every proxy: given apart from any URL.
    pub everywhere: Option<Credentials>,
    /// From the URLs of proxies: each for that proxy and for nobody else.
    pub in_urls: Vec<(ProxyUrl, Credentials)>,
}

impl Users {
    /// Who we are to a proxy. What was given apart wins.
    #[must_use]
    pub fn of(&self, proxy: &ProxyUrl) -> Option<&Credentials> {
        let own = self.in_urls.iter().find(|(known, _)| known == proxy).map(|(_, own)| own);
        self.everywhere.as_ref().or(own)
    }

    /// The user to show where one name stands for all.
    #[must_use]
    pub fn shown(&self) -> Option<&str> {
        let own = self.in_urls.first().map(|(_, own)| own);
        self.everywhere.as_ref().or(own).map(Credentials::user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_speaks_for_its_own_proxy_only() {
        let (proxy, own) = ProxyUrl::parse("http://me:secret@p.test").unwrap();
        let mut users = Users { everywhere: None, in_urls: vec![(proxy, own.unwrap())] };
        let user = |users: &Users, proxy: &str| {
            users.of(&proxy.parse().unwrap()).map(|own| own.user().to_owned())
        };
        // The port was assumed in one of them: they are the same proxy.
        assert_eq!(user(&users, "http://p.test:80").as_deref(), Some("me"));
        assert_eq!(user(&users, "http://p.test:8080"), None);
        assert_eq!(user(&users, "https://p.test:80"), None);
        users.everywhere = Credentials::from_user_info("you:other");
        assert_eq!(user(&users, "http://p.test").as_deref(), Some("you"));
        assert_eq!(users.shown(), Some("you"));
    }
}
