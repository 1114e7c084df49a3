//! Ratings for clients in other languages, which hold themselves against these. Numbers are texts: they may have more digits than
//! JSON's numbers carry.

use std::path::Path;
use std::{env, fs};

use rating::policy::WHOLE;
use rating::{Authority, Code, DAY, NcnFacts, OperatorFacts, PolicyFacts, Rating, Resolver};
use serde_json::{Value, json};

/// Where they are, below this crate.
const FILE: &str = "../../clients/vectors/ratings.json";

/// Cases of each kind.
const CASES: usize = 150;

#[test]
fn the_vectors_are_what_the_crate_gives() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = vectors();
    if env::var_os("UPDATE_VECTORS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "clients/vectors/ratings.json is not what the crate gives; run \
         `UPDATE_VECTORS=1 cargo test --package rating --test vectors`"
    );
}

/// Cases in which every input has no points, all points and something between are what the comparison needs.
#[test]
fn every_input_is_met_at_its_ends_and_between() {
    let mut luck = Luck(SEED);
    let ratings: Vec<Rating> =
        (0..CASES).flat_map(|_| [ncn(&mut luck).rating(), operator(&mut luck).rating()]).collect();
    let mut inputs = std::collections::BTreeMap::new();
    for part in ratings.iter().flat_map(|rating| &rating.parts) {
        let met: &mut [bool; 3] = inputs.entry(part.input).or_default();
        met[0] |= part.points == 0;
        met[1] |= part.points == part.most;
        met[2] |= part.points > 0 && part.points < part.most;
    }
    // An equivocation takes all points.
    let between = |input: &rating::Input| *input != rating::Input::Equivocations;
    for (input, [none, all, some]) in &inputs {
        assert!(*none && *all && *some == between(input), "{input:?}: {none} {all} {some}");
    }
    assert_eq!(inputs.len(), 14);
    assert!(ratings.iter().any(|rating| rating.score() < rating.sum()), "the limit binds somewhere");
}

const SEED: u64 = 11;

fn vectors() -> String {
    let mut luck = Luck(SEED);
    let (mut ncns, mut operators) = (vec![], vec![]);
    for _ in 0..CASES {
        ncns.push(of_ncn(&ncn(&mut luck)).to_string());
        operators.push(of_operator(&operator(&mut luck)).to_string());
    }
    format!("{{\"ncns\":[\n{}\n],\"operators\":[\n{}\n]}}\n", ncns.join(",\n"), operators.join(",\n"))
}

/// Numbers that look random and are the same on every machine (splitmix64).
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// One of `choices`, or a number below the last of them.
    fn near(&mut self, choices: &[u64]) -> u64 {
        let place = self.below(choices.len() as u64 + 2) as usize;
        let last = choices[choices.len() - 1];
        choices.get(place).copied().unwrap_or_else(|| self.below(last.max(1)))
    }
}

fn authority(luck: &mut Luck, exit: u64) -> Authority {
    match luck.below(7) {
        0 => Authority::Key,
        1 => Authority::Unknown,
        2 => Authority::Program(Code::Key),
        3 => Authority::Program(Code::Program),
        4 => Authority::Program(Code::Gate { notice: luck.near(&[0, exit.saturating_sub(1), exit, 2 * exit]) }),
        _ => Authority::Program(Code::Final),
    }
}

fn policy(luck: &mut Luck, exit: u64) -> PolicyFacts {
    let resolver =
        (luck.below(4) > 0).then(|| Resolver { authority: authority(luck, exit), is_independent: luck.below(4) > 0 });
    PolicyFacts {
        slasher: (luck.below(9) > 0).then(|| authority(luck, exit)),
        resolver,
        challenge_seconds: luck.near(&[0, 3_600, 2 * DAY - 1, 2 * DAY, 30 * DAY]),
        max_fraction: luck.near(&[0, 0, 1, WHOLE / 100, WHOLE / 10, WHOLE / 2, WHOLE]),
        equivocation_fraction: luck.near(&[0, 0, 0, WHOLE / 20, WHOLE]),
        cooldown_seconds: luck.near(&[0, 3_600, DAY, exit, exit + 1, 30 * DAY]),
    }
}

fn ncn(luck: &mut Luck) -> NcnFacts {
    let exit = luck.near(&[120, 2 * DAY, 14 * DAY, 60 * DAY]);
    let admins = luck.near(&[0, 1, 2, 4, 10, 14]);
    let even = luck.below(2) == 0;
    NcnFacts {
        policy: policy(luck, exit),
        announced: (luck.below(4) == 0).then(|| policy(luck, exit)),
        exit_seconds: exit,
        age_seconds: luck.near(&[0, 30 * DAY, 200 * DAY, 365 * DAY, 800 * DAY]),
        executed: luck.near(&[0, 0, 1, 3, 20]),
        vetoed: luck.near(&[0, 0, 0, 1, 4]),
        weights: (0..admins).map(|_| if even { 1_000 } else { luck.next() }).collect(),
        paid_ahead: luck.near(&[0, 18 * DAY, 90 * DAY - 1, 90 * DAY, 700 * DAY]),
        paid_ahead_elsewhere: luck.near(&[0, 18 * DAY, 90 * DAY]),
    }
}

fn operator(luck: &mut Luck) -> OperatorFacts {
    OperatorFacts {
        equivocations: luck.near(&[0, 0, 0, 1, 2]),
        incidents: luck.near(&[0, 0, 1, 2, 3, 5]),
        jailings: luck.near(&[0, 0, 1, 2, 3, 5]),
        is_jailed: luck.below(6) == 0,
        age_seconds: luck.near(&[0, 30 * DAY, 200 * DAY, 365 * DAY, 800 * DAY]),
        commission_bps: luck.near(&[0, 500, 1_000, 1_001, 4_999, 5_000, 10_000]),
        own_bps: (luck.below(6) > 0).then(|| luck.near(&[0, 66, 67, 999, 1_000, 10_000])),
        leverage_bps: (luck.below(6) > 0).then(|| luck.near(&[0, 10_000, 10_001, 20_000, 39_999, 40_000])),
    }
}

fn text(number: u64) -> Value {
    json!(number.to_string())
}

fn of_authority(authority: &Authority) -> Value {
    match authority {
        Authority::Key => json!({ "kind": "key" }),
        Authority::Unknown => json!({ "kind": "unknown" }),
        Authority::Program(Code::Key) => json!({ "kind": "program", "code": { "kind": "key" } }),
        Authority::Program(Code::Program) => json!({ "kind": "program", "code": { "kind": "program" } }),
        Authority::Program(Code::Gate { notice }) => {
            json!({ "kind": "program", "code": { "kind": "gate", "notice": text(*notice) } })
        }
        Authority::Program(Code::Final) => json!({ "kind": "program", "code": { "kind": "final" } }),
    }
}

fn of_policy(policy: &PolicyFacts, exit: u64) -> Value {
    json!({
        "slasher": policy.slasher.as_ref().map(of_authority),
        "resolver": policy.resolver.as_ref().map(|resolver| {
            json!({ "authority": of_authority(&resolver.authority), "isIndependent": resolver.is_independent })
        }),
        "challengeSeconds": text(policy.challenge_seconds),
        "maxFraction": text(policy.max_fraction),
        "equivocationFraction": text(policy.equivocation_fraction),
        "cooldownSeconds": text(policy.cooldown_seconds),
        "worstLoss": text(policy.worst_loss(exit)),
    })
}

fn of_rating(rating: &Rating) -> Value {
    let parts: Vec<Value> = rating
        .parts
        .iter()
        .map(|part| json!({ "input": part.input.name(), "points": text(part.points), "most": text(part.most) }))
        .collect();
    json!({ "parts": parts, "limit": text(rating.limit), "sum": text(rating.sum()), "score": text(rating.score()) })
}

fn of_ncn(facts: &NcnFacts) -> Value {
    let exit = facts.exit_seconds;
    json!({
        "facts": {
            "policy": of_policy(&facts.policy, exit),
            "announced": facts.announced.as_ref().map(|policy| of_policy(policy, exit)),
            "exitSeconds": text(exit),
            "ageSeconds": text(facts.age_seconds),
            "executed": text(facts.executed),
            "vetoed": text(facts.vetoed),
            "weights": facts.weights.iter().map(|weight| text(*weight)).collect::<Vec<_>>(),
            "paidAhead": text(facts.paid_ahead),
            "paidAheadElsewhere": text(facts.paid_ahead_elsewhere),
        },
        "index": facts.index().map(text),
        "rating": of_rating(&facts.rating()),
    })
}

fn of_operator(facts: &OperatorFacts) -> Value {
    json!({
        "facts": {
            "equivocations": text(facts.equivocations),
            "incidents": text(facts.incidents),
            "jailings": text(facts.jailings),
            "isJailed": facts.is_jailed,
            "ageSeconds": text(facts.age_seconds),
            "commissionBps": text(facts.commission_bps),
            "ownBps": facts.own_bps.map(text),
            "leverageBps": facts.leverage_bps.map(text),
        },
        "rating": of_rating(&facts.rating()),
    })
}
