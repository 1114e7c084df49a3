//! The way out.

use clap::Args;
use restaking_client::native_stake::{Phase, SinglePool, leave};
use restaking_client::{self as client, ExitTicket, Vault, asset, exits};
use solana_program::instruction::Instruction;
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
        let leaving = Leaving { address, vault: &vault, standing: &standing, amount: amount.as_ref() };
        let (first, last) = tickets.split_at(tickets.len() - leaving.room(session, &tickets)?);
        if !first.is_empty() {
            leaving.claim(session, first, last)?;
            if !session.options.sends() {
                return Ok(());
            }
        }
        session.carry_out_made(&|session| leaving.plan(session, last))
    }
}

/// A ticket, at its address.
type Ticket = (Pubkey, ExitTicket);

/// The tickets to claim: those that were named, or all of the signer's in the vault that have matured.
fn due(session: &Session, address: Pubkey, vault: &Vault, named: Vec<Pubkey>) -> Result<Vec<Ticket>> {
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
    let all: Vec<Ticket> = accounts::all(session.chain, &[("owner", &me)])?;
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

/// A withdrawal.
struct Leaving<'a> {
    address: Pubkey,
    vault: &'a Vault,
    standing: &'a Standing,
    amount: Option<&'a Amount>,
}

/// Claims, and the token account that they pay into.
struct Claims {
    /// What makes the account, with what to know of it.
    opening: Plan,
    account: Pubkey,
    each: Vec<Instruction>,
}

impl Claims {
    /// The claims of `part` in one transaction.
    fn plan(&self, part: &[Instruction]) -> Plan {
        let instructions = [&self.opening.instructions, part].concat();
        let plan = Plan { instructions, ..Plan::default() }.warning(self.opening.warnings.iter().cloned());
        plan.watching("pool tokens", self.account, SOL)
    }
}

impl Leaving<'_> {
    fn claims(&self, session: &Session, tickets: &[Ticket]) -> Result<Claims> {
        let (me, mut opening) = (session.me(), Plan::default());
        let account = session.token_account(&mut opening, &me, &self.vault.asset_mint)?;
        let claim = |(ticket, found): &Ticket| {
            let accounts = client::ClaimExit {
                owner: me,
                vault: self.address,
                asset_account: self.vault.asset_account,
                owner_assets: account,
                bucket: session.program().exit_bucket(&self.address, found.ticket.epoch),
                ticket: *ticket,
                rent_payer: found.rent_payer,
                token_program: TOKEN,
            };
            asset::moving(self.vault, accounts.instruction_at(&session.program()))
        };
        Ok(Claims { opening, account, each: tickets.iter().map(claim).collect() })
    }

    /// The new stake account, and what takes `units` pool tokens out into it.
    fn withdrawal(&self, session: &Session, account: &Pubkey, units: u64) -> Result<(Pubkey, Vec<Instruction>)> {
        let (to, made) = new_account(session)?;
        let leave = leave(&self.standing.pool, &to, &session.me(), account, units);
        Ok((to, made.into_iter().chain(leave).collect()))
    }

    /// How many of `tickets`, from the last, have room in the transaction of the withdrawal.
    fn room(&self, session: &Session, tickets: &[Ticket]) -> Result<usize> {
        let claims = self.claims(session, tickets)?;
        let (_, withdrawal) = self.withdrawal(session, &claims.account, 0)?;
        let fits = |room: &usize| {
            let mut plan = claims.plan(&claims.each[tickets.len() - room..]);
            plan.instructions.extend(withdrawal.iter().cloned());
            session.fits(&plan)
        };
        let rooms: Vec<usize> = (1..=tickets.len()).collect();
        Ok(rooms.partition_point(fits))
    }

    /// Claims the `first` tickets, which have no room beside the withdrawal, in transactions of their own. None is sent before all of
    /// them and the `last` have been tried out, and pay what is to be withdrawn.
    fn claim(&self, session: &mut Session, first: &[Ticket], last: &[Ticket]) -> Result<()> {
        let claims = self.claims(session, first)?;
        let ranges = session.parts(&claims.each, |part| Ok(claims.plan(part)))?;
        let (_, mut have) = session.funds(&self.vault.asset_mint)?;
        let before = have;
        let rest = self.claims(session, last)?;
        let parts = ranges.iter().map(|range| &claims.each[range.clone()]);
        for part in parts.chain([&rest.each[..]]).filter(|part| !part.is_empty()) {
            have += paid(session, &claims, part)?.saturating_sub(before);
        }
        let what = self.what(self.units(have)?);
        let count = ranges.len() + 1;
        for (place, range) in (1..).zip(ranges) {
            let mut plan = claims.plan(&claims.each[range.clone()]).of_vault(self.vault.decimals);
            let (claimed, address) = (range.len(), self.address);
            plan.what = format!(
                "Claim {claimed} exit tickets of vault {address} before the withdrawal, in transaction {place} of {count}"
            );
            if !session.options.sends() {
                let also = if last.is_empty() { String::new() } else { format!("claims {} tickets and ", last.len()) };
                plan.warnings.push(format!(
                    "note: the last of the {count} transactions {also}withdraws {what}: it can be simulated when the others have landed"
                ));
            }
            session.carry_out(plan)?;
        }
        Ok(())
    }

    /// Claims `tickets`, and withdraws what they pay with what is there already.
    fn plan(&self, session: &Session, tickets: &[Ticket]) -> Result<Plan> {
        let claims = self.claims(session, tickets)?;
        let have = match tickets.is_empty() {
            true => session.funds(&self.vault.asset_mint)?.1,
            false => paid(session, &claims, &claims.each)?,
        };
        let units = self.units(have)?;
        let (to, withdrawal) = self.withdrawal(session, &claims.account, units)?;
        let mut plan = claims.plan(&claims.each).of_vault(self.vault.decimals);
        plan.instructions.extend(withdrawal);
        plan.what = format!("Withdraw {} in the new stake account {to}", self.what(units));
        if !matches!(self.standing.phase(session)?, Phase::Active) {
            let vote = self.standing.pool.vote;
            plan.warnings.push(format!(
                "note: the stake of validator {vote}'s pool is not active, and what leaves is not either"
            ));
        }
        Ok(plan)
    }

    /// How many of the `have` pool tokens to withdraw.
    fn units(&self, have: u64) -> Result<u64> {
        let units = self.amount.map_or(Ok(have), |amount| amount.units(SOL, Some(have)))?;
        if units > have {
            let (want, have) = (tokens(units, SOL), tokens(have, SOL));
            refuse!("you have {have} pool tokens with what the tickets pay, and want to withdraw {want}");
        }
        if units == 0 {
            refuse!("there are no pool tokens to withdraw");
        }
        Ok(units)
    }

    fn what(&self, units: u64) -> String {
        let stake = self.standing.value.stake_for(units).unwrap_or(0);
        let (units, stake) = (tokens(units, SOL), tokens(stake, SOL));
        format!("{units} pool tokens of validator {} as {stake} SOL of stake", self.standing.pool.vote)
    }
}

/// The pool tokens in the account of `claims` after `part` of them, by trying it out.
fn paid(session: &Session, claims: &Claims, part: &[Instruction]) -> Result<u64> {
    let (outcome, _) = session.simulate(&claims.plan(part), &[claims.account])?;
    Ok(accounts::token(outcome.accounts.first().and_then(Option::as_ref)).map_or(0, |account| account.amount))
}
