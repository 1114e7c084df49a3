//! Validators' pools.

use std::collections::BTreeMap;

use clap::Args;
use restaking_client::Vault;
use restaking_client::native_stake::{
    self as native, METADATA_PROGRAM, MIN_POOL_LAMPORTS, POOL_BYTES, Phase, STAKE_ACCOUNT_BYTES, SinglePool,
    VOTE_PROGRAM,
};
use serde_json::{Value, json};
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_system_interface::instruction::transfer;
use spl_token_interface::state::Mint;

use super::{SOL, Standing, check_rewards_are_paid, pools};
use crate::accounts;
use crate::amount::tokens;
use crate::command::vault::creation;
use crate::command::vault_limits::{Limits, Term};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// One pool token.
const ONE: u64 = 1_000_000_000;

/// Lists pools.
#[derive(Args, Debug)]
pub struct Pools {
    /// List this validator's pool alone, by its vote account
    #[arg(long, value_name = "VOTE_ACCOUNT")]
    validator: Option<Pubkey>,
    /// List pools without a vault as well
    #[arg(long)]
    all: bool,
}

impl Pools {
    /// Lists them.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let mut over: BTreeMap<Pubkey, Vec<Pubkey>> = BTreeMap::new();
        let vaults: Vec<(Pubkey, Vault)> = accounts::all(session.chain, &[])?;
        vaults.into_iter().for_each(|(address, vault)| over.entry(vault.asset_mint).or_default().push(address));
        let found = match self.validator {
            Some(vote) => vec![Standing::of(session, &vote)?],
            None => {
                let listed = pools(session)?.into_iter().filter(|pool| self.all || over.contains_key(&pool.mint));
                let read = listed.map(|pool| Standing::read(session, pool)).collect::<Result<Vec<_>>>()?;
                read.into_iter().flatten().collect()
            }
        };
        let mut rows: Vec<Value> = vec![];
        let mut lines = vec![];
        for standing in &found {
            let Standing { pool, value, .. } = standing;
            let vaults: Vec<_> = over.get(&pool.mint).into_iter().flatten().map(ToString::to_string).collect();
            let (phase, worth) = (phase_of(standing.phase(session)?), value.stake_for(ONE).unwrap_or(0));
            lines.push(format!(
                "{}  token: {}; worth {} SOL each; {} SOL, {phase}; vaults: {}",
                pool.vote,
                pool.mint,
                tokens(worth, SOL),
                tokens(value.lamports, SOL),
                if vaults.is_empty() { "none".to_owned() } else { vaults.join(", ") }
            ));
            rows.push(json!({
                "validator": pool.vote.to_string(), "pool": pool.pool.to_string(), "token": pool.mint.to_string(),
                "lamports": value.lamports.to_string(), "lamports_per_token": worth.to_string(), "stake": phase,
                "vaults": vaults,
            }));
        }
        if session.options.json {
            return session.write_json(&Value::Array(rows));
        }
        if lines.is_empty() {
            return session.say("There is no pool of that description on this cluster.");
        }
        lines.into_iter().try_for_each(|line| session.say(line))
    }
}

fn phase_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Undelegated | Phase::Inactive => "inactive",
        Phase::Activating => "activating",
        Phase::Active => "active",
        Phase::Deactivating => "deactivating",
    }
}

/// Creates a pool.
#[derive(Args, Debug)]
pub struct CreatePool {
    /// The validator's vote account
    validator: Pubkey,
    /// Create a vault over the pool's token as well; you become its admin
    #[arg(long)]
    vault: bool,
    /// Set the length of the vault's epochs, permanently: an exit takes one to two of them
    #[arg(long, value_name = "SPAN", default_value = "2d", requires = "vault")]
    epoch: Span,
    /// The vault's term
    #[command(flatten)]
    term: Term,
    /// The vault's limits
    #[command(flatten)]
    limits: Limits,
}

impl CreatePool {
    /// Creates it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let vote = self.validator;
        let pool = SinglePool::of(&vote);
        match session.chain.account(&vote)? {
            Some(account) if account.owner == VOTE_PROGRAM => {}
            Some(account) => refuse!("{vote} is not a vote account: it belongs to the program {}", account.owner),
            None => refuse!("there is no vote account at {vote} on this cluster"),
        }
        if session.chain.account(&native::SINGLE_POOL_PROGRAM)?.is_none() {
            refuse!("the program of single-validator pools, {}, is not on this cluster", native::SINGLE_POOL_PROGRAM);
        }
        let made = |at: &Pubkey| {
            Ok::<_, crate::error::Error>(session.chain.account(at)?.is_some_and(|found| !found.data.is_empty()))
        };
        let (there, ramped) = (made(&pool.pool)?, made(&pool.on_ramp)?);
        if there && ramped && !self.vault {
            refuse!("validator {vote} has its pool already: its token is {}", pool.mint);
        }
        let me = session.me();
        let mut plan = Plan::new(String::new()).of_vault(SOL);
        let mut steps = vec![];
        if !there {
            check_rewards_are_paid(session)?;
            steps.push(format!("create the pool of validator {vote} with the token {}", pool.mint));
            let rents = [POOL_BYTES, STAKE_ACCOUNT_BYTES, Mint::LEN].map(|bytes| session.chain.rent(bytes));
            let [own, stake, mint] = rents;
            plan.instructions.extend([
                transfer(&me, &pool.pool, own?),
                transfer(&me, &pool.stake, stake? + MIN_POOL_LAMPORTS),
                transfer(&me, &pool.mint, mint?),
                native::initialize_pool(&pool),
            ]);
            plan.warnings.push(format!(
                "note: {} SOL of it stay in the pool permanently, as its first stake",
                tokens(MIN_POOL_LAMPORTS, SOL)
            ));
        }
        if !ramped {
            steps.push("create its on-ramp".to_owned());
            let rent = session.chain.rent(STAKE_ACCOUNT_BYTES)?;
            plan.instructions.extend([transfer(&me, &pool.on_ramp, rent), native::initialize_on_ramp(&pool)]);
        }
        // The token's name is its validator's, where the cluster has the program of names.
        if !there && session.chain.has_program(&METADATA_PROGRAM)? {
            plan.instructions.push(native::create_token_metadata(&pool, &me));
        }
        if self.vault {
            let (vault, instruction) =
                creation(session, (pool.mint, SOL), None, (self.epoch, &self.term), &self.limits)?;
            steps.push(format!("make vault {vault} over its token"));
            plan.instructions.push(instruction);
        }
        let mut what = steps.join(", ");
        what[..1].make_ascii_uppercase();
        plan.what = what;
        session.carry_out(plan)
    }
}

/// Replenishes the pool of the validator `vote`.
pub fn replenish(session: &mut Session, vote: &Pubkey) -> Result<()> {
    let standing = Standing::of(session, vote)?;
    check_rewards_are_paid(session)?;
    let plan = Plan::new(format!("Replenish the pool of validator {vote}"));
    session.carry_out(plan.with(native::replenish(&standing.pool)))
}
