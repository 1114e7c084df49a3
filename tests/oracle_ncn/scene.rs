//! Five operators with a fifth of a vault each, that report to one feed of an oracle.

use std::ops::{Deref, DerefMut};

pub use harness::oracle::{ORACLE, PriceOracle, RULES};
use harness::{Failure, oracle};
use restaking_client::oracle::{
    self as client, Event, Feed, OperatorScore, OracleNcnError, PriceOffense, PriceRound, RuleFigures,
};
use restaking_client::{PolicyArgs, pda};
use restaking_tests::id;
pub use restaking_tests::service::{SEVEN_DAYS as CHALLENGE, voter};
use restaking_tests::service::{Service, WHOLE_STAKE, service_policy};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_program_test::ProgramTest;

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 60;

/// The number of round accounts.
pub const ROUNDS: u64 = 8;

/// A price with eight decimals.
pub const PRICE: i64 = 15_000_000_000;

/// The number of operators.
pub const OPERATORS: usize = 5;

/// What each of the operators has at stake.
pub const STAKE: u64 = WHOLE_STAKE / OPERATORS as u64;

pub struct Scene {
    chain: Service,
    pub oracle: PriceOracle,
    pub table: Pubkey,
}

impl Deref for Scene {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.chain
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut Service {
        &mut self.chain
    }
}

/// The policy: slashes by the oracle, seven days for "resolver", all for two votes at one height.
pub fn policy(ncn: &Pubkey) -> PolicyArgs {
    service_policy(&ORACLE.oracle(ncn), HEIGHT as u64)
}

impl Scene {
    /// All that is needed before the first height, at the start of epoch [`SETTLED`](restaking_tests::SETTLED).
    pub async fn new() -> Self {
        Self::with(RULES).await
    }

    /// The same with other rules.
    pub async fn with(rules: RuleFigures) -> Self {
        Self::beside(rules, |_| ()).await
    }

    /// The same with what else `add` puts on the chain.
    pub async fn beside(rules: RuleFigures, add: impl FnOnce(&mut ProgramTest)) -> Self {
        let program = oracle::program(|bytes| Rent::default().minimum_balance(bytes));
        let add = |chain: &mut ProgramTest| {
            program.into_iter().for_each(|(at, account)| chain.add_account(at, account));
            add(chain);
        };
        let chain = Service::beside(OPERATORS, add, policy).await;
        let oracle = PriceOracle::new(chain.ncn, id("ncn"), 3, ROUNDS);
        let mut scene = Self { chain, oracle, table: Pubkey::default() };
        scene.by("ncn", oracle.open(rules)).await;
        scene.by("ncn", oracle.open_feed()).await;
        for slot in 0..ROUNDS {
            scene.by("keeper", oracle.open_round(&id("keeper"), slot)).await;
        }
        for split in scene.splits.clone() {
            scene.by("keeper", oracle.open_score(&id("keeper"), &split.operator)).await;
        }
        scene.table = scene.new_table(OPERATORS).await;
        scene.by("keeper", oracle.adopt_table(&scene.table)).await;
        scene
    }

    /// An oracle of an NCN of `name`, under the policy and the rules of the scene's.
    pub async fn add_oracle(&mut self, name: &str, number: u8) -> PriceOracle {
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = PriceOracle::new(ncn, id(name), number, ROUNDS);
        self.by(name, own.open(RULES)).await;
        self.by(name, own.open_feed()).await;
        own
    }

    /// Ends the window of the height that is open.
    pub async fn close(&mut self) {
        self.pass(HEIGHT).await;
    }

    /// The votes of the operators, each with its number, at the next height: its report.
    pub async fn reporting(&mut self, height: u64, votes: &[(usize, i64)]) -> [Instruction; 2] {
        let now = self.bank.now().await;
        let voters: Vec<Keypair> = votes.iter().map(|(number, _)| voter(*number)).collect();
        let votes: Vec<(&Keypair, i64, i64)> =
            voters.iter().zip(votes).map(|(voter, (_, price))| (voter, *price, now)).collect();
        self.oracle.report(&self.table, height, &votes)
    }

    /// Enters the votes.
    pub async fn report(&mut self, height: u64, votes: &[(usize, i64)]) -> Vec<Event> {
        let both = self.reporting(height, votes).await;
        self.all("keeper", &both).await
    }

    /// The round of the next height, final: every operator with a price reports it.
    pub async fn round(&mut self, prices: [Option<i64>; OPERATORS]) -> u64 {
        let height = self.next_height().await;
        let votes: Vec<(usize, i64)> =
            prices.into_iter().enumerate().filter_map(|(number, price)| Some((number, price?))).collect();
        self.report(height, &votes).await;
        self.close().await;
        let finalize = self.finalizing(height).await;
        self.by("keeper", finalize).await;
        height
    }

    /// Closes the round of `height` by its right order.
    pub async fn finalizing(&mut self, height: u64) -> Instruction {
        let round = self.oracle.round(height);
        let account = self.bank.account(&round).await.expect("a round");
        let entries = client::entries(&account.data).expect("entries");
        self.oracle.finalize(&self.table, height, client::order(&entries, height))
    }

    /// Judges an operator.
    pub fn judging(&self, name: &str, height: u64, number: usize, is_offense: bool) -> Instruction {
        let operator = self.splits[number].operator;
        self.oracle.judge(&id(name), &self.table, (height, number as u64), &operator, is_offense)
    }

    /// Runs [`Scene::judging`] by "reporter"; gives the verdict and the deviation.
    pub async fn judge(&mut self, height: u64, number: usize, is_offense: bool) -> (u64, u64) {
        let judge = self.judging("reporter", height, number, is_offense);
        match self.by("reporter", judge).await.pop() {
            Some(Event::OperatorJudged(event)) => (event.verdict, event.deviation_bps),
            other => panic!("not a verdict: {other:?}"),
        }
    }

    /// Slashes the offense of an operator at `height`.
    pub async fn slashing(&mut self, height: u64, number: usize) -> Instruction {
        let epoch = self.bank.epoch().await;
        let incident = self.offense(height, number).await.incident;
        self.oracle.slash(&id("keeper"), &self.splits[number], (height, incident), epoch)
    }

    pub async fn feed(&mut self) -> Feed {
        let feed = self.oracle.feed;
        self.bank.read_of(&ORACLE, &feed).await.expect("a feed")
    }

    pub async fn price_round(&mut self, height: u64) -> PriceRound {
        let round = self.oracle.round(height);
        self.bank.read_of(&ORACLE, &round).await.expect("a round")
    }

    pub async fn score(&mut self, number: usize) -> client::Score {
        let score = self.oracle.score(&self.splits[number].operator);
        self.bank.read_of::<OperatorScore>(&ORACLE, &score).await.expect("a score").score
    }

    pub async fn offense(&mut self, height: u64, number: usize) -> PriceOffense {
        let offense = self.oracle.offense(height, &self.splits[number].operator);
        self.bank.read_of(&ORACLE, &offense).await.expect("an offense")
    }

    /// Runs `instruction`, signed by `name` if it asks for that, which must succeed; gives its events.
    pub async fn by(&mut self, name: &str, instruction: Instruction) -> Vec<Event> {
        self.all(name, &[instruction]).await
    }

    pub async fn all(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        ORACLE.events(&self.chain.by(name, instructions).await)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refuses(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: OracleNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        self.chain.refuses(name, instructions, error as u32)
    }
}
