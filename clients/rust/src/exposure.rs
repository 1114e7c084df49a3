//! What stakers could lose: to which NCN, through which operator, and by when.

use ledger::refusal::Refusal;
use solana_program::pubkey::Pubkey;

use crate::{NcnAllocation, OperatorDelegation, OptIn, Vault, exits};

/// The accounts that tie a vault's stake to an operator in an NCN: all that a slash reads.
#[derive(Clone, Copy, Debug)]
pub struct StakePath<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// What it delegates to the operator.
    pub delegation: &'a OperatorDelegation,
    /// What the operator allocates of that to the NCN.
    pub allocation: &'a NcnAllocation,
    /// The opt-ins of vault and operator, operator and NCN, vault and NCN, or its parent where it is an operator set; one that was
    /// never made is none.
    pub opt_ins: [Option<&'a OptIn>; 3],
    /// The units that are moving to the operator from others, as [`moves_to`] finds them.
    pub coming: &'a [Coming],
}

/// Units of another operator that are to be this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The first second at which anyone can complete the move.
    pub from: i64,
    /// The units.
    pub units: u64,
}

/// The moves to the delegation at `target` that are announced and not completed, of all the vault's `delegations`.
pub fn moves_to<'a>(target: &Pubkey, delegations: impl IntoIterator<Item = &'a OperatorDelegation>) -> Vec<Coming> {
    let moves = delegations.into_iter().filter(|each| each.delegation.moving > 0 && each.move_to == *target);
    moves.map(|each| Coming { from: each.delegation.units.effective, units: each.delegation.moving }).collect()
}

/// What one NCN could take of a vault through one operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The assets that one slash could take now, within the loss limits.
    pub now: u64,
    /// The most that one slash could take from now until [`Exposure::until`], by what has been announced.
    pub most: u64,
    /// When an exit requested now is out of its reach.
    pub until: i64,
}

impl StakePath<'_> {
    /// The most that one slash could take, at `now` and until an exit requested now is out.
    ///
    /// # Errors
    /// For accounts that do not belong together.
    pub fn exposure(&self, now: i64) -> Result<Exposure, Refusal> {
        let until = exits::out_by(self.vault, now);
        let at_once = self.at_risk(now)?;
        let times = self.changes(now).into_iter().filter(|time| (now..until).contains(time));
        let most = times.map(|time| self.at_risk(time)).try_fold(at_once, |most, risk| Ok(risk?.max(most)))?;
        Ok(Exposure { now: at_once, most, until })
    }

    /// The assets that one slash could take at `now`, with the moves to the operator that are due by then: nothing where the three
    /// do not all agree.
    ///
    /// # Errors
    /// As [`StakePath::exposure`].
    pub fn at_risk(&self, now: i64) -> Result<u64, Refusal> {
        let ledger = ledger::state::vault::VaultLedger::from(&self.vault.ledger);
        let time = ledger.time_at(now);
        let [Some(with_operator), Some(in_ncn), Some(with_ncn)] = self.opt_ins else { return Ok(0) };
        let counts = |opt_in: &OptIn, time| ledger::state::opt_in::Sides::from(&opt_in.sides).counts(time);
        // As the program has it: the vault's clock for what the vault agreed to, the plain one for the other.
        if !(counts(in_ncn, now) && counts(with_operator, time) && counts(with_ncn, time) && self.covered(time, time)) {
            return Ok(0);
        }
        let mut delegation = ledger::state::delegation::Delegation::from(&self.delegation.delegation);
        let came = self.coming.iter().filter(|each| time >= each.from).map(|each| each.units).sum();
        for units in [&mut delegation.units.current, &mut delegation.units.next] {
            *units = units.saturating_add(came);
        }
        let allocation = (&self.allocation.allocation).into();
        let (limits, losses) = ((&with_ncn.limits).into(), (&with_ncn.losses).into());
        ledger.stake_at_risk(&delegation, &allocation, (&limits, &losses), now)
    }

    /// The assets that one slash can take at any time from `now` through `until`, regardless of other parties' actions: zero
    /// where the three do not all agree until then.
    ///
    /// # Errors
    /// As [`StakePath::exposure`].
    pub fn certain(&self, until: i64, now: i64) -> Result<u64, Refusal> {
        let ledger = ledger::state::vault::VaultLedger::from(&self.vault.ledger);
        let time = ledger.time_at(now);
        let [Some(with_operator), Some(in_ncn), Some(with_ncn)] = self.opt_ins else { return Ok(0) };
        let agree = |opt_in: &OptIn, now: i64| {
            ledger::state::opt_in::Sides::from(&opt_in.sides).counts_until(now, until.max(now))
        };
        let covered = self.covered(time, until.max(time));
        if !(covered && agree(in_ncn, now) && agree(with_operator, time) && agree(with_ncn, time)) {
            return Ok(0);
        }
        let (delegation, allocation) = ((&self.delegation.delegation).into(), (&self.allocation.allocation).into());
        let (limits, losses) = ((&with_ncn.limits).into(), (&with_ncn.losses).into());
        let (delegation, allocation, limits, losses) = (&delegation, &allocation, &limits, &losses);
        ledger.certain_stake(
            &ledger::transition::certain_stake::Stake { delegation, allocation, limits, losses },
            until,
            now,
        )
    }

    /// Whether the vault agreed to the NCN itself, or covers the sets of its parent from `now` through `until`.
    fn covered(&self, now: i64, until: i64) -> bool {
        self.opt_ins[2].is_some_and(|with_ncn| {
            with_ncn.right == self.allocation.ncn
                || ledger::state::delayed::Delayed::from(&with_ncn.sets).lowest(now, until) == 1
        })
    }

    /// The times at which announced changes take effect, and the start of the next epoch, which has a new room.
    fn changes(&self, now: i64) -> Vec<i64> {
        let ledger = &self.vault.ledger;
        let mut delayed = vec![
            &self.delegation.delegation.units,
            &self.allocation.allocation.magnitude,
            &ledger.loss_limits.incident_bps,
            &ledger.loss_limits.epoch_bps,
        ];
        for opt_in in self.opt_ins.into_iter().flatten() {
            delayed.extend([
                &opt_in.sides.left,
                &opt_in.sides.right,
                &opt_in.limits.incident_bps,
                &opt_in.limits.epoch_bps,
                &opt_in.sets,
            ]);
        }
        let books = ledger::state::vault::VaultLedger::from(ledger);
        let next = books.start_of(books.epoch_at(now) + 1);
        let moves = self.coming.iter().map(|each| each.from);
        delayed.into_iter().map(|value| value.effective).chain(moves).chain([next]).collect()
    }
}
