//! What the curator and the allocator take back while a slash is open stays taken back when it is vetoed: a veto exposes nobody to
//! more than stood behind the operator before, nor to what was withdrawn since.

use harness::{Split, slash::WHOLE, split};
use restaking_client::{NcnAllocation, OperatorDelegation, PolicyArgs, StakeReport};
use restaking_tests::{Bank, EPOCH, PERCENT, SETTLED, id, policy};

/// A million that stands behind the operator in the NCN, of which a slash took 40 %; it can be vetoed for four epochs.
async fn slashed() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() }).await;
    assert_eq!(bank.propose(&split, 0, 40 * PERCENT).await.slash.stake, 400_000);
    (bank, split)
}

async fn report(bank: &mut Bank, split: &Split) -> u64 {
    bank.view::<StakeReport>(split::slashable_stake(&[*split])).await.stakes[0]
}

/// The operator's units and its magnitude, and that of the NCN, to come.
async fn parts(bank: &mut Bank, split: &Split) -> [u64; 3] {
    let held: OperatorDelegation = bank.read(&split.delegation()).await.unwrap();
    let part: NcnAllocation = bank.read(&split.allocation()).await.unwrap();
    [held.delegation.units.next, held.delegation.magnitude, part.allocation.magnitude.next]
}

/// docs/design.md, invariant 6: an increase of exposure takes effect no sooner than an exit requested within a full epoch of its
/// announcement.
#[tokio::test]
async fn a_veto_does_not_expose_what_was_withdrawn_from_the_ncn_meanwhile() {
    for settled in [true, false] {
        let (mut bank, split) = slashed().await;
        bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
        if settled {
            bank.warp_to(SETTLED + 2, 0).await;
            bank.send(&[split.settle_allocation()], &[]).await.unwrap();
            assert_eq!(report(&mut bank, &split).await, 0);
        }
        bank.veto(&split, 0).await;
        bank.warp_to(SETTLED + 2, 0).await;
        assert_eq!(report(&mut bank, &split).await, 0, "settled: {settled}");
        bank.audit(&split.vault).await;
    }
}

/// The same of what a vault withdrew from the operator.
#[tokio::test]
async fn a_veto_does_not_expose_what_was_withdrawn_from_the_operator_meanwhile() {
    for settled in [true, false] {
        let (mut bank, split) = slashed().await;
        bank.by("creator", split.delegate(&id("creator"), 0)).await;
        if settled {
            bank.warp_to(SETTLED + 2, 0).await;
            bank.send(&[split.settle_delegation()], &[]).await.unwrap();
            assert_eq!(report(&mut bank, &split).await, 0);
        }
        // A deposit now stands behind nobody once the withdrawal takes effect, and gets no other notice.
        bank.by("bob", split.vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
        bank.veto(&split, 0).await;
        bank.warp_to(SETTLED + 2, 0).await;
        assert_eq!(report(&mut bank, &split).await, 0, "settled: {settled}");
        bank.send(&[split.settle_delegation()], &[]).await.unwrap();
        let books = bank.books(&split.vault).await;
        assert_eq!((books.active, books.units, books.idle), (2_000_000, WHOLE, WHOLE));
        bank.audit(&split.vault).await;
    }
}

/// Half of the 0.6 that the slash left is taken back. Until that counts, a veto gives the 0.4 back; from then on, what was announced
/// stands, and nothing of the 0.4 comes back to it.
#[tokio::test]
async fn a_veto_restores_what_was_taken_back_until_that_counts() {
    for settled in [true, false] {
        for ncn in [true, false] {
            let (mut bank, split) = slashed().await;
            let half = WHOLE / 10 * 3;
            if ncn {
                bank.by("allocator", split.allocate(&id("allocator"), half)).await;
            } else {
                bank.by("creator", split.delegate(&id("creator"), half)).await;
            }
            if settled {
                bank.warp_to(SETTLED + 2, 0).await;
                let settle = [split.settle_delegation(), split.settle_allocation()];
                bank.send(&settle, &[]).await.unwrap();
                assert_eq!(report(&mut bank, &split).await, 300_000);
                bank.veto(&split, 0).await;
            } else {
                // Until it counts, the stake that is taken back can be slashed: all of it.
                assert_eq!(report(&mut bank, &split).await, 600_000);
                bank.veto(&split, 0).await;
                bank.warp_to(SETTLED + 2, -1).await;
                assert_eq!(report(&mut bank, &split).await, 1_000_000);
                bank.warp_to(SETTLED + 2, 0).await;
            }
            let says = format!("settled: {settled}, from the NCN: {ncn}");
            assert_eq!(report(&mut bank, &split).await, 300_000, "{says}");
            let [units, part] = if ncn { [WHOLE, half] } else { [half, WHOLE] };
            assert_eq!(parts(&mut bank, &split).await, [units, WHOLE, part], "{says}");
            bank.send(&[split.settle_delegation()], &[]).await.unwrap();
            let books = bank.books(&split.vault).await;
            assert_eq!((books.units, books.idle), (WHOLE, WHOLE - units), "{says}");
            bank.audit(&split.vault).await;
        }
    }
}

#[tokio::test]
async fn the_operators_magnitude_starts_again_only_once_no_slash_is_open() {
    for vetoed in [true, false] {
        let (mut bank, split) = slashed().await;
        bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
        bank.warp_to(SETTLED + 2, 0).await;
        bank.send(&[split.settle_allocation()], &[]).await.unwrap();
        // Nothing is allocated, but a veto may give back 0.4 of the scale of which 0.6 are left.
        assert_eq!(parts(&mut bank, &split).await, [WHOLE / 10 * 6, WHOLE / 10 * 6, 0]);
        let units = if vetoed {
            bank.veto(&split, 0).await;
            WHOLE
        } else {
            bank.execute(&split, 0).await;
            WHOLE / 10 * 6
        };
        assert_eq!(parts(&mut bank, &split).await, [units, WHOLE, 0], "vetoed: {vetoed}");
    }
}
