//! What everyone has: nobody gains by another's loss but by a rule, nor by coming or going while a slash is open.

use ledger::state::fee::FeesOwed;
use ledger::state::vault::VaultLedger;

use super::op::{OWNERS, Op};
use super::{Truth, World, wide};
use crate::hold;

/// What an owner has.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Wealth {
    /// What the shares would leave with, and what the tickets hold and have not been paid.
    worth: u128,
    shares: u64,
    tickets: u64,
    /// Of all tickets, to tell the actors of a step from the idle.
    parts: u128,
    paid: u128,
}

impl Wealth {
    /// Has what it had, at any worth.
    fn stood_by(&self, other: &Self) -> bool {
        Self { worth: 0, ..*self } == Self { worth: 0, ..*other }
    }
}

/// What everyone had, what was paid in all, and when.
pub type Before = ([Wealth; OWNERS], i128, i64);

impl World {
    pub(super) fn wealth(&self) -> [Wealth; OWNERS] {
        let (mut all, books) = ([Wealth::default(); OWNERS], self.at_now().books);
        for (one, shares) in all.iter_mut().zip(self.shares) {
            one.shares = shares;
            one.worth = wide::assets_for(&books, shares).unwrap_or(0).into();
        }
        for held in &self.tickets {
            let (one, ticket) = (&mut all[held.owner], &held.ticket);
            one.worth += u128::from(wide::worth(&self.buckets[&ticket.epoch], ticket) - ticket.paid);
            one.tickets += 1;
            one.parts += u128::from(ticket.shares);
            one.paid += u128::from(ticket.paid);
        }
        all
    }

    /// What the vault has paid out, or owes as fees, less what it was paid: no fee makes up for a gain.
    pub(super) fn cash(&self) -> i128 {
        let FeesOwed { vault, protocol, commissions } = self.vault.fees_owed;
        let fees: i128 = [vault, protocol, commissions].map(i128::from).iter().sum();
        self.paid_out as i128 + fees - self.paid_in as i128
    }

    /// After a step: an idle holder has no less, but by a slash, which takes the same part of everyone's; and a holder
    /// that entered, left or came back has no more.
    pub(super) fn check_wealth(&self, op: Op, vault: &VaultLedger, (before, cash, then): Before) -> Truth {
        let after = self.wealth();
        let sum: u128 = after.iter().map(|one| one.worth).sum();
        hold!(sum <= self.tokens.into(), "all are worth {sum}, and {} are there", self.tokens);
        let all = wide::stake(&self.at(vault).books);
        let comes = self.vault.stream.left > 0 && self.vault.books.supply > 0;
        let taken = u128::from(self.vault.escrowed.saturating_sub(vault.escrowed));
        for (who, (old, new)) in before.iter().zip(after).enumerate() {
            let [had, has] = [old.worth, new.worth];
            if old.stood_by(&new) {
                let right = match op {
                    // Of the shares and of each ticket: its part of the loss, and the roundings.
                    Op::Propose { .. } => {
                        has <= had && (had - has) * all <= had * taken + (4 + 6 * u128::from(old.tickets)) * all
                    }
                    Op::Deposit { .. }
                    | Op::Request { .. }
                    | Op::Cancel { .. }
                    | Op::ExitInstantly { .. }
                    | Op::CloseBucket { .. }
                    | Op::Gain { .. }
                    | Op::Burn { .. }
                    | Op::Veto { .. } => has >= had,
                    // All of what is restored at the most, and what was rounded off of the shares and of each ticket.
                    Op::Execute { .. } if self.restored > 0 => {
                        has >= had && has - had <= u128::from(self.restored) + 1 + u128::from(old.tickets)
                    }
                    // A clock that runs back shows again what had not streamed.
                    Op::Wait { .. } if comes => has >= had || self.now < then,
                    _ => has == had,
                };
                hold!(right, "{who} did nothing and went from {had} to {has} of {all}, {taken} taken");
            } else if is_move(op) {
                let gain = has as i128 - had as i128 + self.cash() - cash;
                hold!(gain <= slack(&new), "{who} gained {gain} by a move of its own");
            }
        }
        Ok(())
    }

    /// A world in which this move is not made, to compare with: now and then, where a slash is open.
    pub(super) fn fork_to_compare(&mut self, op: Op) -> Option<Self> {
        let compares = is_move(op) && !self.slashes.is_empty() && self.turn.is_multiple_of(3);
        compares.then(|| self.fork())
    }

    /// With all open slashes vetoed, executed, or some of each: the mover has no more than without its move, and no other
    /// holder less.
    pub(super) fn compare(&mut self, op: Op, idle: Self) -> Truth {
        let (old, new) = (idle.wealth(), self.wealth());
        if old.iter().zip(&new).all(|(old, new)| old.stood_by(new)) {
            return Ok(());
        }
        self.tally.saw(match op {
            Op::Deposit { .. } => "entered while a slash was open",
            Op::Cancel { .. } => "came back while a slash was open",
            Op::Request { .. } => "asked to leave while a slash was open",
            _ => "left at once while a slash was open",
        });
        for vetoes in [0, u64::MAX, self.luck ^ self.turn.wrapping_mul(0x9e37_79b9_7f4a_7c15)] {
            let ends = [idle.clone(), self.fork()].map(|world| world.ended(vetoes));
            let [idle, moved] = ends;
            let (idle, moved) = (idle?, moved?);
            let cash = moved.cash() - idle.cash();
            for (who, (without, with)) in idle.wealth().into_iter().zip(moved.wealth()).enumerate() {
                let gain = with.worth as i128 - without.worth as i128;
                if old[who].stood_by(&new[who]) {
                    hold!(gain >= 0, "{who} lost {gain} by another's {op:?}, vetoes {vetoes:b}");
                } else {
                    let gain = gain + cash;
                    hold!(gain <= slack(&with), "{who} gained {gain} by {op:?}, vetoes {vetoes:b}");
                }
            }
        }
        Ok(())
    }

    /// This world once its slashes have ended, each as its bit of `vetoes` says.
    fn ended(mut self, vetoes: u64) -> Result<Self, String> {
        for turn in (0..self.slashes.len()).rev() {
            let (stakes, slashable) = (self.stakes(), self.slashable());
            self.settle(turn, vetoes >> (turn % 64) & 1 == 1)?;
            self.count_gains(Op::Execute { pick: turn }, &stakes, &slashable);
        }
        Ok(self)
    }
}

/// What one does with shares and tickets alone.
fn is_move(op: Op) -> bool {
    matches!(op, Op::Deposit { .. } | Op::Request { .. } | Op::Cancel { .. } | Op::ExitInstantly { .. })
}

/// The shares' worth and that of each ticket are rounded down; apart, they add up to less than together.
fn slack(one: &Wealth) -> i128 {
    2 + i128::from(one.tickets)
}
