//! The weight of stake for an NCN.

use crate::refusal::{Result, Rule, ensure};

/// The weight at which each smallest unit of an asset adds one.
pub const WEIGHT_ONE: u64 = 1_000_000_000;

/// What the issuer of an asset can do with it, as flags of a vault.
#[derive(Clone, Copy, Debug)]
pub struct AssetFlags;

impl AssetFlags {
    /// The issuer can freeze an account of the asset, and with it every payment of a vault.
    pub const FREEZABLE: u64 = 1;

    /// The issuer can pause all transfers of the asset.
    pub const PAUSABLE: u64 = 2;

    /// Wallets show the asset's amounts times a factor that its issuer can change.
    pub const DISPLAY_SCALED: u64 = 4;

    /// Every flag that there is.
    pub const ALL: u64 = Self::FREEZABLE | Self::PAUSABLE | Self::DISPLAY_SCALED;
}

/// The weight of a smallest unit of stake for an NCN, and the assets that it accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valuation {
    /// The weight, in `1/WEIGHT_ONE`; zero for nothing.
    pub weight: u64,
    /// The [`AssetFlags`] that the NCN accepts.
    pub accepted_flags: u64,
}

impl Valuation {
    /// Refuses unknown flags, and flags without a weight.
    ///
    /// # Errors
    /// [`Rule::AssetFlags`].
    pub fn check(&self) -> Result<()> {
        let known = if self.weight > 0 { AssetFlags::ALL } else { 0 };
        ensure(self.accepted_flags & !known == 0, Rule::AssetFlags, self.accepted_flags, known)
    }

    /// The valuation of one vault, or, where it has no weight, that of the vault's mint.
    pub fn or_else(self, of_mint: impl FnOnce() -> Self) -> Self {
        if self.weight > 0 { self } else { of_mint() }
    }

    /// The weight of `stake`, rounded down, or the most that fits: nothing for an asset with a flag that is not accepted.
    pub fn weigh(&self, stake: u64, asset_flags: u64) -> u64 {
        if stake == 0 || asset_flags & !self.accepted_flags != 0 {
            return 0;
        }
        let weight = u128::from(stake) * u128::from(self.weight) / u128::from(WEIGHT_ONE);
        u64::try_from(weight).unwrap_or(u64::MAX)
    }
}
