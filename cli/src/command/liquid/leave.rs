//! The three ways out of a pool.

use clap::Args;
use restaking_client::liquid::value::state::pool::PoolLedger;
use restaking_client::liquid::{self as client, ExitBatch, QueuedExit};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;

use super::holder::{LRT, shares_of, updates};
use crate::amount::{Amount, tokens};
use crate::command::common::{SYSTEM, TOKEN, free_index};
use crate::error::{Error, Result};
use crate::liquid::{LiquidPool, load, sentence};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// How many missing token accounts are made in the transaction that pays into them.
const MADE_ALONG: usize = 1;

/// Leaves in kind. Accounts for what is received are made first, where several are missing: in kind pays into many.
pub fn in_kind(session: &mut Session, address: Pubkey, amount: &Amount, aside: &[Pubkey]) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let me = session.me();
    let (owner_shares, shares) = shares_of(session, &pool.pool, amount)?;
    let mut set_aside = 0;
    for mint in aside {
        set_aside |= 1 << pool.place_of(mint)?;
    }
    // No account is made for what the exit pays nothing of.
    let taken = PoolLedger::from(&pool.pool.ledger).leave_in_kind(shares, 0, pool.now);
    let taken = taken.map_err(|error| Error::new(sentence(&error)))?;
    for (place, asset) in pool.pool.known_assets().enumerate().filter(|(place, _)| taken.idle[*place] == 0) {
        if session.holding(&me, &asset.mint)?.1.is_none() {
            set_aside |= 1 << place;
        }
    }
    let assets = pool.pool.known_assets().enumerate().filter(|(place, _)| set_aside >> place & 1 == 0);
    let assets = assets.map(|(place, asset)| ("tokens", asset.mint, pool.decimals[place]));
    let mut received: Vec<(&str, Pubkey, u8)> = assets.collect();
    for (place, placement) in pool.pool.placements.iter().enumerate() {
        if pool.pool.ledger.placements[place].shares > 0 {
            received.push(("VRT", placement.vrt_mint, pool.vault(place)?.decimals));
        }
    }
    let (mut accounts, mut missing) = (vec![], vec![]);
    for (name, mint, decimals) in received {
        let (account, held) = session.holding(&me, &mint)?;
        if held.is_none() {
            missing.push(create_associated_token_account_idempotent(&me, &me, &mint, &TOKEN));
        }
        accounts.push((mint, account, name, decimals));
    }
    let account_of = |mint: &Pubkey| accounts.iter().find(|(of, ..)| of == mint).map_or(SYSTEM, |(_, at, ..)| *at);
    let kinds = pool.pool.kinds(&pool.program, &address, &me, set_aside, account_of);
    let leave = client::LeaveInKind {
        payer: me,
        owner: me,
        pool: address,
        lrt_mint: pool.pool.lrt_mint,
        owner_shares,
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let args = client::LeaveInKindInstructionArgs { shares, set_aside };
    let what = format!(
        "Leave the pool {address} in kind with {} LRT: a part of everything, without a fee",
        tokens(shares, LRT)
    );
    let leave = leave.instruction_with_remaining_accounts_at(&pool.program, args, &kinds);
    let whole = Plan { instructions: missing.iter().cloned().chain([leave.clone()]).collect(), ..Plan::default() };
    if missing.len() > MADE_ALONG && (session.options.sends() || !session.fits(&whole)) {
        let made = session.carry_out_in_turn(&missing, 1, &|part| {
            let what = format!("Make {} token accounts for what the exit pays", part.len());
            Plan { instructions: part.to_vec(), ..Plan::new(what) }
        })?;
        if !made {
            return Ok(());
        }
        missing.clear();
    }
    let mut plan = Plan { instructions: missing, ..Plan::new(what) }.watching("LRT", owner_shares, LRT);
    for (mint, account, name, decimals) in &accounts {
        plan = plan.watching(&format!("{name} of {mint}"), *account, *decimals);
    }
    let open = pool.pool.ledger.placements.iter().flat_map(|placement| &placement.exits).filter(|exit| exit.shares > 0);
    let open = open.count();
    if open > 0 {
        plan.warnings.push(format!(
            "a part of {open} exits on their way is yours: `restake liquid exit claim` pays it once they are collected"
        ));
    }
    session.carry_out(plan.with(leave))
}

/// The most LRT that an instant exit may cost.
#[derive(Args, Clone, Debug)]
pub struct Most {
    /// Refuse to pay more LRT than this
    #[arg(long, value_name = "AMOUNT", conflicts_with = "slippage_bps")]
    max_in: Option<Amount>,
    /// Refuse to pay more than simulated by more than this, in basis points
    #[arg(long, value_name = "BPS", default_value_t = 50, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    pub(super) slippage_bps: u64,
}

impl Most {
    /// Carries `make` out with a maximum: the given one, or what its exit costs in a simulation that may cost all of `have`, with the
    /// slippage.
    pub fn carry_out(
        &self,
        session: &mut Session,
        have: u64,
        make: impl Fn(&Session, u64) -> Result<Plan>,
    ) -> Result<()> {
        let most = match &self.max_in {
            Some(amount) => amount.units(LRT, Some(have))?,
            None => {
                let quote = u128::from(session.quote(&make(session, have)?, "LeftInstantly", "shares")?);
                u64::try_from((quote * u128::from(10_000 + self.slippage_bps)).div_ceil(10_000)).unwrap_or(u64::MAX)
            }
        };
        session.carry_out_made(&|session| {
            let mut plan = make(session, most)?;
            plan.what.push_str(&format!(" (at most {} LRT)", tokens(most, LRT)));
            Ok(plan)
        })
    }
}

/// Refuses to leave the pool without any LRT of it.
pub fn check_has_lrt(have: u64, pool: &Pubkey) -> Result<()> {
    if have == 0 {
        refuse!("you have no LRT of the pool {pool}");
    }
    Ok(())
}

/// Leaves at once.
pub fn instantly(session: &mut Session, address: Pubkey, mint: Pubkey, amount: &Amount, most: &Most) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let (me, decimals) = (session.me(), pool.decimals[place]);
    let units = amount.units(decimals, None)?;
    let (owner_shares, have) = session.funds(&pool.pool.lrt_mint)?;
    check_has_lrt(have, &address)?;
    let (sources, wallet) = (pool.sources(), session.wallet(&mint)?);
    let make = |before: &[Instruction], max_shares: u64| {
        let shown = tokens(units, decimals);
        let what = format!("Leave the pool {address} at once with {shown} tokens of mint {mint}");
        let mut plan = Plan { instructions: before.to_vec(), ..Plan::new(what) }.of_vault(decimals);
        plan.pay_into(&wallet);
        let accounts = client::LeaveInstantly {
            owner: me,
            pool: address,
            reserve: pool.pool.assets[place].reserve,
            lrt_mint: pool.pool.lrt_mint,
            owner_shares,
            owner_tokens: wallet.account,
            token_program: TOKEN,
        };
        let args = client::LeaveInstantlyInstructionArgs { tokens: units, max_shares };
        plan = plan.with(accounts.instruction_with_remaining_accounts_at(&pool.program, args, &sources));
        plan = plan.watching("tokens", wallet.account, decimals).watching("LRT", owner_shares, LRT);
        plan.instructions.extend(wallet.unwraps.clone());
        plan
    };
    let before = updates(session, &pool, &make(&[], have).instructions)?;
    most.carry_out(session, have, |_, max_shares| Ok(make(&before, max_shares)))
}

/// Asks to leave by the queue.
pub fn queue(session: &mut Session, address: Pubkey, mint: Pubkey, amount: &Amount) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let me = session.me();
    let (owner_shares, shares) = shares_of(session, &pool.pool, amount)?;
    let nonce = free_index(session, |nonce| pool.program.queued_exit(&address, &me, nonce))?;
    let valued = pool.valued()?;
    let worth = valued.ledger.worth(shares, valued.values.total_low);
    let worth = worth.and_then(|worth| valued.values.prices[place].tokens_for(worth)).unwrap_or(0);
    session.carry_out_made(&|session| {
        // The batch is that of the period in which it is sent.
        let pool = LiquidPool::load(session.chain, pool.program, &address)?;
        let period = pool.period();
        let when = time::near(pool.end_of(period), pool.now);
        let what = format!(
            "Queue an exit of {} LRT for tokens of mint {mint}, worth {} now: filled {when} at the earliest, without a fee",
            tokens(shares, LRT),
            tokens(worth, pool.decimals[place])
        );
        let accounts = client::QueueExit {
            payer: me,
            owner: me,
            pool: address,
            escrow: pool.pool.escrow,
            owner_shares,
            batch: pool.program.batch(&address, place as u64, period),
            queued_exit: pool.program.queued_exit(&address, &me, nonce),
            token_program: TOKEN,
            system_program: SYSTEM,
        };
        let args = client::QueueExitInstructionArgs { nonce, place: place as u64, shares };
        let plan = Plan::new(what).of_vault(pool.decimals[place]);
        Ok(plan.with(accounts.instruction_at(&pool.program, args)).watching("LRT", owner_shares, LRT))
    })
}

/// Gives a request to another owner.
pub fn transfer(session: &mut Session, address: Pubkey, new_owner: Pubkey) -> Result<()> {
    let (me, liquid) = (session.me(), session.liquid()?);
    let request: QueuedExit = load(session.chain, liquid, &address)?;
    if request.owner != me {
        refuse!("queued exit {address} is {}'s, and the signer is {me}", request.owner);
    }
    let accounts = client::TransferQueuedExit { owner: me, pool: request.pool, queued_exit: address };
    let QueuedExit { batch, request: client::Request { shares, taken }, .. } = request;
    let mut plan = Plan::new(format!("Give queued exit {address} of {} LRT to {new_owner}", tokens(shares, LRT)));
    session.check_recipient(&mut plan, &new_owner)?;
    let args = client::TransferQueuedExitInstructionArgs { new_owner, batch, shares, taken };
    session.carry_out(plan.with(accounts.instruction_at(&liquid, args)))
}

/// Takes a request back.
pub fn cancel(session: &mut Session, address: Pubkey) -> Result<()> {
    let (me, liquid) = (session.me(), session.liquid()?);
    let request: QueuedExit = load(session.chain, liquid, &address)?;
    if request.owner != me {
        refuse!("queued exit {address} is {}'s, and the signer is {me}", request.owner);
    }
    let batch: ExitBatch = load(session.chain, liquid, &request.batch)?;
    let pool = LiquidPool::load(session.chain, liquid, &request.pool)?;
    let place = batch.place as usize;
    let (asset, decimals) = (&pool.pool.assets[place], pool.decimals[place]);
    let wallet = session.wallet(&asset.mint)?;
    let mut plan = Plan::new(format!("Cancel queued exit {address}")).of_vault(decimals);
    plan.pay_into(&wallet);
    let owner_shares = session.token_account(&mut plan, &me, &pool.pool.lrt_mint)?;
    let accounts = client::CancelQueuedExit {
        owner: me,
        pool: request.pool,
        escrow: pool.pool.escrow,
        owner_shares,
        reserve: asset.reserve,
        owner_tokens: wallet.account,
        batch: request.batch,
        queued_exit: address,
        rent_payer: request.rent_payer,
        token_program: TOKEN,
    };
    plan = plan.with(accounts.instruction_at(&liquid));
    plan = plan.watching("tokens", wallet.account, decimals).watching("LRT", owner_shares, LRT);
    plan.instructions.extend(wallet.unwraps);
    session.carry_out(plan)
}
