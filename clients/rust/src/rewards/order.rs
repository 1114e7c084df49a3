//! The order of events: that of their accounts' numbers, whatever order they come in.

use std::collections::{BTreeMap, VecDeque};

use solana_program::pubkey::Pubkey;

use super::Recorded;
use crate::Event;

/// Numbers of an account's events that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The account.
    pub account: Pubkey,
    /// The first number.
    pub first: u64,
    /// The last.
    pub last: u64,
}

/// Puts events in order: by time, then by account, and those of one account by number. Gives what is missing before `to`.
///
/// An account's numbers begin with 1 and have no gap. Behind the event that closes an account, the next one at its address
/// begins with 1 again.
pub fn ordered(events: Vec<Recorded>, to: i64) -> (Vec<Recorded>, Vec<Gap>) {
    let mut accounts: BTreeMap<Pubkey, Vec<Recorded>> = BTreeMap::new();
    for event in events {
        accounts.entry(event.account).or_default().push(event);
    }
    let (mut all, mut missing) = (vec![], vec![]);
    for (account, mut events) in accounts {
        // Two of one number in one second are told apart by what they say.
        events.sort_by(|one, other| {
            let key = |event: &Recorded| (event.time, event.number);
            key(one).cmp(&key(other)).then_with(|| format!("{:?}", one.event).cmp(&format!("{:?}", other.event)))
        });
        let (numbered, single): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.number > 0);
        all.extend(single);
        let mut walk = Walk { account, to, before: i64::MIN, number: 0, closed: true };
        walk.walk(numbered.into(), &mut all, &mut missing);
    }
    // Stable: the order within an account stays.
    all.sort_by_key(|event| (event.time, event.account));
    (all, missing)
}

/// The events of one account, one after the other.
struct Walk {
    account: Pubkey,
    to: i64,
    /// The time of the last event.
    before: i64,
    /// Its number.
    number: u64,
    /// It closed the account, or there was none.
    closed: bool,
}

impl Walk {
    fn follows(&self, event: &Recorded) -> bool {
        event.number == if self.closed { 1 } else { self.number + 1 }
    }

    fn walk(&mut self, mut left: VecDeque<Recorded>, walked: &mut Vec<Recorded>, missing: &mut Vec<Gap>) {
        while let Some(time) = left.front().map(|event| event.time) {
            let now = || left.iter().take_while(|event| event.time == time);
            // In one second an account can end and be opened again: then the one that ends it comes first.
            let reopens = now().any(|event| event.number == 1);
            let next = now().position(|event| reopens && self.follows(event) && closes(event.event.as_ref()));
            let next = next.or_else(|| now().position(|event| self.follows(event)));
            let Some(event) = left.remove(next.unwrap_or(0)) else { return };
            let first = if self.closed || event.number <= self.number { 1 } else { self.number + 1 };
            if event.number > first && self.before < self.to {
                missing.push(Gap { account: self.account, first, last: event.number - 1 });
            }
            (self.before, self.number, self.closed) = (time, event.number, closes(event.event.as_ref()));
            walked.push(event);
        }
    }
}

/// Whether the event is its account's last.
fn closes(event: Option<&Event>) -> bool {
    match event {
        Some(Event::OptInChanged(event)) => event.closed,
        Some(Event::CaptureClosed(_) | Event::StakeTableClosed(_) | Event::RewardOfferClosed(_)) => true,
        _ => false,
    }
}
