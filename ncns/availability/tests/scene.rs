//! Five operators with a fifth of a vault each, that store blobs.

use std::ops::{Deref, DerefMut};

use availability_client::blob::chunk;
use availability_client::{
    AvailabilityNcnError, BlobCertificate, ChunkChallenge, Custody, Event, OperatorCustody, RuleFigures, SLOT_HASHES,
    content, tree_of,
};
use harness::{Failure, deploy, ncn_path, slash};
use restaking_client::{PolicyArgs, StakeTable, pda};
use restaking_tests::service::{self, service_policy};
pub use restaking_tests::service::{SEVEN_DAYS, WHOLE_STAKE, voter};
use restaking_tests::{SLOWEST_RISE, id};
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_program::hash::hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

pub use crate::archive::{AVAILABILITY, Archive, Stored, draw};

/// The seconds between heights.
pub const HEIGHT: i64 = 60;

/// The number of operators.
pub const OPERATORS: usize = 5;

/// What each of the operators has at stake.
pub const STAKE: u64 = WHOLE_STAKE / OPERATORS as u64;

/// The kind of the votes.
pub const KIND: u8 = 4;

/// The bond of the first challenges, in lamports.
pub const BOND: u64 = 1_000_000;

/// The time to answer, in seconds.
pub const ANSWER: i64 = 600;

/// The slots from a bond to its draw.
pub const DRAW_SLOTS: u64 = 8;

/// How long a blob of the scene is stored, from its height's time on: in seconds.
pub const STORED: i64 = 250;

/// How much longer than the vault's short epochs allow the tables guarantee their stake, in seconds. The tests pass those epochs, and no
/// time to answer fits into them.
const LONGER: i64 = 20_000;

/// The least times, and a bond that doubles with every second open challenge.
pub const RULES: RuleFigures = RuleFigures {
    quorum_bps: 6_667,
    min_operators: 3,
    window_seconds: HEIGHT as u64,
    bond: BOND,
    doubling: 2,
    answer_seconds: ANSWER as u64,
    slash_fraction: 100_000_000_000_000_000,
    jail_seconds: 86_400,
    min_table_weight: 1,
    certain_seconds: 1_200,
    min_challenge_seconds: SEVEN_DAYS,
    period_seconds: 86_400,
};

/// The scene.
pub struct Scene {
    chain: service::Service,
    pub at: Archive,
    pub table: Pubkey,
}

impl Deref for Scene {
    type Target = service::Service;

    fn deref(&self) -> &service::Service {
        &self.chain
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut service::Service {
        &mut self.chain
    }
}

/// The policy that the service needs.
pub fn policy(ncn: &Pubkey) -> PolicyArgs {
    service_policy(&AVAILABILITY.archive(ncn), HEIGHT as u64)
}

/// A blob of 21 chunks, of which the last one is short, and no two are equal.
pub fn blob() -> Vec<u8> {
    (0..20 * 256 + 77).map(|place: usize| (place / 256 + place % 251) as u8).collect()
}

/// The keys of the operators with these numbers.
pub fn voters(numbers: &[usize]) -> Vec<Keypair> {
    numbers.iter().map(|number| voter(*number)).collect()
}

impl Scene {
    /// All that is needed before the first height.
    pub async fn new() -> Self {
        Self::with(RULES).await
    }

    /// The same with other rules.
    pub async fn with(rules: RuleFigures) -> Self {
        let rent = Rent::default();
        let (path, hint) = (ncn_path("availability"), "build it with `cargo xtask build --ncn availability`");
        let program = deploy::from_file(&path, &AVAILABILITY, hint, |bytes| rent.minimum_balance(bytes));
        let chain = service::Service::new(OPERATORS, program, policy).await;
        let at = Archive::new(chain.ncn, id("ncn"));
        let mut scene = Self { chain, at, table: Pubkey::default() };
        for name in ["alice", "bob", "wallet"] {
            scene.bank.fund(&id(name));
        }
        scene.run("ncn", &[at.open(rules)]).await;
        for split in scene.splits.clone() {
            scene.run("keeper", &[at.open_custody(&id("keeper"), &split.operator)]).await;
        }
        scene.table = scene.new_table(OPERATORS).await;
        scene.run("keeper", &[at.adopt_table(&scene.table)]).await;
        scene
    }

    /// A final table of the first operators, as if the vault's epochs were longer.
    pub async fn new_table(&mut self, operators: usize) -> Pubkey {
        let table = self.chain.new_table(operators).await;
        self.lengthen(&table).await;
        table
    }

    /// Has a table guarantee its stake for [`LONGER`].
    pub async fn lengthen(&mut self, table: &Pubkey) {
        let mut account = self.bank.account(table).await.expect("a table");
        let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
        head.certain_until += LONGER;
        account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
        self.bank.put(table, account);
    }

    /// The head of the archive's table.
    pub async fn table_head(&mut self) -> StakeTable {
        let table = self.table;
        let account = self.bank.account(&table).await.expect("a table");
        StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table")
    }

    /// Announces a policy by the core's own instruction; gives the time at which it takes effect.
    pub async fn announce(&mut self, args: PolicyArgs) -> i64 {
        let set = slash::set_policy(&id("ncn"), &self.ncn, args);
        self.by("ncn", &[set]).await;
        self.bank.now().await + SLOWEST_RISE
    }

    /// The certificate of [`blob`] under a table of now, signed by all operators.
    pub async fn stored_anew(&mut self) -> Stored {
        self.table = self.new_table(OPERATORS).await;
        let adopt = self.at.adopt_table(&self.table);
        self.run("keeper", &[adopt]).await;
        self.stored().await
    }

    /// The archive of an NCN of `name`, under the policy and the rules of the scene's.
    pub async fn add_archive(&mut self, name: &str) -> Archive {
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = Archive::new(ncn, id(name));
        self.run(name, &[own.open(RULES)]).await;
        own
    }

    /// Runs `instructions` by `name`; gives the program's events.
    pub async fn run(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        AVAILABILITY.events(&self.by(name, instructions).await)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refused(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: AvailabilityNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        self.chain.refuses(name, instructions, error as u32)
    }

    /// The certificate of `data` at the next height, which begins now, to be stored for [`STORED`] seconds. Not opened.
    pub async fn storing(&mut self, data: &[u8]) -> Stored {
        let height = self.next_height().await;
        let expiry = self.bank.now().await + STORED;
        Stored { kind: KIND, height, content: content(&tree_of(data).expect("a tree"), expiry) }
    }

    /// Opens it.
    pub fn opening(&self, name: &str, stored: &Stored) -> Instruction {
        self.at.open_certificate(&id(name), &self.table, OPERATORS as u32, stored)
    }

    /// The same, opened and signed by the operators with these numbers.
    pub async fn signed(&mut self, data: &[u8], numbers: &[usize]) -> Stored {
        let stored = self.storing(data).await;
        let open = self.opening("keeper", &stored);
        self.run("keeper", &[open]).await;
        for numbers in numbers.chunks(4) {
            let both = self.at.attest(&self.table, &stored, &voters(numbers));
            self.run("keeper", &both).await;
        }
        stored
    }

    /// The certificate of [`blob`], signed by all operators.
    pub async fn stored(&mut self) -> Stored {
        self.signed(&blob(), &[0, 1, 2, 3, 4]).await
    }

    /// The operator with this number.
    pub fn operator(&self, number: usize) -> Pubkey {
        self.splits[number].operator
    }

    /// `name` challenges the operator with this number, whose place in a certificate of all is the same.
    pub fn challenging(&self, name: &str, stored: &Stored, number: usize) -> Instruction {
        self.at.open_challenge(stored, (number as u64, &self.operator(number)), &id(name), u64::MAX)
    }

    /// The same; gives the challenge.
    pub async fn challenge(&mut self, name: &str, stored: &Stored, number: usize) -> Pubkey {
        let open = self.challenging(name, stored, number);
        self.run(name, &[open]).await;
        self.at.challenge(stored, &self.operator(number), &id(name))
    }

    /// The hash of a slot, as the scene's sysvar has it.
    pub fn slot_hash(slot: u64) -> [u8; 32] {
        hash(&slot.to_le_bytes()).to_bytes()
    }

    /// Lets `slots` slots pass in 400 ms each. The sysvar has the last 512 of them, but for those in `skipped`.
    pub async fn slots(&mut self, slots: u64, skipped: &[u64]) {
        let clock = self.bank.clock().await;
        let slot = clock.slot + slots;
        let time = clock.unix_timestamp + (slots * 2 / 5) as i64;
        self.bank.set_clock(&Clock { slot, unix_timestamp: time, ..clock });
        self.put_slot_hashes(slot, skipped).await;
    }

    /// Puts the sysvar of `slot` on the chain.
    pub async fn put_slot_hashes(&mut self, slot: u64, skipped: &[u64]) {
        let slots: Vec<u64> = (0..slot).rev().filter(|slot| !skipped.contains(slot)).take(512).collect();
        let mut data = (slots.len() as u64).to_le_bytes().to_vec();
        for slot in slots {
            data.extend_from_slice(&slot.to_le_bytes());
            data.extend_from_slice(&Self::slot_hash(slot));
        }
        data.resize(8 + 512 * 40, 0);
        let mut account = self.bank.account(&SLOT_HASHES).await.expect("the sysvar");
        account.data = data;
        self.bank.put(&SLOT_HASHES, account);
    }

    /// `name` challenges an operator, and the chunk is drawn; gives the challenge.
    pub async fn drawn(&mut self, name: &str, stored: &Stored, number: usize) -> Pubkey {
        let challenge = self.challenge(name, stored, number).await;
        self.slots(DRAW_SLOTS + 1, &[]).await;
        self.run("keeper", &[draw(&challenge)]).await;
        challenge
    }

    /// The right answer to a challenge of `data`.
    pub async fn answering(&mut self, challenge: &Pubkey, data: &[u8]) -> Instruction {
        let read = self.read_challenge(challenge).await;
        let index = read.challenge.chunk;
        let proof = tree_of(data).and_then(|tree| tree.proof(index)).expect("a chunk");
        self.at.answer(challenge, &read.operator, chunk(data, index), proof)
    }

    /// Lets the time to answer pass.
    pub async fn time_out(&mut self, challenge: &Pubkey) {
        let deadline = self.read_challenge(challenge).await.challenge.deadline;
        self.bank.warp(deadline).await;
    }

    /// The operator with this number fails a challenge by `name`, and is judged; gives the challenge.
    pub async fn failed(&mut self, name: &str, stored: &Stored, number: usize) -> Pubkey {
        let challenge = self.drawn(name, stored, number).await;
        self.time_out(&challenge).await;
        let judge = self.at.judge(&challenge, &self.operator(number));
        self.run("keeper", &[judge]).await;
        challenge
    }

    /// The operator with this number does not answer `challenge`, is jailed and slashed, and the resolver vetoes; gives the release.
    pub async fn vetoes(&mut self, challenge: &Pubkey, number: usize) -> Instruction {
        self.time_out(challenge).await;
        let split = self.splits[number];
        let judge = self.at.judge(challenge, &split.operator);
        let jail = self.at.jail(challenge, &split.operator);
        let slash = self.slashing(challenge, number).await;
        self.run("keeper", &[judge, jail, slash]).await;
        let incident = self.incident(challenge).await;
        self.bank.veto(&split, incident).await;
        self.at.release(challenge, &split.operator, &split.proposal(incident))
    }

    /// The incident of a failure in the core.
    pub async fn incident(&mut self, challenge: &Pubkey) -> u64 {
        let read = self.read_challenge(challenge).await.challenge;
        let deadline = read.deadline as u64;
        deadline - deadline % read.period_seconds
    }

    /// Slashes a failure of the operator with this number; "keeper" pays.
    pub async fn slashing(&mut self, challenge: &Pubkey, number: usize) -> Instruction {
        let (epoch, incident) = (self.bank.epoch().await, self.incident(challenge).await);
        self.at.slash(&id("keeper"), challenge, &self.splits[number], incident, epoch)
    }

    /// The lamports at `address` beside its rent.
    pub async fn beside_rent(&mut self, address: &Pubkey) -> u64 {
        let account = self.bank.account(address).await.expect("an account");
        account.lamports - Rent::default().minimum_balance(account.data.len())
    }

    pub async fn read_challenge(&mut self, challenge: &Pubkey) -> ChunkChallenge {
        self.bank.read_of(&AVAILABILITY, challenge).await.expect("a challenge")
    }

    pub async fn certificate(&mut self, stored: &Stored) -> BlobCertificate {
        let at = self.at.certificate(stored);
        self.bank.read_of(&AVAILABILITY, &at).await.expect("a certificate")
    }

    pub async fn custody(&mut self, number: usize) -> Custody {
        let at = self.at.custody(&self.operator(number));
        self.bank.read_of::<OperatorCustody>(&AVAILABILITY, &at).await.expect("a custody").custody
    }
}
