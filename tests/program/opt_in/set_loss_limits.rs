//! What a vault lets an NCN take from it, and that an opt-in opened again has none of what the closed one had.

use restaking_client::LossLimits;

use super::*;

fn limits_by(name: &str, pact: &Pact, incident: u64, epoch: u64) -> Instruction {
    split::set_loss_limits(&id(name), &pact.left, &pact.right, incident, epoch)
}

async fn set(bank: &mut Bank, pact: &Pact, incident: u64, epoch: u64) -> OptInChanged {
    word(pact, &bank.by("creator", limits_by("creator", pact, incident, epoch)).await)
}

fn both(incident: Delayed, epoch: Delayed) -> LossLimits {
    LossLimits { incident_bps: incident, epoch_bps: epoch }
}

/// A value that becomes `next`, at the time of a rise or a fall, both announced in the epoch that begins at `now`.
fn said(current: u64, next: u64, now: i64) -> Delayed {
    match next.cmp(&current) {
        std::cmp::Ordering::Greater => pending(current, next, now + 3 * EPOCH as i64),
        _ => pending(current, next, now + 2 * EPOCH as i64),
    }
}

/// More exposes stakers, and takes effect at e+3; less would take from the NCN what it counts on, and takes effect at e+2.
#[tokio::test]
async fn limits_on_losses_rise_and_fall_late_to_the_second() {
    for [first, then] in [[(0, 0), (100, 500)], [(100, 500), (60, 400)], [(100, 500), (60, 600)], [(100, 500), (0, 0)]]
    {
        for (second, rose) in [(-1, false), (0, true), (1, true)] {
            let (mut bank, [.., pact]) = scene().await;
            let early = set(&mut bank, &pact, first.0, first.1).await;
            let begun = both(said(0, first.0, GENESIS), said(0, first.1, GENESIS));
            assert_eq!((early.number, early.closed), (2, false));
            assert_eq!((&early.limits_before, &early.limits_after), (&both(settled(0), settled(0)), &begun));
            assert_eq!(early.before, early.after, "no side has said anything");
            assert_eq!(pact.account(&mut bank).await.limits, begun);

            bank.warp(THIRD_EPOCH).await;
            let change = set(&mut bank, &pact, then.0, then.1).await;
            let after = both(said(first.0, then.0, THIRD_EPOCH), said(first.1, then.1, THIRD_EPOCH));
            assert_eq!((change.number, &change.limits_before, &change.limits_after), (3, &begun, &after));

            // What another announcement finds is what is active: every fall, and a rise once its epoch has begun.
            let turn = THIRD_EPOCH + 3 * EPOCH as i64;
            bank.warp(turn + second).await;
            let began = if rose { turn } else { turn - EPOCH as i64 };
            let counted = |first: u64, then: u64| if rose { then } else { first.min(then) };
            let last = set(&mut bank, &pact, 1_000, 2_000).await;
            let found =
                both(said(counted(first.0, then.0), 1_000, began), said(counted(first.1, then.1), 2_000, began));
            assert_eq!((&last.limits_before, &last.limits_after), (&after, &found), "{first:?} {then:?} {second}");
        }
    }
}

#[tokio::test]
async fn an_announcement_withdraws_a_pending_rise_and_no_fall() {
    let (mut bank, [.., pact]) = scene().await;
    set(&mut bank, &pact, 100, 500).await;
    bank.warp(THIRD_EPOCH - 1).await;
    let from = THIRD_EPOCH + 2 * EPOCH as i64;
    let again = set(&mut bank, &pact, 100, 500).await;
    assert_eq!(again.limits_after, both(pending(0, 100, from), pending(0, 500, from)), "it never was active");
    let withdrawn = set(&mut bank, &pact, 0, 0).await;
    let at = THIRD_EPOCH + EPOCH as i64;
    assert_eq!(withdrawn.limits_after, both(pending(0, 0, at), pending(0, 0, at)));
    set(&mut bank, &pact, 100, 500).await;
    bank.warp(from).await;
    set(&mut bank, &pact, 50, 400).await;
    // Deeper in the same epoch, and then it stands.
    let fallen = set(&mut bank, &pact, 0, 400).await;
    let until = from + 2 * EPOCH as i64;
    assert_eq!(fallen.limits_after, both(pending(100, 0, until), pending(500, 400, until)));
    for (at, incident, epoch) in [(from, 1, 400), (from, 0, 401), (until - 1, 100, 500), (until - 1, 0, 300)] {
        bank.warp(at).await;
        let failure = bank.refuses("creator", limits_by("creator", &pact, incident, epoch)).await;
        assert_refused(&failure, RestakingError::FallPending, at as u64, until as u64);
    }
    bank.warp(until).await;
    let risen = set(&mut bank, &pact, 100, 500).await;
    assert_eq!(risen.limits_after, both(said(0, 100, until), said(400, 500, until)));
}

#[tokio::test]
async fn an_incidents_limit_is_within_the_epochs_and_that_within_the_whole() {
    let (mut bank, [.., pact]) = scene().await;
    for (incident, epoch) in [(501, 500), (1, 0), (10_000, 9_999)] {
        let failure = bank.refuses("creator", limits_by("creator", &pact, incident, epoch)).await;
        assert_refused(&failure, RestakingError::IncidentOverEpoch, incident, epoch);
    }
    for epoch in [10_001, u64::MAX] {
        let failure = bank.refuses("creator", limits_by("creator", &pact, 1, epoch)).await;
        assert_refused(&failure, RestakingError::OverWhole, epoch, 10_000);
    }
    let most = set(&mut bank, &pact, 10_000, 10_000).await;
    assert_eq!((most.limits_after.incident_bps.next, most.limits_after.epoch_bps.next), (10_000, 10_000));
}

#[tokio::test]
async fn only_the_vaults_admin_sets_limits_and_only_for_an_ncn() {
    let (mut bank, pacts) = scene().await;
    let [with_operator, between, with_ncn] = pacts;
    for name in ["ncn", "operator", "alice", "sponsor", "deployer"] {
        let failure = bank.refuses(name, limits_by(name, &with_ncn, 1, 1)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotPartyAdmin), "{name}");
    }
    for (name, pact) in [("creator", with_operator), ("operator", between)] {
        let failure = bank.refuses(name, limits_by(name, &pact, 1, 1)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongParties), "{name}");
    }
    // To name a curator is not to give this away.
    let vault = harness::Vault::new(id("creator"), 0, Pubkey::default());
    bank.by("creator", split::set_curator(&vault, &id("alice"))).await;
    let failure = bank.refuses("alice", limits_by("alice", &with_ncn, 1, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotPartyAdmin));
}

#[tokio::test]
async fn an_opt_in_opened_again_starts_afresh() {
    let (mut bank, [.., pact]) = scene().await;
    set(&mut bank, &pact, 100, 500).await;
    for side in [0, 1] {
        pact.join(&mut bank, side).await;
    }
    bank.warp(THIRD_EPOCH).await;
    for side in [0, 1] {
        pact.leave(&mut bank, side).await;
    }
    bank.warp(THIRD_EPOCH + 2 * EPOCH as i64).await;
    bank.fund(&id("mallory"));
    let reopen = split::open_opt_in(&id("mallory"), &pact.left, &pact.right);
    // Closed and opened in one transaction, so that nobody could notice.
    let failure = bank.all_refused(&[pact.close(), reopen.clone()], &[&key("mallory")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::LimitsSet));
    let close = split::close_opt_in_by(Some(id("creator")), &pact.left, &pact.right, &id("sponsor"));
    bank.send(&[close, reopen], &[&key("mallory"), &key("creator")]).await.unwrap();
    let opened = pact.account(&mut bank).await;
    assert_eq!((opened.version, opened.events, opened.rent_payer), (1, 1, id("mallory")));
    assert_eq!(opened.limits, both(settled(0), settled(0)));
    assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
    let joined = pact.join(&mut bank, 0).await;
    assert_eq!((joined.number, joined.after.left), (2, pending(0, 1, THIRD_EPOCH + 5 * EPOCH as i64)));
}
