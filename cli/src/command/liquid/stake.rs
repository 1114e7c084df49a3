//! Stake accounts into a pool, and back: through the pool of their validator, or through a stake pool that has it in its list.

use clap::Args;
use restaking_client::liquid::stake_pool::{NoDeposit, StakePool, Validator, find, kept};
use restaking_client::liquid::{PoolAsset, StakeRoute, StakeWays};
use restaking_client::native_stake::{Phase, STAKE_ACCOUNT_BYTES, SinglePool, StakeAccount};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_stake_interface::instruction::get_minimum_delegation;

use super::holder::{LRT, updates};
use super::leave::{Most, check_has_lrt};
use crate::amount::{Amount, WHOLE, percent, tokens};
use crate::command::common::Bound;
use crate::command::stake::{
    SOL, Standing, apart_of, check_lockup, check_phase, check_rewards_are_paid, load_stake, new_account, pool_of_mint,
};
use crate::error::Result;
use crate::liquid::LiquidPool;
use crate::refuse;
use crate::session::{Plan, Session};

/// The number of the kind of an asset with a stake pool, and of one with a single-validator pool.
const STAKE_POOL: u8 = 1;
const SINGLE_POOL: u8 = 2;

/// Deposits an active stake account.
#[derive(Args, Debug)]
pub struct Deposit {
    /// The pool
    pool: Pubkey,
    /// The stake account; you are its withdrawer
    account: Pubkey,
    /// Bring it in as tokens of this mint [default: the only asset of the pool that takes the validator's stake]
    #[arg(long)]
    mint: Option<Pubkey>,
    /// Split this much stake off and deposit it alone, in SOL [default: the whole account]
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<Amount>,
    /// The least that it may bring
    #[command(flatten)]
    bound: Bound,
}

/// Leaves with an active stake account.
#[derive(Args, Debug)]
pub struct Withdraw {
    /// The pool
    pool: Pubkey,
    /// The asset's mint: the token of a stake pool or of a single-validator pool
    mint: Pubkey,
    /// The amount of the asset, in tokens
    amount: Amount,
    /// Take the stake of this validator's vote account [default: the stake pool's preferred one, or the one of most stake]
    #[arg(long, value_name = "VOTE_ACCOUNT")]
    validator: Option<Pubkey>,
    /// The most that it may cost
    #[command(flatten)]
    most: Most,
}

/// What stands between stake accounts and an asset, as it was read.
enum Route {
    Single(Standing),
    Pool { program: Pubkey, address: Pubkey, state: StakePool, validator: Validator, least: u64 },
}

impl Route {
    fn named(&self) -> StakeRoute<'_> {
        match self {
            Self::Single(standing) => StakeRoute::Single(&standing.pool),
            Self::Pool { program, address, state, validator, least } => {
                StakeRoute::Pool { program: *program, address: *address, state, validator, least: *least }
            }
        }
    }

    /// The stake that `amount` tokens bring, in lamports.
    fn stake_for(&self, amount: u64) -> u64 {
        match self {
            Self::Single(standing) => standing.value.stake_for(amount),
            Self::Pool { state, .. } => state.stake_for(amount),
        }
        .unwrap_or(0)
    }

    /// Has the stake pool refuse to give less than `least` says; a validator's own pool takes no minimum.
    fn bound_by(&mut self, of: impl FnOnce(&StakePool) -> Option<u64>) {
        if let Self::Pool { state, least, .. } = self {
            *least = of(state).unwrap_or(u64::MAX);
        }
    }

    const fn vote(&self) -> Pubkey {
        match self {
            Self::Single(standing) => standing.pool.vote,
            Self::Pool { validator, .. } => validator.vote,
        }
    }
}

impl Deposit {
    /// Deposits it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { pool: address, account, mint, amount, bound } = self;
        let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
        let (found, on_chain) = load_stake(session, &account)?;
        let Some(delegation) = found.delegation else {
            refuse!("stake account {account} is delegated to no validator: delegate it, and wait for the next epoch");
        };
        let me = session.me();
        if found.withdrawer != me {
            refuse!(
                "only its withdrawer {} can deposit stake account {account}, and you act as {me}",
                found.withdrawer
            );
        }
        let mut route = entry(session, &pool, (&account, &delegation.vote), mint)?;
        check_lockup(session, &account, &found)?;
        match &route {
            Route::Single(standing) => check_phase(session, &account, &found, standing)?,
            Route::Pool { .. } => check_active(&pool, &account, &found)?,
        }
        check_rewards_are_paid(session)?;
        let stake = amount.map_or(Ok(delegation.stake), |amount| amount.units(SOL, Some(delegation.stake)))?;
        if stake > delegation.stake {
            let (want, have) = (tokens(stake, SOL), tokens(delegation.stake, SOL));
            refuse!("stake account {account} has {have} SOL of stake, and you want to deposit {want}");
        }
        let apart = stake < delegation.stake;
        if apart && found.staker != me {
            refuse!("only its staker {} can split stake account {account}: deposit all of it", found.staker);
        }
        // What is split off has the rent of its new account.
        let whole = on_chain.lamports.saturating_sub(delegation.stake);
        let rest = if apart { session.chain.rent(STAKE_ACCOUNT_BYTES)? } else { whole };
        // A minimum of shares bounds the whole way: the stake pool's own is left out where it is named, or where a split needs the bytes.
        if bound.min_out.is_none() && !apart {
            route.bound_by(|pool| pool.least_tokens_for(stake, rest, bound.slippage_bps));
        }
        let sources = pool.sources();
        let mint = route.named().mint();
        let (_, held) = session.funds(&mint)?;
        let make = |session: &Session, before: &[Instruction], min_shares| {
            let what =
                format!("Deposit {} SOL of active stake of {account} into the pool {address}", tokens(stake, SOL));
            let mut plan = Plan { instructions: before.to_vec(), ..Plan::new(what) }.of_vault(SOL);
            if held > 0 {
                plan.warnings
                    .push(format!("note: your {} tokens of mint {mint} are deposited as well", tokens(held, SOL)));
            }
            if let Route::Pool { state, .. } = &route {
                let [_, rest_fee] = &state.deposit_fees;
                plan.warnings.push(format!(
                    "note: {} SOL that is no stake enters as well, for a fee of {}",
                    tokens(rest, SOL),
                    part(*rest_fee)
                ));
            }
            let mine = session.token_account(&mut plan, &me, &mint)?;
            let shares = session.token_account(&mut plan, &me, &pool.pool.lrt_mint)?;
            let entering = if apart { apart_of(session, &mut plan, &account, stake)? } else { account };
            let liquid = &pool.program;
            let ways = StakeWays { liquid, pool: address, route: route.named(), owner: me, tokens: mine, shares };
            plan.instructions.extend(ways.enter(&entering, min_shares, &sources));
            Ok(plan.watching("LRT", shares, LRT))
        };
        let before = updates(session, &pool, &make(session, &[], 0)?.instructions)?;
        bound.carry_out(session, LRT, ("PoolDeposited", "shares", 0), |session, min_shares| {
            make(session, &before, min_shares)
        })
    }
}

impl Withdraw {
    /// Leaves with it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { pool: address, mint, amount, validator, most } = self;
        let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
        let place = pool.place_of(&mint)?;
        let units = amount.units(SOL, None)?;
        let mut route = exit(session, &pool, place, (units, validator))?;
        route.bound_by(|source| source.least_stake_for(units, pool.epoch(), most.slippage_bps));
        check_rewards_are_paid(session)?;
        let me = session.me();
        let (shares, have) = session.funds(&pool.pool.lrt_mint)?;
        check_has_lrt(have, &address)?;
        let sources = pool.sources();
        let make = |session: &Session, before: &[Instruction], max_shares| {
            let (to, made) = new_account(session)?;
            let what = format!(
                "Leave the pool {address} at once with {} tokens of mint {mint}, as {} SOL of stake of validator {} in the new stake account {to}",
                tokens(units, SOL),
                tokens(route.stake_for(units), SOL),
                route.vote()
            );
            let mut plan = Plan { instructions: before.to_vec(), ..Plan::new(what) }.of_vault(SOL);
            if let Route::Pool { least, .. } = &route {
                plan.what.push_str(&format!(", of at least {} SOL", tokens(*least, SOL)));
            }
            let mine = session.token_account(&mut plan, &me, &mint)?;
            plan.instructions.extend(made);
            let liquid = &pool.program;
            let ways = StakeWays { liquid, pool: address, route: route.named(), owner: me, tokens: mine, shares };
            plan.instructions.extend(ways.leave(&to, [units, max_shares], &sources));
            Ok(plan.watching("LRT", shares, LRT))
        };
        let before = updates(session, &pool, &make(session, &[], have)?.instructions)?;
        most.carry_out(session, have, |session, max_shares| make(session, &before, max_shares))
    }
}

/// The asset that takes the stake of `vote`.
///
/// # Errors
/// Where none does, or where several do and none is named.
fn entry(
    session: &Session,
    pool: &LiquidPool,
    (account, vote): (&Pubkey, &Pubkey),
    named: Option<Pubkey>,
) -> Result<Route> {
    if let Some(mint) = &named {
        pool.place_of(mint)?;
    }
    let single = SinglePool::of(vote);
    let (mut routes, mut refused) = (vec![], vec![]);
    for asset in pool.pool.known_assets().filter(|asset| named.is_none_or(|mint| mint == asset.mint)) {
        match asset.kind {
            SINGLE_POOL if asset.mint == single.mint => routes.push(Route::Single(Standing::of(session, vote)?)),
            STAKE_POOL => match listed(pool, asset, vote) {
                Ok(route) => routes.push(route),
                Err(why) => refused.push(why),
            },
            _ => {}
        }
    }
    match routes.len() {
        1 => Ok(routes.remove(0)),
        0 if refused.is_empty() => {
            refuse!(
                "stake account {account} is delegated to validator {vote}: the pool {} does not take its stake",
                pool.address
            )
        }
        0 => refuse!("stake account {account} of validator {vote} cannot enter: {}", refused.join("; ")),
        _ => {
            let mints: Vec<String> = routes.iter().map(|route| route.named().mint().to_string()).collect();
            refuse!("several assets take the stake of validator {vote}: name one with --mint, of {}", mints.join(", "))
        }
    }
}

/// The route through the stake pool of `asset`, or why it takes no stake of `vote`.
fn listed(pool: &LiquidPool, asset: &PoolAsset, vote: &Pubkey) -> std::result::Result<Route, String> {
    let (program, address) = (asset.program, asset.source);
    let read = pool.stake_pool(asset).and_then(|state| Some((state, pool.validators(&state)?)));
    let Some((state, list)) = read else { return Err(format!("stake pool {address} cannot be read")) };
    match state.refuses([&program, &address], &list, vote) {
        Some(NoDeposit::Private) => Err(format!("stake pool {address} takes stake by its deposit authority alone")),
        Some(NoDeposit::Preferred(other)) => {
            Err(format!("stake pool {address} takes stake of validator {other} alone"))
        }
        Some(NoDeposit::Unlisted) => Err(format!("stake pool {address} does not have the validator in its list")),
        None => {
            let validator = *find(&list, vote).expect("in the list");
            Ok(Route::Pool { program, address, state, validator, least: 0 })
        }
    }
}

/// A fee, in percent.
fn part([numerator, denominator]: [u64; 2]) -> String {
    let fraction = u128::from(numerator) * u128::from(WHOLE) / u128::from(denominator.max(1));
    percent(u64::try_from(fraction).unwrap_or(u64::MAX))
}

/// Refuses a stake account that is not active: a stake pool merges it into active stake.
fn check_active(pool: &LiquidPool, account: &Pubkey, found: &StakeAccount) -> Result<()> {
    match found.phase(pool.epoch()) {
        Phase::Active => Ok(()),
        Phase::Activating => {
            let next = pool.epoch() + 1;
            refuse!("stake account {account} is active from the cluster's next epoch, {next}, on: deposit it then")
        }
        _ => refuse!("stake account {account} is not active: delegate it again, and wait for the cluster's next epoch"),
    }
}

/// The least that a stake account delegates, by the cluster's stake program.
fn least_delegation(session: &Session) -> Result<u64> {
    session.view(&Plan::new("read the least delegation").with(get_minimum_delegation()))
}

/// What turns `units` tokens of the asset at `place` into active stake.
fn exit(session: &Session, pool: &LiquidPool, place: usize, (units, named): (u64, Option<Pubkey>)) -> Result<Route> {
    let asset = &pool.pool.assets[place];
    let (program, address) = (asset.program, asset.source);
    match asset.kind {
        SINGLE_POOL => {
            let vote = named.map_or_else(|| pool_of_mint(session, &asset.mint).map(|single| single.vote), Ok)?;
            if SinglePool::of(&vote).mint != asset.mint {
                refuse!("mint {} is not the token of the pool of validator {vote}", asset.mint);
            }
            Ok(Route::Single(Standing::of(session, &vote)?))
        }
        STAKE_POOL => {
            let read = pool.stake_pool(asset).and_then(|state| Some((state, pool.validators(&state)?)));
            let Some((state, list)) = read else { refuse!("stake pool {address} cannot be read") };
            let stays = kept(session.chain.rent(STAKE_ACCOUNT_BYTES)?, least_delegation(session)?);
            let stake = state.stake_for(units).unwrap_or(0);
            let first = state.gives_first(&list, stays);
            let validator = match &named {
                Some(vote) if first.is_some_and(|first| first.vote != *vote) => {
                    let first = first.expect("as was seen");
                    refuse!(
                        "stake pool {address} gives the stake of its preferred validator {} first: it has {} SOL to give",
                        first.vote,
                        tokens(first.spare(stays), SOL)
                    )
                }
                Some(vote) => match find(&list, vote) {
                    Some(validator) => validator,
                    None => refuse!("stake pool {address} does not have validator {vote} in its list"),
                },
                None => match first.or_else(|| state.gives(&list, stake, stays)) {
                    Some(validator) => validator,
                    None => refuse!(
                        "no validator of stake pool {address} has {} SOL of stake to give: leave with less",
                        tokens(stake, SOL)
                    ),
                },
            };
            if validator.spare(stays) < stake {
                let (has, want) = (tokens(validator.spare(stays), SOL), tokens(stake, SOL));
                refuse!(
                    "validator {} has {has} SOL of stake to give in stake pool {address}, not {want}",
                    validator.vote
                );
            }
            Ok(Route::Pool { program, address, state, validator: *validator, least: 0 })
        }
        _ => refuse!(
            "mint {} is the token of no stake pool: leave with its tokens by `restake liquid exit instant`",
            asset.mint
        ),
    }
}
