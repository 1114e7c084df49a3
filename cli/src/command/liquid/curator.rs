//! Moving a pool's assets: by its curator, and by anyone within its targets.

use clap::Args;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::liquid as client;
use restaking_client::liquid::value::Valued;
use restaking_client::liquid::value::state::placement::Holding;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::Trader;
use super::holder::updates;
use crate::amount::{Amount, tokens};
use crate::command::common::{Bound, SYSTEM, TOKEN};
use crate::error::{Error, Result};
use crate::liquid::{LiquidPool, sentence};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::signer::open;
use crate::time;

/// The tokens that anyone may place by the placement at `place`: what it is below its target, as far as the reserve is free.
pub fn shortfall(valued: &Valued, place: usize) -> Result<u64> {
    let ledger = &valued.ledger;
    let asset = ledger.asset_of(place);
    let free = asset.and_then(|asset| ledger.free(&valued.values, asset));
    let below = ledger.shortfall(&valued.values, place);
    match (free, below) {
        (Ok(free), Ok(below)) => Ok(below.min(free)),
        (Err(error), _) | (_, Err(error)) => Err(Error::new(sentence(&error))),
    }
}

/// The VRT of the placement at `place` that anyone may request an exit with: all that the asset's queue waits for, or all of it.
pub fn missing(pool: &LiquidPool, valued: &Valued, place: usize) -> Result<u64> {
    let refused = |error| Error::new(sentence(&error));
    let ledger = &valued.ledger;
    let asset = ledger.asset_of(place).map_err(refused)?;
    let most = ledger.missing(&valued.values, asset, valued.on_the_way[asset]).map_err(refused)?;
    if most == 0 {
        return Ok(0);
    }
    let vault = VaultLedger::from(&pool.vault(place)?.ledger);
    let worth = |shares| Holding::of_shares(&vault, shares, pool.now).map(|holding| holding.low);
    let (mut low, mut high) = (0, ledger.placements[place].shares);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if worth(middle).map_err(refused)? <= most { low = middle } else { high = middle - 1 }
    }
    // Shares that round down to nothing bring the queue nothing.
    Ok(if worth(low).map_err(refused)? == 0 { 0 } else { low })
}

/// The instruction that places `units` by the placement at `place`.
pub fn place_instruction(session: &Session, pool: &LiquidPool, place: usize, units: u64) -> Result<Instruction> {
    let (vault, accounts) = (pool.vault(place)?, &pool.pool.placements[place]);
    let asset = pool.pool.ledger.placements[place].asset as usize - 1;
    let place_it = client::Place {
        mover: session.me(),
        pool: pool.address,
        reserve: pool.pool.assets[asset].reserve,
        vault: accounts.vault,
        asset_account: vault.asset_account,
        vrt_mint: vault.vrt_mint,
        vrt_account: accounts.vrt_account,
        config: session.program().config(),
        token_program: TOKEN,
        restaking_program: *session.program(),
    };
    let args = client::PlaceInstructionArgs {
        place: place as u64,
        tokens: units,
        max_risk_version: vault.ledger.risk_version,
    };
    Ok(place_it.instruction_with_remaining_accounts_at(&pool.program, args, &pool.sources()))
}

/// The instruction that requests an exit of `shares` by the placement at `place`, for at least `min_assets`.
pub fn unplace_instruction(
    session: &Session,
    pool: &LiquidPool,
    place: usize,
    (shares, min_assets): (u64, u64),
) -> Result<Instruction> {
    let (vault, accounts) = (pool.vault(place)?, &pool.pool.placements[place]);
    let ledger = VaultLedger::from(&vault.ledger);
    let (me, core) = (session.me(), session.program());
    let epoch = ledger.epoch_at(pool.now) + 1;
    let unplace = client::Unplace {
        payer: me,
        mover: me,
        pool: pool.address,
        vault: accounts.vault,
        vrt_mint: vault.vrt_mint,
        vrt_account: accounts.vrt_account,
        bucket: core.exit_bucket(&accounts.vault, epoch),
        ticket: core.exit_ticket(&accounts.vault, &pool.address, pool.pool.tickets),
        token_program: TOKEN,
        system_program: SYSTEM,
        restaking_program: *core,
    };
    let args = client::UnplaceInstructionArgs { place: place as u64, shares, min_assets };
    Ok(unplace.instruction_with_remaining_accounts_at(&pool.program, args, &pool.sources()))
}

/// Places tokens.
pub fn place(session: &mut Session, address: Pubkey, vault: Pubkey, amount: Option<&Amount>) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.placement_of(&vault)?;
    let decimals = pool.vault(place)?.decimals;
    let units = match amount {
        Some(amount) => amount.units(decimals, None)?,
        None => shortfall(&pool.valued()?, place)?,
    };
    if units == 0 {
        refuse!("vault {vault} has its part of the asset, or the reserve has nothing free: nothing is to be placed");
    }
    let instruction = place_instruction(session, &pool, place, units)?;
    let before = updates(session, &pool, std::slice::from_ref(&instruction))?;
    let what = format!("Place {} tokens in vault {vault}", tokens(units, decimals));
    let plan = Plan { instructions: before, ..Plan::new(what) }.of_vault(decimals);
    let plan = plan.with(instruction);
    session.carry_out(plan)
}

/// Requests an exit.
pub fn unplace(
    session: &mut Session,
    address: Pubkey,
    vault: Pubkey,
    amount: Option<&Amount>,
    bound: &Bound,
) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.placement_of(&vault)?;
    let found = pool.vault(place)?;
    let held = pool.pool.ledger.placements[place].shares;
    let shares = match amount {
        Some(amount) => amount.units(found.decimals, Some(held))?,
        None => missing(&pool, &pool.valued()?, place)?,
    };
    if shares == 0 {
        refuse!("the queue waits for nothing from vault {vault}, or the pool has nothing there");
    }
    if shares > held {
        let (want, have) = (tokens(shares, found.decimals), tokens(held, found.decimals));
        refuse!("the pool has {have} VRT of vault {vault}, not {want}");
    }
    let before = updates(session, &pool, &[unplace_instruction(session, &pool, place, (shares, 0))?])?;
    bound.carry_out(session, found.decimals, ("ExitRequested", "assets", 0), |session, min_assets| {
        let ledger = VaultLedger::from(&found.ledger);
        let now = session.now()?;
        let when = time::near(ledger.claimable_at(ledger.epoch_at(now) + 1), now);
        let what = format!(
            "Request an exit of {} VRT from vault {vault} for the pool {address}, collected {when}",
            tokens(shares, found.decimals)
        );
        let pool = LiquidPool::load(session.chain, pool.program, &address)?;
        let plan = Plan { instructions: before.clone(), ..Plan::new(what) }.of_vault(found.decimals);
        Ok(plan.with(unplace_instruction(session, &pool, place, (shares, min_assets))?))
    })
}

/// Swaps tokens of two assets.
#[derive(Args, Debug)]
pub struct Swap {
    /// The pool
    pool: Pubkey,
    /// The mint of the asset that leaves
    out_mint: Pubkey,
    /// The amount that leaves
    out: Amount,
    /// The mint of the asset that comes
    back_mint: Pubkey,
    /// The amount that comes
    back: Amount,
    /// The trader
    #[command(flatten)]
    trader: Trader,
}

impl Swap {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let pool = LiquidPool::load(session.chain, session.liquid()?, &self.pool)?;
        let (from, to) = (pool.place_of(&self.out_mint)?, pool.place_of(&self.back_mint)?);
        if from == to {
            refuse!("a swap is of two assets, and both are {}", self.out_mint);
        }
        let out = self.out.units(pool.decimals[from], None)?;
        let back = self.back.units(pool.decimals[to], None)?;
        let party = self.trader.trader.as_ref().map(|source| open(source, "trader", false)).transpose()?;
        let me = session.me();
        let trader = party.as_ref().map_or(me, crate::signer::Party::pubkey);
        if party.is_some() {
            // The slot of a second signer that signs beside the one that acts.
            session.signers.gate = party;
        }
        let shown = [(out, from), (back, to)].map(|(units, place)| tokens(units, pool.decimals[place]));
        let [shown_out, shown_back] = shown;
        let what = format!(
            "Give {shown_out} tokens of mint {} for {shown_back} of mint {} of {trader}",
            self.out_mint, self.back_mint
        );
        let mut plan = Plan::new(what);
        if pool.decimals[from] == pool.decimals[to] {
            plan = plan.of_vault(pool.decimals[from]);
        }
        let trader_receives = session.token_account(&mut plan, &trader, &self.out_mint)?;
        let (trader_gives, _) = session.holding(&trader, &self.back_mint)?;
        let accounts = client::SwapAssets {
            curator: me,
            trader,
            pool: self.pool,
            out_reserve: pool.pool.assets[from].reserve,
            back_reserve: pool.pool.assets[to].reserve,
            trader_gives,
            trader_receives,
            token_program: TOKEN,
        };
        let args = client::SwapAssetsInstructionArgs { out, back };
        let swap = accounts.instruction_with_remaining_accounts_at(&pool.program, args, &pool.sources());
        let before = updates(session, &pool, &[&plan.instructions[..], std::slice::from_ref(&swap)].concat())?;
        plan.instructions.splice(0..0, before);
        let plan = plan.with(swap).watching("given", trader_gives, pool.decimals[to]);
        session.carry_out(plan.watching("received", trader_receives, pool.decimals[from]))
    }
}
