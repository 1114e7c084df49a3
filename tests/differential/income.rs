//! Rewards in a vault's own asset, and fees.

use harness::{entity, fee, token};
use restaking_client::ledger::state::delayed::{Delayed, Notice};
use restaking_client::ledger::state::fee::{MAX_COMMISSION_BPS, MAX_PROTOCOL_FEE_BPS};
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::transition::fee::FeeTerms;
use restaking_client::ledger::transition::flow::Flow;
use restaking_client::ledger::transition::reward::RewardTerms;
use restaking_client::{Config, Operator, OperatorDelegation, RestakingError, pda};

use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use spl_token_2022_interface::instruction::transfer_checked;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Refused, State, to_client, to_ledger};

/// One of the things that are done with them.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(12) {
        0..=5 => pay(cast, state, numbers),
        6..=8 => collect(cast, numbers),
        9 if numbers.once_in(2) => set_fees(cast, numbers),
        10 if numbers.once_in(3) => set_protocol_fee(cast, numbers),
        11 if numbers.once_in(2) => update_operator(cast, numbers),
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
        if vault.asset_program != token::PROGRAM {
            draft.saw("a reward in a Token-2022 asset");
        }
        draft.write(&at, &account);
        Ok(())
    })
}

fn collect(cast: &Cast, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let vault = split.vault;
    // An operator's wallet is its creator's, until it names another.
    let party = numbers.below(3);
    let wallet = if party == 2 { cast.admin } else { id("treasurer") };
    let to = if numbers.once_in(12) { id("alice") } else { wallet };
    let home = move |flow: Flow| match to == wallet {
        true => Ok((vault.assets_of(&to), flow.assets_out)),
        false => Err(Refused::from(RestakingError::WrongRecipient)),
    };
    match party {
        0 => step("collect_fees", fee::collect_vault_fees(&vault, &to), move |draft| {
            let (to, amount) = home(draft.vault(&vault.address, |ledger, _| ledger.collect_vault_fees())?)?;
            draft.transfer(&vault.asset_account, &to, amount)
        }),
        1 => step("collect_fees", fee::collect_protocol_fees(&vault, &to), move |draft| {
            let (to, amount) = home(draft.vault(&vault.address, |ledger, _| ledger.collect_protocol_fees())?)?;
            draft.transfer(&vault.asset_account, &to, amount)
        }),
        _ => {
            let at = split.delegation();
            step("collect_fees", fee::collect_commission(&split, &to), move |draft| {
                let mut account: OperatorDelegation = draft.read(&at)?;
                let owed = &mut account.commission;
                let (to, amount) = home(draft.vault(&vault.address, |ledger, _| ledger.collect_commission(owed))?)?;
                draft.transfer(&vault.asset_account, &to, amount)?;
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

fn set_protocol_fee(cast: &Cast, numbers: &mut Numbers) -> Step {
    let bps = if numbers.once_in(4) { MAX_PROTOCOL_FEE_BPS + 1 } else { numbers.amount(MAX_PROTOCOL_FEE_BPS) };
    step("set_protocol_fee", fee::set_protocol_fee(&cast.deployer, bps), move |draft| {
        let mut config: Config = draft.read(&pda::config())?;
        if bps > MAX_PROTOCOL_FEE_BPS {
            return Err(Refused::Program(RestakingError::FeeOverCap, Some([bps, MAX_PROTOCOL_FEE_BPS])));
        }
        let (mut fee, now): (Delayed, _) = (to_ledger(&config.protocol_fee_bps), draft.now());
        fee.set_burden(bps, now, Notice::of_any_vault(now, config.max_epoch_seconds).rise);
        (config.protocol_fee_bps, config.events) = (to_client(&fee), config.events + 1);
        draft.write(&pda::config(), &config);
        Ok(())
    })
}

/// Sets an operator's commission.
fn update_operator(cast: &Cast, numbers: &mut Numbers) -> Step {
    let (at, admin) = (cast.split(numbers).operator, cast.admin);
    let bps = if numbers.once_in(4) { MAX_COMMISSION_BPS + 1 } else { numbers.amount(MAX_COMMISSION_BPS) };
    step("update_operator", entity::update_operator(&admin, &at, &admin, bps), move |draft| {
        let (operator, config): (Operator, Config) = (draft.read(&at)?, draft.read(&pda::config())?);
        if bps > MAX_COMMISSION_BPS {
            return Err(Refused::Program(RestakingError::CommissionTooHigh, Some([bps, MAX_COMMISSION_BPS])));
        }
        let (mut commission, now): (Delayed, _) = (to_ledger(&operator.commission_bps), draft.now());
        commission.set_burden(bps, now, Notice::of_any_vault(now, config.max_epoch_seconds).rise);
        let (commission_bps, events) = (to_client(&commission), operator.events + 1);
        let uri = entity::uri("https://operator.example/2");
        draft.write(&at, &Operator { commission_bps, uri, events, ..operator });
        Ok(())
    })
}

/// Gives a vault tokens by SPL Token alone: no books say so.
fn give(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.assets_of(&who), vault.asset_account);
    let has = state.balance(&from);
    let amount = if numbers.once_in(8) { has.saturating_add(1) } else { numbers.amount(has >> 20) };
    let transfer = transfer(&vault.asset_program, &vault.asset_mint, [&from, &to], &who, amount);
    step("a gift", transfer, move |draft| draft.transfer(&from, &to, amount))
}

/// A transfer by a token program alone. Token-2022 wants the mint for an asset of its own.
pub fn transfer(program: &Pubkey, mint: &Pubkey, [from, to]: [&Pubkey; 2], owner: &Pubkey, amount: u64) -> Instruction {
    if *program == token::PROGRAM {
        return token::transfer(from, to, owner, amount);
    }
    transfer_checked(program, from, mint, to, owner, &[], amount, 9).expect("Token-2022's id")
}
