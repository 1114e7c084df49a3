//! Transactions of both versions: what they pay, what fits in them, and how a list is split over several.
//!
//! Version 0 is what every cluster and wallet takes. Version 1 (SIMD-0385) has room for three times as many bytes and for 64
//! accounts without a lookup table, and states its compute budget in the message instead of in instructions.

use std::fmt;
use std::ops::Range;

use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_message::v1::{self, TransactionConfig};
use solana_message::{CompileError, VersionedMessage, v0};
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

pub use solana_message::AddressLookupTableAccount;

/// The most compute units of a transaction.
pub const MOST_UNITS: u32 = 1_400_000;

/// The most bytes of accounts that a transaction loads: what version 0 may load unasked, and version 1 only if it says so.
pub const MOST_LOADED_BYTES: u32 = 64 * 1024 * 1024;

/// The bytes of a signature.
const SIGNATURE: usize = 64;

/// A transaction's version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Version 0: every cluster and wallet takes it.
    #[default]
    V0,
    /// Version 1: for clusters that have its feature, and for signers that can sign it.
    V1,
}

impl Version {
    /// The most bytes of a transaction of this version.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::V0 => solana_packet::PACKET_DATA_SIZE,
            Self::V1 => v1::MAX_TRANSACTION_SIZE,
        }
    }

    /// How many instructions set the compute budget: they stand before the caller's.
    pub const fn budget_instructions(self) -> usize {
        match self {
            Self::V0 => 2,
            Self::V1 => 0,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V0 => "0",
            Self::V1 => "1",
        })
    }
}

/// What a transaction may take, and what it pays for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most compute units.
    pub units: u32,
    /// The price of a unit, in millionths of a lamport.
    pub price: u64,
}

impl Budget {
    /// The priority fee in lamports, rounded up as the cluster rounds it.
    pub fn priority_fee(self) -> u64 {
        let fee = (u128::from(self.price) * u128::from(self.units)).div_ceil(1_000_000);
        u64::try_from(fee).unwrap_or(u64::MAX)
    }
}

/// Why instructions make no transaction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has more bytes than its version may have.
    #[error("Transaction of version {version} is too long (got {bytes} bytes, limit {limit})")]
    Bytes {
        /// Its version.
        version: Version,
        /// How many it has.
        bytes: usize,
        /// The most.
        limit: usize,
    },
    /// It names more accounts than its version may.
    #[error("Transaction names too many accounts (got {accounts}, limit {limit})")]
    Accounts {
        /// How many it names.
        accounts: usize,
        /// The most.
        limit: usize,
    },
    /// It has more instructions, or signers, than version 1 may have.
    #[error("Transaction has too many instructions or signers (got {got}, limit {limit})")]
    Parts {
        /// How many it has.
        got: usize,
        /// The most.
        limit: usize,
    },
    /// Version 1 has no lookup tables.
    #[error("Transactions of version 1 take no lookup tables")]
    Lookup,
    /// The accounts cannot be ordered.
    #[error("Transaction cannot be compiled: {0}")]
    Compile(CompileError),
}

/// A transaction to be: all of it but its version and its blockhash.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The fee payer.
    pub payer: &'a Pubkey,
    /// What stands before all else: the advance of a nonce account has to.
    pub first: &'a [Instruction],
    /// What it does.
    pub instructions: &'a [Instruction],
    /// Its budget; none leaves that to the sender, such as a multisig that executes it.
    pub budget: Option<Budget>,
    /// Lookup tables, for version 0 alone.
    pub lookup: &'a [AddressLookupTableAccount],
}

impl Draft<'_> {
    /// The message of `version`.
    ///
    /// # Errors
    /// If it does not fit in a transaction of that version.
    pub fn message(&self, version: Version, blockhash: Hash) -> Result<VersionedMessage, Unfit> {
        let mut instructions = self.first.to_vec();
        let message = match version {
            Version::V0 => {
                if let Some(budget) = self.budget {
                    instructions.push(ComputeBudgetInstruction::set_compute_unit_limit(budget.units));
                    instructions.push(ComputeBudgetInstruction::set_compute_unit_price(budget.price));
                }
                instructions.extend_from_slice(self.instructions);
                v0::Message::try_compile(self.payer, &instructions, self.lookup, blockhash).map(VersionedMessage::V0)
            }
            Version::V1 => {
                if !self.lookup.is_empty() {
                    return Err(Unfit::Lookup);
                }
                instructions.extend_from_slice(self.instructions);
                let config = self.budget.map_or_else(TransactionConfig::empty, |budget| {
                    TransactionConfig::empty()
                        .with_priority_fee(budget.priority_fee())
                        .with_compute_unit_limit(budget.units)
                        .with_loaded_accounts_data_size_limit(MOST_LOADED_BYTES)
                });
                v1::Message::try_compile_with_config(self.payer, &instructions, blockhash, config)
                    .map(VersionedMessage::V1)
            }
        };
        let message = message.map_err(Unfit::Compile)?;
        check(&message)?;
        Ok(message)
    }

    /// The lowest of `versions` that it fits in.
    ///
    /// # Errors
    /// Why it does not fit in the highest of them.
    pub fn smallest(&self, versions: &[Version]) -> Result<Version, Unfit> {
        let mut last = Unfit::Bytes { version: Version::V0, bytes: 0, limit: 0 };
        for version in versions {
            match self.message(*version, Hash::default()) {
                Ok(_) => return Ok(*version),
                Err(unfit) => last = unfit,
            }
        }
        Err(last)
    }
}

/// The version of `message`; none for the one before version 0.
pub fn version(message: &VersionedMessage) -> Option<Version> {
    match message {
        VersionedMessage::Legacy(_) => None,
        VersionedMessage::V0(_) => Some(Version::V0),
        VersionedMessage::V1(_) => Some(Version::V1),
    }
}

/// The bytes of the transaction of `message`, with all its signatures.
pub fn bytes(message: &VersionedMessage) -> usize {
    let signatures = usize::from(message.header().num_required_signatures);
    // Before version 1, a count stands before the signatures: one byte up to 127 of them, more than any message holds.
    let count = usize::from(!matches!(message, VersionedMessage::V1(_)));
    count + SIGNATURE * signatures + message.serialize().len()
}

/// Whether the transaction of `message` is within its version's limits.
fn check(message: &VersionedMessage) -> Result<(), Unfit> {
    let version = version(message).unwrap_or_default();
    let accounts = message.static_account_keys().len();
    let (most_accounts, most_instructions, most_signers) =
        (usize::from(v1::MAX_ADDRESSES), usize::from(v1::MAX_INSTRUCTIONS), usize::from(v1::MAX_SIGNATURES));
    let lookups = message.address_table_lookups().unwrap_or_default().iter();
    let looked_up: usize = lookups.map(|each| each.writable_indexes.len() + each.readonly_indexes.len()).sum();
    // A transaction of any version locks as many at the most.
    if accounts + looked_up > most_accounts {
        return Err(Unfit::Accounts { accounts: accounts + looked_up, limit: most_accounts });
    }
    if version == Version::V1 {
        let signers = usize::from(message.header().num_required_signatures);
        for (got, limit) in [(message.instructions().len(), most_instructions), (signers, most_signers)] {
            if got > limit {
                return Err(Unfit::Parts { got, limit });
            }
        }
    }
    let (bytes, limit) = (bytes(message), version.most_bytes());
    if bytes > limit { Err(Unfit::Bytes { version, bytes, limit }) } else { Ok(()) }
}

/// Splits `count` things into as few parts as there can be, in order, each the largest that `fits`.
///
/// # Errors
/// The place of a thing that does not fit alone.
pub fn parts(count: usize, mut fits: impl FnMut(Range<usize>) -> bool) -> Result<Vec<Range<usize>>, usize> {
    let mut parts = vec![];
    let mut start = 0;
    while start < count {
        let mut end = start;
        while end < count && fits(start..end + 1) {
            end += 1;
        }
        if end == start {
            return Err(start);
        }
        parts.push(start..end);
        start = end;
    }
    Ok(parts)
}
