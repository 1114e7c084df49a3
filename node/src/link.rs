//! What a node needs of a chain beside what the command line reads of it: transactions that are handed over without a wait.

use restake_cli::chain::Chain;
use restake_cli::error::Result;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

pub use restake_cli::chain::rpc::{BalanceChanges, Handed};

/// A chain that a node works on.
pub trait Link: Chain + Send + Sync {
    /// Hands a transaction to an RPC node once. The first time, that node simulates it, which costs nothing where it fails.
    ///
    /// # Errors
    /// If no node can be asked. The transaction may have arrived all the same.
    fn hand_over(&self, transaction: &VersionedTransaction, is_first: bool) -> Result<Handed>;

    /// What became of each transaction.
    ///
    /// # Errors
    /// If no node can be asked.
    fn fates(&self, signatures: &[Signature]) -> Result<Vec<Fate>>;

    /// What a transaction did to the balances of `payer`, which paid for it; none if it is not on the chain.
    ///
    /// # Errors
    /// If no node tells it.
    fn balance_changes(&self, signature: &Signature, payer: &Pubkey) -> Result<Option<BalanceChanges>>;

    /// The height of the last final block: a transaction of an earlier last height that is not on the chain cannot land any more.
    ///
    /// # Errors
    /// If no node can be asked.
    fn final_height(&self) -> Result<u64>;
}

/// What is known of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is not on the chain, or another fork may still drop it.
    Open,
    /// It is on the chain.
    Landed,
    /// It is on the chain and failed, so that only its fee was paid.
    Failed(TransactionError),
}
