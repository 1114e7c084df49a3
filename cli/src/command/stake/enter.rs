//! The way in.

use clap::Args;
use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::native_stake::{Delegation, Phase, SinglePool, StakeAccount, enter, split};
use restaking_client::{self as client, Vault, asset, rates};
use solana_program::pubkey::Pubkey;

use super::{SOL, Standing, check_rewards_are_paid, load_stake, new_account};
use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::command::common::{Bound, GateSigner, TOKEN, check_entry, through};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;
use crate::view::risk;

/// Deposits an active stake account.
#[derive(Args, Debug)]
pub struct Deposit {
    /// The stake account; you are its withdrawer
    account: Pubkey,
    /// The vault
    vault: Pubkey,
    /// Split this much stake off and deposit it alone, in SOL [default: the whole account]
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<Amount>,
    /// The least that it may bring
    #[command(flatten)]
    bound: Bound,
    /// Refuse to enter if the vault announced a risk or a charge after this version, as `restake show` shows it [default: the
    /// current one]
    #[arg(long, value_name = "VERSION")]
    max_risk_version: Option<u64>,
    /// The vault's deposit gate
    #[command(flatten)]
    gate: GateSigner,
}

impl Deposit {
    /// Deposits it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { account, vault: address, amount, bound, max_risk_version, gate } = self;
        let vault: Vault = session.load(&address)?;
        check_entry(session, (&address, &vault))?;
        let (found, delegation, standing) = checked(session, &account, (address, &vault))?;
        let stake = match &amount {
            Some(amount) => amount.units(SOL, Some(delegation.stake))?,
            None => delegation.stake,
        };
        if stake > delegation.stake {
            let (want, have) = (tokens(stake, SOL), tokens(delegation.stake, SOL));
            refuse!("stake account {account} has {have} SOL of stake, and you want to deposit {want}");
        }
        let apart = stake < delegation.stake;
        let me = session.me();
        if apart && found.staker != me {
            refuse!("only its staker {} can split stake account {account}: deposit all of it", found.staker);
        }
        let (mine, held) = session.funds(&vault.asset_mint)?;
        let expected = standing.value.tokens_for(stake).unwrap_or(u64::MAX).saturating_add(held);
        let worth = rates::deposit_worth(&vault, expected, session.now()?);
        let mut warnings = risk::of_entering(session.chain, (address, &vault), worth)?;
        if held > 0 {
            warnings.push(format!("note: the {} pool tokens in {mine} are deposited as well", tokens(held, SOL)));
        }
        let approval = vault.restricted.then(|| session.program().depositor_approval(&address, &me));
        let deposit_gate = gate.open(session, (&address, &vault))?;
        let max_risk_version = max_risk_version.unwrap_or(vault.ledger.risk_version);
        bound.carry_out(session, vault.decimals, ("Deposited", "shares", 0), |session, min_shares| {
            let what = format!("Deposit {} SOL of active stake of {account} into vault {address}", tokens(stake, SOL));
            let mut plan = Plan::new(what).of_vault(vault.decimals).warning(warnings.clone());
            let depositor_assets = session.token_account(&mut plan, &me, &vault.asset_mint)?;
            let depositor_shares = session.token_account(&mut plan, &me, &vault.vrt_mint)?;
            let entering = if apart { apart_of(session, &mut plan, &account, stake)? } else { account };
            plan.instructions.extend(enter(&standing.pool, &entering, &me, &depositor_assets));
            // Of the whole balance: what the pool mints is known only when it lands.
            let args = client::DepositInstructionArgs { amount: WHOLE_BALANCE, min_shares, max_risk_version };
            let accounts = client::Deposit {
                depositor: me,
                vault: address,
                asset_account: vault.asset_account,
                vrt_mint: vault.vrt_mint,
                depositor_assets,
                depositor_shares,
                approval,
                config: session.program().config(),
                token_program: TOKEN,
            };
            let deposit = asset::moving(&vault, accounts.instruction_at(&session.program(), args));
            let plan = plan.with(through(deposit, deposit_gate));
            Ok(plan.watching("VRT", depositor_shares, vault.decimals))
        })
    }
}

/// Splits `stake` lamports of `account` off; gives the account that they are in.
pub fn apart_of(session: &Session, plan: &mut Plan, account: &Pubkey, stake: u64) -> Result<Pubkey> {
    let (to, made) = new_account(session)?;
    plan.instructions.extend(made);
    plan.instructions.push(split(account, &session.me(), stake, &to));
    Ok(to)
}

/// The stake account and its pool, where the vault takes it now.
///
/// # Errors
/// The first reason why it does not.
fn checked(
    session: &Session,
    account: &Pubkey,
    (address, vault): (Pubkey, &Vault),
) -> Result<(StakeAccount, Delegation, Standing)> {
    let (found, _) = load_stake(session, account)?;
    let Some(delegation) = found.delegation else {
        refuse!("stake account {account} is delegated to no validator: delegate it, and wait for the next epoch");
    };
    let pool = SinglePool::of(&delegation.vote);
    if pool.mint != vault.asset_mint {
        refuse!("{}", wrong_validator(session, account, &delegation.vote, &pool, &address)?);
    }
    let standing = Standing::of(session, &delegation.vote)?;
    let me = session.me();
    if found.withdrawer != me {
        refuse!("only its withdrawer {} can deposit stake account {account}, and you act as {me}", found.withdrawer);
    }
    check_lockup(session, account, &found)?;
    check_phase(session, account, &found, &standing)?;
    check_rewards_are_paid(session)?;
    Ok((found, delegation, standing))
}

/// That the vault takes another validator's stake, and which vaults take this one's.
fn wrong_validator(
    session: &Session,
    account: &Pubkey,
    vote: &Pubkey,
    pool: &SinglePool,
    vault: &Pubkey,
) -> Result<String> {
    let said =
        format!("stake account {account} is delegated to validator {vote}: vault {vault} does not take its stake");
    let others: Vec<(Pubkey, Vault)> = accounts::all(session.chain, &[("asset_mint", &pool.mint)])?;
    Ok(match others.as_slice() {
        [] => format!("{said}; no vault does yet"),
        [(only, _)] => format!("{said}; vault {only} does"),
        several => format!("{said}; these vaults do: {}", listed(several)),
    })
}

fn listed(vaults: &[(Pubkey, Vault)]) -> String {
    vaults.iter().map(|(address, _)| address.to_string()).collect::<Vec<_>>().join(", ")
}

/// Refuses a stake account with a lockup in force.
pub fn check_lockup(session: &Session, account: &Pubkey, found: &StakeAccount) -> Result<()> {
    let (lockup, now, epoch) = (found.lockup, session.now()?, session.chain.epoch()?);
    if !lockup.is_in_force(now, epoch) {
        return Ok(());
    }
    let until = if lockup.unix_timestamp > now {
        time::near(lockup.unix_timestamp, now)
    } else {
        format!("epoch {}", lockup.epoch)
    };
    refuse!(
        "stake account {account} is locked until {until}: its custodian {} has to lift the lockup first",
        lockup.custodian
    )
}

/// Refuses a stake account that the validator's pool does not take in this epoch of the cluster.
pub fn check_phase(session: &Session, account: &Pubkey, found: &StakeAccount, standing: &Standing) -> Result<()> {
    let epoch = session.chain.epoch()?;
    let next = epoch + 1;
    let vote = standing.pool.vote;
    match (standing.phase(session)?, found.phase(epoch)) {
        // A pool that was made in this epoch is activated with what enters it.
        (Phase::Active, Phase::Active) | (Phase::Activating, Phase::Activating | Phase::Undelegated) => Ok(()),
        (Phase::Active, Phase::Activating) => {
            refuse!("stake account {account} is active from the cluster's next epoch, {next}, on: deposit it then")
        }
        (Phase::Active, Phase::Deactivating | Phase::Inactive) => {
            refuse!("stake account {account} is deactivated: delegate it again, and wait for the cluster's next epoch")
        }
        (Phase::Activating, _) => refuse!(
            "the pool of validator {vote} is active from the cluster's next epoch, {next}, on: deposit active stake then"
        ),
        _ => refuse!(
            "the stake of validator {vote}'s pool is deactivated: `restake stake replenish {vote}` delegates it again"
        ),
    }
}
