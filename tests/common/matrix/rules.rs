//! What a slot answers to an account that is not of its kind, and to its own account in a bad state.

#![expect(missing_docs, reason = "the names of types and answers say what they are")]

use restaking_client::RestakingError;
use solana_account::Account;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

use super::types::{CAPTURE, CONFIG, GRANT, NCN, OPERATOR, TABLE, Type, VAULT};

/// What happens to an instruction with a row's change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Refused(InstructionError),
    /// It does what it says all the same, and that is right for the reason given.
    Accepted(&'static str),
}

/// Refused with one of the program's own errors.
pub const fn ours(error: RestakingError) -> Answer {
    custom(error as u32)
}

/// Refused with a code of Anchor's or of a program that was called.
pub const fn custom(code: u32) -> Answer {
    Answer::Refused(InstructionError::Custom(code))
}

/// The signer is neither the token account's owner nor its delegate.
pub const OWNER_MISMATCH: Answer = ours(RestakingError::NotHolder);
pub const NOT_SIGNED: Answer = Answer::Refused(InstructionError::MissingRequiredSignature);
pub const WRONG_ADDRESS: Answer = Answer::Refused(InstructionError::InvalidSeeds);
pub const NOT_WRITABLE: Answer = custom(2000);
pub const NOT_A_PROGRAM: Answer = custom(2007);
pub const WRONG_SPACE: Answer = custom(2019);
pub const TWICE: Answer = custom(2040);
pub const WRONG_PROGRAM: Answer = Answer::Refused(InstructionError::IncorrectProgramId);
pub const WRONG_OWNER: Answer = Answer::Refused(InstructionError::IllegalOwner);
pub const WRONG_TYPE: Answer = Answer::Refused(InstructionError::InvalidAccountData);
pub const TOO_SMALL: Answer = Answer::Refused(InstructionError::AccountDataTooSmall);
pub const UNINITIALIZED: Answer = Answer::Refused(InstructionError::UninitializedAccount);
pub const ESCALATED: Answer = Answer::Refused(InstructionError::PrivilegeEscalation);
pub const INVALID_ARGUMENT: Answer = Answer::Refused(InstructionError::InvalidArgument);
/// A program that was called does not own the account.
pub const NOT_ITS_OWN: Answer = Answer::Refused(InstructionError::ExternalAccountDataModified);

/// No recipient delays a slash.
const WAITS: Answer = Answer::Accepted("what it cannot take waits for its recipient");

/// What a slot is for.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A signature is all that counts.
    Signer,
    /// Signs and pays for new accounts; may be another signer as well.
    Payer,
    /// Signs and pays, and may not be another account.
    SolePayer,
    /// Signs, is paid or may be asked to pay, and may not be another account.
    PaidSigner,
    /// An account that the instruction changes.
    Changed(Type),
    /// The same, where the runtime alone refuses the write.
    ChangedUnchecked(Type),
    /// An account that the instruction only reads.
    Read(Type),
    /// The vault's VRT mint, which SPL Token changes: known by its address alone.
    VrtMint,
    /// The mint of the vault's assets, likewise.
    AssetMint,
    /// Where a part of a slash goes: what it cannot take waits.
    Recipient,
    /// Where a payment goes: another account is refused, whatever it is.
    Payee,
    /// An account that the instruction makes.
    New,
    /// The same, made by the handler at an address that is checked before: it has to be writable by then.
    NewByHandler,
    /// The bucket of a request, or a capture: changed if it is there, made if not.
    ChangedOrNew(Type),
    /// Where rent goes; may be another account as well.
    RentPayer,
    /// Known by its address alone: any other is answered with this.
    At(&'static Answer),
    /// The same, and it may not be another account.
    SoleAt(&'static Answer),
    /// Changed if it is there, and else made by Anchor.
    MadeIfNeeded(Type),
    /// Anything that has an admin: the config, a vault, an operator or an NCN, which changes.
    Governed,
    /// A party of the opt-in: known by its address alone, and an entity of any of three types.
    Party,
    /// The first party of an opt-in that changes: a vault counts what it announces.
    ChangedParty,
    /// A party of a new opt-in: a part of its address.
    NewParty,
    /// A vault, an operator or an NCN that changes; its admin signs.
    Entity,
    /// The entity of a grant, which changes: known by its address alone.
    GrantEntity,
    /// The program's data account.
    ProgramData,
    /// An account that the instruction changes if it is passed, and it is.
    ChangedIfPassed(Type),
    /// The same, and it is not: the program's own address stands for it.
    LeftOut,
    /// A signer that is not passed, and that the instruction does not need here.
    SignerLeftOut,
    /// An address that another account names; what is there is not looked at.
    Named,
    /// The same of one that changes where it is a vault.
    ChangedNamed,
    /// The account of a slash, which the instruction makes itself.
    NewSlash,
    /// The list of the transaction's instructions.
    Instructions,
    /// A program to call.
    Program,
    /// The table of a capture, which may be closed: known by its address.
    TableOfCapture,
}

impl Kind {
    /// Whether the account may not be in another slot as well.
    fn alone(self) -> bool {
        matches!(
            self,
            Self::SolePayer
                | Self::PaidSigner
                | Self::VrtMint
                | Self::AssetMint
                | Self::Payee
                | Self::ChangedNamed
                | Self::ChangedParty
                | Self::Entity
                | Self::GrantEntity
                | Self::Governed
                | Self::Changed(_)
                | Self::New
                | Self::NewByHandler
                | Self::NewSlash
                | Self::ChangedOrNew(_)
                | Self::ChangedIfPassed(_)
                | Self::MadeIfNeeded(_)
                | Self::SoleAt(_)
                | Self::ChangedUnchecked(_)
        )
    }

    /// What it is to the program once it is passed.
    fn passed(self) -> Self {
        match self {
            Self::ChangedIfPassed(kind) | Self::ChangedUnchecked(kind) => Self::Changed(kind),
            kind => kind,
        }
    }

    /// The answer with the signature taken away.
    pub fn unsigned(self) -> Answer {
        NOT_SIGNED
    }

    /// The answer with the account passed read-only.
    pub fn read_only(self) -> Answer {
        match self {
            // Anchor reads both flags of a paying signer at once, and has one error for them.
            Self::Payer | Self::SolePayer | Self::PaidSigner => NOT_SIGNED,
            // It is the system program, called to make the account, that is refused the write.
            Self::New => ESCALATED,
            Self::ChangedUnchecked(_) => Answer::Refused(InstructionError::ReadonlyDataModified),
            _ => NOT_WRITABLE,
        }
    }

    /// The answer to the account of a slot of kind `other` passed here too; none if this slot may share it.
    pub fn twice(self, other: Self) -> Option<Answer> {
        match (self, other) {
            (Self::SignerLeftOut, _) => other.alone().then_some(TWICE),
            (_, Self::LeftOut | Self::SignerLeftOut) => self.alone().then_some(TWICE),
            (Self::LeftOut, _) => Some(TWICE),
            // What may be left out is held against the others when its turn comes: those before have had theirs by then.
            (Self::Signer | Self::Payer | Self::Read(_), Self::ChangedIfPassed(_)) => None,
            _ => (self.alone() || other.alone()).then_some(TWICE),
        }
    }

    /// The answer to an account of another kind; none if it is of this slot's kind, and the slot must know better.
    ///
    /// `writable` is what the runtime makes of it: a program that runs cannot be written, nor can the runtime's own.
    pub fn stranger(self, account: Option<&Account>, signs: bool, writable: bool) -> Option<Answer> {
        let nothing = Account::default();
        let account = account.unwrap_or(&nothing);
        let writable = writable || matches!(self, Self::ChangedUnchecked(_));
        Some(match self.passed() {
            Self::Signer | Self::Payer | Self::SolePayer | Self::PaidSigner if signs => return None,
            Self::Signer | Self::Payer | Self::SolePayer | Self::PaidSigner => NOT_SIGNED,
            Self::New | Self::NewParty => WRONG_ADDRESS,
            Self::SignerLeftOut => NOT_SIGNED,
            Self::NewSlash | Self::NewByHandler if !writable => NOT_WRITABLE,
            Self::NewSlash | Self::NewByHandler => WRONG_ADDRESS,
            Self::Named | Self::ChangedNamed | Self::Party => ours(RestakingError::WrongOptIn),
            Self::LeftOut => NOT_WRITABLE,
            Self::TableOfCapture => ours(RestakingError::WrongCapture),
            Self::Instructions => INVALID_ARGUMENT,
            Self::Program if account.executable => WRONG_PROGRAM,
            Self::Program => NOT_A_PROGRAM,
            Self::ProgramData => ours(RestakingError::NotProgramData),
            Self::RentPayer
            | Self::VrtMint
            | Self::AssetMint
            | Self::Recipient
            | Self::Payee
            | Self::ChangedParty
            | Self::Entity
            | Self::GrantEntity
            | Self::Governed
            | Self::Changed(_)
            | Self::ChangedOrNew(_)
            | Self::At(_)
            | Self::SoleAt(_)
                if !writable =>
            {
                NOT_WRITABLE
            }
            Self::ChangedParty => ours(RestakingError::WrongOptIn),
            Self::At(answer) | Self::SoleAt(answer) => answer.clone(),
            Self::Governed if [CONFIG, VAULT, OPERATOR, NCN].iter().any(|kind| kind.has(account)) => return None,
            Self::Governed => ours(RestakingError::NotGoverned),
            Self::Entity if [VAULT, OPERATOR, NCN].iter().any(|kind| kind.has(account)) => return None,
            Self::Entity => ours(RestakingError::NotAnEntity),
            Self::GrantEntity => ours(RestakingError::WrongGrantEntity),
            Self::Recipient => WAITS,
            Self::Payee => ours(RestakingError::WrongRecipient),
            Self::AssetMint => ours(RestakingError::WrongMint),
            Self::RentPayer => ours(RestakingError::WrongRentPayer),
            Self::VrtMint => ours(RestakingError::WrongVrtMint),
            Self::Changed(kind) | Self::Read(kind) | Self::ChangedOrNew(kind) | Self::MadeIfNeeded(kind)
                if kind.has(account) =>
            {
                return None;
            }
            Self::MadeIfNeeded(_) if account.data.is_empty() => WRONG_ADDRESS,
            Self::MadeIfNeeded(kind) if account.data.len() != kind.least() => WRONG_SPACE,
            Self::MadeIfNeeded(kind) if account.owner != kind.owner => WRONG_OWNER,
            Self::MadeIfNeeded(_) => WRONG_TYPE,
            Self::ChangedOrNew(kind) if account.owner != kind.owner => WRONG_ADDRESS,
            Self::ChangedOrNew(kind) | Self::Changed(kind) if account.data.len() < kind.least() => TOO_SMALL,
            Self::Read(kind) if !kind.is_spl() && *account == nothing => UNINITIALIZED,
            Self::Changed(kind) | Self::Read(kind) if account.owner != kind.owner => WRONG_OWNER,
            Self::Read(kind) if !kind.is_spl() && account.data.len() < kind.least() => TOO_SMALL,
            Self::Changed(_) | Self::Read(_) | Self::ChangedOrNew(_) => WRONG_TYPE,
            Self::ChangedIfPassed(_) | Self::ChangedUnchecked(_) => unreachable!("it is passed"),
        })
    }
}

/// A state that the right address may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Owned by another program, with the same bytes.
    Foreign,
    /// All zero: neither a type nor a mint.
    Zeroed,
    /// Not there: never made, or closed.
    Gone,
    /// A byte short.
    Short,
    /// Sent lamports before it is made, by an attacker that wants to prevent it.
    Prefunded,
    /// There already, before it is made.
    Taken,
    /// One of the program's own, of a type that does not exist.
    Mistyped,
}

impl State {
    pub const ALL: [Self; 7] =
        [Self::Foreign, Self::Zeroed, Self::Gone, Self::Short, Self::Prefunded, Self::Taken, Self::Mistyped];

    /// What tables list it as.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Zeroed => "zeroed",
            Self::Gone => "gone",
            Self::Short => "short",
            Self::Prefunded => "prefunded",
            Self::Taken => "taken",
            Self::Mistyped => "mistyped",
        }
    }

    /// `good`, an account that `program` is passed, in this state; none if it cannot be.
    pub fn of(self, good: Option<&Account>, program: &Pubkey) -> Option<Account> {
        // Not the owner of anything that is passed: the program of lookup tables. The tests of Token-2022 assets have the other
        // token program's.
        const STRANGER: Pubkey = solana_program::pubkey!("AddressLookupTab1e1111111111111111111111111");
        let bad = match (self, good) {
            (Self::Prefunded, None) => Account { lamports: 5_000_000, ..Account::default() },
            (Self::Taken, None) => {
                Account { lamports: 50_000_000, data: vec![0; 856], owner: *program, ..Account::default() }
            }
            (Self::Foreign, Some(good)) => Account { owner: STRANGER, ..good.clone() },
            (Self::Zeroed, Some(good)) => Account { data: vec![0; good.data.len()], ..good.clone() },
            (Self::Gone, Some(_)) => Account::default(),
            (Self::Short, Some(good)) => {
                Account { data: good.data[..good.data.len().saturating_sub(1)].to_vec(), ..good.clone() }
            }
            (Self::Mistyped, Some(good)) if good.owner == *program && !good.data.is_empty() => {
                let mut bad = good.clone();
                bad.data[0] ^= 1;
                bad
            }
            _ => return None,
        };
        (Some(&bad) != good).then_some(bad)
    }
}

impl Kind {
    /// The answer to the right address in a bad state.
    pub fn state(self, state: State) -> Answer {
        const TAKEN: Answer = custom(0);
        match (self.passed(), state) {
            (Self::Signer | Self::PaidSigner | Self::RentPayer, _) => {
                Answer::Accepted("a signature, or an address to pay, needs no account")
            }
            (Self::Payer | Self::SolePayer, State::Foreign) => {
                Answer::Refused(InstructionError::ExternalAccountLamportSpend)
            }
            // The system program: not enough lamports.
            (Self::Payer | Self::SolePayer, _) => custom(1),
            (Self::ProgramData, State::Zeroed) => ours(RestakingError::NotUpgradeAuthority),
            (Self::ProgramData, State::Short) => Answer::Accepted("the code behind the head is not read"),
            (Self::ProgramData, _) => ours(RestakingError::NotProgramData),
            (Self::NewSlash, State::Taken) => ours(RestakingError::AlreadySlashed),
            (Self::TableOfCapture, State::Gone) => Answer::Accepted("a closed table keeps no capture"),
            (Self::TableOfCapture, State::Short) => Answer::Accepted("it has room for an entry less"),
            (Self::TableOfCapture, State::Foreign) => WRONG_OWNER,
            (Self::TableOfCapture, _) => WRONG_TYPE,
            (Self::Named | Self::ChangedNamed, _) => Answer::Accepted("it is only named"),
            (Self::New | Self::NewByHandler | Self::NewSlash | Self::ChangedOrNew(_), State::Prefunded) => {
                Answer::Accepted("or else anyone could keep an account from being made")
            }
            (Self::Changed(_) | Self::Read(_) | Self::ChangedOrNew(_), State::Mistyped)
            | (Self::ChangedOrNew(_), State::Taken) => WRONG_TYPE,
            // The system program: the address is in use.
            (Self::New | Self::NewByHandler, _) | (Self::ChangedOrNew(_), State::Foreign) => TAKEN,
            (Self::ChangedOrNew(kind), State::Gone) if kind == CAPTURE || kind == GRANT => {
                Answer::Accepted("what was closed is made again")
            }
            (Self::Changed(kind) | Self::Read(kind), State::Short) if kind == TABLE => {
                Answer::Accepted("it has room for an entry less")
            }
            // A bucket with requests in it cannot be gone; if it were, the one made in its place is found out.
            (Self::ChangedOrNew(_), State::Gone) => ours(RestakingError::BooksDiffer),
            (Self::Read(kind), State::Gone) if !kind.is_spl() => UNINITIALIZED,
            (Self::Read(kind), State::Short) if kind.is_spl() => WRONG_TYPE,
            (Self::Changed(_), State::Gone) => TOO_SMALL,
            (Self::Changed(_) | Self::Read(_) | Self::ChangedOrNew(_), State::Short) => TOO_SMALL,
            (Self::Changed(_) | Self::Read(_), State::Foreign | State::Gone) => WRONG_OWNER,
            (Self::Changed(kind) | Self::Read(kind), State::Zeroed) if kind.is_spl() => UNINITIALIZED,
            (Self::Changed(_) | Self::Read(_) | Self::ChangedOrNew(_), State::Zeroed) => WRONG_TYPE,
            (Self::Changed(_) | Self::Read(_), State::Prefunded | State::Taken) => unreachable!("it is there"),
            (Self::Recipient, _) => WAITS,
            (Self::Payee, _) => ours(RestakingError::WrongRecipient),
            // The program has nobody to ask but SPL Token, and SPL Token leaves its ownership to the runtime.
            (Self::VrtMint | Self::AssetMint, State::Foreign) => NOT_ITS_OWN,
            (Self::VrtMint | Self::AssetMint, State::Zeroed) => UNINITIALIZED,
            (Self::VrtMint | Self::AssetMint, _) => WRONG_TYPE,
            (Self::Party | Self::ChangedParty | Self::NewParty | Self::Entity | Self::GrantEntity, _) => {
                ours(RestakingError::NotAnEntity)
            }
            (Self::At(_) | Self::SoleAt(_), _) => Answer::Accepted("it is only named"),
            (Self::MadeIfNeeded(_), State::Foreign) => WRONG_OWNER,
            (Self::MadeIfNeeded(_), State::Short) => WRONG_SPACE,
            (Self::MadeIfNeeded(_), State::Gone) => Answer::Accepted("what is gone is made again"),
            (Self::MadeIfNeeded(_), _) => WRONG_TYPE,
            (Self::Governed, _) => ours(RestakingError::NotGoverned),
            (Self::Instructions, _) => Answer::Accepted("the runtime makes it anew, whatever is there"),
            (Self::ChangedIfPassed(_) | Self::ChangedUnchecked(_), _) => unreachable!("it is passed"),
            (Self::NewSlash, _) => unreachable!("it is not there"),
            (Self::Program | Self::LeftOut | Self::SignerLeftOut, _) => unreachable!("programs are left alone"),
        }
    }
}

/// The answers of an account that an instruction loads by its type, with others of its own before.
#[macro_export]
macro_rules! loaded {
    ($($name:literal: $answer:expr,)*) => {
        &[
            $(($name, $answer),)*
            ("foreign", $crate::matrix::rules::WRONG_OWNER),
            ("zeroed", $crate::matrix::rules::WRONG_TYPE),
            ("gone", $crate::matrix::rules::UNINITIALIZED),
            ("short", $crate::matrix::rules::TOO_SMALL),
        ]
    };
}

/// The answers of a stake table that a service reads, with others of its own before; `refused` is what it says of an account that is none.
#[macro_export]
macro_rules! stake_table {
    ($refused:expr; $($name:literal: $answer:expr,)*) => {
        &[
            $(($name, $answer),)*
            ("foreign", $refused),
            ("zeroed", $refused),
            ("gone", $refused),
        ]
    };
}
