//! A side that leaves.

use super::*;

#[tokio::test]
async fn a_leave_is_not_taken_back() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        bank.warp(GENESIS).await;
        for side in [0, 1] {
            pact.join(&mut bank, side).await;
        }
        bank.warp(pact.from).await;
        for side in [0, 1] {
            pact.leave(&mut bank, side).await;
            let failure = bank.refuses(pact.admins[side], pact.leave_by(pact.admins[side], side)).await;
            assert_refused(&failure, RestakingError::NotJoined, 0, 1);
        }
        let [leaving, _] = pact.sides(&mut bank).await;
        for at in [pact.from, leaving.effective - 1] {
            bank.warp(at).await;
            let failure = bank.refuses(pact.admins[0], pact.join_by(pact.admins[0], 0)).await;
            assert_refused(&failure, RestakingError::FallPending, at as u64, leaving.effective as u64);
        }
        // Once it has left, it joins anew.
        bank.warp(leaving.effective).await;
        pact.join(&mut bank, 0).await;
        let [side, _] = pact.sides(&mut bank).await;
        assert!(side.current == 0 && side.effective > leaving.effective, "{side:?}");
    }
}
