//! National clouds, and which of them a run is about.

use super::terms::terms;

terms! {
    /// The cloud whose endpoint it is.
    Cloud {
        /// The worldwide cloud.
        Public = "public",
        /// US Government, without saying which level.
        UsGovernment = "us-government",
        /// US Government Community Cloud.
        UsGovernmentGcc = "us-government-gcc",
        /// US Government Community Cloud High.
        UsGovernmentGccHigh = "us-government-gcc-high",
        /// US Department of Defense.
        UsGovernmentDod = "us-government-dod",
        /// Operated by 21Vianet.
        China = "china",
        /// The former German cloud.
        Germany = "germany",
        /// The organisation's own servers; part of every choice.
        OnPremises = "on-premises",
    }
}

terms! {
    /// The clouds that a run asks about, as `--cloud` takes them.
    CloudChoice {
        /// The worldwide cloud.
        Public = "public",
        /// Every level of US Government.
        UsGov = "usgov",
        /// The cloud operated by 21Vianet.
        China = "china",
        /// Whatever cloud it is.
        Any = "any",
    }
}

impl CloudChoice {
    /// True when endpoints of `cloud` are part of the choice.
    #[must_use]
    pub fn admits(self, cloud: Cloud) -> bool {
        match cloud {
            Cloud::OnPremises => true,
            Cloud::Public => matches!(self, Self::Public | Self::Any),
            Cloud::UsGovernment
            | Cloud::UsGovernmentGcc
            | Cloud::UsGovernmentGccHigh
            | Cloud::UsGovernmentDod => matches!(self, Self::UsGov | Self::Any),
            Cloud::China => matches!(self, Self::China | Self::Any),
            Cloud::Germany => matches!(self, Self::Any),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter per choice that admits the cloud: Public, Usgov, China, Any.
    fn admitted(cloud: Cloud) -> String {
        CloudChoice::ALL
            .iter()
            .filter(|choice| choice.admits(cloud))
            .map(|choice| &choice.as_str()[..1])
            .collect()
    }

    #[test]
    fn each_choice_admits_its_own_clouds_and_the_own_servers() {
        assert_eq!(admitted(Cloud::OnPremises), "puca");
        assert_eq!(admitted(Cloud::Public), "pa");
        assert_eq!(admitted(Cloud::UsGovernment), "ua");
        assert_eq!(admitted(Cloud::UsGovernmentGcc), "ua");
        assert_eq!(admitted(Cloud::UsGovernmentGccHigh), "ua");
        assert_eq!(admitted(Cloud::UsGovernmentDod), "ua");
        assert_eq!(admitted(Cloud::China), "ca");
        assert_eq!(admitted(Cloud::Germany), "a");
    }
}
