//! Pledges for open slashes: what their executions restore, and what payers get back.

use ledger::state::books::Books;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;
use ledger::transition::flow::Flow;

use super::op::{Amount, OPERATORS, SERVICES};
use super::slashes::Reach;
use super::undone::Slashable;
use super::{Truth, World, wide};
use crate::{hold, same};

impl World {
    /// A payer pledges a part of what a slash took, or more than it took.
    pub(super) fn pledge(&mut self, pick: usize, payer: usize, assets: Amount) -> Truth {
        let Some(pick) = pick.checked_rem(self.slashes.len()) else { return Ok(()) };
        let (slash, pledges, before) = (self.slashes[pick].slash, self.slashes[pick].pledges, self.vault);
        let all: u64 = pledges.iter().sum();
        // As for a deposit: nobody has tokens beyond the mint's supply.
        let here = self.tokens.saturating_add(self.escrow).saturating_add(self.pledged);
        let assets = assets.of(slash.stake).min(u64::MAX - here);
        let (mut pledged, mut own) = (all, pledges[payer]);
        let result = self.vault.pledge(&slash, &mut pledged, &mut own, assets);
        self.note("pledge", result.is_ok(), || {
            format!("{payer} pledges {assets} for {slash:?} beside {all}: {result:?}")
        });
        self.tally.refusal(&result);
        let taken = if all < slash.stake { assets.min(slash.stake - all) } else { 0 };
        let flow = Flow { assets_in: taken, ..Flow::default() };
        same!(result.ok(), (taken > 0).then_some(flow), "what a pledge takes in");
        same!((pledged, own), (all + taken, pledges[payer] + taken), "what is pledged for a slash");
        same!(self.vault, VaultLedger { pledged: before.pledged + taken, ..before }, "the vault after a pledge");
        self.slashes[pick].pledges[payer] = own;
        self.pledged += taken;
        self.paid_in += u128::from(taken);
        let sights = [
            (taken > 0 && taken < assets, "a pledge of more than was left to pledge for"),
            (taken > 0 && all > 0 && pledges[payer] == 0, "a slash that two payers pledge for"),
            (pledged == slash.stake && slash.stake > 1, "a slash that is fully pledged for"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        Ok(())
    }

    /// A payer takes back what it pledged for a slash that was vetoed.
    pub(super) fn withdraw_pledge(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.refunds.len()) else { return Ok(()) };
        let (assets, before) = (self.refunds.remove(pick), self.vault);
        let mut own = assets;
        let result = self.vault.withdraw_pledge(&mut own);
        self.note("withdraw pledge", result.is_ok(), || format!("{assets} after a veto: {result:?}"));
        same!(result, Ok(Flow { assets_out: assets, ..Flow::default() }), "what a payer gets back");
        same!(own, 0, "what is left of a pledge");
        same!(self.vault, VaultLedger { pledged: before.pledged - assets, ..before }, "the vault after a withdrawal");
        self.pledged -= assets;
        self.paid_out += u128::from(assets);
        Ok(())
    }

    /// An execution restores `pledged`, `live` of it into the stake.
    pub(super) fn restore(&mut self, pledged: u64, live: u64, slash: &Slash, before: &Books) {
        self.tokens += pledged;
        self.pledged -= pledged;
        self.restored = pledged;
        let nothing = wide::stake(before) == 0;
        let sights = [
            (pledged > 0 && pledged < slash.stake, "a slash of which a part is restored"),
            (
                pledged > 0 && self.slashes.iter().any(|other| other.slash.active > 0),
                "restored beside another open slash",
            ),
            (live > 0 && nothing, "restored where nothing was left"),
            (live > 0 && before.active == 0 && before.supply > 0, "restored where shares were worth nothing"),
            (live > 0 && before.supply == 0, "restored where nobody has a share"),
            (live < pledged && slash.epoch < before.epoch, "restored in a later epoch"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
    }

    /// Pledged for in full, a slash that is executed leaves in every figure of the stake what its veto leaves. So does one that
    /// is pledged for by two, and a pledge changes nothing of a veto.
    pub(super) fn restored_is_back(&self, after: &Reach, slash: &Slash, vetoed: &Reach) -> Truth {
        if u64::MAX - self.tokens < self.escrow.saturating_add(self.pledged).saturating_add(slash.stake) {
            return Ok(());
        }
        let (mut all, mut own, mut other) = (0, 0, 0);
        let mut whole = *after;
        let parts = [slash.stake / 3 + 1, u64::MAX];
        let pledges = [&mut own, &mut other];
        for (part, own) in parts.into_iter().zip(pledges) {
            let result = whole.vault.pledge(slash, &mut all, own, part);
            hold!(result.is_ok() || all == slash.stake, "a pledge of {part} was refused: {result:?}");
        }
        same!((all, own + other), (slash.stake, slash.stake), "what two pledge for all that a slash took");
        let mut back = whole;
        let result = back.with(|vault, target| vault.veto_slash(target, slash, self.now));
        same!(result, Ok(()), "a veto beside pledges");
        let vault = VaultLedger { pledged: vetoed.vault.pledged + slash.stake, ..vetoed.vault };
        same!(back, Reach { vault, ..*vetoed }, "a veto beside pledges, and without them");

        let result = whole.with(|vault, target| vault.execute_slash(target, slash, all, self.now));
        same!(result, Ok(()), "an execution of what is pledged for");
        let figures = |reach: &Reach| {
            let Books { active, supply, exiting, matured, .. } = reach.vault.books;
            (active, supply, exiting, matured, reach.vault.contested, reach.vault.escrowed, reach.vault.pledged)
        };
        same!(figures(&whole), figures(vetoed), "what is restored, and what a veto gives back");
        same!(whole.buckets, vetoed.buckets, "the buckets after both");
        // A veto takes the slash off the epoch's losses, and a pledge does not.
        same!(whole.vault.losses, after.vault.losses, "what counts as lost after a restoration");
        Ok(())
    }

    /// What an execution restores stands behind all units alike, and so for no service out of proportion.
    pub(super) fn check_restored(&self, live: u64, before: &Books, (stood, now): (&Slashable, &Slashable)) -> Truth {
        if live == 0 {
            same!(now, stood, "what services can take after an execution");
        }
        let stake = wide::stake(before);
        let all = stake + u128::from(live);
        for (by, to) in (0..OPERATORS).flat_map(|by| (0..SERVICES).map(move |to| (by, to))) {
            let (old, new) = (stood[by][to], now[by][to]);
            let fair = stake == 0 || (u128::from(new) * stake) < (u128::from(old) + 1) * all;
            hold!(new >= old && fair, "{to} of {by}: {old} became {new} by {live} restored to {stake}");
        }
        Ok(())
    }
}
