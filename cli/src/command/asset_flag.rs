//! What the issuer of an asset can do with it, in words.

use clap::ValueEnum;
use restaking_client::exact::ledger::state::weight::AssetFlags;

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
    const ALL: [Self; 3] = [Self::Freezable, Self::Pausable, Self::DisplayScaled];

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

/// The words for `flags`; the number of what has none.
pub fn words(flags: u64) -> String {
    let known = AssetFlag::ALL.into_iter().filter(|flag| flags & flag.bit() != 0);
    let mut words: Vec<String> =
        known.filter_map(|flag| flag.to_possible_value()).map(|value| value.get_name().to_owned()).collect();
    let unknown = flags & !AssetFlags::ALL;
    words.extend((unknown != 0).then(|| format!("unknown flags {unknown}")));
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// What the issuer of an asset with `flags` can do to its holders.
pub fn issuer_can(flags: u64) -> String {
    let can = [
        (AssetFlags::FREEZABLE, "freeze any account of the asset"),
        (AssetFlags::PAUSABLE, "pause all transfers of the asset"),
        (AssetFlags::DISPLAY_SCALED, "change what wallets show for an amount; amounts here are raw"),
    ];
    let can: Vec<&str> = can.into_iter().filter(|(flag, _)| flags & flag != 0).map(|(_, what)| what).collect();
    if can.is_empty() { "neither freeze nor pause the asset".to_owned() } else { can.join("; ") }
}

/// The name of the token program that a vault's `asset_program` stands for.
pub fn token_program_name(asset_program: u64) -> &'static str {
    match asset_program {
        0 => "SPL Token",
        1 => "Token-2022",
        _ => "unknown: this command line may be too old",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_can_what_the_flags_say() {
        assert_eq!(issuer_can(0), "neither freeze nor pause the asset");
        let both = AssetFlags::FREEZABLE | AssetFlags::PAUSABLE;
        assert_eq!(issuer_can(both), "freeze any account of the asset; pause all transfers of the asset");
        assert!(issuer_can(AssetFlags::DISPLAY_SCALED).ends_with("amounts here are raw"));
        assert_eq!([0, 1].map(token_program_name), ["SPL Token", "Token-2022"]);
        assert!(token_program_name(2).starts_with("unknown"));
    }

    #[test]
    fn flags_have_words_and_words_flags() {
        assert_eq!(AssetFlag::ALL.len(), AssetFlag::value_variants().len());
        assert_eq!([flags(&[]), flags(&AssetFlag::ALL), flags(&[AssetFlag::Pausable; 2])], [0, AssetFlags::ALL, 2]);
        for (flags, text) in [(0, "none"), (5, "freezable, display-scaled"), (10, "pausable, unknown flags 8")] {
            assert_eq!(words(flags), text);
        }
    }
}
