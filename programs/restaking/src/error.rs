//! The program's errors and their sentences. Codes count from 6000 in declaration order, which is append-only.

use anchor_lang::prelude::*;
use ledger::refusal::{Refusal, Rule};

/// Declares the error codes with their sentences, which the interface file and the program's log share. `[figures]` marks an
/// error with a value and a limit that both inform: its log line shows them.
macro_rules! errors {
    (@shows figures) => { true };
    (@shows) => { false };
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt $([$figures:ident])?,)*) => {
        #[error_code]
        pub enum RestakingError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl RestakingError {
            /// The sentence of the error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The codes less 6,000, each with whether the log shows the value and the limit.
            const CODES: &[(usize, bool)] = &[$(($code, errors!(@shows $($figures)?)),)*];

            /// Whether the log shows the value and the limit.
            pub const fn shows_figures(self) -> bool {
                match self { $(Self::$name => errors!(@shows $($figures)?),)* }
            }
        }
    };
}

/// A bit for each code less 6,000, lowest first: set if the log shows the value and the limit.
pub const WITH_FIGURES: [u8; RestakingError::CODES.len().div_ceil(8)] = {
    let mut bits = [0; RestakingError::CODES.len().div_ceil(8)];
    let mut place = 0;
    while place < RestakingError::CODES.len() {
        let (code, shows_figures) = RestakingError::CODES[place];
        bits[code / 8] |= (shows_figures as u8) << (code % 8);
        place += 1;
    }
    bits
};

errors! {
    Zero = 0: "Amount is zero",
    Overflow = 1: "Amount overflows, or a balance would be negative",
    Dust = 2: "Amount is too small to convert to one unit",
    BelowMinimum = 3: "Result is below the requested minimum" [figures],
    OverSupply = 4: "Shares exceed the vault's supply" [figures],
    OverCap = 5: "Deposit would exceed the vault's cap" [figures],
    Insolvent = 6: "Vault lost nearly all assets and accepts no deposits",
    WrongBucket = 7: "Exit bucket belongs to another epoch",
    BucketWiped = 8: "Exit bucket was slashed to zero: retry next epoch",
    NotMatured = 9: "Exit is not claimable in this epoch" [figures],
    Matured = 10: "Exit has matured: claim it instead",
    OpenSlash = 11: "An open slash affects the exit bucket",
    NothingToClaim = 12: "Ticket is fully paid",
    TicketsOutstanding = 13: "Tickets still need the exit bucket",
    OverAllowance = 14: "Amount exceeds the current instant-exit allowance" [figures],
    OverIdle = 15: "Amount exceeds the idle stake" [figures],
    FeeTooHigh = 16: "Instant-exit fee in basis points exceeds its cap" [figures],
    AllowanceTooHigh = 17: "Instant-exit allowance exceeds its cap" [figures],
    RefillTooShort = 18: "Instant-exit refill time is zero",
    EpochLength = 19: "Epoch length in seconds is out of bounds" [figures],
    BooksDiffer = 20: "Exit bucket's books differ from the vault's" [figures],
    BalanceDiffers = 21: "Token account's balance differs from the books" [figures],
    NotUpgradeAuthority = 22: "Signer is not the program's upgrade authority",
    NotVaultAdmin = 23: "Signer is not the vault's admin",
    NotTicketOwner = 24: "Signer is not the ticket's owner",
    WrongVault = 25: "Account belongs to another vault",
    WrongMint = 26: "Token account has another mint",
    WrongVrtMint = 27: "Mint is not the vault's VRT mint",
    WrongAssetAccount = 28: "Token account is not the vault's asset account",
    WrongRentPayer = 29: "Account is not the rent payer",
    DepositorNotApproved = 30: "Depositor is not approved by the vault",
    NoNewOwner = 31: "New owner is the zero address",
    EmptyBounds = 32: "Lower bound is zero or exceeds the upper bound" [figures],
    NotProgramData = 33: "Account is not the program's data account",
    OverWhole = 34: "Basis points exceed 10,000" [figures],
    Leverage = 35: "Leverage is out of bounds" [figures],
    OverIdleUnits = 36: "Units exceed the vault's idle units" [figures],
    OverOperatorCap = 37: "Units exceed the vault's cap per operator" [figures],
    OverDelegated = 38: "Units exceed the vault's cap on all delegations" [figures],
    OverMagnitude = 39: "Magnitude exceeds the delegation's whole" [figures],
    OverLeverage = 40: "Magnitudes exceed the vault's leverage" [figures],
    NotOperatorAdmin = 41: "Signer is not the operator's admin",
    NotNcnAdmin = 42: "Signer is not the NCN's admin",
    CommissionTooHigh = 43: "Commission in basis points exceeds its cap" [figures],
    Retired = 44: "Operator or NCN is retired",
    TooManyAssets = 45: "NCN's asset list is full",
    AlreadyJoined = 46: "Party has already joined",
    NotJoined = 47: "Party has not joined or is leaving",
    IncidentOverEpoch = 48: "Incident limit in basis points exceeds the epoch limit" [figures],
    NotAnEntity = 49: "Account is not a vault, operator or NCN",
    WrongParties = 50: "Parties or their order are invalid for an opt-in",
    NotPartyAdmin = 51: "Signer is not the party's admin",
    WrongOptIn = 52: "Opt-in belongs to other parties",
    OptInStands = 53: "Opt-in is still active",
    NotCurator = 54: "Signer is not the vault's curator",
    NotAllocator = 55: "Signer is not the operator's allocator",
    WrongDelegation = 56: "Delegation belongs to another vault or operator",
    WrongAllocation = 57: "Allocation belongs to another delegation or NCN",
    NotEmpty = 58: "Stake is still delegated or allocated",
    VaultsOutOfOrder = 59: "Vault addresses are not strictly ascending",
    Fraction = 60: "Fraction in 1/10^18 is out of bounds" [figures],
    NothingToSlash = 61: "No stake to slash",
    OverLossLimit = 62: "Slash exceeds the epoch's loss limits" [figures],
    OffenseTooOld = 63: "Offense age in seconds exceeds the vault's epoch" [figures],
    OffenseToCome = 64: "Offense time is in the future" [figures],
    CoolingDown = 65: "Operator is in cooldown after its last incident" [figures],
    SplitNotWhole = 66: "Shares of the split do not total 10,000" [figures],
    ChallengeTooLong = 67: "Challenge window in seconds exceeds its cap" [figures],
    NotFinal = 68: "Slash can still be vetoed" [figures],
    Final = 69: "Slash is final",
    ResolverWithoutTime = 70: "Resolver and challenge window require each other",
    NoRecipient = 71: "A share of the split has no recipient",
    SlashesOpen = 72: "Account has open slashes",
    NotSlasher = 73: "Signer is not the NCN's slasher",
    NotResolver = 74: "Signer is not the slash's resolver",
    WrongRecord = 75: "Record belongs to another operator or NCN",
    WrongSlash = 76: "Account is not part of the slash",
    SlashClosed = 77: "Slash is already vetoed or executed",
    NoOptIn = 78: "A required opt-in is not active",
    MagnitudeWorn = 79: "Slashed magnitude is too small: zero all allocations first",
    NothingOwed = 80: "Slash owes nothing to that recipient",
    WrongRecipient = 81: "Recipient needs its associated, unfrozen token account",
    JailTooShort = 82: "Jail would end in the past" [figures],
    NotAVote = 83: "Message is not a matching vote of this NCN",
    SameVote = 84: "Both votes are identical",
    NoRule = 85: "NCN has no equivocation rule",
    KeyNotInForce = 86: "Key was not active at that height",
    WrongReport = 87: "Report does not match the reporter or the evidence",
    ReportTooYoung = 88: "Report is too young at this slot" [figures],
    WrongProof = 89: "Proof belongs to another operator or NCN",
    StreamTooLong = 90: "Streaming time in seconds is too long" [figures],
    WeakKey = 91: "Key has small order: anyone can sign for it",
    NoEd25519 = 92: "Preceding instruction is not an Ed25519 verification",
    SignatureCount = 93: "Ed25519 instruction has a wrong number of signatures" [figures],
    SignatureElsewhere = 94: "Ed25519 data refers to another instruction",
    SignatureBounds = 95: "Ed25519 data is out of bounds" [figures],
    WrongSigner = 96: "Signature is by another key",
    WrongMessage = 97: "Signature is for another message",
    WrongKey = 98: "Account is not the operator's current key",
    WindowLength = 99: "Window in seconds is zero or too long" [figures],
    TableSize = 100: "Entry count is zero or too large" [figures],
    WrongTable = 101: "Table belongs to another NCN",
    WrongCapture = 102: "Capture belongs to another table or operator",
    TableClosed = 103: "Table's window is over" [figures],
    TableOpen = 104: "Table's window is still open" [figures],
    TableFull = 105: "Table is full",
    NotCaptor = 106: "Signer is not the capture's author",
    MostlyContested = 107: "Open slashes took most assets: wait for their outcome" [figures],
    RootDelay = 108: "Root delay in seconds is out of bounds" [figures],
    NoRoot = 109: "Root is missing or zero",
    TotalFell = 110: "Root's total is below the active root's" [figures],
    RootNotPending = 111: "Root is not pending",
    RootActive = 112: "Root is already active",
    NothingEarned = 113: "No unclaimed reward is due",
    OverTotal = 114: "Claims exceed the root's total" [figures],
    Unfunded = 115: "Root is underfunded without a funder's token account" [figures],
    WrongTree = 116: "Account belongs to another reward tree or NCN",
    WrongClaim = 117: "Account belongs to another earner",
    WrongTreasury = 118: "Token account is not the reward tree's treasury",
    NotPublisher = 119: "Signer is not the reward tree's publisher",
    NotDisputer = 120: "Signer is not the root's disputer",
    NoDisputer = 121: "Reward tree needs a disputer",
    NotEarner = 122: "Signer is neither the earner nor its claimer",
    ProofTooLong = 123: "Merkle proof is too long" [figures],
    NotInTree = 124: "Merkle proof does not lead to the active root",
    StreamTooShort = 125: "Streaming time in seconds is too short" [figures],
    TooManyRewards = 126: "Bond pool's reward list is full",
    NoReward = 127: "Token account is not a reward of the pool",
    OverBonded = 128: "Shares exceed the position's bonded shares" [figures],
    PositionNotEmpty = 129: "Position has bonded shares or unforfeited rewards",
    WrongBondPool = 130: "Account belongs to another bond pool",
    WrongBondedAccount = 131: "Token account does not hold the bonded shares",
    NotPositionOwner = 132: "Signer is not the position's owner",
    RewardTaken = 133: "Bond pool already pays rewards of this mint",
    NotGoverned = 134: "Account is not a config, vault, operator or NCN",
    NotAdmin = 135: "Signer is not the admin",
    NotPendingAdmin = 136: "Signer is not the proposed admin",
    NoAdminProposed = 137: "No admin is proposed",
    AdminPending = 138: "An admin is proposed: withdraw the proposal first",
    ConfigNeedsAdmin = 139: "Config's admin cannot renounce",
    FeeOverCap = 140: "Fee in basis points exceeds its cap" [figures],
    NoFees = 141: "No fees to collect",
    NotFeeAdmin = 142: "Signer is not the vault's fee admin",
    NoSuchRole = 143: "Account has no such role",
    WrongFeeParty = 144: "Expected no fee party, config, or operator with delegation",
    CommissionOwed = 145: "Vault owes the operator a commission: collect it first",
    Paused = 146: "Action is paused" [figures],
    PauseFlags = 147: "Pause flags are invalid",
    PauseLength = 148: "Pause length in seconds is out of bounds" [figures],
    PausedLately = 149: "Next pause is not allowed yet" [figures],
    NotPaused = 150: "Nothing is paused",
    /// An admin may lift a pause as well.
    NotGuardian = 151: "Signer is not the guardian",
    FallPending = 152: "Announced decrease cannot be withdrawn or postponed" [figures],
    RiskChanged = 153: "Vault announced a risk or charge since the preview",
    DelegationsOutOfOrder = 154: "Delegation addresses are not strictly ascending",
    NotHolder = 155: "Signer is neither the token account's owner nor delegate",
    LimitsSet = 156: "Opt-in has loss limits: only the vault may close",
    /// An index is used for one table, permanently.
    TableIndexUsed = 157: "Table index is out of range" [figures],
    AlreadySlashed = 158: "Incident or key is already slashed in this vault",
    NoGenesisHash = 159: "Genesis hash is missing",
    /// The change is announced, and the config bounds its notice.
    ConfigMissing = 160: "Config is required to reset an NCN's roles",
    ReporterOverCap = 161: "Reporter's share in basis points exceeds its cap" [figures],
    /// A halted chain extends the challenge window.
    TooFewSlots = 162: "Slash is not final at this slot" [figures],
    MovePending = 163: "Delegation has a move in progress: finish it first",
    ChangePending = 164: "Another change of the delegation is pending" [figures],
    OverActiveUnits = 165: "Units exceed the delegation's active units" [figures],
    NoMove = 166: "Delegation has no move in progress",
    MoveNotDue = 167: "Move is not effective yet" [figures],
    FullyPledged = 168: "Slash is already fully pledged",
    SlashOpen = 169: "Slash is still open and locks its pledges",
    WrongPledge = 170: "Pledge belongs to another slash or pledger",
    AssetFlags = 171: "Asset flags are unknown or lack a weight",
    Bn254Key = 172: "BN254 keys are not supported yet",
    Bls12381Key = 173: "BLS12-381 keys are not supported yet",
    NestedSet = 174: "Parent is itself an operator set",
    /// One opt-in and one limit apply to all sets of an NCN.
    SetHasParent = 175: "NCN is an operator set: use its parent",
    NothingToRelease = 176: "No decrease or leave is pending",
    NotCounted = 177: "Stop-loss does not count the slash",
    StakePromised = 178: "A stake table still guarantees this stake" [figures],
    SetsCovered = 179: "Opt-in covers operator sets and must wait",
    DeadlinePast = 180: "Deadline is in the past" [figures],
    NoSoftware = 181: "Deadline has no software",
    DepositGate = 182: "Vault's deposit gate has not signed",
    /// The bounds are three epochs and one year ahead.
    TermStart = 183: "Term starts too early or too late" [figures],
    /// The bounds are three whole epochs and two years.
    TermLength = 184: "Term length in seconds is out of bounds" [figures],
    TermRuns = 185: "Vault accepts no deposits during its term" [figures],
    /// Exits are possible until the term starts, and from two epochs before its end.
    TermHolds = 186: "Vault's term blocks exits" [figures],
    OfferLength = 187: "Offer length in seconds is out of bounds" [figures],
    ClaimTime = 188: "Claim time in seconds is out of bounds" [figures],
    TooManyOffers = 189: "NCN has too many open reward offers",
    ClaimOver = 190: "Claim time is over, or nothing was attributed",
    TablesPending = 191: "Tables still await the offer's attribution",
    OfferRunning = 192: "Reward offer cannot be closed yet" [figures],
    WrongOffer = 193: "Reward offer belongs to another NCN",
    /// Another order would change the recipients.
    TableOutOfOrder = 194: "Tables must be attributed in order of opening",
    NotAttributed = 195: "Offer has not attributed a reward to the table",
    NotStanding = 196: "Another capture of the operator is in the table",
    NoShare = 197: "Vault has no weight in the capture",
    ShareClaimed = 198: "Vault's share is already claimed",
    /// It goes to all holders of the vault.
    AssetShare = 199: "Reward is the vault's asset: use claim_reward_share",
    /// Shares are computed from tables and captures.
    SharesPending = 200: "Reward shares of the table are still claimable",
    WrongOfferTreasury = 201: "Token account is not the reward offer's treasury",
    /// A fee makes a payment smaller than its figure in the books.
    AssetTransferFee = 202: "Asset's TransferFeeConfig has a fee or an authority",
    /// A closed mint can be created again with other extensions.
    AssetMintCloseAuthority = 203: "Asset has MintCloseAuthority",
    AssetDefaultAccountState = 204: "Asset's DefaultAccountState freezes new accounts",
    /// Nobody could deposit.
    AssetNonTransferable = 205: "Asset has NonTransferable",
    /// The delegate can take a vault's tokens.
    AssetPermanentDelegate = 206: "Asset has PermanentDelegate",
    /// Another program would decide on each transfer.
    AssetTransferHook = 207: "Asset's TransferHook has a program or an authority",
    /// The fee is hidden.
    AssetConfidentialTransferFee = 208: "Asset has ConfidentialTransferFeeConfig",
    /// The supply is hidden.
    AssetConfidentialMintBurn = 209: "Asset has ConfidentialMintBurn",
    /// A slash could not burn the asset.
    AssetPermissionedBurn = 210: "Asset has PermissionedBurn",
    AssetExtension = 211: "Asset has an unknown extension",
    WrongAssetProgram = 212: "Token-2022 asset needs its program and mint as accounts",
    /// No instruction of the program sends a memo.
    MemoRequired = 213: "Receiving account requires memos: turn that off",
    /// Token-2022 refuses the transfer.
    CpiGuard = 214: "CPI Guard is on: turn it off or delegate",
    NotVaultTokens = 215: "Token account does not belong to the vault",
    /// The books say what the asset account holds.
    NotSweepable = 216: "Asset account and VRT cannot be swept",
    /// The asset belongs to all holders.
    SweepsToStream = 217: "Tokens are the vault's asset: sweep to its stream",
    SweepsToPool = 218: "Bond pool pays this mint: sweep to the pool",
    SweepNotDue = 219: "Notice of the sweep has not elapsed" [figures],
    WrongSweepNotice = 220: "Notice belongs to another token account",
    /// A sweep calls no program but the token program.
    SweptHook = 221: "Mint has a transfer hook",
    /// An unknown extension may call another program.
    SweptExtension = 222: "Mint has an unknown extension",
    /// That program makes the asset account.
    NoToken2022 = 223: "Token-2022 vault needs the Token-2022 program account",
    GrantKinds = 224: "Entity cannot grant these kinds" [figures],
    GrantTime = 225: "Grant's end is out of bounds" [figures],
    /// Its generation is over.
    GrantVoid = 226: "Grant is void",
    GrantExpired = 227: "Grant has expired" [figures],
    KindNotGranted = 228: "Grant does not include this kind" [figures],
    NotAGrant = 229: "Account is not a grant",
    WrongGrantEntity = 230: "Grant belongs to another entity",
    WrongGrantHolder = 231: "Grant belongs to another holder",
    /// The admin needs none, and no key signs for the zero address.
    GrantHolder = 232: "Holder is the admin or the zero address",
    GrantRuns = 233: "Only admin or holder can revoke an active grant",
    BeyondGrant = 234: "Grant excludes this part of the change" [figures],
    NoTokenMetadata = 235: "Cluster lacks the Metaplex Token Metadata program",
    MetadataExists = 236: "VRT has metadata already",
    NoMetadata = 237: "VRT has no metadata",
    MetadataDiffers = 238: "Metadata account is not the VRT's after the call",
    MetadataEmpty = 239: "Name and symbol need at least one character",
    MetadataTooLong = 240: "Name, symbol or URI has too many bytes" [figures],
    MetadataBlank = 241: "Name, symbol or URI has an outer blank",
    MetadataHidden = 242: "Name, symbol or URI has a hidden character",
}

/// Converts a refusal of the ledger and logs its sentence.
#[cold]
pub fn refused(refusal: Refusal) -> Error {
    fail(code_of(refusal.rule), refusal.value, refusal.limit)
}

/// Logs the sentence of `error`, with the value and the limit if both inform, and returns it.
#[cold]
pub fn fail(error: RestakingError, value: u64, limit: u64) -> Error {
    if error.shows_figures() {
        msg!("{} (got {}, limit {})", error.text(), value, limit);
    } else {
        msg!("{}", error.text());
    }
    error.into()
}

fn code_of(rule: Rule) -> RestakingError {
    match rule {
        Rule::Zero => RestakingError::Zero,
        Rule::Overflow => RestakingError::Overflow,
        Rule::Dust => RestakingError::Dust,
        Rule::BelowMinimum => RestakingError::BelowMinimum,
        Rule::OverSupply => RestakingError::OverSupply,
        Rule::OverCap => RestakingError::OverCap,
        Rule::Insolvent => RestakingError::Insolvent,
        Rule::WrongBucket => RestakingError::WrongBucket,
        Rule::BucketWiped => RestakingError::BucketWiped,
        Rule::NotMatured => RestakingError::NotMatured,
        Rule::Matured => RestakingError::Matured,
        Rule::OpenSlash => RestakingError::OpenSlash,
        Rule::NothingToClaim => RestakingError::NothingToClaim,
        Rule::TicketsOutstanding => RestakingError::TicketsOutstanding,
        Rule::OverAllowance => RestakingError::OverAllowance,
        Rule::OverIdle => RestakingError::OverIdle,
        Rule::FeeTooHigh => RestakingError::FeeTooHigh,
        Rule::AllowanceTooHigh => RestakingError::AllowanceTooHigh,
        Rule::RefillTooShort => RestakingError::RefillTooShort,
        Rule::EpochLength => RestakingError::EpochLength,
        Rule::BooksDiffer => RestakingError::BooksDiffer,
        Rule::OverWhole => RestakingError::OverWhole,
        Rule::Leverage => RestakingError::Leverage,
        Rule::OverIdleUnits => RestakingError::OverIdleUnits,
        Rule::OverOperatorCap => RestakingError::OverOperatorCap,
        Rule::OverDelegated => RestakingError::OverDelegated,
        Rule::OverMagnitude => RestakingError::OverMagnitude,
        Rule::OverLeverage => RestakingError::OverLeverage,
        Rule::AlreadyJoined => RestakingError::AlreadyJoined,
        Rule::NotJoined => RestakingError::NotJoined,
        Rule::IncidentOverEpoch => RestakingError::IncidentOverEpoch,
        Rule::Fraction => RestakingError::Fraction,
        Rule::NothingToSlash => RestakingError::NothingToSlash,
        Rule::MagnitudeWorn => RestakingError::MagnitudeWorn,
        Rule::OverLossLimit => RestakingError::OverLossLimit,
        Rule::OffenseTooOld => RestakingError::OffenseTooOld,
        Rule::OffenseToCome => RestakingError::OffenseToCome,
        Rule::CoolingDown => RestakingError::CoolingDown,
        Rule::SplitNotWhole => RestakingError::SplitNotWhole,
        Rule::ChallengeTooLong => RestakingError::ChallengeTooLong,
        Rule::NotFinal => RestakingError::NotFinal,
        Rule::Final => RestakingError::Final,
        Rule::MostlyContested => RestakingError::MostlyContested,
        Rule::StreamTooLong => RestakingError::StreamTooLong,
        Rule::RootDelay => RestakingError::RootDelay,
        Rule::NoRoot => RestakingError::NoRoot,
        Rule::TotalFell => RestakingError::TotalFell,
        Rule::RootNotPending => RestakingError::RootNotPending,
        Rule::RootActive => RestakingError::RootActive,
        Rule::NothingEarned => RestakingError::NothingEarned,
        Rule::OverTotal => RestakingError::OverTotal,
        Rule::StreamTooShort => RestakingError::StreamTooShort,
        Rule::TooManyRewards => RestakingError::TooManyRewards,
        Rule::NoReward => RestakingError::NoReward,
        Rule::OverBonded => RestakingError::OverBonded,
        Rule::PositionNotEmpty => RestakingError::PositionNotEmpty,
        Rule::FeeOverCap => RestakingError::FeeOverCap,
        Rule::NoFees => RestakingError::NoFees,
        Rule::Paused => RestakingError::Paused,
        Rule::PauseFlags => RestakingError::PauseFlags,
        Rule::PauseLength => RestakingError::PauseLength,
        Rule::PausedLately => RestakingError::PausedLately,
        Rule::NotPaused => RestakingError::NotPaused,
        Rule::FallPending => RestakingError::FallPending,
        Rule::RiskChanged => RestakingError::RiskChanged,
        Rule::ReporterOverCap => RestakingError::ReporterOverCap,
        Rule::MovePending => RestakingError::MovePending,
        Rule::ChangePending => RestakingError::ChangePending,
        Rule::OverActiveUnits => RestakingError::OverActiveUnits,
        Rule::NoMove => RestakingError::NoMove,
        Rule::MoveNotDue => RestakingError::MoveNotDue,
        Rule::FullyPledged => RestakingError::FullyPledged,
        Rule::AssetFlags => RestakingError::AssetFlags,
        Rule::NothingToRelease => RestakingError::NothingToRelease,
        Rule::NotCounted => RestakingError::NotCounted,
        Rule::TermStart => RestakingError::TermStart,
        Rule::TermLength => RestakingError::TermLength,
        Rule::TermRuns => RestakingError::TermRuns,
        Rule::TermHolds => RestakingError::TermHolds,
        Rule::OfferLength => RestakingError::OfferLength,
        Rule::ClaimTime => RestakingError::ClaimTime,
        Rule::TooManyOffers => RestakingError::TooManyOffers,
        Rule::ClaimOver => RestakingError::ClaimOver,
        Rule::TablesPending => RestakingError::TablesPending,
        Rule::OfferRunning => RestakingError::OfferRunning,
        Rule::SweepNotDue => RestakingError::SweepNotDue,
        Rule::GrantKinds => RestakingError::GrantKinds,
        Rule::GrantTime => RestakingError::GrantTime,
        Rule::GrantVoid => RestakingError::GrantVoid,
        Rule::GrantExpired => RestakingError::GrantExpired,
        Rule::KindNotGranted => RestakingError::KindNotGranted,
    }
}
