//! What events say of the stake behind one NCN, as of a moment.

use std::collections::{BTreeMap, BTreeSet};

use ledger::math::{BPS, mul_div_floor, mul_ratio_floor};
use ledger::state::books::Books;
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::opt_in::Sides;
use ledger::state::weight::Valuation;
use solana_program::pubkey::Pubkey;

use super::order::Gap;
use super::scope::Scope;
use super::{Missing, Recorded};
use crate::{Event, Role};

/// A vault.
#[derive(Clone, Copy)]
struct Vault {
    genesis: i64,
    epoch_seconds: u64,
    mint: Pubkey,
    asset_flags: u64,
    books: Books,
}

/// A delegation, as far as its stake depends on it.
#[derive(Clone, Copy)]
struct Delegated {
    units: Delayed,
    magnitude: u64,
}

#[derive(Clone, Copy)]
struct OptIn {
    sides: Sides,
    limits: LossLimits,
    sets: Delayed,
    valuation: Valuation,
}

impl Default for OptIn {
    fn default() -> Self {
        let (sides, limits) = (Sides::new(), LossLimits::none());
        Self { sides, limits, sets: Delayed::settled(0), valuation: Valuation::default() }
    }
}

/// An operator.
#[derive(Clone, Copy)]
pub struct Operator {
    /// Owns what its fees are paid to.
    pub wallet: Pubkey,
    /// In basis points.
    pub commission: Delayed,
}

/// What the events so far say.
pub struct State<'a> {
    ncn: Pubkey,
    scope: &'a Scope,
    /// The NCN that it is an operator set of.
    parent: Option<Pubkey>,
    vaults: BTreeMap<Pubkey, Vault>,
    /// The operators.
    pub operators: BTreeMap<Pubkey, Operator>,
    delegations: BTreeMap<(Pubkey, Pubkey), Delegated>,
    allocations: BTreeMap<(Pubkey, Pubkey), Delayed>,
    parties: BTreeMap<Pubkey, (Pubkey, Pubkey)>,
    opt_ins: BTreeMap<(Pubkey, Pubkey), OptIn>,
    assets: BTreeMap<Pubkey, Valuation>,
    jails: BTreeMap<Pubkey, i64>,
    /// The pool of each vault.
    pools: BTreeMap<Pubkey, Pubkey>,
    /// The numbers of events behind which others of their pool are missing.
    before_gaps: BTreeSet<(Pubkey, u64)>,
    /// Since when a cut log may hide the latest events of a pool.
    tails: &'a BTreeMap<Pubkey, i64>,
    /// The pools with owners' shares that are not known.
    unknown: BTreeSet<Pubkey>,
    /// The bonded shares of each owner, by vault.
    pub bonds: BTreeMap<Pubkey, BTreeMap<Pubkey, u64>>,
    /// When something that was announced takes effect, or an epoch with exiting stake ends.
    pub changes: BTreeSet<i64>,
    /// What no event told so far.
    pub missing: BTreeSet<Missing>,
}

impl<'a> State<'a> {
    /// Nothing yet, for `ncn`, with what is missing of its bond pools.
    pub fn new(ncn: Pubkey, scope: &'a Scope, gaps: &[Gap], tails: &'a BTreeMap<Pubkey, i64>) -> Self {
        let of_pools = || gaps.iter().filter(|gap| scope.pools.contains_key(&gap.account));
        let before_gaps = of_pools().map(|gap| (gap.account, gap.first - 1)).collect();
        // A pool's first event opens it, empty.
        let unknown = of_pools().filter(|gap| gap.first == 1 && gap.last > 1).map(|gap| gap.account).collect();
        Self {
            ncn,
            scope,
            parent: None,
            vaults: BTreeMap::new(),
            operators: BTreeMap::new(),
            delegations: BTreeMap::new(),
            allocations: BTreeMap::new(),
            parties: BTreeMap::new(),
            opt_ins: BTreeMap::new(),
            assets: BTreeMap::new(),
            jails: BTreeMap::new(),
            pools: scope.pools.iter().map(|(pool, vault)| (*vault, *pool)).collect(),
            before_gaps,
            tails,
            unknown,
            bonds: BTreeMap::new(),
            // A pool is in doubt from the second of the cut on.
            changes: tails.values().copied().collect(),
            missing: BTreeSet::new(),
        }
    }

    /// Whether the NCN was registered.
    pub fn knows_ncn(&self) -> bool {
        self.parent.is_some()
    }

    /// The pairs of a vault and an operator with an allocation to the NCN.
    pub fn pairs(&self) -> Vec<(Pubkey, Pubkey)> {
        self.allocations.keys().copied().collect()
    }

    /// The vault's bond pool, if the shares in it are not known at `now`.
    pub fn unknown_pool(&self, vault: &Pubkey, now: i64) -> Option<Pubkey> {
        let pool = self.pools.get(vault)?;
        let is_hidden = self.tails.get(pool).is_some_and(|since| *since <= now);
        (is_hidden || self.unknown.contains(pool)).then_some(*pool)
    }

    /// The weight of a vault's stake behind an operator for the NCN at `now`: what the NCN can slash of it, within the losses
    /// that the vault allows it in one slash, times the NCN's weight of the asset. Zero in jail, and unless all three have
    /// opted in.
    pub fn weight(&self, (vault, operator): (Pubkey, Pubkey), now: i64) -> u64 {
        let pair = (vault, operator);
        let Some((account, delegated, magnitude)) =
            self.vaults.get(&vault).zip(self.delegations.get(&pair)).zip(self.allocations.get(&pair)).map(flat)
        else {
            return 0;
        };
        let partner = self.parent.filter(|parent| *parent != Pubkey::default()).unwrap_or(self.ncn);
        let of = |left, right| self.opt_ins.get(&(left, right)).filter(|opt_in| opt_in.sides.counts(now));
        let (Some(_), Some(_), Some(with_ncn)) = (of(vault, operator), of(operator, self.ncn), of(vault, partner))
        else {
            return 0;
        };
        let is_set = partner != self.ncn;
        let is_jailed = self.jails.get(&operator).is_some_and(|until| now < *until);
        if is_jailed || is_set && with_ncn.sets.at(now) != 1 {
            return 0;
        }
        let magnitude = magnitude.at(now).min(delegated.magnitude);
        let stake = account.stake_at(now);
        let limit = with_ncn.limits.incident_bps.at(now).min(with_ncn.limits.epoch_bps.at(now)).min(BPS);
        let (units, all) = ([delegated.units.at(now), magnitude], [account.books.units, delegated.magnitude]);
        // A ratio over 1 is nothing that the program's books have.
        let slashable = if magnitude == 0 { 0 } else { mul_ratio_floor(stake, units, all).unwrap_or(0) };
        let least = mul_div_floor(stake, limit, BPS).unwrap_or(0).min(slashable);
        let of_mint = || self.assets.get(&account.mint).copied().unwrap_or_default();
        with_ncn.valuation.or_else(of_mint).weigh(least, account.asset_flags)
    }

    /// Takes in the next event.
    pub fn take(&mut self, recorded: &Recorded) {
        if let Some(event) = &recorded.event {
            self.apply(event);
        }
        if self.before_gaps.contains(&(recorded.account, recorded.number)) {
            self.unknown.insert(recorded.account);
        }
    }

    fn apply(&mut self, event: &Event) {
        self.apply_books(event);
        match event {
            Event::NcnRegistered(event) if event.ncn == self.ncn => self.parent = Some(event.parent),
            Event::NcnAssetSet(event) if event.ncn == self.ncn => {
                let valuation = Valuation { weight: event.after, accepted_flags: event.accepted_flags_after };
                self.assets.insert(event.mint, valuation);
            }
            Event::VaultWeightSet(event) => {
                if let Some(opt_in) = self.parties.get(&event.opt_in).and_then(|parties| self.opt_ins.get_mut(parties))
                {
                    opt_in.valuation = Valuation { weight: event.after, accepted_flags: event.accepted_flags_after };
                }
            }
            Event::SetsCovered(event) => {
                let sets = self.delayed(&event.after);
                if let Some(opt_in) = self.parties.get(&event.opt_in).and_then(|parties| self.opt_ins.get_mut(parties))
                {
                    opt_in.sets = sets;
                }
            }
            Event::OptInChanged(event) => {
                let parties = (event.left, event.right);
                self.parties.insert(event.opt_in, parties);
                let (sides, limits) = (Sides::from(&event.after), LossLimits::from(&event.limits_after));
                let delayed = [sides.left, sides.right, limits.incident_bps, limits.epoch_bps];
                self.changes.extend(delayed.map(|delayed| delayed.effective));
                if event.closed {
                    self.opt_ins.remove(&parties);
                } else {
                    let opt_in = self.opt_ins.entry(parties).or_default();
                    (opt_in.sides, opt_in.limits) = (sides, limits);
                }
            }
            Event::JailSet(event) if event.ncn == self.ncn => {
                self.changes.insert(event.after);
                self.jails.insert(event.operator, event.after);
            }
            Event::OperatorRegistered(event) => {
                let commission = Delayed::settled(event.commission_bps);
                self.operators.insert(event.operator, Operator { wallet: event.creator, commission });
            }
            Event::OperatorUpdated(event) => {
                let terms = &event.after;
                let effective = terms.next_commission_from;
                self.changes.insert(effective);
                if let Some(operator) = self.operators.get_mut(&event.operator) {
                    operator.commission =
                        Delayed { current: terms.commission_bps, next: terms.next_commission_bps, effective };
                }
            }
            Event::RoleSet(event) if event.role == Role::FeeWallet => self.set_wallet(event.governed, event.after),
            Event::AdminChanged(event) if event.taken >> Role::FeeWallet.byte() & 1 == 1 => {
                self.set_wallet(event.governed, event.after);
            }
            Event::BondChanged(event) => self.bond(event.bond_pool, event.owner, event.after, event.bonded),
            Event::PositionRewardClaimed(event) => {
                self.bond(event.bond_pool, event.owner, event.position_bonded, event.bonded);
            }
            _ => self.apply_delegation(event),
        }
    }

    /// Takes in an owner's shares. Where all are known, they sum up to the pool's.
    fn bond(&mut self, pool: Pubkey, owner: Pubkey, shares: u64, bonded: u64) {
        let Some(vault) = self.scope.pools.get(&pool) else { return };
        let owners = self.bonds.entry(*vault).or_default();
        owners.insert(owner, shares);
        let sum: u128 = owners.values().map(|shares| u128::from(*shares)).sum();
        if sum == u128::from(bonded) {
            self.unknown.remove(&pool);
        } else {
            self.unknown.insert(pool);
        }
    }

    fn set_wallet(&mut self, operator: Pubkey, wallet: Pubkey) {
        if let Some(operator) = self.operators.get_mut(&operator) {
            operator.wallet = wallet;
        }
    }

    fn delayed(&mut self, delayed: &crate::Delayed) -> Delayed {
        let delayed = Delayed::from(delayed);
        self.changes.insert(delayed.effective);
        delayed
    }

    fn delegate(&mut self, vault: Pubkey, operator: Pubkey, units: &crate::Delayed, magnitude: u64) {
        let units = self.delayed(units);
        self.delegations.insert((vault, operator), Delegated { units, magnitude });
    }

    fn allocate(&mut self, ncn: Pubkey, pair: (Pubkey, Pubkey), magnitude: &crate::Delayed) {
        if ncn == self.ncn {
            let magnitude = self.delayed(magnitude);
            self.allocations.insert(pair, magnitude);
        }
    }

    fn apply_delegation(&mut self, event: &Event) {
        match event {
            Event::DelegationChanged(event) => {
                self.delegate(event.vault, event.operator, &event.after.units, event.after.magnitude);
            }
            Event::MoveAnnounced(event) => {
                self.delegate(event.vault, event.from, &event.after.units, event.after.magnitude);
            }
            Event::MoveCanceled(event) => {
                self.delegate(event.vault, event.from, &event.after.units, event.after.magnitude);
            }
            Event::MoveCompleted(event) => {
                self.delegate(event.vault, event.from, &event.from_after.units, event.from_after.magnitude);
                self.delegate(event.vault, event.to, &event.to_after.units, event.to_after.magnitude);
            }
            Event::AllocationChanged(event) => {
                let Some(pair) = self.scope.delegations.get(&event.delegation).copied() else {
                    if event.ncn == self.ncn && self.scope.has_vault(&event.vault) {
                        let (account, delegation) = (event.vault, event.delegation);
                        self.missing.insert(Missing::Delegation { account, delegation });
                    }
                    return;
                };
                let after = &event.delegation_after;
                self.delegate(pair.0, pair.1, &after.units, after.magnitude);
                self.allocate(event.ncn, pair, &event.magnitude_after);
            }
            Event::SlashProposed(event) => {
                let after = &event.delegation_after;
                self.delegate(event.vault, event.operator, &after.units, after.magnitude);
                self.allocate(event.ncn, (event.vault, event.operator), &event.allocation_after.magnitude);
            }
            Event::SlashVetoed(event) => {
                let after = &event.delegation_after;
                self.delegate(event.vault, event.operator, &after.units, after.magnitude);
                self.allocate(event.ncn, (event.vault, event.operator), &event.allocation_after.magnitude);
            }
            Event::SlashExecuted(event) => {
                let after = &event.delegation_after;
                self.delegate(event.vault, event.operator, &after.units, after.magnitude);
            }
            _ => {}
        }
    }

    /// Takes in a vault, or its books as an event has them.
    fn apply_books(&mut self, event: &Event) {
        let (vault, books) = match event {
            Event::VaultInitialized(event) => {
                let vault = Vault {
                    genesis: event.time,
                    epoch_seconds: event.epoch_seconds.max(1),
                    mint: event.asset_mint,
                    asset_flags: event.asset_flags,
                    books: Books::new(),
                };
                self.vaults.insert(event.vault, vault);
                return;
            }
            Event::Deposited(event) => (event.vault, &event.after),
            Event::ExitRequested(event) => (event.vault, &event.after),
            Event::ExitCanceled(event) => (event.vault, &event.after),
            Event::ExitClaimed(event) => (event.vault, &event.after),
            Event::ExitedInstantly(event) => (event.vault, &event.after),
            Event::ExitBucketClosed(event) => (event.vault, &event.after),
            Event::VaultRewardPaid(event) => (event.vault, &event.after),
            Event::FeesSet(event) => (event.vault, &event.books_after),
            Event::VaultLimitsSet(event) => (event.vault, &event.books_after),
            Event::BreakerSet(event) => (event.vault, &event.books_after),
            Event::ExposureSet(event) => (event.vault, &event.books_after),
            Event::DelegationChanged(event) => (event.vault, &event.books_after),
            Event::MoveCompleted(event) => (event.vault, &event.books_after),
            Event::MoveCanceled(event) => (event.vault, &event.books_after),
            Event::AllocationChanged(event) => (event.vault, &event.books_after),
            Event::SlashProposed(event) => (event.vault, &event.books_after),
            Event::SlashVetoed(event) => (event.vault, &event.books_after),
            Event::SlashExecuted(event) => (event.vault, &event.books_after),
            _ => return,
        };
        let Some(vault) = self.vaults.get_mut(&vault) else { return };
        vault.books = Books::from(books);
        let starts = [1, 2].map(|ahead| vault.start_of(vault.books.epoch.saturating_add(ahead)));
        self.changes.extend(starts);
    }
}

impl Vault {
    fn start_of(&self, epoch: u64) -> i64 {
        self.genesis.saturating_add_unsigned(epoch.saturating_mul(self.epoch_seconds))
    }

    /// The stake at `now`, without what left the books' buckets by the passing of epochs.
    fn stake_at(&self, now: i64) -> u64 {
        let [this, next] = self.books.exiting;
        let epochs = now.saturating_sub(self.start_of(self.books.epoch)).max(0).unsigned_abs() / self.epoch_seconds;
        let exiting = match epochs {
            0 => this.saturating_add(next),
            1 => next,
            _ => 0,
        };
        self.books.active.saturating_add(exiting)
    }
}

fn flat<A, B, C>(((a, b), c): ((A, B), C)) -> (A, B, C) {
    (a, b, c)
}
