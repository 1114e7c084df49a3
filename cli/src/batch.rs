//! Many things at once, none of which keeps another from being done.

use std::collections::VecDeque;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::session::{Plan, Session};

impl Session<'_> {
    /// Carries out what `plan` makes for some of `items`, for all of them in as few transactions as there can be. An item that is
    /// refused by itself is omitted, and named in the end.
    ///
    /// # Errors
    /// If one was omitted, or a transaction was not agreed to or may not have landed: then the rest is not tried.
    pub fn carry_out_each<T>(
        &mut self,
        items: &[T],
        name: &dyn Fn(&T) -> String,
        plan: &dyn Fn(&Session, &[T]) -> Result<Plan>,
    ) -> Result<()> {
        // A plan that cannot be made has no size: what it is of is found alone.
        let sized = |part: &[T]| plan(self, part).or_else(|_| Ok(Plan::default()));
        let ranges = self.parts(items, sized)?;
        self.carry_out_ranges(items, ranges, name, plan)
    }

    /// The same with a transaction for each item.
    ///
    /// # Errors
    /// As [`Session::carry_out_each`].
    pub fn carry_out_singly<T>(
        &mut self,
        items: &[T],
        name: &dyn Fn(&T) -> String,
        plan: &dyn Fn(&Session, &T) -> Result<Plan>,
    ) -> Result<()> {
        let ranges = (0..items.len()).map(|place| place..place + 1).collect();
        self.carry_out_ranges(items, ranges, name, &|session, part| plan(session, &part[0]))
    }

    /// Carries out what `plan` makes for all of `items` in as few transactions as there can be, each of which builds on those before it;
    /// `more` others follow. Gives whether they can: where nothing is sent, the first is all that can be simulated, and it says so.
    ///
    /// # Errors
    /// The first refusal, which ends it.
    pub fn carry_out_in_turn<T>(&mut self, items: &[T], more: usize, plan: &dyn Fn(&[T]) -> Plan) -> Result<bool> {
        let ranges = self.parts(items, |part| Ok(plan(part)))?;
        let count = ranges.len() + more;
        for range in ranges {
            let mut plan = plan(&items[range]);
            let sends = self.options.sends();
            if !sends && count > 1 {
                plan.warnings.push(format!(
                    "note: this is transaction 1 of {count}: the next can be simulated when it has landed, so repeat this then"
                ));
            }
            self.carry_out(plan)?;
            if !sends {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Carries out the plan for each of `ranges`; one that is refused in halves, and what is refused by itself not at all.
    fn carry_out_ranges<T>(
        &mut self,
        items: &[T],
        ranges: Vec<Range<usize>>,
        name: &dyn Fn(&T) -> String,
        plan: &dyn Fn(&Session, &[T]) -> Result<Plan>,
    ) -> Result<()> {
        let (mut ranges, mut left_out) = (VecDeque::from(ranges), vec![]);
        while let Some(range) = ranges.pop_front() {
            let part = &items[range.clone()];
            match plan(self, part).and_then(|made| self.ready(made)) {
                Ok(ready) => {
                    self.check_asked(&ready.plan)?;
                    self.propose(ready, None)?;
                }
                Err(_) if part.len() > 1 => {
                    let middle = range.start + part.len() / 2;
                    ranges.push_front(middle..range.end);
                    ranges.push_front(range.start..middle);
                }
                Err(error) => left_out.push((name(&part[0]), error)),
            }
        }
        told(left_out, items.len())
    }
}

/// The omitted ones of `count` items, as an error if there are any.
fn told(mut left_out: Vec<(String, Error)>, count: usize) -> Result<()> {
    match left_out.len() {
        0 => Ok(()),
        1 if count == 1 => Err(left_out.remove(0).1),
        some => {
            let each: Vec<String> = left_out.iter().map(|(name, error)| format!("{name}: {error}")).collect();
            let logs = left_out.into_iter().flat_map(|(_, error)| error.logs().to_vec()).collect();
            let text = format!("{some} of {count} were omitted:\n  {}", each.join("\n  "));
            Err(Error::new(text).with_logs(logs))
        }
    }
}
