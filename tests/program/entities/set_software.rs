//! The software that an NCN names for its operators.

use super::*;

#[tokio::test]
async fn an_ncn_names_software_with_a_deadline_or_none_and_withdraws_it() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    bank.warp(GENESIS + 100).await;
    let set = |sha256, run_by| entity::set_software(&id("ncn"), &ncn, sha256, run_by);
    let now = GENESIS + 100;
    for run_by in [now, now - 1, -1] {
        let failure = bank.refuses("ncn", set([7; 32], run_by)).await;
        assert_refused(&failure, RestakingError::DeadlinePast, run_by.unsigned_abs(), now as u64);
    }
    let failure = bank.refuses("ncn", set([0; 32], now + 1)).await;
    assert_refused(&failure, RestakingError::NoSoftware, now as u64 + 1, 0);
    for (number, sha256, run_by, since) in [(2, [7; 32], now + 1, now), (3, [8; 32], 0, now), (4, [0; 32], 0, 0)] {
        let done = bank.by("ncn", set(sha256, run_by)).await;
        assert_eq!(event(&done), &Event::SoftwareSet(SoftwareSet { ncn, number, time: now, sha256, run_by }));
        assert_eq!(bank.read::<Ncn>(&ncn).await.unwrap().software, Software { sha256, since, run_by });
    }
}
