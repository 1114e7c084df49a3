//! The votes that an operator signs: what its performer observes, once for each height.

use std::time::{Duration, Instant};

use ncn_kit::packing::Signed;
use ncn_kit::protection::ProtectionError;
use ncn_kit::vote::{HEAD_BYTES, Vote};
use restake_cli::error::{Error, Result};
use solana_signer::Signer;
use tokio::sync::oneshot::error::TryRecvError;

use super::{Operator, ROLE, State};
use crate::context::{Context, Tick};
use crate::service::{Height, Window};
use crate::software;

/// How much longer than its time limit an observation is waited for.
const LATE: Duration = Duration::from_millis(200);

/// How far apart an observation is listened for.
const HEAR_EVERY: Duration = Duration::from_millis(1);

impl Operator {
    /// Takes up the votes that were signed before a crash.
    pub(super) fn resume(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let is_open = |state: &State| state.vote.is_none() && self.turn.permits(state.window.opens_at);
        let heights: Vec<Height> = self.heights.iter().filter(|(_, state)| is_open(state)).map(|(at, _)| *at).collect();
        for at in heights {
            let Some(message) = self.protection.recorded(&context.domain, at.kind, at.number) else { continue };
            self.sign_message(context, at, &message, "resumed", tick)?;
        }
        Ok(())
    }

    /// Signs what is due.
    pub(super) fn sign(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let highest = |at: &Height| self.protection.highest(&context.domain, at.kind);
        let mut due = vec![];
        for (at, state) in &mut self.heights {
            if state.vote.is_some() || state.is_skipped {
                continue;
            }
            match highest(at) {
                None => {
                    state.is_skipped = true;
                    let error = ProtectionError::NotRaised { kind: at.kind };
                    context.log.error(ROLE, format!("Not signing {at}: {error}"));
                }
                Some(highest) if highest >= at.number => state.is_skipped = true,
                Some(_) => due.push(state.window),
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        match self.software.check(&*context.link, context.service.ncn(), tick.now)? {
            software::Verdict::Fine => self.note_software(context, 0, None),
            software::Verdict::Named(text) => self.note_software(context, 1, Some(&text)),
            software::Verdict::Overdue(text) => {
                self.note_software(context, 2, Some(&text));
                return Ok(());
            }
        }
        // An error of one height is no reason to leave the others.
        let (mut wanted, mut failure) = (vec![], None);
        for window in due {
            match self.may_sign(context, &window, tick) {
                Ok(Some(true)) => wanted.push(window),
                Ok(Some(false)) => {}
                Ok(None) => return Ok(()),
                Err(error) => failure = Some(error),
            }
        }
        if !wanted.is_empty() {
            self.observe_and_sign(context, wanted, tick)?;
        }
        failure.map_or(Ok(()), Err)
    }

    /// Whether the operator has weight in the round, and no vote; none if it halts.
    fn may_sign(&mut self, context: &Context, window: &Window, tick: Tick) -> Result<Option<bool>> {
        let look = self.terms.look;
        let Some(state) = self.heights.get_mut(&window.at) else { return Ok(Some(false)) };
        if state.is_weightless && state.looked.is_some_and(|looked| tick.uptime.saturating_sub(looked) < look) {
            return Ok(Some(false));
        }
        state.looked = Some(tick.uptime);
        let round = context.service.round(&*context.link, window.at)?;
        if round.reported.contains(&self.operator) {
            let why = format!("Chain has a vote for {} that the protection file does not know", window.at);
            self.halt(context, &why);
            return Ok(None);
        }
        // The table may be another one until the first vote, and a node that lags may tell of an earlier one.
        if !round.weights.contains_key(&self.operator) {
            if !std::mem::replace(&mut state.is_weightless, true) {
                context.log.warn(ROLE, format!("Not signing {} yet: operator has no weight in its table", window.at));
            }
            return Ok(Some(false));
        }
        (state.is_weightless, state.looked) = (false, None);
        Ok(Some(!round.is_final))
    }

    /// Observes all heights at once, then signs one after the other, the earliest first.
    fn observe_and_sign(&mut self, context: &Context, windows: Vec<Window>, tick: Tick) -> Result<()> {
        let mut found = self.observe(windows, tick);
        found.sort_by_key(|(window, _)| window.at);
        // The observation took time.
        let now = context.link.now()?;
        if self.turn.is_stale(&*self.peers, now) {
            return Err(Error::new("Observation took so long that another node may sign"));
        }
        for (window, observed) in found {
            if now >= window.closes_at {
                continue;
            }
            let (content, what) = match observed {
                Ok(Some(content)) => (Some(content), "observed"),
                Ok(None) => (context.service.abstention(&window, tick.now), "abstained"),
                Err(error) => {
                    context.log.warn(ROLE, format!("Abstaining at {}: {error}", window.at));
                    (context.service.abstention(&window, tick.now), "abstained")
                }
            };
            let Some(content) = content.filter(|content| !content.is_empty()) else {
                self.skip(window.at);
                continue;
            };
            let vote =
                Vote { domain: &context.domain, kind: window.at.kind, height: window.at.number, content: &content };
            let mut message = vec![0; HEAD_BYTES + content.len()];
            if vote.write(&mut message).is_some() {
                self.sign_message(context, window.at, &message, what, tick)?;
            }
        }
        Ok(())
    }

    /// What the performer observes for each height. One that panics, or that blocks its thread for too long, observes nothing.
    fn observe(&self, windows: Vec<Window>, tick: Tick) -> Vec<(Window, Result<Option<Vec<u8>>>)> {
        let timeout = self.terms.observe_timeout;
        let observing = windows.into_iter().map(|window| {
            let (performer, end) = (self.performer.clone(), tokio::sync::oneshot::channel());
            let (told, heard) = end;
            self.runtime.spawn(async move {
                let observed = tokio::time::timeout(timeout, performer.observe(&window, tick.now)).await;
                let _ = told.send(observed.unwrap_or_else(|_| Err(Error::new("no observation in time"))));
            });
            (window, heard)
        });
        let observing: Vec<_> = observing.collect();
        // The time limit outside of the performer's thread, which it may block. A little longer, so that its own reason is heard.
        let end = Instant::now() + timeout + LATE;
        let wait = |(window, mut heard): (Window, tokio::sync::oneshot::Receiver<_>)| loop {
            match heard.try_recv() {
                Ok(observed) => break (window, observed),
                Err(TryRecvError::Closed) => break (window, Err(Error::new("the performer panicked"))),
                Err(TryRecvError::Empty) if Instant::now() >= end => {
                    break (window, Err(Error::new("the performer blocks its thread")));
                }
                Err(TryRecvError::Empty) => std::thread::sleep(HEAR_EVERY),
            }
        };
        observing.into_iter().map(wait).collect()
    }

    fn sign_message(&mut self, context: &Context, at: Height, message: &[u8], what: &str, tick: Tick) -> Result<()> {
        let key = &self.key;
        match self.protection.sign(message, |message| key.sign_message(message)) {
            Ok(signature) => {
                let vote =
                    Signed { key: key.pubkey().to_bytes(), signature: signature.into(), message: message.to_vec() };
                if let Some(state) = self.heights.get_mut(&at) {
                    state.vote = Some(vote);
                }
                context.metrics.votes_signed_total.with_label_values(&[what]).inc();
                context.log.info(ROLE, format!("Signed {at} ({what})"));
                context.store().add_signed(at, message, tick.now)
            }
            Err(
                error @ (ProtectionError::OtherVote { .. }
                | ProtectionError::OldHeight { .. }
                | ProtectionError::NotRaised { .. }
                | ProtectionError::NotAVote),
            ) => {
                self.skip(at);
                context.log.warn(ROLE, format!("Not signing {at}: {error}"));
                Ok(())
            }
            // The file is in doubt: nothing is signed until it is opened again.
            Err(error) => {
                self.halt(context, &error.to_string());
                Ok(())
            }
        }
    }

    fn skip(&mut self, at: Height) {
        if let Some(state) = self.heights.get_mut(&at) {
            state.is_skipped = true;
        }
    }

    fn note_software(&mut self, context: &Context, figure: i64, text: Option<&str>) {
        context.metrics.software_required.with_label_values(&[] as &[&str]).set(figure);
        if let Some(text) = text.filter(|text| self.software.is_news(text)) {
            if figure == 2 { context.log.error(ROLE, text) } else { context.log.warn(ROLE, text) }
        }
    }
}
