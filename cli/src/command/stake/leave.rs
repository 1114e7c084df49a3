//! The way out.

use clap::Args;
use restaking_client::native_stake::{Phase, SinglePool, leave};
use restaking_client::{self as client, ExitTicket, Vault, asset, exits};
use solana_program::pubkey::Pubkey;

use super::{SOL, Standing, check_rewards_are_paid, new_account, pool_of_mint};
use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::command::common::TOKEN;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// Withdraws an active stake account.
#[derive(Args, Debug)]
pub struct Withdraw {
    /// The vault
    vault: Pubkey,
    /// Claim these tickets [default: all of yours in the vault that can be claimed]
    #[arg(long = "ticket", value_name = "TICKET")]
    tickets: Vec<Pubkey>,
    /// Withdraw this many pool tokens [default: all that you have, with what the tickets pay]
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<Amount>,
    /// The validator's vote account [default: found among all pools]
    #[arg(long, value_name = "VOTE_ACCOUNT")]
    validator: Option<Pubkey>,
}

impl Withdraw {
    /// Withdraws it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { vault: address, tickets: named, amount, validator } = self;
        let vault: Vault = session.load(&address)?;
        let pool = match validator {
            Some(vote) => SinglePool::of(&vote),
            None => pool_of_mint(session, &vault.asset_mint)?,
        };
        if pool.mint != vault.asset_mint {
            refuse!(
                "vault {address} does not take the stake of validator {}: its asset is {}",
                pool.vote,
                vault.asset_mint
            );
        }
        let standing = Standing::of(session, &pool.vote)?;
        check_rewards_are_paid(session)?;
        let tickets = due(session, address, &vault, named)?;
        session.carry_out_made(&|session| plan(session, (address, &vault), &standing, &tickets, amount.as_ref()))
    }
}

/// The tickets to claim: those that were named, or all of the signer's in the vault that have matured.
fn due(session: &Session, address: Pubkey, vault: &Vault, named: Vec<Pubkey>) -> Result<Vec<(Pubkey, ExitTicket)>> {
    let (me, now) = (session.me(), session.now()?);
    let claimable = |ticket: &ExitTicket| exits::claimable_at(vault, ticket.ticket.epoch);
    if !named.is_empty() {
        return named
            .into_iter()
            .map(|at| {
                let ticket: ExitTicket = session.load(&at)?;
                if ticket.vault != address {
                    refuse!("ticket {at} is of vault {}, not of {address}", ticket.vault);
                }
                Ok((at, ticket))
            })
            .collect();
    }
    let all: Vec<(Pubkey, ExitTicket)> = accounts::all(session.chain, &[("owner", &me)])?;
    let (due, early): (Vec<_>, Vec<_>) =
        all.into_iter().filter(|(_, ticket)| ticket.vault == address).partition(|(_, ticket)| claimable(ticket) <= now);
    let (_, held) = session.funds(&vault.asset_mint)?;
    if due.is_empty() && held == 0 {
        match early.iter().map(|(_, ticket)| claimable(ticket)).min() {
            Some(first) => refuse!(
                "none of your tickets of vault {address} can be claimed yet: the first can {}",
                time::near(first, now)
            ),
            None => refuse!(
                "{me} has no exit tickets of vault {address}, and no pool tokens: request an exit with `restake exit request`"
            ),
        }
    }
    Ok(due)
}

fn plan(
    session: &Session,
    (address, vault): (Pubkey, &Vault),
    standing: &Standing,
    tickets: &[(Pubkey, ExitTicket)],
    amount: Option<&Amount>,
) -> Result<Plan> {
    let me = session.me();
    let mut plan = Plan::new(String::new()).of_vault(vault.decimals);
    let owner_assets = session.token_account(&mut plan, &me, &vault.asset_mint)?;
    for (ticket, found) in tickets {
        let accounts = client::ClaimExit {
            owner: me,
            vault: address,
            asset_account: vault.asset_account,
            owner_assets,
            bucket: session.program().exit_bucket(&address, found.ticket.epoch),
            ticket: *ticket,
            rent_payer: found.rent_payer,
            token_program: TOKEN,
        };
        plan = plan.with(asset::moving(vault, accounts.instruction_at(&session.program())));
    }
    let have = if plan.instructions.is_empty() {
        session.funds(&vault.asset_mint)?.1
    } else {
        // What the tickets pay, by trying it out.
        let (outcome, _) = session.simulate(&plan, &[owner_assets])?;
        accounts::token(outcome.accounts.first().and_then(Option::as_ref)).map_or(0, |account| account.amount)
    };
    let leaving = match amount {
        Some(amount) => amount.units(SOL, Some(have))?,
        None => have,
    };
    if leaving > have {
        let (want, have) = (tokens(leaving, SOL), tokens(have, SOL));
        refuse!("you have {have} pool tokens with what the tickets pay, and want to withdraw {want}");
    }
    if leaving == 0 {
        refuse!("there are no pool tokens to withdraw");
    }
    let (to, made) = new_account(session)?;
    plan.instructions.extend(made);
    plan.instructions.extend(leave(&standing.pool, &to, &me, &owner_assets, leaving));
    let stake = standing.value.stake_for(leaving).unwrap_or(0);
    let vote = standing.pool.vote;
    plan.what = format!(
        "Withdraw {} pool tokens of validator {vote} as {} SOL of stake in the new stake account {to}",
        tokens(leaving, SOL),
        tokens(stake, SOL)
    );
    if !matches!(standing.phase(session)?, Phase::Active) {
        plan.warnings
            .push(format!("note: the stake of validator {vote}'s pool is not active, and what leaves is not either"));
    }
    Ok(plan.watching("pool tokens", owner_assets, SOL))
}
