//! Rewards in a vault's asset, and the fees that it owes.

use restaking_client::{self as client, Operator, OperatorDelegation, Vault, asset};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN, config};
use crate::amount::{Amount, tokens};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};

/// A party with owed fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The vault.
    Vault,
    /// The protocol.
    Protocol,
    /// An operator, its commission.
    Operator(Pubkey),
}

impl std::str::FromStr for Party {
    type Err = crate::error::Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "vault" => Self::Vault,
            "protocol" => Self::Protocol,
            address => match address.parse() {
                Ok(operator) => Self::Operator(operator),
                Err(_) => refuse!("`{text}` is owed no fees: vault, protocol or an operator's address is"),
            },
        })
    }
}

pub(super) fn pay_reward(session: &mut Session, address: Pubkey, operator: Pubkey, amount: &Amount) -> Result<()> {
    let vault: Vault = session.load(&address)?;
    let delegation = session.program().delegation(&address, &operator);
    session.load::<OperatorDelegation>(&delegation)?;
    let payer = session.me();
    let (payer_assets, have) = session.funds(&vault.asset_mint)?;
    let amount = amount.within(have, vault.decimals, &format!("tokens of mint {}", vault.asset_mint))?;
    let shown = tokens(amount, vault.decimals);
    let plan = Plan::new(format!("Pay a reward of {shown} tokens to vault {address} for operator {operator}"));
    let accounts = client::PayReward {
        payer,
        config: session.program().config(),
        vault: address,
        operator,
        delegation,
        asset_account: vault.asset_account,
        payer_assets,
        token_program: TOKEN,
    };
    let plan = plan.of_vault(vault.decimals).with(asset::moving(
        &vault,
        accounts.instruction_at(&session.program(), client::PayRewardInstructionArgs { amount }),
    ));
    session.carry_out(plan.watching("tokens", payer_assets, vault.decimals))
}

pub(super) fn collect_fees(session: &mut Session, address: Pubkey, of: Party) -> Result<()> {
    let plan = with_fees(session, Plan::default(), address, of)?;
    session.carry_out(plan)
}

/// `plan`, and the payment of the fees that the vault owes; a plan without a word says that.
pub fn with_fees(session: &Session, mut plan: Plan, address: Pubkey, of: Party) -> Result<Plan> {
    let vault: Vault = session.load(&address)?;
    let (config, operator, wallet) = match of {
        Party::Vault => (None, None, vault.fee_wallet),
        Party::Protocol => (Some(session.program().config()), None, config(session)?.fee_wallet),
        Party::Operator(operator) => (None, Some(operator), session.load::<Operator>(&operator)?.fee_wallet),
    };
    if wallet == SYSTEM {
        refuse!("no fee wallet is set: the fees wait until `restake admin set-role` sets one");
    }
    if plan.what.is_empty() {
        plan.what = format!("Pay {wallet} the fees that vault {address} owes");
    }
    plan = plan.of_vault(vault.decimals);
    let recipient_assets = session.token_account(&mut plan, &wallet, &vault.asset_mint)?;
    let accounts = client::CollectFees {
        vault: address,
        config,
        operator,
        delegation: operator.map(|operator| session.program().delegation(&address, &operator)),
        asset_account: vault.asset_account,
        wallet: None,
        recipient_assets,
        token_program: TOKEN,
    };
    let plan = plan.with(asset::moving(&vault, accounts.instruction_at(&session.program())));
    Ok(plan.watching("tokens", recipient_assets, vault.decimals))
}
