//! A grant: the kinds of an admin's acts that another key may do, and until when.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Result, Rule, ensure};

/// The longest time that a grant is made for, in seconds: 365 days.
pub const MAX_GRANT_SECONDS: u64 = 365 * 86_400;

/// What a grant opens. No kind names a role, changes a policy, a fee or a slash, or does what the admin could never undo.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct GrantTerms {
    /// The kinds of acts, a bit each.
    pub kinds: u64,
    /// The first second at which the grant is over.
    pub until: i64,
    /// The generation of the entity's grants that it is of. It is void in any other.
    pub generation: u64,
}

impl GrantTerms {
    /// A vault, an operator or an NCN joins and leaves opt-ins; a vault covers operator sets.
    pub const OPT_INS: u64 = 1;

    /// A vault's deposit cap and the size of its instant exits.
    pub const LIMITS: u64 = 1 << 1;

    /// A vault's list of depositors.
    pub const APPROVALS: u64 = 1 << 2;

    /// An operator's keys.
    pub const KEYS: u64 = 1 << 3;

    /// The URI of an operator or an NCN.
    pub const URI: u64 = 1 << 4;

    /// An NCN's stake tables.
    pub const TABLES: u64 = 1 << 5;

    /// An NCN's reward offers.
    pub const REWARDS: u64 = 1 << 6;

    /// An NCN lets go of stake before its time.
    pub const RELEASES: u64 = 1 << 7;

    /// The software that an NCN's operators must run.
    pub const SOFTWARE: u64 = 1 << 8;

    /// The name, symbol and URI of a vault's VRT.
    pub const METADATA: u64 = 1 << 9;

    /// The kinds that a vault's admin can grant.
    pub const OF_VAULTS: u64 = Self::OPT_INS | Self::LIMITS | Self::APPROVALS | Self::METADATA;

    /// The kinds that an operator's admin can grant.
    pub const OF_OPERATORS: u64 = Self::OPT_INS | Self::KEYS | Self::URI;

    /// The kinds that an NCN's admin can grant.
    pub const OF_NCNS: u64 = Self::OPT_INS | Self::URI | Self::TABLES | Self::REWARDS | Self::RELEASES | Self::SOFTWARE;

    /// Every kind: its bit, its name, and the instructions that it opens, by their names.
    pub const KINDS: [(u64, &'static str, &'static [&'static str]); 10] = [
        (Self::OPT_INS, "opt-ins", &["join_opt_in", "leave_opt_in", "cover_sets"]),
        (Self::LIMITS, "limits", &["set_vault_limits"]),
        (Self::APPROVALS, "approvals", &["approve_depositor", "revoke_depositor"]),
        (Self::KEYS, "keys", &["register_key", "retire_key"]),
        (Self::URI, "uri", &["update_operator", "update_ncn"]),
        (Self::TABLES, "tables", &["open_stake_table", "close_stake_table"]),
        (Self::REWARDS, "rewards", &["open_reward_offer"]),
        (Self::RELEASES, "releases", &["release_allocation", "release_opt_in"]),
        (Self::SOFTWARE, "software", &["set_software"]),
        (Self::METADATA, "metadata", &["create_vrt_metadata", "update_vrt_metadata"]),
    ];

    /// Terms for a grant that is made at `now`, by an entity that has the kinds in `all`.
    ///
    /// # Errors
    /// [`Rule::GrantKinds`] without a kind, and with one that the entity does not have; [`Rule::GrantTime`].
    pub fn new(kinds: u64, until: i64, generation: u64, all: u64, now: i64) -> Result<Self> {
        ensure(kinds != 0 && kinds & !all == 0, Rule::GrantKinds, kinds, all)?;
        let bound = until.clamp(now.saturating_add(1), now.saturating_add_unsigned(MAX_GRANT_SECONDS));
        ensure(until == bound, Rule::GrantTime, until.max(0).unsigned_abs(), bound.unsigned_abs())?;
        Ok(Self { kinds, until, generation })
    }

    /// Refuses an act of `kind` at `now`, where the entity's grants are of `generation`.
    ///
    /// # Errors
    /// [`Rule::GrantVoid`], [`Rule::GrantExpired`], [`Rule::KindNotGranted`].
    pub fn check(&self, kind: u64, generation: u64, now: i64) -> Result<()> {
        ensure(self.generation == generation, Rule::GrantVoid, self.generation, generation)?;
        ensure(now < self.until, Rule::GrantExpired, now.unsigned_abs(), self.until.unsigned_abs())?;
        ensure(self.kinds & kind == kind, Rule::KindNotGranted, kind, self.kinds)
    }

    /// Whether it opens nothing any more, at `now` and where the entity's grants are of `generation`.
    pub const fn is_over(&self, generation: u64, now: i64) -> bool {
        self.generation != generation || now >= self.until
    }
}
