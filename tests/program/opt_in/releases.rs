//! What an NCN lets go before its time, and what holds it back; and a vault that leaves an NCN by itself.

mod release_allocation;
mod release_opt_in;
mod set_stop_loss;

use harness::{Split, entity, slash, split, table};
use restaking_client::{Event, Ncn, NcnAllocation, OperatorDelegation, RestakingError, StakeReport, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, assert_refused, id};
use solana_program::pubkey::Pubkey;

/// The units of a vault, and the magnitude of a delegation, to begin with.
const WHOLE: u64 = slash::WHOLE;

/// The usual split with a slashing NCN and an epoch to veto its slashes; a million of alice's stands behind the operator.
async fn scene() -> (Bank, Split) {
    let policy = slash::policy(&id("slasher"), &id("resolver"), &id("insurance"), EPOCH);
    let (mut bank, split) = Bank::with_slasher(policy).await;
    bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &split.ncn, &split.vault.asset_mint, 1_000_000_000)).await;
    for name in ["mallory", "allocator"] {
        bank.fund(&id(name));
    }
    (bank, split)
}

/// What the NCN can take now, or what is certain until then.
async fn stake(bank: &mut Bank, split: &Split, until: i64) -> u64 {
    let StakeReport { stakes, .. } = bank.view(split::certain_stake(&[*split], until)).await;
    stakes[0]
}

/// Refuses the release of the allocation to `name` with `error`.
async fn refuses(bank: &mut Bank, split: &Split, name: &str, error: RestakingError) {
    let failure = bank.refuses(name, split.release_allocation(&id(name))).await;
    assert_eq!(failure.restaking(), Some(error), "{name}: {failure}");
}

/// A reader of a table of certain stake relies on it: until the promise is over, and no longer.
#[tokio::test]
async fn a_table_of_certain_stake_holds_all_releases() {
    let (mut bank, split) = scene().await;
    let (ncn, now) = (id("ncn"), bank.now().await);
    let open = |index, until| table::open_certain(&ncn, &ncn, &split.ncn, index, 1, 60, until);
    // Of what there is at the capture, a table promises nothing.
    bank.by("ncn", open(0, 0)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 2)).await;
    let [_, between, with_ncn] = split.opt_ins();
    bank.by("creator", split::leave_opt_in(&id("creator"), &with_ncn.0, &with_ncn.1, split::Side::Left)).await;
    let until = now + EPOCH as i64 / 2;
    bank.by("ncn", open(1, until)).await;
    // An earlier promise does not shorten it.
    bank.by("ncn", open(2, now + 1)).await;
    assert_eq!(bank.read::<Ncn>(&split.ncn).await.expect("it").certain_until, until);
    let certain = stake(&mut bank, &split, until).await;
    assert_eq!(certain, 1_000_000);
    let releases = [
        split.release_allocation(&ncn),
        split::release_opt_in(&ncn, &with_ncn.0, &with_ncn.1),
        split::release_opt_in(&ncn, &between.0, &between.1),
    ];
    for second in [0, EPOCH as i64 / 2] {
        bank.warp(now + second).await;
        for release in &releases {
            let failure = bank.refuses("ncn", release.clone()).await;
            assert_refused(&failure, RestakingError::StakePromised, (now + second) as u64, until as u64);
        }
    }
    assert_eq!(stake(&mut bank, &split, 0).await, certain, "to the promise's last second");
    bank.warp(until + 1).await;
    bank.by("ncn", releases[0].clone()).await;
    bank.by("ncn", releases[1].clone()).await;
}

/// No stake is certain for that long: such a promise has no effect on it.
#[tokio::test]
async fn a_promise_without_end_holds_for_two_of_the_longest_epochs_at_most() {
    let (mut bank, split) = scene().await;
    let (ncn, now) = (id("ncn"), bank.now().await);
    bank.by("ncn", table::open_certain(&ncn, &ncn, &split.ncn, 0, 1, 60, i64::MAX)).await;
    assert_eq!(stake(&mut bank, &split, i64::MAX).await, 0);
    let end = now + 60 + restaking_tests::SLOWEST_FALL;
    bank.warp(end).await;
    bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
    let failure = bank.refuses("ncn", split.release_allocation(&ncn)).await;
    assert_refused(&failure, RestakingError::StakePromised, end as u64, end as u64);
    bank.warp(end + 1).await;
    bank.by("ncn", split.release_allocation(&ncn)).await;
}

/// An opt-in that the NCN is no party of is not its to give up, and neither is one that its sets rely on.
#[tokio::test]
async fn only_what_it_alone_can_take_is_the_ncns_to_release() {
    let (mut bank, split) = scene().await;
    let [with_operator, _, with_ncn] = split.opt_ins();
    bank.by("creator", split::leave_opt_in(&id("creator"), &with_operator.0, &with_operator.1, split::Side::Left))
        .await;
    let mut release = split::release_opt_in(&id("ncn"), &with_ncn.0, &split.ncn);
    release.accounts[3].pubkey = pda::opt_in(&with_operator.0, &with_operator.1);
    let failure = bank.refuses("ncn", release).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongOptIn));
    let cover = |covers| split::cover_sets(&id("creator"), &with_ncn.0, &with_ncn.1, covers);
    bank.by("creator", cover(true)).await;
    let epoch = bank.epoch().await;
    bank.warp_to(epoch + 3, 0).await;
    bank.by("creator", split::leave_opt_in(&id("creator"), &with_ncn.0, &with_ncn.1, split::Side::Left)).await;
    let release = split::release_opt_in(&id("ncn"), &with_ncn.0, &with_ncn.1);
    let failure = bank.refuses("ncn", release.clone()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SetsCovered));
    // The operator's own leave of the NCN concerns no set.
    let [_, between, _] = split.opt_ins();
    bank.by("operator", split::leave_opt_in(&id("operator"), &between.0, &between.1, split::Side::Left)).await;
    bank.by("ncn", split::release_opt_in(&id("ncn"), &between.0, &between.1)).await;
    assert_eq!(bank.now().await, GENESIS + ((epoch + 3) * EPOCH) as i64);
}
