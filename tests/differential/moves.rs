//! What curators do with stake that is to move from one operator to another.

use harness::Split;
use restaking_client::ledger;
use restaking_client::ledger::state::opt_in::Sides;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::{OperatorDelegation, OptIn, RestakingError, pda};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, to_client, to_ledger};

/// One of them, if both operators have a delegation.
pub fn act(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let from = cast.split(numbers);
    let to = cast.operators.iter().copied().find(|operator| *operator != from.operator)?;
    let vault = from.vault.address;
    let ends = [from.delegation(), pda::delegation(&vault, &to)];
    if !ends.iter().all(|at| state.accounts.contains_key(at)) {
        return None;
    }
    let source: OperatorDelegation = state.read(&ends[0]);
    let moves = source.delegation.moving > 0;
    Some(match numbers.below(8) {
        0 => cancel(cast, from, to, ends),
        1 => announce(cast, state, numbers, from, to, ends),
        2 => complete(from, to, ends),
        _ if moves => complete(from, to, ends),
        _ => announce(cast, state, numbers, from, to, ends),
    })
}

fn announce(cast: &Cast, state: &State, numbers: &mut Numbers, from: Split, to: Pubkey, ends: [Pubkey; 2]) -> Step {
    let vault = from.vault.address;
    let active = state.read::<OperatorDelegation>(&ends[0]).delegation.units.current;
    let units = if numbers.once_in(8) { u64::MAX } else { numbers.part(active) };
    step("announce_move", from.announce_move(&cast.creator, &to, units), move |draft| {
        let opt_in: OptIn = draft.read(&pda::opt_in(&vault, &to))?;
        if !to_ledger::<Sides>(&opt_in.sides).is_announced() {
            return Err(RestakingError::NoOptIn.into());
        }
        draft.check_pause(&vault, Pause::EXPOSURE)?;
        with_ends(draft, &vault, ends, ends[1], |ledger, from, to, now| {
            ledger.announce_move(from, to, units, now).map(drop)
        })
    })
}

fn complete(from: Split, to: Pubkey, ends: [Pubkey; 2]) -> Step {
    let vault = from.vault.address;
    step("complete_move", from.complete_move(&to), move |draft| {
        check_target(draft, ends)?;
        let opt_in: Option<OptIn> = draft.find(&pda::opt_in(&vault, &to));
        let now = draft.now();
        let agreed = opt_in.is_some_and(|found| to_ledger::<Sides>(&found.sides).counts(now));
        let mut units = 0;
        with_ends(draft, &vault, ends, Pubkey::default(), |ledger, from, to, now| {
            units = ledger.complete_move(from, to, agreed, now)?.units;
            Ok(())
        })?;
        if units > 0 {
            draft.saw("stake that moved to another operator");
        }
        Ok(())
    })
}

fn cancel(cast: &Cast, from: Split, to: Pubkey, ends: [Pubkey; 2]) -> Step {
    let vault = from.vault.address;
    step("cancel_move", from.cancel_move(&cast.creator, &to), move |draft| {
        check_target(draft, ends)?;
        with_ends(draft, &vault, ends, Pubkey::default(), |ledger, from, to, now| ledger.cancel_move(from, to, now))
    })
}

/// A delegation of which nothing moves names no other.
fn check_target(draft: &Draft<'_>, [from, to]: [Pubkey; 2]) -> Result<(), Refused> {
    if draft.read::<OperatorDelegation>(&from)?.move_to != to {
        return Err(RestakingError::WrongDelegation.into());
    }
    Ok(())
}

/// Does `transition` with both delegations, of which the first then names `target`.
fn with_ends(
    draft: &mut Draft<'_>,
    vault: &Pubkey,
    [from_at, to_at]: [Pubkey; 2],
    target: Pubkey,
    transition: impl FnOnce(
        &mut ledger::state::vault::VaultLedger,
        &mut ledger::state::delegation::Delegation,
        &mut ledger::state::delegation::Delegation,
        i64,
    ) -> ledger::refusal::Result<()>,
) -> Result<(), Refused> {
    let [from, to]: [OperatorDelegation; 2] = [draft.read(&from_at)?, draft.read(&to_at)?];
    let [mut source, mut destination] =
        [&from, &to].map(|end| to_ledger::<ledger::state::delegation::Delegation>(&end.delegation));
    draft.vault(vault, |ledger, now| transition(ledger, &mut source, &mut destination, now))?;
    draft.write(&from_at, &OperatorDelegation { delegation: to_client(&source), move_to: target, ..from });
    draft.write(&to_at, &OperatorDelegation { delegation: to_client(&destination), ..to });
    Ok(())
}
