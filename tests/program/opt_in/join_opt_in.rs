//! The second from which a side has joined.

use super::*;

#[tokio::test]
async fn each_side_joins_and_counts_from_its_second_on() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        let mut events = Vec::new();
        for side in [1, 0] {
            events.push(pact.join(&mut bank, side).await);
            let failure = bank.refuses(pact.admins[side], pact.join_by(pact.admins[side], side)).await;
            assert_refused(&failure, RestakingError::AlreadyJoined, 1, 0);
        }
        let joining = pending(0, 1, pact.from);
        assert_eq!(pact.sides(&mut bank).await, [joining.clone(), joining.clone()]);
        assert_eq!([events[0].number, events[1].number], [2, 3]);
        assert_eq!([events[0].closed, events[1].closed], [false, false]);
        assert_eq!(events[0].time, GENESIS);
        assert_eq!(events[0].before, Sides { left: settled(0), right: settled(0) });
        assert_eq!(events[0].after, Sides { left: settled(0), right: joining.clone() });
        assert_eq!(events[1].before, events[0].after);
        assert_eq!(events[1].after, Sides { left: joining.clone(), right: joining });
    }
}

/// A side that leaves before it is active is out at once; once active, it stays until its leave takes effect.
#[tokio::test]
async fn a_joiner_is_in_from_the_first_second_that_counts_and_not_before() {
    for (second, counted) in [(-1, false), (0, true), (1, true)] {
        let (mut bank, pacts) = scene().await;
        for pact in pacts {
            bank.warp(GENESIS).await;
            pact.join(&mut bank, 0).await;
            bank.warp(pact.from + second).await;
            pact.leave(&mut bank, 0).await;
            if !counted {
                assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
                bank.send(&[pact.close()], &[]).await.unwrap();
                continue;
            }
            let wait = if pact.from == THIRD_EPOCH { 2 * EPOCH as i64 } else { SLOWEST_FALL + second };
            assert_eq!(pact.sides(&mut bank).await[0], pending(1, 0, pact.from + wait));
            bank.warp(pact.from + wait - 1).await;
            pact.stands(&mut bank).await;
            bank.warp(pact.from + wait).await;
            bank.send(&[pact.close()], &[]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_word_late_in_an_epoch_waits_for_the_same_start_as_one_early_in_it() {
    let (mut bank, [pact, between, _]) = scene().await;
    bank.warp_to(1, -1).await;
    pact.join(&mut bank, 0).await;
    assert_eq!(pact.sides(&mut bank).await[0], pending(0, 1, THIRD_EPOCH));
    between.join(&mut bank, 0).await;
    assert_eq!(between.sides(&mut bank).await[0], pending(0, 1, GENESIS + EPOCH as i64 - 1 + SLOWEST_RISE));
    bank.warp_to(1, 0).await;
    pact.join(&mut bank, 1).await;
    assert_eq!(pact.sides(&mut bank).await[1], pending(0, 1, THIRD_EPOCH + EPOCH as i64));
}

/// A deposit meanwhile has the same notice as all others.
#[tokio::test]
async fn an_empty_vault_gives_notice_as_well() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    bank.fund(&id("sponsor"));
    for (right, other) in [(operator, "operator"), (ncn, "ncn")] {
        let pact = Pact { left: vault.address, right, admins: ["creator", other], from: THIRD_EPOCH };
        bank.by("sponsor", pact.open()).await;
        for side in [0, 1] {
            pact.join(&mut bank, side).await;
            assert_eq!(pact.sides(&mut bank).await[side], pending(0, 1, THIRD_EPOCH));
            pact.stands(&mut bank).await;
            // A side that leaves before that never joined.
            pact.leave(&mut bank, side).await;
        }
        bank.send(&[pact.close()], &[]).await.unwrap();
    }
}
