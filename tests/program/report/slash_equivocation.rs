//! What a proof can be slashed for: when, against which stake, and how often.

use harness::split;
use restaking_tests::SLOWEST_RISE;

use super::*;

/// Offenses are slashed for as long as stake that was there is bound to wait: an epoch, to the second.
#[tokio::test]
async fn a_proof_is_slashed_until_its_offense_is_an_epoch_old() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let [first, second] = scene.splits;
    scene.proves(&votes).await;
    scene.bank.warp(OFFENSE + EPOCH as i64).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 100_000);
    for late in [1, EPOCH, 100 * EPOCH] {
        scene.bank.warp(OFFENSE + (EPOCH + late) as i64).await;
        scene.spares(&second, &votes, 1, RestakingError::OffenseTooOld, (EPOCH + late, EPOCH)).await;
    }
    scene.audit().await;
}

/// It is the age of the offense that counts, and not of its proof.
#[tokio::test]
async fn an_old_offense_is_proven_for_the_record_and_not_slashed() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = [HEIGHT - EPOCH - 1, HEIGHT - EPOCH].map(|height| scene.votes_at(height));
    for votes in &votes {
        assert_eq!(scene.proves(votes).await.incident, 1);
    }
    scene.spares(&first, &votes[0], 1, RestakingError::OffenseTooOld, (EPOCH + 1, EPOCH)).await;
    assert_eq!(scene.slashes(&first, &votes[1], 1).await.offense_at, OFFENSE - EPOCH as i64);
}

#[tokio::test]
async fn a_proof_is_of_one_operator_and_ncn() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    scene.bank.warp(OFFENSE - 1).await;
    let other = scene.another(1, false, "another's").await;
    let elsewhere = scene.another(1, true, "elsewhere").await;
    scene.bank.warp(OFFENSE).await;
    for (number, split, name) in [(1, other, "another's"), (1, elsewhere, "elsewhere")] {
        let wrong = scene.votes_of(&split, name, HEIGHT);
        scene.reports(&wrong).await;
        assert_eq!(scene.shown(&scene.shows_by(name, &wrong)).await.incident, number);
        let slash = scene.slashing(&first, &wrong, number).await;
        scene.denies(slash, RestakingError::WrongProof).await;
    }
    // Under another number, or that of an incident of the slasher's.
    for (number, kind) in [(0, 1), (2, 1), (u64::MAX, 1), (1, 0)] {
        let mut slash = scene.slashing(&first, &votes, 1).await;
        let at = slash.accounts.iter().position(|meta| meta.pubkey == slash_of(&first, 1)).expect("it is named");
        slash.accounts[at].pubkey = pda::slash(&first.allocation(), kind, number);
        let failure = scene.bank.refuses("alice", slash).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::InvalidSeeds));
    }
    scene.slashes(&first, &votes, 1).await;
}

/// The slasher has 300 seconds between its incidents. Proofs are independent: none delays another, or the slasher, and the
/// slasher delays none.
#[tokio::test]
async fn the_slashers_cool_down_holds_up_no_proof_and_no_proof_holds_up_anything() {
    let mut scene = scene_of(PolicyArgs { cooldown_seconds: 300, ..rule() }).await;
    let [first, second] = scene.splits;
    let [early, late] = [HEIGHT - 1, HEIGHT].map(|height| scene.votes_at(height));
    for votes in [&early, &late] {
        scene.proves(votes).await;
    }
    scene.bank.propose(&first, 7, PERCENT).await;
    let figures = (OFFENSE as u64, OFFENSE as u64 + 300);
    // In the same second: a proof, but no other incident of the slasher's.
    scene.slashes(&first, &early, 1).await;
    let next = scene.bank.proposing(&first, 8, PERCENT).await;
    assert_refused(&scene.bank.refuses("slasher", next).await, RestakingError::CoolingDown, figures.0, figures.1);
    // The same incident in the other vault.
    scene.bank.propose(&second, 7, PERCENT).await;
    let kept = scene.bank.record(&first).await;
    assert_eq!((kept.incident, kept.incident_at, kept.equivocations), (7, OFFENSE, 2));

    scene.bank.warp(OFFENSE + 299).await;
    let next = scene.bank.proposing(&first, 8, PERCENT).await;
    assert_refused(&scene.bank.refuses("slasher", next).await, RestakingError::CoolingDown, figures.0 + 299, figures.1);
    // The proof does not set the slasher's clock anew.
    scene.slashes(&second, &late, 1).await;
    scene.bank.warp(OFFENSE + 300).await;
    scene.bank.propose(&first, 8, PERCENT).await;
    let kept = scene.bank.record(&first).await;
    assert_eq!((kept.incident, kept.incident_at, kept.slashes), (8, OFFENSE + 300, 5));
    scene.audit().await;
}

/// To the last second it is at risk.
#[tokio::test]
async fn no_stake_is_slashed_that_the_three_opt_ins_do_not_put_at_risk() {
    for (left_out, who) in ["creator", "operator", "creator"].into_iter().enumerate() {
        for late in [false, true] {
            let mut scene = scene().await;
            let [first, second] = scene.splits;
            let (left, right) = first.opt_ins()[left_out];
            scene.bank.by(who, split::leave_opt_in(&id(who), &left, &right, split::Side::Left)).await;
            let opt_in: restaking_client::OptIn =
                scene.bank.read(&pda::opt_in(&left, &right)).await.expect("it is there");
            let over = opt_in.sides.left.effective;
            assert!(over > OFFENSE && over <= OFFENSE + SLOWEST_RISE, "opt-in {left_out}");
            scene.bank.warp(over - 1).await;
            let votes = scene.votes_at((over - 1 - GENESIS) as u64);
            scene.proves(&votes).await;
            scene.bank.warp(over - i64::from(!late)).await;
            // The other vault is in for it still, unless it is operator and NCN that parted.
            for (split, spared) in [(first, late), (second, late && left_out == 1)] {
                let slash = scene.slashing(&split, &votes, 1).await;
                if spared {
                    scene.denies(slash, RestakingError::NoOptIn).await;
                } else {
                    scene.bank.by("alice", slash).await;
                }
            }
            scene.audit().await;
        }
    }
}

/// What left before the proof and is live is slashed with the rest: 10 % of 1,000,000, of which 300,000 are in the next bucket
/// and 200,000 in this one.
#[tokio::test]
async fn who_asks_to_leave_after_the_offense_is_slashed_like_who_stays() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let (vault, alice) = (first.vault, id("alice"));
    scene.bank.by("alice", vault.request_exit(&alice, 0, 200_000, 200_000, SETTLED + 3)).await;
    let votes = scene.votes();
    scene.proves(&votes).await;
    scene.bank.warp(OFFENSE + EPOCH as i64 - 50).await;
    scene.bank.by("alice", vault.request_exit(&alice, 1, 300_000, 300_000, SETTLED + 4)).await;
    let event = scene.slashes(&first, &votes, 1).await;
    assert_eq!((event.slash.stake, event.slash.active), (100_000, 50_000));
    assert_eq!(event.slash.exiting, [[20_000, 0, 0, 0], [30_000, 0, 0, 0]]);
    scene.executes(&first, &slash_of(&first, 1)).await;
    scene.audit().await;
}

/// A stake that is nothing, or a fraction that takes nothing, does not use up the proof.
#[tokio::test]
async fn a_proof_is_not_used_up_where_there_is_nothing_to_slash() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    let votes = scene.votes();
    scene.proves(&votes).await;
    let mut allocation = scene.bank.account(&first.allocation()).await.expect("an allocation");
    let good = allocation.clone();
    // Its magnitude, as though nothing were allocated.
    allocation.data[112..136].fill(0);
    scene.bank.put(&first.allocation(), allocation);
    scene.spares(&first, &votes, 1, RestakingError::NothingToSlash, (0, 1)).await;
    scene.bank.put(&first.allocation(), good);
    scene.slashes(&first, &votes, 1).await;
}
