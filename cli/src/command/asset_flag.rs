//! What the issuer of an asset can do with it, in words.

use clap::ValueEnum;
use restaking_client::ledger::state::weight::AssetFlags;

/// What the issuer of an asset can do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AssetFlag {
    /// It can freeze an account of the asset.
    Freezable,
    /// It can pause all transfers of the asset.
    Pausable,
    /// It can change the factor that shown amounts are multiplied by.
    DisplayScaled,
}

impl AssetFlag {
    /// Its bit.
    fn bit(self) -> u64 {
        match self {
            Self::Freezable => AssetFlags::FREEZABLE,
            Self::Pausable => AssetFlags::PAUSABLE,
            Self::DisplayScaled => AssetFlags::DISPLAY_SCALED,
        }
    }
}

/// The bits of `given` together.
pub fn flags(given: &[AssetFlag]) -> u64 {
    given.iter().fold(0, |flags, flag| flags | flag.bit())
}

#[cfg(test)]
mod tests {
    use restaking_client::words::{any_of, units::ASSET_FLAGS};

    use super::*;

    #[test]
    fn flags_are_given_by_the_words_that_show_them() {
        let all = AssetFlag::value_variants();
        assert_eq!([flags(&[]), flags(all), flags(&[AssetFlag::Pausable; 2])], [0, AssetFlags::ALL, 2]);
        let given = all.iter().filter_map(ValueEnum::to_possible_value).map(|value| value.get_name().to_owned());
        assert_eq!(any_of(ASSET_FLAGS, AssetFlags::ALL), given.collect::<Vec<_>>().join(", "));
    }
}
