//! What a pool's admin and guardian set.

use std::str::FromStr;

use clap::Args;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::liquid::value::state::guard::Band;
use restaking_client::liquid::{self as client, Pool};
use restaking_client::native_stake::{SINGLE_POOL_PROGRAM, SinglePool};
use restaking_client::{Vault, liquid};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use super::{PauseKind, Role};
use crate::amount::{Amount, Fraction, bps, tokens};
use crate::command::common::{SYSTEM, TOKEN, as_bps, decimals, free_index};
use crate::command::token_metadata::{Texts, Token};
use crate::error::{Error, Result};
use crate::liquid::{LiquidPool, load};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::{Span, near, span};

/// The loader of upgradeable programs.
const LOADER: Pubkey = solana_sdk_ids::bpf_loader_upgradeable::ID;

/// Creates a pool.
#[derive(Args, Debug)]
pub struct Create {
    /// Give the pool this number among yours [default: the first free one]
    #[arg(long)]
    index: Option<u64>,
    /// Collect requests of the queue for this long in one batch
    #[arg(long, value_name = "SPAN", default_value = "1d")]
    batch: Span,
    /// Stream rewards over this long
    #[arg(long, value_name = "SPAN", default_value = "7d")]
    stream: Span,
    /// Delay what burdens holders for this long, permanently; at least a batch
    #[arg(long, value_name = "SPAN", default_value = "7d")]
    notice: Span,
    /// The bounds of rates
    #[command(flatten)]
    band: BandArgs,
    /// The LRT's texts.
    #[command(flatten)]
    texts: Texts,
}

/// The bounds of rates.
#[derive(Args, Clone, Debug)]
struct BandArgs {
    /// Quarantine a larger rise of a rate in a period [default: 0.25%, or as it is]
    #[arg(long, value_name = "PART")]
    rise: Option<Fraction>,
    /// Reject a larger rise of a rate in a period [default: 1%, or as it is]
    #[arg(long, value_name = "PART")]
    reject: Option<Fraction>,
    /// Quarantine a larger fall of a rate in a period [default: 0.5%, or as it is]
    #[arg(long, value_name = "PART")]
    fall: Option<Fraction>,
    /// The length of such a period [default: 2d, or as it is]
    #[arg(long, value_name = "SPAN")]
    period: Option<Span>,
    /// Accept a suspect rate by itself after this long [default: 7d, or as it is]
    #[arg(long, value_name = "SPAN")]
    quarantine: Option<Span>,
}

impl BandArgs {
    /// The bounds, with those of `usual` where none is named.
    fn over(&self, usual: &Band) -> Result<client::BandTermsArgs> {
        let part = |named: Option<Fraction>, usual: u64| named.map_or(Ok(usual), as_bps);
        let seconds = |named: Option<Span>, usual: u64| named.map_or(usual, |Span(seconds)| seconds);
        Ok(client::BandTermsArgs {
            rise_bps: part(self.rise, usual.rise_bps)?,
            reject_bps: part(self.reject, usual.reject_bps)?,
            fall_bps: part(self.fall, usual.fall_bps)?,
            period_seconds: seconds(self.period, usual.period_seconds),
            quarantine_seconds: seconds(self.quarantine, usual.quarantine_seconds),
        })
    }
}

impl Create {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (me, liquid) = (session.me(), session.liquid()?);
        let index = match self.index {
            Some(index) => index,
            None => free_index(session, |index| liquid.pool(&me, index))?,
        };
        let pool = liquid.pool(&me, index);
        let args = client::InitializePoolInstructionArgs {
            index,
            band: self.band.over(&Band::usual(7 * 86_400))?,
            batch_seconds: self.batch.0,
            stream_seconds: self.stream.0,
            notice_seconds: self.notice.0,
        };
        let accounts = client::InitializePool {
            payer: me,
            creator: me,
            pool,
            lrt_mint: liquid.lrt_mint(&pool),
            escrow: liquid.escrow(&pool),
            token_program: TOKEN,
            system_program: SYSTEM,
        };
        let mut plan = Plan::new(format!("Create the liquid pool {pool}")).with(accounts.instruction_at(&liquid, args));
        plan.instructions.extend(self.texts.of_new(session, &Token::Lrt(liquid, pool))?);
        session.carry_out(plan)
    }
}

/// The limits of a new asset: none.
pub const OPEN: client::AssetTermsArgs =
    client::AssetTermsArgs { max_bps: 10_000, deposit_cap: u64::MAX, is_open: true };

/// The limits of an asset.
#[derive(Args, Clone, Debug)]
pub struct AssetLimits {
    /// The largest part of the pool that deposits may make it [default: all of it, or as it is]
    #[arg(long, value_name = "PART")]
    max: Option<Fraction>,
    /// The most tokens of it that deposits may bring the pool to, or `none` [default: none, or as it is]
    #[arg(long, value_name = "AMOUNT")]
    cap: Option<Cap>,
    /// Whether it takes deposits [default: yes, or as it is]
    #[arg(long, value_name = "BOOL")]
    open: Option<bool>,
}

/// A cap, or none.
#[derive(Clone, Debug)]
pub struct Cap(Option<Amount>);

impl FromStr for Cap {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "none" { Ok(Self(None)) } else { text.parse().map(|amount| Self(Some(amount))) }
    }
}

impl AssetLimits {
    /// The limits of an asset of `decimals`, with those of `before` where none is named.
    pub fn over(&self, before: &client::AssetTermsArgs, decimals: u8) -> Result<client::AssetTermsArgs> {
        let deposit_cap = match &self.cap {
            None => before.deposit_cap,
            Some(Cap(None)) => u64::MAX,
            Some(Cap(Some(amount))) => amount.units(decimals, None)?,
        };
        let max_bps = self.max.map_or(Ok(before.max_bps), as_bps)?;
        Ok(client::AssetTermsArgs { max_bps, deposit_cap, is_open: self.open.unwrap_or(before.is_open) })
    }
}

/// What an asset may become, in words.
pub fn told(limits: &client::AssetTermsArgs, decimals: u8) -> String {
    let cap = match limits.deposit_cap {
        u64::MAX => String::new(),
        cap => format!(" and {} tokens", tokens(cap, decimals)),
    };
    let most = format!("up to {} of the pool{cap}", bps(limits.max_bps));
    match limits.is_open {
        true => format!("takes deposits {most}"),
        false => format!("takes no deposits; once open, {most}"),
    }
}

/// Runs `instruction` of liquid restaking.
pub fn send(session: &mut Session, what: String, instruction: Instruction) -> Result<()> {
    session.carry_out(Plan::new(what).with(instruction))
}

/// When a change that burdens holders takes effect.
pub fn notice(session: &Session, pool: &Pool) -> Result<String> {
    let now = session.now()?;
    Ok(match pool.ledger.supply {
        0 => "at once: the pool has no holders".to_owned(),
        _ => format!("from {}", near(now.saturating_add_unsigned(pool.notice_seconds), now)),
    })
}

pub fn add_asset(
    session: &mut Session,
    pool: Pubkey,
    mint: Pubkey,
    stake_pool: Option<Pubkey>,
    limits: &AssetLimits,
) -> Result<()> {
    let (me, liquid) = (session.me(), session.liquid()?);
    let state: Pool = load(session.chain, liquid, &pool)?;
    if mint == native_mint::ID && stake_pool.is_some() {
        refuse!("wrapped SOL is worth itself: omit --stake-pool");
    }
    if mint != native_mint::ID && stake_pool.is_none() {
        refuse!("{mint} is not wrapped SOL: name the stake pool that gives its rate with --stake-pool");
    }
    let program = match stake_pool {
        Some(address) => match session.chain.account(&address)? {
            Some(account) => Some(account.owner),
            None => refuse!("there is no stake pool at {address} on this cluster"),
        },
        None => None,
    };
    let mut more = vec![];
    if let (Some(address), Some(SINGLE_POOL_PROGRAM)) = (stake_pool, program) {
        let account = session.chain.account(&address)?;
        let Some(single) = account.and_then(|account| SinglePool::in_account(&account.data)) else {
            refuse!("{address} is no single-validator pool");
        };
        more.extend([single.stake, single.on_ramp].map(|address| AccountMeta::new_readonly(address, false)));
    }
    let decimals = decimals(session, &mint)?;
    let limits = limits.over(&OPEN, decimals)?;
    let accounts = client::AddAsset {
        payer: me,
        admin: me,
        pool,
        mint,
        reserve: liquid.reserve(&pool, &mint),
        source: stake_pool,
        program_data: program.map(|program| Pubkey::find_program_address(&[program.as_ref()], &LOADER).0),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let from = notice(session, &state)?;
    let what = format!("Add asset {mint} to the pool {pool}: it {}, {from}", told(&limits, decimals));
    let args = client::AddAssetInstructionArgs { limits };
    send(session, what, accounts.instruction_with_remaining_accounts_at(&liquid, args, &more))
}

pub fn set_asset(session: &mut Session, address: Pubkey, mint: Pubkey, limits: &AssetLimits) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let (before, decimals) = (&pool.pool.ledger.assets[place], pool.decimals[place]);
    let before = client::AssetTermsArgs {
        max_bps: before.max_bps,
        deposit_cap: before.deposit_cap,
        is_open: before.is_open == 1,
    };
    let limits = limits.over(&before, decimals)?;
    let what = format!("Set the limits of asset {mint}: it {}", told(&limits, decimals));
    let accounts = client::SetAsset { admin: session.me(), pool: address };
    let args = client::SetAssetInstructionArgs { place: place as u64, limits };
    send(session, what, accounts.instruction_at(&pool.program, args))
}

/// An asset's part of the pool, written as `MINT=50%`.
#[derive(Clone, Debug)]
pub struct Target {
    mint: Pubkey,
    part: Fraction,
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parsed = text
            .split_once('=')
            .and_then(|(mint, part)| Some(Self { mint: mint.trim().parse().ok()?, part: part.trim().parse().ok()? }));
        parsed.ok_or_else(|| Error::new(format!("`{text}` is not a mint and its part: write MINT=50%")))
    }
}

pub fn set_targets(session: &mut Session, address: Pubkey, targets: &[Target]) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let mut targets_bps = [0; 8];
    for Target { mint, part } in targets {
        targets_bps[pool.place_of(mint)?] = as_bps(*part)?;
    }
    let told: Vec<String> = targets.iter().map(|target| format!("{} of {}", bps_of(target), target.mint)).collect();
    let accounts = client::SetTargets { admin: session.me(), pool: address };
    let args = client::SetTargetsInstructionArgs { targets_bps };
    let what = format!("Set the targets of the pool {address}: {}", told.join(", "));
    send(session, what, accounts.instruction_at(&pool.program, args))
}

fn bps_of(target: &Target) -> String {
    crate::amount::percent(target.part.0)
}

pub fn add_vault(session: &mut Session, address: Pubkey, vault: Pubkey, target: Fraction) -> Result<()> {
    let (me, pool) = (session.me(), LiquidPool::load(session.chain, session.liquid()?, &address)?);
    let found: Vault = session.load(&vault)?;
    let asset = pool.place_of(&found.asset_mint)? as u64;
    let target_bps = as_bps(target)?;
    let accounts = client::AddPlacement {
        payer: me,
        admin: me,
        pool: address,
        vault,
        vrt_mint: found.vrt_mint,
        vrt_account: pool.program.vrt_account(&address, &vault),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let from = notice(session, &pool.pool)?;
    let what = format!("Add vault {vault} for {} of asset {}, {from}", bps(target_bps), found.asset_mint);
    let args = client::AddPlacementInstructionArgs { asset, target_bps };
    send(session, what, accounts.instruction_at(&pool.program, args))
}

pub fn set_vault(session: &mut Session, address: Pubkey, vault: Pubkey, target: Fraction) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let (place, target_bps) = (pool.placement_of(&vault)? as u64, as_bps(target)?);
    let accounts = client::SetPlacement { admin: session.me(), pool: address };
    let args = client::SetPlacementInstructionArgs { place, target_bps };
    let what = format!("Have {} of its asset in vault {vault}", bps(target_bps));
    send(session, what, accounts.instruction_at(&pool.program, args))
}

pub fn remove_vault(session: &mut Session, address: Pubkey, vault: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.placement_of(&vault)? as u64;
    let accounts = client::RemovePlacement { admin: session.me(), pool: address };
    let args = client::RemovePlacementInstructionArgs { place };
    send(session, format!("Remove vault {vault}"), accounts.instruction_at(&pool.program, args))
}

/// Sets the limits.
#[derive(Args, Debug)]
pub struct Guards {
    /// The pool
    pool: Pubkey,
    /// The value that may leave at once, in SOL [default: as it is]
    #[arg(long, value_name = "SOL")]
    outflow: Option<Amount>,
    /// Refill that over this long [default: as it is]
    #[arg(long, value_name = "SPAN")]
    refill: Option<Span>,
    /// Leave this part of the pool in an asset's free reserve [default: as it is]
    #[arg(long, value_name = "PART")]
    watermark: Option<Fraction>,
    /// Let an amount lose at most this part by entering a vault [default: as it is]
    #[arg(long, value_name = "PART")]
    place_loss: Option<Fraction>,
    /// The bounds of rates
    #[command(flatten)]
    band: BandArgs,
}

impl Guards {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let liquid = session.liquid()?;
        let pool: Pool = load(session.chain, liquid, &self.pool)?;
        let ledger = liquid::value::state::pool::PoolLedger::from(&pool.ledger);
        let before = &ledger.outflow;
        let guards = client::SetGuardsInstructionArgs {
            band: self.band.over(&ledger.band)?,
            outflow_capacity: match &self.outflow {
                Some(amount) => amount.units(9, None)?,
                None => before.next_capacity,
            },
            outflow_refill_seconds: self.refill.map_or(before.next_refill_seconds, |Span(seconds)| seconds),
            watermark_bps: self.watermark.map_or(Ok(ledger.watermark_bps), as_bps)?,
            place_loss_bps: self.place_loss.map_or(Ok(ledger.place_loss_bps.next), as_bps)?,
        };
        let from = notice(session, &pool)?;
        let what =
            format!("Set the limits of the pool {}: what lets more leave or lose takes effect {from}", self.pool);
        let accounts = client::SetGuards { admin: session.me(), pool: self.pool };
        send(session, what, accounts.instruction_at(&liquid, guards))
    }
}

/// Sets the fees.
#[derive(Args, Debug)]
pub struct Fees {
    /// The pool
    pool: Pubkey,
    /// Charge this part of the value in a year; at most 2% [default: as it is]
    #[arg(long, value_name = "PART")]
    management: Option<Fraction>,
    /// Charge this part of what the rate rises over its highest; at most 20% [default: as it is]
    #[arg(long, value_name = "PART")]
    performance: Option<Fraction>,
    /// Charge this part for the whole free reserve at once; at most 10%, for the holders [default: as it is]
    #[arg(long, value_name = "PART")]
    instant: Option<Fraction>,
    /// The factor of the fee on distance from the targets, for the holders [default: as it is]
    #[arg(long, value_name = "PART")]
    imbalance: Option<Fraction>,
}

impl Fees {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let liquid = session.liquid()?;
        let pool: Pool = load(session.chain, liquid, &self.pool)?;
        let before = &pool.ledger.fees;
        let part = |named: Option<Fraction>, before: &client::Delayed| named.map_or(Ok(before.next), as_bps);
        let fees = client::SetPoolFeesInstructionArgs {
            management_bps: part(self.management, &before.management_bps)?,
            performance_bps: part(self.performance, &before.performance_bps)?,
            instant_bps: part(self.instant, &before.instant_bps)?,
            imbalance_bps: part(self.imbalance, &before.imbalance_bps)?,
        };
        let from = notice(session, &pool)?;
        let what = format!("Set the fees of the pool {}: rises take effect {from}", self.pool);
        let accounts = client::SetPoolFees { admin: session.me(), pool: self.pool };
        send(session, what, accounts.instruction_at(&liquid, fees))
    }
}

pub fn set_role(session: &mut Session, pool: Pubkey, role: Role, holder: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let role = client::PoolRole::from(role);
    let what = match holder {
        SYSTEM => format!("Leave the pool {pool} without a {}", role.name()),
        _ => format!("Make {holder} the {} of the pool {pool}", role.name()),
    };
    let mut plan = Plan::new(what);
    if role == client::PoolRole::PriceReporter {
        let from = notice(session, &load(session.chain, liquid, &pool)?)?;
        plan.what.push_str(&format!(", {from}"));
    }
    session.check_named(&mut plan, [&holder])?;
    let accounts = client::SetPoolRole { admin: session.me(), pool };
    let args = client::SetPoolRoleInstructionArgs { role, holder };
    session.carry_out(plan.with(accounts.instruction_at(&liquid, args)))
}

pub fn propose_admin(session: &mut Session, pool: Pubkey, new_admin: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let what = match new_admin {
        SYSTEM => format!("Withdraw the proposal of an admin of the pool {pool}"),
        _ => format!("Propose {new_admin} as admin of the pool {pool}"),
    };
    let mut plan = Plan::new(what);
    session.check_named(&mut plan, [&new_admin])?;
    let accounts = client::ProposePoolAdmin { admin: session.me(), pool };
    let args = client::ProposePoolAdminInstructionArgs { new_admin };
    session.carry_out(plan.with(accounts.instruction_at(&liquid, args)))
}

pub fn accept_admin(session: &mut Session, pool: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let before = load::<Pool>(session.chain, liquid, &pool)?.admin;
    let accounts = client::AcceptPoolAdmin { new_admin: session.me(), pool };
    let what = format!("Become the admin of the pool {pool}, in place of {before}");
    send(session, what, accounts.instruction_at(&liquid))
}

pub fn pause(session: &mut Session, pool: Pubkey, kinds: &[PauseKind], Span(seconds): Span) -> Result<()> {
    let liquid = session.liquid()?;
    load::<Pool>(session.chain, liquid, &pool)?;
    let (mut flags, mut names) = (0, vec![]);
    for kind in kinds {
        let (flag, name) = match kind {
            PauseKind::Deposits => (Pause::DEPOSITS, "deposits"),
            PauseKind::InstantExits => (Pause::INSTANT_EXITS, "instant exits"),
            PauseKind::Placing => (Pause::EXPOSURE, "placing"),
        };
        flags |= flag;
        names.push(name);
    }
    if seconds == 0 {
        refuse!("a pause lasts a second at least: `restake liquid unpause` ends one");
    }
    let what = format!("Pause {} of the pool {pool} for {}", names.join(", "), span(seconds));
    let accounts = client::PausePool { guardian: session.me(), pool };
    let args = client::PausePoolInstructionArgs { flags, seconds };
    send(session, what, accounts.instruction_at(&liquid, args))
}

pub fn unpause(session: &mut Session, pool: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    load::<Pool>(session.chain, liquid, &pool)?;
    let accounts = client::PausePool { guardian: session.me(), pool };
    let args = client::PausePoolInstructionArgs { flags: 0, seconds: 0 };
    send(session, format!("End the pause of the pool {pool}"), accounts.instruction_at(&liquid, args))
}

pub fn accept_rate(session: &mut Session, address: Pubkey, mint: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let guard = &pool.pool.ledger.assets[place].guard;
    let (value, units) = (guard.suspect.value, guard.suspect.tokens);
    if units == 0 {
        refuse!("no rate of {mint} waits to be accepted in the pool {address}");
    }
    let per_token = |rate: &client::Rate| {
        let part = u128::from(rate.value) * 10u128.pow(pool.decimals[place].into());
        let lamports = part.checked_div(u128::from(rate.tokens)).unwrap_or_default();
        tokens(u64::try_from(lamports).unwrap_or(u64::MAX), 9)
    };
    let (before, after) = (per_token(&guard.accepted), per_token(&guard.suspect));
    let what = format!("Accept {after} SOL a token of {mint}, after {before}");
    let accounts = client::AcceptRate { guardian: session.me(), pool: address };
    let args = client::AcceptRateInstructionArgs { place: place as u64, value, tokens: units };
    send(session, what, accounts.instruction_at(&pool.program, args))
}

pub fn acknowledge(session: &mut Session, address: Pubkey, mint: Pubkey) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let place = pool.place_of(&mint)?;
    let asset = &pool.pool.assets[place];
    let Some(slot) = pool.deployed_in(place)? else {
        refuse!("the program of {mint}'s source was not upgraded since slot {}", asset.code_slot);
    };
    let what = format!("Acknowledge the code of program {} that was deployed in slot {slot}", asset.program);
    let accounts =
        client::AcknowledgeUpgrade { guardian: session.me(), pool: address, program_data: asset.program_data };
    let args = client::AcknowledgeUpgradeInstructionArgs { place: place as u64, slot };
    send(session, what, accounts.instruction_at(&pool.program, args))
}
