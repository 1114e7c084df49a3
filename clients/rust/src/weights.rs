//! The weight that an NCN gives a vault's stake.

use ledger::state::weight::Valuation;

use crate::{Ncn, OptIn, Vault};

/// The weight that `ncn` gives a smallest unit of the asset of `vault`: by the opt-in of the two, or else by its list of
/// mints.
pub fn valuation(ncn: &Ncn, vault: &Vault, with_ncn: &OptIn) -> Valuation {
    let own = Valuation { weight: with_ncn.weight, accepted_flags: with_ncn.accepted_flags };
    own.or_else(|| {
        let listed = ncn.assets.iter().find(|asset| asset.weight > 0 && asset.mint == vault.asset_mint);
        listed.map_or(Valuation::default(), |asset| Valuation {
            weight: asset.weight,
            accepted_flags: asset.accepted_flags,
        })
    })
}

/// The weight of `stake` of `vault` in `ncn`, of an operator that is in no jail.
pub fn weight(ncn: &Ncn, vault: &Vault, with_ncn: &OptIn, stake: u64) -> u64 {
    valuation(ncn, vault, with_ncn).weigh(stake, vault.asset_flags.into())
}
