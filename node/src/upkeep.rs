//! What anyone may send for an NCN in the core, done by the command line's own commands.
//!
//! | chore | when | what it gains |
//! |---|---|---|
//! | `execute` | a slash was not vetoed in time | the reporter's share, if this node reported |
//! | `pay_share` | a part of a slash could not be paid | |
//! | `uncount` | a slash was vetoed | |
//! | `capture` | the NCN has an open stake table that lacks an operator | |
//! | `close_capture` | the window of a capture of this node is over | the capture's rent |
//! | `settle_allocation`, `settle_delegation` | a decrease has taken effect | |
//! | `complete_move` | units have left an operator for another one | |
//! | `close_allocation` | it is empty, and this node paid its rent | the rent |
//! | `evidence` | an aggregator of this process saw two votes | the reporter's share of the slash |
//! | `slash_equivocation` | two votes are proven | |
//! | `collect` | fees are owed to a wallet of this node, once a day | the fees |

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use restake_cli::accounts::{all, find};
use restake_cli::command::allocation::{AllocationCommand, allocated_vaults};
use restake_cli::command::delegation::DelegationCommand;
use restake_cli::command::fees::{Party, with_fees};
use restake_cli::command::report;
use restake_cli::command::slash::SlashCommand;
use restake_cli::command::table::TableCommand;
use restake_cli::ed25519::Signed;
use restake_cli::error::Result;
use restake_cli::session::{Plan, Session};
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{
    Config, Delayed, Equivocation, Ncn, NcnAllocation, Operator, OperatorDelegation, OperatorKey, OperatorRecord,
    SlashProposal, SlashRecipient, SlashStatus, StakeCapture, StakeTable, Vault, table,
};
use solana_program::pubkey::Pubkey;

use crate::context::Context;
use crate::service::Chore;
use crate::store::Evidence;

/// All chores of the core for an NCN.
///
/// # Errors
/// If the chain cannot be read.
pub fn chores(session: &Session, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let mut chores = of_slashes(session, ncn, now)?;
    chores.extend(of_equivocations(session, ncn)?);
    chores.extend(of_tables(session, ncn, now)?);
    chores.extend(of_stake(session, ncn, now)?);
    Ok(chores)
}

fn of_slashes(session: &Session, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let (slot, mut chores) = (session.chain.slot()?, vec![]);
    for (slash, found) in all::<SlashProposal>(session.chain, &[("ncn", &ncn)])? {
        match found.status {
            SlashStatus::Open if now >= found.final_from && slot >= found.final_slot => {
                chores.push(Chore::by("execute", slash, move |session| SlashCommand::Execute { slash }.run(session)));
            }
            SlashStatus::Executed => {
                for (place, recipient) in SlashRecipient::ALL.into_iter().enumerate() {
                    if found.owed.get(place).is_some_and(|owed| *owed > 0) {
                        let key = format!("{slash} {}", recipient.name());
                        chores.push(Chore::by("pay_share", key, move |session| {
                            SlashCommand::PayShare { slash, recipient }.run(session)
                        }));
                    }
                }
            }
            SlashStatus::Vetoed if found.counted => {
                chores.push(Chore::by("uncount", slash, move |session| SlashCommand::Uncount { slash }.run(session)));
            }
            _ => {}
        }
    }
    Ok(chores)
}

fn of_equivocations(session: &Session, ncn: Pubkey) -> Result<Vec<Chore>> {
    let mut chores = vec![];
    for (proof, found) in all::<Equivocation>(session.chain, &[("ncn", &ncn)])? {
        let vaults = allocated_vaults(session, &ncn, &found.operator)?;
        let of_vault = |vault: Pubkey| {
            let delegation = session.program().delegation(&vault, &found.operator);
            session.program().slash(&session.program().allocation(&delegation, &ncn), 1, found.number)
        };
        let proposals: Vec<Pubkey> = vaults.iter().map(|behind| of_vault(behind.vault)).collect();
        let there = session.chain.accounts(&proposals)?;
        for (behind, proposal) in vaults.iter().zip(there) {
            if proposal.is_none() {
                let vault = behind.vault;
                let work = move |session: &mut Session| report::slash(session, proof, vault);
                chores.push(Chore::by("slash_equivocation", format!("{proof} {vault}"), work));
            }
        }
    }
    Ok(chores)
}

fn of_tables(session: &Session, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let (me, mut chores) = (session.me(), vec![]);
    let tables: Vec<(Pubkey, StakeTable)> = all(session.chain, &[("ncn", &ncn)])?;
    let open: Vec<Pubkey> = tables.iter().filter(|(_, found)| now < found.closes_at).map(|(at, _)| *at).collect();
    if !open.is_empty() {
        let records: Vec<(Pubkey, OperatorRecord)> = all(session.chain, &[("ncn", &ncn)])?;
        for table in open {
            let entries = session.chain.account(&table)?.and_then(|account| table::entries(&account.data));
            let entered: BTreeSet<Pubkey> =
                entries.unwrap_or_default().into_iter().map(|entry| entry.operator).collect();
            for (_, record) in &records {
                let operator = record.operator;
                if now < record.jailed_until || entered.contains(&operator) {
                    continue;
                }
                chores.push(Chore::by("capture", format!("{table} {operator}"), move |session| {
                    TableCommand::Capture { table, operator, vaults: vec![], no_enter: false }.run(session)
                }));
            }
        }
    }
    for (capture, found) in all::<StakeCapture>(session.chain, &[("captor", &me)])? {
        let closed = tables.iter().any(|(table, is)| *table == found.table && now >= is.closes_at);
        if closed {
            chores.push(Chore::by("close_capture", capture, move |session| {
                TableCommand::CloseCapture { capture }.run(session)
            }));
        }
    }
    Ok(chores)
}

/// Whether a decrease that has taken effect is not settled.
fn frees(value: &Delayed, time: i64) -> bool {
    time >= value.effective && value.next < value.current
}

fn of_stake(session: &Session, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let (me, mut chores) = (session.me(), vec![]);
    for (allocation, found) in all::<NcnAllocation>(session.chain, &[("ncn", &ncn)])? {
        let Some(delegation) = find::<OperatorDelegation>(session.chain, &found.delegation)? else { continue };
        let (vault, operator) = (delegation.vault, delegation.operator);
        let Some(of_vault) = find::<Vault>(session.chain, &vault)? else { continue };
        let time = VaultLedger::from(&of_vault.ledger).time_at(now);
        let figures = &found.allocation;
        if frees(&figures.magnitude, time) {
            chores.push(Chore::by("settle_allocation", allocation, move |session| {
                AllocationCommand::Settle { vault, operator, ncn }.run(session)
            }));
        } else if found.rent_payer == me
            && [figures.magnitude.current, figures.magnitude.next, figures.open_slashes] == [0; 3]
        {
            chores.push(Chore::by("close_allocation", allocation, move |session| {
                AllocationCommand::Close { vault, operator, ncn }.run(session)
            }));
        }
        let figures = &delegation.delegation;
        if figures.moving == 0 && frees(&figures.units, time) {
            chores.push(Chore::by("settle_delegation", found.delegation, move |session| {
                DelegationCommand::Settle { vault, operator }.run(session)
            }));
        }
        if figures.moving > 0 && (figures.leaving > 0 || frees(&figures.units, time)) {
            chores.push(Chore::by("complete_move", found.delegation, move |session| {
                DelegationCommand::CompleteMove { vault, from: operator }.run(session)
            }));
        }
    }
    Ok(chores)
}

/// The fees that vaults behind an NCN owe to this node's wallet: as their admins', as the operators', and as the protocol's. Others' fees
/// would gain it nothing.
///
/// # Errors
/// If the chain cannot be read.
pub fn fees(session: &Session, ncn: Pubkey) -> Result<Vec<Chore>> {
    let (me, mut chores, mut vaults) = (session.me(), vec![], BTreeSet::new());
    let config = find::<Config>(session.chain, &session.program().config())?;
    let gets_protocols = config.is_some_and(|config| config.fee_wallet == me);
    for (_, found) in all::<NcnAllocation>(session.chain, &[("ncn", &ncn)])? {
        let Some(delegation) = find::<OperatorDelegation>(session.chain, &found.delegation)? else { continue };
        let Some(vault) = find::<Vault>(session.chain, &delegation.vault)? else { continue };
        let mut due = vec![];
        if delegation.commission > 0
            && let Some(operator) = find::<Operator>(session.chain, &delegation.operator)?
            && operator.fee_wallet == me
        {
            due.push(Party::Operator(delegation.operator));
        }
        if vaults.insert(delegation.vault) {
            let owed = &vault.ledger.fees_owed;
            due.extend((owed.vault > 0 && vault.fee_wallet == me).then_some(Party::Vault));
            due.extend((owed.protocol > 0 && gets_protocols).then_some(Party::Protocol));
        }
        for party in due {
            let at = delegation.vault;
            let work = move |session: &mut Session| {
                let plan = with_fees(session, Plan::default(), at, party)?;
                session.carry_out(plan)
            };
            chores.push(Chore::by("collect", format!("{at} {party:?}"), work));
        }
    }
    Ok(chores)
}

/// The evidence that an aggregator of this process has collected. A key is slashed once, and the rent of a proof never returns, so
/// one proof of a key is made.
///
/// # Errors
/// If the state or the chain cannot be read.
pub fn evidence(context: &Context, session: &Session, now: i64) -> Result<Vec<Chore>> {
    let open = context.store().open_evidence()?;
    let mut chores = vec![];
    if !open.is_empty() {
        let (ncn, program) = (context.service.ncn(), session.program());
        let found: Ncn = session.load(&ncn)?;
        let policy = if now >= found.policy_from { &found.next_policy } else { &found.policy };
        let has_rule = policy.terms.equivocation_fraction > 0;
        let mut keys = HashMap::new();
        for key in open.iter().flat_map(|each| each.votes.each_ref().map(|vote| vote.key)) {
            if let Entry::Vacant(place) = keys.entry(key)
                && let Some(found) = find::<OperatorKey>(session.chain, &program.operator_key(&ncn, &key))?
            {
                place.insert(found);
            }
        }
        let Sorted { due, over } = sort(open, &keys, has_rule);
        for each in &over {
            context.store().proven(each)?;
        }
        for each in due {
            let proof = program.equivocation(&ncn, &each.operator, each.at.kind, each.at.number);
            if session.chain.account(&proof)?.is_some() {
                context.store().proven(&each)?;
                continue;
            }
            let Evidence { operator, at, votes } = each;
            let votes = votes.map(|vote| Signed { key: vote.key, signature: vote.signature, message: vote.message });
            chores.push(Chore::by("evidence", format!("{operator} {at}"), move |session| {
                report::report(session, ncn, votes)
            }));
        }
    }
    context.metrics.evidence_open.with_label_values(&[] as &[&str]).set(chores.len() as i64);
    Ok(chores)
}

/// Evidence by what is to be done with it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sorted {
    /// Proven next: one of each key.
    due: Vec<Evidence>,
    /// Its key answers for another proof already.
    over: Vec<Evidence>,
}

/// Sorts evidence by the keys on the chain. The rest waits: another proof of its key comes first, a key is not found, or the NCN has no
/// rule for two votes.
fn sort(open: Vec<Evidence>, keys: &HashMap<[u8; 32], OperatorKey>, has_rule: bool) -> Sorted {
    let (mut sorted, mut taken) = (Sorted::default(), BTreeSet::new());
    for each in open {
        let of_each = each.votes.each_ref().map(|vote| vote.key);
        let found: Vec<&OperatorKey> = of_each.iter().filter_map(|key| keys.get(key)).collect();
        if found.iter().any(|key| key.proven_at > 0) {
            sorted.over.push(each);
        } else if has_rule && found.len() == of_each.len() && !of_each.iter().any(|key| taken.contains(key)) {
            taken.extend(of_each);
            sorted.due.push(each);
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use ncn_kit::packing;

    use super::*;
    use crate::service::Height;

    fn evidence(keys: [u8; 2], number: u64) -> Evidence {
        let vote =
            |key, content| packing::Signed { key: [key; 32], signature: [content; 64], message: vec![content; 57] };
        let votes = [vote(keys[0], 1), vote(keys[1], 2)];
        Evidence { operator: Pubkey::new_from_array([keys[0]; 32]), at: Height { kind: 1, number }, votes }
    }

    fn key(proven_at: i64) -> OperatorKey {
        let mut key = OperatorKey::from_bytes(&[0; OperatorKey::LEN]).unwrap();
        key.proven_at = proven_at;
        key
    }

    #[test]
    fn a_key_that_votes_twice_at_each_height_is_proven_once() {
        let all: Vec<Evidence> = (0..20).map(|number| evidence([1, 1], number)).chain([evidence([2, 2], 5)]).collect();
        let mut keys = HashMap::from([([1; 32], key(0)), ([2; 32], key(0))]);
        let sorted = sort(all.clone(), &keys, true);
        assert_eq!(sorted, Sorted { due: vec![all[0].clone(), all[20].clone()], over: vec![] });
        assert_eq!(sort(all.clone(), &keys, false), Sorted::default(), "no rule, no rent");
        keys.insert([1; 32], key(7));
        assert_eq!(sort(all.clone(), &keys, true), Sorted { due: vec![all[20].clone()], over: all[..20].to_vec() });
        // The second key of a proof answers with the first one.
        let both = vec![evidence([2, 3], 1), evidence([3, 3], 2), evidence([4, 4], 3)];
        keys.insert([3; 32], key(0));
        assert_eq!(sort(both.clone(), &keys, true), Sorted { due: vec![both[0].clone()], over: vec![] });
    }
}
