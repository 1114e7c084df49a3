//! Bonded shares and their rewards.

use restaking_client::ledger;
use restaking_client::ledger::state::bond_pool::{BondPool, BondPosition};
use restaking_client::{VAULT_POSITION_DISCRIMINATOR, VaultBondPool, VaultPosition};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// Has the pool's ledger do `transition` with a position, and counts an event.
fn with_position<R>(
    draft: &mut Draft<'_>,
    pool_at: &Pubkey,
    at: &Pubkey,
    transition: impl FnOnce(&mut BondPool, &mut BondPosition, i64) -> ledger::refusal::Result<R>,
) -> Result<R, Refused> {
    let (pool, position): (VaultBondPool, VaultPosition) = (draft.read(pool_at)?, draft.read(at)?);
    let (mut of_pool, mut of_position) = (to_ledger(&pool.ledger), to_ledger(&position.position));
    let done = transition(&mut of_pool, &mut of_position, draft.now())?;
    draft.write(pool_at, &VaultBondPool { ledger: to_client(&of_pool), events: pool.events + 1, ..pool });
    draft.write(at, &VaultPosition { position: to_client(&of_position), ..position });
    Ok(done)
}

/// One of the things that are done with a bond pool.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (pool, who) = (numbers.one_of(&cast.pools)?, cast.holder(numbers));
    let (pool_at, at, bonded) = (pool.address, pool.position(&who), pool.bonded_account);
    let shares_at = pool.vault.shares_of(&who);
    let place = numbers.below(2) as u8;
    let mint = cast.rewards[usize::from(place)];
    let (treasury, rewards) = (pool.treasury(place), harness::token::address(&who, &mint));
    if !state.accounts.contains_key(&at) || numbers.once_in(64) {
        return Some(step("open_position", pool.open_position(&who), move |draft| {
            let pool: VaultBondPool = draft.read(&pool_at)?;
            let blank = blank::<VaultPosition>(VaultPosition::LEN, VAULT_POSITION_DISCRIMINATOR);
            draft.open(&at, &VaultPosition { pool: pool_at, owner: who, rent_payer: who, ..blank })?;
            draft.write(&pool_at, &VaultBondPool { events: pool.events + 1, ..pool });
            Ok(())
        }));
    }
    Some(match numbers.below(6) {
        0 | 1 => {
            let amount = numbers.amount(state.balance(&shares_at));
            step("bond", pool.bond(&who, amount), move |draft| {
                with_position(draft, &pool_at, &at, |pool, position, now| pool.bond(position, amount, now))?;
                draft.transfer(&shares_at, &bonded, amount)
            })
        }
        2 => {
            let amount = numbers.part(state.read::<VaultPosition>(&at).position.bonded);
            step("unbond", pool.unbond(&who, amount), move |draft| {
                with_position(draft, &pool_at, &at, |pool, position, now| pool.unbond(position, amount, now))?;
                draft.transfer(&bonded, &shares_at, amount)
            })
        }
        3 => {
            let amount = numbers.amount(state.balance(&rewards) >> 8);
            step("pay_position_reward", pool.pay(&who, place, &mint, amount), move |draft| {
                let pool: VaultBondPool = draft.read(&pool_at)?;
                let mut ledger: BondPool = to_ledger(&pool.ledger);
                ledger.pay(place.into(), amount, draft.now())?;
                draft.write(&pool_at, &VaultBondPool { ledger: to_client(&ledger), events: pool.events + 1, ..pool });
                draft.transfer(&rewards, &treasury, amount)
            })
        }
        4 => step("claim_position_reward", pool.claim(&who, place, &mint), move |draft| {
            let amount =
                with_position(draft, &pool_at, &at, |pool, position, now| pool.claim(position, place.into(), now))?;
            draft.transfer(&treasury, &rewards, amount)
        }),
        // All of it seldom goes at once.
        5 if state.read::<VaultPosition>(&at).position.bonded > 0 && !numbers.once_in(8) => return None,
        _ => {
            // What is owed was settled when the last shares left: some give up all of it, some a unit less of one reward.
            let mut forfeits = [0; 8];
            if numbers.below(2) == 0 {
                forfeits = state.read::<VaultPosition>(&at).position.earnings.each_ref().map(|earning| earning.owed);
                if numbers.once_in(4) {
                    forfeits[usize::from(place)] = forfeits[usize::from(place)].saturating_sub(1);
                }
            }
            step("close_position", pool.forfeit_position(&who, &who, forfeits), move |draft| {
                with_position(draft, &pool_at, &at, |pool, position, now| pool.close(position, forfeits, now))?;
                draft.close(&at);
                Ok(())
            })
        }
    })
}
