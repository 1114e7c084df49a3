//! A node consensus network: a service that stake secures.

use anchor_lang::address_eq;
use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::reward_offer::OfferPlace;
use ledger::state::weight::Valuation;

use super::{Config, SlashPolicy, is_zero};
use crate::error::{RestakingError, fail};

/// The number of assets that one NCN can accept.
pub const MAX_ASSETS: usize = 8;

/// An asset with a weight in an NCN.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct AcceptedAsset {
    pub mint: Address,
    /// The weight of the asset's smallest unit, in `1/1,000,000,000`; zero marks a free entry.
    pub weight: u64,
    /// The accepted flags of a vault's asset (`AssetFlags`). With any other flag, the vault's stake has no weight.
    pub accepted_flags: u64,
}

/// An NCN, at `["ncn", creator, index]`.
#[account]
pub struct Ncn {
    pub version: u8,
    pub bump: u8,
    /// Permanent: it accepts nothing new.
    pub retired: PodBool,
    pub padding: [u8; 5],
    /// Unique per creator.
    pub index: u64,
    /// Registered the NCN; a seed of its address.
    pub creator: Address,
    /// Sets the NCN's terms and retires it; zero if renounced permanently.
    pub admin: Address,
    /// The largest weight of one operator; any excess is ignored.
    pub max_operator_weight: u64,
    pub events: u64,
    /// The accepted assets and their weights.
    pub assets: [AcceptedAsset; MAX_ASSETS],
    /// A link to its description.
    pub uri: [u8; 128],
    /// The policy until `policy_from`.
    pub policy: SlashPolicy,
    /// The policy from `policy_from` on.
    pub next_policy: SlashPolicy,
    /// The first second in which `next_policy` is active.
    pub policy_from: i64,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// The lowest index of its next stake table. No index is reused.
    pub next_table: u64,
    /// The domain of its operators' signatures: a hash of the program, the cluster and the NCN, computed by
    /// [`crate::ed25519::domain`].
    pub domain: [u8; 32],
    /// The NCN that it is an operator set of; zero for none. Vaults opt in with that NCN.
    pub parent: Address,
    /// The last second for which any of its tables guarantees stake; zero if none.
    pub certain_until: i64,
    /// The end of the last window of these tables.
    pub certain_closes_at: i64,
    /// The software that its operators must run.
    pub software: Software,
    /// The index of its next reward offer.
    pub next_offer: u64,
    /// Its open reward offers.
    pub offers: [OfferPlace; ledger::state::reward_offer::MAX_OFFERS],
    /// The generation of valid grants. An increment voids all earlier ones.
    pub grant_generation: u64,
    pub reserved: [u8; 56],
}

/// Software that an NCN's operators must run; all zero for none.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct Software {
    /// SHA-256 of the release, as the NCN's pages offer it.
    pub sha256: [u8; 32],
    /// When it was named, in unix seconds.
    pub since: i64,
    /// The deadline for running it; zero if each operator chooses the time.
    pub run_by: i64,
}

impl Ncn {
    pub const SEED: &'static [u8] = b"ncn";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether it is an operator set of another NCN.
    pub fn is_set(&self) -> bool {
        !is_zero(&self.parent)
    }

    /// The NCN that vaults opt in with for this NCN at `own`: its parent, if it has one.
    pub fn partner<'a>(&'a self, own: &'a Address) -> &'a Address {
        if self.is_set() { &self.parent } else { own }
    }

    /// The policy active at `now`.
    pub fn policy_at(&self, now: i64) -> &SlashPolicy {
        if now >= self.policy_from { &self.next_policy } else { &self.policy }
    }

    /// Schedules `policy` for `from`, replacing a pending one.
    ///
    /// # Errors
    /// [`RestakingError::FallPending`] if the pending policy is milder for stakers than the one before it.
    pub fn announce(&mut self, policy: SlashPolicy, now: i64, from: i64) -> Result<()> {
        if now < self.policy_from && self.next_policy.terms.is_milder_than(&self.policy.terms) {
            return Err(fail(RestakingError::FallPending, now.unsigned_abs(), self.policy_from.unsigned_abs()));
        }
        self.policy = *self.policy_at(now);
        self.next_policy = policy;
        self.policy_from = from;
        Ok(())
    }

    /// Marks the offers that may attribute rewards to a table that opens at `now`. Returns a bitmap of their indexes.
    pub fn mark_table(&mut self, now: i64) -> u64 {
        let mut marks = 0;
        for (place, offer) in self.offers.iter_mut().enumerate() {
            if offer.mark(now) {
                marks |= 1 << place;
            }
        }
        marks
    }

    /// The valuation of `mint`; no weight if it is not accepted.
    pub fn valuation_of(&self, mint: &Address) -> Valuation {
        self.valuation_at(self.place_of(mint))
    }

    fn place_of(&self, mint: &Address) -> Option<usize> {
        self.assets.iter().position(|asset| asset.weight > 0 && address_eq(&asset.mint, mint))
    }

    fn valuation_at(&self, place: Option<usize>) -> Valuation {
        let asset = place.and_then(|place| self.assets.get(place));
        asset.map_or(Valuation::default(), |asset| Valuation {
            weight: asset.weight,
            accepted_flags: asset.accepted_flags,
        })
    }

    /// Sets the valuation of `mint`; a weight of zero removes it from the list. Returns the one before.
    ///
    /// # Errors
    /// [`RestakingError::TooManyAssets`] if the list is full.
    pub fn set_valuation(&mut self, mint: &Address, valuation: Valuation) -> Result<Valuation> {
        let Valuation { weight, accepted_flags } = valuation;
        let listed = self.place_of(mint);
        let before = self.valuation_at(listed);
        let place = listed.or_else(|| self.assets.iter().position(|asset| asset.weight == 0));
        match place {
            Some(place) if weight > 0 => self.assets[place] = AcceptedAsset { mint: *mint, weight, accepted_flags },
            Some(place) if listed.is_some() => self.assets[place] = bytemuck::Zeroable::zeroed(),
            None if weight > 0 => {
                return Err(fail(RestakingError::TooManyAssets, MAX_ASSETS as u64 + 1, MAX_ASSETS as u64));
            }
            // An asset that is not on the list need not be removed.
            _ => {}
        }
        Ok(before)
    }

    /// Refuses a release while a table may guarantee the stake.
    ///
    /// A table of guaranteed stake states the time of its guarantee. No stake is guaranteed past the end of the epoch after
    /// its capture. Any guarantee therefore ends within two of the longest epochs after the window.
    ///
    /// # Errors
    /// [`RestakingError::StakePromised`], with the time and the last second of the guarantee.
    pub fn check_promised(&self, config: &Config, now: i64) -> Result<()> {
        let until = self.certain_until.min(config.notice(self.certain_closes_at).fall);
        if now <= until {
            return Err(fail(RestakingError::StakePromised, now.unsigned_abs(), until.unsigned_abs()));
        }
        Ok(())
    }
}
