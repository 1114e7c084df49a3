import {
  SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_DATA_TOO_SMALL,
  SOLANA_ERROR__INSTRUCTION_ERROR__UNINITIALIZED_ACCOUNT,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ACCOUNT_DATA,
  SOLANA_ERROR__INSTRUCTION_ERROR__ILLEGAL_OWNER,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ACCOUNT_OWNER,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ARGUMENT,
  SOLANA_ERROR__INSTRUCTION_ERROR__INSUFFICIENT_FUNDS,
  SOLANA_ERROR__INSTRUCTION_ERROR__INCORRECT_AUTHORITY,
  SOLANA_ERROR__INSTRUCTION_ERROR__IMMUTABLE,
  SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_NOT_EXECUTABLE,
  SOLANA_ERROR__INSTRUCTION_ERROR__UNSUPPORTED_PROGRAM_ID,
  SOLANA_ERROR__INSTRUCTION_ERROR__COMPUTATIONAL_BUDGET_EXCEEDED,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_REALLOC,
  SOLANA_ERROR__INSTRUCTION_ERROR__MAX_ACCOUNTS_DATA_ALLOCATIONS_EXCEEDED,
  SOLANA_ERROR__INSTRUCTION_ERROR__MISSING_REQUIRED_SIGNATURE,
  SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_ALREADY_INITIALIZED,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_INSTRUCTION_DATA,
  SOLANA_ERROR__INSTRUCTION_ERROR__MISSING_ACCOUNT,
  SOLANA_ERROR__INSTRUCTION_ERROR__INCORRECT_PROGRAM_ID,
} from "@solana/kit";

/** What the error codes of other programs mean. */
export const FOREIGN_ERRORS = {
  token: {
    program: "The token program",
    errors: {
      0: { name: "NotRentExempt", sentence: "The token account has too few lamports for rent" },
      1: { name: "InsufficientFunds", sentence: "The token account holds too few tokens" },
      2: { name: "InvalidMint", sentence: "The mint is not valid" },
      3: { name: "MintMismatch", sentence: "The token account has another mint" },
      4: { name: "OwnerMismatch", sentence: "The token account has another owner" },
      5: { name: "FixedSupply", sentence: "The token's supply is fixed" },
      6: { name: "AlreadyInUse", sentence: "The token account exists already" },
      9: { name: "UninitializedState", sentence: "The token account or the mint is not initialized" },
      11: { name: "NonNativeHasBalance", sentence: "The token account still holds tokens" },
      14: { name: "Overflow", sentence: "The amount overflows the token account" },
      17: { name: "AccountFrozen", sentence: "The token account is frozen" },
      18: { name: "MintDecimalsMismatch", sentence: "The mint has other decimals" },
      67: { name: "MintPaused", sentence: "The issuer has paused the asset" },
    },
  },
  associatedToken: {
    program: "The associated token account program",
    errors: {
      0: {
        name: "InvalidOwner",
        sentence: "The associated token account has another owner by now: name another token account",
      },
    },
  },
  system: {
    program: "The system program",
    errors: {
      0: { name: "AccountAlreadyInUse", sentence: "The account to create exists already" },
      1: {
        name: "ResultWithNegativeLamports",
        sentence: "The payer has too little SOL for the accounts to create or to wrap",
      },
      6: { name: "NonceNoRecentBlockhashes", sentence: "The cluster has no recent blockhash for the nonce account" },
      7: { name: "NonceBlockhashNotExpired", sentence: "The nonce account was advanced in this block already" },
      8: { name: "NonceUnexpectedBlockhashValue", sentence: "The nonce account holds another value" },
    },
  },
  stake: {
    program: "The stake program",
    errors: {
      1: { name: "LockupInForce", sentence: "The stake account is locked: its custodian must lift the lockup first" },
      2: { name: "AlreadyDeactivated", sentence: "The stake account is deactivating already" },
      4: { name: "InsufficientStake", sentence: "The stake account has less stake" },
      5: {
        name: "MergeTransientStake",
        sentence: "The stake account is activating or deactivating: wait for the cluster's next epoch",
      },
      6: { name: "MergeMismatch", sentence: "The stake accounts have other validators, authorities or lockups" },
      7: {
        name: "CustodianMissing",
        sentence: "The stake account is locked: its custodian must lift the lockup first",
      },
      8: {
        name: "CustodianSignatureMissing",
        sentence: "The stake account is locked: its custodian must lift the lockup first",
      },
      12: { name: "InsufficientDelegation", sentence: "The stake is less than the cluster's minimum delegation" },
      16: {
        name: "EpochRewardsActive",
        sentence: "Stake accounts stand still while the last epoch's rewards are paid: try again in some minutes",
      },
    },
  },
  singlePool: {
    program: "The single-validator pool program",
    errors: {
      0: { name: "InvalidPoolAccount", sentence: "The validator has no single-validator pool yet" },
      8: { name: "DepositTooSmall", sentence: "The stake is worth less than one pool token" },
      9: { name: "WithdrawalTooSmall", sentence: "The tokens are worth less than the cluster's minimum delegation" },
      10: {
        name: "WithdrawalTooLarge",
        sentence: "The pool has less active stake: wait for the cluster's next epoch, or withdraw less",
      },
      12: {
        name: "WrongStakeState",
        sentence: "The stake account must be fully active, delegated to the pool's validator and without a lockup",
      },
      15: { name: "LegacyVoteAccount", sentence: "Pools do not accept this kind of vote account" },
      16: { name: "UnparseableVoteAccount", sentence: "Pools do not accept this kind of vote account" },
      19: { name: "PoolAlreadyInitialized", sentence: "The pool exists already" },
      21: { name: "OnRampDoesntExist", sentence: "The pool has no on-ramp yet: create it first" },
      22: { name: "ReplenishRequired", sentence: "The pool's stake is not active: replenish the pool first" },
      23: {
        name: "WithdrawalViolatesPoolRequirements",
        sentence: "The pool must keep the cluster's minimum delegation",
      },
    },
  },
  anchor: {
    program: "Anchor",
    errors: {
      2000: { name: "ConstraintMut", sentence: "An account must be writable" },
      2001: { name: "ConstraintHasOne", sentence: "An account is not the one that another account names" },
      2003: { name: "ConstraintRaw", sentence: "An account does not meet the instruction's conditions" },
      2005: { name: "ConstraintRentExempt", sentence: "An account has too few lamports for rent" },
      2007: { name: "ConstraintExecutable", sentence: "An account must be a program" },
      2011: { name: "ConstraintClose", sentence: "An account cannot be closed into itself" },
      2012: { name: "ConstraintAddress", sentence: "An account has another address than the instruction requires" },
      2013: { name: "ConstraintZero", sentence: "An account must be empty" },
      2019: { name: "ConstraintSpace", sentence: "An account has the wrong size" },
      2020: { name: "ConstraintAccountIsNone", sentence: "An optional account is required here" },
      2040: {
        name: "ConstraintDuplicateMutableAccount",
        sentence: "One account is passed in two places that must differ",
      },
    },
  },
} as const;

/** What errors of the runtime mean, by Kit's codes. */
export const RUNTIME_SENTENCES = {
  [SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_DATA_TOO_SMALL]: "An account is missing: it does not exist yet",
  [SOLANA_ERROR__INSTRUCTION_ERROR__UNINITIALIZED_ACCOUNT]: "An account is missing: it does not exist yet",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ACCOUNT_DATA]: "An account is of the wrong kind",
  [SOLANA_ERROR__INSTRUCTION_ERROR__ILLEGAL_OWNER]: "An account is missing, or another program owns it",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ACCOUNT_OWNER]: "An account is missing, or another program owns it",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS]: "An account's address does not match its seeds",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_ARGUMENT]: "An argument is not valid",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INSUFFICIENT_FUNDS]: "An account has too few lamports",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INCORRECT_AUTHORITY]: "The signer is not the account's authority",
  [SOLANA_ERROR__INSTRUCTION_ERROR__IMMUTABLE]: "The account can no longer change",
  [SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_NOT_EXECUTABLE]: "An account must be a program",
  [SOLANA_ERROR__INSTRUCTION_ERROR__UNSUPPORTED_PROGRAM_ID]: "The cluster cannot run the program",
  [SOLANA_ERROR__INSTRUCTION_ERROR__COMPUTATIONAL_BUDGET_EXCEEDED]:
    "The transaction takes more compute units than it may",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_REALLOC]: "An account would grow too large",
  [SOLANA_ERROR__INSTRUCTION_ERROR__MAX_ACCOUNTS_DATA_ALLOCATIONS_EXCEEDED]:
    "The transaction would create too much data",
  [SOLANA_ERROR__INSTRUCTION_ERROR__MISSING_REQUIRED_SIGNATURE]: "A required signature is missing",
  [SOLANA_ERROR__INSTRUCTION_ERROR__ACCOUNT_ALREADY_INITIALIZED]: "The account exists already",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_INSTRUCTION_DATA]:
    "The program does not know this instruction or its arguments: it may be of another version than this client",
  [SOLANA_ERROR__INSTRUCTION_ERROR__MISSING_ACCOUNT]: "The instruction has too few accounts",
  [SOLANA_ERROR__INSTRUCTION_ERROR__INCORRECT_PROGRAM_ID]: "An account must belong to another program",
} as const;
