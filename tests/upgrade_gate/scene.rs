//! A chain with the gate and a program behind it, both deployed by the real loader.

use harness::deploy::{self, Step};
use harness::svm::{Features, outcome, warped};
use harness::{Done, Failure, gate_path, key, program_path};
use litesvm::LiteSVM;
use restaking_client::gate::{Event, Gate, GateProgram, UpgradeGateError};
use restaking_client::transaction::MOST_UNITS;
use solana_account::Account;
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_message::Message;
use solana_program::hash::hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;

/// The gate program.
pub const GATES: GateProgram = GateProgram::LOCAL;

/// The delay of the usual gate, in seconds.
pub const DELAY: u64 = 28 * 86_400;

/// When everything begins.
pub const BEGINNING: i64 = 1_700_000_000;

/// The address of the key pair called `name`.
pub fn id(name: &str) -> Pubkey {
    key(name).pubkey()
}

/// The core as it is built.
pub fn core() -> Vec<u8> {
    std::fs::read(program_path()).expect("the program, built with `cargo xtask build`")
}

/// The gate as it is built.
pub fn gate() -> Vec<u8> {
    std::fs::read(gate_path()).expect("the upgrade gate, built with `cargo xtask build`")
}

/// What `elf` is announced by: the hash without the zeros behind it.
pub fn code_hash(elf: &[u8]) -> [u8; 32] {
    let end = elf.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    hash(&elf[..end]).to_bytes()
}

/// A chain with the gate, final, and a program that "admin" may upgrade.
pub struct Scene {
    pub chain: LiteSVM,
    pub program: Pubkey,
}

impl Scene {
    /// With `elf` at the address of `program`.
    pub fn new(features: Features, program: Keypair, elf: &[u8]) -> Self {
        let mut scene = Self { chain: features.chain(), program: program.pubkey() };
        let clock = Clock { unix_timestamp: BEGINNING, ..scene.clock() };
        scene.chain.set_sysvar(&clock);
        for name in ["admin", "guardian", "stranger", "heir", "deployer"] {
            scene.chain.airdrop(&id(name), 100_000_000_000).expect("an airdrop");
        }
        scene.deploy(deploy::gate_key(), &gate(), "deployer");
        let end = loader::set_upgrade_authority(&GATES, &id("deployer"), None);
        scene.by("deployer", end);
        scene.deploy(program, elf, "admin");
        scene
    }

    /// With a small program and an open gate: "admin" announces with [`DELAY`], "guardian" may cancel.
    pub fn gated() -> Self {
        let mut scene = Self::new(Features::OneVersion, key("gated"), &gate());
        scene.by("admin", scene.open("admin", DELAY));
        scene
    }

    /// Has the loader make a program of `elf`, upgradeable by the person called `authority`, and lets it run.
    pub fn deploy(&mut self, program: Keypair, elf: &[u8], authority: &str) {
        let (authority, rent) = (key(authority), self.rent());
        self.put_buffer("first", elf, &authority.pubkey());
        let step = deploy::deploy_at(program, &id("first"), &authority, &authority, elf.len(), rent);
        self.step(&step).expect("the loader deploys it");
        self.pass_a_slot();
    }

    pub fn rent(&self) -> impl Fn(usize) -> u64 + use<> {
        let rent = self.chain.get_sysvar::<solana_program::rent::Rent>();
        move |bytes| rent.minimum_balance(bytes)
    }

    pub fn clock(&self) -> Clock {
        self.chain.get_sysvar()
    }

    /// Lets the next slot begin.
    pub fn pass_a_slot(&mut self) {
        let slot = self.clock().slot;
        self.chain.warp_to_slot(slot + 1);
    }

    /// Moves the clock to `seconds` after the beginning.
    pub fn at(&mut self, seconds: u64) {
        let clock = warped(self.clock(), BEGINNING + seconds as i64);
        self.chain.set_sysvar(&clock);
    }

    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Done, Failure> {
        self.chain.expire_blockhash();
        let mut all = vec![deploy::compute_limit(MOST_UNITS)];
        all.extend_from_slice(instructions);
        let message = Message::new(&all, Some(&signers[0].pubkey()));
        let transaction = Transaction::new(signers, message, self.chain.latest_blockhash());
        outcome(self.chain.send_transaction(transaction))
    }

    pub fn step(&mut self, step: &Step) -> Result<Done, Failure> {
        self.send(&step.instructions, &step.signers.iter().collect::<Vec<_>>())
    }

    /// Runs `instruction`, signed and paid by the person called `name`; it must succeed. Gives its only event, if it has one.
    pub fn by(&mut self, name: &str, instruction: Instruction) -> Option<Event> {
        let done = self.send(&[instruction], &[&key(name)]);
        let done = done.unwrap_or_else(|failure| panic!("{name} failed: {failure}: {:#?}", failure.logs));
        let mut events = GATES.events(&done.logs);
        assert!(events.len() <= 1, "{events:?}");
        events.pop()
    }

    /// Runs `instruction`, which must fail and leave every account that it names as it was, but for the fee payer.
    pub fn refused(&mut self, name: &str, instruction: Instruction) -> Failure {
        let snapshot = |scene: &Self| -> Vec<Option<Account>> {
            let named = instruction.accounts.iter().filter(|meta| meta.pubkey != id(name));
            named.map(|meta| scene.chain.get_account(&meta.pubkey)).collect()
        };
        let before = snapshot(self);
        let failure = self.send(std::slice::from_ref(&instruction), &[&key(name)]).expect_err("refused");
        assert!(before == snapshot(self), "a failure changed an account");
        failure
    }

    /// The same for an error of the gate's; with the value and the limit that it has to log, if there are any.
    #[track_caller]
    pub fn refuses(&mut self, name: &str, instruction: Instruction, error: UpgradeGateError, why: Option<[u64; 2]>) {
        let failure = self.refused(name, instruction);
        assert_eq!(failure.gate(), Some(error.clone()), "{failure}: {:#?}", failure.logs);
        if let Some([value, limit]) = why {
            let line = format!("Program log: {error} (got {value}, limit {limit})");
            assert!(failure.logs.contains(&line), "{line} in {:#?}", failure.logs);
        }
    }

    /// The same for a refusal of the loader's.
    #[track_caller]
    pub fn loader_refuses(&mut self, name: &str, instruction: Instruction, line: &str) {
        let failure = self.refused(name, instruction);
        assert!(failure.logs.iter().any(|logged| logged.contains(line)), "{line} in {:#?}", failure.logs);
    }

    /// Puts a buffer called `name` with `elf` on the chain, as an upload by `authority` leaves it.
    pub fn put_buffer(&mut self, name: &str, elf: &[u8], authority: &Pubkey) {
        let account = deploy::buffer(elf, authority, self.rent());
        self.chain.set_account(id(name), account).expect("an account");
    }

    /// Opens the program's gate; `authority` pays.
    pub fn open(&self, authority: &str, delay: u64) -> Instruction {
        GATES.open(&id(authority), &id(authority), &self.program, delay, id("guardian"))
    }

    /// Announces `elf`, which the buffer called `buffer` is to have.
    pub fn announce(&self, admin: &str, buffer: &str, elf: &[u8], delay: u64) -> Instruction {
        GATES.announce(&id(admin), &self.program, &id(buffer), code_hash(elf), delay)
    }

    /// Puts `elf` into a buffer of "admin" and announces it.
    pub fn announced(&mut self, buffer: &str, elf: &[u8]) -> Event {
        self.put_buffer(buffer, elf, &id("admin"));
        let announce = self.announce("admin", buffer, elf, DELAY);
        self.by("admin", announce).expect("an event")
    }

    pub fn execute(&self) -> Instruction {
        GATES.execute(&self.gate())
    }

    pub fn cancel(&self, canceler: &str) -> Instruction {
        GATES.cancel(&id(canceler), &self.gate())
    }

    /// The program's gate.
    pub fn gate(&self) -> Gate {
        let account = self.chain.get_account(&GATES.gate(&self.program)).expect("a gate");
        assert_eq!(account.owner, *GATES);
        Gate::from_bytes(&account.data).expect("a gate")
    }

    /// The program's upgrade authority, and its bytes with the zeros behind them.
    pub fn deployed(&self) -> (Option<Pubkey>, Vec<u8>) {
        let data = self.chain.get_account(&self.program_data()).expect("the program's data").data;
        let head = State::size_of_programdata_metadata();
        let key = (data[12] == 1).then(|| Pubkey::new_from_array(data[13..head].try_into().expect("32 bytes")));
        (key, data[head..].to_vec())
    }

    pub fn program_data(&self) -> Pubkey {
        restaking_client::Program::at(self.program).program_data()
    }

    pub fn balance(&self, address: &Pubkey) -> u64 {
        self.chain.get_balance(address).unwrap_or_default()
    }
}
