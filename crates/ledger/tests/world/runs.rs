//! Runs lives: few in every run of the tests, and as many as asked for, on every core, with word of how far it is.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use super::op::{Op, Setup, life};
use super::{Tally, Truth};

/// The most steps that a life has.
const STEPS: usize = 250;

/// How often to say how far it is.
const WORD: Duration = Duration::from_secs(10);

/// Lives one life, and counts what happened in it.
type Life = fn(Setup, &[Op], Tally) -> (Truth, Tally);

/// How many transitions a test makes.
pub struct Length {
    /// In every run of the tests.
    pub short: u64,
    /// Which part of `LEDGER_TRANSITIONS`, where that is set.
    pub part: u64,
    /// How many lives have one seed.
    pub lives: u32,
}

/// Runs lives until they have made as many transitions as `length` says. Seeds are counted on from `LEDGER_SEED`.
pub fn run_for(length: Length, name: &str, one: Life) -> Tally {
    let (wanted, seed) = (setting("LEDGER_TRANSITIONS"), setting("LEDGER_SEED").unwrap_or(1));
    let Some(wanted) = wanted.map(|all| all / length.part) else {
        return run_until(&length, length.short, seed, one, |_| ());
    };
    let (start, told) = (Instant::now(), Mutex::new(Instant::now()));
    let tally = run_until(&length, wanted, seed, one, |done| {
        let mut told = told.lock().unwrap();
        if told.elapsed() >= WORD {
            *told = Instant::now();
            let rate = done as f64 / start.elapsed().as_secs_f64();
            let left = wanted.saturating_sub(done) as f64 / rate;
            eprintln!("{name}: {done} of {wanted} transitions, {rate:.0} a second, {left:.0} s left");
        }
    });
    let (done, seconds) = (tally.transitions(), start.elapsed().as_secs_f64());
    println!("{name}, from seed {seed}:\n{tally}");
    println!("{name}: {done} transitions in {seconds:.0} s, {:.0} a second", done as f64 / seconds);
    tally
}

/// Runs lives until they have made `wanted` transitions, and tells `word` how many there are: on every core, or on one where
/// they are few, so that they are the same ones in every run.
fn run_until(length: &Length, wanted: u64, seed: u64, one: Life, word: impl Fn(u64) + Sync) -> Tally {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if wanted > length.short { cores } else { 1 };
    let (total, next, failed) = (Mutex::new(Tally::default()), AtomicU64::new(seed), AtomicBool::new(false));
    let work = || {
        while total.lock().unwrap().transitions() < wanted && !failed.load(Ordering::Relaxed) {
            let tally =
                catch_unwind(|| run(one, length.lives, next.fetch_add(1, Ordering::Relaxed))).unwrap_or_else(|why| {
                    failed.store(true, Ordering::Relaxed);
                    resume_unwind(why)
                });
            let mut total = total.lock().unwrap();
            total.add(&tally);
            word(total.transitions());
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    total.into_inner().unwrap()
}

/// Runs lives from a seed. A life that fails shrinks, and is told step by step.
fn run(one: Life, lives: u32, seed: u64) -> Tally {
    let config = Config {
        cases: lives,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 50_000,
        ..Config::default()
    };
    let total = RefCell::new(Tally::default());
    let result = TestRunner::new(config).run(&life(STEPS), |(setup, ops)| {
        let (truth, tally) = one(setup, &ops, Tally::default());
        total.borrow_mut().add(&tally);
        truth.map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => total.into_inner(),
        Err(TestError::Fail(why, (setup, ops))) => {
            let story = Arc::new(Mutex::new(Vec::new()));
            let telling = Tally::telling(story.clone());
            // It may have failed by a panic, and the story must be heard all the same.
            let _ = catch_unwind(AssertUnwindSafe(|| one(setup, &ops, telling)));
            panic!("{why}\nin a life of seed {seed}: {setup:?}\n{ops:?}\n  {}\n", story.lock().unwrap().join("\n  "));
        }
        Err(abort) => panic!("{abort}"),
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}
