//! The claims of keys that an aggregator was sent, by which two nodes with one key find each other.

use std::time::Duration;

use super::Collector;
use crate::wire::{Answer, Claim};

/// For how long a claim is told of, by the chain's time: longer than any window of the oracle, 600 seconds, so that a node that takes
/// over knows that another one may have signed in it.
pub const CLAIM_LIFE: Duration = Duration::from_secs(900);

/// How far from the chain's time a claim may be, in seconds.
const CLAIM_SKEW: i64 = 60;

/// The most claims of one key: its node, another one, and one that was restarted.
const MOST_CLAIMS: usize = 4;

/// The most other claims in an answer.
const TOLD_CLAIMS: usize = 3;

impl Collector {
    /// Notes a claim, and tells of the latest ones of other nodes with the key.
    pub(super) fn claim(&mut self, claim: Claim, uptime: Duration) -> Result<Answer, &'static str> {
        if claim.ncn != self.ncn {
            return Err("Claim is for another NCN");
        }
        let now = self.now_at(uptime);
        if claim.time.saturating_sub(now).saturating_abs() > CLAIM_SKEW {
            return Err("Claim is of another time");
        }
        let Some(key) = self.keys.get(&claim.key) else {
            self.saw_stranger = true;
            return Err("Key is not registered");
        };
        if key.has_ended(now) {
            return Err("Key has ended");
        }
        if !claim.is_signed() {
            return Err("Signature is wrong");
        }
        let known = self.claims.get(&claim.key).into_iter().flatten();
        let others: Vec<Claim> =
            known.filter(|other| other.session != claim.session && is_told(other, now)).copied().collect();
        if self.remember(claim, now) {
            self.claimed.insert(claim.key);
        }
        let latest = others.len().saturating_sub(TOLD_CLAIMS);
        Ok(Answer::Claims(others[latest..].to_vec()))
    }

    /// Keeps a claim that the state has.
    pub fn restore(&mut self, claim: Claim) {
        let now = self.now.0;
        if claim.ncn == self.ncn && self.keys.contains_key(&claim.key) && is_told(&claim, now) && claim.is_signed() {
            self.remember(claim, now);
        }
    }

    /// Keeps a claim as its key's latest one; whether it is one.
    fn remember(&mut self, claim: Claim, now: i64) -> bool {
        let claims = self.claims.entry(claim.key).or_default();
        claims.retain(|known| is_told(known, now));
        // An earlier claim of the session that comes late changes nothing.
        if claims.iter().any(|own| own.session == claim.session && own.time > claim.time) {
            return false;
        }
        claims.retain(|own| own.session != claim.session);
        if claims.len() == MOST_CLAIMS {
            claims.remove(0);
        }
        claims.push(claim);
        true
    }
}

/// Whether a claim is young enough to be told of.
fn is_told(claim: &Claim, now: i64) -> bool {
    now.saturating_sub(claim.time) < CLAIM_LIFE.as_secs().cast_signed()
}

#[cfg(test)]
mod tests {
    use solana_keypair::Keypair;
    use solana_signer::Signer;

    use super::*;
    use crate::collector::tests::{DOMAIN, NCN, collector, key, refused};
    use crate::wire::Request;

    fn claim(by: &Keypair, session: u8, time: i64) -> Claim {
        let key = by.pubkey().to_bytes();
        let claim = Claim { key, ncn: NCN, session: [session; 16], is_active: true, time, signature: [0; 64] };
        Claim { signature: by.sign_message(&claim.message()).into(), ..claim }
    }

    fn told(collector: &mut Collector, claim: Claim, uptime: u64) -> Answer {
        collector.receive(Request::Claim(claim), Duration::from_secs(uptime))
    }

    fn sessions(answer: Answer) -> Vec<u8> {
        let Answer::Claims(others) = answer else { panic!("{answer:?}") };
        others.iter().map(|other| other.session[0]).collect()
    }

    #[test]
    fn claims_of_a_key_are_few_and_end() {
        let mut collector = collector();
        let by = key(1);
        collector.set_now(10, Duration::ZERO);
        let mut ask = |session, time, uptime| sessions(told(&mut collector, claim(&by, session, time), uptime));
        assert_eq!(ask(1, 10, 0), [0; 0]);
        assert_eq!(ask(1, 11, 1), [0; 0]);
        assert_eq!(ask(2, 12, 2), [1]);
        assert_eq!(ask(1, 13, 3), [2]);
        for session in 3..30 {
            assert!(ask(session, 14, 4).len() <= TOLD_CLAIMS);
        }
        let later = CLAIM_LIFE.as_secs() + 4;
        assert_eq!(ask(1, 13 + later as i64, later + 3), [0; 0]);
        assert_eq!(ask(2, 14 + later as i64, later + 4), [1]);
        let forged = Claim { time: 0, ..claim(&by, 1, 14 + later as i64) };
        collector.set_now(0, Duration::ZERO);
        assert_eq!(refused(&told(&mut collector, forged, 0)), "Signature is wrong");
    }

    #[test]
    fn a_key_fills_neither_memory_nor_disk_with_claims() {
        let mut collector = collector();
        collector.set_now(1_000, Duration::ZERO);
        for (time, by, why) in [
            (i64::MAX, key(1), "Claim is of another time"),
            (i64::MIN, key(1), "Claim is of another time"),
            (1_061, key(1), "Claim is of another time"),
            (1_000, key(2), "Key has ended"),
            (1_000, key(9), "Key is not registered"),
        ] {
            assert_eq!(refused(&told(&mut collector, claim(&by, 1, time), 0)), why);
        }
        let folder = std::env::temp_dir().join(format!("restake-node-claims-{}.sqlite", std::process::id()));
        let mut store = crate::store::Store::open(&folder, &DOMAIN).unwrap();
        // As in an outage of RPC, in which nothing is written; then as it is written at each step.
        for session in 0..=255 {
            sessions(told(&mut collector, claim(&key(1), session, 1_000), 0));
            if session > 100 {
                let fresh = collector.take_fresh();
                assert!(fresh.claims.len() <= MOST_CLAIMS, "{}", fresh.claims.len());
                store.keep(&fresh, 0).unwrap();
            }
        }
        assert_eq!(store.claims().unwrap().len(), MOST_CLAIMS);
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", folder.display()));
        }
    }
}
