//! What a vault approved for all its NCNs, epoch by epoch.

use ledger::state::breaker::Approved;
use ledger::state::term::Term;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

#[test]
fn a_sum_is_that_of_its_epoch_and_the_last_goes_on() {
    let limits = Limits { deposit_cap: 0, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
    let mut vault = VaultLedger::new(10, limits, 1_000).unwrap();
    vault.approved = Approved { epoch: 5, sums: [100, 110, 90, 390], later: 390 };
    let sums = |vault: &VaultLedger| [0, 5, 6, 7, 8, 9, 19, 20, u64::MAX].map(|epoch| vault.approved_in(epoch));
    assert_eq!(sums(&vault), [100, 100, 110, 90, 390, 390, 390, 390, 390]);
    // With a term that ends with the start of epoch 20, to the second.
    vault.term = Term { start: 1_060, end: 1_200 };
    vault.approved.later = 500;
    assert_eq!(sums(&vault), [100, 100, 110, 90, 390, 390, 390, 500, 500]);
}
