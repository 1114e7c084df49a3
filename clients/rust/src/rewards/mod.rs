//! An NCN's rewards of a period, computed from events alone: the same list on every machine, for a publisher and for the
//! disputer that checks it. `docs/reward-tree.md` has the rules.
//!
//! All arithmetic is in integers. Each division is rounded down, and what the roundings leave stays with the NCN.

mod order;
mod scope;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigUint;
use num_traits::ToPrimitive;
use solana_program::pubkey::Pubkey;

use crate::ledger::math::BPS;
use crate::{Event, Program};
use scope::Scope;
use state::State;

/// An event, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The account that it is an event of: its first field.
    pub account: Pubkey,
    /// Its number among the account's events; zero for an event without one.
    pub number: u64,
    /// In unix seconds.
    pub time: i64,
    /// What it says; none if this client does not know its kind.
    pub event: Option<Event>,
}

/// What is to be divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The NCN.
    pub ncn: Pubkey,
    /// The first second of the period.
    pub from: i64,
    /// The first second after it.
    pub to: i64,
    /// The reward, in the smallest units of its mint.
    pub budget: u64,
}

/// A transaction that the cluster has cut the log of: events of it are lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// In unix seconds.
    pub time: i64,
    /// The accounts that it could write to.
    pub accounts: Vec<Pubkey>,
}

/// Something of the period that no event tells, about an account that the NCN's stake depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Missing {
    /// Events of the account before the end of the period, by their numbers.
    #[error("events {first} to {last} of {account} are missing")]
    Events {
        /// The account.
        account: Pubkey,
        /// The first number that is missing.
        first: u64,
        /// The last.
        last: u64,
    },
    /// What a transaction with a cut log did to the account: no later event of it shows by its number whether one is missing.
    #[error("a log of a transaction with {account} was cut at {time}, and no later event shows that none is missing")]
    Tail {
        /// The account.
        account: Pubkey,
        /// In unix seconds.
        time: i64,
    },
    /// Which operator a vault's delegation is to, of which stake is allocated to the NCN.
    #[error("no event tells which operator delegation {delegation} of vault {account} is to")]
    Delegation {
        /// The vault.
        account: Pubkey,
        /// The delegation.
        delegation: Pubkey,
    },
    /// The terms of an operator with stake.
    #[error("no event registers operator {account}")]
    Operator {
        /// The operator.
        account: Pubkey,
    },
    /// Who has what share of the bonded shares, in a part of the period. That part's rewards stay with the NCN.
    #[error("events of bond pool {account} are missing, so that its shares are not known throughout the period")]
    Bonds {
        /// The bond pool.
        account: Pubkey,
    },
}

impl Missing {
    /// The account that it is about.
    pub fn account(&self) -> Pubkey {
        match self {
            Self::Events { account, .. }
            | Self::Tail { account, .. }
            | Self::Delegation { account, .. }
            | Self::Operator { account }
            | Self::Bonds { account } => *account,
        }
    }
}

/// Why nothing is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RewardError {
    /// No event registers the NCN.
    #[error("no event registers NCN {0}")]
    UnknownNcn(Pubkey),
    /// It does not end after its start.
    #[error("the period ends before it begins")]
    EmptyPeriod,
    /// Nothing secured the NCN.
    #[error("no stake was behind the NCN in this period")]
    NoStake,
    /// No stake is known to have secured the NCN.
    #[error("no stake is known to be behind the NCN in this period: {0}")]
    NoKnownStake(Missing),
    /// Beyond any real amounts and times.
    #[error("the sums of stake and time exceed 128 bits")]
    TooMuch,
}

/// An operator's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorPart {
    /// The operator.
    pub operator: Pubkey,
    /// The weight of the stake behind it, times seconds.
    pub stake_time: u128,
    /// Earns the commission: the operator's fee wallet at the end of the period.
    pub wallet: Pubkey,
    /// Its commission, in the mint's smallest units.
    pub commission: u64,
}

/// A vault's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VaultPart {
    /// The vault.
    pub vault: Pubkey,
    /// The weight of its stake, times seconds.
    pub stake_time: u128,
    /// The bonded shares, times the seconds in which the vault secured the NCN.
    pub bonded_time: u128,
    /// What its stakers earn in all, before their own roundings.
    pub amount: u64,
    /// What they are given.
    pub given: u64,
}

/// The rewards of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewards {
    /// The operators, by address.
    pub operators: Vec<OperatorPart>,
    /// The vaults, by address.
    pub vaults: Vec<VaultPart>,
    /// What each earner has earned in the period; nobody is in it with nothing.
    pub earned: BTreeMap<Pubkey, u64>,
    /// What stays with the NCN.
    pub rest: u64,
    /// What no event tells; the list is certain if it is empty.
    pub missing: Vec<Missing>,
}

/// Sums of the period.
#[derive(Default)]
struct Sums {
    /// Weight times seconds, and the same times the commission in basis points.
    operators: BTreeMap<Pubkey, (u128, u128)>,
    /// Weight times seconds, and the same times what the commission leaves in basis points.
    vaults: BTreeMap<Pubkey, (u128, u128)>,
    /// Bonded shares times seconds, by vault and owner.
    bonds: BTreeMap<Pubkey, BTreeMap<Pubkey, u128>>,
    /// All weights times seconds.
    total: u128,
    /// The bond pools with unknown shares while their vault secured the NCN.
    unknown: BTreeSet<Pubkey>,
}

/// Divides the budget of `period` by `events`: all events of `program` from the first one on, in any order. Those of a later
/// time change nothing but what is known to be missing. `cuts` are the transactions with a cut log among them.
///
/// # Errors
/// A [`RewardError`].
pub fn compute(
    program: &Program,
    period: &Period,
    events: Vec<Recorded>,
    cuts: &[Cut],
) -> Result<Rewards, RewardError> {
    if period.to <= period.from {
        return Err(RewardError::EmptyPeriod);
    }
    let scope = Scope::of(program, period.ncn, &events);
    let tails = scope.tails(&events, cuts, period.to);
    let (events, gaps) = order::ordered(events, period.to);
    let mut state = State::new(period.ncn, &scope, &gaps, &tails);
    let sums = integrate(period, &mut state, &events)?;
    if !state.knows_ncn() {
        return Err(RewardError::UnknownNcn(period.ncn));
    }
    let mut missing = state.missing.clone();
    missing.extend(gaps.iter().filter(|gap| scope.suffers(gap)).map(|gap| Missing::Events {
        account: gap.account,
        first: gap.first,
        last: gap.last,
    }));
    missing.extend(tails.iter().map(|(account, time)| Missing::Tail { account: *account, time: *time }));
    missing.extend(sums.unknown.iter().map(|account| Missing::Bonds { account: *account }));
    if sums.total == 0 {
        return Err(match missing.first() {
            None => RewardError::NoStake,
            Some(missing) => RewardError::NoKnownStake(*missing),
        });
    }
    let whole = BigUint::from(sums.total) * BPS;
    let mut earned: BTreeMap<Pubkey, u64> = BTreeMap::new();
    // Amounts are parts of the budget, so that their sums fit.
    let mut give = |earner: Pubkey, amount: u64| {
        // An address of zero stands for none, and signs for no claim.
        let is_earner = amount > 0 && earner != Pubkey::default();
        if is_earner {
            *earned.entry(earner).or_default() += amount;
        }
        is_earner
    };
    let mut operators = vec![];
    for (operator, (stake_time, commission_time)) in sums.operators {
        let wallet = state.operators.get(&operator).map(|operator| operator.wallet).unwrap_or_default();
        let commission = part(period.budget, commission_time, &whole);
        give(wallet, commission);
        operators.push(OperatorPart { operator, stake_time, wallet, commission });
    }
    let mut vaults = vec![];
    for (vault, (stake_time, net_time)) in sums.vaults {
        let amount = part(period.budget, net_time, &whole);
        let owners = sums.bonds.get(&vault).cloned().unwrap_or_default();
        let bonded_time = owners.values().try_fold(0u128, |sum, time| sum.checked_add(*time));
        let bonded_time = bonded_time.ok_or(RewardError::TooMuch)?;
        let mut given = 0;
        for (owner, time) in owners {
            let share = part(amount, time, &BigUint::from(bonded_time));
            if give(owner, share) {
                given += share;
            }
        }
        vaults.push(VaultPart { vault, stake_time, bonded_time, amount, given });
    }
    let rest = period.budget - earned.values().sum::<u64>();
    Ok(Rewards { operators, vaults, earned, rest, missing: missing.into_iter().collect() })
}

/// `floor(amount · part / whole)`, for a part of the whole.
fn part(amount: u64, part: u128, whole: &BigUint) -> u64 {
    if part == 0 {
        return 0;
    }
    (BigUint::from(amount) * part / whole).to_u64().expect("a part of an amount of 64 bits")
}

/// Sums up weights and bonded shares over the period: each second has the state behind all events of its time.
fn integrate(period: &Period, state: &mut State, events: &[Recorded]) -> Result<Sums, RewardError> {
    let mut sums = Sums::default();
    let mut left = events.iter().take_while(|event| event.time < period.to).peekable();
    let mut at = period.from;
    loop {
        while let Some(event) = left.next_if(|event| event.time <= at) {
            state.take(event);
        }
        // What took effect before is behind the state; what is announced may lie far ahead.
        state.changes = state.changes.split_off(&(at + 1));
        let change = state.changes.first().copied().unwrap_or(period.to);
        let event = left.peek().map_or(period.to, |event| event.time);
        let next = change.min(event).min(period.to);
        sums.add(state, at, (next - at).unsigned_abs())?;
        if next == period.to {
            return Ok(sums);
        }
        at = next;
    }
}

impl Sums {
    /// Adds `seconds` from `now` on, in which nothing changes.
    fn add(&mut self, state: &mut State, now: i64, seconds: u64) -> Result<(), RewardError> {
        let mut securing = BTreeSet::new();
        for (vault, operator) in state.pairs() {
            let weight = state.weight((vault, operator), now);
            if weight == 0 {
                continue;
            }
            let Some(known) = state.operators.get(&operator) else {
                state.missing.insert(Missing::Operator { account: operator });
                continue;
            };
            let bps = known.commission.at(now).min(BPS);
            let time = u128::from(weight) * u128::from(seconds);
            let operator = self.operators.entry(operator).or_default();
            raise(&mut operator.0, time)?;
            raise(&mut operator.1, scaled(time, bps)?)?;
            let entry = self.vaults.entry(vault).or_default();
            raise(&mut entry.0, time)?;
            // With unknown shares the stakers' part is nobody's: it stays with the NCN.
            let net = if state.unknown_pool(&vault, now).is_some() { 0 } else { scaled(time, BPS - bps)? };
            raise(&mut entry.1, net)?;
            raise(&mut self.total, time)?;
            securing.insert(vault);
        }
        for vault in securing {
            if let Some(pool) = state.unknown_pool(&vault, now) {
                self.unknown.insert(pool);
                continue;
            }
            let Some(owners) = state.bonds.get(&vault) else { continue };
            let times = self.bonds.entry(vault).or_default();
            for (owner, shares) in owners.iter().filter(|(_, shares)| **shares > 0) {
                raise(times.entry(*owner).or_default(), u128::from(*shares) * u128::from(seconds))?;
            }
        }
        Ok(())
    }
}

fn scaled(time: u128, bps: u64) -> Result<u128, RewardError> {
    time.checked_mul(bps.into()).ok_or(RewardError::TooMuch)
}

fn raise(sum: &mut u128, by: u128) -> Result<(), RewardError> {
    *sum = sum.checked_add(by).ok_or(RewardError::TooMuch)?;
    Ok(())
}
