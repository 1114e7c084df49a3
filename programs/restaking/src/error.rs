//! What the program refuses, each with a sentence. Codes count from 6000 in the order below, which is append-only.

use anchor_lang::prelude::*;
use ledger::{Refusal, Why};

/// Declares the error codes together with the sentences, which the interface file and the program's log share.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt,)*) => {
        /// The program's errors.
        #[error_code]
        pub enum RestakingError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl RestakingError {
            /// The sentence for this error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

errors! {
    /// From the ledger: an amount of zero.
    Zero = 0: "The amount is zero",
    /// From the ledger: a figure does not fit.
    Overflow = 1: "The amount does not fit in 64 bits, or a balance would fall below zero",
    /// From the ledger: rounds to nothing.
    Dust = 2: "The amount is worth less than one unit of what it buys",
    /// From the ledger: slippage.
    BelowMinimum = 3: "The result is below the minimum that was asked for",
    /// From the ledger: more shares than exist.
    OverSupply = 4: "More shares than the vault has given out",
    /// From the ledger: deposit cap.
    OverCap = 5: "The deposit would lift the vault over its cap",
    /// From the ledger: shares without assets, or with almost none.
    Insolvent = 6: "The vault has lost everything behind its shares, or almost, and takes no deposits until they have left",
    /// From the ledger: bucket of another epoch.
    WrongBucket = 7: "The exit bucket is of another epoch",
    /// From the ledger: bucket slashed to nothing.
    BucketWiped = 8: "The exit bucket was slashed to nothing: ask again in the next epoch",
    /// From the ledger: claimed too early.
    NotMatured = 9: "The exit cannot be claimed yet",
    /// From the ledger: cancelled too late.
    Matured = 10: "The exit has matured: claim it instead",
    /// From the ledger: an open slash.
    OpenSlash = 11: "A slash that touched the exit bucket is open",
    /// From the ledger: nothing to claim.
    NothingToClaim = 12: "All that the ticket is owed has been paid",
    /// From the ledger: tickets need the bucket.
    TicketsOutstanding = 13: "Tickets still need the exit bucket",
    /// From the ledger: over the allowance.
    OverAllowance = 14: "More than instant exits may take now",
    /// From the ledger: over the idle stake.
    OverIdle = 15: "More than the idle stake: the rest stands behind operators",
    /// From the ledger: fee cap.
    FeeTooHigh = 16: "The instant-exit fee is over its cap, in basis points",
    /// From the ledger: allowance cap.
    AllowanceTooHigh = 17: "The instant-exit allowance is over its cap",
    /// From the ledger: no refill time.
    RefillTooShort = 18: "The instant-exit allowance needs a refill time of a second or more",
    /// From the ledger: epoch bounds.
    EpochLength = 19: "The epoch length is out of bounds, in seconds",
    /// From the ledger: mirror differs.
    BooksDiffer = 20: "The exit bucket and the vault disagree",
    /// The token account does not hold what the books say.
    BalanceDiffers = 21: "The vault's token account does not hold what the books say",
    /// Only the program's upgrade authority initialises the config.
    NotUpgradeAuthority = 22: "Only the program's upgrade authority may do this",
    /// Only the vault's admin.
    NotVaultAdmin = 23: "Only the vault's admin may do this",
    /// Only the ticket's owner.
    NotTicketOwner = 24: "Only the ticket's owner may do this",
    /// An account of another vault.
    WrongVault = 25: "The account belongs to another vault",
    /// A token account of another mint.
    WrongMint = 26: "The token account is of another mint",
    /// Not this vault's VRT mint.
    WrongVrtMint = 27: "The mint is not the vault's VRT mint",
    /// Not this vault's asset account.
    WrongAssetAccount = 28: "The token account is not the one that holds the vault's assets",
    /// Rent goes back to who paid it.
    WrongRentPayer = 29: "The rent goes back to the account that paid it",
    /// The vault admits listed depositors only.
    DepositorNotApproved = 30: "The vault takes deposits from approved depositors only",
    /// A ticket cannot go to the zero address.
    NoNewOwner = 31: "A ticket cannot be given to the zero address",
    /// Bounds that exclude every value.
    EmptyBounds = 32: "The lower bound is over the upper bound, or zero",
    /// The program data account is not the program's.
    NotProgramData = 33: "The account is not the program's data account",
    /// From the ledger: basis points.
    OverWhole = 34: "More basis points than a whole has",
    /// From the ledger: leverage.
    Leverage = 35: "The leverage is out of its bounds",
    /// From the ledger: idle units.
    OverIdleUnits = 36: "More units than the vault has idle",
    /// From the ledger: cap per operator.
    OverOperatorCap = 37: "More units than the vault lets one operator hold",
    /// From the ledger: bound on all delegations.
    OverDelegated = 38: "More units than the vault lets all operators hold",
    /// From the ledger: one service over the whole.
    OverMagnitude = 39: "More than the delegation's whole magnitude",
    /// From the ledger: all services over the leverage.
    OverLeverage = 40: "More magnitude than the vault's leverage allows",
    /// Only the operator's admin.
    NotOperatorAdmin = 41: "Only the operator's admin may do this",
    /// Only the NCN's admin.
    NotNcnAdmin = 42: "Only the NCN's admin may do this",
    /// The operator's commission.
    CommissionTooHigh = 43: "The commission is over its cap, in basis points",
    /// The entity is retired.
    Retired = 44: "It is retired, and takes on nothing new",
    /// The list of accepted assets is full.
    TooManyAssets = 45: "The NCN accepts as many assets as it can",
    /// From the ledger: joined twice.
    AlreadyJoined = 46: "This side has joined already",
    /// From the ledger: left twice.
    NotJoined = 47: "This side has not joined, or is leaving already",
    /// From the ledger: loss limits.
    IncidentOverEpoch = 48: "One incident would take more than an epoch may, in basis points",
    /// Not a vault, operator or NCN.
    NotAnEntity = 49: "The account is no vault, operator or NCN",
    /// Parties in the wrong places.
    WrongParties = 50: "Only vault and operator, operator and NCN, vault and NCN agree, in this order",
    /// The side's admin must sign.
    NotPartyAdmin = 51: "Only the admin of this side may do this",
    /// The agreement is another's.
    WrongOptIn = 52: "The agreement is between others",
    /// The agreement still counts, or may.
    OptInStands = 53: "A side of the agreement stands or is leaving still",
    /// Only the vault's curator.
    NotCurator = 54: "Only the vault's curator may do this",
    /// Only the operator's allocator.
    NotAllocator = 55: "Only the operator's allocator may do this",
    /// A delegation of others.
    WrongDelegation = 56: "The delegation is of another vault or operator",
    /// An allocation of others.
    WrongAllocation = 57: "The allocation is of another delegation or NCN",
    /// Something is still delegated or allocated.
    NotEmpty = 58: "Something is still delegated or allocated",
    /// Vaults out of order.
    VaultsOutOfOrder = 59: "The vaults must come in ascending order of their addresses, each once",
    /// From the ledger: fraction of a slash.
    Fraction = 60: "The fraction is zero or out of the policy's bounds, in 1/10^18",
    /// From the ledger: nothing to slash.
    NothingToSlash = 61: "There is no stake that the slash would take",
    /// From the ledger: the breaker.
    OverLossLimit = 62: "The loss limits let nothing more be taken in this epoch",
    /// From the ledger: an old offence.
    OffenceTooOld = 63: "The offence is older than stake is bound to wait, in seconds",
    /// From the ledger: an offence in the future.
    OffenceToCome = 64: "The offence is yet to come",
    /// From the ledger: incidents too close.
    CoolingDown = 65: "The operator's last incident is too recent for another one",
    /// From the ledger: parts of a split.
    SplitNotWhole = 66: "The parts of the split do not make 10,000 basis points",
    /// From the ledger: challenge window.
    ChallengeTooLong = 67: "The challenge window is over its cap, in seconds",
    /// From the ledger: executed too early.
    NotFinal = 68: "The slash can still be vetoed",
    /// From the ledger: vetoed too late.
    Final = 69: "The slash is final, and can no longer be vetoed",
    /// A resolver and a window need each other.
    ResolverWithoutTime = 70: "A resolver needs time to veto, and a challenge window needs a resolver",
    /// A part for nobody.
    NoRecipient = 71: "A part of the split has no recipient",
    /// The account is a part of an open slash.
    SlashesOpen = 72: "Slashes of it are open",
    /// Only the NCN's slasher.
    NotSlasher = 73: "Only the NCN's slasher may do this",
    /// Only the slash's resolver.
    NotResolver = 74: "Only the resolver that was in force at the proposal may do this",
    /// The record is of others.
    WrongRecord = 75: "The record is of another operator or NCN",
    /// The slash is of others.
    WrongSlash = 76: "The account is not a part of the slash",
    /// The slash has been vetoed or executed.
    SlashClosed = 77: "The slash has been vetoed or executed",
    /// The agreement does not count.
    NoAgreement = 78: "Vault, operator and NCN do not all agree",
    /// From the ledger: too little magnitude is left.
    MagnitudeWorn = 79: "Slashes wore the delegation's magnitude: lower all its allocations to zero first",
    /// No part to pay.
    NothingOwed = 80: "Nothing of the slash is owed to that recipient",
    /// The recipient's account cannot take tokens.
    WrongRecipient = 81: "The token account is not the recipient's associated one, is frozen, or is of another mint",
    /// A jail that is over already.
    JailTooShort = 82: "The jail would be over already",
    /// The key did not sign one of the votes.
    NotAVote = 83: "The message is no vote of this NCN, kind and height",
    /// Two times the same vote.
    SameVote = 84: "The two votes say the same",
    /// The NCN has no rule on equivocations.
    NoRule = 85: "The NCN has no rule on equivocations",
    /// The key did not count at that height.
    KeyNotInForce = 86: "The key was not the operator's at that height",
    /// The report is another's, or of something else.
    WrongReport = 87: "The report is of another reporter, or of something else",
    /// The report is too young.
    ReportTooYoung = 88: "The report is too young to show what it is of, in slots",
    /// The proof is of others.
    WrongProof = 89: "The proof is of another operator or NCN",
    /// From the ledger: long streams.
    StreamTooLong = 90: "The reward would come out over too long a time, in seconds",
    /// A key that anyone can sign for.
    WeakKey = 91: "The key is of small order: anyone can sign for it",
    /// No proof.
    NoEd25519 = 92: "The instruction just before is not one of the Ed25519 program",
    /// Another number of signatures.
    SignatureCount = 93: "The Ed25519 instruction has another number of signatures than this takes",
    /// A signature, its key or its message is in another instruction.
    SignatureElsewhere = 94: "The Ed25519 instruction takes what it verifies from another instruction",
    /// A signature, its key or its message ends behind the instruction's data.
    SignatureBounds = 95: "What the Ed25519 instruction verifies is out of its bounds",
    /// Signed by another key.
    WrongSigner = 96: "The signature is by another key",
    /// Another message was signed.
    WrongMessage = 97: "The signature is of another message",
    /// Not the operator's current key.
    WrongKey = 98: "The account is not the operator's current key in the NCN",
    /// No window, or too long a one.
    WindowLength = 99: "A table's window is of one second or more and at most a day, in seconds",
    /// No room, or more than one instruction makes.
    TableSize = 100: "One instruction makes room for one entry or more, and for no more than fit in 10,240 bytes",
    /// A table of another NCN.
    WrongTable = 101: "The table is of another NCN",
    /// A capture of another table or operator.
    WrongCapture = 102: "The capture is of another table or operator",
    /// Outside of the window.
    TableClosed = 103: "The table's window is over: it is final",
    /// Within the window.
    TableOpen = 104: "The table's window is not over yet",
    /// No room for another operator.
    TableFull = 105: "The table has no room for another operator",
    /// Only who captured.
    NotCaptor = 106: "Only who made the capture may do this",
    /// From the ledger: entering while open slashes hold most.
    MostlyContested = 107: "Open slashes took more of the vault's assets than they left: wait until they are decided",
    /// From the ledger: delay of roots.
    RootDelay = 108: "The delay of roots is out of bounds, in seconds",
    /// From the ledger, and where nothing is active: no root.
    NoRoot = 109: "There is no root",
    /// From the ledger: less is promised than before.
    TotalFell = 110: "The root promises less than the active one",
    /// From the ledger: another root is pending, or none.
    RootNotPending = 111: "The root is not the pending one",
    /// From the ledger: struck too late.
    RootActive = 112: "The root is active, and can no longer be struck",
    /// From the ledger: nothing above what was claimed.
    NothingEarned = 113: "Nothing of the reward is due that has not been claimed",
    /// From the ledger: a list over its total.
    OverTotal = 114: "The claims of the root come to more than it promises in all",
    /// Nobody pays for what the root promises.
    Unfunded = 115: "The root promises more than has come in, and no token account is passed to take it from",
    /// Another tree's account.
    WrongTree = 116: "The account is of another reward tree or NCN",
    /// Another earner's account.
    WrongClaim = 117: "The account is of another earner",
    /// Not the tree's treasury.
    WrongTreasury = 118: "The token account is not the reward tree's treasury",
    /// The treasury does not hold what the books say.
    TreasuryDiffers = 119: "The treasury does not hold what the books say",
    /// Only the tree's publisher.
    NotPublisher = 120: "Only the reward tree's publisher may do this",
    /// Only the root's disputer.
    NotDisputer = 121: "Only the disputer that counted when the root was published may do this",
    /// Nobody to dispute.
    NoDisputer = 122: "A reward tree needs a disputer",
    /// Only the earner, or for it.
    NotEarner = 123: "Only the earner or the claimer that it named may do this",
    /// More hashes than any tree needs.
    ProofTooLong = 124: "The proof has more hashes than a tree is deep at the most",
    /// A proof of something else.
    NotInTree = 125: "The proof does not lead from this claim to the active root",
    /// From the ledger: streams of no time.
    StreamTooShort = 126: "The time over which rewards come out is too short, in seconds",
    /// From the ledger: all slots taken.
    TooManyRewards = 127: "The bond pool pays as many rewards as it can",
    /// From the ledger, or not a reward's account.
    NoReward = 128: "The token account is not of a reward of the bond pool",
    /// From the ledger: more shares than bonded.
    OverBonded = 129: "More shares than the position has bonded",
    /// From the ledger: something in a position.
    PositionNotEmpty = 130: "Something is bonded in the position, or more is owed to it than is forfeited",
    /// A position or a vault of another pool.
    WrongBondPool = 131: "The account is of another bond pool",
    /// Not this pool's bonded shares.
    WrongBondedAccount = 132: "The token account is not the one that holds the bonded shares",
    /// Only the position's owner.
    NotPositionOwner = 133: "Only the position's owner may do this",
    /// A reward twice.
    RewardTaken = 134: "The bond pool pays rewards of this mint already",
    /// Nothing that has an admin to change.
    NotGoverned = 135: "The account is no config, vault, operator or NCN",
    /// Only the admin.
    NotAdmin = 136: "Only the admin may do this",
    /// Only who was proposed.
    NotPendingAdmin = 137: "Only the proposed admin may do this",
    /// Nothing to accept or to withdraw.
    NoAdminProposed = 138: "Nobody is proposed as admin",
    /// Renouncing would leave a proposal behind.
    AdminPending = 139: "An admin is proposed: withdraw the proposal first",
    /// Nobody could set the config again.
    ConfigNeedsAdmin = 140: "The config cannot be left without an admin",
    /// From the ledger: a fee's cap.
    FeeOverCap = 141: "The fee is over its cap, in basis points",
    /// From the ledger: nothing to collect.
    NoFees = 142: "No fee waits to be collected",
    /// Only the vault's fee admin.
    NotFeeAdmin = 143: "Only the vault's fee admin may do this",
    /// A role that it does not have.
    NoSuchRole = 144: "It has no such role",
    /// A mixture of parties.
    WrongFeeParty = 145: "Pass no party for the vault's fees, the config for the protocol's, or an operator with its delegation",
    /// A delegation may not close over a debt.
    CommissionOwed = 146: "The vault owes the operator a commission: collect it first",
    /// From the ledger: what a guardian paused.
    Paused = 147: "It is paused until the second number, in unix seconds",
    /// From the ledger: what can be paused.
    PauseFlags = 148: "The flags are of nothing, or of something that cannot be paused",
    /// From the ledger: how long a pause can be.
    PauseLength = 149: "A pause is a second long or more, and no longer than seven days, in seconds",
    /// From the ledger: how soon there can be another.
    PausedLately = 150: "There is no other pause in one, nor within seven days after it",
    /// From the ledger: nothing to lift.
    NotPaused = 151: "Nothing is paused",
    /// Only who guards it.
    NotGuardian = 152: "Only the guardian may do this, or the admin where a pause is lifted",
    /// From the ledger: a fall that stands.
    FallPending = 153: "An announced decrease cannot be withdrawn or postponed before it takes effect",
    /// From the ledger: what the signer has not seen.
    RiskChanged = 154: "The vault announced a risk or a charge since the signer looked",
    /// Each delegation is shown once.
    DelegationsOutOfOrder = 155: "The delegations are not in ascending order of their addresses, each once",
    /// Neither the token account's owner nor its delegate.
    NotHolder = 156: "Only the token account's owner or its delegate may do this",
    /// What the vault set is the vault's to reset.
    LimitsSet = 157: "The vault has set loss limits in the agreement: only its admin may close it",
    /// An index names one table, permanently.
    TableIndexUsed = 158: "The table's index is below the next free one, or the highest there is",
    /// An incident is slashed once in each vault, and so is a key for its equivocations.
    AlreadySlashed = 159: "The incident or the key has been slashed in this vault already",
    /// What operators sign names the cluster.
    NoGenesisHash = 160: "The cluster's genesis hash is missing",
    /// An NCN's roles change with the notice of a rise, which the config bounds.
    ConfigMissing = 161: "Pass the config to reset the roles of an NCN",
    /// From the ledger: the reporter's cap.
    ReporterOverCap = 162: "The reporter's part of a slash is over its cap, in basis points",
    /// A chain that stood still.
    TooFewSlots = 163: "The slash can still be vetoed: the chain has not produced the slots of its window yet",
    /// From the ledger: a move under way.
    MovePending = 164: "Units of the delegation are moving to another operator: complete or cancel the move first",
    /// From the ledger: another change under way.
    ChangePending = 165: "Another change of the delegation is pending",
    /// From the ledger: more than is active.
    OverActiveUnits = 166: "More units than are active behind the operator",
    /// From the ledger: nothing moves.
    NoMove = 167: "No units of the delegation are moving",
    /// From the ledger: completed too early.
    MoveNotDue = 168: "The move is not effective yet",
    /// From the ledger: nothing left to pledge for.
    FullyPledged = 169: "All that the slash took is pledged for already",
    /// A pledge ends with its slash.
    SlashOpen = 170: "The slash is neither vetoed nor executed yet: its pledges stay until then",
    /// A pledge is of one slash and one pledger.
    WrongPledge = 171: "The pledge is another slash's or another pledger's",
    /// From the ledger: flags that nobody knows, or that say nothing.
    AssetFlags = 172: "The flags are unknown, or have no weight beside them",
    /// A kind of key to come.
    Bn254Key = 173: "BN254 keys are not supported yet",
    /// A kind of key to come.
    Bls12381Key = 174: "BLS12-381 keys are not supported yet",
    /// One level of sets.
    NestedSet = 175: "The parent is an operator set itself",
    /// One agreement and one limit for all sets of an NCN.
    SetHasParent = 176: "The NCN is an operator set: vaults agree with its parent",
    /// From the ledger: nothing that is pending.
    NothingToRelease = 177: "No decrease and no leave is pending",
    /// From the ledger: of before the count, or never counted.
    NotCounted = 178: "The slash is not counted in the agreement's stop-loss",
    /// A table's readers rely on it.
    StakePromised = 179: "A stake table counts on the stake until then",
    /// Sets rely on it.
    SetsCovered = 180: "The agreement covers operator sets: its leave waits for its time",
    /// Nobody could be ready by then.
    DeadlinePast = 181: "The deadline is past",
    /// Nothing is named.
    NoSoftware = 182: "There is a deadline and no software to run by it",
    /// The vault has a deposit gate, and it did not sign.
    DepositGate = 183: "The vault takes deposits with the signature of its deposit gate only",
    /// A term that starts within three epochs, or over a year ahead.
    TermStart = 184: "The term starts too soon or too late",
    /// A term of less than three whole epochs, or of over two years.
    TermLength = 185: "The term is too short or too long, in seconds",
    /// Deposits go until the term starts, and once it has ended.
    TermRuns = 186: "The vault takes no deposits inside its term: they go again",
    /// Exits go until the term starts, and from two epochs before its end.
    TermHolds = 187: "The vault's term holds its stakers: exits go again",
    /// From the ledger: an offer's time.
    OfferLength = 188: "The offer ends before it begins, or more than two years from now",
    /// From the ledger: bounds of the time to claim.
    ClaimTime = 189: "The time to claim a share is out of bounds, in seconds",
    /// From the ledger: all places are taken.
    TooManyOffers = 190: "The NCN has as many open reward offers as it can",
    /// From the ledger: claimed too late, or of nothing.
    ClaimOver = 191: "The time to claim shares of the table is over, or it was attributed nothing",
    /// From the ledger: closed before its tables are attributed.
    TablesPending = 192: "Tables wait for their attribution by the reward offer",
    /// From the ledger: closed too early.
    OfferRunning = 193: "The reward offer cannot be closed yet",
    /// A table is attributed rewards by its own NCN's offers.
    WrongOffer = 194: "The reward offer is of another NCN",
    /// The order of attributions would decide who is paid.
    TableOutOfOrder = 195: "The offer attributes rewards to its tables in the order of their opening, and omits none",
    /// Only a table that the offer has been through has shares.
    NotAttributed = 196: "The reward offer has attributed nothing to the table yet",
    /// Only the capture that a table's entry comes from has shares.
    NotStanding = 197: "Another capture of the operator stands in the table",
    /// A vault without weight has no share.
    NoShare = 198: "The vault has no weight in the capture",
    /// A share is paid once.
    ShareClaimed = 199: "The vault's share was claimed already",
    /// A vault's own asset goes to all its holders.
    AssetShare = 200: "The reward is the vault's own asset, and streams to all its holders",
    /// Shares are computed from tables and captures.
    SharesPending = 201: "Shares of rewards can still be claimed by the table",
    /// Not this offer's treasury.
    WrongOfferTreasury = 202: "The token account is not the reward offer's treasury",
    /// A fee makes a payment less than what the books say.
    AssetTransferFee = 203: "The asset's TransferFeeConfig sets a fee, or has an authority that can",
    /// A mint that is closed can be made again with other extensions.
    AssetMintCloseAuthority = 204: "The asset has MintCloseAuthority",
    /// New accounts of the asset cannot be used.
    AssetDefaultAccountState = 205: "The asset's DefaultAccountState freezes new accounts",
    /// Nobody could deposit.
    AssetNonTransferable = 206: "The asset has NonTransferable",
    /// It can take a vault's tokens.
    AssetPermanentDelegate = 207: "The asset has PermanentDelegate",
    /// Another program decides on each transfer.
    AssetTransferHook = 208: "The asset's TransferHook names a program, or has an authority that can",
    /// A fee that nobody sees.
    AssetConfidentialTransferFee = 209: "The asset has ConfidentialTransferFeeConfig",
    /// Its supply is hidden.
    AssetConfidentialMintBurn = 210: "The asset has ConfidentialMintBurn",
    /// A slash could not burn it.
    AssetPermissionedBurn = 211: "The asset has PermissionedBurn",
    /// Not on the allow list.
    AssetExtension = 212: "The asset has an extension of an unknown type",
    /// Token-2022 and the mint follow the instruction's own accounts.
    WrongAssetProgram = 213: "A Token-2022 asset needs Token-2022, then its mint, after the other accounts",
    /// No instruction here sends a memo.
    MemoRequired = 214: "The receiving account requires a memo: its owner can turn that off",
    /// Token-2022 refuses the transfer.
    CpiGuard = 215: "The paying account has CPI Guard on: turn it off, or let a delegate pay",
    /// From the ledger: no kind, or one that the entity does not have.
    GrantKinds = 216: "The entity cannot grant these kinds",
    /// From the ledger: not ahead, or more than a year ahead.
    GrantTime = 217: "The grant's end is out of bounds",
    /// From the ledger: of another generation.
    GrantVoid = 218: "The grant is void",
    /// From the ledger: its end has come.
    GrantExpired = 219: "The grant has expired",
    /// From the ledger: it opens other kinds.
    KindNotGranted = 220: "The grant does not open this kind of act",
    /// What follows the instruction's accounts is no grant.
    NotAGrant = 221: "The account is not a grant",
    /// A grant opens acts for its own entity.
    WrongGrantEntity = 222: "The grant is of another entity",
    /// A grant opens acts to its own holder.
    WrongGrantHolder = 223: "The grant is another holder's",
    /// The admin needs none, and no key signs for the zero address.
    GrantHolder = 224: "The holder is the admin, or zero",
    /// A running grant ends by its parties.
    GrantRuns = 225: "Only the admin and the holder may revoke a running grant",
    /// A grant opens a part of what the instruction sets.
    BeyondGrant = 226: "The grant does not open this part of the change",
}

/// The error for a transition that the ledger refused; logs the value that was wrong and the limit that it broke.
#[cold]
pub fn refused(refusal: Refusal) -> Error {
    fail(code_of(refusal.why), refusal.value, refusal.limit)
}

/// `error`, with the value that was wrong and the limit that it broke in the log.
#[cold]
pub fn fail(error: RestakingError, value: u64, limit: u64) -> Error {
    msg!("{}: {} against {}", error.text(), value, limit);
    error.into()
}

fn code_of(why: Why) -> RestakingError {
    match why {
        Why::Zero => RestakingError::Zero,
        Why::Overflow => RestakingError::Overflow,
        Why::Dust => RestakingError::Dust,
        Why::BelowMinimum => RestakingError::BelowMinimum,
        Why::OverSupply => RestakingError::OverSupply,
        Why::OverCap => RestakingError::OverCap,
        Why::Insolvent => RestakingError::Insolvent,
        Why::WrongBucket => RestakingError::WrongBucket,
        Why::BucketWiped => RestakingError::BucketWiped,
        Why::NotMatured => RestakingError::NotMatured,
        Why::Matured => RestakingError::Matured,
        Why::OpenSlash => RestakingError::OpenSlash,
        Why::NothingToClaim => RestakingError::NothingToClaim,
        Why::TicketsOutstanding => RestakingError::TicketsOutstanding,
        Why::OverAllowance => RestakingError::OverAllowance,
        Why::OverIdle => RestakingError::OverIdle,
        Why::FeeTooHigh => RestakingError::FeeTooHigh,
        Why::AllowanceTooHigh => RestakingError::AllowanceTooHigh,
        Why::RefillTooShort => RestakingError::RefillTooShort,
        Why::EpochLength => RestakingError::EpochLength,
        Why::BooksDiffer => RestakingError::BooksDiffer,
        Why::OverWhole => RestakingError::OverWhole,
        Why::Leverage => RestakingError::Leverage,
        Why::OverIdleUnits => RestakingError::OverIdleUnits,
        Why::OverOperatorCap => RestakingError::OverOperatorCap,
        Why::OverDelegated => RestakingError::OverDelegated,
        Why::OverMagnitude => RestakingError::OverMagnitude,
        Why::OverLeverage => RestakingError::OverLeverage,
        Why::AlreadyJoined => RestakingError::AlreadyJoined,
        Why::NotJoined => RestakingError::NotJoined,
        Why::IncidentOverEpoch => RestakingError::IncidentOverEpoch,
        Why::Fraction => RestakingError::Fraction,
        Why::NothingToSlash => RestakingError::NothingToSlash,
        Why::MagnitudeWorn => RestakingError::MagnitudeWorn,
        Why::OverLossLimit => RestakingError::OverLossLimit,
        Why::OffenceTooOld => RestakingError::OffenceTooOld,
        Why::OffenceToCome => RestakingError::OffenceToCome,
        Why::CoolingDown => RestakingError::CoolingDown,
        Why::SplitNotWhole => RestakingError::SplitNotWhole,
        Why::ChallengeTooLong => RestakingError::ChallengeTooLong,
        Why::NotFinal => RestakingError::NotFinal,
        Why::Final => RestakingError::Final,
        Why::MostlyContested => RestakingError::MostlyContested,
        Why::StreamTooLong => RestakingError::StreamTooLong,
        Why::RootDelay => RestakingError::RootDelay,
        Why::NoRoot => RestakingError::NoRoot,
        Why::TotalFell => RestakingError::TotalFell,
        Why::RootNotPending => RestakingError::RootNotPending,
        Why::RootActive => RestakingError::RootActive,
        Why::NothingEarned => RestakingError::NothingEarned,
        Why::OverTotal => RestakingError::OverTotal,
        Why::StreamTooShort => RestakingError::StreamTooShort,
        Why::TooManyRewards => RestakingError::TooManyRewards,
        Why::NoReward => RestakingError::NoReward,
        Why::OverBonded => RestakingError::OverBonded,
        Why::PositionNotEmpty => RestakingError::PositionNotEmpty,
        Why::FeeOverCap => RestakingError::FeeOverCap,
        Why::NoFees => RestakingError::NoFees,
        Why::Paused => RestakingError::Paused,
        Why::PauseFlags => RestakingError::PauseFlags,
        Why::PauseLength => RestakingError::PauseLength,
        Why::PausedLately => RestakingError::PausedLately,
        Why::NotPaused => RestakingError::NotPaused,
        Why::FallPending => RestakingError::FallPending,
        Why::RiskChanged => RestakingError::RiskChanged,
        Why::ReporterOverCap => RestakingError::ReporterOverCap,
        Why::MovePending => RestakingError::MovePending,
        Why::ChangePending => RestakingError::ChangePending,
        Why::OverActiveUnits => RestakingError::OverActiveUnits,
        Why::NoMove => RestakingError::NoMove,
        Why::MoveNotDue => RestakingError::MoveNotDue,
        Why::FullyPledged => RestakingError::FullyPledged,
        Why::AssetFlags => RestakingError::AssetFlags,
        Why::NothingToRelease => RestakingError::NothingToRelease,
        Why::NotCounted => RestakingError::NotCounted,
        Why::TermStart => RestakingError::TermStart,
        Why::TermLength => RestakingError::TermLength,
        Why::TermRuns => RestakingError::TermRuns,
        Why::TermHolds => RestakingError::TermHolds,
        Why::OfferLength => RestakingError::OfferLength,
        Why::ClaimTime => RestakingError::ClaimTime,
        Why::TooManyOffers => RestakingError::TooManyOffers,
        Why::ClaimOver => RestakingError::ClaimOver,
        Why::TablesPending => RestakingError::TablesPending,
        Why::OfferRunning => RestakingError::OfferRunning,
        Why::GrantKinds => RestakingError::GrantKinds,
        Why::GrantTime => RestakingError::GrantTime,
        Why::GrantVoid => RestakingError::GrantVoid,
        Why::GrantExpired => RestakingError::GrantExpired,
        Why::KindNotGranted => RestakingError::KindNotGranted,
    }
}
