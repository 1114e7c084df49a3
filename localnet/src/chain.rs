//! A chain behind an RPC node: what is sent to it and read from it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use borsh::BorshDeserialize;
use harness::{Failure, token};
use restaking_client::ID;
use serde_json::json;
use solana_account::Account;
use solana_clock::Clock;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::api::client_error::{Error, ErrorKind};
use solana_rpc_client::api::config::RpcSendTransactionConfig;
use solana_rpc_client::api::request::{RpcError, RpcRequest, RpcResponseErrorData};
use solana_rpc_client::rpc_client::RpcClient;
use solana_sdk_ids::sysvar;
use solana_signer::Signer;
use solana_transaction::Transaction;

/// How long a chain may take for what it does at once.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long its clock may take to move, once the node has said that it did not.
const LATE: Duration = Duration::from_secs(30);

/// A chain, by its node.
pub struct Chain {
    rpc: RpcClient,
}

impl Chain {
    /// The chain with a node at `url`.
    pub fn new(url: String) -> Self {
        Self { rpc: RpcClient::new_with_commitment(url, CommitmentConfig::processed()) }
    }

    /// The node's client.
    pub fn rpc(&self) -> &RpcClient {
        &self.rpc
    }

    /// Runs `instructions` in one transaction, which the first of `signers` pays.
    ///
    /// # Errors
    /// The program's sentence, if it refuses; no account has changed.
    pub fn send(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<()> {
        let payer = signers.first().context("a transaction has a signer")?.pubkey();
        let mut transaction = Transaction::new_unsigned(Message::new(instructions, Some(&payer)));
        transaction.try_sign(signers, self.rpc.get_latest_blockhash()?)?;
        let config = RpcSendTransactionConfig {
            preflight_commitment: Some(CommitmentLevel::Processed),
            ..RpcSendTransactionConfig::default()
        };
        self.rpc.send_transaction_with_config(&transaction, config).map(drop).map_err(refusal)
    }

    /// Gives `owner` lamports, in a transaction of its own.
    ///
    /// # Errors
    /// If the node gives none.
    pub fn fund(&self, owner: &Pubkey, lamports: u64) -> Result<()> {
        self.rpc.request_airdrop(owner, lamports).map(drop).with_context(|| format!("no airdrop to {owner}"))
    }

    /// The hash that the chain begins with.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn genesis(&self) -> Result<[u8; 32]> {
        Ok(self.rpc.get_genesis_hash()?.to_bytes())
    }

    /// The account at `address`, if there is one.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        Ok(self.rpc.get_account_with_commitment(address, CommitmentConfig::processed())?.value)
    }

    /// The program's account at `address`, decoded.
    ///
    /// # Errors
    /// If there is none, or it is another one.
    pub fn read<T: BorshDeserialize>(&self, address: &Pubkey) -> Result<T> {
        let account = self.account(address)?.with_context(|| format!("there is no account at {address}"))?;
        ensure!(account.owner == ID, "{address} is not the program's, but {}'s", account.owner);
        T::deserialize(&mut account.data.as_slice()).with_context(|| format!("{address} is an account of another kind"))
    }

    /// The balance of the token account at `address`; zero if there is no such account.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn balance(&self, address: &Pubkey) -> Result<u64> {
        Ok(self.account(address)?.map_or(0, |account| token::amount(&account.data)))
    }

    /// The chain's clock.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn clock(&self) -> Result<Clock> {
        let account = self.account(&sysvar::clock::ID)?.context("the chain has no clock")?;
        Ok(bincode::deserialize(&account.data)?)
    }

    /// The chain's time, in unix seconds, which the program uses.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn now(&self) -> Result<i64> {
        Ok(self.clock()?.unix_timestamp)
    }

    /// Moves the chain's clock on to `time`, in unix seconds.
    ///
    /// # Errors
    /// For a time that has passed, or a node that moves no clock.
    pub fn travel(&self, time: i64) -> Result<()> {
        let now = self.now()?;
        ensure!(now <= time, "the clock says {now}, which is past {time}, and it does not go back");
        if now == time {
            // Its milliseconds may be past this second's first, which the node would refuse.
            return Ok(());
        }
        let millis = time.checked_mul(1_000).with_context(|| format!("no clock has {time}"))?;
        let request = RpcRequest::Custom { method: "surfnet_timeTravel" };
        let (asked, start) = (self.rpc.send(request, json!([{ "absoluteTimestamp": millis }])), Instant::now());
        // A node that is busy answers too late that it did.
        let patience = if asked.is_ok() { Duration::ZERO } else { LATE };
        while self.now()? < time {
            if start.elapsed() >= patience {
                let _: serde_json::Value = asked.with_context(|| format!("the clock does not move to {time}"))?;
                bail!("the clock was moved to {time} and says {}", self.now()?);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Waits until what has been sent is confirmed.
    ///
    /// # Errors
    /// If the chain makes no slots.
    pub fn settle(&self) -> Result<()> {
        let (sent, start) = (self.rpc.get_slot()?, Instant::now());
        while self.rpc.get_slot_with_commitment(CommitmentConfig::confirmed())? <= sent {
            ensure!(start.elapsed() < PATIENCE, "slot {sent} is not confirmed in {} s", PATIENCE.as_secs());
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

/// Why a transaction did not go through: the program's own sentence, where it has one.
fn refusal(error: Error) -> anyhow::Error {
    if let ErrorKind::RpcError(RpcError::RpcResponseError {
        data: RpcResponseErrorData::SendTransactionPreflightFailure(simulation),
        ..
    }) = error.kind()
        && let Some(why) = &simulation.err
    {
        let logs = simulation.logs.clone().unwrap_or_default();
        return Failure { error: why.clone().into(), logs }.into();
    }
    anyhow!(error)
}
