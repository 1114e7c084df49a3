//! Exits by ticket.

use clap::Subcommand;
use restaking_client::ledger;
use restaking_client::{self as client, ExitBucket, ExitTicket, Vault, asset, exits, rates};
use solana_program::instruction::AccountMeta;
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use super::common::{Bound, SYSTEM, TOKEN, check_held, free_index, now_of};
use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::holding::Wallet;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;
use crate::view::risk;
use crate::view::selection::Selection;

/// Exits by ticket.
#[derive(Debug, Subcommand)]
pub enum Exit {
    /// Burn VRT for a ticket, claimable from the start of the epoch after the next
    Request {
        /// The vault
        vault: Pubkey,
        /// The amount of VRT, in tokens, or `all`
        amount: Amount,
        /// Give the ticket this number among yours of this vault [default: the first free one]
        #[arg(long, value_name = "NONCE")]
        ticket_nonce: Option<u64>,
        /// The least that it may bring
        #[command(flatten)]
        bound: Bound,
    },
    /// Turn a ticket back into VRT, before it can be claimed
    Cancel {
        /// The ticket
        ticket: Pubkey,
        /// The least that it may bring
        #[command(flatten)]
        bound: Bound,
    },
    /// Claim matured tickets
    Claim {
        /// The tickets [default: all of yours that can be claimed]
        tickets: Vec<Pubkey>,
    },
    /// Give a ticket to another owner
    Transfer {
        /// The ticket
        ticket: Pubkey,
        /// The new owner
        new_owner: Pubkey,
    },
    /// List tickets, with the time and the amount of their claim
    List {
        /// List the tickets of this owner [default: you]
        #[arg(long)]
        owner: Option<Pubkey>,
        /// Which rows, in which order, with which columns.
        #[command(flatten)]
        selection: Selection,
    },
    /// Settle a bucket's matured tickets, for any owner: they then need the bucket no longer, and it can be closed
    Settle {
        /// The vault
        vault: Pubkey,
        /// The bucket's epoch
        epoch: u64,
        /// The tickets [default: all of the bucket]
        tickets: Vec<Pubkey>,
    },
    /// Close an epoch's bucket that no ticket needs; its rent goes back to its payer
    CloseBucket {
        /// The vault
        vault: Pubkey,
        /// The bucket's epoch
        epoch: u64,
    },
}

impl Exit {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Request { vault, amount, ticket_nonce, bound } => {
                request(session, vault, &amount, ticket_nonce, &bound)
            }
            Self::Cancel { ticket, bound } => cancel(session, ticket, &bound),
            Self::Claim { tickets } => claim(session, tickets),
            Self::Transfer { ticket, new_owner } => {
                let found: ExitTicket = session.load(&ticket)?;
                let accounts = client::TransferExitTicket {
                    owner: session.me(),
                    vault: found.vault,
                    ticket,
                    config: session.program().config(),
                };
                let args = client::TransferExitTicketInstructionArgs { new_owner };
                let mut plan = Plan::new(format!("Give ticket {ticket} to {new_owner}"));
                session.check_recipient(&mut plan, &new_owner)?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::List { owner, selection } => {
                let owner = owner.unwrap_or_else(|| session.me());
                super::list::list(session, "ExitTicket", &[("owner", owner)], &selection)
            }
            Self::Settle { vault, epoch, tickets } => settle(session, vault, epoch, tickets),
            Self::CloseBucket { vault, epoch } => {
                let bucket = session.program().exit_bucket(&vault, epoch);
                let found: ExitBucket = session.load(&bucket)?;
                let plan = Plan::new(format!("Close the exit bucket of epoch {epoch}"))
                    .of_vault(session.load::<Vault>(&vault)?.decimals);
                let accounts = client::CloseExitBucket { vault, bucket, rent_payer: found.rent_payer };
                session.carry_out(plan.with(accounts.instruction_at(&session.program())))
            }
        }
    }
}

fn settle(session: &mut Session, vault: Pubkey, epoch: u64, named: Vec<Pubkey>) -> Result<()> {
    let tickets = if named.is_empty() {
        let all: Vec<(Pubkey, ExitTicket)> = accounts::all(session.chain, &[("vault", &vault)])?;
        let open = all.into_iter().filter(|(_, found)| {
            found.ticket.epoch == epoch && !ledger::state::exit_ticket::Ticket::from(&found.ticket).is_settled()
        });
        open.map(|(address, _)| address).collect()
    } else {
        named
    };
    if tickets.is_empty() {
        refuse!("no ticket needs the exit bucket of epoch {epoch}: close it with `restake exit close-bucket`");
    }
    let decimals = session.load::<Vault>(&vault)?.decimals;
    let accounts = client::SettleExits { vault, bucket: session.program().exit_bucket(&vault, epoch) };
    session.carry_out_each(&tickets, &|ticket| format!("ticket {ticket}"), &|session, part| {
        let metas: Vec<AccountMeta> = part.iter().map(|ticket| AccountMeta::new(*ticket, false)).collect();
        let plan = Plan::new(format!("Settle {} exit tickets of epoch {epoch}", part.len())).of_vault(decimals);
        Ok(plan.with(accounts.instruction_with_remaining_accounts_at(&session.program(), &metas)))
    })
}

/// The signer's account of the vault's shares, and how many of them `amount` is.
pub(super) fn shares_of(session: &Session, vault: &Vault, amount: &Amount) -> Result<(Pubkey, u64)> {
    let (account, have) = session.funds(&vault.vrt_mint)?;
    let shares = amount.units(vault.decimals, Some(have))?;
    if shares > have {
        let (want, have) = (tokens(shares, vault.decimals), tokens(have, vault.decimals));
        refuse!("you have {have} VRT of this vault, and want to leave with {want}");
    }
    Ok((account, shares))
}

fn request(session: &mut Session, address: Pubkey, amount: &Amount, nonce: Option<u64>, bound: &Bound) -> Result<()> {
    let vault: Vault = session.load(&address)?;
    check_held(session, (&address, &vault))?;
    let (owner_shares, shares) = shares_of(session, &vault, amount)?;
    let me = session.me();
    let nonce = match nonce {
        Some(nonce) => nonce,
        None => free_index(session, |nonce| session.program().exit_ticket(&address, &me, nonce))?,
    };
    let (ledger, _) = now_of(session, &vault)?;
    let shown = tokens(shares, vault.decimals);
    let fee_bps = ledger.fees.exit_bps.at(session.now()?);
    bound.carry_out(session, vault.decimals, ("ExitRequested", "assets", fee_bps), |session, min_assets| {
        let (ledger, epoch) = now_of(session, &vault)?;
        let when = time::near(ledger.claimable_at(epoch + 1), session.now()?);
        let what = format!("Ask to leave vault {address} with {shown} VRT, claimable {when}");
        let accounts = client::RequestExit {
            payer: me,
            owner: me,
            vault: address,
            vrt_mint: vault.vrt_mint,
            owner_shares,
            bucket: session.program().exit_bucket(&address, epoch + 1),
            ticket: session.program().exit_ticket(&address, &me, nonce),
            token_program: TOKEN,
            system_program: SYSTEM,
        };
        let args = client::RequestExitInstructionArgs { nonce, shares, min_assets };
        let plan = Plan::new(what).of_vault(vault.decimals).with(accounts.instruction_at(&session.program(), args));
        Ok(plan.watching("VRT", owner_shares, vault.decimals))
    })
}

fn cancel(session: &mut Session, address: Pubkey, bound: &Bound) -> Result<()> {
    let ticket: ExitTicket = session.load(&address)?;
    let vault: Vault = session.load(&ticket.vault)?;
    let me = session.me();
    let bucket = session.program().exit_bucket(&ticket.vault, ticket.ticket.epoch);
    let warnings = match accounts::find::<ExitBucket>(session.chain, &bucket)? {
        Some(found) => {
            let worth = rates::cancel_worth(&vault, &found, &ticket, session.now()?);
            risk::of_entering(session.chain, (ticket.vault, &vault), worth)?
        }
        None => vec![],
    };
    bound.carry_out(session, vault.decimals, ("ExitCanceled", "shares", 0), |session, min_shares| {
        let mut plan = Plan::new(format!("Turn ticket {address} back into VRT")).of_vault(vault.decimals);
        let owner_shares = session.token_account(&mut plan, &me, &vault.vrt_mint)?;
        let accounts = client::CancelExit {
            owner: me,
            vault: ticket.vault,
            vrt_mint: vault.vrt_mint,
            owner_shares,
            bucket,
            ticket: address,
            rent_payer: ticket.rent_payer,
            config: session.program().config(),
            token_program: TOKEN,
        };
        let max_risk_version = vault.ledger.risk_version;
        let args = client::CancelExitInstructionArgs { min_shares, max_risk_version };
        let plan = plan.warning(warnings.clone()).with(accounts.instruction_at(&session.program(), args));
        Ok(plan.watching("VRT", owner_shares, vault.decimals))
    })
}

fn claim(session: &mut Session, named: Vec<Pubkey>) -> Result<()> {
    let (me, now) = (session.me(), session.now()?);
    let everything = named.is_empty();
    // What is wrong with one keeps no other from being paid.
    let tickets: Vec<(Pubkey, Result<ExitTicket>)> = if everything {
        let all: Vec<(Pubkey, ExitTicket)> = accounts::all(session.chain, &[("owner", &me)])?;
        all.into_iter().map(|(address, ticket)| (address, Ok(ticket))).collect()
    } else {
        named.into_iter().map(|address| (address, session.load(&address))).collect()
    };
    let mut items: Vec<(Pubkey, Result<Due>)> = vec![];
    let mut next: Option<i64> = None;
    for (address, ticket) in tickets {
        let read = ticket.and_then(|ticket| Ok((session.load::<Vault>(&ticket.vault)?, ticket)));
        let (vault, ticket) = match read {
            Ok(read) => read,
            Err(why) => {
                items.push((address, Err(why)));
                continue;
            }
        };
        let at = exits::claimable_at(&vault, ticket.ticket.epoch);
        if everything && at > now {
            next = Some(next.map_or(at, |next| next.min(at)));
            continue;
        }
        // Tickets of one mint are paid into one account.
        let mut paid = items.iter().filter_map(|(_, due)| due.as_ref().ok());
        let paid = paid.find(|due| due.vault.asset_mint == vault.asset_mint).map(|due| due.wallet.clone());
        let wallet = paid.map_or_else(|| session.wallet(&vault.asset_mint), Ok);
        items.push((address, wallet.map(|wallet| Due { ticket, vault, wallet })));
    }
    if items.is_empty() {
        match next {
            Some(at) => refuse!("none of your tickets can be claimed yet: the first can {}", time::near(at, now)),
            None => refuse!("{me} has no exit tickets"),
        }
    }
    // Of one scale each, as few transactions as there can be.
    items.sort_by_key(|(_, due)| due.as_ref().map(|due| due.vault.decimals).ok());
    session.carry_out_each(&items, &|(address, _)| format!("ticket {address}"), &|session, part| {
        let mut plan = Plan::new(format!("Claim {} of your exit tickets", part.len()));
        let mut unwrapping = vec![];
        for (address, due) in part {
            let Due { ticket, vault, wallet } = due.as_ref().map_err(Clone::clone)?;
            if plan.scale.vault.is_some_and(|decimals| decimals != vault.decimals) {
                refuse!("assets have different decimals: show them separately");
            }
            plan = plan.of_vault(vault.decimals);
            let owner_assets = wallet.account;
            // Anyone may give away a ticket of a vault with a mint of its own. An account for that mint is opened only on
            // request.
            if everything && vault.asset_mint != native_mint::ID && !wallet.exists {
                refuse!("you have no account of mint {}: name the ticket to open one and claim it", vault.asset_mint);
            }
            if plan.balances.iter().all(|(_, account, _)| *account != owner_assets) {
                plan.pay_into(wallet);
                plan = plan.watching("tokens", owner_assets, vault.decimals);
                unwrapping.extend(wallet.unwraps.clone());
            }
            let accounts = client::ClaimExit {
                owner: me,
                vault: ticket.vault,
                asset_account: vault.asset_account,
                owner_assets,
                bucket: session.program().exit_bucket(&ticket.vault, ticket.ticket.epoch),
                ticket: *address,
                rent_payer: ticket.rent_payer,
                token_program: TOKEN,
            };
            plan = plan.with(asset::moving(vault, accounts.instruction_at(&session.program())));
        }
        plan.instructions.extend(unwrapping);
        Ok(plan)
    })
}

/// A ticket that can be claimed.
struct Due {
    ticket: ExitTicket,
    vault: Vault,
    /// Where it is paid.
    wallet: Wallet,
}
