//! The rounds of the hour: reported by the operators' processes, carried by the aggregator's, finalized and judged by the keeper's. The
//! processes are commands, or nodes that run all the time.

use std::fs;

use borsh::BorshDeserialize;
use harness::Split;
use harness::oracle::ORACLE;
use localnet::chain::Chain;
use localnet::keys::address;
use restaking_client::oracle::{Feed, OperatorScore, Oracle, PriceOffense, PriceRound};
use restaking_client::{Ncn, OperatorRecord, SlashProposal, pda, table};
use serde_json::json;
use solana_program::pubkey::Pubkey;

use crate::crew::{self, Crew};
use crate::lender;
use crate::nodes::Nodes;
use crate::script::{self, DEVIATED, Found, JAILED, Report, TWICE, WITHOUT_EVE};
use crate::tally::Tally;
use crate::world::{BEHIND, MINUTE, ONE, OPERATORS, World, voting_key};

/// A cent in the feed's units, which have eight decimals.
const CENT: u64 = 1_000_000;

/// The places of those whose stake changes in the hour.
const CYD: usize = 2;
const DORA: usize = 3;
const EVE: usize = 4;

/// The hour, and how far it has come.
pub struct Hour<'a> {
    world: &'a World,
    ncn: String,
    /// The height of the first round, and its time.
    first: (u64, i64),
    found: [Found; 5],
    /// What each of the operators weighs in the table in force.
    weights: [u64; 5],
    /// The number of dora's key.
    key_of_dora: u64,
    /// The table without eve.
    next_table: Option<Pubkey>,
    /// Since when cyd, dora and eve weigh less.
    changes: [i64; 3],
    /// The nodes, if the hour is not played by commands.
    nodes: Option<Nodes>,
}

/// The time of which rewards are paid, and what each operator weighed in it, by seconds.
pub struct Period {
    pub from: i64,
    pub to: i64,
    pub stake_time: [u128; 5],
}

impl<'a> Hour<'a> {
    /// The hour that begins with the second height from now.
    pub fn new(world: &'a World, crew: &mut Crew) -> Self {
        let ncn = world.oracle.ncn;
        let zero = world.chain.read::<Ncn>(&ncn).expect("an NCN").policy.terms.height_zero;
        let height = (world.chain.now().expect("the time") - zero).unsigned_abs() / MINUTE.unsigned_abs() + 2;
        let ncn = ncn.to_string();
        crew::protect(crew, &ncn, height - 1);
        let nodes = Nodes::start(crew, &ncn);
        let first = (height, zero + height.cast_signed() * MINUTE);
        let mut hour = Self {
            world,
            ncn,
            first,
            found: [Found::default(); 5],
            weights: [0; 5],
            key_of_dora: 0,
            next_table: None,
            changes: [0; 3],
            nodes,
        };
        hour.weigh(&pda::stake_table(&world.oracle.ncn, 0));
        assert_eq!(hour.weights, [BEHIND; 5]);
        hour
    }

    /// Plays `round` up to its verdicts, and what follows from them.
    pub fn play(&mut self, round: usize, crew: &mut Crew, tally: &mut Tally) {
        let (height, opens) = self.height(round);
        if self.world.chain.now().expect("the time") < opens {
            self.world.chain.travel(opens).expect("a later time");
        }
        self.report(round, height, crew);
        if round == TWICE {
            self.commit(round, height, crew);
        }
        if round + 1 == WITHOUT_EVE {
            self.world.chain.travel(opens + 40).expect("a later time");
            self.adopt(crew);
        }
        if let Some(nodes) = &mut self.nodes {
            nodes.quote(round + 1);
        }
        self.world.chain.travel(opens + MINUTE).expect("a later time");
        self.judge(round, height, crew);
        let price = self.check(round, height);
        let reports = (0..5).filter(|place| script::report(round, *place) != Report::Silent).count();
        crew.say(&format!("round {round}: {}.{:02} by {reports} reports", price / 100, price % 100));
        match round {
            DEVIATED => self.slash_cyd(height, crew, tally),
            TWICE => self.slash_dora(crew, tally),
            JAILED => self.jail_eve(crew, tally),
            _ => {}
        }
        if round + 1 == WITHOUT_EVE {
            self.weigh(&self.next_table.expect("a table"));
            // While a slash is open, less is certain than what it left: a veto returns the whole of which the operator allocated.
            assert_eq!(self.weights, [BEHIND, BEHIND, BEHIND / 100 * 81, BEHIND / 4, 0]);
        }
        if round % 10 == 9 {
            let worth = lender::value(self.world, 10 * ONE);
            assert_eq!(worth, Ok(price * 10 * 10_000), "ten SOL in millionths of a dollar");
        }
        if round + 1 == script::ROUNDS {
            self.tell(tally);
        }
    }

    /// All that report in `round` do.
    fn report(&mut self, round: usize, height: u64, crew: &mut Crew) {
        let expected = (0..5).filter(|place| script::report(round, *place) != Report::Silent).count() as u64;
        let (chain, at) = (&self.world.chain, self.world.oracle.round(height));
        let Some(nodes) = &mut self.nodes else { return self.vote(round, height, crew) };
        nodes.resume(round);
        nodes.wait(&format!("round {round}"), || {
            let state = read::<PriceRound>(chain, &at).round;
            state.height == height && state.is_open == 1 && state.priced + state.abstained == expected
        });
    }

    /// The round ends, and each operator is judged.
    fn judge(&mut self, round: usize, height: u64, crew: &mut Crew) {
        (0..5).for_each(|place| script::judge(&mut self.found[place], round, place));
        let (world, due) = (self.world, self.found.iter().map(|found| found.judged).sum::<u64>());
        let Some(nodes) = &mut self.nodes else {
            crew.run("keeper", &format!("oracle finalize {} 1 {height}", self.ncn));
            crew.run("keeper", &format!("oracle judge {} 1 {height}", self.ncn));
            return;
        };
        nodes.wait(&format!("the verdicts of round {round}"), || {
            let score =
                |split: &Split| read::<OperatorScore>(&world.chain, &world.oracle.score(&split.operator)).score.judged;
            world.splits.iter().map(score).sum::<u64>() == due
        });
    }

    /// The table without eve becomes the one of new rounds.
    fn adopt(&mut self, crew: &mut Crew) {
        let (world, table) = (self.world, self.next_table.expect("a table"));
        match &mut self.nodes {
            None => drop(crew.run("keeper", &format!("oracle adopt-table {table}"))),
            Some(nodes) => {
                nodes.wait("the next table", || read::<Oracle>(&world.chain, &world.oracle.address).table == table)
            }
        }
    }

    /// The hour is over: nodes end.
    pub fn end(&mut self) {
        self.nodes.iter_mut().for_each(Nodes::end_all);
    }

    /// Whether nodes play it.
    pub fn is_by_nodes(&self) -> bool {
        self.nodes.is_some()
    }

    /// What became of cyd and dora: their proposals, and which part of their stake each takes.
    pub fn cheats(&self) -> [(&'static str, Pubkey, u64); 2] {
        let offense = self.offense(self.height(DEVIATED).0);
        let [cyd, dora] = [self.world.splits[CYD], self.world.splits[DORA]];
        [("cyd", cyd.proposal(offense.incident), 10), ("dora", pda::slash(&dora.allocation(), 1, 1), 2)]
    }

    /// The hour, for its rewards.
    pub fn period(&self) -> Period {
        let (from, to) = (self.first.1, self.first.1 + script::ROUNDS as i64 * MINUTE);
        let time = |before: u64, after: u64, change: i64| {
            let [early, late] = [change - from, to - change].map(|seconds| u128::from(seconds.unsigned_abs()));
            u128::from(before) * early + u128::from(after) * late
        };
        let [cyd, dora, eve] = self.changes;
        let stake_time = [
            time(BEHIND, BEHIND, to),
            time(BEHIND, BEHIND, to),
            time(BEHIND, BEHIND / 10 * 9, cyd),
            time(BEHIND, BEHIND / 2, dora),
            time(BEHIND, 0, eve),
        ];
        Period { from, to, stake_time }
    }

    /// The height of a round, and its time.
    fn height(&self, round: usize) -> (u64, i64) {
        (self.first.0 + round as u64, self.first.1 + round as i64 * MINUTE)
    }

    /// Each operator that reports signs in a process of its own, all at once, and the aggregator carries the votes.
    fn vote(&self, round: usize, height: u64, crew: &mut Crew) {
        let started: Vec<_> = OPERATORS
            .iter()
            .enumerate()
            .map(|(place, name)| {
                words(round, place).map(|words| crew.start(name, &self.voting(crew, name, &words, None)))
            })
            .collect();
        let votes: String = started.into_iter().flatten().map(|vote| crew.end(vote).expect("a vote")).collect();
        let file = crew.folder.join("votes.txt");
        fs::write(&file, votes).expect("a file");
        let told = crew.run("aggregator", &format!("oracle report {} 1 {}", self.ncn, file.display()));
        assert!(told.contains(&format!("for height {height}")), "{told}");
    }

    /// The command by which an operator signs a price, with its own protection file or another.
    fn voting(&self, crew: &Crew, name: &str, words: &str, protection: Option<&str>) -> String {
        let number = if name == OPERATORS[DORA] { self.key_of_dora } else { 0 };
        let (key, file) = (crew.voting_key(name, number), crew.protection(protection.unwrap_or(name)));
        format!("oracle vote {} 1 {words} --key {} --protection {}", self.ncn, key.display(), file.display())
    }

    /// Compares the round and the scores with the script. Gives the price in cents.
    fn check(&self, round: usize, height: u64) -> u64 {
        let reports: Vec<_> = (0..5).map(|place| (script::report(round, place), self.weights[place])).collect();
        let (count, whole) = (
            |of: fn(&Report) -> bool| reports.iter().filter(|(report, _)| of(report)).count() as u64,
            self.weights.iter().sum::<u64>(),
        );
        let state = self.read::<PriceRound>(&self.world.oracle.round(height)).round;
        let price = script::median(&reports);
        assert_eq!((state.height, state.number), (height, round as u64 + 1));
        assert_eq!(state.price.unsigned_abs(), price * CENT, "round {round}");
        assert_eq!(state.total_weight, whole);
        assert_eq!(state.priced, count(|report| matches!(report, Report::Cents(_))));
        assert_eq!(state.abstained, count(|report| *report == Report::Abstains));
        let feed = self.read::<Feed>(&self.world.oracle.feed).price;
        assert_eq!((feed.price, feed.height, feed.rounds), (state.price, height, state.number));
        for (place, split) in self.world.splits.iter().enumerate() {
            let score = self.read::<OperatorScore>(&self.world.oracle.score(&split.operator)).score;
            let found = Found {
                judged: score.judged,
                warnings: score.warnings,
                abstentions: score.abstentions,
                absences: score.absences,
                offenses: score.offenses,
            };
            assert_eq!(found, self.found[place], "{} after round {round}", OPERATORS[place]);
        }
        price
    }

    /// Cyd's two deviations are one incident of the day: anyone slashes it once.
    fn slash_cyd(&mut self, height: u64, crew: &mut Crew, tally: &mut Tally) {
        let [first, second] = [height - 1, height].map(|height| self.offense_at(height));
        let proposal = self.world.splits[CYD].proposal(self.offense(height).incident);
        let is_there = || self.world.chain.account(&proposal).expect("an answer").is_some();
        match &mut self.nodes {
            None => drop(crew.run("reporter", &format!("oracle slash {first}"))),
            Some(nodes) => nodes.wait("the slash of cyd", is_there),
        }
        let again = crew.start("reporter", &format!("oracle slash {second}"));
        let again = crew.end(again).expect_err("a second slash of the day");
        assert!(again.contains("lready"), "{again}");
        self.changes[0] = self.world.chain.read::<SlashProposal>(&proposal).expect("a proposal").proposed_at;
        tally.say("cyd drifts by 12%", "2 offenses, one slash of 10% proposed".into());
    }

    /// Dora signs once more, on a machine that knows nothing of the first. A reporter commits to the proof.
    fn commit(&mut self, round: usize, height: u64, crew: &mut Crew) {
        if let Some(nodes) = &mut self.nodes {
            nodes.end("dora");
        }
        // The file has the vote of this height, and gives it again.
        let words = words(round, DORA).expect("a vote");
        let first = crew.run("dora", &self.voting(crew, "dora", &words, None));
        let copy = crew.protection("dora-copy");
        let raise = format!("oracle protection start {} {} 1 --above {}", copy.display(), self.ncn, height - 1);
        crew.run("dora", &raise);
        let second = crew.run("dora", &self.voting(crew, "dora", "149.00", Some("dora-copy")));
        assert_ne!(first, second);
        let votes = [&first, &second].map(|vote| {
            let words: Vec<&str> = vote.split_whitespace().collect();
            json!({ "key": voting_key("dora", 0).pubkey_text(), "signature": words[1], "message": words[2] })
        });
        fs::write(crew.folder.join("two-votes.json"), json!({ "votes": votes }).to_string()).expect("a file");
        crew.run("reporter", &format!("report commit {} --votes two-votes.json", self.ncn));
    }

    /// The reporter proves the two votes and slashes dora, which registers another key.
    fn slash_dora(&mut self, crew: &mut Crew, tally: &mut Tally) {
        crew.run("reporter", &format!("report prove {} --votes two-votes.json", self.ncn));
        let (operator, ncn) = (self.world.splits[DORA].operator, self.world.oracle.ncn);
        let proof = pda::equivocation(&ncn, &operator, self.world.oracle.number, self.height(TWICE).0);
        crew.run("reporter", &format!("report slash {proof} {}", self.world.vault.address));
        self.changes[1] = self.world.chain.now().expect("the time");
        self.key_of_dora = 1;
        let key = crew.voting_key("dora", 1);
        crew.run("dora", &format!("key register {operator} {ncn} --key {}", key.display()));
        if let Some(nodes) = &self.nodes {
            nodes.change_key(crew, "dora", [0, 1]);
        }
        tally.say("dora votes twice", "proven by a reporter, a slash of 50% proposed, the key ended".into());
    }

    /// Anyone jails eve, and a table without it is opened.
    fn jail_eve(&mut self, crew: &mut Crew, tally: &mut Tally) {
        let (operator, ncn) = (self.world.splits[EVE].operator, self.world.oracle.ncn);
        let record = || self.world.chain.read::<OperatorRecord>(&pda::record(&ncn, &operator)).expect("a record");
        match &mut self.nodes {
            None => drop(crew.run("keeper", &format!("oracle jail {} 1 {operator}", self.ncn))),
            Some(nodes) => nodes.wait("the jail of eve", || record().jailed_until > 0),
        }
        let now = self.world.chain.now().expect("the time");
        assert_eq!(record().jailed_until, now + 86_400);
        self.changes[2] = now;
        self.next_table = Some(self.world.open_table(1, &[0, 1, CYD, DORA]));
        tally.say("eve is silent", "5 of 20 rounds missed, jailed for a day".into());
    }

    /// What each operator weighs in a table.
    fn weigh(&mut self, at: &Pubkey) {
        let data = self.world.chain.account(at).expect("an answer").expect("a table").data;
        let entries = table::entries(&data).expect("a table");
        self.weights = [0, 1, 2, 3, 4].map(|place: usize| {
            let operator = self.world.splits[place].operator;
            entries.iter().find(|entry| entry.operator == operator).map_or(0, |entry| entry.weight)
        });
    }

    fn offense_at(&self, height: u64) -> Pubkey {
        self.world.oracle.offense(height, &self.world.splits[CYD].operator)
    }

    fn offense(&self, height: u64) -> PriceOffense {
        self.read(&self.offense_at(height))
    }

    fn read<T: BorshDeserialize>(&self, at: &Pubkey) -> T {
        read(&self.world.chain, at)
    }

    /// The lines of the table about the rounds.
    fn tell(&self, tally: &mut Tally) {
        let feed = self.read::<Feed>(&self.world.oracle.feed).price;
        assert_eq!(feed.rounds, script::ROUNDS as u64);
        let sum = |of: fn(&Found) -> u64| self.found.iter().map(of).sum::<u64>();
        assert_eq!(self.found[1].warnings, 3);
        assert_eq!((sum(|found| found.warnings), sum(|found| found.offenses)), (3, 2));
        tally.say("rounds", format!("{} of {} final, each with a price", feed.rounds, script::ROUNDS));
        tally.say("verdicts", sum(|found| found.judged).to_string());
        tally.say("bede drifts by 7%", "3 warnings, no slash".into());
        tally.say("ada has no source once", "1 abstention, no consequence".into());
        tally.say("a lender reads the feed", "6 times, within its limits".into());
        tally.costs(self.world);
        let keeper = self.offense(self.height(DEVIATED).0).reporter;
        assert_eq!(keeper, address("keeper"));
    }
}

/// What an operator says of a round, as a command takes it.
fn words(round: usize, place: usize) -> Option<String> {
    match script::report(round, place) {
        Report::Cents(cents) => Some(format!("{}.{:02}", cents / 100, cents % 100)),
        Report::Abstains => Some("abstain".to_owned()),
        Report::Silent => None,
    }
}

/// An account of the oracle's.
fn read<T: BorshDeserialize>(chain: &Chain, at: &Pubkey) -> T {
    let account = chain.account(at).expect("an answer").unwrap_or_else(|| panic!("nothing is at {at}"));
    assert_eq!(account.owner, ORACLE.address(), "{at}");
    T::deserialize(&mut account.data.as_slice()).expect("an account of its kind")
}

/// A key's address in base58.
trait Text {
    fn pubkey_text(&self) -> String;
}

impl Text for solana_keypair::Keypair {
    fn pubkey_text(&self) -> String {
        solana_signer::Signer::pubkey(self).to_string()
    }
}
