//! What a vault lets an NCN take from it, and that an agreement opened again has none of what the closed one had.

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

/// More exposes stakers, and less would take from the NCN what it counts on: neither counts before epoch e+2.
#[tokio::test]
async fn limits_on_losses_rise_and_fall_late_to_the_second() {
    const COUNTS: i64 = SECOND_EPOCH + 2 * EPOCH as i64;
    for [first, then] in [[(0, 0), (100, 500)], [(100, 500), (60, 400)], [(100, 500), (60, 600)], [(100, 500), (0, 0)]]
    {
        for (second, counts) in [(-1, false), (0, true), (1, true)] {
            let (mut bank, [.., pact]) = scene().await;
            let early = set(&mut bank, &pact, first.0, first.1).await;
            let begun = both(pending(0, first.0, SECOND_EPOCH), pending(0, first.1, SECOND_EPOCH));
            assert_eq!((early.number, early.closed), (2, 0));
            assert_eq!((&early.limits_before, &early.limits_after), (&both(settled(0), settled(0)), &begun));
            assert_eq!(early.before, early.after, "no side has said anything");
            assert_eq!(pact.account(&mut bank).await.limits, begun);

            bank.warp(SECOND_EPOCH).await;
            let change = set(&mut bank, &pact, then.0, then.1).await;
            let after = both(pending(first.0, then.0, COUNTS), pending(first.1, then.1, COUNTS));
            assert_eq!((change.number, &change.limits_before, &change.limits_after), (3, &begun, &after));

            // What another announcement finds is what counts.
            bank.warp(COUNTS + second).await;
            let (counted, next) =
                if counts { (then, COUNTS + 2 * EPOCH as i64) } else { (first, COUNTS + EPOCH as i64) };
            let last = set(&mut bank, &pact, 1_000, 2_000).await;
            let found = both(pending(counted.0, 1_000, next), pending(counted.1, 2_000, next));
            assert_eq!((&last.limits_before, &last.limits_after), (&after, &found), "{first:?} {then:?} {second}");
        }
    }
}

#[tokio::test]
async fn an_announcement_withdraws_the_pending_one_and_waits_its_own_full_time() {
    let (mut bank, [.., pact]) = scene().await;
    set(&mut bank, &pact, 100, 500).await;
    bank.warp(SECOND_EPOCH - 1).await;
    let from = SECOND_EPOCH + EPOCH as i64;
    let again = set(&mut bank, &pact, 100, 500).await;
    assert_eq!(again.limits_after, both(pending(0, 100, from), pending(0, 500, from)), "it never counted");
    let withdrawn = set(&mut bank, &pact, 0, 0).await;
    assert_eq!(withdrawn.limits_after, both(pending(0, 0, from), pending(0, 0, from)));
    // A fall that is withdrawn was none: the limits stand without a gap.
    set(&mut bank, &pact, 100, 500).await;
    bank.warp(from).await;
    set(&mut bank, &pact, 0, 0).await;
    let later = from + 2 * EPOCH as i64;
    bank.warp(later - 1).await;
    let stands = set(&mut bank, &pact, 100, 500).await;
    let at = later + EPOCH as i64;
    assert_eq!(stands.limits_after, both(pending(100, 100, at), pending(500, 500, at)));
}

#[tokio::test]
async fn limits_count_at_once_both_ways_only_while_the_vault_is_empty() {
    const NOW: i64 = i64::MIN;
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let pact = Pact { left: vault.address, right: ncn, admins: ["creator", "ncn"], from: GENESIS };
    bank.fund(&id("sponsor"));
    bank.by("sponsor", pact.open()).await;
    let change = set(&mut bank, &pact, 10_000, 10_000).await;
    assert_eq!(change.limits_after, both(pending(0, 10_000, NOW), pending(0, 10_000, NOW)));
    let change = set(&mut bank, &pact, 9_000, 9_500).await;
    assert_eq!(change.limits_after, both(pending(10_000, 9_000, NOW), pending(10_000, 9_500, NOW)));
    // With stake in it both wait, and with a live exit alone as well.
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    let change = set(&mut bank, &pact, 8_000, 10_000).await;
    let waiting = both(pending(9_000, 8_000, SECOND_EPOCH), pending(9_500, 10_000, SECOND_EPOCH));
    assert_eq!(change.limits_after, waiting);
    bank.by("alice", vault.request_exit(&id("alice"), 0, 1_000, 1_000, 1)).await;
    assert_eq!(set(&mut bank, &pact, 8_000, 10_000).await.limits_after, waiting);
    bank.warp(SECOND_EPOCH - 1).await;
    let from = SECOND_EPOCH + EPOCH as i64;
    let change = set(&mut bank, &pact, 0, 0).await;
    assert_eq!(change.limits_after, both(pending(9_000, 0, from), pending(9_500, 0, from)));
    // Once it has matured, nobody is exposed, whether it is claimed or not.
    bank.warp(SECOND_EPOCH).await;
    let change = set(&mut bank, &pact, 0, 0).await;
    assert_eq!(change.limits_after, both(pending(9_000, 0, NOW), pending(9_500, 0, NOW)));
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
async fn an_agreement_opened_again_starts_afresh() {
    let (mut bank, [.., pact]) = scene().await;
    set(&mut bank, &pact, 100, 500).await;
    for side in [0, 1] {
        pact.join(&mut bank, side).await;
    }
    bank.warp(SECOND_EPOCH).await;
    for side in [0, 1] {
        pact.leave(&mut bank, side).await;
    }
    bank.warp(SECOND_EPOCH + 2 * EPOCH as i64).await;
    bank.fund(&id("mallory"));
    let reopen = split::open_opt_in(&id("mallory"), &pact.left, &pact.right);
    // Closed and opened in one transaction, so that nobody could notice.
    bank.send(&[pact.close(), reopen], &[&key("mallory")]).await.unwrap();
    let opened = pact.account(&mut bank).await;
    assert_eq!((opened.version, opened.events, opened.rent_payer), (1, 1, id("mallory")));
    assert_eq!(opened.limits, both(settled(0), settled(0)));
    assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
    let joined = pact.join(&mut bank, 0).await;
    assert_eq!((joined.number, joined.after.left), (2, pending(0, 1, SECOND_EPOCH + 4 * EPOCH as i64)));
}
