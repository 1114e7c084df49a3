//! What stakers do at once: deposits and instant exits.

use harness::{Vault, token};
use restaking_client::ledger::state::books::Rate;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::{
    DepositorApproval, RateReport, RestakingError, ShareRate, Vault as VaultAccount, deposits, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{State, to_ledger};

/// One of the two, or a look at the rates before.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(10) {
        0 => read_rates(cast, state, numbers),
        1..=7 => deposit(cast, state, numbers),
        _ => exit_instantly(cast, state, numbers),
    })
}

/// Reads a vault's rates at any time, or of where there is none.
fn read_rates(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let vault = cast.vault(numbers);
    let at = match numbers.below(8) {
        0 => numbers.any().cast_signed(),
        1..=4 => state.now + numbers.below(4_000).cast_signed(),
        _ => 0,
    };
    let vault = if numbers.once_in(8) { Vault { address: id("no vault"), ..vault } } else { vault };
    step("vault_rates", vault.rates(at), move |draft| {
        let account: VaultAccount = draft.read(&vault.address)?;
        let rates = to_ledger::<VaultLedger>(&account.ledger).rates_at(at, draft.now())?;
        let of = |rate: Rate| ShareRate { assets: rate.assets, shares: rate.shares };
        let told = RateReport {
            time: rates.time,
            entering: rates.entering.map_or(ShareRate { assets: 0, shares: 0 }, of),
            leaving: of(rates.leaving),
            deposit_bps: rates.deposit_bps,
            exit_bps: rates.exit_bps,
            contested: rates.contested,
            loss_bps: rates.loss_bps,
        };
        draft.returned = Some(borsh::to_vec(&told).expect("memory"));
        Ok(())
    })
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
        if draft.read::<VaultAccount>(&vault.address)?.restricted {
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
        if vault.asset_program != token::PROGRAM {
            draft.saw("a deposit of a Token-2022 asset");
        }
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
