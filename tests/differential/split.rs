//! What curators, operators, NCNs and vaults' admins do with stake.

use harness::{Split, pause, slash, split as build};
use restaking_client::exact::ledger::{self, Agreement, LossLimits, Pause, Side};
use restaking_client::{
    Config, LimitsArgs, NCN_ALLOCATION_DISCRIMINATOR, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR,
    OperatorDelegation, OptIn, RestakingError, Vault, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of them, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(16) {
        0..=2 => Some(delegate(cast, state, numbers)),
        3..=5 => Some(allocate(cast, state, numbers)),
        6 | 7 => Some(settle(cast, state, numbers)),
        8 | 9 => Some(close(cast, state, numbers)),
        10 => Some(set_vault(cast, numbers)),
        11 => Some(set_loss_limits(cast, numbers)),
        12 => Some(agree(cast, state, numbers)),
        13 if numbers.once_in(4) => Some(raise_or_lift(cast, state, numbers)),
        _ => Some(delegate(cast, state, numbers)),
    }
}

/// Opens the delegation instead where there is none.
fn delegate(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (at, vault, payer) = (split.delegation(), split.vault.address, cast.creator);
    if !state.accounts.contains_key(&at) {
        return step("open_delegation", split.open_delegation(&payer), move |draft| {
            let blank = blank::<OperatorDelegation>(OperatorDelegation::LEN, OPERATOR_DELEGATION_DISCRIMINATOR);
            let delegation = to_client(&ledger::Delegation::new());
            let opened = OperatorDelegation { vault, operator: split.operator, rent_payer: payer, delegation, ..blank };
            draft.saw("a delegation opened");
            draft.open(&at, &opened)
        });
    }
    let as_bps = numbers.once_in(2);
    let amount = numbers.part(if as_bps { 6_000 } else { state.ledger(&vault).books.units / 2 });
    step("delegate", split.delegate(&cast.creator, amount, as_bps), move |draft| {
        let account: OperatorDelegation = draft.read(&at)?;
        let before: ledger::Delegation = to_ledger(&account.delegation);
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

/// Opens the allocation instead where there is none, or the delegation.
fn allocate(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (delegation_at, at, vault, payer) = (split.delegation(), split.allocation(), split.vault.address, cast.admin);
    if !state.accounts.contains_key(&delegation_at) {
        return delegate(cast, state, numbers);
    }
    if !state.accounts.contains_key(&at) {
        return step("open_allocation", split.open_allocation(&payer), move |draft| {
            draft.read::<OperatorDelegation>(&delegation_at)?;
            let blank = blank::<NcnAllocation>(NcnAllocation::LEN, NCN_ALLOCATION_DISCRIMINATOR);
            let allocation = to_client(&ledger::Allocation::new());
            let (delegation, ncn) = (delegation_at, split.ncn);
            draft.open(&at, &NcnAllocation { delegation, ncn, rent_payer: payer, allocation, ..blank })
        });
    }
    let magnitude = numbers.part(ledger::UNITS);
    step("allocate", split.allocate(&cast.admin, magnitude), move |draft| {
        let before: ledger::Allocation = to_ledger(&draft.read::<NcnAllocation>(&at)?.allocation);
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
        &mut ledger::VaultLedger,
        &mut ledger::Delegation,
        &mut ledger::Allocation,
        i64,
    ) -> ledger::Result<R>,
) -> Result<R, Refused> {
    let delegation: OperatorDelegation = draft.read(delegation_at)?;
    let allocation: NcnAllocation = draft.read(allocation_at)?;
    let (mut of_operator, mut of_ncn) = (to_ledger(&delegation.delegation), to_ledger(&allocation.allocation));
    let done = draft.vault(vault, |ledger, now| transition(ledger, &mut of_operator, &mut of_ncn, now))?;
    draft.write(delegation_at, &OperatorDelegation { delegation: to_client(&of_operator), ..delegation });
    draft.write(allocation_at, &NcnAllocation { allocation: to_client(&of_ncn), ..allocation });
    Ok(done)
}

fn settle(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (delegation_at, at, vault) = (split.delegation(), split.allocation(), split.vault.address);
    if state.accounts.contains_key(&at) && numbers.once_in(2) {
        return step("settle_allocation", split.settle_allocation(), move |draft| {
            with_parts(draft, &vault, &delegation_at, &at, |ledger, delegation, allocation, now| {
                ledger.settle_allocation(delegation, allocation, now)
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
    let mut split = cast.split(numbers);
    let holds = |split: &Split| {
        let delegation: Option<OperatorDelegation> = state.find(&split.delegation());
        let delegation = delegation.map(|found| to_ledger::<ledger::Delegation>(&found.delegation));
        delegation.is_none_or(|delegation| delegation.reserved() > 0 || delegation.allocated > 0)
    };
    for _ in 0..8 {
        if holds(&split) {
            split = cast.split(numbers);
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
            let allocation: ledger::Allocation = to_ledger(&draft.read::<NcnAllocation>(&at)?.allocation);
            empty(allocation.magnitude.reserved())?;
            open(allocation.open_slashes)?;
            draft.close(&at);
            Ok(())
        });
    }
    step("close_delegation", split.close_delegation(&cast.creator), move |draft| {
        let account: OperatorDelegation = draft.read(&delegation_at)?;
        let delegation: ledger::Delegation = to_ledger(&account.delegation);
        empty(delegation.reserved().max(delegation.allocated))?;
        open(delegation.open_slashes)?;
        if account.commission > 0 {
            return Err(Refused::Program(RestakingError::CommissionOwed, Some([account.commission, 0])));
        }
        draft.close(&delegation_at);
        Ok(())
    })
}

/// A bound that lets most things pass.
fn loose(numbers: &mut Numbers, most: u64) -> u64 {
    match numbers.below(6) {
        0 => numbers.amount(most),
        1 => most / 2 + numbers.below(most / 2),
        _ => most,
    }
}

/// Sets a vault's bounds, its breaker or its limits.
fn set_vault(cast: &Cast, numbers: &mut Numbers) -> Step {
    let vault = cast.vault(numbers);
    let at = vault.address;
    match numbers.below(3) {
        0 => {
            let [delegated, operator] = [(); 2].map(|()| loose(numbers, 10_000));
            let leverage = numbers.below(6);
            step("set_exposure", build::set_exposure(&vault, delegated, operator, leverage), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_exposure(delegated, operator, leverage, now))
            })
        }
        1 => {
            let (incident, epoch) = (loose(numbers, 10_000), loose(numbers, 10_000));
            step("set_breaker", slash::set_breaker(&vault, incident, epoch), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_loss_limits(incident, epoch, now))
            })
        }
        _ => {
            let limits = LimitsArgs {
                deposit_cap: loose(numbers, u64::MAX),
                instant_fee_bps: numbers.amount(1_000),
                instant_capacity: loose(numbers, 1 << 40),
                instant_refill_seconds: numbers.below(2_000),
                restricted: false,
            };
            let own = ledger::Limits {
                deposit_cap: limits.deposit_cap,
                instant_fee_bps: limits.instant_fee_bps,
                instant_capacity: limits.instant_capacity,
                instant_refill_seconds: limits.instant_refill_seconds,
            };
            step("set_vault_limits", vault.set_limits(limits), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_limits(own, now))
            })
        }
    }
}

/// From when on a word of the agreement's counts that is said now, and the time by which that is told.
fn times(draft: &Draft<'_>, left: &Pubkey) -> Result<(i64, i64), Refused> {
    let clock = draft.now();
    if let Some(vault) = draft.find_vault(left) {
        let ledger: ledger::VaultLedger = to_ledger(&vault.ledger);
        return Ok((ledger.time_at(clock), ledger.counts_from(clock)?));
    }
    let config: Config = draft.read(&pda::config())?;
    Ok((clock, clock.saturating_add_unsigned(config.max_epoch_seconds.saturating_mul(2))))
}

fn set_loss_limits(cast: &Cast, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (left, right) = (split.vault.address, split.ncn);
    let at = pda::opt_in(&left, &right);
    let (incident, epoch) = (loose(numbers, 10_000), loose(numbers, 10_000));
    let instruction = build::set_loss_limits(&cast.creator, &left, &right, incident, epoch);
    step("set_loss_limits", instruction, move |draft| {
        let (now, from) = times(draft, &left)?;
        let opt_in: OptIn = draft.read(&at)?;
        let mut limits: LossLimits = to_ledger(&opt_in.limits);
        limits.set(incident, epoch, now, from)?;
        draft.write(&at, &OptIn { limits: to_client(&limits), events: opt_in.events + 1, ..opt_in });
        Ok(())
    })
}

/// Joins an agreement, or leaves it.
fn agree(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (left, right) = numbers.one_of(&split.agreements()).expect("three");
    let at = pda::opt_in(&left, &right);
    let stands = to_ledger::<Agreement>(&state.read::<OptIn>(&at).agreement).counts(state.now);
    // Most of what was left is joined again: little happens where nobody agrees.
    let (is_left, joins) = (numbers.once_in(2), !numbers.once_in(if stands { 16 } else { 8 }));
    let speaker = if is_left && left == split.vault.address { cast.creator } else { cast.admin };
    let build = if joins { build::join_opt_in } else { build::leave_opt_in };
    step(if joins { "join_opt_in" } else { "leave_opt_in" }, build(&speaker, &left, &right, is_left), move |draft| {
        let (now, from) = times(draft, &left)?;
        let opt_in: OptIn = draft.read(&at)?;
        let (mut agreement, side): (Agreement, _) =
            (to_ledger(&opt_in.agreement), if is_left { Side::Left } else { Side::Right });
        if joins {
            match draft.find_vault(&left) {
                Some(_) => draft.check_pause(&left, Pause::EXPOSURE)?,
                None => to_ledger::<Pause>(&draft.read::<Config>(&pda::config())?.pause)
                    .check(Pause::EXPOSURE, draft.now())?,
            }
            agreement.join(side, now, from)?;
        } else {
            agreement.leave(side, now, from)?;
        }
        draft.write(&at, &OptIn { agreement: to_client(&agreement), events: opt_in.events + 1, ..opt_in });
        Ok(())
    })
}

/// Pauses a vault, or ends its pause.
fn raise_or_lift(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let is_on = |at: &Pubkey| to_ledger::<Pause>(&state.read::<Vault>(at).pause).is_on(state.now);
    let paused = cast.vaults.iter().map(|vault| vault.address).find(|at| is_on(at));
    let at = paused.unwrap_or_else(|| cast.vault(numbers).address);
    let (flags, seconds) =
        (if numbers.once_in(4) { numbers.below(33) } else { 1 << numbers.below(5) }, numbers.below(10_000));
    let is_on = is_on(&at);
    let raises = is_on == numbers.once_in(8);
    let instruction =
        if raises { pause::raise(&cast.admin, &at, flags, seconds) } else { pause::lift(&cast.admin, &at) };
    step(if raises { "raise_pause" } else { "lift_pause" }, instruction, move |draft| {
        let vault: Vault = draft.read(&at)?;
        let mut pause: Pause = to_ledger(&vault.pause);
        if raises {
            pause.raise(flags, seconds, draft.now())?
        } else {
            pause.lift(draft.now())?
        }
        draft.write(&at, &Vault { pause: to_client(&pause), events: vault.events + 1, ..vault });
        Ok(())
    })
}
