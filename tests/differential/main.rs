//! Random transactions on the compiled program, compared with the ledger compiled for the host. After each transaction: the bytes
//! of every account that it names, token balances and supplies, return data, and the refusal with its figures where there is one.
//! The expected bytes are what the ledger's own transitions make of the accounts, in the order in which the program calls them.
//!
//! Every run is the same for the same seed. `cargo xtask differential --transactions N --seed S` makes a long one.

mod bonds;
mod cast;
mod delegations;
mod deposits;
mod exits;
mod grants;
mod income;
mod moves;
mod ncns;
mod numbers;
mod offers;
mod opt_ins;
mod pledges;
mod slashes;
mod state;
mod sweeps;
mod tally;
mod trees;
mod vaults;
mod verdicts;

use std::time::{Duration, Instant};

use cast::{Cast, Step, id};
use harness::Svm;
use numbers::Numbers;
use restaking_client::{SLASH_PROPOSAL_DISCRIMINATOR, SlashProposal};
use solana_account::Account;
use state::State;
use tally::Tally;

/// How many transactions every run of the tests makes, and after how many it starts again on a new chain. Each chain has another
/// size of amounts.
const SHORT: [u64; 2] = [12_000, 4_000];

/// How many transactions it goes on for at the most, until it has seen all that it must: what is rare must not come in the first
/// of them, or every change to what is random would have to make it come there.
const LONGEST: u64 = 5 * SHORT[0];

/// After how many transactions a long run starts again on a new chain: tickets and slashes that are over pile up.
const LIFE: u64 = 10_000;

/// After how many transactions all accounts are compared, and not only those that a transaction names.
const SWEEP: u64 = 500;

/// How often a long run says how far it is.
const WORD: Duration = Duration::from_secs(10);

/// The largest amounts, by seed: usual ones; few units, where every rounding shows; and a third of 2^64, so that two holders own
/// most of what fits in 64 bits.
const SIZES: [u64; 3] = [1_000_000_000_000, 1_000_000, u64::MAX / 3];

/// One life: a chain, what its accounts must hold, and what comes next.
struct Life {
    svm: Svm,
    cast: Cast,
    state: State,
    numbers: Numbers,
    /// What decides on sweeps and grants: apart, so that all else comes as it would without them.
    others: Numbers,
    made: u64,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut svm = Svm::without_signatures().expect("a chain with the program");
        let [of_sets, of_sweeps] = [1 << 62, 1 << 63].map(|apart| Numbers::new(seed ^ apart));
        let (cast, state) = Cast::new(&mut svm, SIZES[seed as usize % SIZES.len()], of_sets);
        Self { svm, cast, state, numbers: Numbers::new(seed), others: of_sweeps, made: 0 }
    }

    /// Lets time pass, or not. At times the clock runs back, as a cluster's may; and at times it stands still while one vault is
    /// slashed again and again, and left: only so are all pools of a bucket touched.
    fn pass(&mut self) {
        let Self { cast, numbers, state, .. } = self;
        if numbers.once_in(if cast.focus.is_some() { 100 } else { 200 }) {
            let split = slashes::exposed(cast, state, numbers);
            let begins = cast.focus.is_none() && slashes::is_exposed(state, &split);
            cast.focus = begins.then_some(split.vault);
        }
        let seconds = match numbers.below(24) {
            _ if cast.focus.is_some() => 0,
            0..=13 => 0,
            14..=21 => numbers.below(20) as i64,
            22 => numbers.below(400) as i64,
            _ if numbers.once_in(6) => numbers.below(2_500) as i64,
            _ if numbers.once_in(4) => -(numbers.below(30) as i64),
            _ => 1,
        };
        if seconds != 0 || numbers.once_in(32) {
            state.now += seconds;
            // A chain may stand still while time passes, and slots may pass in no time.
            match numbers.below(4) {
                0 | 1 => self.svm.stand_still(state.now),
                _ if seconds == 0 => self.svm.pass_slots(numbers.below(200)),
                _ => self.svm.warp(state.now),
            }
            state.slot = self.svm.slot();
        }
        if self.numbers.once_in(20) {
            let split = slashes::exposed(&self.cast, &self.state, &mut self.numbers);
            self.cast.prove(&mut self.svm, &mut self.state, &mut self.numbers, &split);
        }
        if self.numbers.once_in(150) {
            offers::count(&self.cast, &mut self.svm, &mut self.state, &mut self.numbers);
        }
    }

    fn next(&mut self) -> Step {
        let Self { cast, state, numbers, .. } = self;
        loop {
            // Most actions are slashes in a vault in focus, and exits from it meanwhile.
            let place = numbers.below(if cast.focus.is_some() { 96 } else { 32 });
            let next = match place {
                32..=63 => slashes::act(cast, state, numbers),
                64..=95 => Some(exits::request(cast, state, numbers)),
                0..=5 => deposits::act(cast, state, numbers),
                6..=11 => exits::act(cast, state, numbers),
                12..=14 => delegations::act(cast, state, numbers),
                15 => vaults::act(cast, state, numbers),
                16 => opt_ins::act(cast, state, numbers),
                17..=19 => slashes::act(cast, state, numbers),
                20..=22 => verdicts::act(cast, state, numbers),
                23 => ncns::act(cast, state, numbers),
                24..=26 => income::act(cast, state, numbers),
                27 | 28 => bonds::act(cast, state, numbers),
                29 | 30 => offers::act(cast, state, numbers),
                _ => trees::act(cast, state, numbers),
            };
            if let Some(step) = next {
                return step;
            }
        }
    }

    /// What the next transaction does.
    fn steps(&mut self) -> Vec<Step> {
        if self.others.once_in(12) {
            if self.others.once_in(6) {
                sweeps::age(&mut self.svm, &mut self.state, &mut self.others);
            }
            return vec![sweeps::act(&self.cast, &self.state, &mut self.others)];
        }
        if self.others.once_in(20) {
            return vec![grants::act(&self.cast, &self.state, &mut self.others)];
        }
        self.pass();
        let count = 1 + self.numbers.below(6) / 3 + u64::from(self.numbers.once_in(8));
        (0..count).map(|_| self.next()).collect()
    }

    /// Makes one transaction of up to three instructions, and holds all that it names against the ledger.
    fn transact(&mut self, tally: &mut Tally) {
        let (mut names, mut instructions, mut refused) = (vec![], vec![], None);
        let mut steps = self.steps();
        let mut draft = self.state.draft();
        for Step { name, instruction, effect } in steps.drain(..) {
            names.push(name);
            instructions.push(instruction);
            draft.returned = None;
            if refused.is_none()
                && let Err(why) = effect(&mut draft)
            {
                refused = Some((names.len() - 1, why));
            }
        }
        let changes = draft.changes();
        let outcome = self.svm.send_unsigned(&instructions, &id("payer"));
        let story = format!("transaction {} of {names:?} at {}", self.made, self.state.now);
        match (&outcome, &refused) {
            (Ok(done), None) => {
                if let Some(returned) = &changes.returned {
                    assert_eq!(&done.returned, returned, "{story}: returned");
                }
                tally.succeeded(&names, &changes.sights);
                changes.apply(&mut self.state, &self.svm);
            }
            (Err(failure), Some((place, why))) if why.is(failure) && failure.place() == Some(*place) => {
                tally.refused(names[*place], why);
            }
            (Ok(_), Some((place, why))) => panic!("{story}: {place} had to be refused: {why:?}"),
            (Err(failure), None) => panic!("{story}: was refused: {failure}: {:#?}", failure.logs),
            (Err(failure), Some(why)) => {
                panic!("{story}: was refused otherwise: {failure} and not {why:?}: {:#?}", failure.logs)
            }
        }
        for at in instructions.iter().flat_map(|instruction| &instruction.accounts) {
            if let Some(difference) = self.state.difference(&self.svm, &at.pubkey) {
                panic!("after {story}: {difference}");
            }
        }
        self.made += 1;
        tally.transactions += 1;
        if self.made.is_multiple_of(SWEEP) {
            self.sweep();
        }
    }

    /// Looks at every account, and forgets slashes that are over.
    fn sweep(&mut self) {
        let State { accounts, tokens, supplies, .. } = &self.state;
        for at in accounts.keys().chain(tokens.keys()).chain(supplies.keys()) {
            if let Some(difference) = self.state.difference(&self.svm, at) {
                panic!("after transaction {}: {difference}", self.made);
            }
        }
        for vault in &self.cast.vaults {
            assert_eq!(self.state.ledger(&vault.address).invariant(), Ok(()), "after transaction {}", self.made);
        }
        offers::check(&self.state);
        let over = |proposal: &SlashProposal| proposal.status != verdicts::OPEN && proposal.owed == [0; 3];
        let pledged = pledges::pledged(&self.state);
        for (at, proposal) in self.state.all::<SlashProposal>(SLASH_PROPOSAL_DISCRIMINATOR) {
            if over(&proposal) && !pledged.contains(&at) {
                self.state.accounts.remove(&at);
                self.svm.put(at, Account::default());
            }
        }
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}

#[test]
fn the_program_does_what_the_ledger_says() {
    let long = setting("DIFFERENTIAL_TRANSACTIONS");
    let [wanted, life_length] = long.map_or(SHORT, |wanted| [wanted, LIFE]);
    let mut seed = setting("DIFFERENTIAL_SEED").unwrap_or(0);
    let (start, mut told, mut tally) = (Instant::now(), Instant::now(), Tally::default());
    let mut end = wanted;
    loop {
        while tally.transactions < end {
            let mut life = Life::new(seed);
            while life.made < life_length && tally.transactions < end {
                life.transact(&mut tally);
                if long.is_some() && told.elapsed() >= WORD {
                    told = Instant::now();
                    let rate = tally.transactions as f64 / start.elapsed().as_secs_f64();
                    let left = (end - tally.transactions) as f64 / rate;
                    let made = tally.transactions;
                    eprintln!("{made} of {end} transactions, seed {seed}, {rate:.0} a second, {left:.0} s left");
                }
            }
            life.sweep();
            seed += 1;
        }
        if wanted < SHORT[0] || end >= LONGEST || tally.missing().is_empty() {
            break;
        }
        end += life_length;
    }
    tally.print(start.elapsed());
    // Fewer do not come to everything.
    if wanted >= SHORT[0] {
        assert_eq!(tally.missing(), Vec::<String>::new());
    }
}
