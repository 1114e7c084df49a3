//! Tokens that were sent to a vault's address.

use clap::Args;
use restaking_client::{self as client, SweepNotice, Vault, VaultBondPool, asset, bonds};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN};
use crate::accounts::{self, token_address, token_program};
use crate::amount::tokens;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// Sweeps tokens.
#[derive(Args, Clone, Debug)]
pub struct Sweep {
    /// The vault
    vault: Pubkey,
    /// The mint of the tokens
    mint: Pubkey,
    /// The token account that was sent the tokens [default: the vault's associated token account of the mint]
    #[arg(long, value_name = "ADDRESS")]
    account: Option<Pubkey>,
}

/// The tokens, where they are.
struct Stray<'a> {
    address: Pubkey,
    vault: &'a Vault,
    mint: Pubkey,
    program: Pubkey,
    tokens: Pubkey,
    amount: u64,
    decimals: u8,
}

impl Sweep {
    /// Does the next step of it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { vault: address, mint, account } = self;
        let vault: Vault = session.load(&address)?;
        if mint == vault.vrt_mint {
            refuse!("the VRT of a vault is not swept");
        }
        let program = token_program(session.chain, &mint)?;
        let tokens = account.unwrap_or_else(|| token_address(&address, &mint, &program));
        let found = accounts::token(session.chain.account(&tokens)?.as_ref());
        let Some(found) = found.filter(|found| found.mint == mint && found.owner == address) else {
            refuse!("{tokens} is no token account of vault {address} for mint {mint}");
        };
        if tokens == vault.asset_account {
            refuse!("{tokens} is the vault's asset account: nothing in it is swept");
        }
        let decimals = accounts::mint(session.chain, &mint)?.decimals;
        let stray = Stray { address, vault: &vault, mint, program, tokens, amount: found.amount, decimals };
        let bond_pool = session.program().bond_pool(&address);
        let pool: Option<VaultBondPool> = accounts::find(session.chain, &bond_pool)?;
        let treasury = pool.as_ref().and_then(|pool| bonds::treasury_of(pool, &mint));
        let notice_at = session.program().sweep_notice(&address, &tokens);
        let notice: Option<SweepNotice> = accounts::find(session.chain, &notice_at)?;
        let plan = match (treasury, notice) {
            _ if mint == vault.asset_mint => stray.to_stream(session),
            (Some(treasury), _) if stray.amount > 0 => stray.to_pool(session, bond_pool, treasury),
            (_, Some(notice)) => stray.to_wallet(session, bond_pool, (notice_at, &notice))?,
            (_, None) => stray.announce(session, bond_pool, notice_at),
        };
        session.carry_out(plan)
    }
}

impl Stray<'_> {
    fn shown(&self) -> String {
        tokens(self.amount, self.decimals)
    }

    fn to_stream(&self, session: &Session) -> Plan {
        let accounts = client::SweepToStream {
            config: session.program().config(),
            vault: self.address,
            asset_account: self.vault.asset_account,
            tokens: self.tokens,
            token_program: TOKEN,
        };
        let plan = Plan::new(format!("Sweep {} tokens to the stream of vault {}", self.shown(), self.address));
        let instruction = asset::moving(self.vault, accounts.instruction_at(&session.program()));
        plan.of_vault(self.vault.decimals).with(instruction)
    }

    fn to_pool(&self, session: &Session, bond_pool: Pubkey, treasury: Pubkey) -> Plan {
        let accounts =
            client::SweepToPool { vault: self.address, bond_pool, treasury, tokens: self.tokens, token_program: TOKEN };
        let plan = Plan::new(format!("Sweep {} tokens to the bond pool of vault {}", self.shown(), self.address));
        plan.of_vault(self.vault.decimals).of_reward(self.decimals).with(accounts.instruction_at(&session.program()))
    }

    fn announce(&self, session: &Session, bond_pool: Pubkey, notice: Pubkey) -> Plan {
        let accounts = client::AnnounceSweep {
            payer: session.me(),
            vault: self.address,
            bond_pool,
            tokens: self.tokens,
            notice,
            system_program: SYSTEM,
        };
        let what = format!(
            "Announce that {} tokens of mint {} leave vault {} for its fee wallet",
            self.shown(),
            self.mint,
            self.address
        );
        Plan::new(what).of_reward(self.decimals).with(accounts.instruction_at(&session.program()))
    }

    fn to_wallet(&self, session: &Session, bond_pool: Pubkey, (at, notice): (Pubkey, &SweepNotice)) -> Result<Plan> {
        let now = session.now()?;
        if now < notice.due {
            let due = time::near(notice.due, now);
            refuse!("{} tokens were announced, and can be swept {due}", tokens(notice.amount, self.decimals));
        }
        let wallet = self.vault.fee_wallet;
        if wallet == SYSTEM {
            refuse!("nobody is named as the fee wallet: the tokens wait until `restake admin set-role` names one");
        }
        let shown = tokens(notice.amount.min(self.amount), self.decimals);
        let mut plan = Plan::new(format!("Sweep {shown} tokens of mint {} to the fee wallet {wallet}", self.mint));
        let recipient_tokens = session.token_account(&mut plan, &wallet, &self.mint)?;
        let accounts = client::SweepToWallet {
            vault: self.address,
            bond_pool,
            tokens: self.tokens,
            notice: at,
            mint: self.mint,
            wallet: None,
            recipient_tokens,
            rent_payer: notice.rent_payer,
            token_program: self.program,
        };
        let plan = plan.of_reward(self.decimals).with(accounts.instruction_at(&session.program()));
        Ok(plan.watching("tokens", recipient_tokens, self.decimals))
    }
}
