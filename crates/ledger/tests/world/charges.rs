//! The vault's fees: their start, and their recipients.

use ledger::refusal::Rule;
use ledger::state::fee::VaultFees;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::flow::Flow;

use super::op::{OPERATORS, Span};
use super::watch::Watch;
use super::{Truth, World};
use crate::{hold, same};

/// The longest stream of a reward.
const YEAR: u64 = 31_536_000;

/// What the vault's fees should be.
#[derive(Clone, Copy)]
pub struct Fees {
    pub deposit: Watch,
    pub exit: Watch,
    pub reward: Watch,
}

impl Fees {
    pub const fn none() -> Self {
        Self { deposit: Watch::new(0), exit: Watch::new(0), reward: Watch::new(0) }
    }

    fn pairs<'a>(
        &'a mut self,
        fees: &'a VaultFees,
    ) -> [(&'a mut Watch, ledger::state::delayed::Delayed, &'static str); 3] {
        let VaultFees { deposit_bps, exit_bps, reward_bps } = *fees;
        [
            (&mut self.deposit, deposit_bps, "the deposit fee"),
            (&mut self.exit, exit_bps, "the exit fee"),
            (&mut self.reward, reward_bps, "the reward fee"),
        ]
    }
}

impl Span {
    /// In seconds, of a vault with streams of `least` seconds or more.
    fn of(self, least: u64) -> u64 {
        match self {
            Self::Least(off) => least.saturating_add_signed(off.into()),
            Self::Times(times) => (least * u64::from(times)).min(YEAR),
            Self::Most(off) => YEAR.saturating_add_signed(off.into()),
        }
    }
}

impl World {
    pub(super) fn set_fees(&mut self, [deposit_bps, exit_bps, reward_bps]: [u64; 3], span: Span) -> Truth {
        let wanted = self.rolled();
        let (time, epoch) = (self.clock(), self.epoch_of(self.seen));
        let least = self.vault.epoch_seconds.min(YEAR);
        let stream_seconds = span.of(least);
        let refused = if deposit_bps > 500 || exit_bps > 500 || reward_bps > 3_000 {
            Some("FeeOverCap")
        } else if stream_seconds < least {
            Some("StreamTooShort")
        } else {
            (stream_seconds > YEAR).then_some("StreamTooLong")
        };
        let terms = FeeTerms { deposit_bps, exit_bps, reward_bps, stream_seconds };
        let result = self.vault.set_fees(terms, self.now);
        self.note("set fees", result.is_ok(), || format!("{terms:?}: {result:?}"));
        self.tally.refusal(&result);
        let rule = result.err().map(|no| format!("{:?}", no.rule));
        same!(rule, refused.map(str::to_owned), "whether these fees can be set");
        if refused.is_some() {
            same!(self.vault, wanted, "the vault after refused fees");
            return Ok(());
        }
        let (due, asked) = (self.due_now(), [deposit_bps, exit_bps, reward_bps]);
        let (mut sights, mut risen) = (Vec::new(), stream_seconds > self.stream_seconds.last());
        for ((watch, before, what), bps) in self.fees.pairs(&wanted.fees).into_iter().zip(asked) {
            watch.observe(before.at(time), epoch, what)?;
            let (counts, rises) = (watch.at(time), watch.rises(time));
            risen |= bps > watch.last();
            sights.extend([
                (bps > counts && !rises, "a fee raised"),
                (bps > counts && rises, "a fee raised again"),
                (bps <= counts && rises, "a fee's rise withdrawn"),
                (bps < counts, "a fee lowered"),
            ]);
            watch.announce_bound(bps, time, due);
        }
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        self.stream_seconds.observe(wanted.stream_seconds.at(time), epoch, "the stream time")?;
        self.stream_seconds.announce_bound(stream_seconds, time, due);
        let VaultLedger { fees, stream_seconds, .. } = self.vault;
        let risk_version = wanted.risk_version + u64::from(risen);
        same!(self.vault, VaultLedger { fees, stream_seconds, risk_version, ..wanted }, "the vault after new fees");
        Ok(())
    }

    /// The vault's fee wallet is paid, or the protocol's, or an operator.
    pub(super) fn collect(&mut self, whose: usize) -> Truth {
        let (mut wanted, mut commissions) = (self.vault, self.commissions);
        let owed = match whose {
            0 => std::mem::take(&mut wanted.fees_owed.vault),
            1 => std::mem::take(&mut wanted.fees_owed.protocol),
            _ => {
                let owed = std::mem::take(&mut commissions[whose - 2]);
                wanted.fees_owed.commissions -= owed;
                owed
            }
        };
        let result = match whose {
            0 => self.vault.collect_vault_fees(),
            1 => self.vault.collect_protocol_fees(),
            _ => self.vault.collect_commission(&mut self.commissions[whose - 2]),
        };
        self.note("collect", result.is_ok(), || format!("by {whose}: {result:?}"));
        self.tally.refusal(&result);
        // All of it: nothing is charged of a fee.
        let flow = (owed > 0).then_some(Flow { assets_out: owed, ..Flow::default() });
        same!(result.ok(), flow, "what is collected");
        hold!(owed > 0 || result.unwrap_err().rule == Rule::NoFees, "{result:?}");
        self.pay_out(owed)?;
        same!(self.vault, wanted, "the vault after fees were collected");
        same!(self.commissions, commissions, "what operators are owed after fees were collected");
        Ok(())
    }

    /// Pays every owed fee.
    pub(super) fn collect_all(&mut self) -> Truth {
        (0..2 + OPERATORS).try_for_each(|whose| self.collect(whose))?;
        same!(self.vault.fees_owed, ledger::state::fee::FeesOwed::default(), "the fees that are owed at the end");
        Ok(())
    }

    /// Fees rise late and fall at once, wherever they are read.
    pub(super) fn check_fees(&mut self, time: i64, seen: i64, epoch: i64) -> Truth {
        for (watch, value, what) in self.fees.pairs(&self.vault.fees) {
            watch.agrees(&value, time, what)?;
            watch.observe(value.at(seen), epoch, what)?;
        }
        self.stream_seconds.agrees(&self.vault.stream_seconds, time, "the stream time")?;
        self.stream_seconds.observe(self.vault.stream_seconds.at(seen), epoch, "the stream time")
    }
}
