//! Operators with equal parts of a vault, and a service with tasks for them.

use std::ops::{Deref, DerefMut};

use harness::{Failure, deploy, ncn_path};
use inference_client::{
    self as client, Event, InferenceNcnError, InferenceTask, Member, MinorityOffense, OperatorScore, RuleFigures,
    SLOT_HASHES,
};
use restaking_client::{Ncn, PolicyArgs, SlashPolicy, pda};
use restaking_tests::service::{self, service_policy};
pub use restaking_tests::service::{SEVEN_DAYS, WHOLE_STAKE, voter};
use restaking_tests::{GENESIS, id};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

pub use crate::addresses::{Addresses, Answer, INFERENCE, TaskFigures};

/// The milliseconds between heights: the most.
pub const HEIGHT_MILLIS: u64 = inference_ledger::task::MAX_HEIGHT_MILLIS;

/// The heights of a second.
pub const A_SECOND: u64 = 1_000 / HEIGHT_MILLIS;

/// The number of operators of the usual scene.
pub const OPERATORS: usize = 5;

/// The number of seats of the usual task: two for each of the operators, for certain.
pub const SEATS: u64 = 10;

/// The length of each window.
pub const WINDOW: i64 = 60;

/// The slots from a task's post to its draw.
pub const DRAW_SLOTS: u64 = inference_ledger::task::DRAW_SLOTS;

/// The fee of the usual task: no multiple of the seats.
pub const FEE: u64 = 1_000_003;

/// Two outputs, and the one that abstains.
pub const A: [u8; 32] = [1; 32];
pub const B: [u8; 32] = [2; 32];
pub const ABSTAIN: [u8; 32] = [0; 32];

/// The reference rules for small committees, with a jail for missed tasks in three of ten hours, and a short guarantee of the stake.
pub const RULES: RuleFigures = RuleFigures {
    quorum_bps: 6_667,
    min_members: 3,
    min_seats: 9,
    min_seat_fee: 100_000,
    commit_seconds: 60,
    reveal_seconds: 60,
    slash_fraction: 100_000_000_000_000_000,
    absent_times: 3,
    absent_of: 10,
    jail_seconds: 86_400,
    min_table_weight: 1,
    certain_seconds: 60,
    min_challenge_seconds: SEVEN_DAYS,
    period_seconds: 86_400,
    forfeit_bps: 100,
};

/// The scene.
pub struct Scene {
    chain: service::Service,
    pub at: Addresses,
    pub table: Pubkey,
    /// The fee of the tasks that are posted.
    pub fee: u64,
    /// The number of slot hashes that were put, so that no two draws have the same.
    hashes: u8,
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
    PolicyArgs { height_millis: HEIGHT_MILLIS, ..service_policy(&INFERENCE.inference(ncn), 1) }
}

/// The usual task's figures.
pub fn figures() -> TaskFigures {
    TaskFigures { model: [3; 32], input: [4; 32], fee: FEE }
}

/// The salt of operator `number`.
pub fn salt(number: usize) -> [u8; 32] {
    [100 + number as u8; 32]
}

/// The sysvar of slot hashes with blocks in these slots, the latest first.
pub fn slot_hashes(blocks: &[(u64, [u8; 32])]) -> Account {
    let mut data = (blocks.len() as u64).to_le_bytes().to_vec();
    for (slot, hash) in blocks {
        data.extend_from_slice(&slot.to_le_bytes());
        data.extend_from_slice(hash);
    }
    let owner = solana_program::pubkey!("Sysvar1111111111111111111111111111111111111");
    Account { lamports: 1 << 40, data, owner, ..Account::default() }
}

impl Scene {
    /// All that is needed before the first task.
    pub async fn new() -> Self {
        Self::with(RULES, OPERATORS).await
    }

    /// The same with other rules or another number of operators.
    pub async fn with(rules: RuleFigures, operators: usize) -> Self {
        let rent = Rent::default();
        let (path, hint) = (ncn_path("inference"), "build it with `cargo xtask build --ncn inference`");
        let program = deploy::from_file(&path, &INFERENCE, hint, |bytes| rent.minimum_balance(bytes));
        let mut chain = service::Service::new(operators, program, policy).await;
        chain.bank.fund(&id("requester"));
        let at = Addresses::new(chain.ncn, id("ncn"));
        let mut scene = Self { chain, at, table: Pubkey::default(), fee: FEE, hashes: 0 };
        scene.run("ncn", &[at.open(rules)]).await;
        for split in scene.splits.clone() {
            scene.run("keeper", &[at.open_score(&id("keeper"), &split.operator)]).await;
        }
        scene.renew_table().await;
        scene
    }

    /// Adopts a new table of all operators. A table's guarantee lasts for few tasks here, since epochs are short.
    pub async fn renew_table(&mut self) {
        let operators = self.splits.len();
        self.table = self.new_table(operators).await;
        let adopt = self.at.adopt_table(&self.table);
        self.run("keeper", &[adopt]).await;
    }

    /// The service of an NCN of `name`, under the policy and the rules of the scene's.
    pub async fn add_service(&mut self, name: &str) -> Addresses {
        self.bank.fund(&id(name));
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = Addresses::new(ncn, id(name));
        self.run(name, &[own.open(RULES)]).await;
        own
    }

    /// Runs `instructions` by `name`; gives the program's events.
    pub async fn run(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        INFERENCE.events(&self.by(name, instructions).await)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refused(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: InferenceNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        self.chain.refuses(name, instructions, error as u32)
    }

    /// Announces a policy of the NCN that takes effect at `from`.
    pub async fn announce(&mut self, policy: PolicyArgs, from: i64) {
        // The argument has the fields of the policy.
        let policy = borsh::to_vec(&policy).expect("a policy");
        let policy = <SlashPolicy as borsh::BorshDeserialize>::try_from_slice(&policy).expect("a policy");
        let ncn = self.ncn;
        let change = |ncn: &mut Ncn| (ncn.next_policy, ncn.policy_from) = (policy, from);
        self.bank.change(&ncn, change).await;
    }

    /// A number that can be asked for: its time is sixteen seconds ahead.
    pub async fn next_number(&mut self) -> u64 {
        (self.bank.now().await + 16 - GENESIS) as u64 * A_SECOND
    }

    /// Posts a task of "requester" with so many seats, for the usual fee or the least; gives its number.
    pub async fn post(&mut self, seats: u64) -> u64 {
        let number = self.next_number().await;
        let figures = TaskFigures { fee: self.fee.max(seats * RULES.min_seat_fee), ..figures() };
        let open = self.at.open_task(&id("requester"), &self.table, (number, seats), figures);
        self.run("requester", &[open]).await;
        number
    }

    /// Lets the draw's slot pass with a new hash.
    pub async fn reach_draw(&mut self, number: u64) {
        self.hashes += 1;
        let hash = [self.hashes; 32];
        self.pass(20).await;
        self.put_hash(number, hash).await;
    }

    /// Puts `hash` as that of the task's draw, amid other blocks.
    pub async fn put_hash(&mut self, number: u64, hash: [u8; 32]) {
        let slot = self.task(number).await.task.draw_slot;
        let blocks = [(slot + 2, [0xee; 32]), (slot, hash), (slot - 1, [0xdd; 32])];
        self.bank.put(&SLOT_HASHES, slot_hashes(&blocks));
    }

    /// Posts a task and draws its committee.
    pub async fn drawn(&mut self, seats: u64) -> u64 {
        let number = self.post(seats).await;
        self.reach_draw(number).await;
        let draw = self.at.draw(&self.table, number);
        self.run("keeper", &[draw]).await;
        number
    }

    /// Ends the window that is open.
    pub async fn end_window(&mut self) {
        self.pass(WINDOW).await;
    }

    /// The answers of operators, each with its number.
    pub fn answers<'a>(&self, voters: &'a [Keypair], outputs: &[(usize, [u8; 32])]) -> Vec<Answer<'a>> {
        let answer = |(key, (number, output)): (&'a Keypair, &(usize, [u8; 32]))| Answer {
            key,
            operator: self.splits[*number].operator,
            output: *output,
            salt: salt(*number),
        };
        voters.iter().zip(outputs).map(answer).collect()
    }

    /// The commitments of operators, each with its number.
    pub fn committing(&self, number: u64, outputs: &[(usize, [u8; 32])]) -> [Instruction; 2] {
        let voters: Vec<Keypair> = outputs.iter().map(|(number, _)| voter(*number)).collect();
        self.at.commit(number, &self.answers(&voters, outputs))
    }

    /// The reveals of operators, each with its number.
    pub fn revealing(&self, number: u64, outputs: &[(usize, [u8; 32])]) -> [Instruction; 2] {
        let voters: Vec<Keypair> = outputs.iter().map(|(number, _)| voter(*number)).collect();
        self.at.reveal(number, &self.answers(&voters, outputs))
    }

    /// Enters the commitments, few enough for a transaction at a time.
    pub async fn commit(&mut self, number: u64, outputs: &[(usize, [u8; 32])]) {
        for outputs in outputs.chunks(3) {
            let both = self.committing(number, outputs);
            self.run("keeper", &both).await;
        }
    }

    /// Enters the reveals, few enough for a transaction at a time.
    pub async fn reveal(&mut self, number: u64, outputs: &[(usize, [u8; 32])]) {
        for outputs in outputs.chunks(3) {
            let both = self.revealing(number, outputs);
            self.run("keeper", &both).await;
        }
    }

    /// A task, concluded, of which the operators commit to the outputs and reveal them, none for silence.
    pub async fn concluded(&mut self, outputs: &[Option<[u8; 32]>]) -> u64 {
        self.concluded_with(outputs, &[]).await
    }

    /// The same, where those of the numbers `withheld` do not reveal.
    pub async fn concluded_with(&mut self, outputs: &[Option<[u8; 32]>], withheld: &[usize]) -> u64 {
        let number = self.drawn(SEATS).await;
        let given: Vec<_> =
            outputs.iter().enumerate().filter_map(|(number, output)| Some((number, (*output)?))).collect();
        self.commit(number, &given).await;
        self.end_window().await;
        let shown: Vec<_> = given.into_iter().filter(|(number, _)| !withheld.contains(number)).collect();
        self.reveal(number, &shown).await;
        self.end_window().await;
        let conclude = self.at.conclude(number);
        self.run("keeper", &[conclude]).await;
        number
    }

    pub async fn task(&mut self, number: u64) -> InferenceTask {
        let at = self.at.task(number);
        let account = self.bank.account(&at).await.expect("a task");
        InferenceTask::from_bytes(&account.data[..InferenceTask::LEN]).expect("a task")
    }

    pub async fn members(&mut self, number: u64) -> Vec<Member> {
        let at = self.at.task(number);
        let account = self.bank.account(&at).await.expect("a task");
        client::members(&account.data).expect("members")
    }

    pub async fn score(&mut self, number: usize) -> client::Score {
        let at = self.at.score(&self.splits[number].operator);
        self.bank.read_of::<OperatorScore>(&INFERENCE, &at).await.expect("a score").score
    }

    pub async fn offense(&mut self, number: u64, operator: usize) -> MinorityOffense {
        let at = self.at.offense(number, &self.splits[operator].operator);
        self.bank.read_of(&INFERENCE, &at).await.expect("an offense")
    }

    /// Judges an operator of a committee in which every operator has seats.
    pub fn judging(&self, name: &str, number: u64, operator: usize, is_offense: bool) -> Instruction {
        let member = (operator as u64, self.splits[operator].operator);
        self.at.judge(&id(name), number, member, is_offense)
    }

    /// Runs [`Scene::judging`] by "reporter"; gives the verdict.
    pub async fn judge(&mut self, number: u64, operator: usize, is_offense: bool) -> u64 {
        let judge = self.judging("reporter", number, operator, is_offense);
        match self.run("reporter", &[judge]).await.pop() {
            Some(Event::MemberJudged(event)) => event.verdict,
            other => panic!("not a verdict: {other:?}"),
        }
    }

    /// Pays an operator, into its wallet, which is "operator".
    pub fn paying(&self, number: u64, operator: usize) -> Instruction {
        self.at.pay(number, (operator as u64, self.splits[operator].operator), &id("operator"))
    }

    /// Slashes the offense of an operator.
    pub async fn slashing(&mut self, number: u64, operator: usize) -> Instruction {
        let (epoch, incident) = (self.bank.epoch().await, self.offense(number, operator).await.incident);
        self.at.slash(&id("keeper"), &self.splits[operator], (number, incident), epoch)
    }
}
