//! Bonded VRT, and what it earns.

use clap::Subcommand;
use restaking_client::bonds;
use restaking_client::ledger::state::bond_pool::MAX_REWARDS;
use restaking_client::{self as client, Program, Vault, VaultBondPool, VaultPosition};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN, decimals};
use crate::accounts;
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// Bonding.
#[derive(Debug, Subcommand)]
pub enum BondCommand {
    /// Open a vault's bond pool; for its admin
    OpenPool {
        /// The vault
        vault: Pubkey,
        /// Stream each payment over this time, permanently
        #[arg(long, value_name = "SPAN", default_value = "7d")]
        stream: Span,
    },
    /// Add a reward token to the pool, permanently; for the vault's admin
    AddReward {
        /// The vault
        vault: Pubkey,
        /// The token's mint
        mint: Pubkey,
    },
    /// Pay a reward to the bonded positions
    Pay {
        /// The vault
        vault: Pubkey,
        /// The token's mint
        mint: Pubkey,
        /// The amount, in tokens, or `all`
        amount: Amount,
    },
    /// Open your position
    Open {
        /// The vault
        vault: Pubkey,
    },
    /// Bond VRT; opens your position if needed
    Add {
        /// The vault
        vault: Pubkey,
        /// The amount of VRT, in tokens, or `all`
        amount: Amount,
    },
    /// Unbond VRT
    Remove {
        /// The vault
        vault: Pubkey,
        /// The amount of VRT, in tokens, or `all`
        amount: Amount,
    },
    /// Claim your position's rewards
    Claim {
        /// The vault
        vault: Pubkey,
        /// The mints [default: all that the pool pays]
        mints: Vec<Pubkey>,
    },
    /// Close your position, once nothing is bonded in it; its rent goes back to its payer
    Close {
        /// The vault
        vault: Pubkey,
        /// Give up the reward in this mint permanently: the bonded positions receive what you are owed of it. For a reward that
        /// cannot be paid, such as a frozen one [default: give up nothing, and refuse if something is owed]
        #[arg(long, value_name = "MINT")]
        forfeit: Vec<Pubkey>,
    },
}

impl BondCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::OpenPool { vault, stream } => {
                let found: Vault = session.load(&vault)?;
                let bond_pool = session.program().bond_pool(&vault);
                let accounts = client::OpenBondPool {
                    payer: me,
                    admin: me,
                    vault,
                    vrt_mint: found.vrt_mint,
                    bond_pool,
                    bonded_account: session.program().bonded_account(&vault),
                    token_program: TOKEN,
                    system_program: SYSTEM,
                };
                let args = client::OpenBondPoolInstructionArgs { stream_seconds: stream.0 };
                session.carry_out(
                    Plan::new(format!("Open bond pool {bond_pool} of vault {vault}"))
                        .with(accounts.instruction_at(&session.program(), args)),
                )
            }
            Self::AddReward { vault, mint } => {
                accounts::check_reward_mint(session.chain, &mint)?;
                let bond_pool = session.program().bond_pool(&vault);
                let pool: VaultBondPool = session.load(&bond_pool)?;
                let accounts = client::AddRewardMint {
                    payer: me,
                    admin: me,
                    vault,
                    bond_pool,
                    reward_mint: mint,
                    treasury: session.program().reward_treasury(&bond_pool, pool.ledger.rewards as u8),
                    token_program: TOKEN,
                    system_program: SYSTEM,
                };
                let what = format!("Let the bond pool of vault {vault} pay rewards of mint {mint}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Pay { vault, mint, amount } => pay(session, vault, mint, &amount),
            Self::Open { vault } => {
                session.load::<VaultBondPool>(&session.program().bond_pool(&vault))?;
                let plan = Plan::new(format!("Open your position in vault {vault}"));
                session.carry_out(plan.with(open(session.program(), me, &session.program().bond_pool(&vault))))
            }
            Self::Add { vault, amount } => change(session, vault, &amount, true),
            Self::Remove { vault, amount } => change(session, vault, &amount, false),
            Self::Claim { vault, mints } => claim(session, vault, &mints),
            Self::Close { vault, forfeit } => close(session, vault, &forfeit),
        }
    }
}

fn open(program: Program, owner: Pubkey, bond_pool: &Pubkey) -> solana_program::instruction::Instruction {
    let position = program.position(bond_pool, &owner);
    client::OpenPosition { payer: owner, owner, bond_pool: *bond_pool, position, system_program: SYSTEM }
        .instruction_at(&program)
}

/// Where the pool pays rewards of `mint`, and its account of them.
fn place_of(pool: &VaultBondPool, mint: &Pubkey) -> Result<Pubkey> {
    match bonds::treasury_of(pool, mint) {
        Some(treasury) => Ok(treasury),
        None => refuse!("the bond pool of vault {} pays no rewards of mint {mint}", pool.vault),
    }
}

fn pay(session: &mut Session, vault: Pubkey, mint: Pubkey, amount: &Amount) -> Result<()> {
    let bond_pool = session.program().bond_pool(&vault);
    let pool: VaultBondPool = session.load(&bond_pool)?;
    let payer = session.me();
    let treasury = place_of(&pool, &mint)?;
    let (payer_rewards, have) = session.funds(&mint)?;
    let reward = decimals(session, &mint)?;
    let amount = amount.within(have, reward, &format!("tokens of mint {mint}"))?;
    let accounts = client::PayPositionReward { payer, bond_pool, treasury, payer_rewards, token_program: TOKEN };
    let what = format!("Pay {} tokens to the bonded VRT of vault {vault}", tokens(amount, reward));
    let plan = Plan::new(what).of_reward(reward).of_vault(session.load::<Vault>(&vault)?.decimals);
    let plan =
        plan.with(accounts.instruction_at(&session.program(), client::PayPositionRewardInstructionArgs { amount }));
    session.carry_out(plan.watching("tokens", payer_rewards, reward))
}

fn change(session: &mut Session, address: Pubkey, amount: &Amount, adds: bool) -> Result<()> {
    let vault: Vault = session.load(&address)?;
    let bond_pool = session.program().bond_pool(&address);
    session.load::<VaultBondPool>(&bond_pool)?;
    let owner = session.me();
    let position = session.program().position(&bond_pool, &owner);
    let mine: Option<VaultPosition> = accounts::find(session.chain, &position)?;
    let bonded_account = session.program().bonded_account(&address);
    let mut plan = Plan::new("").of_vault(vault.decimals);
    let (instruction, owner_shares) = if adds {
        let (owner_shares, have) = session.funds(&vault.vrt_mint)?;
        let amount = amount.within(have, vault.decimals, "VRT of this vault")?;
        plan.what = format!("Bond {} VRT of vault {address}", tokens(amount, vault.decimals));
        if mine.is_none() {
            plan = plan.with(open(session.program(), owner, &bond_pool));
        }
        let accounts = client::Bond { owner, bond_pool, bonded_account, owner_shares, position, token_program: TOKEN };
        (accounts.instruction_at(&session.program(), client::BondInstructionArgs { amount }), owner_shares)
    } else {
        let Some(mine) = mine else { refuse!("you have no bonded VRT of vault {address}") };
        let amount = amount.within(mine.position.bonded, vault.decimals, "bonded VRT")?;
        plan.what = format!("Take {} bonded VRT of vault {address} back", tokens(amount, vault.decimals));
        let owner_shares = session.token_account(&mut plan, &owner, &vault.vrt_mint)?;
        let accounts =
            client::Unbond { owner, bond_pool, bonded_account, owner_shares, position, token_program: TOKEN };
        (accounts.instruction_at(&session.program(), client::UnbondInstructionArgs { amount }), owner_shares)
    };
    session.carry_out(plan.with(instruction).watching("VRT", owner_shares, vault.decimals))
}

fn claim(session: &mut Session, vault: Pubkey, named: &[Pubkey]) -> Result<()> {
    let bond_pool = session.program().bond_pool(&vault);
    let pool: VaultBondPool = session.load(&bond_pool)?;
    let owner = session.me();
    let position = session.program().position(&bond_pool, &owner);
    let mine: VaultPosition = session.load(&position)?;
    let paid = bonds::rewards(&pool).iter().enumerate();
    let mints: Vec<Pubkey> = if named.is_empty() {
        let now = session.now()?;
        // A reward of which nothing is owed would have the whole transaction refused.
        let owed = |place: usize| bonds::owed(&pool, &mine, place, now) > 0;
        paid.filter(|(place, _)| owed(*place)).map(|(_, reward)| reward.mint).collect()
    } else {
        named.to_vec()
    };
    if mints.is_empty() {
        refuse!("nothing is owed to your position in vault {vault}");
    }
    let decimals_of_vault = session.load::<Vault>(&vault)?.decimals;
    session.carry_out_singly(&mints, &|mint| format!("the reward of mint {mint}"), &|session, mint| {
        let reward = decimals(session, mint)?;
        let mut plan = Plan::new(format!("Claim what your position in vault {vault} has earned of mint {mint}"));
        plan = plan.of_reward(reward).of_vault(decimals_of_vault);
        let wallet = session.wallet(mint)?;
        plan.pay_into(&wallet);
        let owner_rewards = wallet.account;
        let treasury = place_of(&pool, mint)?;
        let accounts =
            client::ClaimPositionReward { owner, bond_pool, treasury, owner_rewards, position, token_program: TOKEN };
        let mut plan = plan.with(accounts.instruction_at(&session.program()));
        plan.instructions.extend(wallet.unwraps);
        Ok(plan.watching("tokens", owner_rewards, reward))
    })
}

/// Closes the position, which gives up what it is owed of the mints in `given_up` and of no other.
fn close(session: &mut Session, vault: Pubkey, given_up: &[Pubkey]) -> Result<()> {
    let bond_pool = session.program().bond_pool(&vault);
    let pool: VaultBondPool = session.load(&bond_pool)?;
    let owner = session.me();
    let position = session.program().position(&bond_pool, &owner);
    let found: VaultPosition = session.load(&position)?;
    for mint in given_up {
        place_of(&pool, mint)?;
    }
    let (mut forfeits, mut told, mut kept) = ([0; MAX_REWARDS], vec![], vec![]);
    if found.position.bonded == 0 {
        let now = session.now()?;
        for (place, reward) in bonds::rewards(&pool).iter().enumerate() {
            let (mint, owed) = (reward.mint, bonds::owed(&pool, &found, place, now));
            if owed > 0 {
                let given = given_up.contains(&mint);
                forfeits[place] = if given { owed } else { 0 };
                let amount = format!("{} tokens of mint {mint}", tokens(owed, decimals(session, &mint)?));
                if given { &mut told } else { &mut kept }.push((mint, amount));
            }
        }
    }
    if let Some((mint, _)) = kept.first() {
        let owed: Vec<&str> = kept.iter().map(|(_, amount)| amount.as_str()).collect();
        refuse!(
            "your position in vault {vault} is owed {}: claim it first, or give it up permanently with --forfeit {mint}",
            owed.join(" and ")
        );
    }
    let mut what = format!("Close your position in vault {vault}");
    if !told.is_empty() {
        let amounts: Vec<&str> = told.iter().map(|(_, amount)| amount.as_str()).collect();
        what += &format!(", and GIVE UP {} PERMANENTLY: the bonded positions receive it", amounts.join(" and "));
    }
    let accounts = client::ClosePosition { owner, bond_pool, position, rent_payer: found.rent_payer };
    let args = client::ClosePositionInstructionArgs { forfeits };
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
}
