//! How often each thing happened, and, where a life is told, what happened in it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
pub struct Tally {
    /// Of each kind of step, how many were done and how many refused.
    pub kinds: BTreeMap<&'static str, [u64; 2]>,
    pub refusals: BTreeMap<String, u64>,
    pub sights: BTreeMap<&'static str, u64>,
    /// Units stood behind an operator at some time in this life.
    pub delegated: bool,
    story: Option<Arc<Mutex<Vec<String>>>>,
}

impl Tally {
    /// One that also writes down what happens.
    pub fn telling(story: Arc<Mutex<Vec<String>>>) -> Self {
        Self { story: Some(story), ..Self::default() }
    }

    pub fn count(&mut self, kind: &'static str, done: bool, words: impl FnOnce() -> String) {
        self.kinds.entry(kind).or_default()[usize::from(!done)] += 1;
        if let Some(story) = &self.story {
            story.lock().unwrap().push(words());
        }
    }

    pub fn refusal<T>(&mut self, result: &ledger::refusal::Result<T>) {
        if let Err(refusal) = result {
            *self.refusals.entry(format!("{:?}", refusal.rule)).or_default() += 1;
        }
    }

    pub fn saw(&mut self, sight: &'static str) {
        *self.sights.entry(sight).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (kind, [done, refused]) in &other.kinds {
            let sum = self.kinds.entry(kind).or_default();
            *sum = [sum[0] + done, sum[1] + refused];
        }
        for (rule, count) in &other.refusals {
            *self.refusals.entry(rule.clone()).or_default() += count;
        }
        for (sight, count) in &other.sights {
            *self.sights.entry(sight).or_default() += count;
        }
    }

    /// The ledger's own transitions among the steps, refused ones included.
    pub fn transitions(&self) -> u64 {
        let others = ["wait", "give ticket", "give shares", "burn", "gain", "close opt-in", "look"];
        self.kinds.iter().filter(|(kind, _)| !others.contains(kind)).flat_map(|(_, counts)| counts).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<40}{:>12}{:>12}", "step", "done", "refused")?;
        for (kind, [done, refused]) in &self.kinds {
            writeln!(f, "{kind:<40}{done:>12}{refused:>12}")?;
        }
        for (rule, count) in &self.refusals {
            writeln!(f, "refused: {rule:<43}{count:>12}")?;
        }
        for (sight, count) in &self.sights {
            writeln!(f, "{sight:<40}{count:>12}")?;
        }
        write!(f, "{:<40}{:>12}", "transitions", self.transitions())
    }
}
