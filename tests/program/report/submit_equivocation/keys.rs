//! The signing key's operator, and whether the key was its own at that height.

use super::*;

#[tokio::test]
async fn both_votes_are_signed_by_the_operators_key() {
    let mut scene = scene().await;
    let (votes, first) = (scene.votes(), scene.splits[0]);
    scene.reports(&votes).await;
    scene.registers(&first, "next", Some("key")).await;
    // A stranger's key, and the operator's own other key.
    for name in ["mallory", "next"] {
        for names in [[name, "key"], ["key", name], [name, name]] {
            let [one, two] = names.map(key);
            let signed = Signatures::of(&[(&one, &votes.messages[0]), (&two, &votes.messages[1])]).instruction();
            scene.refuses(&[signed, votes.submit(&id("reporter"))], RestakingError::WrongSigner).await;
        }
    }
    // Though the account be that of the other key.
    let mut other = votes.submit(&id("reporter"));
    other.accounts[5].pubkey = pda::operator_key(&first.ncn, &id("next").to_bytes());
    scene.refuses(&[votes.signed(&key("key")).instruction(), other], RestakingError::WrongSigner).await;
    scene.shown(&scene.shows(&votes)).await;
}

#[tokio::test]
async fn a_key_is_of_the_operator_and_the_ncn() {
    let mut scene = scene().await;
    let (votes, first) = (scene.votes(), scene.splits[0]);
    scene.reports(&votes).await;
    scene.bank.warp(OFFENSE - 1).await;
    let other = scene.another(1, false, "another's").await;
    let elsewhere = scene.another(1, true, "elsewhere").await;
    scene.bank.warp(OFFENSE).await;

    // Another operator's key, with this one's record and with its own; and this one's key with the other's record.
    let own = [pda::operator_key(&first.ncn, &id("key").to_bytes()), pda::record(&first.ncn, &first.operator)];
    let others = [pda::operator_key(&first.ncn, &id("another's").to_bytes()), pda::record(&other.ncn, &other.operator)];
    let mut refuses = async |operator: &Split, [key_account, record]: [Pubkey; 2], signer, error: RestakingError| {
        let of = Votes { operator: operator.operator, ..votes.clone() };
        let mut submit = votes.submit(&id("reporter"));
        (submit.accounts[4].pubkey, submit.accounts[5].pubkey) = (record, key_account);
        submit.accounts[7].pubkey = of.proof();
        let failure = scene.refused(&[votes.signed(&key(signer)).instruction(), submit]).await;
        assert_eq!(failure.restaking(), Some(error), "{:#?}", failure.logs);
    };
    for signer in ["key", "another's"] {
        refuses(&other, [others[0], own[1]], signer, RestakingError::WrongRecord).await;
        refuses(&first, [own[0], others[1]], signer, RestakingError::WrongRecord).await;
    }
    refuses(&other, others, "key", RestakingError::WrongSigner).await;
    // The operator's key in another NCN, with either NCN's record.
    let strange = pda::operator_key(&elsewhere.ncn, &id("elsewhere").to_bytes());
    let record = pda::record(&elsewhere.ncn, &elsewhere.operator);
    refuses(&first, [strange, own[1]], "elsewhere", RestakingError::WrongKey).await;
    refuses(&first, [strange, record], "elsewhere", RestakingError::WrongRecord).await;
    refuses(&first, [own[0], record], "key", RestakingError::WrongRecord).await;
    // What it signed for this NCN proves nothing in the other.
    let key = id("elsewhere").to_bytes();
    let there = Votes { key, second_key: key, ncn: elsewhere.ncn, ..votes.clone() };
    scene.reports(&there).await;
    let failure = scene.refused(&scene.shows_by("elsewhere", &there)).await;
    assert_refused(&failure, RestakingError::NotAVote, 73, 42);
}

/// "key" counts from the first second of [`SETTLED`] through second 50 of two epochs later, "next" from then on through
/// second 80, and none after.
#[tokio::test]
async fn a_key_answers_for_the_seconds_in_which_it_counted_and_no_others() {
    let mut scene = scene().await;
    let first = scene.splits[0];
    scene.bank.warp(OFFENSE - 50).await;
    scene.registers(&first, "next", Some("key")).await;
    scene.bank.warp(OFFENSE - 20).await;
    let retire = build::retire_key(&id("operator"), &first.ncn, &first.operator, &id("next").to_bytes());
    scene.bank.by("operator", retire).await;
    scene.bank.warp(OFFENSE).await;

    let start = SETTLED * EPOCH;
    let refused = [("key", start - 1), ("key", 0), ("key", HEIGHT - 49), ("key", HEIGHT), ("next", HEIGHT - 51)];
    for (name, height) in refused.into_iter().chain([("next", HEIGHT - 19), ("next", HEIGHT)]) {
        let votes = scene.votes_of(&first, name, height);
        scene.reports(&votes).await;
        scene.refuses(&scene.shows_by(name, &votes), RestakingError::KeyNotInForce).await;
    }
    let proven = [("key", start), ("key", HEIGHT - 51), ("key", HEIGHT - 50), ("next", HEIGHT - 49)];
    for (name, height) in proven.into_iter().chain([("next", HEIGHT - 20)]) {
        let number = if name == "key" { 1 } else { 2 };
        let votes = scene.votes_of(&first, name, height);
        scene.reports(&votes).await;
        let event = scene.shown(&scene.shows_by(name, &votes)).await;
        assert_eq!((event.incident, event.offense_at), (number, GENESIS + height as i64), "{name} at {height}");
        assert_eq!(event.operator_key, pda::operator_key(&first.ncn, &id(name).to_bytes()));
        if [HEIGHT - 51, HEIGHT - 49].contains(&height) {
            // The operator has no key now, and is slashed all the same: once for each.
            assert_eq!(scene.slashes(&first, &votes, number).await.incident, number);
        }
    }
}

#[tokio::test]
async fn who_is_retired_answers_for_what_it_signed() {
    let mut scene = scene().await;
    let (votes, first) = (scene.votes(), scene.splits[0]);
    scene.bank.by("operator", entity::retire_operator(&id("operator"), &first.operator)).await;
    scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &first.ncn)).await;
    scene.proves(&votes).await;
    assert_eq!(scene.slashes(&first, &votes, 1).await.slash.stake, 100_000);
}
