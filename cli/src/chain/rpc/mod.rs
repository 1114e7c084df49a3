//! A cluster, over its RPC.

mod balance_changes;
mod landing;
mod patience;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest_middleware::ClientWithMiddleware;
use restaking_client::Program;
use restaking_client::rewards::Cut;
use solana_account::Account;
use solana_commitment_config::CommitmentConfig;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;
use solana_rpc_client::api::config::{
    RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcSendTransactionConfig, RpcSignaturesForAddressConfig,
    RpcSimulateTransactionAccountsConfig, RpcSimulateTransactionConfig, RpcTransactionConfig, UiAccountEncoding,
    UiDataSliceConfig,
};
use solana_rpc_client::api::filter::{Memcmp, RpcFilterType};
use solana_rpc_client::api::request::RpcRequest;
use solana_rpc_client::api::response::RpcConfirmedTransactionStatusWithSignature;
use solana_rpc_client::http_sender::HttpSender;
use solana_rpc_client::rpc_client::{GetConfirmedSignaturesForAddress2Config, RpcClient, RpcClientConfig};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::UiTransactionEncoding;
use solana_transaction_status_client_types::option_serializer::OptionSerializer;

use super::{Chain, Landing, Lifetime, Listed, Outcome, Past, is_cut, writes};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::redact::redact;

pub use balance_changes::BalanceChanges;
pub use landing::Handed;
pub use patience::{Clock, Terminal, asked_for, client_with};

/// How many accounts a node gives at once.
const AT_ONCE: usize = 100;

/// How many signatures a node gives at once.
const SIGNATURES_AT_ONCE: usize = 1_000;

/// How many accounts a node takes when asked for priority fees.
const FEES_FOR: usize = 128;

/// How many transactions are sent at once.
const SENDERS: usize = 8;

/// How often, and how far apart, a cluster is asked whether a transaction has landed.
const POLLS: usize = 40;
const POLL: Duration = Duration::from_millis(500);

/// How long a node may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// For how many blocks a blockhash can be signed for.
pub const LIFETIME: u64 = solana_clock::MAX_PROCESSING_AGE as u64;

/// Any version of a transaction is read: one that were not would hide all that came before it.
const EVERY_VERSION: u8 = u8::MAX;

/// A cluster.
pub struct Rpc {
    /// The client.
    pub client: RpcClient,
    program: Program,
    clock: Arc<dyn Clock>,
}

impl Rpc {
    /// The cluster at `url`, read at `commitment`, and the program on it.
    pub fn new(url: &str, commitment: CommitmentConfig, program: Program) -> Self {
        Self::with_clock(url, commitment, program, Arc::new(Terminal))
    }

    /// The same with another clock to wait by.
    pub fn with_clock(url: &str, commitment: CommitmentConfig, program: Program, clock: Arc<dyn Clock>) -> Self {
        Self::with_client(url, patience::client(PATIENCE, clock.clone()), commitment, program, clock)
    }

    /// The same over another HTTP client, which decides on its own how long to wait for a node.
    pub fn with_client(
        url: &str,
        client: ClientWithMiddleware,
        commitment: CommitmentConfig,
        program: Program,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let sender = HttpSender::new_with_client_with_middleware(url, client);
        let client = RpcClient::new_sender(sender, RpcClientConfig::with_commitment(commitment));
        Self { client, program, clock }
    }

    /// Hands `transaction` to the node once; the first time with the node's own check, which costs nothing where it fails.
    ///
    /// # Errors
    /// If the node did not answer. The transaction may have arrived all the same.
    pub fn hand_over(&self, transaction: &VersionedTransaction, is_first: bool) -> Result<Handed> {
        landing::asked(self, transaction, is_first).map_err(|error| self.failed("Sending", error))
    }

    fn failed(&self, what: &str, error: impl std::fmt::Display) -> Error {
        Error::new(format!("{what} failed at {}: {}", redact(&self.client.url()), redact(&error.to_string())))
    }

    /// The accounts of `program` that pass `filters`; of their data only `slice`, if there is one.
    fn scan(
        &self,
        program: &Pubkey,
        filters: Vec<RpcFilterType>,
        slice: Option<UiDataSliceConfig>,
    ) -> Result<Vec<(Pubkey, Account)>> {
        let config = RpcProgramAccountsConfig {
            filters: Some(filters),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64Zstd),
                commitment: Some(self.client.commitment()),
                data_slice: slice,
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let progress = Progress::spinner("Scanning the program's accounts");
        let found = self.client.get_program_ui_accounts_with_config(program, config);
        drop(progress);
        let found = found.map_err(|error| self.refuses_scans(&error))?;
        found
            .into_iter()
            .map(|(address, account)| {
                let account = account.to_account();
                account.map(|account| (address, account)).ok_or_else(|| {
                    let node = redact(&self.client.url());
                    Error::new(format!("{node} sends the account {address} in an unknown form"))
                })
            })
            .collect()
    }

    /// What a transaction logged.
    fn transaction(&self, listed: &Listed) -> Result<Past> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.client.commitment()),
            max_supported_transaction_version: Some(EVERY_VERSION),
        };
        let transaction = self.client.get_transaction_with_config(&signature(&listed.signature)?, config);
        let transaction = transaction.map_err(|error| self.failed("Reading a transaction", error))?;
        let (time, signature) = (transaction.block_time, listed.signature.clone());
        let lacks = |what: &str| {
            let node = redact(&self.client.url());
            Error::new(format!("{node} gives transaction {signature} without {what}: use a node that does"))
        };
        let meta = transaction.transaction.meta.ok_or_else(|| lacks("what came of it"))?;
        let OptionSerializer::Some(logs) = meta.log_messages else { return Err(lacks("its log")) };
        let cut = if is_cut(&logs) {
            let decoded = transaction.transaction.transaction.decode().ok_or_else(|| lacks("its message"))?;
            let mut accounts = writes(&decoded);
            if let OptionSerializer::Some(loaded) = meta.loaded_addresses {
                let loaded: std::result::Result<Vec<Pubkey>, _> =
                    loaded.writable.iter().map(|address| address.parse()).collect();
                accounts.extend(loaded.map_err(|_| lacks("the addresses that it looked up"))?);
            } else if decoded.message.address_table_lookups().is_some_and(|lookups| !lookups.is_empty()) {
                return Err(lacks("the addresses that it looked up"));
            }
            Some(Cut { time: time.ok_or_else(|| lacks("its time"))?, accounts })
        } else {
            None
        };
        Ok(Past { signature, slot: listed.slot, logs, cut })
    }

    /// Why a scan of the program's accounts failed: many nodes do not answer any.
    fn refuses_scans(&self, error: &solana_rpc_client::api::client_error::Error) -> Error {
        use solana_rpc_client::api::client_error::ErrorKind;
        use solana_rpc_client::api::request::RpcError;
        let refused = match error.kind() {
            ErrorKind::RpcError(RpcError::RpcResponseError { .. }) => true,
            ErrorKind::Reqwest(error) => error.status().is_some_and(|status| status.is_client_error()),
            _ => false,
        };
        if !refused {
            return self.failed("Scanning the program's accounts", error);
        }
        Error::new(format!(
            "{} answers no scans of a program's accounts (getProgramAccounts): choose an RPC that does with --url, or name the \
             account by its address ({})",
            redact(&self.client.url()),
            redact(&error.to_string())
        ))
    }
}

/// The filters for accounts that hold each of `parts` at its offset.
fn filters(parts: &[(usize, Vec<u8>)]) -> Vec<RpcFilterType> {
    let filters =
        parts.iter().map(|(offset, bytes)| RpcFilterType::Memcmp(Memcmp::new_raw_bytes(*offset, bytes.clone())));
    filters.collect()
}

impl Chain for Rpc {
    fn program(&self) -> Program {
        self.program
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        let progress = Progress::of("Reading accounts", addresses.len().div_ceil(AT_ONCE));
        let mut found = vec![];
        for chunk in addresses.chunks(AT_ONCE) {
            let read = self.client.get_multiple_accounts(chunk);
            found.extend(read.map_err(|error| self.failed("Reading accounts", error))?);
            progress.step();
        }
        Ok(found)
    }

    fn addresses_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>> {
        let none = UiDataSliceConfig { offset: 0, length: 0 };
        let found = self.scan(program, filters(parts), Some(none))?;
        Ok(found.into_iter().map(|(address, _)| address).collect())
    }

    fn accounts_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>> {
        self.scan(program, filters(parts), None)
    }

    fn accounts_of(&self, program: &Pubkey, bytes: usize) -> Result<Vec<(Pubkey, Account)>> {
        self.scan(program, vec![RpcFilterType::DataSize(bytes as u64)], None)
    }

    fn recent(&self) -> Result<Lifetime> {
        let latest = self.client.get_latest_blockhash_with_commitment(self.client.commitment());
        let (hash, last_height) = latest.map_err(|error| self.failed("Reading the latest blockhash", error))?;
        Ok(Lifetime::Recent { hash, last_height })
    }

    fn given(&self, hash: Hash) -> Result<Lifetime> {
        let height = self.client.get_block_height();
        let height = height.map_err(|error| self.failed("Reading the block height", error))?;
        // Twice as long: this node may lag behind the one that gave the blockhash.
        Ok(Lifetime::Recent { hash, last_height: height + 2 * LIFETIME })
    }

    fn simulate(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Outcome> {
        let config = RpcSimulateTransactionConfig {
            sig_verify: false,
            replace_recent_blockhash: true,
            commitment: Some(self.client.commitment()),
            encoding: Some(UiTransactionEncoding::Base64),
            accounts: (!watched.is_empty()).then(|| RpcSimulateTransactionAccountsConfig {
                encoding: Some(UiAccountEncoding::Base64),
                addresses: watched.iter().map(ToString::to_string).collect(),
            }),
            ..RpcSimulateTransactionConfig::default()
        };
        let simulated = self.client.simulate_transaction_with_config(transaction, config);
        let simulated = simulated.map_err(|error| self.failed("The simulation", error))?.value;
        let returned = simulated.return_data.and_then(|data| {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD.decode(data.data.0).ok()
        });
        let accounts = simulated.accounts.unwrap_or_default();
        Ok(Outcome {
            error: simulated.err.map(Into::into),
            logs: simulated.logs.unwrap_or_default(),
            units: simulated.units_consumed.unwrap_or_default(),
            returned: returned.unwrap_or_default(),
            accounts: accounts.into_iter().map(|account| account.and_then(|account| account.to_account())).collect(),
        })
    }

    fn has(&self, signature: &Signature) -> Result<bool> {
        let told = self.client.get_signature_statuses(&[*signature]);
        let told = told.map_err(|error| self.failed("Reading a transaction's status", error))?;
        Ok(told.value.iter().any(Option::is_some))
    }

    fn land(&self, transaction: &VersionedTransaction, lifetime: &Lifetime) -> Result<Landing> {
        landing::land(self, transaction, lifetime)
    }

    fn send_all(&self, transactions: &[VersionedTransaction]) -> Result<()> {
        let progress = Progress::of("Sending", transactions.len());
        // What the simulation would say, the caller sees by what arrives: most of a cluster's time would go into it.
        let config = RpcSendTransactionConfig {
            skip_preflight: true,
            encoding: Some(UiTransactionEncoding::Base64),
            ..RpcSendTransactionConfig::default()
        };
        let (next, last) = (AtomicUsize::new(0), Mutex::new(None));
        std::thread::scope(|scope| {
            for _ in 0..SENDERS {
                scope.spawn(|| {
                    while let Some(transaction) = transactions.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let sent = self.client.send_transaction_with_config(transaction, config);
                        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(sent);
                        progress.step();
                    }
                });
            }
        });
        let last = last.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = last else { return Ok(()) };
        let last = last.map_err(|error| self.failed("Sending", error))?;
        // The last transaction sent is about the last one to land.
        for _ in 0..POLLS {
            if self.client.confirm_transaction(&last).unwrap_or(false) {
                break;
            }
            self.clock.pause(POLL);
        }
        Ok(())
    }

    fn genesis(&self) -> Result<Hash> {
        self.client.get_genesis_hash().map_err(|error| self.failed("Reading the genesis hash", error))
    }

    fn priority_fee(&self, addresses: &[Pubkey]) -> Result<u64> {
        let addresses = &addresses[..addresses.len().min(FEES_FOR)];
        let fees = self.client.get_recent_prioritization_fees(addresses);
        let mut fees: Vec<u64> = fees
            .map_err(|error| self.failed("Reading recent priority fees", error))?
            .into_iter()
            .map(|fee| fee.prioritization_fee)
            .collect();
        fees.sort_unstable();
        // Three of four recent slots took this or less.
        Ok(fees.get(fees.len() * 3 / 4).copied().unwrap_or_default())
    }

    fn latest(&self, address: &Pubkey) -> Result<Option<String>> {
        let config = GetConfirmedSignaturesForAddress2Config {
            before: None,
            until: None,
            limit: Some(1),
            commitment: Some(self.client.commitment()),
        };
        let page = self.client.get_signatures_for_address_with_config(address, config);
        let page = page.map_err(|error| self.failed("Reading the history", error))?;
        Ok(page.into_iter().next().map(|latest| latest.signature))
    }

    fn history(&self, address: &Pubkey, until: Option<&str>, least: u64, read: &mut dyn FnMut(Past)) -> Result<()> {
        let mut found: Vec<Listed> = vec![];
        let spinner = Progress::spinner("Reading signatures");
        loop {
            let before = found.last().map(|last| last.signature.clone());
            let page = self.signatures(address, before.as_deref(), until, least)?;
            // A node may list fewer at once, and none at all where it does not know the transaction to list from.
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        // Those that did not fail are read anyway.
        if let Some(last) = found.last().filter(|last| last.failed) {
            self.transaction(last)?;
        }
        drop(spinner);
        let progress = Progress::of("Reading transactions", found.len());
        for each in found {
            if !each.failed {
                read(self.transaction(&each)?);
            }
            progress.step();
        }
        Ok(())
    }

    fn reached(&self) -> Result<u64> {
        self.client.get_slot().map_err(|error| self.failed("Reading the slot", error))
    }

    fn signatures(
        &self,
        address: &Pubkey,
        before: Option<&str>,
        until: Option<&str>,
        least: u64,
    ) -> Result<Vec<Listed>> {
        // The client has no method that names a slot.
        let config = RpcSignaturesForAddressConfig {
            before: before.map(str::to_owned),
            until: until.map(str::to_owned),
            limit: Some(SIGNATURES_AT_ONCE),
            commitment: Some(self.client.commitment()),
            min_context_slot: (least > 0).then_some(least),
        };
        let asked = serde_json::json!([address.to_string(), config]);
        let page = self.client.send(RpcRequest::GetSignaturesForAddress, asked);
        let page: Vec<RpcConfirmedTransactionStatusWithSignature> =
            page.map_err(|error| self.failed("Reading the history", error))?;
        let listed = |each: RpcConfirmedTransactionStatusWithSignature| Listed {
            signature: each.signature,
            slot: each.slot,
            failed: each.err.is_some(),
        };
        Ok(page.into_iter().map(listed).collect())
    }

    fn transactions(&self, listed: &[Listed]) -> Result<Vec<Past>> {
        let (next, found) = (AtomicUsize::new(0), Mutex::new(vec![]));
        std::thread::scope(|scope| {
            for _ in 0..SENDERS.min(listed.len()) {
                scope.spawn(|| {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(each) = listed.get(place) else { break };
                        let read = self.transaction(each);
                        found.lock().unwrap_or_else(PoisonError::into_inner).push((place, read));
                    }
                });
            }
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_unstable_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, read)| read).collect()
    }
}

fn signature(text: &str) -> Result<Signature> {
    text.parse().map_err(|_| Error::new(format!("{text} is not a signature: expected 64 bytes in base58")))
}
