//! The software that an NCN asks its operators to run.

use std::path::Path;

use restake_cli::accounts;
use restake_cli::chain::Chain;
use restake_cli::error::{Error, Result};
use restake_cli::time::near;
use restaking_client::Ncn;
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;

/// The software that runs here.
pub struct Software {
    sha256: [u8; 32],
    told: Option<String>,
}

/// What an NCN says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the named one, or none is named.
    Fine,
    /// Another one is named, and its deadline has not passed.
    Named(String),
    /// The deadline of another one has passed: nothing may be signed.
    Overdue(String),
}

impl Software {
    /// The software in `file`; this process's own, where none is named.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(file: Option<&Path>) -> Result<Self> {
        let own = std::env::current_exe()?;
        let path = file.unwrap_or(&own);
        let bytes = std::fs::read(path)
            .map_err(|error| Error::new(format!("Software at {} cannot be read: {error}", path.display())))?;
        Ok(Self::with(hash(&bytes).to_bytes()))
    }

    /// The software with that hash.
    pub const fn with(sha256: [u8; 32]) -> Self {
        Self { sha256, told: None }
    }

    /// What `ncn` says of it at `now`.
    ///
    /// # Errors
    /// If the NCN cannot be read.
    pub fn check(&self, chain: &dyn Chain, ncn: Pubkey, now: i64) -> Result<Verdict> {
        let Ncn { software, .. } = accounts::load(chain, &ncn)?;
        Ok(self.judge(software.sha256, software.run_by, now))
    }

    fn judge(&self, wanted: [u8; 32], run_by: i64, now: i64) -> Verdict {
        if wanted == [0; 32] || wanted == self.sha256 {
            return Verdict::Fine;
        }
        let name: String = wanted[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        match run_by {
            0 => Verdict::Named(format!("NCN names other software ({name}…), without a deadline")),
            run_by if now < run_by => {
                Verdict::Named(format!("NCN names other software ({name}…), to be run by {}", near(run_by, now)))
            }
            _ => Verdict::Overdue(format!("Not signing: deadline of the NCN's software ({name}…) has passed")),
        }
    }

    /// Whether `text` was not the last one told.
    pub fn is_news(&mut self, text: &str) -> bool {
        // A deadline's nearness changes by the minute, and its software does not.
        let is_news = self.told.as_deref().is_none_or(|told| told.split(',').next() != text.split(',').next());
        if is_news {
            self.told = Some(text.to_owned());
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_software_is_refused_from_its_deadline_on() {
        let own = Software::with([1; 32]);
        assert_eq!(own.judge([0; 32], 0, 5), Verdict::Fine);
        assert_eq!(own.judge([1; 32], 3, 5), Verdict::Fine);
        assert!(matches!(own.judge([2; 32], 0, 5), Verdict::Named(text) if text.contains("without a deadline")));
        assert!(matches!(own.judge([2; 32], 6, 5), Verdict::Named(_)));
        for now in [6, 7, i64::MAX] {
            assert!(matches!(own.judge([2; 32], 6, now), Verdict::Overdue(_)));
        }
    }
}
