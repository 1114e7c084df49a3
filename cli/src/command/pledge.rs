//! Pledges for open slashes.

use restaking_client::pledges::{self, Restoration};
use restaking_client::{self as client, SlashPledge, SlashProposal, SlashStatus, Vault, asset};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN, slash_of};
use crate::accounts::token_address;
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;
use crate::view::slash;

/// Pledges for a slash, out of the signer's token account.
pub fn pledge(session: &mut Session, address: Pubkey, amount: &Amount) -> Result<()> {
    let (slash, vault) = slash_of(session, &address)?;
    let (now, slot) = session.chain.clock()?;
    if slash.status != SlashStatus::Open || now >= slash.final_from && slot >= slash.final_slot {
        refuse!("slash {address} is {}: a pledge is taken while it can be vetoed", slash::state(&slash, now, slot));
    }
    let me = session.me();
    let (pledger_assets, have) = session.funds(&vault.asset_mint)?;
    let left = slash.slash.stake.saturating_sub(slash.pledged);
    let amount = amount.units(vault.decimals, Some(left))?;
    let (taken, restored) = match pledges::pledge(&slash, amount) {
        Ok(taken) => taken,
        Err(_) if left == 0 => refuse!("all that slash {address} took is pledged for already"),
        Err(_) => refuse!("the pledge is zero"),
    };
    if taken > have {
        let (want, have) = (tokens(taken, vault.decimals), tokens(have, vault.decimals));
        refuse!("you have {have} tokens of the mint {}, and want to pledge {want}", vault.asset_mint);
    }
    let what = format!("Pledge {} tokens for slash {address}", tokens(taken, vault.decimals));
    let accounts = client::Pledge {
        payer: me,
        pledger: me,
        proposal: address,
        vault: slash.vault,
        asset_account: vault.asset_account,
        pledger_assets,
        pledge: session.program().pledge(&address, &me),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let args = client::PledgeInstructionArgs { amount: taken };
    let plan = Plan::new(what).of_vault(vault.decimals).warning(told(&slash, &vault, &restored, now));
    let plan = plan.with(asset::moving(&vault, accounts.instruction_at(&session.program(), args)));
    session.carry_out(plan.watching("tokens", pledger_assets, vault.decimals))
}

/// Notes before a pledge: its beneficiaries, and the time at which it can come back.
fn told(slash: &SlashProposal, vault: &Vault, restored: &Restoration, now: i64) -> Vec<String> {
    let shown = |units| tokens(units, vault.decimals);
    let mut parts = vec![format!("{} tokens to the vault's shares", shown(restored.shares))];
    for (epoch, assets) in restored.tickets {
        if assets > 0 {
            parts.push(format!("{} to the exit tickets of epoch {epoch}", shown(assets)));
        }
    }
    let mut told = vec![
        format!(
            "if the slash is executed, from {} on, {} of its {} tokens are restored: {}",
            time::near(slash.final_from, now),
            shown(restored.pledged),
            shown(slash.slash.stake),
            parts.join(", ")
        ),
        "a pledge cannot be withdrawn while the slash is open; a veto gives it back".to_owned(),
    ];
    if restored.shares > 0 && vault.ledger.books.supply == 0 {
        told.push("no shares of the vault exist: what comes back to them has no owner".to_owned());
    }
    told
}

/// Ends a pledge for a slash that is over.
pub fn withdraw(session: &mut Session, address: Pubkey, pledger: Option<Pubkey>) -> Result<()> {
    let (slash, vault) = slash_of(session, &address)?;
    let me = session.me();
    let pledger = pledger.unwrap_or(me);
    let record = session.program().pledge(&address, &pledger);
    let found: SlashPledge = session.load(&record)?;
    let shown = tokens(found.amount, vault.decimals);
    let what = match slash.status {
        SlashStatus::Vetoed => format!("Pay the pledge of {shown} tokens for slash {address} back to {pledger}"),
        SlashStatus::Executed => {
            format!("Close the pledge of {shown} tokens for slash {address}, which its execution used up")
        }
        SlashStatus::Open => {
            refuse!("slash {address} is open: a veto gives the pledge back, and an execution uses it up")
        }
        SlashStatus::Unknown(_) => refuse!("slash {address} has a status that this command line does not know"),
    };
    let mut plan = Plan::new(what).of_vault(vault.decimals);
    let mut unwraps = None;
    let (named, pledger_assets) = if slash.status == SlashStatus::Executed {
        (None, token_address(&pledger, &vault.asset_mint, &asset::asset_program(&vault)))
    } else if pledger == me {
        let wallet = session.wallet(&vault.asset_mint)?;
        plan.pay_into(&wallet);
        unwraps = wallet.unwraps;
        (Some(me), wallet.account)
    } else {
        (None, session.token_account(&mut plan, &pledger, &vault.asset_mint)?)
    };
    let accounts = client::WithdrawPledge {
        proposal: address,
        vault: slash.vault,
        asset_account: vault.asset_account,
        pledge: record,
        pledger: named,
        pledger_assets,
        rent_payer: found.rent_payer,
        token_program: TOKEN,
    };
    let mut plan = plan.with(asset::moving(&vault, accounts.instruction_at(&session.program())));
    plan.instructions.extend(unwraps);
    if slash.status == SlashStatus::Vetoed {
        plan = plan.watching("tokens", pledger_assets, vault.decimals);
    }
    session.carry_out(plan)
}
