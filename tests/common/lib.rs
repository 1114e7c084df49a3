//! A bank with the compiled program, upgradeable as on a cluster, and the real SPL Token; and the usual scene on it.

pub mod curve;
pub mod matrix;
pub mod service;
mod slashing;

use std::sync::Once;

use borsh::{BorshDeserialize, BorshSerialize};
use harness::svm::{events, warped};
use harness::{Done, Failure, Split, Vault, deploy, entity, key, metadata, split, token};
use restaking_client::{
    Books, Delayed, ID, LimitsArgs, NcnAllocation, OperatorDelegation, OperatorRecord, OptIn, Pool, RestakingError, pda,
};
pub use slashing::{CHALLENGE, HOLDERS, PERCENT, RECIPIENTS, policy, policy_of};
use solana_account::{Account, AccountSharedData};
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_program_test::{ProgramTest, ProgramTestContext};
use solana_signer::Signer;
use solana_transaction::Transaction;

/// The length of an epoch in the usual scene, in seconds.
pub const EPOCH: u64 = 1_000;

/// When epoch 0 of the usual scene's vaults began.
pub const GENESIS: i64 = 1_700_000_000;

/// What every asset account of the usual scene starts with.
pub const WEALTH: u64 = 1_000_000_000_000;

/// How long a rise waits that concerns any vault: three of the longest epochs of the usual config.
pub const SLOWEST_RISE: i64 = 3 * 30 * 86_400;

/// How long a fall waits that concerns any vault: two of them.
pub const SLOWEST_FALL: i64 = 2 * 30 * 86_400;

/// How long the proof of an offense is needed: one of them and two of the longest challenge windows.
pub const EVIDENCE_NEEDED: i64 = 3 * 30 * 86_400;

/// The epoch in which [`Bank::with_split`] begins.
pub const SETTLED: u64 = SLOWEST_RISE as u64 / EPOCH;

/// Limits without effect: no cap, a fee of 1%, a large allowance.
pub const OPEN: LimitsArgs = LimitsArgs {
    deposit_cap: u64::MAX,
    instant_fee_bps: 100,
    instant_capacity: 1 << 60,
    instant_refill_seconds: 1_000,
    restricted: false,
};

/// The bank.
pub struct Bank {
    context: ProgramTestContext,
    /// The program's upgrade authority.
    pub deployer: Keypair,
    /// What stands first in every transaction, if anything: just before what is tested.
    pub preface: Option<Instruction>,
    /// Distinguishes transactions that would otherwise be the same.
    sent: u64,
}

impl Bank {
    /// A bank with the program and no config.
    pub async fn bare() -> Self {
        Self::beside(|_| ()).await
    }

    /// The same with what else `add` puts on it.
    pub async fn beside(add: impl FnOnce(&mut ProgramTest)) -> Self {
        let mut bank = Self::begin(add).await;
        bank.deploy(&compiled()).await;
        bank.settle_in().await;
        bank
    }

    /// The same with the program there from the beginning on, for a chain that goes over epochs of its own: the runtime of tests
    /// loads programs twice there that were deployed by a transaction, and fails.
    pub async fn founded(add: impl FnOnce(&mut ProgramTest)) -> Self {
        let mut bank = Self::begin(|test| {
            let rent = Rent::default();
            let founded = deploy::founded(&compiled(), &ID, Some(&id("deployer")), |bytes| rent.minimum_balance(bytes));
            founded.into_iter().for_each(|(address, account)| test.add_account(address, account));
            add(test);
        })
        .await;
        bank.settle_in().await;
        bank
    }

    /// A bank with Metaplex's Token Metadata program, as every cluster has it, and what `add` puts on it.
    async fn begin(add: impl FnOnce(&mut ProgramTest)) -> Self {
        static ENVIRONMENT: Once = Once::new();
        // SAFETY: once, before this process reads it: the level of solana-program-test's log.
        ENVIRONMENT.call_once(|| unsafe { std::env::set_var("RUST_LOG", "error") });
        let mut test = ProgramTest::default();
        test.prefer_bpf(true);
        let rent = Rent::default();
        let names = metadata::program(|bytes| rent.minimum_balance(bytes));
        names.into_iter().for_each(|(address, account)| test.add_account(address, account));
        add(&mut test);
        let context = test.start_with_context().await;
        Self { context, deployer: key("deployer"), preface: None, sent: 0 }
    }

    /// Funds the deployer, and sets the clock.
    async fn settle_in(&mut self) {
        self.fund(&self.deployer.pubkey());
        let clock = self.clock().await;
        self.set_clock(&Clock { unix_timestamp: GENESIS, ..clock });
    }

    /// Has the upgradeable loader deploy `program`, as on a cluster.
    async fn deploy(&mut self, program: &[u8]) {
        let rent = self.rent().await;
        let (payer, buffer, deployer) = (deploy::payer(), id("buffer"), self.deployer.insecure_clone());
        self.fund(&payer.pubkey());
        self.put(&buffer, deploy::buffer(program, &deployer.pubkey(), &rent));
        let step = deploy::deploy(&buffer, &payer, &deployer, program.len(), rent);
        let signers: Vec<&Keypair> = step.signers.iter().collect();
        self.send(&step.instructions, &signers).await.expect("the loader deploys the program");
        self.pass_a_slot().await;
    }

    /// Lets the next slot begin: a program runs from the slot after its deployment on.
    pub async fn pass_a_slot(&mut self) {
        let slot = self.context.banks_client.get_root_slot().await.expect("a slot");
        self.context.warp_to_slot(slot + 1).expect("another slot");
    }

    /// What keeps an account of so many bytes alive, in lamports.
    pub async fn rent(&mut self) -> impl Fn(usize) -> u64 + use<> {
        let rent = self.context.banks_client.get_rent().await.expect("the rent");
        move |bytes| rent.minimum_balance(bytes)
    }

    /// A bank with the config and an open vault, made by "creator", and the funded stakers "alice" and "bob".
    pub async fn with_vault(limits: LimitsArgs) -> (Self, Vault) {
        let mut bank = Self::bare().await;
        bank.configure().await;
        let vault = bank.add_vault("creator", 0, limits).await;
        (bank, vault)
    }

    /// Makes the usual config: epochs of a minute to 30 days.
    pub async fn configure(&mut self) {
        self.by("deployer", harness::vault::initialize_config(&id("deployer"), 60, 86_400 * 30)).await;
    }

    /// Makes vault `index` of `creator`, on a mint of its own, with "alice" and "bob" funded in it.
    pub async fn add_vault(&mut self, creator: &str, index: u64, limits: LimitsArgs) -> Vault {
        let creator = key(creator);
        let mint = key(&format!("{} {index}", creator.pubkey())).pubkey();
        self.fund(&creator.pubkey());
        self.put(&mint, token::mint_account(9, creator.pubkey(), None, u64::MAX));
        let vault = Vault::new(creator.pubkey(), index, mint);
        self.send(&[vault.initialize(EPOCH, limits)], &[&creator]).await.unwrap();
        for name in ["alice", "bob"] {
            self.open_accounts(&vault, &key(name).pubkey(), WEALTH).await;
        }
        vault
    }

    /// Registers operator `index` of `creator`, with "allocator" as its allocator and a commission of 10%.
    pub async fn add_operator(&mut self, creator: &str, index: u64) -> Pubkey {
        self.fund(&id(creator));
        self.by(creator, entity::register_operator(&id(creator), index, &id("allocator"), 1_000)).await;
        pda::operator(&id(creator), index)
    }

    /// Registers NCN `index` of `creator`, with "slasher" and no cap on an operator's weight.
    pub async fn add_ncn(&mut self, creator: &str, index: u64) -> Pubkey {
        self.fund(&id(creator));
        self.by(creator, entity::register_ncn(&id(creator), index, &id("slasher"), u64::MAX)).await;
        pda::ncn(&id(creator), index)
    }

    /// Opens the opt-in of two parties, and has both join, the first by the first of `admins`.
    pub async fn agree(&mut self, (left, right): (Pubkey, Pubkey), admins: [&str; 2]) {
        let open = split::open_opt_in(&id(admins[0]), &left, &right);
        let join = |side: usize| split::join_opt_in(&id(admins[side]), &left, &right, split::Side::ALL[side]);
        let signers = admins.map(key);
        let signers: Vec<&Keypair> = signers.iter().take(if admins[0] == admins[1] { 1 } else { 2 }).collect();
        self.send(&[open, join(0), join(1)], &signers).await.unwrap();
    }

    /// The usual vault, empty, with an operator of "operator" and an NCN of "ncn", on the first day that all of them agree:
    /// at the start of epoch [`SETTLED`]. Nothing is delegated or allocated yet, but the accounts for it are open.
    pub async fn with_split(limits: LimitsArgs) -> (Self, Split) {
        let (mut bank, vault) = Self::with_vault(limits).await;
        let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
        let split = Split { vault, operator, ncn };
        let admins = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];
        for (parties, admins) in split.opt_ins().into_iter().zip(admins) {
            bank.agree(parties, admins).await;
        }
        bank.fund(&id("allocator"));
        let creator = vault.creator;
        bank.by("creator", split.open_delegation(&creator)).await;
        bank.by("creator", split.open_allocation(&creator)).await;
        bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &vault.asset_mint, 1_000_000_000)).await;
        bank.allow_losses(&split).await;
        bank.open_record(&split).await;
        bank.warp_to(SETTLED, 0).await;
        (bank, split)
    }

    /// Has "creator", the vault's admin, let the NCN take all of the vault.
    pub async fn allow_losses(&mut self, split: &Split) {
        let limits = split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, 10_000, 10_000);
        self.by("creator", limits).await;
    }

    /// Opens the operator's record in the NCN, which "creator" pays for.
    pub async fn open_record(&mut self, split: &Split) {
        self.by("creator", entity::open_record(&id("creator"), &split.ncn, &split.operator)).await;
    }

    /// Puts the operator in the NCN's jail until `until`, as a slash would.
    pub async fn jail(&mut self, split: &Split, until: i64) {
        let record = pda::record(&split.ncn, &split.operator);
        let mut account = self.account(&record).await.expect("a record");
        let mut jailed = OperatorRecord::from_bytes(&account.data).expect("a record");
        jailed.jailed_until = until;
        account.data = borsh::to_vec(&jailed).expect("a record");
        self.put(&record, account);
    }

    /// Has all that was said of a vault's bounds and opt-ins, of a delegation and of an allocation taken effect, as if long ago.
    pub async fn age(&mut self, split: &Split) {
        let settle = |value: &mut Delayed| *value = Delayed { current: value.next, next: value.next, effective: 0 };
        let [with_operator, _, with_ncn] = split.opt_ins();
        self.change::<OperatorDelegation>(&split.delegation(), |each| settle(&mut each.delegation.units)).await;
        self.change::<NcnAllocation>(&split.allocation(), |each| settle(&mut each.allocation.magnitude)).await;
        self.change::<restaking_client::Vault>(&split.vault.address, |vault| {
            let (exposure, limits) = (&mut vault.ledger.exposure, &mut vault.ledger.loss_limits);
            settle(&mut exposure.max_delegated_bps);
            settle(&mut exposure.max_operator_bps);
            settle(&mut exposure.leverage);
            settle(&mut limits.incident_bps);
            settle(&mut limits.epoch_bps);
        })
        .await;
        for (left, right) in [with_operator, with_ncn] {
            self.change::<OptIn>(&pda::opt_in(&left, &right), |each| {
                let (sides, limits) = (&mut each.sides, &mut each.limits);
                for value in [&mut sides.left, &mut sides.right, &mut limits.incident_bps, &mut limits.epoch_bps] {
                    settle(value);
                }
            })
            .await;
        }
    }

    /// Changes the program's account at `address`, if it is there.
    pub async fn change<T: BorshDeserialize + BorshSerialize>(
        &mut self,
        address: &Pubkey,
        change: impl FnOnce(&mut T),
    ) {
        let Some(mut account) = self.account(address).await else { return };
        let mut value = T::deserialize(&mut account.data.as_slice()).expect("an account of this type");
        change(&mut value);
        account.data = borsh::to_vec(&value).expect("memory for an account");
        self.put(address, account);
    }

    /// Another vault of "creator", on a mint of its own, that agrees with the operator and the NCN of `split`.
    pub async fn another_vault(&mut self, split: &Split, index: u64, limits: LimitsArgs) -> Split {
        let vault = self.add_vault("creator", index, limits).await;
        let other = Split { vault, ..*split };
        let [with_operator, _, with_ncn] = other.opt_ins();
        self.agree(with_operator, ["creator", "operator"]).await;
        self.agree(with_ncn, ["creator", "ncn"]).await;
        self.by("creator", other.open_delegation(&id("creator"))).await;
        self.by("creator", other.open_allocation(&id("creator"))).await;
        self.allow_losses(&other).await;
        other
    }

    /// Gives `owner` lamports, and its accounts of a vault's two tokens, `assets` in the one.
    pub async fn open_accounts(&mut self, vault: &Vault, owner: &Pubkey, assets: u64) {
        self.fund(owner);
        self.put(&vault.assets_of(owner), token::token_account(vault.asset_mint, *owner, assets));
        self.put(&vault.shares_of(owner), token::token_account(vault.vrt_mint, *owner, 0));
    }

    /// Gives `owner` lamports.
    pub fn fund(&mut self, owner: &Pubkey) {
        self.put(owner, Account { lamports: 1_000_000_000_000, ..Account::default() });
    }

    /// Puts an account on the chain.
    pub fn put(&mut self, address: &Pubkey, account: Account) {
        self.context.set_account(address, &AccountSharedData::from(account));
    }

    /// The account at `address`.
    pub async fn account(&mut self, address: &Pubkey) -> Option<Account> {
        self.context.banks_client.get_account(*address).await.expect("the bank answers")
    }

    /// The program's account at `address`, decoded.
    pub async fn read<T: BorshDeserialize>(&mut self, address: &Pubkey) -> Option<T> {
        let account = self.account(address).await?;
        assert_eq!(account.owner, ID, "{address} is not the program's");
        Some(T::deserialize(&mut account.data.as_slice()).expect("an account of this type"))
    }

    /// The account of another program's at `address`, decoded.
    pub async fn read_of<T: BorshDeserialize>(&mut self, program: &Pubkey, address: &Pubkey) -> Option<T> {
        let account = self.account(address).await?;
        assert_eq!(account.owner, *program, "{address} is not that program's");
        Some(T::deserialize(&mut account.data.as_slice()).expect("an account of this type"))
    }

    /// The balance of a token account.
    pub async fn balance(&mut self, address: &Pubkey) -> u64 {
        token::amount(&self.account(address).await.expect("a token account").data)
    }

    /// The time, in unix seconds.
    pub async fn now(&mut self) -> i64 {
        self.clock().await.unix_timestamp
    }

    /// Moves the clock to `time`, with the slots that a chain produces meanwhile.
    pub async fn warp(&mut self, time: i64) {
        let clock = warped(self.clock().await, time);
        self.context.set_sysvar(&clock);
    }

    /// The clock.
    pub async fn clock(&mut self) -> Clock {
        self.context.banks_client.get_sysvar::<Clock>().await.expect("the clock")
    }

    /// Sets the clock: for a chain that stands still while time passes, and the other way round.
    pub fn set_clock(&mut self, clock: &Clock) {
        self.context.set_sysvar(clock);
    }

    /// Goes on to `slot` of the chain itself, over its epochs' ends; the time stays as it is set.
    pub async fn warp_to_slot(&mut self, slot: u64) {
        let time = self.now().await;
        self.context.warp_to_slot(slot).expect("a later slot");
        let clock = self.clock().await;
        self.set_clock(&Clock { unix_timestamp: time, ..clock });
    }

    /// The first slot of the first of the chain's epochs that have their full length, and that length.
    pub fn full_epochs(&self) -> (u64, u64) {
        let schedule = &self.context.genesis_config().epoch_schedule;
        (schedule.first_normal_slot, schedule.slots_per_epoch)
    }

    /// Moves the clock to a second of an epoch of the usual scene's vaults; a negative second is of the epoch before.
    pub async fn warp_to(&mut self, epoch: u64, second: i64) {
        self.warp(GENESIS + (epoch * EPOCH) as i64 + second).await;
    }

    /// A vault's books, as of the last transaction that touched them.
    pub async fn books(&mut self, vault: &Vault) -> Books {
        self.read::<restaking_client::Vault>(&vault.address).await.expect("a vault").ledger.books
    }

    /// The lamports at `address`.
    pub async fn lamports(&mut self, address: &Pubkey) -> u64 {
        self.account(address).await.map_or(0, |account| account.lamports)
    }

    /// Runs `instructions` in one transaction. A payer of the bank's own pays the fee, so that a failed transaction changes
    /// none of the accounts that it names.
    pub async fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Done, Failure> {
        let transaction = self.transaction(instructions, signers).await;
        let done =
            self.context.banks_client.process_transaction_with_metadata(transaction).await.expect("the bank answers");
        let (logs, compute, returned) = done.metadata.map_or_else(Default::default, |meta| {
            let returned = meta.return_data.map(|data| data.data).unwrap_or_default();
            (meta.log_messages, meta.compute_units_consumed, returned)
        });
        match done.result {
            Ok(()) => Ok(Done { compute, events: events(&logs), logs, returned }),
            Err(error) => Err(Failure { error, logs }),
        }
    }

    /// Tries `instruction` out, which the key pairs called `names` sign and which must succeed: what it would do. It changes
    /// nothing.
    pub async fn simulate(&mut self, names: &[&str], instruction: Instruction) -> Done {
        let keys: Vec<Keypair> = names.iter().map(|name| key(name)).collect();
        let transaction = self.transaction(&[instruction], &keys.iter().collect::<Vec<_>>()).await;
        let tried = self.context.banks_client.simulate_transaction(transaction).await.expect("the bank answers");
        let details = tried.simulation_details.expect("details of what was tried");
        assert_eq!(tried.result, Some(Ok(())), "{:#?}", details.logs);
        let returned = details.return_data.map(|data| data.data).unwrap_or_default();
        Done { compute: details.units_consumed, events: events(&details.logs), logs: details.logs, returned }
    }

    /// What `instruction` returns, which nobody signs and which must succeed.
    pub async fn view<T: BorshDeserialize>(&mut self, instruction: Instruction) -> T {
        T::try_from_slice(&self.simulate(&[], instruction).await.returned).expect("a value of this type")
    }

    async fn transaction(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Transaction {
        self.sent += 1;
        // The bank makes new ones over time, and forgets the first within a long test.
        let blockhash = self.context.banks_client.get_latest_blockhash().await.expect("the bank answers");
        // What is tested is number one, with a preface or without.
        let mut all = vec![self.preface.clone().unwrap_or_else(|| unique(self.sent))];
        all.extend_from_slice(instructions);
        all.extend(self.preface.is_some().then(|| unique(self.sent)));
        let payer = &self.context.payer;
        let mut keys = vec![payer];
        keys.extend_from_slice(signers);
        Transaction::new(&keys, Message::new(&all, Some(&payer.pubkey())), blockhash)
    }

    /// Runs `instruction`, which the key pair called `name` signs, and which must succeed.
    pub async fn by(&mut self, name: &str, instruction: Instruction) -> Done {
        match self.send(&[instruction], &[&key(name)]).await {
            Ok(done) => done,
            Err(failure) => panic!("{name} failed: {failure}: {:#?}", failure.logs),
        }
    }

    /// Runs `instruction`, which the key pair called `name` signs, and which must fail: see [`Bank::refused`].
    pub async fn refuses(&mut self, name: &str, instruction: Instruction) -> Failure {
        self.refused(instruction, &[&key(name)]).await
    }

    /// Runs `instruction`, which must fail, and leave every account that it names as it was.
    pub async fn refused(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Failure {
        self.all_refused(&[instruction], signers).await
    }

    /// Runs `instructions` in one transaction, which must fail, and leave every account that they name as it was.
    pub async fn all_refused(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Failure {
        let before = self.snapshot(instructions).await;
        let failure = match self.send(instructions, signers).await {
            Ok(done) => panic!("was not refused: {:#?}", done.logs),
            Err(failure) => failure,
        };
        assert_eq!(self.snapshot(instructions).await, before, "a failure changed an account");
        failure
    }

    async fn snapshot(&mut self, instructions: &[Instruction]) -> Vec<Option<Account>> {
        let mut accounts = Vec::new();
        for meta in instructions.iter().flat_map(|instruction| &instruction.accounts) {
            accounts.push(self.account(&meta.pubkey).await);
        }
        accounts
    }
}

/// The compiled program.
fn compiled() -> Vec<u8> {
    let path = harness::program_path();
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}; build it with `cargo xtask build`", path.display()))
}

/// The address of the key pair called `name`.
pub fn id(name: &str) -> Pubkey {
    key(name).pubkey()
}

/// A bucket's pools that no slash has touched, with `assets` in the first.
pub fn untouched(assets: u64) -> [Pool; 4] {
    let none = Pool { shares: 0, assets: 0, contested: 0 };
    [Pool { shares: assets, assets, contested: 0 }, none.clone(), none.clone(), none]
}

/// What a vault's token account must hold at the least.
pub fn owed(books: &Books) -> u64 {
    books.active + books.exiting[0] + books.exiting[1] + books.matured
}

/// Asserts the program's error, and the value and the limit in its log if the error shows figures.
#[track_caller]
pub fn assert_refused(failure: &Failure, error: RestakingError, value: u64, limit: u64) {
    assert_eq!(failure.restaking(), Some(error.clone()));
    assert!(failure.logs_error(&error, [value, limit]), "{error}: {value}, {limit}: {:#?}", failure.logs);
}

/// An instruction that does nothing to the program, and makes a transaction unlike all others: a compute unit price.
fn unique(number: u64) -> Instruction {
    const COMPUTE_BUDGET: Pubkey = solana_program::pubkey!("ComputeBudget111111111111111111111111111111");
    let mut data = vec![3];
    data.extend_from_slice(&number.to_le_bytes());
    Instruction { program_id: COMPUTE_BUDGET, accounts: Vec::<AccountMeta>::new(), data }
}
