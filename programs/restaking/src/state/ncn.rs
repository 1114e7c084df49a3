//! A service that stake secures: a node consensus network.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::{OfferPlace, Valuation};

use super::{SlashPolicy, is_zero};
use crate::error::{RestakingError, fail};

/// How many assets one NCN may accept.
pub const MAX_ASSETS: usize = 8;

/// An asset that an NCN counts, and for how much.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct AcceptedAsset {
    /// The asset's mint.
    pub mint: Address,
    /// What a smallest unit of it counts, in `1/1,000,000,000`; zero in a free place of the list.
    pub weight: u64,
    /// The flags that a vault of it may have (`AssetFlags`): with another one, its stake counts for nothing.
    pub accepted_flags: u64,
}

/// An NCN, at `["ncn", creator, index]`.
#[account]
pub struct Ncn {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// 1 once it takes on nothing new, for good.
    pub retired: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 5],
    /// Tells apart the NCNs of one creator.
    pub index: u64,
    /// Who registered it: a part of its address.
    pub creator: Address,
    /// Who sets its terms and retires it; zero if nobody ever will again.
    pub admin: Address,
    /// The most weight that one operator may have in it; what is over counts for nothing.
    pub max_operator_weight: u64,
    /// How many events it has emitted.
    pub events: u64,
    /// What it counts as stake.
    pub assets: [AcceptedAsset; MAX_ASSETS],
    /// Where people read about it.
    pub uri: [u8; 128],
    /// How it slashes, until `policy_from`.
    pub policy: SlashPolicy,
    /// How it slashes from `policy_from` on.
    pub next_policy: SlashPolicy,
    /// The first second at which `next_policy` counts.
    pub policy_from: i64,
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: Address,
    /// The lowest index that its next stake table may have: no index names two tables.
    pub next_table: u64,
    /// What its operators' signatures are for: a hash of the program, the cluster and the NCN, as [`crate::ed25519::domain`]
    /// gives it.
    pub domain: [u8; 32],
    /// The NCN that it is an operator set of; zero for none. Vaults agree with that one.
    pub parent: Address,
    /// The last second until which a table of its counts on stake that is certain; zero if none did.
    pub certain_until: i64,
    /// When the last of these tables' windows is over.
    pub certain_closes_at: i64,
    /// Which software its operators must run.
    pub software: Software,
    /// The index of its next reward offer.
    pub next_offer: u64,
    /// The places of its open reward offers.
    pub offers: [OfferPlace; ledger::MAX_OFFERS],
    /// The generation of the grants that are valid; one more voids them all.
    pub grant_generation: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 56],
}

/// Software that an NCN's operators must run; all zero if it names none.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct Software {
    /// SHA-256 of its release, as the NCN's pages offer it.
    pub sha256: [u8; 32],
    /// Since when it is named, in unix seconds.
    pub since: i64,
    /// From when on it must be run; zero where each operator chooses the time.
    pub run_by: i64,
}

impl Ncn {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"ncn";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Whether it is an operator set of another NCN.
    pub fn is_set(&self) -> bool {
        !is_zero(&self.parent)
    }

    /// Whom vaults agree with for this NCN at `own`: its parent, if it has one.
    pub fn partner<'a>(&'a self, own: &'a Address) -> &'a Address {
        if self.is_set() { &self.parent } else { own }
    }

    /// How it slashes at `now`.
    pub fn policy_at(&self, now: i64) -> &SlashPolicy {
        if now >= self.policy_from { &self.next_policy } else { &self.policy }
    }

    /// Has `policy` take effect at `from`, in place of one that is pending.
    ///
    /// # Errors
    /// [`RestakingError::FallPending`] where the pending one is milder for stakers than the one it follows.
    pub fn announce(&mut self, policy: SlashPolicy, now: i64, from: i64) -> Result<()> {
        if now < self.policy_from && self.next_policy.terms.is_milder_than(&self.policy.terms) {
            return Err(fail(RestakingError::FallPending, now.unsigned_abs(), self.policy_from.unsigned_abs()));
        }
        self.policy = *self.policy_at(now);
        self.next_policy = policy;
        self.policy_from = from;
        Ok(())
    }

    /// Marks a table that opens at `now` with the places of the offers that it may be attributed rewards by, a bit each.
    pub fn mark_table(&mut self, now: i64) -> u64 {
        let mut marks = 0;
        for (place, offer) in self.offers.iter_mut().enumerate() {
            if offer.mark(now) {
                marks |= 1 << place;
            }
        }
        marks
    }

    /// What `mint` counts; nothing for what is not accepted.
    pub fn valuation_of(&self, mint: &Address) -> Valuation {
        let listed = self.assets.iter().find(|asset| asset.weight > 0 && address_eq(&asset.mint, mint));
        listed.map_or(Valuation::default(), |asset| Valuation {
            weight: asset.weight,
            accepted_flags: asset.accepted_flags,
        })
    }

    /// Lets `mint` count as `valuation` says; a weight of zero takes it off the list.
    ///
    /// # Errors
    /// [`RestakingError::TooManyAssets`] where the list is full.
    pub fn set_valuation(&mut self, mint: &Address, valuation: Valuation) -> Result<()> {
        let Valuation { weight, accepted_flags } = valuation;
        let listed = self.assets.iter().position(|asset| asset.weight > 0 && address_eq(&asset.mint, mint));
        let place = listed.or_else(|| self.assets.iter().position(|asset| asset.weight == 0));
        match place {
            Some(place) if weight > 0 => self.assets[place] = AcceptedAsset { mint: *mint, weight, accepted_flags },
            Some(place) if listed.is_some() => self.assets[place] = bytemuck::Zeroable::zeroed(),
            None if weight > 0 => {
                return Err(fail(RestakingError::TooManyAssets, MAX_ASSETS as u64 + 1, MAX_ASSETS as u64));
            }
            // What is not on the list need not be taken off it.
            _ => {}
        }
        Ok(())
    }
}
