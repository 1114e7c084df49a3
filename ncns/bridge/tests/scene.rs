//! Five operators with a fifth of a vault each, that sign checkpoints of an outbox on this chain and of a foreign one.

use std::ops::{Deref, DerefMut};

use bridge_client::tree::Messages;
use bridge_client::{
    self as client, BridgeNcnError, BridgeProgram, Checkpoint, Content, Event, FalseRoot, OperatorScore, RuleFigures,
    Source, VoteRound,
};
use harness::{Failure, deploy, ncn_path};
use restaking_client::{PolicyArgs, pda};
use restaking_tests::id;
use restaking_tests::service::{self, service_policy};
pub use restaking_tests::service::{SEVEN_DAYS, WHOLE_STAKE, voter};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

pub use crate::place::{Place, SourceFigures};

/// The program.
pub const BRIDGE: BridgeProgram = BridgeProgram::LOCAL;

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 60;

/// The number of round accounts of each source.
pub const ROUNDS: u64 = 8;

/// The number of entries of the outbox's history.
pub const HISTORY: u64 = 20;

/// The number of operators.
pub const OPERATORS: usize = 5;

/// What each of the operators has at stake.
pub const STAKE: u64 = WHOLE_STAKE / OPERATORS as u64;

/// The source with an outbox on this chain, and the foreign one.
pub const LOCAL: u8 = 3;
pub const FOREIGN: u8 = 4;

/// The reference rules, with a jail for three of ten missed rounds and a short guarantee of the stake.
pub const RULES: RuleFigures = RuleFigures {
    quorum_bps: 6_667,
    min_signers: 3,
    window_seconds: HEIGHT as u64,
    absent_times: 3,
    absent_of: 10,
    jail_seconds: 86_400,
    min_table_weight: 1,
    certain_seconds: 300,
    min_challenge_seconds: SEVEN_DAYS,
    period_seconds: 86_400,
    false_root_fraction: 1_000_000_000_000_000_000,
    adjudicated_fraction: 100_000_000_000_000_000,
    kept_seconds: 86_400,
};

/// What no outbox has.
pub const LIE: Content = Content { root: [9; 32], count: 7 };

/// The scene.
pub struct Scene {
    chain: service::Service,
    /// The source with an outbox on this chain.
    pub at: Place,
    /// The foreign source.
    pub foreign: Place,
    pub table: Pubkey,
    /// What was posted.
    pub messages: Messages,
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
    service_policy(&BRIDGE.bridge(ncn), HEIGHT as u64)
}

/// The figures of a source with an outbox on this chain.
pub fn local_figures() -> SourceFigures {
    SourceFigures { rounds: ROUNDS, history: HISTORY, origin: Pubkey::default(), adjudicator: Pubkey::default() }
}

/// The figures of a foreign source, whose truth "adjudicator" states.
pub fn foreign_figures() -> SourceFigures {
    SourceFigures { history: 0, origin: id("an outbox elsewhere"), adjudicator: id("adjudicator"), ..local_figures() }
}

impl Scene {
    /// All that is needed before the first height.
    pub async fn new() -> Self {
        Self::with(RULES).await
    }

    /// The same with other rules.
    pub async fn with(rules: RuleFigures) -> Self {
        let rent = Rent::default();
        let (path, hint) = (ncn_path("bridge"), "build it with `cargo xtask build --ncn bridge`");
        let program = deploy::from_file(&path, &BRIDGE, hint, |bytes| rent.minimum_balance(bytes));
        let mut chain = service::Service::new(OPERATORS, program, policy).await;
        for name in ["adjudicator", "sender"] {
            chain.bank.fund(&id(name));
        }
        let at = Place::new(chain.ncn, id("ncn"), LOCAL, true);
        let foreign = Place::new(chain.ncn, id("ncn"), FOREIGN, false);
        let mut scene = Self { chain, at, foreign, table: Pubkey::default(), messages: Messages::default() };
        let keeper = id("keeper");
        scene.run("ncn", &[at.open(rules)]).await;
        scene.run("ncn", &[at.open_source(local_figures())]).await;
        scene.run("ncn", &[foreign.open_source(foreign_figures())]).await;
        scene.run("keeper", &[at.open_outbox(&keeper)]).await;
        for place in [at, foreign] {
            for slot in 0..ROUNDS {
                scene.run("keeper", &[place.open_round(&keeper, slot)]).await;
            }
            for split in scene.splits.clone() {
                scene.run("keeper", &[place.open_score(&keeper, &split.operator)]).await;
            }
        }
        scene.adopt(OPERATORS).await;
        scene
    }

    /// A new table of the first operators, adopted.
    pub async fn adopt(&mut self, operators: usize) {
        self.table = self.new_table(operators).await;
        let adopt = self.at.adopt_table(&self.table);
        self.run("keeper", &[adopt]).await;
    }

    /// The bridge of an NCN of `name` with a source and its outbox, under the policy and the rules of the scene's.
    pub async fn add_bridge(&mut self, name: &str, number: u8) -> Place {
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = Place::new(ncn, id(name), number, true);
        self.run(name, &[own.open(RULES)]).await;
        self.run(name, &[own.open_source(local_figures())]).await;
        self.run(name, &[own.open_outbox(&id(name))]).await;
        own
    }

    /// Runs `instructions` by `name`; gives the program's events.
    pub async fn run(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        BRIDGE.events(&self.by(name, instructions).await)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refused(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: BridgeNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        self.chain.refuses(name, instructions, error as u32)
    }

    /// Posts a message of "sender" to the outbox; gives its first height.
    pub async fn post(&mut self, payload: &[u8]) -> u64 {
        let post = self.at.post(&id("sender"), payload);
        match self.run("sender", &[post]).await.pop() {
            Some(Event::MessagePosted(event)) => {
                self.messages.push(event.leaf);
                assert_eq!(Some(event.root), self.messages.content(event.index + 1).map(|content| content.root));
                event.height
            }
            other => panic!("not a message: {other:?}"),
        }
    }

    /// What the outbox has at `height`.
    pub async fn truth(&mut self, height: u64) -> Content {
        let outbox = self.at.outbox();
        let account = self.bank.account(&outbox).await.expect("an outbox");
        let (heights, now) = (self.source(&self.at.clone()).await.heights, self.bank.now().await);
        client::content_at(&account.data, &heights, height, now).expect("a height of the history")
    }

    /// The votes of the operators, each with its number, for a source.
    pub fn voting(&self, at: &Place, height: u64, votes: &[(usize, Content)]) -> [Instruction; 2] {
        let voters: Vec<Keypair> = votes.iter().map(|(number, _)| voter(*number)).collect();
        let votes: Vec<(&Keypair, Content)> =
            voters.iter().zip(votes).map(|(voter, (_, content))| (voter, *content)).collect();
        at.enter(&self.table, height, &votes)
    }

    /// Enters the votes, few enough for a transaction at a time.
    pub async fn vote(&mut self, at: &Place, height: u64, votes: &[(usize, Content)]) {
        for votes in votes.chunks(3) {
            let both = self.voting(at, height, votes);
            self.run("keeper", &both).await;
        }
    }

    /// Makes `content` final.
    pub fn finalizing(&self, at: &Place, height: u64, content: &Content) -> Instruction {
        at.finalize(&id("keeper"), &self.table, height, content)
    }

    /// The next height's checkpoint of the outbox, signed by all operators but the `silent` ones, after its window.
    pub async fn round(&mut self, silent: &[usize]) -> (u64, Content) {
        let height = self.next_height().await;
        let (at, truth) = (self.at, self.truth(height).await);
        let votes: Vec<_> =
            (0..OPERATORS).filter(|number| !silent.contains(number)).map(|each| (each, truth)).collect();
        self.vote(&at, height, &votes).await;
        let finalize = self.finalizing(&at, height, &truth);
        self.run("keeper", &[finalize]).await;
        self.pass(HEIGHT).await;
        (height, truth)
    }

    /// Judges an operator.
    pub fn judging(&self, at: &Place, height: u64, number: usize) -> Instruction {
        at.judge(&self.table, height, (number as u64, self.splits[number].operator))
    }

    /// Runs [`Scene::judging`]; gives the verdict.
    pub async fn judge(&mut self, at: &Place, height: u64, number: usize) -> u64 {
        let judge = self.judging(at, height, number);
        match self.run("keeper", &[judge]).await.pop() {
            Some(Event::OperatorJudged(event)) => event.verdict,
            other => panic!("not a verdict: {other:?}"),
        }
    }

    /// The proof that operator `number` signed `content` falsely, by "reporter".
    pub fn proving(&self, height: u64, number: usize, content: &Content) -> [Instruction; 2] {
        let operator = self.splits[number].operator;
        self.at.prove(&id("reporter"), height, (&voter(number), &operator), content)
    }

    /// The adjudicator's statement on operator `number` of the foreign source.
    pub fn adjudicating(&self, height: u64, number: usize, contents: [&Content; 2]) -> [Instruction; 2] {
        let (operator, adjudicator) = (self.splits[number].operator, id("adjudicator"));
        self.foreign.adjudicate([&adjudicator; 2], height, (&voter(number), &operator), contents)
    }

    /// Slashes operator `number` for its false root.
    pub async fn slashing(&mut self, at: &Place, height: u64, number: usize) -> Instruction {
        self.slashing_after(at, height, number, 0).await
    }

    /// The same after as many vetoes of its incident.
    pub async fn slashing_after(&mut self, at: &Place, height: u64, number: usize, vetoes: u64) -> Instruction {
        let epoch = self.bank.epoch().await;
        let incident = self.false_root(at, height, number).await.incident;
        at.slash(&id("keeper"), &self.splits[number], (height, incident, vetoes), epoch)
    }

    pub async fn false_root(&mut self, at: &Place, height: u64, number: usize) -> FalseRoot {
        let proof = at.false_root(height, &self.splits[number].operator);
        self.bank.read_of(&BRIDGE, &proof).await.expect("a proof")
    }

    pub async fn source(&mut self, at: &Place) -> Source {
        self.bank.read_of(&BRIDGE, &at.source).await.expect("a source")
    }

    pub async fn read_round(&mut self, at: &Place, height: u64) -> client::Round {
        self.bank.read_of::<VoteRound>(&BRIDGE, &at.round(height)).await.expect("a round").round
    }

    pub async fn checkpoint(&mut self, at: &Place, height: u64) -> Checkpoint {
        self.bank.read_of(&BRIDGE, &at.checkpoint(height)).await.expect("a checkpoint")
    }

    pub async fn score(&mut self, at: &Place, number: usize) -> client::Score {
        let score = at.score(&self.splits[number].operator);
        self.bank.read_of::<OperatorScore>(&BRIDGE, &score).await.expect("a score").score
    }
}
