//! What vaults' admins and guardians do.

use harness::{pause, role, slash, split as build};
use restaking_client::ledger;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::{
    Config, DEPOSITOR_APPROVAL_DISCRIMINATOR, DepositorApproval, LimitsArgs, RestakingError, Vault, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of the things that they do.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(16) {
        0..=7 => set_vault(cast, numbers),
        8..=10 => approve_or_revoke(cast, state, numbers),
        11 => set_gate(cast, numbers),
        _ => raise_or_lift(cast, state, numbers),
    })
}

/// Sets a vault's bounds, its breaker or its limits.
fn set_vault(cast: &Cast, numbers: &mut Numbers) -> Step {
    let vault = cast.vault(numbers);
    let at = vault.address;
    match numbers.below(3) {
        0 => {
            let [delegated, operator] = [(); 2].map(|()| numbers.bound(10_000));
            let leverage = numbers.below(6);
            step("set_exposure", build::set_exposure(&vault, delegated, operator, leverage), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_exposure(delegated, operator, leverage, now))
            })
        }
        1 => {
            let (incident, epoch) = (numbers.bound(10_000), numbers.bound(10_000));
            step("set_breaker", slash::set_breaker(&vault, incident, epoch), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_loss_limits(incident, epoch, now))
            })
        }
        _ => {
            let limits = LimitsArgs {
                deposit_cap: numbers.bound(u64::MAX),
                instant_fee_bps: numbers.part(1_100),
                instant_capacity: numbers.bound(cast.size.min(ledger::state::allowance::MAX_ALLOWANCE)),
                instant_refill_seconds: numbers.below(2_000),
                restricted: numbers.once_in(5),
            };
            let own = limits_of(&limits);
            let restricted = limits.restricted;
            step("set_vault_limits", vault.set_limits(limits), move |draft| {
                draft.vault(&at, |ledger, now| ledger.set_limits(own, now))?;
                let vault: Vault = draft.read(&at)?;
                draft.write(&at, &Vault { restricted, ..vault });
                Ok(())
            })
        }
    }
}

/// A vault's limits as its ledger has them.
pub const fn limits_of(limits: &LimitsArgs) -> ledger::transition::vault::Limits {
    ledger::transition::vault::Limits {
        deposit_cap: limits.deposit_cap,
        instant_fee_bps: limits.instant_fee_bps,
        instant_capacity: limits.instant_capacity,
        instant_refill_seconds: limits.instant_refill_seconds,
    }
}

fn approve_or_revoke(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, depositor) = (cast.vault(numbers), cast.holder(numbers));
    approval(state, numbers, vault, depositor, cast.creator)
}

/// Admits a depositor of a vault, or no longer; it may be so already. `payer` pays for an approval.
pub fn approval(state: &State, numbers: &mut Numbers, vault: harness::Vault, depositor: Pubkey, payer: Pubkey) -> Step {
    let at = pda::depositor_approval(&vault.address, &depositor);
    let found: Option<DepositorApproval> = state.find(&at);
    let (is_there, is_wrong) = (found.is_some(), numbers.once_in(4));
    if is_there == is_wrong {
        return step("approve_depositor", vault.approve(&depositor), move |draft| {
            let blank = blank::<DepositorApproval>(DepositorApproval::LEN, DEPOSITOR_APPROVAL_DISCRIMINATOR);
            let approval = DepositorApproval { vault: vault.address, depositor, rent_payer: payer, ..blank };
            draft.open(&at, &approval)?;
            draft.vault_event(&vault.address, |_| {})
        });
    }
    let mut instruction = vault.revoke(&depositor);
    let rent_payer = found.map_or(payer, |approval| approval.rent_payer);
    instruction.accounts[3].pubkey = rent_payer;
    step("revoke_depositor", instruction, move |draft| {
        if draft.read::<DepositorApproval>(&at)?.rent_payer != rent_payer {
            return Err(RestakingError::WrongRentPayer.into());
        }
        draft.close(&at);
        draft.vault_event(&vault.address, |_| {})
    })
}

/// Gives a vault's deposit gate to somebody, or to nobody.
fn set_gate(cast: &Cast, numbers: &mut Numbers) -> Step {
    let (vault, holder) = (cast.vault(numbers), cast.holder(numbers));
    let gate = if numbers.once_in(3) { holder } else { Pubkey::default() };
    let admin = if numbers.once_in(8) { holder } else { cast.creator };
    let set = role::set_role(&admin, &vault.address, role::DEPOSIT_GATE, &gate);
    step("set_role", set, move |draft| {
        if draft.read::<Vault>(&vault.address)?.admin != admin {
            return Err(RestakingError::NotAdmin.into());
        }
        draft.vault_event(&vault.address, |vault| vault.deposit_gate = gate)
    })
}

/// The latest pause of a vault, or of the config.
fn pause_of(draft: &Draft<'_>, at: &Pubkey) -> Result<Pause, Refused> {
    Ok(match draft.find_vault(at) {
        Some(vault) => to_ledger(&vault.pause),
        None => to_ledger(&draft.read::<Config>(at)?.pause),
    })
}

/// Pauses a vault or all of them, or ends the pause.
fn raise_or_lift(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let mut all: Vec<Pubkey> = cast.vaults.iter().map(|vault| vault.address).collect();
    all.push(pda::config());
    let draft = state.draft();
    let is_on = |at: &Pubkey| pause_of(&draft, at).is_ok_and(|pause| pause.is_on(state.now));
    let paused = all.iter().copied().find(is_on).filter(|_| !numbers.once_in(8));
    let at = paused.or_else(|| numbers.one_of(&all)).expect("vaults");
    let flags = if numbers.once_in(4) { numbers.below(33) } else { 1 << numbers.below(5) };
    let (seconds, raises) = (numbers.below(10_000), is_on(&at) == numbers.once_in(8));
    let instruction =
        if raises { pause::raise(&cast.admin, &at, flags, seconds) } else { pause::lift(&cast.admin, &at) };
    step(if raises { "raise_pause" } else { "lift_pause" }, instruction, move |draft| {
        let (mut pause, now) = (pause_of(draft, &at)?, draft.now());
        if raises { pause.raise(flags, seconds, now) } else { pause.lift(now) }?;
        match draft.find_vault(&at) {
            Some(_) => draft.vault_event(&at, |vault| vault.pause = to_client(&pause)),
            None => {
                let config: Config = draft.read(&at)?;
                draft.write(&at, &Config { pause: to_client(&pause), events: config.events + 1, ..config });
                Ok(())
            }
        }
    })
}
