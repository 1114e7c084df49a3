//! The votes that an aggregator was sent. Each is verified before it is kept. Memory is bounded by the operators of the rounds:
//! one vote, and one proof of a second one, for each operator and open height.

mod claims;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use ncn_kit::packing::Signed;
use ncn_kit::vote::Vote;
use restaking_client::OperatorKey;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;

use crate::service::{Height, Round, Window};
use crate::store::{Evidence, Fresh};
use crate::wire::{Answer, Claim, Request};

pub use claims::CLAIM_LIFE;

/// A registered key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its operator.
    pub operator: Pubkey,
    /// From when on it signs, in unix seconds.
    pub from: i64,
    /// Until when.
    pub until: i64,
}

impl Key {
    /// Whether it signs for a height of that time: the core judges two votes by it.
    pub fn is_active_at(&self, time: i64) -> bool {
        self.from <= time && time < self.until
    }

    /// Whether it has ended: it signs nothing any more.
    pub fn has_ended(&self, time: i64) -> bool {
        time >= self.until
    }
}

impl From<&OperatorKey> for Key {
    fn from(account: &OperatorKey) -> Self {
        Self { operator: account.operator, from: account.from, until: account.until }
    }
}

/// A height that takes votes.
struct Open {
    window: Window,
    /// The operators that may vote; all that are registered until the round was read.
    weights: Option<BTreeMap<Pubkey, u64>>,
    votes: BTreeMap<Pubkey, Kept>,
}

/// A vote in memory.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The vote.
    pub vote: Signed,
    /// When it came, by the uptime.
    pub at: Duration,
    /// Another vote of the operator was seen.
    pub is_doubled: bool,
}

/// Whether a vote's content has the service's form.
type Admits = Box<dyn Fn(&[u8]) -> bool + Send>;

/// What an aggregator was sent.
pub struct Collector {
    ncn: Pubkey,
    domain: [u8; 32],
    keys: HashMap<[u8; 32], Key>,
    open: BTreeMap<Height, Open>,
    /// The latest claims of each key, the earliest first.
    claims: HashMap<[u8; 32], Vec<Claim>>,
    /// The keys of which claims are not in the state yet.
    claimed: BTreeSet<[u8; 32]>,
    /// The chain's time, and when it was read by the uptime.
    now: (i64, Duration),
    /// Whether a vote's content has the service's form.
    admits: Admits,
    /// What is not in the state yet.
    fresh: Fresh,
    /// A key that is not known was seen: keys may have been registered.
    pub saw_stranger: bool,
}

impl Collector {
    /// A collector for an NCN, which keeps votes with contents that the service `admits`.
    pub fn new(ncn: Pubkey, domain: [u8; 32], admits: impl Fn(&[u8]) -> bool + Send + 'static) -> Self {
        Self {
            ncn,
            domain,
            admits: Box::new(admits),
            claimed: BTreeSet::new(),
            now: (0, Duration::ZERO),
            keys: HashMap::new(),
            open: BTreeMap::new(),
            claims: HashMap::new(),
            fresh: Fresh::default(),
            saw_stranger: false,
        }
    }

    /// Replaces the registered keys.
    pub fn set_keys(&mut self, keys: HashMap<[u8; 32], Key>) {
        self.claims.retain(|key, _| keys.contains_key(key));
        self.keys = keys;
        self.saw_stranger = false;
    }

    /// Notes the chain's time.
    pub fn set_now(&mut self, now: i64, uptime: Duration) {
        self.now = (now, uptime);
    }

    /// The chain's time at `uptime`, which it passes also where the chain cannot be asked.
    fn now_at(&self, uptime: Duration) -> i64 {
        self.now.0.saturating_add_unsigned(uptime.saturating_sub(self.now.1).as_secs())
    }

    /// Replaces the heights that take votes; the votes of all others are forgotten.
    pub fn set_windows(&mut self, windows: &[Window]) {
        self.open.retain(|at, _| windows.iter().any(|window| window.at == *at));
        for window in windows {
            let open = self.open.entry(window.at);
            open.or_insert_with(|| Open { window: *window, weights: None, votes: BTreeMap::new() }).window = *window;
        }
    }

    /// Notes which operators may vote at a height; votes of others are forgotten.
    pub fn set_round(&mut self, at: Height, round: &Round) {
        if let Some(open) = self.open.get_mut(&at) {
            open.votes.retain(|operator, _| round.weights.contains_key(operator));
            open.weights = Some(round.weights.clone());
        }
    }

    /// Whether the round of a height was read.
    pub fn knows_round(&self, at: Height) -> bool {
        self.open.get(&at).is_some_and(|open| open.weights.is_some())
    }

    /// The votes of a height.
    pub fn votes(&self, at: Height) -> impl Iterator<Item = (&Pubkey, &Kept)> {
        self.open.get(&at).into_iter().flat_map(|open| &open.votes)
    }

    /// How many votes there are.
    pub fn held(&self) -> usize {
        self.open.values().map(|open| open.votes.len()).sum()
    }

    /// What was received since the last time, to be written to the state.
    pub fn take_fresh(&mut self) -> Fresh {
        let keys = std::mem::take(&mut self.claimed);
        let claims = keys.iter().filter_map(|key| self.claims.get(key)).flatten().copied().collect();
        Fresh { claims, ..std::mem::take(&mut self.fresh) }
    }

    /// Puts back what could not be written.
    pub fn give_back(&mut self, fresh: Fresh) {
        self.fresh.votes.extend(fresh.votes);
        self.fresh.evidence.extend(fresh.evidence);
        self.claimed.extend(fresh.claims.iter().map(|claim| claim.key));
    }

    /// Answers a request.
    pub fn receive(&mut self, request: Request, uptime: Duration) -> Answer {
        match request {
            Request::Vote(vote) => self.enter(vote, uptime).unwrap_or_else(|why| Answer::Refused(why.to_owned())),
            Request::Claim(claim) => self.claim(claim, uptime).unwrap_or_else(|why| Answer::Refused(why.to_owned())),
        }
    }

    /// Keeps a vote. The cheap checks come first, the signature last.
    fn enter(&mut self, vote: Signed, uptime: Duration) -> Result<Answer, &'static str> {
        let parsed = Vote::parse(&vote.message).ok_or("Message is not a vote")?;
        if *parsed.domain != self.domain {
            return Err("Vote is for another NCN or cluster");
        }
        let at = Height { kind: parsed.kind, number: parsed.height };
        if !(self.admits)(parsed.content) {
            return Err("Content is not of the service's form");
        }
        let open = self.open.get_mut(&at).ok_or("Height takes no votes now")?;
        let Some(key) = self.keys.get(&vote.key) else {
            self.saw_stranger = true;
            return Err("Key is not registered");
        };
        if !key.is_active_at(open.window.opens_at) {
            return Err("Key was not active at the height's time");
        }
        if open.weights.as_ref().is_some_and(|weights| !weights.contains_key(&key.operator)) {
            return Err("Operator has no weight in the round");
        }
        let known = open.votes.get_mut(&key.operator);
        if known.as_ref().is_some_and(|known| known.vote == vote) {
            return Ok(Answer::Kept);
        }
        if !Signature::from(vote.signature).verify(&vote.key, &vote.message) {
            return Err("Signature is wrong");
        }
        let Some(known) = known else {
            self.fresh.votes.push((at, vote.clone()));
            open.votes.insert(key.operator, Kept { vote, at: uptime, is_doubled: false });
            return Ok(Answer::Kept);
        };
        if known.vote.message == vote.message {
            return Ok(Answer::Kept);
        }
        // Without weight an operator loses nothing by a proof, which costs rent.
        if !known.is_doubled && open.weights.is_some() {
            known.is_doubled = true;
            let votes = [known.vote.clone(), vote];
            self.fresh.evidence.push(Evidence { operator: key.operator, at, votes });
        }
        Ok(Answer::OtherVote(known.vote.clone()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use ncn_kit::vote::HEAD_BYTES;
    use solana_keypair::Keypair;
    use solana_signer::Signer;

    use super::*;

    pub(in crate::collector) const NCN: Pubkey = Pubkey::new_from_array([1; 32]);
    pub(in crate::collector) const DOMAIN: [u8; 32] = [2; 32];
    const AT: Height = Height { kind: 3, number: 7 };
    const OPERATOR: Pubkey = Pubkey::new_from_array([4; 32]);

    pub(in crate::collector) fn key(seed: u8) -> Keypair {
        Keypair::new_from_array([seed; 32])
    }

    fn vote(by: &Keypair, at: Height, content: &[u8]) -> Signed {
        let vote = Vote { domain: &DOMAIN, kind: at.kind, height: at.number, content };
        let mut message = vec![0; HEAD_BYTES + content.len()];
        vote.write(&mut message).unwrap();
        Signed { key: by.pubkey().to_bytes(), signature: by.sign_message(&message).into(), message }
    }

    /// A collector with one height from 100 to 160, and one operator with two keys, of which the second one ended at 50.
    pub(in crate::collector) fn collector() -> Collector {
        let mut collector = Collector::new(NCN, DOMAIN, |content| content != b"odd");
        let of = |from, until| Key { operator: OPERATOR, from, until };
        let keys = [(key(1), of(0, i64::MAX)), (key(2), of(0, 50)), (key(3), of(0, i64::MAX))];
        collector.set_keys(keys.into_iter().map(|(key, is)| (key.pubkey().to_bytes(), is)).collect());
        collector.set_windows(&[Window { at: AT, opens_at: 100, closes_at: 160 }]);
        collector
    }

    fn send(collector: &mut Collector, vote: Signed) -> Answer {
        collector.receive(Request::Vote(vote), Duration::ZERO)
    }

    pub(in crate::collector) fn refused(answer: &Answer) -> &str {
        let Answer::Refused(why) = answer else { panic!("{answer:?}") };
        why
    }

    #[test]
    fn each_wrong_vote_is_refused_with_its_reason() {
        let mut collector = collector();
        let good = vote(&key(1), AT, b"good");
        let with = |message: &[u8]| Signed { message: message.to_vec(), ..good.clone() };
        let forged = Signed { signature: [1; 64], ..good.clone() };
        let mut foreign = good.message.clone();
        foreign[0] = 9;
        let later = Height { number: 8, ..AT };
        for (wrong, why) in [
            (with(&good.message[..HEAD_BYTES]), "Message is not a vote"),
            (with(&foreign), "Vote is for another NCN or cluster"),
            (vote(&key(1), later, b"good"), "Height takes no votes now"),
            (vote(&key(1), AT, b"odd"), "Content is not of the service's form"),
            (vote(&key(2), AT, b"good"), "Key was not active at the height's time"),
            (vote(&key(9), AT, b"good"), "Key is not registered"),
            (forged, "Signature is wrong"),
        ] {
            assert_eq!(refused(&send(&mut collector, wrong)), why);
        }
        assert!(collector.saw_stranger && collector.held() == 0 && collector.take_fresh() == Fresh::default());
        let round = Round { weights: [(Pubkey::default(), 1)].into(), ..Round::default() };
        collector.set_round(AT, &round);
        assert_eq!(refused(&send(&mut collector, good)), "Operator has no weight in the round");
    }

    #[test]
    fn a_second_vote_is_evidence_once_and_the_first_one_stays() {
        let mut collector = collector();
        let weighs = Round { weights: [(OPERATOR, 1)].into(), ..Round::default() };
        let (first, second, third) = (vote(&key(1), AT, b"a"), vote(&key(3), AT, b"b"), vote(&key(1), AT, b"c"));
        assert_eq!(send(&mut collector, first.clone()), Answer::Kept);
        assert_eq!(send(&mut collector, first.clone()), Answer::Kept);
        assert_eq!(send(&mut collector, second.clone()), Answer::OtherVote(first.clone()));
        assert_eq!(collector.fresh.evidence, [], "whether the operator has weight is not known yet");
        collector.set_round(AT, &weighs);
        for _ in 0..3 {
            assert_eq!(send(&mut collector, second.clone()), Answer::OtherVote(first.clone()));
            assert_eq!(send(&mut collector, third.clone()), Answer::OtherVote(first.clone()));
        }
        let Fresh { votes, evidence, .. } = collector.take_fresh();
        assert_eq!(votes, [(AT, first.clone())]);
        assert_eq!(evidence, [Evidence { operator: OPERATOR, at: AT, votes: [first, second] }]);
        assert_eq!(collector.held(), 1);
        collector.set_windows(&[]);
        assert_eq!(collector.held(), 0);
    }
}
