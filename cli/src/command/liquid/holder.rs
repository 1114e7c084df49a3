//! Deposits, and claims of what a holder is owed.

use restaking_client::liquid::{self as client, CollectedExit, ExitBatch, ExitPart, Pool, QueuedExit, SetAside};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use crate::amount::{Amount, tokens};
use crate::command::common::{Bound, TOKEN};
use crate::error::Result;
use crate::liquid::{LiquidPool, Update, all, find, load};
use crate::refuse;
use crate::session::{Plan, Session};

/// The decimals of every LRT.
pub const LRT: u8 = 9;

/// The updates of stake pools that stand before `instructions` in one transaction. Where they do not fit into it, they are sent first,
/// by themselves, and nothing stands before.
pub fn updates(session: &mut Session, pool: &LiquidPool, instructions: &[Instruction]) -> Result<Vec<Instruction>> {
    let updates = pool.updates()?;
    let before: Vec<Instruction> = updates.iter().flat_map(|update| update.instructions.clone()).collect();
    let whole = Plan { instructions: [&before, instructions].concat(), ..Plan::default() };
    if updates.is_empty() || session.fits(&whole) {
        return Ok(before);
    }
    if !session.options.sends() {
        refuse!(
            "{} stake pools have to be updated before this, and one transaction has no room for that: send `restake liquid update {}` first",
            updates.len(),
            pool.address
        );
    }
    send_updates(session, pool, &updates)?;
    Ok(vec![])
}

/// Sends updates of stake pools, in as few transactions as there can be.
pub fn send_updates(session: &mut Session, pool: &LiquidPool, updates: &[Update]) -> Result<()> {
    let name = |update: &Update| format!("stake pool {}", update.stake_pool);
    session.carry_out_each(updates, &name, &|_, part| {
        let instructions = part.iter().flat_map(|update| update.instructions.clone()).collect();
        let what = format!("Update {} stake pools of the pool {}", part.len(), pool.address);
        Ok(Plan { instructions, ..Plan::new(what) })
    })
}

/// Deposits; SOL is wrapped where the asset is wrapped SOL and there is too little of it.
pub fn deposit(session: &mut Session, address: Pubkey, mint: Pubkey, amount: &Amount, bound: &Bound) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let (me, decimals) = (session.me(), pool.decimals[place]);
    let (mine, have) = session.funds(&mint)?;
    let native = mint == native_mint::ID;
    if native && have == 0 && *amount == Amount::All {
        let sol = session.chain.account(&me)?.map_or(0, |account| account.lamports);
        refuse!("you have no wrapped SOL, and {} SOL: name how much of it to wrap and deposit", tokens(sol, 9));
    }
    let units = amount.units(decimals, Some(have))?;
    if units > have && !native {
        let (want, have) = (tokens(units, decimals), tokens(have, decimals));
        refuse!("you have {have} tokens of the mint {mint}, and want to deposit {want}");
    }
    let sources = pool.sources();
    let make = |session: &Session, before: &[Instruction], min_shares| {
        let what = format!("Deposit {} tokens of mint {mint} into the pool {address}", tokens(units, decimals));
        let mut plan = Plan { instructions: before.to_vec(), ..Plan::new(what) }.of_vault(decimals);
        wrap(session, &mut plan, (&mint, mine), [have, units])?;
        let depositor_shares = session.token_account(&mut plan, &me, &pool.pool.lrt_mint)?;
        let accounts = client::DepositAsset {
            depositor: me,
            pool: address,
            reserve: pool.pool.assets[place].reserve,
            lrt_mint: pool.pool.lrt_mint,
            depositor_tokens: mine,
            depositor_shares,
            token_program: TOKEN,
        };
        let args = client::DepositAssetInstructionArgs { tokens: units, min_shares };
        let plan = plan.with(accounts.instruction_with_remaining_accounts_at(&pool.program, args, &sources));
        Ok(plan.watching("tokens", mine, decimals).watching("LRT", depositor_shares, LRT))
    };
    let before = updates(session, &pool, &make(session, &[], 0)?.instructions)?;
    bound.carry_out(session, LRT, ("PoolDeposited", "shares", 0), |session, min_shares| {
        make(session, &before, min_shares)
    })
}

/// Wraps the SOL that the account `mine` has too little of to pay `units`, where `mint` is wrapped SOL.
pub fn wrap(
    session: &Session,
    plan: &mut Plan,
    (mint, mine): (&Pubkey, Pubkey),
    [have, units]: [u64; 2],
) -> Result<()> {
    let short = units.saturating_sub(have);
    if short == 0 || *mint != native_mint::ID {
        return Ok(());
    }
    let me = session.me();
    session.token_account(plan, &me, mint)?;
    plan.instructions.push(solana_system_interface::instruction::transfer(&me, &mine, short));
    plan.instructions.push(spl_token_interface::instruction::sync_native(&TOKEN, &mine).expect("SPL Token's id"));
    Ok(())
}

/// Deposits shares of a vault.
pub fn deposit_vrt(
    session: &mut Session,
    address: Pubkey,
    vault: Pubkey,
    amount: &Amount,
    bound: &Bound,
) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.placement_of(&vault)?;
    let (me, decimals, placement) = (session.me(), pool.vault(place)?.decimals, &pool.pool.placements[place]);
    let (depositor_vrt, have) = session.funds(&placement.vrt_mint)?;
    let vault_shares = amount.units(decimals, Some(have))?;
    if vault_shares > have {
        let (want, have) = (tokens(vault_shares, decimals), tokens(have, decimals));
        refuse!("you have {have} VRT of vault {vault}, and want to deposit {want}");
    }
    let sources = pool.sources();
    let make = |session: &Session, before: &[Instruction], min_shares| {
        let what = format!("Deposit {} VRT of vault {vault} into the pool {address}", tokens(vault_shares, decimals));
        let mut plan = Plan { instructions: before.to_vec(), ..Plan::new(what) }.of_vault(decimals);
        let depositor_shares = session.token_account(&mut plan, &me, &pool.pool.lrt_mint)?;
        let accounts = client::DepositVrt {
            depositor: me,
            pool: address,
            vault,
            config: session.program().config(),
            vrt_account: placement.vrt_account,
            lrt_mint: pool.pool.lrt_mint,
            depositor_vrt,
            depositor_shares,
            token_program: TOKEN,
        };
        let args = client::DepositVrtInstructionArgs { place: place as u64, vault_shares, min_shares };
        let plan = plan.with(accounts.instruction_with_remaining_accounts_at(&pool.program, args, &sources));
        Ok(plan.watching("VRT", depositor_vrt, decimals).watching("LRT", depositor_shares, LRT))
    };
    let before = updates(session, &pool, &make(session, &[], 0)?.instructions)?;
    bound.carry_out(session, LRT, ("VrtDeposited", "shares", 0), |session, min_shares| {
        make(session, &before, min_shares)
    })
}

/// Something that a holder is owed.
enum Owed {
    Request(Pubkey, QueuedExit),
    Part(Pubkey, ExitPart, CollectedExit),
    Aside(Pubkey, SetAside, usize),
}

/// Claims all that the signer is owed, of the pool `named` or of all.
pub fn claim(session: &mut Session, named: Option<Pubkey>) -> Result<()> {
    let (me, liquid) = (session.me(), session.liquid()?);
    let chain = session.chain;
    let is_named = |pool: &Pubkey| named.is_none_or(|named| named == *pool);
    let (mut owed, mut waits) = (vec![], 0);
    for (address, request) in all::<QueuedExit>(chain, liquid, &[("owner", &me)])? {
        if !is_named(&request.pool) {
            continue;
        }
        let batch: ExitBatch = load(chain, liquid, &request.batch)?;
        let batch = client::value::state::batch::Batch::from(&batch.batch);
        let due = batch.due(&(&request.request).into()).unwrap_or(0);
        if due > 0 || batch.waiting() == 0 { owed.push(Owed::Request(address, request)) } else { waits += 1 }
    }
    for (address, part) in all::<ExitPart>(chain, liquid, &[("owner", &me)])? {
        if !is_named(&part.pool) {
            continue;
        }
        match find::<CollectedExit>(chain, liquid, &liquid.collected_exit(&part.ticket))? {
            Some(collected) => owed.push(Owed::Part(address, part, collected)),
            None => waits += 1,
        }
    }
    for (address, aside) in all::<SetAside>(chain, liquid, &[("owner", &me)])? {
        if is_named(&aside.pool) {
            let places = aside.tokens.iter().enumerate().filter(|(_, tokens)| **tokens > 0);
            owed.extend(places.map(|(place, _)| Owed::Aside(address, aside.clone(), place)));
        }
    }
    if owed.is_empty() {
        match waits {
            0 => refuse!("{me} has no queued exit, no part of an exit and nothing set aside"),
            _ => refuse!("nothing can be claimed yet: {waits} of yours wait for a fill or for a vault's exit"),
        }
    }
    session.carry_out_singly(&owed, &|owed| owed.name(), &|session, owed| {
        let pool = LiquidPool::load(session.chain, liquid, owed.pool())?;
        let place = owed.place(session, &pool)?;
        let asset = &pool.pool.assets[place];
        let wallet = session.wallet(&asset.mint)?;
        let mut plan = Plan::new(format!("Claim {} in tokens of mint {}", owed.name(), asset.mint));
        plan.pay_into(&wallet);
        let claim = owed.claim(&pool, &me, asset.reserve, wallet.account);
        plan = plan.of_vault(pool.decimals[place]).with(claim).watching("tokens", wallet.account, pool.decimals[place]);
        plan.instructions.extend(wallet.unwraps);
        Ok(plan)
    })
}

impl Owed {
    fn name(&self) -> String {
        match self {
            Self::Request(address, _) => format!("queued exit {address}"),
            Self::Part(address, ..) => format!("exit part {address}"),
            Self::Aside(address, ..) => format!("what {address} sets aside"),
        }
    }

    fn pool(&self) -> &Pubkey {
        match self {
            Self::Request(_, request) => &request.pool,
            Self::Part(_, part, _) => &part.pool,
            Self::Aside(_, aside, _) => &aside.pool,
        }
    }

    /// The place of the asset that it is paid in.
    fn place(&self, session: &Session, pool: &LiquidPool) -> Result<usize> {
        Ok(match self {
            Self::Request(_, request) => load::<ExitBatch>(session.chain, pool.program, &request.batch)?.place as usize,
            Self::Part(_, _, collected) => collected.place as usize,
            Self::Aside(_, _, place) => *place,
        })
    }

    fn claim(&self, pool: &LiquidPool, me: &Pubkey, reserve: Pubkey, owner_tokens: Pubkey) -> Instruction {
        let (owner, liquid) = (*me, &pool.program);
        match self {
            Self::Request(address, request) => client::ClaimQueuedExit {
                owner,
                pool: pool.address,
                reserve,
                owner_tokens,
                batch: request.batch,
                queued_exit: *address,
                rent_payer: request.rent_payer,
                token_program: TOKEN,
            }
            .instruction_at(liquid),
            Self::Part(address, part, collected) => client::ClaimExitPart {
                owner,
                pool: pool.address,
                reserve,
                owner_tokens,
                collected: liquid.collected_exit(&part.ticket),
                exit_part: *address,
                part_rent_payer: part.rent_payer,
                collected_rent_payer: collected.rent_payer,
                token_program: TOKEN,
            }
            .instruction_at(liquid),
            Self::Aside(address, aside, _) => client::ClaimSetAside {
                owner,
                pool: pool.address,
                reserve,
                owner_tokens,
                aside: *address,
                rent_payer: aside.rent_payer,
                token_program: TOKEN,
            }
            .instruction_at(liquid),
        }
    }
}

/// The signer's account of the pool's LRT, and how much of it `amount` is.
pub fn shares_of(session: &Session, pool: &Pool, amount: &Amount) -> Result<(Pubkey, u64)> {
    let (account, have) = session.funds(&pool.lrt_mint)?;
    let shares = amount.units(LRT, Some(have))?;
    if shares > have {
        let (want, have) = (tokens(shares, LRT), tokens(have, LRT));
        refuse!("you have {have} LRT of this pool, and want to leave with {want}");
    }
    Ok((account, shares))
}
