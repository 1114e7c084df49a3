//! The first reporter: the commitment that comes before the proof.

use super::*;

/// The bank's slot.
async fn slot(bank: &mut Bank) -> u64 {
    bank.clock().await.slot
}

#[tokio::test]
async fn without_a_report_nothing_is_shown() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let failure = scene.refused(&scene.shows(&votes)).await;
    let missing = InstructionError::AccountDataTooSmall;
    assert_eq!(failure.error, TransactionError::InstructionError(2, missing));
}

#[tokio::test]
async fn a_report_is_old_enough_after_16_slots_and_not_after_15() {
    let mut scene = scene().await;
    let votes = scene.votes();
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    let from = slot(&mut scene.bank).await;
    let shows = scene.shows(&votes);
    for later in [0, 1, 15] {
        let now = slot(&mut scene.bank).await;
        pass_slots(&mut scene.bank, from + later - now).await;
        // Time is not slots.
        for seconds in [0, 1_000] {
            let clock = scene.bank.clock().await;
            scene.bank.set_clock(&Clock { unix_timestamp: OFFENSE + seconds, ..clock });
            let failure = scene.refused(&shows).await;
            assert_refused(&failure, RestakingError::ReportTooYoung, from + later, from + 16);
        }
    }
    scene.bank.warp(OFFENSE).await;
    pass_slots(&mut scene.bank, 1).await;
    assert_eq!(slot(&mut scene.bank).await, from + 16);
    scene.shown(&shows).await;
}

#[tokio::test]
async fn a_report_is_of_one_reporter_ncn_pair_of_votes_and_salt() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let [one, two] = votes.messages.clone();
    let three = restaking_client::vote_message(&harness::keys::domain(&votes.ncn), 0, HEIGHT, &[3; 32]);
    let right = votes.commitment(&id("reporter"));
    let others = [
        Votes { messages: [one.clone(), three.clone()], ..votes.clone() },
        Votes { messages: [three, two.clone()], ..votes.clone() },
        Votes { messages: [two, one], ..votes.clone() },
        Votes { salt: [8; 32], ..votes.clone() },
        Votes { ncn: id("another NCN"), ..votes.clone() },
    ];
    let commitments = others.iter().map(|other| other.commitment(&id("reporter")));
    // The commitment of mallory, another reporter; and values that hash nothing.
    let commitments = commitments.chain([votes.commitment(&id("mallory")), [0; 32], [7; 32]]);
    for commitment in commitments.collect::<Vec<_>>() {
        assert_ne!(commitment, right);
        let mut commit = votes.commit(&id("reporter"));
        commit.data = [&commit.data[..1], &commitment].concat();
        commit.accounts[1].pubkey = pda::report(&id("reporter"), &commitment);
        scene.bank.by("reporter", commit).await;
        pass_slots(&mut scene.bank, OLD_ENOUGH).await;
        let [signed, mut submit] = scene.shows(&votes);
        submit.accounts[2].pubkey = pda::report(&id("reporter"), &commitment);
        scene.refuses(&[signed, submit], RestakingError::WrongReport).await;
    }
    // The right one, opened with another salt.
    scene.reports(&votes).await;
    let [signed, mut submit] = scene.shows(&votes);
    *submit.data.last_mut().expect("a salt") ^= 1;
    scene.refuses(&[signed, submit], RestakingError::WrongReport).await;
    scene.shown(&scene.shows(&votes)).await;
}

/// A leader that sees the votes shown holds them back and shows them itself: it has no report that is old enough, and can
/// make none of the one that it saw.
#[tokio::test]
async fn who_copies_the_votes_out_of_the_transaction_is_too_late() {
    let mut scene = scene().await;
    let (votes, mallory) = (scene.votes(), key("mallory"));
    let copied = votes.commitment(&id("reporter"));
    // Mallory sees the commitment first, and commits to the same hash in its own name.
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    let mut commit = votes.commit(&id("mallory"));
    commit.data = [&commit.data[..1], &copied].concat();
    commit.accounts[1].pubkey = pda::report(&id("mallory"), &copied);
    scene.bank.by("mallory", commit).await;
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;

    // Now it sees the votes, the signatures and the salt. In the same slot it commits to them.
    let [signed, submit] = scene.shows(&votes);
    scene.bank.by("mallory", votes.commit(&id("mallory"))).await;
    let now = slot(&mut scene.bank).await;
    let own = votes.submit(&id("mallory"));
    let failure = scene.bank.all_refused(&[signed.clone(), own.clone()], &[&mallory]).await;
    assert_refused(&failure, RestakingError::ReportTooYoung, now, now + 16);
    // With its copy of the commitment, and with the reporter's own report.
    for report in [pda::report(&id("mallory"), &copied), submit.accounts[2].pubkey] {
        let mut stolen = submit.clone();
        for (place, address) in [id("mallory"), id("mallory"), report].into_iter().enumerate() {
            stolen.accounts[place].pubkey = address;
        }
        let failure = scene.bank.all_refused(&[signed.clone(), stolen], &[&mallory]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongReport), "{:#?}", failure.logs);
    }
    // In the reporter's name, without its signature.
    let mut unsigned = submit.clone();
    unsigned.accounts[0].pubkey = id("mallory");
    unsigned.accounts[1].is_signer = false;
    let failure = scene.bank.all_refused(&[signed.clone(), unsigned], &[&mallory]).await;
    let missing = InstructionError::MissingRequiredSignature;
    assert_eq!(failure.error, TransactionError::InstructionError(2, missing));

    // 15 slots on it has nothing still, and the reporter's transaction is there by then.
    pass_slots(&mut scene.bank, 15).await;
    let failure = scene.bank.all_refused(&[signed.clone(), own.clone()], &[&mallory]).await;
    assert_refused(&failure, RestakingError::ReportTooYoung, now + 15, now + 16);
    assert_eq!(scene.shown(&[signed.clone(), submit]).await.reporter, id("reporter"));
    pass_slots(&mut scene.bank, 1).await;
    assert_occupied(&scene.bank.all_refused(&[signed, own], &[&mallory]).await, 2);
    let first = scene.splits[0];
    assert_eq!(scene.slashes(&first, &votes, 1).await.reporter, id("reporter"));
}

#[tokio::test]
async fn a_report_is_used_up_by_its_proof() {
    let mut scene = scene().await;
    let votes = scene.votes();
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    // Not made twice, or else its slot could be set back or forth.
    assert_occupied(&scene.refused(&[votes.commit(&id("reporter"))]).await, 1);
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    let shows = scene.shows(&votes);
    scene.shown(&shows).await;
    let failure = scene.refused(&shows).await;
    assert!(matches!(failure.error, TransactionError::InstructionError(2, _)), "{failure:?}");
    // Once it is made again it is as young as new.
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    assert_occupied(&scene.refused(&shows).await, 2);
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    assert_occupied(&scene.refused(&shows).await, 2);
}

#[tokio::test]
async fn whoever_signs_for_it_pays_for_the_proof_and_the_reporter_has_its_rent_back() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let before = [scene.bank.lamports(&id("reporter")).await, scene.bank.lamports(&id("mallory")).await];
    scene.bank.by("reporter", votes.commit(&id("reporter"))).await;
    let rent = scene.bank.lamports(&pda::report(&id("reporter"), &votes.commitment(&id("reporter")))).await;
    assert_eq!(scene.bank.lamports(&id("reporter")).await, before[0] - rent);
    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    let [signed, mut submit] = scene.shows(&votes);
    submit.accounts[0].pubkey = id("mallory");
    scene.bank.send(&[signed, submit], &[&key("mallory"), &key("reporter")]).await.unwrap();
    let cost = scene.bank.lamports(&votes.proof()).await;
    assert_eq!(scene.bank.lamports(&id("reporter")).await, before[0]);
    assert_eq!(scene.bank.lamports(&id("mallory")).await, before[1] - cost);
    let proof: Equivocation = scene.bank.read(&votes.proof()).await.expect("a proof");
    assert_eq!((proof.reporter, proof.rent_payer), (id("reporter"), id("mallory")));
}
