//! What a transaction did to its payer's balances.

use std::collections::BTreeMap;

use serde_json::json;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::api::config::RpcTransactionConfig;
use solana_rpc_client::api::request::RpcRequest;
use solana_signature::Signature;
use solana_transaction_status_client_types::option_serializer::OptionSerializer;
use solana_transaction_status_client_types::{
    EncodedConfirmedTransactionWithStatusMeta, UiTransactionEncoding, UiTransactionTokenBalance,
};

use super::{EVERY_VERSION, Rpc};
use crate::error::{Error, Result};
use crate::redact::redact;

/// What a transaction did to its payer's balances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BalanceChanges {
    /// The time of its block, in unix seconds, where the node tells it.
    pub time: Option<i64>,
    /// The lamports that came, or went where negative: the fee is among them.
    pub lamports: i128,
    /// The smallest units of each mint that came, or went where negative.
    pub tokens: BTreeMap<String, i128>,
}

impl Rpc {
    /// What the transaction of this signature did to the balances of `payer`, which paid for it; none if it is not on the chain.
    ///
    /// # Errors
    /// If the node does not tell it.
    pub fn balance_changes(&self, signature: &Signature, payer: &Pubkey) -> Result<Option<BalanceChanges>> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.client.commitment()),
            max_supported_transaction_version: Some(EVERY_VERSION),
        };
        // The client has no method that tells a transaction that is not there from a failure.
        let asked = json!([signature.to_string(), config]);
        let found: std::result::Result<Option<EncodedConfirmedTransactionWithStatusMeta>, _> =
            self.client.send(RpcRequest::GetTransaction, asked);
        let Some(found) = found.map_err(|error| self.failed("Reading a transaction", error))? else { return Ok(None) };
        let lacks = || {
            let node = redact(&self.client.url());
            Error::new(format!("{node} gives transaction {signature} without its balances: use a node that does"))
        };
        let meta = found.transaction.meta.ok_or_else(lacks)?;
        // The payer is a transaction's first account.
        let (Some(before), Some(after)) = (meta.pre_balances.first(), meta.post_balances.first()) else {
            return Err(lacks());
        };
        let mut tokens = BTreeMap::new();
        for (told, sign) in [(meta.pre_token_balances, -1), (meta.post_token_balances, 1)] {
            let OptionSerializer::Some(balances) = told else { return Err(lacks()) };
            for balance in balances.into_iter().filter(|balance| is_of(balance, payer)) {
                let amount: u64 = balance.ui_token_amount.amount.parse().map_err(|_| lacks())?;
                *tokens.entry(balance.mint).or_insert(0) += sign * i128::from(amount);
            }
        }
        let lamports = i128::from(*after) - i128::from(*before);
        Ok(Some(BalanceChanges { time: found.block_time, lamports, tokens }))
    }
}

fn is_of(balance: &UiTransactionTokenBalance, owner: &Pubkey) -> bool {
    matches!(&balance.owner, OptionSerializer::Some(told) if *told == owner.to_string())
}
