//! Pledges for open slashes, and their ends.

use harness::Split;
use restaking_client::ledger;
use restaking_client::{RestakingError, SLASH_PLEDGE_DISCRIMINATOR, SlashPledge, SlashProposal, pda};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, id, step};
use crate::numbers::Numbers;
use crate::state::{Refused, State, blank, to_ledger};
use crate::verdicts::{EXECUTED, OPEN, VETOED, is_final, proposal};

/// Pledges for a slash that is open, as a rule: a part of what it took, or more than is left to pledge for.
pub fn pledge(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let likely = |proposal: &SlashProposal| proposal.status == OPEN && !is_final(proposal, state.now, state.slot);
    let (at, found, split) = proposal(cast, state, numbers, likely)?;
    let who = cast.holder(numbers);
    let (stake, from) = (found.slash.stake, split.vault.assets_of(&who));
    let amount = if numbers.once_in(3) { stake } else { numbers.part(stake) }.min(state.balance(&from) >> 2);
    let record = pda::pledge(&at, &who);
    Some(step("pledge", split.pledge(&at, &who, amount), move |draft| {
        let mut proposal: SlashProposal = draft.read(&at)?;
        if proposal.status != OPEN {
            return Err(RestakingError::SlashClosed.into());
        }
        if is_final(&proposal, draft.now(), draft.slot()) {
            let times = [draft.now(), proposal.final_from].map(i64::unsigned_abs);
            return Err(Refused::Program(RestakingError::Final, Some(times)));
        }
        let slash: ledger::state::slash::Slash = to_ledger(&proposal.slash);
        let found: Option<SlashPledge> = draft.find(&record);
        let (mut pledged, mut own) = (proposal.pledged, found.as_ref().map_or(0, |found| found.amount));
        let flow =
            draft.vault(&split.vault.address, |ledger, _| ledger.pledge(&slash, &mut pledged, &mut own, amount))?;
        if flow.assets_in < amount {
            draft.saw("a pledge of what was left to pledge for");
        }
        proposal.pledged = pledged;
        draft.write(&at, &proposal);
        let blank = blank::<SlashPledge>(SlashPledge::LEN, SLASH_PLEDGE_DISCRIMINATOR);
        match found {
            Some(found) => draft.write(&record, &SlashPledge { amount: own, ..found }),
            None => draft
                .open(&record, &SlashPledge { proposal: at, pledger: who, rent_payer: who, amount: own, ..blank })?,
        }
        draft.transfer(&from, &split.vault.asset_account, flow.assets_in)
    }))
}

/// Ends a pledge: of a slash that is over, as a rule.
pub fn withdraw(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let mut all = state.all::<SlashPledge>(SLASH_PLEDGE_DISCRIMINATOR);
    let is_over = |pledge: &SlashPledge| state.read::<SlashProposal>(&pledge.proposal).status != OPEN;
    all.retain(|(_, pledge)| is_over(pledge) || numbers.once_in(8));
    let (record, pledge) = numbers.one_of(&all)?;
    let (at, who) = (pledge.proposal, pledge.pledger);
    let proposal: SlashProposal = state.read(&at);
    let vault = *cast.vaults.iter().find(|vault| vault.address == proposal.vault)?;
    let split = Split { vault, operator: proposal.operator, ncn: proposal.ncn };
    let to = if numbers.once_in(6) { id("creator") } else { who };
    let mut instruction = split.withdraw_pledge(&at, &who);
    instruction.accounts[5].pubkey = vault.assets_of(&to);
    Some(step("withdraw_pledge", instruction, move |draft| {
        let (proposal, mut pledge): (SlashProposal, SlashPledge) = (draft.read(&at)?, draft.read(&record)?);
        match proposal.status {
            VETOED if to != who => return Err(RestakingError::WrongRecipient.into()),
            VETOED => {
                let own = &mut pledge.amount;
                let flow = draft.vault(&vault.address, |ledger, _| ledger.withdraw_pledge(own))?;
                draft.transfer(&vault.asset_account, &vault.assets_of(&who), flow.assets_out)?;
                draft.saw("a pledge that was paid back");
            }
            EXECUTED => {
                draft.vault_event(&vault.address, |_| ())?;
                draft.saw("a pledge that was used up");
            }
            _ => return Err(RestakingError::SlashOpen.into()),
        }
        draft.close(&record);
        Ok(())
    }))
}

/// The slashes that a pledge is still of.
pub fn pledged(state: &State) -> Vec<Pubkey> {
    state.all::<SlashPledge>(SLASH_PLEDGE_DISCRIMINATOR).into_iter().map(|(_, pledge)| pledge.proposal).collect()
}
