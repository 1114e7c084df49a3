//! What anyone can do for a pool.

use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::liquid::value::Valued;
use restaking_client::liquid::{self as client, ExitBatch, Pool};
use restaking_client::{exits, liquid};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::curator::{missing, place_instruction, shortfall, unplace_instruction};
use super::holder::{LRT, send_updates, updates};
use crate::amount::tokens;
use crate::command::common::{SYSTEM, TOKEN};
use crate::error::{Error, Result};
use crate::liquid::{LiquidPool, Update, all, load};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// The batches of the asset at `place` that wait or have canceled requests to pass, the next to fill first.
fn batches(session: &Session, pool: &LiquidPool, place: usize) -> Result<Vec<(Pubkey, ExitBatch)>> {
    let found: Vec<(Pubkey, ExitBatch)> = all(session.chain, pool.program, &[("pool", &pool.address)])?;
    let of_asset = found.into_iter().filter(|(_, batch)| batch.place == place as u64);
    let mut open: Vec<_> =
        of_asset.filter(|(_, batch)| batch.batch.shares > batch.batch.filled || batch.batch.canceled > 0).collect();
    open.sort_by_key(|(_, batch)| (batch.batch.start, batch.batch.period));
    Ok(open)
}

fn fill_instruction(pool: &LiquidPool, batch: Pubkey) -> Instruction {
    let accounts = client::FillBatch {
        pool: pool.address,
        escrow: pool.pool.escrow,
        lrt_mint: pool.pool.lrt_mint,
        batch,
        token_program: TOKEN,
    };
    accounts.instruction_with_remaining_accounts_at(&pool.program, &pool.sources())
}

/// Fills the next batch of an asset.
pub fn fill(session: &mut Session, address: Pubkey, mint: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let Some((batch, found)) = batches(session, &pool, place)?.into_iter().next() else {
        refuse!("no request waits for {mint} in the pool {address}");
    };
    if found.batch.period >= pool.period() {
        let when = time::near(pool.end_of(found.batch.period), pool.now);
        refuse!("batch {batch} collects requests until {when}, and is filled after that");
    }
    let fill = fill_instruction(&pool, batch);
    let before = updates(session, &pool, std::slice::from_ref(&fill))?;
    let waiting = tokens(found.batch.shares - found.batch.filled, LRT);
    let what = format!("Fill batch {batch}, in which {waiting} LRT wait");
    let plan = Plan { instructions: before, ..Plan::new(what) }.of_vault(pool.decimals[place]);
    session.carry_out(plan.with(fill))
}

/// An exit from a vault that can be collected.
struct Matured {
    slot: usize,
    ticket: Pubkey,
    instruction: Instruction,
    decimals: u8,
}

/// The matured exits of the placement at `place`, and the time of the next one.
fn matured(session: &Session, pool: &LiquidPool, place: usize) -> Result<(Vec<Matured>, Option<i64>)> {
    let (vault, accounts) = (pool.vault(place)?, &pool.pool.placements[place]);
    let asset = pool.pool.ledger.placements[place].asset as usize - 1;
    let (mut found, mut next) = (vec![], None);
    for (slot, address) in accounts.tickets.iter().enumerate().filter(|(_, ticket)| **ticket != SYSTEM) {
        let Some(ticket) = pool.ticket(address) else { continue };
        let at = exits::claimable_at(&vault, ticket.ticket.epoch);
        if at > pool.now {
            next = Some(next.map_or(at, |next: i64| next.min(at)));
            continue;
        }
        let collect = client::CollectExit {
            payer: session.me(),
            pool: pool.address,
            reserve: pool.pool.assets[asset].reserve,
            vault: accounts.vault,
            asset_account: vault.asset_account,
            bucket: session.program().exit_bucket(&accounts.vault, ticket.ticket.epoch),
            ticket: *address,
            rent_payer: ticket.rent_payer,
            collected: pool.program.collected_exit(address),
            token_program: TOKEN,
            system_program: SYSTEM,
            restaking_program: *session.program(),
        };
        let args = client::CollectExitInstructionArgs { place: place as u64, slot: slot as u64 };
        let instruction = collect.instruction_at(&pool.program, args);
        found.push(Matured { slot, ticket: *address, instruction, decimals: vault.decimals });
    }
    Ok((found, next))
}

/// Collects the matured exits from a vault.
pub fn collect(session: &mut Session, address: Pubkey, vault: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.placement_of(&vault)?;
    let (found, next) = matured(session, &pool, place)?;
    if found.is_empty() {
        match next {
            Some(at) => refuse!("no exit from vault {vault} has matured: the first does {}", time::near(at, pool.now)),
            None => refuse!("no exit from vault {vault} is on its way"),
        }
    }
    session.carry_out_singly(&found, &|exit| format!("slot {}", exit.slot), &|_, exit| {
        let what = format!("Collect the exit from vault {vault} with ticket {}", exit.ticket);
        Ok(Plan::new(what).of_vault(exit.decimals).with(exit.instruction.clone()))
    })
}

/// Closes a batch.
pub fn close_batch(session: &mut Session, address: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let batch: ExitBatch = load(session.chain, liquid, &address)?;
    let pool = LiquidPool::load(session.chain, liquid, &batch.pool)?;
    let accounts = client::CloseBatch { pool: batch.pool, batch: address, rent_payer: batch.rent_payer };
    let plan = Plan::new(format!("Close batch {address}")).of_vault(pool.decimals[batch.place as usize]);
    session.carry_out(plan.with(accounts.instruction_at(&liquid)))
}

/// Mints the fees.
pub fn collect_fees(session: &mut Session, address: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let pool: Pool = load(session.chain, liquid, &address)?;
    let mut plan = Plan::new(format!("Mint the fees of the pool {address} to {}", pool.fee_wallet));
    let fee_shares = session.token_account(&mut plan, &pool.fee_wallet, &pool.lrt_mint)?;
    let accounts = client::CollectPoolFees { pool: address, lrt_mint: pool.lrt_mint, fee_shares, token_program: TOKEN };
    session.carry_out(plan.with(accounts.instruction_at(&liquid)).watching("LRT", fee_shares, LRT))
}

/// Has the pool look at its sources.
pub fn observe(session: &mut Session, address: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let accounts = client::ObserveRates { pool: address };
    let observe = accounts.instruction_with_remaining_accounts_at(&pool.program, &pool.sources());
    let instructions = updates(session, &pool, std::slice::from_ref(&observe))?;
    let plan = Plan { instructions, ..Plan::new(format!("Observe the rates of the pool {address}")) };
    session.carry_out(plan.with(observe))
}

/// Updates the stake pools.
pub fn update(session: &mut Session, address: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let updates = pool.updates()?;
    if updates.is_empty() {
        return session.say("All stake pools of the pool are up to date.");
    }
    send_updates(session, &pool, &updates)
}

/// What an upkeep did, and what it could not do.
#[derive(Default)]
struct Upkeep {
    done: usize,
    refused: Vec<String>,
}

impl Upkeep {
    /// Sends `plan`. A refusal is noted, and keeps nothing else from being done; a signer that declines ends all.
    fn carry_out(&mut self, session: &mut Session, plan: Plan) -> Result<bool> {
        let what = plan.what.clone();
        match session.carry_out(plan) {
            Ok(()) => self.done += 1,
            Err(error) if error.is_declined() => return Err(error),
            Err(error) => {
                self.note(&what, &error);
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn note(&mut self, what: &str, error: &Error) {
        self.refused.push(format!("{what}: {error}"));
    }
}

/// Does all that anyone can do now, a transaction each: what needs no price comes first, and what is blocked is left out.
pub fn upkeep(session: &mut Session, address: Pubkey) -> Result<()> {
    let program = session.liquid()?;
    let mut all_done = Upkeep::default();
    let reload = |session: &Session| LiquidPool::load(session.chain, program, &address);
    let pool = reload(session)?;
    for place in pool.placements() {
        for exit in matured(session, &pool, place)?.0 {
            let plan = Plan::new(format!("Collect the exit with ticket {}", exit.ticket)).of_vault(exit.decimals);
            all_done.carry_out(session, plan.with(exit.instruction))?;
        }
    }
    match pool.updates() {
        Ok(updates) => {
            for Update { stake_pool, instructions } in updates {
                let what = format!("Update stake pool {stake_pool}");
                all_done.carry_out(session, Plan { instructions, ..Plan::new(what) })?;
            }
        }
        Err(error) => all_done.note("Update the stake pools", &error),
    }
    for place in 0..pool.decimals.len() {
        fill_all(session, &mut all_done, &reload(session)?, place)?;
    }
    for place in pool.placements() {
        move_at(session, &mut all_done, address, place)?;
    }
    let pool = reload(session)?;
    for (batch, found) in all::<ExitBatch>(session.chain, program, &[("pool", &address)])? {
        let state = &found.batch;
        if state.requests == 0 && state.period < pool.period() && state.shares == state.filled && state.canceled == 0 {
            let accounts = client::CloseBatch { pool: address, batch, rent_payer: found.rent_payer };
            let plan = Plan::new(format!("Close batch {batch}")).of_vault(pool.decimals[found.place as usize]);
            all_done.carry_out(session, plan.with(accounts.instruction_at(&program)))?;
        }
    }
    let Upkeep { done, refused } = all_done;
    if !refused.is_empty() {
        refuse!("{} of {} actions were refused: {}", refused.len(), refused.len() + done, refused.join("; "));
    }
    if done == 0 {
        return session.say(format!("Nothing is to be done for the pool {address} now."));
    }
    Ok(())
}

/// Requests an exit for the queue from the vault of the placement at `place`, and places there what is below its target.
fn move_at(session: &mut Session, all_done: &mut Upkeep, address: Pubkey, place: usize) -> Result<()> {
    let program = session.liquid()?;
    let pool = LiquidPool::load(session.chain, program, &address)?;
    let decimals = pool.vault(place)?.decimals;
    // A figure that cannot be computed is one that the program cannot compute either.
    let shares = priced(&pool).and_then(|valued| missing(&pool, &valued, place).ok()).unwrap_or(0);
    if shares > 0 && may_unplace(&pool, place) {
        let plan = Plan::new(format!("Request an exit of {} VRT for the queue", tokens(shares, decimals)));
        let unplace = unplace_instruction(session, &pool, place, (shares, 0))?;
        all_done.carry_out(session, plan.of_vault(decimals).with(unplace))?;
    }
    let pool = LiquidPool::load(session.chain, program, &address)?;
    let units = priced(&pool).and_then(|valued| shortfall(&valued, place).ok()).unwrap_or(0);
    if units > 0 && may_place(&pool, place, units)? {
        let plan = Plan::new(format!("Place {} tokens", tokens(units, decimals))).of_vault(decimals);
        all_done.carry_out(session, plan.with(place_instruction(session, &pool, place, units)?))?;
    }
    Ok(())
}

/// The pool's value; none while no price is taken from its sources.
fn priced(pool: &LiquidPool) -> Option<Valued> {
    pool.valued().ok().filter(|valued| valued.upgraded.is_empty() && valued.values.check(&valued.ledger).is_ok())
}

/// Fills the batches of the asset at `place` that can be, in their order.
fn fill_all(session: &mut Session, all_done: &mut Upkeep, pool: &LiquidPool, place: usize) -> Result<()> {
    let Some(valued) = priced(pool) else { return Ok(()) };
    let Some((batch, found)) = batches(session, pool, place)?.into_iter().next() else { return Ok(()) };
    let mut state = liquid::value::state::batch::Batch::from(&found.batch);
    if valued.ledger.clone().fill(&valued.values, place, &mut state).is_err() {
        return Ok(());
    }
    let plan = Plan::new(format!("Fill batch {batch}")).of_vault(pool.decimals[place]);
    let is_filled = all_done.carry_out(session, plan.with(fill_instruction(pool, batch)))?;
    if !is_filled || state.waiting() > 0 || session.options.dry_run {
        return Ok(());
    }
    let pool = LiquidPool::load(session.chain, pool.program, &pool.address)?;
    fill_all(session, all_done, &pool, place)
}

/// Whether anyone may request an exit: prices are settled, another exit is not on its way, and the vault takes no fees and has no open
/// slashes.
fn may_unplace(pool: &LiquidPool, place: usize) -> bool {
    let (Ok(vault), Some(valued)) = (pool.vault(place), priced(pool)) else { return false };
    let ledger = VaultLedger::from(&vault.ledger);
    let is_free = ledger.fees.exit_bps.at(pool.now) == 0 && ledger.fees.deposit_bps.reserved() == 0;
    let has_exit = pool.pool.placements[place].tickets.iter().any(|ticket| *ticket != SYSTEM);
    let asset = valued.ledger.asset_of(place);
    let is_settled = asset.is_ok_and(|asset| valued.values.check_waiting(&valued.ledger, asset).is_ok());
    is_settled && is_free && ledger.contested == 0 && !has_exit
}

/// Whether anyone may place `units`: the notice is over, neither side pauses it, the vault announced nothing since the curator looked,
/// and takes as much.
fn may_place(pool: &LiquidPool, place: usize, units: u64) -> Result<bool> {
    let (accounts, pause, vault) = (&pool.pool.placements[place], &pool.pool.pause, pool.vault(place)?);
    let covers = |flags: u64, from: i64, until: i64, kind: u64| flags & kind != 0 && (from..until).contains(&pool.now);
    let is_paused = covers(pause.flags, pause.from, pause.until, Pause::EXPOSURE)
        || covers(vault.pause.flags, vault.pause.from, vault.pause.until, Pause::DEPOSITS);
    let seen = vault.ledger.risk_version <= accounts.seen_risk_version;
    let takes = VaultLedger::from(&vault.ledger).deposit(units, 0, pool.now).is_ok();
    Ok(!is_paused && seen && takes && accounts.active_from <= pool.now)
}
