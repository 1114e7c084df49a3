//! Five operators with a fifth of a vault each, that report to one feed of an oracle.

use borsh::BorshDeserialize;
pub use harness::oracle::{ORACLE, PriceOracle, RULES};
use harness::{Failure, Signatures, Split, entity, key, keys, oracle, slash, table};
use restaking_client::oracle::{
    self as client, Event, Feed, OperatorScore, OracleNcnError, PriceOffense, PriceRound, RuleFigures,
};
use restaking_client::{LimitsArgs, Ncn, OperatorRecord, PolicyArgs, SlashPolicy, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, id};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_program_test::ProgramTest;
use solana_signer::Signer;

/// The challenge window: seven days.
pub const CHALLENGE: u64 = 7 * 86_400;

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 60;

/// The number of round accounts.
pub const ROUNDS: u64 = 8;

/// A price with eight decimals.
pub const PRICE: i64 = 15_000_000_000;

/// The number of operators.
pub const OPERATORS: usize = 5;

/// What each of the operators has at stake.
pub const STAKE: u64 = 200_000;

pub struct Scene {
    pub bank: Bank,
    pub oracle: PriceOracle,
    /// The vault's part of each operator.
    pub splits: Vec<Split>,
    pub table: Pubkey,
    /// The index of the next table.
    next_table: u64,
}

/// The policy: slashes by the oracle, seven days for "resolver", all for two votes at one height.
pub fn policy(ncn: &Pubkey) -> PolicyArgs {
    let policy = slash::policy(&ORACLE.oracle(ncn), &id("resolver"), &id("insurance"), CHALLENGE);
    PolicyArgs { height_millis: HEIGHT as u64 * 1_000, ..slash::with_rule(policy, slash::WHOLE, GENESIS) }
}

/// The key of operator `number`.
pub fn voter(number: usize) -> Keypair {
    key(&format!("voter {number}"))
}

impl Scene {
    /// All that is needed before the first height, at the start of epoch [`SETTLED`].
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
        let mut bank = Bank::beside(|chain| {
            program.into_iter().for_each(|(at, account)| chain.add_account(at, account));
            add(chain);
        })
        .await;
        bank.configure().await;
        let vault = bank.add_vault("creator", 0, LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
        bank.open_holders(&vault).await;
        let ncn = pda::ncn(&id("ncn"), 0);
        bank.add_policy("ncn", 0, policy(&ncn)).await;
        bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &vault.asset_mint, 1_000_000_000)).await;
        for name in ["resolver", "allocator", "keeper", "reporter", "mallory"] {
            bank.fund(&id(name));
        }
        let mut splits = vec![];
        for number in 0..OPERATORS {
            let operator = bank.add_operator("operator", number as u64).await;
            let split = Split { vault, operator, ncn };
            bank.expose(&split, slash::WHOLE / OPERATORS as u64, slash::WHOLE).await;
            splits.push(split);
        }
        bank.begin_with_a_million(&vault).await;
        // By address, as the table has them: the operator at place n is number n.
        splits.sort_by_key(|split| split.operator);
        let oracle = PriceOracle::new(ncn, id("ncn"), 3, ROUNDS);
        let mut scene = Self { bank, oracle, splits, table: Pubkey::default(), next_table: 0 };
        for number in 0..OPERATORS {
            scene.register(number, &voter(number), None).await;
        }
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

    /// Registers a key of an operator.
    pub async fn register(&mut self, number: usize, voter: &Keypair, previous: Option<&Keypair>) {
        let (admin, split) = (id("operator"), self.splits[number]);
        let previous = previous.map(|key| key.pubkey().to_bytes());
        let public = voter.pubkey().to_bytes();
        let both = [
            Signatures::possession(voter, &split.ncn, &split.operator).instruction(),
            keys::register_key(&admin, &admin, &split.ncn, &split.operator, &public, previous.as_ref()),
        ];
        self.bank.send(&both, &[&key("operator")]).await.expect("a key");
    }

    /// An oracle of an NCN of `name`, under the policy and the rules of the scene's.
    pub async fn add_oracle(&mut self, name: &str, number: u8) -> PriceOracle {
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = PriceOracle::new(ncn, id(name), number, ROUNDS);
        self.by(name, own.open(RULES)).await;
        self.by(name, own.open_feed()).await;
        own
    }

    /// Puts a policy of the NCN in force, as if it was announced long ago.
    pub async fn in_force(&mut self, policy: PolicyArgs) {
        let at = self.oracle.ncn;
        let mut account = self.bank.account(&at).await.expect("an NCN");
        let mut ncn = Ncn::deserialize(&mut account.data.as_slice()).expect("an NCN");
        let policy = borsh::to_vec(&policy).expect("a policy");
        // The argument has the fields of the policy.
        ncn.policy = SlashPolicy::try_from_slice(&policy).expect("a policy");
        ncn.next_policy = ncn.policy.clone();
        let head = borsh::to_vec(&ncn).expect("an NCN");
        account.data[..head.len()].copy_from_slice(&head);
        self.bank.put(&at, account);
    }

    /// A table of the first operators, final, which guarantees its stake for as long as a table can.
    pub async fn new_table(&mut self, operators: usize) -> Pubkey {
        let until = self.most_certain().await;
        self.new_table_until(operators, until).await
    }

    /// The same with a guarantee until a time; zero for none.
    pub async fn new_table_until(&mut self, operators: usize, certain_until: i64) -> Pubkey {
        let table = self.open_table(operators, certain_until).await;
        let now = self.bank.now().await;
        self.bank.warp(now + 10).await;
        table
    }

    /// The last second of the vault's next epoch: no stake is certain for longer.
    pub async fn most_certain(&mut self) -> i64 {
        GENESIS + ((self.bank.epoch().await + 2) * EPOCH) as i64 - 1
    }

    /// The same in its window.
    pub async fn open_table(&mut self, operators: usize, certain_until: i64) -> Pubkey {
        let (ncn, index) = (self.oracle.ncn, self.next_table);
        self.next_table += 1;
        let table = pda::stake_table(&ncn, index);
        let open = table::open_certain(&id("ncn"), &id("ncn"), &ncn, index, 8, 10, certain_until);
        self.bank.by("ncn", open).await;
        let keeper = id("keeper");
        let mut captures = vec![];
        for split in self.splits.clone().iter().take(operators) {
            self.bank.by("keeper", table::capture(&keeper, &table, &ncn, &split.operator, &[*split])).await;
            captures.push(pda::capture(&table, &split.operator, &keeper));
        }
        if !captures.is_empty() {
            self.bank.send(&[table::enter(&table, &captures)], &[]).await.expect("the captures");
        }
        table
    }

    /// The next height, whose window begins now.
    pub async fn next_height(&mut self) -> u64 {
        let now = self.bank.now().await;
        let height = (now - GENESIS).div_euclid(HEIGHT) + 1;
        self.bank.warp(GENESIS + height * HEIGHT).await;
        height as u64
    }

    /// Ends the window of the height that is open.
    pub async fn close(&mut self) {
        let now = self.bank.now().await;
        self.bank.warp(now + HEIGHT).await;
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
        let account = self.bank.account(&self.oracle.round(height)).await.expect("a round");
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
        self.bank.read_of(&ORACLE, &self.oracle.feed).await.expect("a feed")
    }

    pub async fn price_round(&mut self, height: u64) -> PriceRound {
        self.bank.read_of(&ORACLE, &self.oracle.round(height)).await.expect("a round")
    }

    pub async fn score(&mut self, number: usize) -> client::Score {
        let score = self.oracle.score(&self.splits[number].operator);
        self.bank.read_of::<OperatorScore>(&ORACLE, &score).await.expect("a score").score
    }

    pub async fn offense(&mut self, height: u64, number: usize) -> PriceOffense {
        let offense = self.oracle.offense(height, &self.splits[number].operator);
        self.bank.read_of(&ORACLE, &offense).await.expect("an offense")
    }

    pub async fn record(&mut self, number: usize) -> OperatorRecord {
        let split = self.splits[number];
        self.bank.record(&split).await
    }

    /// Runs `instruction`, signed by `name` if it asks for that, which must succeed; gives its events.
    pub async fn by(&mut self, name: &str, instruction: Instruction) -> Vec<Event> {
        self.all(name, &[instruction]).await
    }

    pub async fn all(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        let signers = signers(name, instructions);
        let done = self.bank.send(instructions, &signers.iter().collect::<Vec<_>>()).await;
        let done = done.unwrap_or_else(|failure| panic!("{name} failed: {failure}: {:#?}", failure.logs));
        ORACLE.events(&done.logs)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refuses(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: OracleNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        let (signers, at) = (signers(name, instructions), std::panic::Location::caller());
        let instructions = instructions.to_vec();
        async move {
            let failure = self.bank.all_refused(&instructions, &signers.iter().collect::<Vec<_>>()).await;
            let found = failure.code().and_then(<OracleNcnError as num_traits::FromPrimitive>::from_u32);
            assert_eq!(found, Some(error), "at {at}: {:#?}", failure.logs);
            failure
        }
    }
}

/// The key pair called `name`, if an instruction asks for its signature.
fn signers(name: &str, instructions: &[Instruction]) -> Vec<Keypair> {
    let mut metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    metas.any(|meta| meta.is_signer && meta.pubkey == id(name)).then(|| key(name)).into_iter().collect()
}
