//! What curators and operators do with stake.

use harness::Split;
use restaking_client::ledger;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::{
    DelegationAmount, NCN_ALLOCATION_DISCRIMINATOR, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR,
    OperatorDelegation, RestakingError,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::moves;
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of them, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let choice = numbers.below(12);
    if choice >= 10 {
        return moves::act(cast, state, numbers);
    }
    Some(match choice {
        0..=2 => delegate(cast, state, numbers),
        3..=5 => allocate(cast, state, numbers),
        6 | 7 => settle(cast, state, numbers),
        _ => close(cast, state, numbers),
    })
}

/// Opens the delegation instead where there is none, and settles one instead where a change is pending: what is announced anew
/// all the time never takes effect.
fn delegate(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (at, vault, payer) = (split.delegation(), split.vault.address, cast.creator);
    if !state.accounts.contains_key(&at) || numbers.once_in(32) {
        return step("open_delegation", split.open_delegation(&payer), move |draft| {
            let blank = blank::<OperatorDelegation>(OperatorDelegation::LEN, OPERATOR_DELEGATION_DISCRIMINATOR);
            let delegation = to_client(&ledger::state::delegation::Delegation::new());
            let opened = OperatorDelegation { vault, operator: split.operator, rent_payer: payer, delegation, ..blank };
            draft.saw("a delegation opened");
            draft.open(&at, &opened)
        });
    }
    let pending = state.read::<OperatorDelegation>(&at).delegation.units.effective > state.now;
    if pending && !numbers.once_in(6) {
        return settle(cast, state, numbers);
    }
    let as_bps = numbers.once_in(2);
    let amount = numbers.part(if as_bps { 6_000 } else { state.ledger(&vault).books.units / 2 });
    let told = if as_bps { DelegationAmount::Bps(amount) } else { DelegationAmount::Units(amount) };
    step("delegate", split.delegate_amount(&cast.creator, told), move |draft| {
        let account: OperatorDelegation = draft.read(&at)?;
        let before: ledger::state::delegation::Delegation = to_ledger(&account.delegation);
        let mut after = before;
        draft.vault(&vault, |ledger, now| {
            let units = if as_bps { ledger.units_of_bps(amount)? } else { amount };
            ledger.delegate(&mut after, units, now)
        })?;
        if after.units.next > before.units.next {
            draft.check_pause(&vault, Pause::EXPOSURE)?;
        }
        draft.write(&at, &OperatorDelegation { delegation: to_client(&after), ..account });
        Ok(())
    })
}

/// The same of an allocation; opens the delegation where there is none.
fn allocate(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split_or_set(numbers);
    let (delegation_at, at, vault, payer) = (split.delegation(), split.allocation(), split.vault.address, cast.admin);
    if !state.accounts.contains_key(&delegation_at) {
        return delegate(cast, state, numbers);
    }
    if !state.accounts.contains_key(&at) || numbers.once_in(32) {
        return step("open_allocation", split.open_allocation(&payer), move |draft| {
            draft.read::<OperatorDelegation>(&delegation_at)?;
            let blank = blank::<NcnAllocation>(NcnAllocation::LEN, NCN_ALLOCATION_DISCRIMINATOR);
            let allocation = to_client(&ledger::state::allocation::Allocation::new());
            let (delegation, ncn) = (delegation_at, split.ncn);
            draft.open(&at, &NcnAllocation { delegation, ncn, rent_payer: payer, allocation, ..blank })
        });
    }
    let pending = state.read::<NcnAllocation>(&at).allocation.magnitude.effective > state.now;
    if pending && !numbers.once_in(6) {
        return settle(cast, state, numbers);
    }
    let magnitude = numbers.part(ledger::state::books::UNITS);
    step("allocate", split.allocate(&cast.admin, magnitude), move |draft| {
        let before: ledger::state::allocation::Allocation = to_ledger(&draft.read::<NcnAllocation>(&at)?.allocation);
        let after = with_parts(draft, &vault, &delegation_at, &at, |ledger, delegation, allocation, now| {
            ledger.allocate(delegation, allocation, magnitude, now)?;
            Ok(*allocation)
        })?;
        if after.magnitude.next > before.magnitude.next {
            draft.check_pause(&vault, Pause::EXPOSURE)?;
        }
        Ok(())
    })
}

/// Does `transition` with a delegation and an allocation of it.
fn with_parts<R>(
    draft: &mut Draft<'_>,
    vault: &Pubkey,
    delegation_at: &Pubkey,
    allocation_at: &Pubkey,
    transition: impl FnOnce(
        &mut ledger::state::vault::VaultLedger,
        &mut ledger::state::delegation::Delegation,
        &mut ledger::state::allocation::Allocation,
        i64,
    ) -> ledger::refusal::Result<R>,
) -> Result<R, Refused> {
    let delegation: OperatorDelegation = draft.read(delegation_at)?;
    let allocation: NcnAllocation = draft.read(allocation_at)?;
    let (mut of_operator, mut of_ncn) = (to_ledger(&delegation.delegation), to_ledger(&allocation.allocation));
    let done = draft.vault(vault, |ledger, now| transition(ledger, &mut of_operator, &mut of_ncn, now))?;
    draft.write(delegation_at, &OperatorDelegation { delegation: to_client(&of_operator), ..delegation });
    draft.write(allocation_at, &NcnAllocation { allocation: to_client(&of_ncn), ..allocation });
    Ok(done)
}

/// An allocation of which less is announced, if there is one without an open slash.
fn falling(cast: &Cast, state: &State) -> Option<Split> {
    let ncns = || cast.ncns.iter().copied().chain([cast.set]);
    let operators = cast.operators.iter().flat_map(|operator| ncns().map(move |ncn| (*operator, ncn)));
    let falls = |split: &Split| {
        let found: Option<NcnAllocation> = state.find(&split.allocation());
        found.is_some_and(|NcnAllocation { allocation, .. }| {
            let magnitude: ledger::state::delayed::Delayed = to_ledger(&allocation.magnitude);
            magnitude.next < magnitude.at(state.now) && allocation.open_slashes == 0
        })
    };
    let mut all = operators
        .flat_map(|(operator, ncn)| cast.vaults.iter().map(move |vault| Split { vault: *vault, operator, ncn }));
    all.find(falls)
}

fn settle(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split_or_set(numbers);
    let (delegation_at, at, vault) = (split.delegation(), split.allocation(), split.vault.address);
    if (state.accounts.contains_key(&at) || numbers.once_in(3)) && numbers.once_in(2) {
        return step("settle_allocation", split.settle_allocation(), move |draft| {
            with_parts(draft, &vault, &delegation_at, &at, |ledger, delegation, allocation, now| {
                ledger.settle_allocation(delegation, allocation, now)
            })
        });
    }
    if numbers.once_in(3) {
        let split = falling(cast, state).filter(|_| !numbers.once_in(4)).unwrap_or(split);
        let (delegation_at, at, vault) = (split.delegation(), split.allocation(), split.vault.address);
        return step("release_allocation", split.release_allocation(&cast.admin), move |draft| {
            with_parts(draft, &vault, &delegation_at, &at, |ledger, delegation, allocation, now| {
                ledger.release_allocation(delegation, allocation, now)
            })
        });
    }
    step("settle_delegation", split.settle_delegation(), move |draft| {
        let account: OperatorDelegation = draft.read(&delegation_at)?;
        let mut delegation = to_ledger(&account.delegation);
        draft.vault(&vault, |ledger, now| ledger.settle_delegation(&mut delegation, now))?;
        draft.write(&delegation_at, &OperatorDelegation { delegation: to_client(&delegation), ..account });
        Ok(())
    })
}

/// Closes an allocation, or a delegation: one that holds nothing, if it comes up soon.
fn close(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let mut split = cast.split_or_set(numbers);
    let holds = |split: &Split| {
        let delegation: Option<OperatorDelegation> = state.find(&split.delegation());
        let delegation = delegation.map(|found| to_ledger::<ledger::state::delegation::Delegation>(&found.delegation));
        delegation.is_none_or(|delegation| delegation.reserved() > 0 || delegation.allocated > 0)
    };
    for _ in 0..8 {
        if holds(&split) {
            split = cast.split_or_set(numbers);
        }
    }
    let (delegation_at, at) = (split.delegation(), split.allocation());
    let open = |count: u64| match count {
        0 => Ok(()),
        count => Err(Refused::Program(RestakingError::SlashesOpen, Some([count, 0]))),
    };
    let empty = |held: u64| match held {
        0 => Ok(()),
        held => Err(Refused::Program(RestakingError::NotEmpty, Some([held, 0]))),
    };
    if state.accounts.contains_key(&at) && numbers.once_in(2) {
        return step("close_allocation", split.close_allocation(&cast.admin), move |draft| {
            let allocation: ledger::state::allocation::Allocation =
                to_ledger(&draft.read::<NcnAllocation>(&at)?.allocation);
            empty(allocation.magnitude.reserved())?;
            open(allocation.open_slashes)?;
            draft.close(&at);
            Ok(())
        });
    }
    step("close_delegation", split.close_delegation(&cast.creator), move |draft| {
        let account: OperatorDelegation = draft.read(&delegation_at)?;
        let delegation: ledger::state::delegation::Delegation = to_ledger(&account.delegation);
        empty(delegation.reserved().max(delegation.allocated))?;
        open(delegation.open_slashes)?;
        if delegation.moving > 0 || delegation.arriving > 0 {
            let moves = delegation.moving.max(delegation.arriving);
            return Err(Refused::Program(RestakingError::MovePending, Some([moves, 0])));
        }
        if account.commission > 0 {
            return Err(Refused::Program(RestakingError::CommissionOwed, Some([account.commission, 0])));
        }
        draft.close(&delegation_at);
        Ok(())
    })
}
