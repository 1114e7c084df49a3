//! How an operator that votes twice would escape its slash, and what it is that nobody is promised.

use harness::split;
use restaking_client::vote_message;

use super::*;

/// In the second of a rotation both keys count, so that each of two votes for a height in it is signed by a key in force. Both
/// end by the proof, which uses up the slash of the older one.
#[tokio::test]
async fn two_votes_by_two_keys_that_both_count_are_an_equivocation() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.registers(&first, "next", Some("key")).await;
    // The newer one signs the first vote.
    let [older, newer] = ["key", "next"].map(|name| id(name).to_bytes());
    let votes = Votes { key: newer, second_key: older, ..scene.votes() };
    scene.reports(&votes).await;
    let [one, two] = ["next", "key"].map(key);
    let signed = Signatures::of(&[(&one, &votes.messages[0]), (&two, &votes.messages[1])]).instruction();
    let event = scene.shown(&[signed, votes.submit(&id("reporter"))]).await;
    let [older, newer] = [older, newer].map(|key| pda::operator_key(&first.ncn, &key));
    assert_eq!((event.operator_key, event.second_key, event.incident), (newer, older, 1));
    assert_eq!(event.until, [OFFENSE + 1; 2]);
    for (address, number) in [(older, 1), (newer, 2)] {
        let ended: OperatorKey = scene.bank.read(&address).await.expect("a key");
        assert_eq!((ended.number, ended.until, ended.proven_at), (number, OFFENSE + 1, OFFENSE));
    }
    assert_eq!(scene.bank.record(&first).await.key, Pubkey::default());
    scene.slashes(&first, &votes, 1).await;
    // What the newer one signed alone is its own to answer for.
    let alone = scene.votes_of(&first, "next", HEIGHT);
    let alone = Votes { kind: 1, messages: [[1; 32], [2; 32]].map(|block| vote(&first, 1, &block)), ..alone };
    scene.reports(&alone).await;
    assert_eq!(scene.shown(&scene.shows_by("next", &alone)).await.incident, 2);
    scene.slashes(&first, &alone, 2).await;
    scene.audit().await;
}

/// A vote at [`HEIGHT`] of `kind`.
fn vote(split: &Split, kind: u8, block: &[u8; 32]) -> Vec<u8> {
    vote_message(&build::domain(&split.ncn), kind, HEIGHT, block)
}

/// Twenty heights of a key that signed twice at each cost what one costs: 10 % once, not 1 - 0.9^20 = 87.8 %.
#[tokio::test]
async fn a_key_is_slashed_once_in_each_vault_however_many_heights_are_proven() {
    let mut scene = scene().await;
    let [first, second] = scene.splits;
    let all: Vec<Votes> = (0..20).map(|back| scene.votes_at(HEIGHT - back)).collect();
    for votes in &all {
        assert_eq!(scene.proves(votes).await.incident, 1);
    }
    assert_eq!(scene.bank.record(&first).await.equivocations, 20, "all are on the record");
    assert_eq!(scene.slashes(&first, &all[7], 1).await.slash.stake, 100_000);
    for votes in &all {
        let slash = scene.slashing(&first, votes, 1).await;
        scene.denies(slash, RestakingError::AlreadySlashed).await;
        // Nor under another number.
        let mut slash = scene.slashing(&first, votes, 1).await;
        let at = slash.accounts.iter().position(|meta| meta.pubkey == slash_of(&first, 1)).expect("it is named");
        slash.accounts[at].pubkey = slash_of(&first, 2);
        let failure = scene.bank.refuses("alice", slash).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::InvalidSeeds));
    }
    assert_eq!(scene.bank.books(&first.vault).await.active, 900_000);
    // Executed, it is over as well; in the other vault any of the proofs takes its part.
    scene.executes(&first, &slash_of(&first, 1)).await;
    let slash = scene.slashing(&first, &all[0], 1).await;
    scene.denies(slash, RestakingError::AlreadySlashed).await;
    assert_eq!(scene.slashes(&second, &all[19], 1).await.slash.stake, 234_567);
    scene.audit().await;
}

/// What a proof ends stays ended: the key signs nothing that counts from the next second on, and is not registered again. The
/// operator's next key is another one's to prove.
#[tokio::test]
async fn a_proven_key_is_dead_and_the_next_one_answers_for_itself() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    scene.slashes(&first, &votes, 1).await;
    // Later heights are not in its time. An earlier one is, and costs nothing more.
    scene.bank.warp(OFFENSE + 5).await;
    let later = scene.votes_at(HEIGHT + 1);
    scene.reports(&later).await;
    scene.refuses(&scene.shows(&later), RestakingError::KeyNotInForce).await;
    // It cannot be retired, replaced or registered again.
    let (admin, dead) = (id("operator"), id("key").to_bytes());
    let retire = build::retire_key(&admin, &first.ncn, &first.operator, &dead);
    assert_eq!(scene.bank.refuses("operator", retire).await.restaking(), Some(RestakingError::WrongKey));
    for (name, previous, place) in [("next", Some(&dead), 1), ("key", None, 2)] {
        let both = [
            Signatures::possession(&key(name), &first.ncn, &first.operator).instruction(),
            build::register_key(&admin, &admin, &first.ncn, &first.operator, &id(name).to_bytes(), previous),
        ];
        let failure = scene.bank.all_refused(&both, &[&key("operator")]).await;
        match name {
            "next" => assert_eq!(failure.restaking(), Some(RestakingError::WrongKey)),
            _ => assert_occupied(&failure, place),
        }
    }
    scene.registers(&first, "next", None).await;
    let next: OperatorKey =
        scene.bank.read(&pda::operator_key(&first.ncn, &id("next").to_bytes())).await.expect("a key");
    assert_eq!((next.number, next.from, next.until, next.proven_at), (2, OFFENSE + 5, i64::MAX, 0));
    let votes = scene.votes_of(&first, "next", HEIGHT + 5);
    scene.reports(&votes).await;
    assert_eq!(scene.shown(&scene.shows_by("next", &votes)).await.incident, 2);
    assert_eq!(scene.slashes(&first, &votes, 2).await.slash.stake, 90_000, "10 % of what the first left");
    scene.audit().await;
}

/// A key that had been replaced before its proof: the current one stays in force.
#[tokio::test]
async fn a_proof_of_a_replaced_key_leaves_the_current_one() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.bank.warp(OFFENSE + 2).await;
    scene.registers(&first, "next", Some("key")).await;
    scene.bank.warp(OFFENSE + 4).await;
    let event = scene.proves(&votes).await;
    assert_eq!(event.until, [OFFENSE + 3, 0], "it ended when it was replaced, and is not prolonged");
    let [old, next] = ["key", "next"].map(|name| pda::operator_key(&first.ncn, &id(name).to_bytes()));
    assert_eq!(scene.bank.record(&first).await.key, next);
    let old: OperatorKey = scene.bank.read(&old).await.expect("a key");
    let next: OperatorKey = scene.bank.read(&next).await.expect("a key");
    assert_eq!((old.until, old.proven_at, next.until, next.proven_at), (OFFENSE + 3, OFFENSE + 4, i64::MAX, 0));
    scene.slashes(&first, &votes, 1).await;
}

/// The operator proves an offense of its own that is too old to be slashed, and has the second vault, where it has little to
/// lose, slashed for one that is nearly so: neither uses up the slash of the first vault.
#[tokio::test]
async fn a_proof_of_its_own_does_not_shield_an_operator_in_another_vault() {
    let mut scene = scene_of(PolicyArgs { cooldown_seconds: EPOCH, ..rule() }).await;
    let [first, second] = scene.splits;
    let votes = scene.votes();
    for own in [HEIGHT - EPOCH - 1, HEIGHT - EPOCH] {
        let own = scene.votes_at(own);
        scene.proves(&own).await;
        if own.height == HEIGHT - EPOCH {
            scene.slashes(&second, &own, 1).await;
        } else {
            scene.spares(&first, &own, 1, RestakingError::OffenseTooOld, (EPOCH + 1, EPOCH)).await;
        }
    }
    scene.proves(&votes).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 100_000);
}

/// Any slash of a unit, by the slasher or by another service's where the vault's own limit is the tight one, leaves less in
/// the epoch than the limit for one slash.
#[tokio::test]
async fn a_slash_of_a_unit_does_not_hold_up_a_proof() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.bank.warp_to(SETTLED, 0).await;
    let set = split::set_loss_limits(&id("creator"), &first.vault.address, &first.ncn, 1_000, 1_000);
    scene.bank.by("creator", set).await;
    scene.bank.warp(OFFENSE).await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    for (incident, epoch) in [(0, SETTLED + 2), (1, SETTLED + 3)] {
        if epoch > SETTLED + 2 {
            scene.bank.warp_to(epoch, 0).await;
        }
        assert_eq!(scene.bank.propose(&first, incident, WHOLE / 990_000).await.slash.stake, 1);
    }
    // The last epoch in which it is not too old.
    assert!(scene.slashes(&first, &votes, 1).await.slash.stake > 90_000);
}

/// The epoch's limit is of the stake before its first slash, and the one for a slash of the stake as it is: a deposit after a
/// slash of a unit lifts the second over the first. 10 % of 10,000,000 are more than 50 % of 1,000,000.
#[tokio::test]
async fn a_deposit_does_not_hold_up_a_proof() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.bank.warp_to(SETTLED, 0).await;
    let set = split::set_loss_limits(&id("creator"), &first.vault.address, &first.ncn, 1_000, 5_000);
    scene.bank.by("creator", set).await;
    scene.bank.warp(OFFENSE).await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    assert_eq!(scene.bank.propose(&first, 0, WHOLE / 990_000).await.slash.stake, 1);
    scene.bank.by("bob", first.vault.deposit(&id("bob"), 9_000_000, 0, false)).await;
    assert!(scene.slashes(&first, &votes, 1).await.slash.stake >= 100_000);
}

/// Stake counts for an operator's weight to the last second of the opt-in, and can be slashed as long: what is done in its
/// last seconds is too late to be proven. A reader of a weight has to look an epoch ahead.
#[tokio::test]
async fn what_is_done_in_the_last_seconds_of_an_opt_in_is_not_slashed_after_it() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let (left, right) = first.opt_ins()[0];
    scene.bank.by("creator", split::leave_opt_in(&id("creator"), &left, &right, split::Side::Left)).await;
    let opt_in: restaking_client::OptIn = scene.bank.read(&pda::opt_in(&left, &right)).await.expect("it is there");
    let over = opt_in.sides.left.effective;
    scene.bank.warp(over - 1).await;
    let votes = scene.votes_at((over - 1 - GENESIS) as u64);
    let stake: restaking_client::StakeReport = scene.bank.view(split::slashable_stake(&[first])).await;
    assert_eq!(stake.stakes, [1_000_000]);
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    scene.bank.warp(over + 6).await;
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    scene.shown(&scene.shows(&votes)).await;
    let slash = scene.slashing(&first, &votes, 1).await;
    scene.denies(slash, RestakingError::NoOptIn).await;
}

/// When a height was is what the rule of today says. A rule that moves its heights moves what was signed by the one before, and
/// counts after the slowest exit: an operator that leaves in time answers for none of it.
#[tokio::test]
async fn a_new_rule_dates_old_votes_anew() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    let from = OFFENSE + restaking_tests::SLOWEST_RISE;
    let moved = slash::with_rule(policy(), 10 * PERCENT, from - HEIGHT as i64);
    scene.bank.by("ncn", slash::set_policy(&id("ncn"), &first.ncn, moved)).await;
    scene.bank.warp(from).await;
    scene.proves(&votes).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 100_000);
}
