//! What a slot answers to an account that is not of its kind, and to its own account in a bad state.

use harness::token;
use restaking_client::{
    CONFIG_DISCRIMINATOR, Config, DEPOSITOR_APPROVAL_DISCRIMINATOR, DepositorApproval, EXIT_BUCKET_DISCRIMINATOR,
    EXIT_TICKET_DISCRIMINATOR, ExitBucket, ExitTicket, GRANT_DISCRIMINATOR, Grant, ID, NCN_ALLOCATION_DISCRIMINATOR,
    NCN_DISCRIMINATOR, Ncn, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR, OPERATOR_DISCRIMINATOR,
    OPERATOR_KEY_DISCRIMINATOR, OPERATOR_RECORD_DISCRIMINATOR, OPT_IN_DISCRIMINATOR, Operator, OperatorDelegation,
    OperatorKey, OperatorRecord, OptIn, RestakingError, SLASH_PROPOSAL_DISCRIMINATOR, STAKE_CAPTURE_DISCRIMINATOR,
    STAKE_TABLE_DISCRIMINATOR, SlashProposal, StakeCapture, VAULT_DISCRIMINATOR, Vault, table,
};
use solana_account::Account;
use solana_program::instruction::InstructionError;

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
const NOT_WRITABLE: Answer = custom(2000);
const NOT_A_PROGRAM: Answer = custom(2007);
const TWICE: Answer = custom(2040);
const WRONG_PROGRAM: Answer = Answer::Refused(InstructionError::IncorrectProgramId);
const WRONG_OWNER: Answer = Answer::Refused(InstructionError::IllegalOwner);
pub const WRONG_TYPE: Answer = Answer::Refused(InstructionError::InvalidAccountData);
pub const TOO_SMALL: Answer = Answer::Refused(InstructionError::AccountDataTooSmall);
const UNINITIALIZED: Answer = Answer::Refused(InstructionError::UninitializedAccount);
const ESCALATED: Answer = Answer::Refused(InstructionError::PrivilegeEscalation);

/// No recipient delays a slash.
const WAITS: Answer = Answer::Accepted("what it cannot take waits for its recipient");

/// A type of account: which program owns it, how long it is, and what it begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Type {
    len: usize,
    /// The first bytes of the program's own accounts: several types have the same length. None for SPL Token's.
    tag: Option<[u8; 8]>,
}

pub const CONFIG: Type = Type::new(Config::LEN, CONFIG_DISCRIMINATOR);
pub const VAULT: Type = Type::new(Vault::LEN, VAULT_DISCRIMINATOR);
pub const APPROVAL: Type = Type::new(DepositorApproval::LEN, DEPOSITOR_APPROVAL_DISCRIMINATOR);
pub const GRANT: Type = Type::new(Grant::LEN, GRANT_DISCRIMINATOR);
pub const BUCKET: Type = Type::new(ExitBucket::LEN, EXIT_BUCKET_DISCRIMINATOR);
pub const TICKET: Type = Type::new(ExitTicket::LEN, EXIT_TICKET_DISCRIMINATOR);
pub const OPERATOR: Type = Type::new(Operator::LEN, OPERATOR_DISCRIMINATOR);
pub const NCN: Type = Type::new(Ncn::LEN, NCN_DISCRIMINATOR);
pub const OPT_IN: Type = Type::new(OptIn::LEN, OPT_IN_DISCRIMINATOR);
pub const DELEGATION: Type = Type::new(OperatorDelegation::LEN, OPERATOR_DELEGATION_DISCRIMINATOR);
pub const ALLOCATION: Type = Type::new(NcnAllocation::LEN, NCN_ALLOCATION_DISCRIMINATOR);
pub const RECORD: Type = Type::new(OperatorRecord::LEN, OPERATOR_RECORD_DISCRIMINATOR);
pub const KEY: Type = Type::new(OperatorKey::LEN, OPERATOR_KEY_DISCRIMINATOR);
/// A table as the world has it, with room for four.
pub const TABLE: Type = Type::new(table::table_space(4), STAKE_TABLE_DISCRIMINATOR);
pub const CAPTURE: Type = Type::new(StakeCapture::LEN + 8, STAKE_CAPTURE_DISCRIMINATOR);
pub const SLASH: Type = Type::new(SlashProposal::LEN, SLASH_PROPOSAL_DISCRIMINATOR);
pub const MINT: Type = Type { len: 82, tag: None };
pub const TOKENS: Type = Type { len: 165, tag: None };

impl Type {
    /// One of the program's own.
    pub const fn new(len: usize, tag: [u8; 8]) -> Self {
        Self { len, tag: Some(tag) }
    }

    fn is_spl(self) -> bool {
        self.tag.is_none()
    }

    /// Whether `account` is of this type. One of the program's own is where it begins as it should, however long it is.
    fn has(self, account: &Account) -> bool {
        let is_of_type = self.tag.map_or(account.data.len() == self.len, |tag| account.data.starts_with(&tag));
        account.owner == self.owner() && is_of_type
    }

    /// The fewest bytes that are looked at: a table may have no room for an entry.
    fn least(self) -> usize {
        if self == TABLE { table::table_space(0) } else { self.len }
    }

    fn owner(self) -> solana_program::pubkey::Pubkey {
        if self.is_spl() { token::PROGRAM } else { ID }
    }
}

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
    /// An account that the instruction only reads.
    Read(Type),
    /// The vault's VRT mint, which SPL Token changes: known by its address alone.
    VrtMint,
    /// The mint of the vault's assets, likewise.
    AssetMint,
    /// Where a part of a slash goes: what it cannot take waits.
    Recipient,
    /// Where a part goes that has waited.
    Payee,
    /// An account that the instruction makes.
    New,
    /// The same, made by the handler at an address that is checked before: it has to be writable by then.
    NewByHandler,
    /// The bucket of a request, or a capture: changed if it is there, made if not.
    ChangedOrNew(Type),
    /// Where rent goes; may be another account as well.
    RentPayer,
    /// A party of the agreement: known by its address alone, and an entity of any of three types.
    Party,
    /// The first party of an agreement that changes: a vault counts what it announces.
    ChangedParty,
    /// A party of a new agreement: a part of its address.
    NewParty,
    /// A vault, an operator or an NCN that changes, whose admin signs.
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
                | Self::Changed(_)
                | Self::New
                | Self::NewByHandler
                | Self::NewSlash
                | Self::ChangedOrNew(_)
                | Self::ChangedIfPassed(_)
        )
    }

    /// What it is to the program once it is passed.
    fn passed(self) -> Self {
        if let Self::ChangedIfPassed(kind) = self { Self::Changed(kind) } else { self }
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
    /// `writable` is what the runtime makes of it: a program that runs cannot be written.
    pub fn stranger(self, account: Option<&Account>, signs: bool, writable: bool) -> Option<Answer> {
        let nothing = Account::default();
        let account = account.unwrap_or(&nothing);
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
            Self::Instructions => Answer::Refused(InstructionError::InvalidArgument),
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
            | Self::Changed(_)
            | Self::ChangedOrNew(_)
                if !writable =>
            {
                NOT_WRITABLE
            }
            Self::ChangedParty => ours(RestakingError::WrongOptIn),
            Self::Entity if [VAULT, OPERATOR, NCN].iter().any(|kind| kind.has(account)) => return None,
            Self::Entity => ours(RestakingError::NotAnEntity),
            Self::GrantEntity => ours(RestakingError::WrongGrantEntity),
            Self::Recipient => WAITS,
            Self::Payee => ours(RestakingError::WrongRecipient),
            Self::AssetMint => ours(RestakingError::WrongMint),
            Self::RentPayer => ours(RestakingError::WrongRentPayer),
            Self::VrtMint => ours(RestakingError::WrongVrtMint),
            Self::Changed(kind) | Self::Read(kind) | Self::ChangedOrNew(kind) if kind.has(account) => {
                return None;
            }
            Self::ChangedOrNew(kind) if account.owner != kind.owner() => WRONG_ADDRESS,
            Self::ChangedOrNew(kind) | Self::Changed(kind) if account.data.len() < kind.least() => TOO_SMALL,
            Self::Read(kind) if !kind.is_spl() && *account == nothing => UNINITIALIZED,
            Self::Changed(kind) | Self::Read(kind) if account.owner != kind.owner() => WRONG_OWNER,
            Self::Read(kind) if !kind.is_spl() && account.data.len() < kind.least() => TOO_SMALL,
            Self::Changed(_) | Self::Read(_) | Self::ChangedOrNew(_) => WRONG_TYPE,
            Self::ChangedIfPassed(_) => unreachable!("it is passed"),
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
}

impl State {
    pub const ALL: [Self; 6] = [Self::Foreign, Self::Zeroed, Self::Gone, Self::Short, Self::Prefunded, Self::Taken];

    /// `good`, in this state; none if it cannot be.
    pub fn of(self, good: Option<&Account>) -> Option<Account> {
        // Not the owner of anything that is passed: the program of lookup tables. The tests of Token-2022 assets have the other
        // token program's.
        const STRANGER: solana_program::pubkey::Pubkey =
            solana_program::pubkey!("AddressLookupTab1e1111111111111111111111111");
        let bad = match (self, good) {
            (Self::Prefunded, None) => Account { lamports: 5_000_000, ..Account::default() },
            (Self::Taken, None) => {
                Account { lamports: 50_000_000, data: vec![0; 856], owner: ID, ..Account::default() }
            }
            (Self::Foreign, Some(good)) => Account { owner: STRANGER, ..good.clone() },
            (Self::Zeroed, Some(good)) => Account { data: vec![0; good.data.len()], ..good.clone() },
            (Self::Gone, Some(_)) => Account::default(),
            (Self::Short, Some(good)) => {
                Account { data: good.data[..good.data.len().saturating_sub(1)].to_vec(), ..good.clone() }
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
            (Self::ChangedOrNew(_), State::Taken) => WRONG_TYPE,
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
            (Self::VrtMint | Self::AssetMint, State::Foreign) => {
                Answer::Refused(InstructionError::ExternalAccountDataModified)
            }
            (Self::VrtMint | Self::AssetMint, State::Zeroed) => UNINITIALIZED,
            (Self::VrtMint | Self::AssetMint, _) => WRONG_TYPE,
            (Self::Party | Self::ChangedParty | Self::NewParty | Self::Entity | Self::GrantEntity, _) => {
                ours(RestakingError::NotAnEntity)
            }
            (Self::Instructions, _) => Answer::Accepted("the runtime makes it anew, whatever is there"),
            (Self::ChangedIfPassed(_), _) => unreachable!("it is passed"),
            (Self::NewSlash, _) => unreachable!("it is not there"),
            (Self::Program | Self::LeftOut | Self::SignerLeftOut, _) => unreachable!("programs are left alone"),
        }
    }
}
