//! The way of signed votes onto the chain.

use ncn_kit::packing::Signed;
use ncn_kit::vote::HEAD_BYTES;
use restake_cli::error::Result;

use super::{Operator, ROLE};
use crate::context::{Context, Tick};
use crate::outbox::End;
use crate::service::{Height, Round, Window};
use crate::wire::{Answer, Request};

impl Operator {
    /// Sees that the chain gets each vote: by a transaction of its own where aggregators did not in time, and by the aggregators. Those
    /// come last, because a silent one takes time.
    pub(super) fn deliver(&mut self, context: &Context, tick: Tick) -> Result<()> {
        for (work, end) in self.outbox.poll(context, tick)? {
            match end {
                End::Landed => {}
                End::Refused(why) | End::Failed(why) => {
                    context.log.warn(ROLE, format!("Own transaction for {work} failed: {why}"));
                }
            }
        }
        // An error of one height is no reason to leave the others.
        let mut failure = None;
        let heights: Vec<Height> = self.heights.keys().copied().collect();
        for at in &heights {
            failure = self.deliver_one(context, *at, tick).err().or(failure);
            if self.halted.is_some() {
                return Ok(());
            }
        }
        self.tell_aggregators(context, &heights, tick);
        failure.map_or(Ok(()), Err)
    }

    /// Looks whether the chain has the vote of a height, and carries it where it is time to.
    fn deliver_one(&mut self, context: &Context, at: Height, tick: Tick) -> Result<()> {
        let look = self.terms.look;
        let Some(state) = self.heights.get_mut(&at).filter(|state| !state.is_landed) else { return Ok(()) };
        let Some(vote) = state.vote.clone() else { return Ok(()) };
        let window = state.window;
        if state.looked.is_none_or(|looked| tick.uptime.saturating_sub(looked) >= look) {
            state.looked = Some(tick.uptime);
            let round = context.service.round(&*context.link, at)?;
            if self.has_landed(context, at, &round, &vote) {
                return self.note_landed(context, at, tick);
            }
        }
        if self.halted.is_some() { Ok(()) } else { self.carry(context, (at, window), &vote, tick) }
    }

    /// Whether the chain has the vote. Halts if it has another one of the operator.
    pub(super) fn has_landed(&mut self, context: &Context, at: Height, round: &Round, vote: &Signed) -> bool {
        if !round.reported.contains(&self.operator) {
            return false;
        }
        let own = vote.message.get(HEAD_BYTES..).unwrap_or_default();
        if round.contents.get(&self.operator).is_some_and(|kept| !own.starts_with(kept)) {
            self.halt(context, &format!("Chain has another vote of this operator for {at}"));
            return false;
        }
        if let Some(state) = self.heights.get_mut(&at) {
            state.is_landed = true;
        }
        true
    }

    /// Sends all votes that are due to all aggregators that answer, at once.
    fn tell_aggregators(&mut self, context: &Context, heights: &[Height], tick: Tick) {
        let resend = self.terms.resend;
        let rested: Vec<usize> = self.pauses.rested(tick.uptime).collect();
        let (mut asked, mut of) = (vec![], vec![]);
        for at in heights {
            let Some(state) = self.heights.get_mut(at).filter(|state| !state.is_landed) else { continue };
            let Some(vote) = &state.vote else { continue };
            for place in &rested {
                let sent = &mut state.sent[*place];
                if sent.is_none_or(|sent| tick.uptime.saturating_sub(sent) >= resend) {
                    *sent = Some(tick.uptime);
                    asked.push((*place, Request::Vote(vote.clone())));
                    of.push(*at);
                }
            }
        }
        if asked.is_empty() {
            return;
        }
        for (((place, request), at), answer) in asked.iter().zip(&of).zip(self.peers.ask(&asked)) {
            self.pauses.note(*place, answer.as_ref().is_err_and(|missing| missing.is_late), tick.uptime);
            match answer {
                Ok(Answer::Kept) => {}
                Ok(Answer::OtherVote(other)) if matches!(request, Request::Vote(vote) if vote.message != other.message) =>
                {
                    let why = format!("Aggregator {place} has another vote of this operator for {at}");
                    self.halt(context, &why);
                }
                Ok(Answer::Refused(why)) => {
                    context.log.warn(ROLE, format!("Aggregator {place} refused the vote for {at}: {why}"));
                }
                Ok(_) => context.log.warn(ROLE, format!("Aggregator {place} answered something else")),
                Err(missing) => context.log.warn(ROLE, format!("Aggregator {place} failed: {}", missing.why)),
            }
        }
    }

    /// Carries its own vote by a transaction, where the window is about to close, or where there is no aggregator.
    fn carry(&mut self, context: &Context, (at, window): (Height, Window), vote: &Signed, tick: Tick) -> Result<()> {
        let length = window.closes_at.saturating_sub(window.opens_at);
        let before = i64::try_from(self.terms.carry_before_seconds).unwrap_or(i64::MAX).min(length / 2);
        let is_late = tick.now >= window.closes_at - before;
        let work = at.to_string();
        if !(is_late || self.peers.count() == 0) || self.outbox.works().any(|open| open == work) {
            return Ok(());
        }
        let round = context.service.round(&*context.link, at)?;
        if self.has_landed(context, at, &round, vote) {
            return self.note_landed(context, at, tick);
        }
        if self.halted.is_some() {
            return Ok(());
        }
        let instructions = context.service.report(&*context.link, at, &round, std::slice::from_ref(vote))?;
        context.metrics.votes_carried_total.with_label_values(&[] as &[&str]).inc();
        let price = self.outbox.price(&*context.link, &instructions)?;
        match self.outbox.send(context, tick, &work, (&instructions, price))? {
            None => context.log.info(ROLE, format!("Carrying the own vote for {at}")),
            Some(End::Landed) => {}
            Some(End::Refused(why) | End::Failed(why)) => {
                context.log.warn(ROLE, format!("Own transaction for {at} was refused: {why}"));
            }
        }
        Ok(())
    }

    pub(super) fn note_landed(&self, context: &Context, at: Height, tick: Tick) -> Result<()> {
        context.metrics.votes_landed_total.with_label_values(&[] as &[&str]).inc();
        context.log.info(ROLE, format!("Vote for {at} is on the chain"));
        context.store().landed(at, tick.now)
    }
}
