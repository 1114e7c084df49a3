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

#[tokio::test]
async fn limits_on_losses_rise_late_to_the_second_and_fall_at_once() {
    for (second, counted) in [(-1, false), (0, true)] {
        let (mut bank, [.., pact]) = scene().await;
        let rise = set(&mut bank, &pact, 100, 500).await;
        let rising = both(pending(0, 100, SECOND_EPOCH), pending(0, 500, SECOND_EPOCH));
        assert_eq!((rise.number, rise.closed), (2, 0));
        assert_eq!((&rise.limits_before, &rise.limits_after), (&both(settled(0), settled(0)), &rising));
        assert_eq!(rise.before, rise.after, "no side has said anything");
        assert_eq!(pact.account(&mut bank).await.limits, rising);

        // What counts by then falls at once; what does not yet starts its wait again.
        bank.warp(SECOND_EPOCH + second).await;
        let change = set(&mut bank, &pact, 60, 600).await;
        let from = if counted { SECOND_EPOCH + 2 * EPOCH as i64 } else { SECOND_EPOCH + EPOCH as i64 };
        let after = if counted {
            both(settled(60), pending(500, 600, from))
        } else {
            both(pending(0, 60, from), pending(0, 600, from))
        };
        assert_eq!((change.number, change.limits_before, change.limits_after), (3, rising, after));

        let none = set(&mut bank, &pact, 0, 0).await;
        assert_eq!(none.limits_after, both(settled(0), settled(0)), "the pending rise is withdrawn");
    }
}

#[tokio::test]
async fn in_an_empty_vault_limits_rise_at_once() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let pact = Pact { left: vault.address, right: ncn, admins: ["creator", "ncn"], from: GENESIS };
    bank.fund(&id("sponsor"));
    bank.by("sponsor", pact.open()).await;
    set(&mut bank, &pact, 10_000, 10_000).await;
    // With stake in it a rise would wait: only what counted already can fall.
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    let change = set(&mut bank, &pact, 9_000, 10_000).await;
    assert_eq!(change.limits_after, both(settled(9_000), settled(10_000)));
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
