//! Ratings of NCNs and operators: the facts that accounts state, for the points of the `rating` crate.
//!
//! `docs/ratings.md` has the formula. What accounts do not state, such as a registration's time, gives no points.

use std::collections::BTreeMap;

use ledger::math::BPS;
use ledger::refusal::Refusal;
use ledger::state::opt_in::Sides;
use ledger::state::vault::VaultLedger;
use solana_program::pubkey::Pubkey;

use crate::asset;
use crate::native_stake::{STAKE_PROGRAM, VOTE_PROGRAM};
use crate::table::StakeEntry;
use crate::{
    Config, Ncn, Operator, OperatorDelegation, OperatorKey, OperatorRecord, OptIn, RewardOffer, SlashPolicy,
    SlashProposal, SlashStatus, StakeTable, Vault,
};

/// The points.
pub use ::rating::*;

/// Seconds in a year of 365 days.
pub const YEAR_SECONDS: u64 = 365 * DAY;

/// The age up to which the latest final table is used.
pub const TABLE_SECONDS: u64 = 30 * DAY;

/// Nine decimals: the unit of an NCN's weights.
const WEIGHT_ONE: u128 = ledger::state::weight::WEIGHT_ONE as u128;

/// What an address can sign by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// Its private key.
    Key,
    /// An unknown program: the account says nothing of it.
    Unknown,
    /// The program that wrote the account's data.
    Program(Pubkey),
}

/// What acts in a role, and what its program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// What it is.
    pub authority: Authority,
    /// The program that wrote its account.
    pub program: Option<Pubkey>,
    /// The authority over that program's code.
    pub upgrade_authority: Option<Pubkey>,
}

impl Role {
    /// A role without a known program.
    pub const fn plain(authority: Authority) -> Self {
        Self { authority, program: None, upgrade_authority: None }
    }
}

/// Programs that initialize accounts at any address: data of theirs do not say which program signs for the address.
pub const AT_ANY_ADDRESS: [Pubkey; 7] = [
    Pubkey::new_from_array([0; 32]),
    asset::TOKEN,
    asset::TOKEN_2022,
    STAKE_PROGRAM,
    VOTE_PROGRAM,
    solana_sdk_ids::address_lookup_table::ID,
    solana_sdk_ids::config::ID,
];

/// What `address` signs by, with the owner and the data of its account.
///
/// Only a program writes into its account, and an account changes its owner only while its data are zero. Data that are not zero
/// therefore come from the owner. An account without them may be assigned to any program, and says nothing. Nor does one of a program
/// that initializes accounts at any address.
pub fn signing(address: &Pubkey, account: Option<(&Pubkey, &[u8])>) -> Signing {
    if address.is_on_curve() {
        return Signing::Key;
    }
    match account {
        Some((owner, data)) if !AT_ANY_ADDRESS.contains(owner) && data.iter().any(|byte| *byte != 0) => {
            Signing::Program(*owner)
        }
        _ => Signing::Unknown,
    }
}

/// The slasher and the resolver of a policy; none for a vacant role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyRoles {
    /// The slasher.
    pub slasher: Option<Role>,
    /// The resolver.
    pub resolver: Option<Role>,
}

/// The active policy, and the announced one.
pub fn policies(ncn: &Ncn, now: i64) -> (&SlashPolicy, Option<&SlashPolicy>) {
    if now >= ncn.policy_from { (&ncn.next_policy, None) } else { (&ncn.policy, Some(&ncn.next_policy)) }
}

/// The facts of a policy of `ncn`.
pub fn policy_facts(ncn: &Ncn, policy: &SlashPolicy, roles: &PolicyRoles) -> PolicyFacts {
    let near = [policy.slasher, ncn.admin, ncn.pending_admin, ncn.creator];
    let resolver = roles.resolver.map(|resolver| {
        let slasher = roles.slasher;
        let governs = slasher.and_then(|slasher| slasher.upgrade_authority) == Some(policy.resolver);
        let is_same_program =
            resolver.program.is_some() && slasher.and_then(|slasher| slasher.program) == resolver.program;
        let is_independent = !near.contains(&policy.resolver) && !governs && !is_same_program;
        Resolver { authority: resolver.authority, is_independent }
    });
    PolicyFacts {
        slasher: roles.slasher.map(|slasher| slasher.authority),
        resolver,
        challenge_seconds: policy.terms.challenge_seconds,
        max_fraction: policy.terms.max_fraction,
        equivocation_fraction: policy.terms.equivocation_fraction,
        cooldown_seconds: policy.terms.cooldown_seconds,
    }
}

/// The slowest exit of any vault, in seconds.
pub fn exit_seconds(config: &Config) -> u64 {
    ledger::state::delayed::Notice::of_any_vault(0, config.max_epoch_seconds).fall.unsigned_abs()
}

/// The accounts that date a party.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dated<'a> {
    /// Its opt-ins.
    pub opt_ins: &'a [OptIn],
    /// Its keys, or those that operators signed for it with.
    pub keys: &'a [OperatorKey],
    /// Its slashes.
    pub slashes: &'a [SlashProposal],
}

impl Dated<'_> {
    /// The time since the oldest record: an opt-in that is active, a key, or a slash; zero without any.
    pub fn age(&self, now: i64) -> u64 {
        let active = |opt_in: &&OptIn| Sides::from(&opt_in.sides).counts(now);
        let joined = |opt_in: &OptIn| opt_in.sides.left.effective.max(opt_in.sides.right.effective);
        let times = self.opt_ins.iter().filter(active).map(joined);
        let times = times.chain(self.keys.iter().map(|key| key.from));
        let times = times.chain(self.slashes.iter().map(|slash| slash.proposed_at));
        let oldest = times.filter(|time| *time > 0 && *time <= now).min();
        oldest.map_or(0, |oldest| now.abs_diff(oldest))
    }
}

/// The latest final table of those in `tables`, if it closed within [`TABLE_SECONDS`].
pub fn latest_table(tables: &[(Pubkey, StakeTable)], now: i64) -> Option<&(Pubkey, StakeTable)> {
    let last = tables.iter().filter(|(_, table)| now >= table.closes_at).max_by_key(|(_, table)| table.index);
    last.filter(|(_, table)| now.abs_diff(table.closes_at) <= TABLE_SECONDS)
}

/// The weight of each admin's operators together, the smallest first. An operator whose admin was renounced is its creator's.
pub fn weights(entries: &[StakeEntry], operators: &BTreeMap<Pubkey, Operator>) -> Vec<u64> {
    let mut weights = BTreeMap::<Pubkey, u64>::new();
    for entry in entries {
        let admin = operators.get(&entry.operator).map_or(entry.operator, |operator| {
            if operator.admin == Pubkey::default() { operator.creator } else { operator.admin }
        });
        let weight = weights.entry(admin).or_default();
        *weight = weight.saturating_add(entry.weight);
    }
    let mut weights: Vec<u64> = weights.into_values().collect();
    weights.sort_unstable();
    weights
}

/// What an offer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pay {
    /// A year of it, in smallest units of its mint.
    pub yearly: u64,
    /// A year of it in basis points of the weight, where the NCN accepts the mint as stake and a table has weight.
    pub bps: Option<u64>,
}

/// What `offer` pays, where the latest final table has `total_weight`.
pub fn pay(offer: &RewardOffer, ncn: &Ncn, total_weight: u64) -> Pay {
    let books = &offer.books;
    let seconds = u128::from(books.until.abs_diff(books.from).max(1));
    let narrow = |wide: u128| u64::try_from(wide).unwrap_or(u64::MAX);
    let yearly = u128::from(books.amount) * u128::from(YEAR_SECONDS) / seconds;
    let asset = ncn.assets.iter().find(|asset| asset.weight > 0 && asset.mint == offer.mint);
    let bps = asset.filter(|_| total_weight > 0).map(|asset| {
        let weight = yearly.saturating_mul(u128::from(asset.weight)) / WEIGHT_ONE;
        narrow(weight.saturating_mul(u128::from(BPS)) / u128::from(total_weight))
    });
    Pay { yearly: narrow(yearly), bps }
}

/// For how long ahead `offers` pay: in a mint that the NCN accepts as stake, and in another one.
pub fn paid_ahead(offers: &[RewardOffer], ncn: &Ncn, total_weight: u64, now: i64) -> [u64; 2] {
    let mut ahead = [0; 2];
    let runs = |offer: &&RewardOffer| offer.books.from <= now && now < offer.books.until;
    for offer in offers.iter().filter(runs).filter(|_| total_weight > 0) {
        let seconds = now.abs_diff(offer.books.until);
        let Pay { yearly, bps } = pay(offer, ncn, total_weight);
        match bps {
            Some(bps) if bps >= ncn::LEAST_PAY_BPS => ahead[0] = seconds.max(ahead[0]),
            None if yearly > 0 => ahead[1] = seconds.max(ahead[1]),
            _ => {}
        }
    }
    ahead
}

/// What an NCN is rated by.
#[derive(Clone, Copy, Debug)]
pub struct NcnAccounts<'a> {
    /// The NCN.
    pub ncn: &'a Ncn,
    /// The roles of its active policy.
    pub roles: PolicyRoles,
    /// The roles of its announced policy.
    pub announced: Option<PolicyRoles>,
    /// The config.
    pub config: &'a Config,
    /// Its opt-ins, the keys that operators sign for it with, and its slashes.
    pub dated: Dated<'a>,
    /// Its records of operators.
    pub records: &'a [OperatorRecord],
    /// The latest final table's entries, as [`latest_table`] finds it; none without one.
    pub entries: &'a [StakeEntry],
    /// The operators of the entries.
    pub operators: &'a BTreeMap<Pubkey, Operator>,
    /// Its reward offers.
    pub offers: &'a [RewardOffer],
}

impl NcnAccounts<'_> {
    /// The weight in the latest final table.
    pub fn total_weight(&self) -> u64 {
        self.entries.iter().fold(0, |sum, entry| sum.saturating_add(entry.weight))
    }

    /// The facts at `now`.
    pub fn facts(&self, now: i64) -> NcnFacts {
        let (active, announced) = policies(self.ncn, now);
        let [paid_ahead, paid_ahead_elsewhere] = paid_ahead(self.offers, self.ncn, self.total_weight(), now);
        let count =
            |of: fn(&OperatorRecord) -> u64| self.records.iter().fold(0, |sum, record| of(record).saturating_add(sum));
        NcnFacts {
            policy: policy_facts(self.ncn, active, &self.roles),
            announced: announced.zip(self.announced).map(|(policy, roles)| policy_facts(self.ncn, policy, &roles)),
            exit_seconds: exit_seconds(self.config),
            age_seconds: self.dated.age(now),
            executed: count(|record| record.executed),
            vetoed: count(|record| record.vetoed),
            weights: weights(self.entries, self.operators),
            paid_ahead,
            paid_ahead_elsewhere,
        }
    }
}

/// A vault's delegation to an operator, and what the operator's admin holds of the vault.
#[derive(Clone, Copy, Debug)]
pub struct Backing<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// The delegation.
    pub delegation: &'a OperatorDelegation,
    /// The admin's VRT: in its associated account, and bonded.
    pub own_shares: u64,
}

/// What an operator is rated by.
#[derive(Clone, Copy, Debug)]
pub struct OperatorAccounts<'a> {
    /// The operator.
    pub operator: &'a Operator,
    /// Its opt-ins, keys and slashes.
    pub dated: Dated<'a>,
    /// NCNs' records of it.
    pub records: &'a [OperatorRecord],
    /// The delegations to it.
    pub backing: &'a [Backing<'a>],
}

impl OperatorAccounts<'_> {
    /// The facts at `now`.
    ///
    /// # Errors
    /// For accounts that no program wrote.
    pub fn facts(&self, now: i64) -> Result<OperatorFacts, Refusal> {
        let count =
            |of: fn(&OperatorRecord) -> u64| self.records.iter().fold(0, |sum, record| of(record).saturating_add(sum));
        let executed = self.dated.slashes.iter().filter(|slash| slash.status == SlashStatus::Executed);
        let mut incidents: Vec<_> = executed.map(|slash| (slash.ncn, slash.kind.byte(), slash.incident)).collect();
        incidents.sort_unstable();
        incidents.dedup();
        let (own_bps, leverage_bps) = self.stake(now)?;
        let commission = &self.operator.commission_bps;
        Ok(OperatorFacts {
            equivocations: count(|record| record.equivocations),
            incidents: incidents.len() as u64,
            jailings: count(|record| record.jailings),
            is_jailed: self.records.iter().any(|record| now < record.jailed_until),
            age_seconds: self.dated.age(now),
            commission_bps: ledger::state::delayed::Delayed::from(commission).highest(now, i64::MAX),
            own_bps,
            leverage_bps,
        })
    }

    /// The admin's own part in the asset where it is lowest, and the highest leverage of a delegation.
    fn stake(&self, now: i64) -> Result<(Option<u64>, Option<u64>), Refusal> {
        let mut parts = BTreeMap::<Pubkey, [u128; 2]>::new();
        let mut leverage = None;
        for Backing { vault, delegation, own_shares } in self.backing {
            let ledger = VaultLedger::from(&vault.ledger);
            let delegation = ledger::state::delegation::Delegation::from(&delegation.delegation);
            let stake = ledger.delegated_stake(&delegation, now)?;
            if stake == 0 {
                continue;
            }
            let shares = u128::from(ledger.books.supply.max(1));
            let part = parts.entry(vault.asset_mint).or_default();
            part[0] += u128::from(stake) * u128::from(*own_shares).min(shares) / shares;
            part[1] += u128::from(stake);
            let whole = u128::from(delegation.magnitude.max(1));
            let used = (u128::from(delegation.allocated) * u128::from(BPS) / whole) as u64;
            leverage = leverage.max(Some(used));
        }
        let own = parts.into_values().map(|[own, all]| (own * u128::from(BPS) / all) as u64).min();
        Ok((own, leverage))
    }
}
