//! A chain in this process: the real virtual machine and SPL Token, without consensus, with a clock to move.

use agave_feature_set::FeatureSet;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use borsh::BorshDeserialize;
use litesvm::LiteSVM;
use litesvm::types::TransactionResult;
use restaking_client::transaction::{AddressLookupTableAccount, Draft, Version};
use restaking_client::{Event, ID};
use solana_account::Account;
use solana_clock::{Clock, DEFAULT_MS_PER_SLOT};
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction::versioned::VersionedTransaction;

use crate::{Failure, deploy, key, metadata, program_path, token};

/// The program of address lookup tables.
const LOOKUP: Pubkey = solana_program::pubkey!("AddressLookupTab1e1111111111111111111111111");

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The compute units that it took, over all its instructions.
    pub compute: u64,
    /// The program's events.
    pub events: Vec<Event>,
    /// What the programs logged.
    pub logs: Vec<String>,
    /// What the last program returned, if it returned anything.
    pub returned: Vec<u8>,
}

/// The chain.
pub struct Svm {
    chain: LiteSVM,
    /// The program's upgrade authority.
    pub deployer: Keypair,
}

impl Svm {
    /// A chain with the compiled program, deployed by the upgradeable loader and upgradeable by `deployer`.
    ///
    /// # Errors
    /// A sentence if the program has not been built, or the loader refuses it.
    pub fn new() -> Result<Self, String> {
        let path = program_path();
        let program = std::fs::read(&path).map_err(|error| {
            format!(
                "the compiled program cannot be read at {}: {error}; build it with `cargo xtask build`",
                path.display()
            )
        })?;
        let mut chain = LiteSVM::new().with_transaction_history(0);
        let deployer = key("deployer");
        deploy(&mut chain, &program, &deployer)?;
        let mut svm = Self { chain, deployer };
        svm.fund(&svm.deployer.pubkey());
        Ok(svm)
    }

    /// The same for very many transactions: without checks of signatures and blockhashes.
    ///
    /// # Errors
    /// As [`Svm::new`].
    pub fn without_signatures() -> Result<Self, String> {
        let Self { chain, deployer } = Self::new()?;
        Ok(Self { chain: chain.with_sigverify(false).with_blockhash_check(false), deployer })
    }

    /// Puts Metaplex's Token Metadata program on the chain.
    pub fn add_token_metadata(&mut self) {
        let program = metadata::program(|bytes| self.rent(bytes));
        program.into_iter().for_each(|(address, account)| self.put(address, account));
    }

    /// Gives `owner` lamports to pay with.
    pub fn fund(&mut self, owner: &Pubkey) {
        self.chain.airdrop(owner, 1_000_000_000_000).expect("an airdrop");
    }

    /// The lamports that keep an account of `bytes` alive.
    pub fn rent(&self, bytes: usize) -> u64 {
        self.chain.minimum_balance_for_rent_exemption(bytes)
    }

    /// The time, in unix seconds.
    pub fn now(&self) -> i64 {
        self.chain.get_sysvar::<Clock>().unix_timestamp
    }

    /// Moves the clock to `time`, with the slots that a chain produces meanwhile.
    pub fn warp(&mut self, time: i64) {
        let clock = warped(self.chain.get_sysvar(), time);
        self.chain.set_sysvar(&clock);
    }

    /// The slot.
    pub fn slot(&self) -> u64 {
        self.chain.get_sysvar::<Clock>().slot
    }

    /// Moves the clock to `time`, without a slot: the chain stands still meanwhile.
    pub fn stand_still(&mut self, time: i64) {
        let clock = Clock { unix_timestamp: time, ..self.chain.get_sysvar() };
        self.chain.set_sysvar(&clock);
    }

    /// Lets `slots` slots pass in no time.
    pub fn pass_slots(&mut self, slots: u64) {
        let mut clock = self.chain.get_sysvar::<Clock>();
        clock.slot += slots;
        self.chain.set_sysvar(&clock);
    }

    /// Runs `instructions` in one transaction; the first signer pays.
    ///
    /// # Errors
    /// What the runtime and the program say; no account has changed but for the fee.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Done, Failure> {
        self.chain.expire_blockhash();
        let message = Message::new(instructions, Some(&signers[0].pubkey()));
        let transaction = Transaction::new(signers, message, self.chain.latest_blockhash());
        self.process(transaction.into())
    }

    /// Runs `instructions` in one transaction without signatures; `payer` pays.
    ///
    /// # Errors
    /// As [`Svm::send`]; everything is refused where signatures are verified.
    pub fn send_unsigned(&mut self, instructions: &[Instruction], payer: &Pubkey) -> Result<Done, Failure> {
        let message = Message::new(instructions, Some(payer));
        let signatures = vec![Default::default(); usize::from(message.header.num_required_signatures)];
        self.process(Transaction { signatures, message }.into())
    }

    /// Puts an address lookup table with `addresses` on the chain.
    pub fn lookup_table(&mut self, addresses: &[Pubkey]) -> AddressLookupTableAccount {
        let table = AddressLookupTableAccount { key: key("lookup table").pubkey(), addresses: addresses.to_vec() };
        // The lookup program's layout: a tag of 4 bytes, never deactivated, extended in slot 0 from index 0 on, no authority,
        // padding to 56 bytes, the addresses.
        let mut data = vec![0; 56];
        data[0] = 1;
        data[4..12].fill(255);
        addresses.iter().for_each(|address| data.extend_from_slice(address.as_ref()));
        self.put(table.key, Account { lamports: 1 << 40, data, owner: LOOKUP, ..Account::default() });
        // What was extended in this slot cannot be looked up yet.
        self.chain.warp_to_slot(self.chain.get_sysvar::<Clock>().slot.max(1) + 1);
        table
    }

    /// Runs `draft` as a transaction of `version`.
    ///
    /// # Errors
    /// What the runtime and the program say, as [`Svm::send`].
    ///
    /// # Panics
    /// If it does not fit in one, or `signers` are not those that it names.
    pub fn send_draft(&mut self, draft: &Draft, version: Version, signers: &[&Keypair]) -> Result<Done, Failure> {
        self.chain.expire_blockhash();
        let message = draft.message(version, self.chain.latest_blockhash()).expect("a message that fits");
        self.process(VersionedTransaction::try_new(message, signers).expect("signed"))
    }

    fn process(&mut self, transaction: VersionedTransaction) -> Result<Done, Failure> {
        outcome(self.chain.send_transaction(transaction))
    }

    /// The account at `address`.
    pub fn account(&self, address: &Pubkey) -> Option<Account> {
        // A closed account stays in the database with no lamports.
        self.chain.get_account(address).filter(|account| account.lamports > 0)
    }

    /// Puts an account on the chain.
    pub fn put(&mut self, address: Pubkey, account: Account) {
        self.chain.set_account(address, account).expect("an account to set");
    }

    /// The program's account at `address`, decoded.
    pub fn read<T: BorshDeserialize>(&self, address: &Pubkey) -> Option<T> {
        let account = self.account(address)?;
        assert_eq!(account.owner, ID, "{address} is not the program's");
        Some(T::deserialize(&mut account.data.as_slice()).expect("an account of this type"))
    }

    /// All of the program's accounts that begin with `discriminator`, decoded.
    pub fn all<T: BorshDeserialize>(&self, discriminator: [u8; 8]) -> Vec<(Pubkey, T)> {
        let accounts = self.chain.get_program_accounts(&ID).into_iter();
        let wanted = accounts.filter(|(_, account)| account.lamports > 0 && account.data.starts_with(&discriminator));
        let decode = |account: Account| T::deserialize(&mut account.data.as_slice()).expect("an account of this type");
        wanted.map(|(address, account)| (address, decode(account))).collect()
    }

    /// The balance of the token account at `address`; none if there is no such account.
    pub fn balance(&self, address: &Pubkey) -> Option<u64> {
        self.account(address).map(|account| token::amount(&account.data))
    }
}

/// The clock of a chain that runs, at `time`: on from `clock`, or back without a slot less.
pub fn warped(clock: Clock, time: i64) -> Clock {
    let seconds = u64::try_from(time.saturating_sub(clock.unix_timestamp)).unwrap_or(0);
    let slots = seconds.saturating_mul(1_000) / DEFAULT_MS_PER_SLOT;
    Clock { unix_timestamp: time, slot: clock.slot.saturating_add(slots), ..clock }
}

/// The features that a chain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// Mainnet's, as LiteSVM carries them.
    Mainnet,
    /// Mainnet's, and that version 3 of the instruction set alone is deployed (SIMD-0500), as on devnet.
    OneVersion,
    /// All that the runtime knows.
    All,
}

impl Features {
    /// The features.
    pub fn set(self) -> FeatureSet {
        let mut set = LiteSVM::mainnet_feature_set();
        match self {
            Self::Mainnet => {}
            Self::OneVersion => set.activate(&agave_feature_set::disable_sbpf_v0_v1_v2_deployment::ID, 0),
            Self::All => return FeatureSet::all_enabled(),
        }
        set
    }

    /// A chain with them, and with the usual programs.
    pub fn chain(self) -> LiteSVM {
        LiteSVM::default()
            .with_feature_set(self.set())
            .with_builtins()
            .with_lamports(1_000_000_000_000_000)
            .with_sysvars()
            .with_feature_accounts()
            .with_default_programs()
            .with_precompiles()
            .with_sigverify(true)
            .with_blockhash_check(true)
            .with_transaction_history(0)
    }
}

/// Has the upgradeable loader deploy `program` on `chain`, upgradeable by `authority`.
///
/// # Errors
/// A sentence with the loader's log if it refuses.
pub fn deploy(chain: &mut LiteSVM, program: &[u8], authority: &Keypair) -> Result<(), String> {
    let (payer, buffer) = (deploy::payer(), key("buffer").pubkey());
    chain.airdrop(&payer.pubkey(), 1_000_000_000_000).expect("an airdrop");
    let account = deploy::buffer(program, &authority.pubkey(), |bytes| chain.minimum_balance_for_rent_exemption(bytes));
    chain.set_account(buffer, account).map_err(|error| error.to_string())?;
    let rent = |bytes| chain.minimum_balance_for_rent_exemption(bytes);
    let step = deploy::deploy(&buffer, &payer, authority, program.len(), rent);
    let message = Message::new(&step.instructions, Some(&payer.pubkey()));
    let signers: Vec<&Keypair> = step.signers.iter().collect();
    let deployed = chain.send_transaction(Transaction::new(&signers, message, chain.latest_blockhash()));
    deployed
        .map(drop)
        .map_err(|failed| format!("the program cannot be deployed: {}\n{}", failed.err, failed.meta.logs.join("\n")))
}

/// What a transaction did on a chain, or why it failed.
///
/// # Errors
/// The chain's, with what the programs logged.
pub fn outcome(sent: TransactionResult) -> Result<Done, Failure> {
    match sent {
        Ok(meta) => Ok(Done {
            compute: meta.compute_units_consumed,
            events: events(&meta.logs),
            returned: meta.return_data.data,
            logs: meta.logs,
        }),
        Err(failed) => Err(Failure { error: failed.err, logs: failed.meta.logs }),
    }
}

/// The program's events among the lines of a log.
pub fn events(logs: &[String]) -> Vec<Event> {
    let data = logs.iter().filter_map(|line| line.strip_prefix("Program data: "));
    data.filter_map(|text| BASE64_STANDARD.decode(text).ok()).filter_map(|bytes| Event::decode(&bytes).ok()).collect()
}
