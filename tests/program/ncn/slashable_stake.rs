//! What an NCN can slash behind an operator, as the program that ships answers it: only under three opt-ins, to the unit and
//! to the second, and in how many vaults at a time.

mod certain;
mod limits;
mod set_vault_weight;
mod vaults;

use harness::{Split, entity, split};
use restaking_client::{Event, LimitsArgs, RestakingError, StakeReport};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SETTLED, SLOWEST_FALL, SLOWEST_RISE, id};

/// The units of a vault, and the magnitude of a delegation, to begin with.
const WHOLE: u64 = 1_000_000_000_000_000_000;

/// What a unit of an asset counts that counts once.
const ONE: u64 = 1_000_000_000;

/// Limits without a fee, so that shares and assets stay one to one.
const FREE: LimitsArgs = LimitsArgs { instant_fee_bps: 0, ..OPEN };

/// The admins of the parties of the three opt-ins, in their order.
const ADMINS: [[&str; 2]; 3] = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];

async fn report(bank: &mut Bank, splits: &[Split]) -> StakeReport {
    bank.view(split::slashable_stake(splits)).await
}

/// The stake in one vault, which must be all the weight as well.
async fn stake(bank: &mut Bank, split: &Split) -> u64 {
    let StakeReport { weight, stakes } = report(bank, &[*split]).await;
    assert_eq!(stakes, [weight]);
    weight
}

/// Delegates and allocates, as if long ago, and has alice deposit.
async fn fill(bank: &mut Bank, split: &Split, units: u64, magnitude: u64, assets: u64) {
    bank.by("creator", split.delegate(&id("creator"), units)).await;
    bank.by("allocator", split.allocate(&id("allocator"), magnitude)).await;
    bank.age(split).await;
    bank.by("alice", split.vault.deposit(&id("alice"), assets, 0, false)).await;
}

/// All but the opt-in `missing` of the three, which is open; a million stands behind the operator in the NCN.
async fn without(missing: usize) -> (Bank, Split) {
    let (mut bank, vault) = Bank::with_vault(FREE).await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    let split = Split { vault, operator, ncn };
    for (kind, (left, right)) in split.opt_ins().into_iter().enumerate() {
        if kind == missing {
            bank.by("creator", split::open_opt_in(&id("creator"), &left, &right)).await;
        } else {
            bank.agree((left, right), ADMINS[kind]).await;
        }
    }
    bank.by("creator", split.open_delegation(&id("creator"))).await;
    bank.by("creator", split.open_allocation(&id("creator"))).await;
    bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &vault.asset_mint, ONE)).await;
    bank.allow_losses(&split).await;
    bank.open_record(&split).await;
    bank.fund(&id("allocator"));
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    bank.warp_to(SETTLED, 0).await;
    (bank, split)
}

/// One side's word on opt-in `kind`; when it counts.
async fn say(bank: &mut Bank, split: &Split, kind: usize, side: usize, joins: bool) -> i64 {
    let ((left, right), name) = (split.opt_ins()[kind], ADMINS[kind][side]);
    let word = if joins { split::join_opt_in } else { split::leave_opt_in };
    let done = bank.by(name, word(&id(name), &left, &right, split::Side::ALL[side])).await;
    match &done.events[..] {
        [Event::OptInChanged(event)] => [&event.after.left, &event.after.right][side].effective,
        events => panic!("not one event of an opt-in: {events:?}"),
    }
}

#[tokio::test]
async fn without_any_one_of_the_three_opt_ins_there_is_no_stake() {
    for missing in [0, 1, 2] {
        let (mut bank, split) = without(missing).await;
        assert_eq!(stake(&mut bank, &split).await, 0, "nobody has joined {missing}");
        let wait = if missing == 1 { SLOWEST_RISE } else { 3 * EPOCH as i64 };
        for (side, together) in [(1, 0), (0, 1_000_000)] {
            let now = bank.now().await;
            assert_eq!(say(&mut bank, &split, missing, side, true).await, now + wait);
            for (second, counted) in [(-1, 0), (0, together), (1, together)] {
                bank.warp(now + wait + second).await;
                assert_eq!(stake(&mut bank, &split).await, counted, "{missing}, side {side}, second {second}");
            }
            bank.warp(now + wait).await;
        }
    }
}

#[tokio::test]
async fn who_leaves_any_one_of_the_three_opt_ins_is_in_it_until_the_leave_counts() {
    for kind in [0, 1, 2] {
        for side in [0, 1] {
            let (mut bank, split) = Bank::with_split(FREE).await;
            fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
            let [wait, again] =
                if kind == 1 { [SLOWEST_FALL, SLOWEST_RISE] } else { [2 * EPOCH as i64, 3 * EPOCH as i64] };
            let now = bank.now().await;
            assert_eq!(say(&mut bank, &split, kind, side, false).await, now + wait);
            for (second, counted) in [(-1, 1_000_000), (0, 0), (1, 0)] {
                bank.warp(now + wait + second).await;
                assert_eq!(stake(&mut bank, &split).await, counted, "{kind}, side {side}, second {second}");
            }
            // What ended begins anew.
            bank.warp(now + wait).await;
            assert_eq!(say(&mut bank, &split, kind, side, true).await, now + wait + again);
            bank.warp(now + wait + again).await;
            assert_eq!(stake(&mut bank, &split).await, 1_000_000);
        }
    }
}

#[tokio::test]
async fn the_stake_is_the_product_in_one_division_rounded_down() {
    for (assets, units, magnitude, expected) in [
        // By hand: floor(S·u·m / 10^36).
        (1_000_000, WHOLE / 3, WHOLE / 3, 111_111),
        (999_999_999_999, 1, WHOLE, 0),
        (999_999_999_999, 1_000_001, WHOLE, 1),
        (999_999_999_999, WHOLE - 1, WHOLE - 1, 999_999_999_998),
        // floor(3/2) = 1, and two thirds of that, floored again, would be nothing.
        (3, WHOLE / 2, WHOLE / 3 * 2 + 1, 1),
        (1, WHOLE, WHOLE, 1),
        (1, WHOLE - 1, WHOLE, 0),
        (123_456_789_012, 271_828_182_845_904_523, 141_421_356_237_309_504, 4_745_964_189),
        (1_000_000, 1, 1, 0),
        (1_000_000, 0, WHOLE, 0),
        (1_000_000, WHOLE, 0, 0),
    ] {
        let (mut bank, split) = Bank::with_split(FREE).await;
        fill(&mut bank, &split, units, magnitude, assets).await;
        assert_eq!(stake(&mut bank, &split).await, expected, "{assets} · {units} · {magnitude}");
    }
}

#[tokio::test]
async fn the_stake_follows_deposits_exits_and_epochs_without_a_transaction() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
    // A half of three quarters.
    fill(&mut bank, &split, WHOLE / 4 * 3, WHOLE / 2, 1_000_000).await;
    assert_eq!(stake(&mut bank, &split).await, 375_000);
    bank.by("bob", vault.deposit(&bob, 600_001, 0, false)).await;
    assert_eq!(stake(&mut bank, &split).await, 600_000, "floor(1,600,001 · 3/8)");
    bank.by("alice", vault.request_exit(&alice, 0, 800_000, 0, SETTLED + 1)).await;
    bank.warp_to(SETTLED + 1, 999).await;
    bank.by("bob", vault.request_exit(&bob, 0, 400_001, 0, SETTLED + 2)).await;
    // Two buckets mature one after the other, and nobody touches the vault.
    for (epoch, second, counted) in
        [(1, 999, 600_000), (2, 0, 300_000), (2, 999, 300_000), (3, 0, 150_000), (1_000, 0, 150_000)]
    {
        bank.warp_to(SETTLED + epoch, second).await;
        assert_eq!(stake(&mut bank, &split).await, counted, "second {second} of epoch {epoch}");
    }
    // An instant exit is paid of the quarter that is idle: the operator's stake does not fall.
    bank.by("alice", vault.exit_instantly(&alice, 100_000, 100_000)).await;
    assert_eq!(stake(&mut bank, &split).await, 150_000);
}

#[tokio::test]
async fn delegation_and_allocation_each_count_in_their_own_time() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE / 2, WHOLE / 2, 1_000_000).await;
    bank.by("creator", split.delegate(&id("creator"), WHOLE)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 4)).await;
    for (epoch, second, counted) in
        [(2, 0, 250_000), (3, -1, 250_000), (3, 0, 500_000), (4, -1, 500_000), (4, 0, 250_000)]
    {
        bank.warp_to(SETTLED + epoch, second).await;
        assert_eq!(stake(&mut bank, &split).await, counted, "second {second} of epoch {epoch}");
    }
    // To settle is to free, and changes no stake.
    bank.send(&[split.settle_delegation(), split.settle_allocation()], &[]).await.unwrap();
    assert_eq!(stake(&mut bank, &split).await, 250_000);
    assert_eq!(bank.now().await, GENESIS + ((SETTLED + 4) * EPOCH) as i64);
}

#[tokio::test]
async fn to_retire_takes_no_stake_away() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    bank.by("operator", entity::retire_operator(&id("operator"), &split.operator)).await;
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &split.ncn)).await;
    bank.warp_to(SETTLED + 100, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 1_000_000);
}

#[tokio::test]
async fn an_opt_in_that_was_closed_is_refused_and_not_read_as_none() {
    let (mut bank, split) = without(2).await;
    let (left, right) = split.opt_ins()[2];
    let creator = id("creator");
    bank.by("creator", split::close_opt_in_by(Some(creator), &left, &right, &creator)).await;
    let failure = bank.refused(split::slashable_stake(&[split]), &[]).await;
    assert_eq!(failure.to_string(), "An account is missing: it does not exist yet");
}
