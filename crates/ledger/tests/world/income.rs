//! Rewards in the vault's asset, and what time does to a vault: the books roll, and the due part of a reward streams.

use ledger::state::exit_bucket::Bucket;
use ledger::state::fee::FeesOwed;
use ledger::state::stream::Stream;
use ledger::state::vault::VaultLedger;
use ledger::transition::flow::Flow;
use ledger::transition::reward::{RewardPayment, RewardTerms};

use super::{Truth, World, wide};
use crate::{hold, same};

/// What a stream releases by `time`, and the stream then, from the definition: evenly up to its end, in whole units, and
/// nothing where no shares exist.
fn let_out(stream: Stream, supply: u64, time: i64) -> (Stream, u64) {
    let Stream { left, updated, end } = stream;
    if left == 0 {
        return (stream, 0);
    }
    if supply == 0 {
        let waited = (time - updated).max(0);
        return (Stream { left, updated: updated + waited, end: end + waited }, 0);
    }
    let due = if time >= end {
        left
    } else {
        let [passed, whole] = [(time - updated).max(0), end - updated].map(|seconds| seconds as u128);
        (u128::from(left) * passed / whole) as u64
    };
    // What is less than a unit goes on to be due.
    let updated = if due > 0 { updated.max(time) } else { updated };
    (Stream { left: left - due, updated, end }, due)
}

/// What a stream becomes, of which all that is due is out, with `amount` more over `seconds`: it ends at the mean of both
/// ends by their amounts, rounded to the end that was.
fn folded(stream: Stream, amount: u64, seconds: u64, time: i64) -> Stream {
    let from = stream.updated.max(time);
    let (had, new, seconds) = (u128::from(stream.left), u128::from(amount), u128::from(seconds));
    let rest = (stream.end - from).max(0) as u128;
    let (sum, whole) = (had * rest + new * seconds, had + new);
    let time = match had {
        0 => seconds,
        _ if seconds < rest => sum.div_ceil(whole),
        _ => sum / whole,
    };
    Stream { left: stream.left + amount, updated: from, end: from + time as i64 }
}

impl World {
    /// The vault as time alone leaves it.
    pub(super) fn at_now(&self) -> VaultLedger {
        self.at(&self.vault)
    }

    /// A vault that is this one, or was, as time alone leaves it.
    pub(super) fn at(&self, vault: &VaultLedger) -> VaultLedger {
        let (mut vault, exiting) = (*vault, vault.books.exiting);
        let books = &mut vault.books;
        let old = books.epoch as i64;
        let epoch = self.epoch_of(self.now).max(old);
        let live = |place: i64| usize::try_from(place).ok().and_then(|place| exiting.get(place));
        books.matured += (old..epoch.min(old + 2)).filter_map(|past| live(past - old)).sum::<u64>();
        books.exiting = [epoch, epoch + 1].map(|epoch| live(epoch - old).copied().unwrap_or(0));
        books.epoch = epoch as u64;
        let (stream, due) = let_out(vault.stream, books.supply, self.now.max(self.start_of(epoch)));
        books.active += due;
        vault.stream = stream;
        vault
    }

    /// The same, as a refusal leaves it too; the clock is seen.
    pub(super) fn rolled(&mut self) -> VaultLedger {
        let (vault, time) = (self.at_now(), self.now);
        self.seen = self.seen.max(self.now);
        let (before, after) = (&self.vault, &vault);
        let out = after.books.active > before.books.active;
        let waited = after.stream.end > before.stream.end;
        let sights = [
            (out && after.books.epoch > before.books.epoch, "let out over an epoch's start"),
            (out && before.contested > 0, "let out beside an open slash"),
            (out && before.books.active == 0, "let out where nothing was left"),
            (out && self.waited, "let out after it had waited"),
            (waited, "a stream that waits for shares"),
            (before.stream.left > 0 && time < before.stream.updated, "a clock back over what was let out"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        self.waited = waited || self.waited && !out;
        vault
    }

    pub(super) fn pay_reward(&mut self, by: usize, assets: u64, terms: RewardTerms) -> Truth {
        // As for a deposit: nobody has tokens beyond the mint's supply.
        let here = self.tokens.saturating_add(self.escrow).saturating_add(self.pledged);
        let assets = if self.unpaid > 0 || self.pledged > 0 { assets.min(u64::MAX - here) } else { assets };
        let mut wanted = self.rolled();
        let (rolled, time, reward_bps) = (wanted, self.clock(), self.fees.reward.at(self.clock()));
        let refused = if assets == 0 {
            Some("Zero")
        } else if terms.commission_bps > 5_000 || terms.protocol_fee_bps > 1_000 {
            Some("FeeOverCap")
        } else {
            (!wide::has_room_for(&wanted, assets)).then_some("Overflow")
        };

        let mut owed = self.commissions[by];
        let result = self.vault.pay_reward(&mut owed, assets, terms, self.now);
        self.note("pay reward", result.is_ok(), || format!("{assets} through {by}, {terms:?}: {result:?}"));
        self.tally.refusal(&result);
        if refused.is_none() {
            let commission = wide::part(assets, terms.commission_bps);
            let rest = assets - commission;
            let [vault_fee, protocol_fee] = [reward_bps, terms.protocol_fee_bps].map(|bps| wide::part(rest, bps));
            let streamed = rest - vault_fee - protocol_fee;
            hold!(streamed > 0 && streamed >= rest / 2, "{streamed} of {rest} are streamed");
            let flow = Flow { assets_in: assets, ..Flow::default() };
            let payment = RewardPayment { flow, commission, vault_fee, protocol_fee, streamed };
            same!(result, Ok(payment), "how a reward is divided");
            wanted.stream = folded(rolled.stream, streamed, self.stream_seconds.at(time), time);
            wanted.fees_owed.vault += vault_fee;
            wanted.fees_owed.protocol += protocol_fee;
            wanted.fees_owed.commissions += commission;
            self.commissions[by] += commission;
            self.pay_in(assets);
            let sights = [
                (rolled.stream.left > 0, "a reward folded into what ran"),
                (commission > 0 && vault_fee > 0 && protocol_fee > 0, "a reward of which all four get a part"),
                (rolled.books.supply == 0, "a reward while there are no shares"),
            ];
            sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        }
        same!(result.err().map(|no| format!("{:?}", no.rule)), refused.map(str::to_owned), "whether it can be paid");
        same!(owed, self.commissions[by], "the operator's commission");
        same!(self.vault, wanted, "the vault after a reward");
        if refused.is_none() {
            self.check_around(&rolled, assets, terms)?;
        }
        Ok(())
    }

    /// An entry just before a reward and an exit just after have what they would have without one, at once or by a
    /// ticket.
    fn check_around(&mut self, before: &VaultLedger, reward: u64, terms: RewardTerms) -> Truth {
        let now = self.now;
        for comes in [1, self.scale / 2 + 1, before.books.active / 3 + 1] {
            let (mut without, bucket) = (*before, self.buckets.get(&(before.books.epoch + 1)));
            let mut bucket = bucket.copied().unwrap_or(Bucket::new(before.books.epoch + 1));
            let Ok(came) = without.deposit(comes, 0, now) else { continue };
            let mut with = without;
            if with.pay_reward(&mut 0, reward, terms, now).is_err() {
                continue;
            }
            let shares = came.flow.shares_minted;
            let [at_once, other] = [with, without].map(|mut vault| vault.exit_instantly(shares, 0, now));
            same!(at_once, other, "an instant exit around a reward");
            hold!(at_once.is_ok_and(|exit| exit.flow.assets_out <= comes) || at_once.is_err(), "{comes}: {at_once:?}");
            let asked = with.request_exit(&mut { bucket }, shares, 0, now);
            same!(asked, without.request_exit(&mut bucket, shares, 0, now), "an exit around a reward");
            hold!(asked.is_ok_and(|exit| exit.assets <= comes) || asked.is_err(), "{comes} became {asked:?}");
            self.tally.saw("in and out around a reward");
        }
        Ok(())
    }

    /// The amount still to stream belongs to no stake until then, and the owed fees add up.
    pub(super) fn check_income(&self) -> Truth {
        let Stream { left, updated, end } = self.vault.stream;
        hold!(left == 0 || updated < end, "{left} come out from {updated} to {end}");
        let FeesOwed { commissions, .. } = self.vault.fees_owed;
        let sum = self.commissions.iter().map(|owed| u128::from(*owed)).sum();
        same!(u128::from(commissions), sum, "what is owed to operators");
        let vault = self.at_now();
        same!(self.vault.books_at(self.now), vault.books, "the books as they are read");
        same!(wide::owed(&vault), wide::owed(&self.vault), "what is owed, whatever time does");
        same!(self.vault.owed().map(u128::from), Ok(wide::owed(&vault)), "what the ledger says that is owed");
        Ok(())
    }
}
