//! How an operator that votes twice would escape its slash, and what it is that nobody is promised.

use harness::split;

use super::*;

/// In the second of a rotation both keys count, so that each of two votes for a height in it is signed by a key in force.
#[tokio::test]
async fn two_votes_by_two_keys_that_both_count_are_an_equivocation() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.registers(&first, "next", Some("key")).await;
    let votes = Votes { second_key: id("next").to_bytes(), ..scene.votes() };
    scene.reports(&votes).await;
    let [one, two] = ["key", "next"].map(key);
    let signed = Signatures::of(&[(&one, &votes.messages[0]), (&two, &votes.messages[1])]).instruction();
    scene.shown(&[signed, votes.submit(&id("reporter"))]).await;
}

/// The operator has the second vault, where it has little to lose, slashed for an offence of a second before it, just before
/// it votes twice at the cost of the first.
#[tokio::test]
async fn a_slash_in_one_vault_does_not_shield_another_from_the_next_proof() {
    let mut scene = scene_of(PolicyArgs { cooldown_seconds: EPOCH, ..rule() }).await;
    let [first, second] = scene.splits;
    // Its own proof, of an offence that is nearly too old.
    let old = scene.votes_at(HEIGHT - EPOCH);
    scene.proves(&old).await;
    scene.slashes(&second, &old, 1).await;
    scene.bank.warp(OFFENCE + 1).await;
    // The first vault cannot be slashed for that any more, and for this not yet.
    let votes = scene.votes_at(HEIGHT + 1);
    scene.proves(&votes).await;
    assert_eq!(scene.slashes(&first, &votes, 2).await.slash.stake, 100_000);
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
    scene.bank.warp(OFFENCE).await;
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
    scene.bank.warp(OFFENCE).await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    assert_eq!(scene.bank.propose(&first, 0, WHOLE / 990_000).await.slash.stake, 1);
    scene.bank.by("bob", first.vault.deposit(&id("bob"), 9_000_000, 0, false)).await;
    assert!(scene.slashes(&first, &votes, 1).await.slash.stake >= 100_000);
}

/// Stake counts for an operator's weight to the last second of the agreement, and can be slashed as long: what is done in its
/// last seconds is too late to be proven. Who relies on a weight has to look an epoch ahead.
#[tokio::test]
async fn what_is_done_in_the_last_seconds_of_an_agreement_is_not_slashed_after_it() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let (left, right) = first.agreements()[0];
    scene.bank.by("creator", split::leave_opt_in(&id("creator"), &left, &right, true)).await;
    let opt_in: restaking_client::OptIn = scene.bank.read(&pda::opt_in(&left, &right)).await.expect("it is there");
    let over = opt_in.agreement.left.effective;
    scene.bank.warp(over - 1).await;
    let votes = scene.votes_at((over - 1 - GENESIS) as u64);
    let stake: restaking_client::StakeReport = scene.bank.view(split::slashable_stake(&[first])).await;
    assert_eq!(stake.stakes, [1_000_000]);
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    scene.bank.warp(over + 6).await;
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    scene.shown(&scene.shows(&votes)).await;
    let slash = scene.slashing(&first, &votes, 1).await;
    scene.denies(slash, RestakingError::NoAgreement).await;
}

/// When a height was is what the rule of today says. A rule that moves its heights moves what was signed by the one before, and
/// counts after the slowest exit: an operator that leaves in time answers for none of it.
#[tokio::test]
async fn a_new_rule_dates_old_votes_anew() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    let from = OFFENCE + restaking_tests::SLOWEST_RISE;
    let moved = slash::with_rule(policy(), 10 * PERCENT, from - HEIGHT as i64);
    scene.bank.by("ncn", slash::set_policy(&id("ncn"), &first.ncn, moved)).await;
    scene.bank.warp(from).await;
    scene.proves(&votes).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 100_000);
}
