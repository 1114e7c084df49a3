//! A chain in this process for the commands to run on, and its users.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::atomic::{AtomicU64, Ordering};

use harness::keys::GENESIS_HASH;
use harness::svm::warped;
use harness::{key, program_path, token};
use litesvm::LiteSVM;
use restake_cli::chain::{Chain, Landing, Lifetime, Listed, Outcome, Past, writes};
use restake_cli::command::Cli;
use restake_cli::error::{Error, Result};
use restake_cli::idl::{IDL, LIQUID, ORACLE};
use restake_cli::plain::Plain;
use restake_cli::run::options;
use restake_cli::session::Session;
use restake_cli::signer::Signers;
use restaking_client::liquid::LiquidProgram;
use restaking_client::oracle::OracleProgram;
use restaking_client::rewards::Cut;
use restaking_client::{Program, pda};
use serde_json::Value;
use solana_account::Account;
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::hash::Hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction::versioned::VersionedTransaction;

/// The decimals of the worlds' mint.
pub const DECIMALS: u8 = 6;

/// One token of it.
pub const ONE: u64 = 1_000_000;

/// How many transactions a history lists at once: few, so that each history has several pages.
const LISTED_AT_ONCE: usize = 7;

/// A transaction with the accounts that it names, as they were and as they became.
pub struct Done {
    pub transaction: VersionedTransaction,
    pub slot: u64,
    pub time: i64,
    pub before: Vec<Option<Account>>,
    pub after: Vec<Option<Account>>,
}

/// A chain in this process.
pub struct Local {
    svm: RefCell<LiteSVM>,
    /// The program that the commands are about.
    pub program: Cell<Program>,
    /// The hash of the first block.
    pub genesis: Cell<Hash>,
    /// The program's instructions that ran, in simulations or in transactions.
    ran: RefCell<BTreeSet<String>>,
    past: RefCell<Vec<Past>>,
    /// How many transactions it loses before it takes one.
    pub loses: RefCell<usize>,
    /// What others pay for a compute unit.
    pub price: RefCell<u64>,
    /// The transactions that were sent, also those that were lost.
    pub sent: RefCell<Vec<VersionedTransaction>>,
    /// What was submitted and went through.
    pub done: RefCell<Vec<Done>>,
    /// Signatures that its history of the program omits.
    pub omits: RefCell<BTreeSet<String>>,
    /// Signatures that no history has.
    pub omits_everywhere: RefCell<BTreeSet<String>>,
    /// How many transactions it takes before it fails; none for no end.
    pub left: RefCell<Option<usize>>,
}

impl Local {
    /// A chain without the program.
    pub fn empty() -> Self {
        // What is only simulated has no signatures; those of what is sent are checked as it is.
        let svm = RefCell::new(LiteSVM::new().with_transaction_history(0).with_sigverify(false));
        let (program, genesis) = (Cell::new(Program::LOCAL), Cell::new(Hash::new_from_array(GENESIS_HASH)));
        let (ran, past, left) = Default::default();
        let (loses, sent, done, omits, omits_everywhere) = Default::default();
        Self {
            svm,
            program,
            genesis,
            ran,
            past,
            left,
            loses,
            price: RefCell::new(1_000),
            sent,
            done,
            omits,
            omits_everywhere,
        }
    }

    /// A chain with the compiled program, which `deployer` may upgrade.
    pub fn with_program() -> Self {
        let local = Self::empty();
        let program = std::fs::read(program_path()).expect("the program, built with `cargo xtask build`");
        harness::svm::deploy(&mut local.svm.borrow_mut(), &program, &key("deployer")).expect("a program that loads");
        local
    }

    pub fn put(&self, address: Pubkey, account: Account) {
        self.svm.borrow_mut().set_account(address, account).expect("an account");
    }

    /// The lamports of `owner`.
    pub fn balance(&self, owner: &Pubkey) -> u64 {
        self.svm.borrow().get_balance(owner).unwrap_or_default()
    }

    pub fn fund(&self, owner: &Pubkey) {
        self.svm.borrow_mut().airdrop(owner, 100_000_000_000).expect("an airdrop");
    }

    /// Moves the clock on by `seconds`, and by the slots that a chain produces meanwhile: 200 at the least.
    pub fn wait(&self, seconds: i64) {
        let mut clock = warped(self.clock(), self.clock().unix_timestamp + seconds);
        clock.slot = clock.slot.max(self.clock().slot + 200);
        self.svm.borrow_mut().set_sysvar(&clock);
    }

    /// Lets `seconds` pass while the chain stands still.
    pub fn halt(&self, seconds: i64) {
        let mut clock = self.clock();
        clock.unix_timestamp += seconds;
        self.svm.borrow_mut().set_sysvar(&clock);
    }

    /// Runs `transaction`, and keeps its blockhash: others may have been signed for it.
    pub fn submit(&self, transaction: &VersionedTransaction) -> Result<()> {
        if let Some(left) = self.left.borrow_mut().as_mut() {
            *left = left.checked_sub(1).ok_or_else(|| Error::new("the line is dead"))?;
        }
        assert!(transaction.verify_with_results().into_iter().all(|valid| valid), "a signature of another message");
        self.sent.borrow_mut().push(transaction.clone());
        let named = transaction.message.static_account_keys();
        let (before, clock) = (self.accounts(named)?, self.clock());
        let sent = self.svm.borrow_mut().send_transaction(transaction.clone());
        sent.map_err(|failed| Error::new(failed.err.to_string()).with_logs(failed.meta.logs))?;
        let (slot, time, after) = (clock.slot, clock.unix_timestamp, self.accounts(named)?);
        self.done.borrow_mut().push(Done { transaction: transaction.clone(), slot, time, before, after });
        Ok(())
    }

    /// Runs `instructions`, which the first of `signers` pays.
    pub fn run(&self, instructions: &[Instruction], signers: &[&Keypair]) {
        let message = Message::new(instructions, Some(&signers[0].pubkey()));
        let transaction = Transaction::new(signers, message, self.svm.borrow().latest_blockhash());
        self.svm.borrow_mut().send_transaction(transaction).expect("a transaction that goes through");
    }

    /// Goes on to the cluster's next epoch, in which what was delegated is active.
    pub fn next_epoch(&self) {
        let mut clock = self.clock();
        clock.epoch += 1;
        self.svm.borrow_mut().set_sysvar(&clock);
        self.next_block();
    }

    pub fn clock(&self) -> Clock {
        self.svm.borrow().get_sysvar::<Clock>()
    }

    /// Goes on to the next blockhash.
    pub fn next_block(&self) {
        self.svm.borrow_mut().expire_blockhash();
        self.pass(1);
    }

    /// Lets `slots` slots pass in no time.
    pub fn pass(&self, slots: u64) {
        let mut clock = self.clock();
        clock.slot += slots;
        self.svm.borrow_mut().set_sysvar(&clock);
    }

    /// Runs a transaction with signers that agreed elsewhere, as a multisig's program does.
    pub fn execute(&self, mut transaction: VersionedTransaction) {
        let mut svm = self.svm.borrow_mut();
        transaction.message.set_recent_blockhash(svm.latest_blockhash());
        svm.send_transaction(transaction).unwrap_or_else(|failed| panic!("{:?}", failed.err));
    }

    /// The last transaction.
    pub fn last(&self) -> Past {
        self.past.borrow().last().expect("a transaction").clone()
    }

    /// Cuts the last transaction's log as a cluster does where it is too long.
    pub fn cut(&self) {
        let mut past = self.past.borrow_mut();
        let last = past.last_mut().expect("a transaction");
        let sent = self.sent.borrow();
        let sent = sent.iter().find(|sent| sent.signatures[0].to_string() == last.signature);
        let accounts = writes(sent.expect("a transaction that was sent"));
        last.cut = Some(Cut { time: self.clock().unix_timestamp, accounts });
        let logs = &mut last.logs;
        let at = logs.iter().position(|line| line.starts_with("Program data: ")).expect("an event");
        logs.truncate(at);
        logs.push("Log truncated".to_owned());
    }

    /// Adds a transaction with the last one's log, as of a later slot.
    pub fn tell_again(&self) {
        let last = self.last();
        let signature = Signature::from([9; 64]).to_string();
        self.past.borrow_mut().push(Past { signature, slot: last.slot + 1, ..last });
    }

    /// Forgets the events so far, as a cluster does in time.
    pub fn forget(&self) {
        self.past.borrow_mut().clear();
    }

    fn note(&self, transaction: &VersionedTransaction) {
        let keys = transaction.message.static_account_keys();
        for instruction in transaction.message.instructions() {
            let program = keys[usize::from(instruction.program_id_index)];
            let (liquid, oracle) = (*LiquidProgram::LOCAL, *OracleProgram::LOCAL);
            let idl = [(*self.program.get(), &*IDL), (liquid, &*LIQUID), (oracle, &*ORACLE)];
            if let Some((_, idl)) = idl.into_iter().find(|(address, _)| *address == program) {
                let name = idl.instructions.iter().find(|known| instruction.data.starts_with(&known.discriminator));
                self.ran.borrow_mut().insert(name.expect("an instruction of the interface").name.clone());
            }
        }
    }
}

impl Chain for Local {
    fn program(&self) -> Program {
        self.program.get()
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        let svm = self.svm.borrow();
        let found = addresses.iter().map(|address| svm.get_account(address).filter(|account| account.lamports > 0));
        Ok(found.collect())
    }

    fn accounts_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>> {
        let all = self.svm.borrow().get_program_accounts(program).into_iter();
        let fits = |data: &[u8]| parts.iter().all(|(at, part)| data.get(*at..at + part.len()) == Some(part.as_slice()));
        Ok(all.filter(|(_, account)| account.lamports > 0 && fits(&account.data)).collect())
    }

    fn addresses_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>> {
        Ok(self.accounts_where(program, parts)?.into_iter().map(|(address, _)| address).collect())
    }

    fn accounts_of(&self, program: &Pubkey, bytes: usize) -> Result<Vec<(Pubkey, Account)>> {
        let all = self.svm.borrow().get_program_accounts(program).into_iter();
        Ok(all.filter(|(_, account)| account.lamports > 0 && account.data.len() == bytes).collect())
    }

    fn slot(&self) -> Result<u64> {
        // Nothing else lets slots pass here while a command waits for them.
        let mut svm = self.svm.borrow_mut();
        let mut clock = svm.get_sysvar::<Clock>();
        clock.slot += 1;
        svm.set_sysvar(&clock);
        Ok(clock.slot)
    }

    fn recent(&self) -> Result<Lifetime> {
        self.given(self.svm.borrow().latest_blockhash())
    }

    fn given(&self, hash: Hash) -> Result<Lifetime> {
        Ok(Lifetime::Recent { hash, last_height: 0 })
    }

    fn simulate(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Outcome> {
        let simulated = self.svm.borrow().simulate_transaction(transaction.clone());
        let (error, meta, after) = match simulated {
            Ok(done) => (None, done.meta, done.post_accounts),
            Err(failed) => (Some(failed.err), failed.meta, vec![]),
        };
        if error.is_none() {
            self.note(transaction);
        }
        let before = self.accounts(watched)?;
        let accounts = watched.iter().zip(before).map(|(address, before)| {
            let changed = after.iter().find(|(changed, _)| changed == address);
            changed.map(|(_, account)| account.clone().into()).or(before)
        });
        Ok(Outcome {
            error,
            units: meta.compute_units_consumed,
            returned: meta.return_data.data,
            logs: meta.logs,
            accounts: accounts.collect(),
        })
    }

    fn land(&self, transaction: &VersionedTransaction, lifetime: &Lifetime) -> Result<Landing> {
        assert_eq!(*transaction.message.recent_blockhash(), lifetime.hash());
        assert!(transaction.verify_with_results().into_iter().all(|valid| valid), "a signature of another message");
        self.sent.borrow_mut().push(transaction.clone());
        if let Some(left) = self.left.borrow_mut().as_mut() {
            *left = left.checked_sub(1).ok_or_else(|| Error::new("the line is dead"))?;
        }
        let mut svm = self.svm.borrow_mut();
        let mut loses = self.loses.borrow_mut();
        if *loses > 0 {
            *loses -= 1;
            svm.expire_blockhash();
            return Ok(Landing::Expired);
        }
        match svm.send_transaction(transaction.clone()) {
            Ok(meta) => {
                svm.expire_blockhash();
                let signature = transaction.signatures[0].to_string();
                let slot = svm.get_sysvar::<Clock>().slot;
                self.past.borrow_mut().push(Past { signature, slot, logs: meta.logs, cut: None });
                Ok(Landing::Landed)
            }
            Err(failed) => Ok(Landing::Failed { error: failed.err, logs: failed.meta.logs, paid: false }),
        }
    }

    fn has(&self, signature: &Signature) -> Result<bool> {
        Ok(self.past.borrow().iter().any(|past| past.signature == signature.to_string()))
    }

    fn send_all(&self, transactions: &[VersionedTransaction]) -> Result<()> {
        // All were signed for one blockhash, which sending one after the other would end.
        transactions.iter().try_for_each(|transaction| self.submit(transaction))?;
        self.svm.borrow_mut().expire_blockhash();
        Ok(())
    }

    fn genesis(&self) -> Result<Hash> {
        Ok(self.genesis.get())
    }

    fn priority_fee(&self, _: &[Pubkey]) -> Result<u64> {
        Ok(*self.price.borrow())
    }

    fn latest(&self, address: &Pubkey) -> Result<Option<String>> {
        let (past, name) = (self.past.borrow(), address.to_string());
        let mentions = |past: &&Past| past.logs.iter().any(|line| line.contains(&name));
        Ok(past.iter().rev().find(mentions).map(|past| past.signature.clone()))
    }

    fn signatures(&self, address: &Pubkey, before: Option<&str>, until: Option<&str>, _: u64) -> Result<Vec<Listed>> {
        let past = self.past.borrow();
        let place = |signature: &str| past.iter().position(|each| each.signature == signature);
        // A node lists nothing from a transaction on that it does not know.
        let end = before.map_or(past.len(), |before| place(before).unwrap_or_default());
        let from = until.and_then(place).map_or(0, |place| place + 1);
        let omitted = self.omits.borrow();
        let told = past[from.min(end)..end].iter().rev();
        // A program's history lacks what the node omits, and an account's has it.
        let told = told.filter(|each| *address != *self.program.get() || !omitted.contains(&each.signature));
        let told = told.filter(|each| !self.omits_everywhere.borrow().contains(&each.signature));
        let listed = told.map(|each| Listed { signature: each.signature.clone(), slot: each.slot, failed: false });
        Ok(listed.take(LISTED_AT_ONCE).collect())
    }

    fn transactions(&self, listed: &[Listed]) -> Result<Vec<Past>> {
        let past = self.past.borrow();
        let read = |listed: &Listed| past.iter().find(|each| each.signature == listed.signature).cloned();
        let unknown = |listed: &Listed| Error::new(format!("this node does not know transaction {}", listed.signature));
        listed.iter().map(|listed| read(listed).ok_or_else(|| unknown(listed))).collect()
    }

    fn history(&self, _: &Pubkey, until: Option<&str>, _: u64, read: &mut dyn FnMut(Past)) -> Result<()> {
        let past = self.past.borrow();
        let from = past.iter().position(|each| Some(each.signature.as_str()) == until).map_or(0, |place| place + 1);
        past[from..].iter().rev().cloned().for_each(read);
        Ok(())
    }
}

/// A chain with the program, its config and a mint, and people with tokens.
pub struct World {
    pub chain: Local,
    pub mint: Pubkey,
    /// Which commands ran which instructions.
    pub reached: BTreeSet<(String, String)>,
}

impl World {
    pub fn new() -> Self {
        let chain = Local::with_program();
        let mint = key("mint").pubkey();
        let account =
            token::mint_account(DECIMALS, key("issuer").pubkey(), Some(key("issuer").pubkey()), 1_000_000 * ONE);
        chain.put(mint, account);
        chain.fund(&key("deployer").pubkey());
        let mut world = Self { chain, mint, reached: BTreeSet::new() };
        world.ok("deployer", "config init --min-epoch 10 --max-epoch 1000");
        world
    }

    /// Gives the user called `name` SOL, and a thousand tokens.
    pub fn with(self, name: &str) -> Self {
        let owner = key(name).pubkey();
        self.chain.fund(&owner);
        let account = token::token_account(self.mint, owner, 1_000 * ONE);
        self.chain.put(token::address(&owner, &self.mint), account);
        self
    }

    pub fn tokens_of(&self, name: &str) -> u64 {
        self.balance(&token::address(&key(name).pubkey(), &self.mint))
    }

    pub fn balance(&self, address: &Pubkey) -> u64 {
        let account = self.chain.account(address).unwrap();
        // Lamports alone are no token account.
        account.filter(|account| !account.data.is_empty()).map_or(0, |account| token::amount(&account.data))
    }

    /// Runs a command as `name`, with `answer` typed in.
    pub fn ask(&mut self, name: &str, line: &str, answer: &str) -> Result<String> {
        self.ask_by(key(name).into(), line, answer)
    }

    /// Runs a command that `signers` sign, with `answer` typed in.
    pub fn ask_by(&mut self, signers: Signers, line: &str, answer: &str) -> Result<String> {
        let mut out = Plain(vec![]);
        let done = self.ask_with(signers, line, &mut Cursor::new(answer.as_bytes().to_vec()), &mut out);
        done.map(|()| String::from_utf8(out.0).unwrap())
    }

    /// Runs a command as `name`, with `answer` typed in; gives what it wrote, and why it failed if it did.
    pub fn asked(&mut self, name: &str, line: &str, answer: &str) -> (String, Option<Error>) {
        let mut out = Plain(vec![]);
        let done = self.ask_with(key(name).into(), line, &mut Cursor::new(answer.as_bytes().to_vec()), &mut out);
        (String::from_utf8(out.0).unwrap(), done.err())
    }

    /// Runs a command as `name` that is agreed to whenever it asks; before the first answer, `seconds` pass.
    pub fn agreed_after(&mut self, name: &str, line: &str, seconds: i64) -> Result<String> {
        let mut out = Plain(vec![]);
        let words = std::iter::once("restake").chain(line.split_whitespace());
        let cli = Cli::read(words).map_err(|error| Error::new(error.to_string()))?;
        let options = options(&cli.global);
        let mut input = std::io::BufReader::with_capacity(2, Late { chain: &self.chain, seconds, left: 2 });
        let signers = key(name).into();
        let mut session = Session { chain: &self.chain, signers, options, out: &mut out, input: &mut input };
        cli.command.run(&mut session).map(|()| String::from_utf8(out.0).unwrap())
    }

    fn ask_with(
        &mut self,
        signers: Signers,
        line: &str,
        input: &mut dyn std::io::BufRead,
        out: &mut dyn std::io::Write,
    ) -> Result<()> {
        let words = std::iter::once("restake").chain(line.split_whitespace());
        let cli = Cli::read(words).map_err(|error| Error::new(error.to_string()))?;
        let options = options(&cli.global);
        self.chain.ran.borrow_mut().clear();
        let mut session = Session { chain: &self.chain, signers, options, out, input };
        let done = cli.command.run(&mut session);
        if done.is_ok() {
            let path: Vec<&str> = line.split_whitespace().take(3).collect();
            for instruction in self.chain.ran.borrow().iter() {
                for words in 1..=path.len() {
                    self.reached.insert((instruction.clone(), path[..words].join(" ")));
                }
            }
        }
        done
    }

    /// Runs a command as `name` that has to succeed, and gives what it wrote.
    #[track_caller]
    pub fn ok(&mut self, name: &str, line: &str) -> String {
        match self.ask(name, &format!("{line} --yes"), "") {
            Ok(text) => text,
            Err(error) => panic!("restake {line}: {error}\n{}", error.logs().join("\n")),
        }
    }

    /// The same, with the JSON that it wrote.
    #[track_caller]
    pub fn json(&mut self, name: &str, line: &str) -> Value {
        let text = self.ok(name, &format!("{line} --output json"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// All events so far, as `restake watch` tells them in JSON.
    pub fn json_lines(&self) -> Vec<Value> {
        let mut out = vec![];
        restake_cli::command::watch_all::Everything::past(&self.chain, Some(LiquidProgram::LOCAL), true)
            .catch_up(&self.chain, &mut out)
            .expect("a history");
        let lines = String::from_utf8(out).expect("text");
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect(line))
            .filter(|line: &Value| line["missing"].is_null())
            .collect()
    }

    /// Runs a command as `name` that has to be refused, and gives the sentence.
    #[track_caller]
    pub fn refused(&mut self, name: &str, line: &str) -> String {
        match self.ask(name, &format!("{line} --yes"), "") {
            Ok(text) => panic!("restake {line} was not refused: {text}"),
            Err(error) => error.to_string(),
        }
    }

    /// A vault of `curator`'s with epochs of 100 seconds.
    pub fn vault(&mut self, curator: &str, more: &str) -> Pubkey {
        self.ok(curator, &format!("vault create {} --epoch 100s {more}", self.mint));
        pda::vault(&key(curator).pubkey(), 0)
    }
}

/// A user that waits some seconds before a first yes.
struct Late<'a> {
    chain: &'a Local,
    seconds: i64,
    left: u8,
}

impl std::io::Read for Late<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.chain.wait(std::mem::take(&mut self.seconds));
        let Some(left) = self.left.checked_sub(1) else { return Ok(0) };
        self.left = left;
        into[..2].copy_from_slice(b"y\n");
        Ok(2)
    }
}

/// The address of the user called `name`.
pub fn who(name: &str) -> Pubkey {
    key(name).pubkey()
}

/// A file of its own with `text` in it.
pub fn file(name: &str, text: impl AsRef<[u8]>) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("restake-journeys-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Whole at once: tests run side by side, and several write and read one file.
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let (path, fresh) = (folder.join(name), folder.join(format!("{name}.{}", WRITTEN.fetch_add(1, Ordering::Relaxed))));
    std::fs::write(&fresh, text).unwrap();
    std::fs::rename(&fresh, &path).unwrap();
    path
}

/// The key pair called `name`, as a file.
pub fn key_file(name: &str) -> std::path::PathBuf {
    let key: Keypair = key(name);
    file(&format!("{}.json", name.replace(' ', "-")), serde_json::to_string(&key.to_bytes().to_vec()).unwrap())
}
