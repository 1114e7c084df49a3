//! Rewards in a vault's own asset, and fees.

use harness::{fee, token};
use restaking_client::exact::ledger::{Delayed, FeeTerms, Pause, RewardTerms};
use restaking_client::{Config, Operator, OperatorDelegation, pda};

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{State, to_ledger};

/// One of the things that are done with them.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(4) {
        0 | 1 => pay(cast, state, numbers),
        2 => collect(cast, numbers),
        _ if numbers.once_in(4) => set_fees(cast, numbers),
        _ => give(cast, state, numbers),
    })
}

fn pay(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (split, who) = (cast.split(numbers), cast.holder(numbers));
    let (vault, at, operator) = (split.vault, split.delegation(), split.operator);
    let from = vault.assets_of(&who);
    let amount = numbers.amount(state.balance(&from) >> 6);
    step("pay_reward", fee::pay_reward(&split, &who, amount), move |draft| {
        let mut account: OperatorDelegation = draft.read(&at)?;
        draft.check_pause(&vault.address, Pause::REWARDS)?;
        let commission: Delayed = to_ledger(&draft.read::<Operator>(&operator)?.commission_bps);
        let protocol: Delayed = to_ledger(&draft.read::<Config>(&pda::config())?.protocol_fee_bps);
        let now = draft.now();
        let terms = RewardTerms { commission_bps: commission.at(now), protocol_fee_bps: protocol.at(now) };
        let owed = &mut account.commission;
        let paid = draft.vault(&vault.address, |ledger, now| ledger.pay_reward(owed, amount, terms, now))?;
        draft.transfer(&from, &vault.asset_account, paid.flow.assets_in)?;
        draft.write(&at, &account);
        Ok(())
    })
}

fn collect(cast: &Cast, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let vault = split.vault;
    let treasurer = vault.assets_of(&id("treasurer"));
    match numbers.below(3) {
        0 => step("collect_fees", fee::collect_vault_fees(&vault, &id("treasurer")), move |draft| {
            let flow = draft.vault(&vault.address, |ledger, _| ledger.collect_vault_fees())?;
            draft.transfer(&vault.asset_account, &treasurer, flow.assets_out)
        }),
        1 => step("collect_fees", fee::collect_protocol_fees(&vault, &id("treasurer")), move |draft| {
            let flow = draft.vault(&vault.address, |ledger, _| ledger.collect_protocol_fees())?;
            draft.transfer(&vault.asset_account, &treasurer, flow.assets_out)
        }),
        _ => {
            // An operator's wallet is who registered it, until it names another.
            let (at, to) = (split.delegation(), vault.assets_of(&cast.admin));
            step("collect_fees", fee::collect_commission(&split, &cast.admin), move |draft| {
                let mut account: OperatorDelegation = draft.read(&at)?;
                let owed = &mut account.commission;
                let flow = draft.vault(&vault.address, |ledger, _| ledger.collect_commission(owed))?;
                draft.transfer(&vault.asset_account, &to, flow.assets_out)?;
                draft.write(&at, &account);
                Ok(())
            })
        }
    }
}

fn set_fees(cast: &Cast, numbers: &mut Numbers) -> Step {
    let vault = cast.vault(numbers);
    let [deposit_bps, exit_bps, reward_bps] = [500, 500, 3_000].map(|most| numbers.amount(most));
    let stream_seconds = if numbers.once_in(4) { numbers.amount(4_000) } else { 2_000 + numbers.below(4_000) };
    let terms = FeeTerms { deposit_bps, exit_bps, reward_bps, stream_seconds };
    let args = fee::args(deposit_bps, exit_bps, reward_bps, stream_seconds);
    step("set_fees", fee::set_fees(&vault, &cast.creator, args), move |draft| {
        draft.vault(&vault.address, |ledger, now| ledger.set_fees(terms, now))
    })
}

/// Gives a vault tokens by SPL Token alone: no books say so.
fn give(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.assets_of(&who), vault.asset_account);
    let amount = numbers.amount(state.balance(&from) >> 20);
    step("a gift", token::transfer(&from, &to, &who, amount), move |draft| draft.transfer(&from, &to, amount))
}
