//! Generated from `clients/words`: edit it there.
use solana_program::instruction::InstructionError;

use crate::words::shape::ForeignError;

/// What an error code of the token program means.
pub const TOKEN: &[ForeignError] = &[
    ForeignError { code: 0, name: "NotRentExempt", sentence: "The token account has too few lamports for rent" },
    ForeignError { code: 1, name: "InsufficientFunds", sentence: "The token account holds too few tokens" },
    ForeignError { code: 2, name: "InvalidMint", sentence: "The mint is not valid" },
    ForeignError { code: 3, name: "MintMismatch", sentence: "The token account has another mint" },
    ForeignError { code: 4, name: "OwnerMismatch", sentence: "The token account has another owner" },
    ForeignError { code: 5, name: "FixedSupply", sentence: "The token's supply is fixed" },
    ForeignError { code: 6, name: "AlreadyInUse", sentence: "The token account exists already" },
    ForeignError { code: 9, name: "UninitializedState", sentence: "The token account or the mint is not initialized" },
    ForeignError { code: 11, name: "NonNativeHasBalance", sentence: "The token account still holds tokens" },
    ForeignError { code: 14, name: "Overflow", sentence: "The amount overflows the token account" },
    ForeignError { code: 17, name: "AccountFrozen", sentence: "The token account is frozen" },
    ForeignError { code: 18, name: "MintDecimalsMismatch", sentence: "The mint has other decimals" },
    ForeignError { code: 67, name: "MintPaused", sentence: "The issuer has paused the asset" },
];

/// What an error code of the associated token account program means.
pub const ASSOCIATED_TOKEN: &[ForeignError] = &[ForeignError {
    code: 0,
    name: "InvalidOwner",
    sentence: "The associated token account has another owner by now: name another token account",
}];

/// What an error code of the system program means.
pub const SYSTEM: &[ForeignError] = &[
    ForeignError { code: 0, name: "AccountAlreadyInUse", sentence: "The account to create exists already" },
    ForeignError {
        code: 1,
        name: "ResultWithNegativeLamports",
        sentence: "The payer has too little SOL for the accounts to create or to wrap",
    },
    ForeignError {
        code: 6,
        name: "NonceNoRecentBlockhashes",
        sentence: "The cluster has no recent blockhash for the nonce account",
    },
    ForeignError {
        code: 7,
        name: "NonceBlockhashNotExpired",
        sentence: "The nonce account was advanced in this block already",
    },
    ForeignError { code: 8, name: "NonceUnexpectedBlockhashValue", sentence: "The nonce account holds another value" },
];

/// What an error code of the stake program means.
pub const STAKE: &[ForeignError] = &[
    ForeignError {
        code: 1,
        name: "LockupInForce",
        sentence: "The stake account is locked: its custodian must lift the lockup first",
    },
    ForeignError { code: 2, name: "AlreadyDeactivated", sentence: "The stake account is deactivating already" },
    ForeignError { code: 4, name: "InsufficientStake", sentence: "The stake account has less stake" },
    ForeignError {
        code: 5,
        name: "MergeTransientStake",
        sentence: "The stake account is activating or deactivating: wait for the cluster's next epoch",
    },
    ForeignError {
        code: 6,
        name: "MergeMismatch",
        sentence: "The stake accounts have other validators, authorities or lockups",
    },
    ForeignError {
        code: 7,
        name: "CustodianMissing",
        sentence: "The stake account is locked: its custodian must lift the lockup first",
    },
    ForeignError {
        code: 8,
        name: "CustodianSignatureMissing",
        sentence: "The stake account is locked: its custodian must lift the lockup first",
    },
    ForeignError {
        code: 12,
        name: "InsufficientDelegation",
        sentence: "The stake is less than the cluster's minimum delegation",
    },
    ForeignError {
        code: 16,
        name: "EpochRewardsActive",
        sentence: "Stake accounts stand still while the last epoch's rewards are paid: try again in some minutes",
    },
];

/// What an error code of the single-validator pool program means.
pub const SINGLE_POOL: &[ForeignError] = &[
    ForeignError { code: 0, name: "InvalidPoolAccount", sentence: "The validator has no single-validator pool yet" },
    ForeignError { code: 8, name: "DepositTooSmall", sentence: "The stake is worth less than one pool token" },
    ForeignError {
        code: 9,
        name: "WithdrawalTooSmall",
        sentence: "The tokens are worth less than the cluster's minimum delegation",
    },
    ForeignError {
        code: 10,
        name: "WithdrawalTooLarge",
        sentence: "The pool has less active stake: wait for the cluster's next epoch, or withdraw less",
    },
    ForeignError {
        code: 12,
        name: "WrongStakeState",
        sentence: "The stake account must be fully active, delegated to the pool's validator and without a lockup",
    },
    ForeignError { code: 15, name: "LegacyVoteAccount", sentence: "Pools do not accept this kind of vote account" },
    ForeignError {
        code: 16,
        name: "UnparseableVoteAccount",
        sentence: "Pools do not accept this kind of vote account",
    },
    ForeignError { code: 19, name: "PoolAlreadyInitialized", sentence: "The pool exists already" },
    ForeignError { code: 21, name: "OnRampDoesntExist", sentence: "The pool has no on-ramp yet: create it first" },
    ForeignError {
        code: 22,
        name: "ReplenishRequired",
        sentence: "The pool's stake is not active: replenish the pool first",
    },
    ForeignError {
        code: 23,
        name: "WithdrawalViolatesPoolRequirements",
        sentence: "The pool must keep the cluster's minimum delegation",
    },
];

/// What an error code of Anchor means.
pub const ANCHOR: &[ForeignError] = &[
    ForeignError { code: 2000, name: "ConstraintMut", sentence: "An account must be writable" },
    ForeignError {
        code: 2001,
        name: "ConstraintHasOne",
        sentence: "An account is not the one that another account names",
    },
    ForeignError {
        code: 2003,
        name: "ConstraintRaw",
        sentence: "An account does not meet the instruction's conditions",
    },
    ForeignError { code: 2005, name: "ConstraintRentExempt", sentence: "An account has too few lamports for rent" },
    ForeignError { code: 2007, name: "ConstraintExecutable", sentence: "An account must be a program" },
    ForeignError { code: 2011, name: "ConstraintClose", sentence: "An account cannot be closed into itself" },
    ForeignError {
        code: 2012,
        name: "ConstraintAddress",
        sentence: "An account has another address than the instruction requires",
    },
    ForeignError { code: 2013, name: "ConstraintZero", sentence: "An account must be empty" },
    ForeignError { code: 2019, name: "ConstraintSpace", sentence: "An account has the wrong size" },
    ForeignError { code: 2020, name: "ConstraintAccountIsNone", sentence: "An optional account is required here" },
    ForeignError {
        code: 2040,
        name: "ConstraintDuplicateMutableAccount",
        sentence: "One account is passed in two places that must differ",
    },
];

/// What an error of the runtime means.
pub fn runtime(error: &InstructionError) -> Option<&'static str> {
    Some(match error {
        InstructionError::AccountDataTooSmall => "An account is missing: it does not exist yet",
        InstructionError::UninitializedAccount => "An account is missing: it does not exist yet",
        InstructionError::InvalidAccountData => "An account is of the wrong kind",
        InstructionError::IllegalOwner => "An account is missing, or another program owns it",
        InstructionError::InvalidAccountOwner => "An account is missing, or another program owns it",
        InstructionError::InvalidSeeds => "An account's address does not match its seeds",
        InstructionError::InvalidArgument => "An argument is not valid",
        InstructionError::InsufficientFunds => "An account has too few lamports",
        InstructionError::IncorrectAuthority => "The signer is not the account's authority",
        InstructionError::Immutable => "The account can no longer change",
        InstructionError::AccountNotExecutable => "An account must be a program",
        InstructionError::UnsupportedProgramId => "The cluster cannot run the program",
        InstructionError::ComputationalBudgetExceeded => "The transaction takes more compute units than it may",
        InstructionError::InvalidRealloc => "An account would grow too large",
        InstructionError::MaxAccountsDataAllocationsExceeded => "The transaction would create too much data",
        InstructionError::MissingRequiredSignature => "A required signature is missing",
        InstructionError::AccountAlreadyInitialized => "The account exists already",
        InstructionError::InvalidInstructionData => {
            "The program does not know this instruction or its arguments: it may be of another version than this client"
        }
        InstructionError::MissingAccount => "The instruction has too few accounts",
        InstructionError::IncorrectProgramId => "An account must belong to another program",
        _ => return None,
    })
}
