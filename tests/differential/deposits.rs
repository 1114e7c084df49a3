//! What stakers do at once: deposits and instant exits.

use harness::Vault;
use restaking_client::exact::ledger::{Pause, WHOLE_BALANCE};
use restaking_client::{DepositorApproval, RestakingError, Vault as VaultAccount, deposits, pda};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::State;

/// One of the two.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(if numbers.below(5) < 4 { deposit(cast, state, numbers) } else { exit_instantly(cast, state, numbers) })
}

/// A version of a vault's risk that its depositor has seen: the latest, an earlier one, or any.
pub fn seen(state: &State, vault: &Vault, numbers: &mut Numbers) -> u64 {
    let latest = state.ledger(&vault.address).risk_version;
    match numbers.below(24) {
        0 => latest.saturating_sub(1),
        1..=4 => latest,
        _ => u64::MAX,
    }
}

fn deposit(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.assets_of(&who), vault.shares_of(&who));
    let most = state.balance(&from) / if numbers.once_in(4) { 1 } else { 8 };
    let whole = numbers.once_in(8);
    let amount = if whole { state.balance(&from) } else { numbers.amount(most) };
    let said = if whole { WHOLE_BALANCE } else { amount };
    let tried = state.ledger(&vault.address).deposit(amount, 0, state.now);
    let min = numbers.minimum(tried.ok().map(|deposit| deposit.flow.shares_minted));
    let approval_at = pda::depositor_approval(&vault.address, &who);
    let (seen, listed) =
        (seen(state, &vault, numbers), state.accounts.contains_key(&approval_at) != numbers.once_in(16));
    let gate = gate_of(state, &vault).filter(|_| !numbers.once_in(8));
    let mut deposit = vault.deposit_at(&who, said, min, listed, seen);
    if let Some(gate) = gate {
        deposit = deposits::through_gate(deposit, &gate);
    }
    step("deposit", deposit, move |draft| {
        if listed {
            draft.read::<DepositorApproval>(&approval_at)?;
        }
        // An instruction before it may have set another.
        let needed = draft.read::<VaultAccount>(&vault.address)?.deposit_gate;
        if needed != Pubkey::default() {
            if gate != Some(needed) {
                return Err(RestakingError::DepositGate.into());
            }
            draft.saw("a deposit through a gate");
        }
        if draft.read::<VaultAccount>(&vault.address)?.restricted != 0 {
            if !listed {
                return Err(RestakingError::DepositorNotApproved.into());
            }
            draft.saw("a deposit by an approved depositor");
        }
        draft.check_pause(&vault.address, Pause::DEPOSITS)?;
        draft.check_risk(&vault.address, seen)?;
        // As the account is when the transaction lands: an instruction before it may have paid into it.
        let amount = if whole { draft.balance(&from) } else { amount };
        let flow = draft.vault(&vault.address, |ledger, now| ledger.deposit(amount, min, now))?.flow;
        draft.transfer(&from, &vault.asset_account, flow.assets_in)?;
        draft.mint(&vault.vrt_mint, &to, flow.shares_minted);
        if whole {
            draft.saw("a deposit of a whole balance");
        }
        if flow.assets_in >= 1 << 60 {
            draft.saw("a deposit of 2^60 or more");
        }
        Ok(())
    })
}

/// The deposit gate of a vault that has one.
fn gate_of(state: &State, vault: &Vault) -> Option<Pubkey> {
    let gate = state.draft().read::<VaultAccount>(&vault.address).ok()?.deposit_gate;
    (gate != Pubkey::default()).then_some(gate)
}

fn exit_instantly(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.shares_of(&who), vault.assets_of(&who));
    let shares = numbers.amount(state.balance(&from));
    let tried = state.ledger(&vault.address).exit_instantly(shares, 0, state.now);
    let min = numbers.minimum(tried.ok().map(|exit| exit.flow.assets_out));
    step("exit_instantly", vault.exit_instantly(&who, shares, min), move |draft| {
        draft.check_pause(&vault.address, Pause::INSTANT_EXITS)?;
        let flow = draft.vault(&vault.address, |ledger, now| ledger.exit_instantly(shares, min, now))?.flow;
        draft.burn(&vault.vrt_mint, &from, flow.shares_burned)?;
        draft.transfer(&vault.asset_account, &to, flow.assets_out)
    })
}
