//! What stands for the engine in a build without it.

use std::sync::Arc;

use crate::address::Target;

use super::{PacAnswer, PacClock, PacError, PacLimits, PacNames};

/// A script. This build has no engine, so none can be loaded.
#[derive(Debug)]
pub struct Pac(std::convert::Infallible);

impl Pac {
    /// Loads no script.
    ///
    /// # Errors
    /// Always [`PacError::NotBuilt`].
    pub fn load(
        _source: &str,
        _name: &str,
        _names: Arc<dyn PacNames>,
        _limits: PacLimits,
    ) -> Result<Self, PacError> {
        Err(PacError::NotBuilt)
    }

    /// Loads no script.
    ///
    /// # Errors
    /// Always [`PacError::NotBuilt`].
    pub fn load_with_clock(
        _source: &str,
        _name: &str,
        _names: Arc<dyn PacNames>,
        _limits: PacLimits,
        _clock: PacClock,
    ) -> Result<Self, PacError> {
        Err(PacError::NotBuilt)
    }

    /// Never called: there is no script.
    ///
    /// # Errors
    /// None.
    pub fn ask(&self, _url: &str, _host: &str) -> Result<PacAnswer, PacError> {
        match self.0 {}
    }

    /// Never called: there is no script.
    ///
    /// # Errors
    /// None.
    pub fn ask_target(&self, _target: &Target) -> Result<PacAnswer, PacError> {
        match self.0 {}
    }
}
