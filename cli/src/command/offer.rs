//! Rewards by captured stake.

use clap::Subcommand;
use restaking_client::bonds;
use restaking_client::ledger::state::reward_offer::OfferDebt;
use restaking_client::offers::{self, Share};
use restaking_client::table::{self, StakeEntry};
use restaking_client::{self as client, Ncn, Operator, OperatorRecord, RewardOffer, StakeTable, Vault, VaultBondPool};
use serde_json::json;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN, decimals};
use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::{self, Moment, Span};

/// Rewards by captured stake.
#[derive(Debug, Subcommand)]
pub enum OfferCommand {
    /// Open a reward that the NCN's stake tables divide, and fund all of it; for its admin
    Open {
        /// The NCN
        ncn: Pubkey,
        /// The token's mint
        mint: Pubkey,
        /// The whole reward, in tokens, or `all`
        amount: Amount,
        /// Accrue until then: at most two years from now
        #[arg(long, value_name = "TIME")]
        until: Moment,
        /// Accrue from then on [default: now]
        #[arg(long, value_name = "TIME")]
        from: Option<Moment>,
        /// Let shares be claimed for this long, and then give them back: 30 days to a year
        #[arg(long, value_name = "SPAN", default_value = "90d")]
        claim: Span,
    },
    /// Attribute to each final table what accrued up to its close
    Attribute {
        /// The offer
        offer: Pubkey,
    },
    /// Show the shares that can be claimed
    Claimable {
        /// The offer
        offer: Pubkey,
    },
    /// Claim all shares that can be paid, for all vaults
    Claim {
        /// The offer
        offer: Pubkey,
        /// Claim for this vault alone
        #[arg(long)]
        vault: Option<Pubkey>,
    },
    /// Pay an operator its commission on the shares that were claimed
    Collect {
        /// The offer
        offer: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Close an offer that pays nothing more; what is left goes back to its funder
    Close {
        /// The offer
        offer: Pubkey,
    },
}

impl OfferCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Open { ncn, mint, amount, until, from, claim } => {
                let now = session.now()?;
                let from = from.map_or(now, |from| from.at(now));
                open(session, ncn, mint, &amount, [from, until.at(now)], claim.0)
            }
            Self::Attribute { offer } => attribute(session, offer),
            Self::Claimable { offer } => claimable(session, offer),
            Self::Claim { offer, vault } => claim(session, offer, vault),
            Self::Collect { offer, operator } => collect(session, offer, operator),
            Self::Close { offer } => close(session, offer),
        }
    }
}

fn open(
    session: &mut Session,
    ncn: Pubkey,
    mint: Pubkey,
    amount: &Amount,
    [from, until]: [i64; 2],
    claim_seconds: u64,
) -> Result<()> {
    let found: Ncn = session.load(&ncn)?;
    let decimals = decimals(session, &mint)?;
    let (funder_tokens, have) = session.funds(&mint)?;
    let amount = amount.within(have, decimals, &format!("tokens of mint {mint}"))?;
    let me = session.me();
    let offer = session.program().reward_offer(&ncn, found.next_offer);
    let accounts = client::OpenRewardOffer {
        payer: me,
        admin: me,
        funder: me,
        ncn,
        mint,
        offer,
        treasury: session.program().offer_treasury(&offer),
        funder_tokens,
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let now = session.now()?;
    let told = format!(
        "none of it comes back before {}: it is for the stake in the NCN's tables until then",
        time::near(until.saturating_add_unsigned(claim_seconds), now)
    );
    let what = format!("Open reward offer {offer} of {} tokens", tokens(amount, decimals));
    let args = client::OpenRewardOfferInstructionArgs { amount, from, until, claim_seconds };
    let plan = Plan::new(what).of_reward(decimals).warning([told]);
    let plan = plan.with(accounts.instruction_at(&session.program(), args));
    session.carry_out(plan.watching("tokens", funder_tokens, decimals))
}

/// Attributes in the tables' order: one that is refused ends it.
fn attribute(session: &mut Session, address: Pubkey) -> Result<()> {
    let offer: RewardOffer = session.load(&address)?;
    let tables: Vec<(Pubkey, StakeTable)> = accounts::all(session.chain, &[("ncn", &offer.ncn)])?;
    let next = offers::next_tables(&offer, &tables, session.now()?);
    if next.is_empty() {
        refuse!("no final table waits for its attribution by offer {address}");
    }
    let decimals = decimals(session, &offer.mint)?;
    let program = session.program();
    let plan = |part: &[&Pubkey]| {
        let what = format!("Attribute what offer {address} accrued to {} tables", part.len());
        part.iter().fold(Plan::new(what).of_reward(decimals), |plan, table| {
            let accounts = client::AttributeReward { offer: address, ncn: offer.ncn, table: **table };
            plan.with(accounts.instruction_at(&program))
        })
    };
    session.carry_out_in_turn(&next, 0, &plan).map(|_| ())
}

/// A share, and where it is paid.
struct Claim {
    table: Pubkey,
    entry: StakeEntry,
    share: Share,
    to: Payee,
}

/// Where a share goes.
enum Payee {
    /// Into the vault's stream.
    Stream { asset_account: Pubkey },
    /// Into a bond pool's token account.
    Pool { bond_pool: Pubkey, treasury: Pubkey },
    /// Nowhere, until the vault's bond pool pays the reward's token.
    Waits,
}

impl Payee {
    fn name(&self) -> &'static str {
        match self {
            Self::Stream { .. } => "the vault's stream",
            Self::Pool { .. } => "its bond pool",
            Self::Waits => "no payee: no bond pool of the vault pays this token",
        }
    }
}

/// All shares of `offer` that can be claimed now.
fn claims(session: &Session, offer: &RewardOffer) -> Result<Vec<Claim>> {
    let (now, program) = (session.now()?, session.program());
    let tables: Vec<(Pubkey, StakeTable)> = accounts::all(session.chain, &[("ncn", &offer.ncn)])?;
    let mut claims = vec![];
    for (at, table) in &tables {
        if !offers::has_attributed(offer, table) || table.offers >> offer.place & 1 == 0 {
            continue;
        }
        let data = session.chain.account(at)?.map(|account| account.data).unwrap_or_default();
        for entry in table::entries(&data).unwrap_or_default() {
            let capture = program.capture(at, &entry.operator, &entry.captor);
            let data = session.chain.account(&capture)?.map(|account| account.data).unwrap_or_default();
            let kept = table::capture_entries(&data).unwrap_or_default();
            let shares = offers::shares(offer, table, &entry, &kept, now)
                .map_err(|refusal| Error::new(format!("the shares of table {at} cannot be read: {refusal:?}")))?;
            for share in shares {
                let to = payee(session, &share.vault, &offer.mint)?;
                claims.push(Claim { table: *at, entry, share, to });
            }
        }
    }
    Ok(claims)
}

fn payee(session: &Session, vault: &Pubkey, mint: &Pubkey) -> Result<Payee> {
    let found: Vault = session.load(vault)?;
    if found.asset_mint == *mint {
        return Ok(Payee::Stream { asset_account: found.asset_account });
    }
    let bond_pool = session.program().bond_pool(vault);
    let Some(pool) = accounts::find::<VaultBondPool>(session.chain, &bond_pool)? else { return Ok(Payee::Waits) };
    let treasury = bonds::treasury_of(&pool, mint);
    Ok(treasury.map_or(Payee::Waits, |treasury| Payee::Pool { bond_pool, treasury }))
}

fn claimable(session: &mut Session, address: Pubkey) -> Result<()> {
    let offer: RewardOffer = session.load(&address)?;
    let decimals = decimals(session, &offer.mint)?;
    let claims = claims(session, &offer)?;
    if session.options.json {
        let rows = claims.iter().map(|claim| {
            json!({
                "table": claim.table.to_string(), "operator": claim.entry.operator.to_string(),
                "vault": claim.share.vault.to_string(), "amount": claim.share.amount.to_string(),
                "payable": !matches!(claim.to, Payee::Waits),
            })
        });
        return session.write_json(&rows.collect());
    }
    if claims.is_empty() {
        return session.say("no share can be claimed now");
    }
    for claim in claims {
        let amount = tokens(claim.share.amount, decimals);
        session.say(format!("{amount} tokens for vault {} to {}", claim.share.vault, claim.to.name()))?;
        session.say(format!("  behind operator {} in table {}", claim.entry.operator, claim.table))?;
    }
    Ok(())
}

fn claim(session: &mut Session, address: Pubkey, vault: Option<Pubkey>) -> Result<()> {
    let offer: RewardOffer = session.load(&address)?;
    let decimals = decimals(session, &offer.mint)?;
    let mut claims = claims(session, &offer)?;
    claims.retain(|claim| vault.is_none_or(|vault| vault == claim.share.vault) && !matches!(claim.to, Payee::Waits));
    if claims.is_empty() {
        refuse!("no share of offer {address} can be paid now");
    }
    let name = |claim: &Claim| format!("the share of vault {} in table {}", claim.share.vault, claim.table);
    session.carry_out_each(&claims, &name, &|session, part| {
        let what = format!("Claim {} shares of offer {address}", part.len());
        let plan = Plan::new(what).of_reward(decimals);
        Ok(part.iter().fold(plan, |plan, claim| plan.with(instruction(session, address, &offer, claim))))
    })
}

fn instruction(session: &Session, address: Pubkey, offer: &RewardOffer, claim: &Claim) -> Instruction {
    let program = session.program();
    let StakeEntry { operator, captor, .. } = claim.entry;
    let (treasury, table, vault) = (offer.treasury, claim.table, claim.share.vault);
    let (capture, record) = (program.capture(&table, &operator, &captor), program.record(&offer.ncn, &operator));
    match &claim.to {
        Payee::Pool { bond_pool, treasury: pool_treasury } => client::ClaimPositionShare {
            offer: address,
            treasury,
            table,
            capture,
            operator,
            record,
            vault,
            bond_pool: *bond_pool,
            pool_treasury: *pool_treasury,
            token_program: TOKEN,
        }
        .instruction_at(&program),
        Payee::Stream { asset_account } => client::ClaimRewardShare {
            offer: address,
            treasury,
            table,
            capture,
            operator,
            record,
            config: program.config(),
            vault,
            asset_account: *asset_account,
            token_program: TOKEN,
        }
        .instruction_at(&program),
        Payee::Waits => unreachable!("shares without a payee are omitted"),
    }
}

fn collect(session: &mut Session, address: Pubkey, operator: Pubkey) -> Result<()> {
    let offer: RewardOffer = session.load(&address)?;
    let decimals = decimals(session, &offer.mint)?;
    let record = session.program().record(&offer.ncn, &operator);
    let found: OperatorRecord = session.load(&record)?;
    let wallet = session.load::<Operator>(&operator)?.fee_wallet;
    if wallet == SYSTEM {
        refuse!("no fee wallet is set: the commission waits until `restake admin set-role` sets one");
    }
    let mut debt = OfferDebt::from(&found.commissions[offer.place as usize]);
    let owed = *debt.of(offer.index);
    let what = format!("Pay {wallet} the commission of {} tokens of offer {address}", tokens(owed, decimals));
    let mut plan = Plan::new(what).of_reward(decimals);
    let recipient_tokens = session.token_account(&mut plan, &wallet, &offer.mint)?;
    let accounts = client::CollectRewardCommission {
        offer: address,
        treasury: offer.treasury,
        operator,
        record,
        wallet: None,
        recipient_tokens,
        token_program: TOKEN,
    };
    let plan = plan.with(accounts.instruction_at(&session.program()));
    session.carry_out(plan.watching("tokens", recipient_tokens, decimals))
}

fn close(session: &mut Session, address: Pubkey) -> Result<()> {
    let offer: RewardOffer = session.load(&address)?;
    let decimals = decimals(session, &offer.mint)?;
    let left = offer.books.amount.saturating_sub(offer.books.paid);
    let what = format!("Close offer {address}, and pay {} tokens back to {}", tokens(left, decimals), offer.funder);
    let mut plan = Plan::new(what).of_reward(decimals);
    let funder_tokens = session.token_account(&mut plan, &offer.funder, &offer.mint)?;
    let accounts = client::CloseRewardOffer {
        ncn: offer.ncn,
        offer: address,
        treasury: offer.treasury,
        funder: None,
        funder_tokens,
        rent_payer: offer.rent_payer,
        token_program: TOKEN,
    };
    let plan = plan.with(accounts.instruction_at(&session.program()));
    session.carry_out(plan.watching("tokens", funder_tokens, decimals))
}
