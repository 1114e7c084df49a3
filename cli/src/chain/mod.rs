//! What the commands need of a chain. [`rpc`] is a cluster; the tests bring one that runs in their process.

pub mod rpc;

use std::collections::HashSet;

use restaking_client::Program;
use restaking_client::rewards::Cut;
use solana_account::Account;
use solana_program::hash::Hash;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use crate::error::{Error, Result};

/// What a transaction did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Why it failed, if it did.
    pub error: Option<TransactionError>,
    /// What the programs logged.
    pub logs: Vec<String>,
    /// The compute units that it took.
    pub units: u64,
    /// What the last program returned.
    pub returned: Vec<u8>,
    /// The requested accounts, as they would be afterwards.
    pub accounts: Vec<Option<Account>>,
}

/// A transaction that touched an account, as a history tells it.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its signature.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
    /// What the programs logged.
    pub logs: Vec<String>,
    /// What is known where the log was cut.
    pub cut: Option<Cut>,
}

/// What a cluster writes in place of the rest of a log that is too long.
const CUT: &str = "Log truncated";

/// Whether the cluster has cut a log: what a transaction logs beyond some thousand bytes, events too, is lost.
pub fn is_cut(logs: &[String]) -> bool {
    logs.iter().any(|line| line == CUT)
}

/// The accounts that `transaction` names itself and could write to. Those of lookup tables are not among them.
pub fn writes(transaction: &VersionedTransaction) -> Vec<Pubkey> {
    const NONE: Option<&HashSet<Pubkey>> = None;
    let keys = transaction.message.static_account_keys().iter().enumerate();
    keys.filter(|(place, _)| transaction.message.is_maybe_writable_with_reserved_addresses(*place, NONE))
        .map(|(_, key)| *key)
        .collect()
}

/// A transaction as a history lists it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its signature.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
    /// It failed, and so has no events.
    pub failed: bool,
}

/// Until when a transaction can land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the chain has passed the block of this height.
    Recent {
        /// The blockhash to sign for.
        hash: Hash,
        /// The last height.
        last_height: u64,
    },
    /// Until the nonce account is advanced.
    Nonce {
        /// The nonce account.
        account: Pubkey,
        /// What it holds, which is signed for.
        hash: Hash,
    },
}

impl Lifetime {
    /// What is signed for.
    pub fn hash(&self) -> Hash {
        match self {
            Self::Recent { hash, .. } | Self::Nonce { hash, .. } => *hash,
        }
    }
}

/// What became of a transaction that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// It is on the chain.
    Landed,
    /// It is on the chain and failed, or the node refused it before it was sent.
    Failed {
        /// Why.
        error: TransactionError,
        /// What the programs logged, where the node tells it.
        logs: Vec<String>,
        /// Whether it is on the chain, so that its fee was paid.
        paid: bool,
    },
    /// It is not on the chain, and can no longer land.
    Expired,
}

/// A chain.
pub trait Chain {
    /// The program on it that the commands are about.
    fn program(&self) -> Program;

    /// The accounts at `addresses`, in order.
    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>>;

    /// Returns all accounts of the program that hold each of `parts` at its offset.
    fn program_accounts(&self, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>> {
        self.accounts_where(&self.program(), parts)
    }

    /// The addresses of those accounts, without their data.
    fn program_addresses(&self, parts: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>> {
        self.addresses_where(&self.program(), parts)
    }

    /// The addresses of all accounts of `program` that hold each of `parts` at its offset, without their data.
    fn addresses_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>>;

    /// Returns all accounts of `program` that hold each of `parts` at its offset.
    fn accounts_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>>;

    /// All accounts of another program that have so many bytes.
    fn accounts_of(&self, program: &Pubkey, bytes: usize) -> Result<Vec<(Pubkey, Account)>>;

    /// A blockhash to sign for, and how long a transaction that is signed for it can land.
    fn recent(&self) -> Result<Lifetime>;

    /// The longest lifetime that a transaction signed for `hash` may have; the age of that blockhash is not known.
    fn given(&self, hash: Hash) -> Result<Lifetime>;

    /// What `transaction` would do, with the accounts at `watched` as they would be; its signatures are not checked.
    fn simulate(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Outcome>;

    /// Sends `transaction`, and again until it has landed or can no longer land.
    ///
    /// # Errors
    /// If it cannot be known which of them is so: the sentence says so, with the signature.
    fn land(&self, transaction: &VersionedTransaction, lifetime: &Lifetime) -> Result<Landing>;

    /// Whether the transaction of this signature is on the chain already.
    fn has(&self, signature: &Signature) -> Result<bool>;

    /// Sends many transactions in parallel, and waits about as long as they take to land; whether each did is for the caller
    /// to see.
    fn send_all(&self, transactions: &[VersionedTransaction]) -> Result<()>;

    /// The hash of the chain's first block, which tells clusters apart.
    fn genesis(&self) -> Result<Hash>;

    /// What was lately paid for a compute unit to write to `addresses`, in millionths of a lamport.
    fn priority_fee(&self, addresses: &[Pubkey]) -> Result<u64>;

    /// The signature of the latest transaction that touched `address`.
    fn latest(&self, address: &Pubkey) -> Result<Option<String>>;

    /// Gives `read` the transactions that touched `address`, the latest first, up to and without the one with signature `until`. One
    /// at a time: the logs of a whole history may not fit into memory.
    fn history(&self, address: &Pubkey, until: Option<&str>, least: u64, read: &mut dyn FnMut(Past)) -> Result<()>;

    /// The latest transactions that touched `address`, as many as a node lists at once, the latest first: of those before the
    /// one with signature `before`, and up to and without the one with signature `until`.
    /// Refused by a node that has not come to slot `least` yet.
    fn signatures(
        &self,
        address: &Pubkey,
        before: Option<&str>,
        until: Option<&str>,
        least: u64,
    ) -> Result<Vec<Listed>>;

    /// What the transactions in `listed` logged, in order.
    ///
    /// # Errors
    /// If the node does not have one of them.
    fn transactions(&self, listed: &[Listed]) -> Result<Vec<Past>>;

    /// Whether the feature with the account `id` is active.
    fn has_feature(&self, id: &Pubkey) -> Result<bool> {
        let feature = self.account(id)?.as_ref().and_then(solana_feature_gate_interface::from_account);
        Ok(feature.is_some_and(|feature| feature.activated_at.is_some()))
    }

    /// Whether the program at `address` is there.
    fn has_program(&self, address: &Pubkey) -> Result<bool> {
        Ok(self.account(address)?.is_some_and(|account| account.executable))
    }

    /// The account at `address`.
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        Ok(self.accounts(&[*address])?.pop().flatten())
    }

    /// The chain's time in unix seconds, which the program uses.
    fn now(&self) -> Result<i64> {
        Ok(self.clock()?.0)
    }

    /// The slot.
    fn slot(&self) -> Result<u64> {
        Ok(self.clock()?.1)
    }

    /// The slot that the node calls its own at the commitment level that is read at.
    fn reached(&self) -> Result<u64> {
        self.slot()
    }

    /// The chain's time and its slot.
    fn clock(&self) -> Result<(i64, u64)> {
        let clock = self.sysvar(&CLOCK, 40)?;
        // The slot is the first of the clock's five figures of 8 bytes, and the time the last.
        let [slot, time] = [0, 32].map(|at| clock[at..at + 8].try_into().expect("8 bytes"));
        Ok((i64::from_le_bytes(time), u64::from_le_bytes(slot)))
    }

    /// The cluster's epoch, which stake is activated by.
    fn epoch(&self) -> Result<u64> {
        Ok(self.now_and_epoch()?.1)
    }

    /// The chain's time and the cluster's epoch, from one reading.
    fn now_and_epoch(&self) -> Result<(i64, u64)> {
        let clock = self.sysvar(&CLOCK, 40)?;
        let [epoch, time] = [16, 32].map(|at| clock[at..at + 8].try_into().expect("8 bytes"));
        Ok((i64::from_le_bytes(time), u64::from_le_bytes(epoch)))
    }

    /// The rent-exempt minimum of an account of `bytes`, in lamports.
    fn rent(&self, bytes: usize) -> Result<u64> {
        let rent = self.sysvar(&RENT, 16)?;
        let per_byte = u64::from_le_bytes(rent[..8].try_into().expect("8 bytes"));
        let years = f64::from_le_bytes(rent[8..16].try_into().expect("8 bytes"));
        // The runtime charges for 128 bytes more for each account.
        Ok((((128 + bytes as u64) * per_byte) as f64 * years) as u64)
    }

    /// The data of a sysvar, which has `bytes` at the least.
    fn sysvar(&self, address: &Pubkey, bytes: usize) -> Result<Vec<u8>> {
        let account = self.account(address)?.filter(|account| account.data.len() >= bytes);
        account.map(|account| account.data).ok_or_else(|| Error::new(format!("the cluster has no sysvar {address}")))
    }
}

/// The sysvar that tells the time.
pub const CLOCK: Pubkey = solana_program::pubkey!("SysvarC1ock11111111111111111111111111111111");

/// The sysvar that tells what accounts cost.
pub const RENT: Pubkey = solana_program::pubkey!("SysvarRent111111111111111111111111111111111");

/// The place and the error of an instruction that failed.
pub fn instruction_error(error: &TransactionError) -> Option<(usize, &InstructionError)> {
    match error {
        TransactionError::InstructionError(place, error) => Some((usize::from(*place), error)),
        _ => None,
    }
}
