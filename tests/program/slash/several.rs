//! More than one slash open on one vault: each is decided on its own, in any order, and none blocks another.

use harness::{Split, slash::WHOLE, split};
use restaking_client::{Delayed, NcnAllocation, OperatorDelegation, RestakingError, Vault};
use restaking_tests::{Bank, PERCENT, SETTLED, assert_refused, id, policy};

use super::settled;

/// The usual vault with `leverage`, and the operator's part in two NCNs of "slasher", with these magnitudes.
async fn with_two_ncns(leverage: u64, magnitudes: [u64; 2]) -> (Bank, [Split; 2]) {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let first = bank.add_slasher(policy()).await;
    // As if it had been announced before all else.
    bank.change::<Vault>(&first.vault.address, |vault| vault.ledger.exposure.leverage = settled(leverage)).await;
    bank.by("allocator", first.allocate(&id("allocator"), magnitudes[0])).await;
    let second = Split { ncn: bank.add_policy("ncn", 1, policy()).await, ..first };
    bank.expose(&second, WHOLE, magnitudes[1]).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", first.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, [first, second])
}

/// The operator's units, its magnitude, and the magnitude of each of `splits`, as they stand.
async fn parts(bank: &mut Bank, splits: &[Split; 2]) -> ([Delayed; 3], u64) {
    let held: OperatorDelegation = bank.read(&splits[0].delegation()).await.unwrap();
    let mut magnitudes = Vec::new();
    for split in splits {
        magnitudes.push(bank.read::<NcnAllocation>(&split.allocation()).await.unwrap().allocation.magnitude);
    }
    let [first, second] = magnitudes.try_into().unwrap();
    ([held.delegation.units, first, second], held.delegation.magnitude)
}

/// 40 % of the first half: d = 0.2, s = 200,000; then 50 % of the second: d = 0.25 of M = 0.8, δ = 0.25 of U = 0.8,
/// s = floor(800,000·0.25/0.8) = 250,000.
#[tokio::test]
async fn two_open_slashes_are_decided_in_either_order_each_in_its_own_way() {
    for order in [[0, 1], [1, 0]] {
        for vetoed in [[true, true], [true, false], [false, true], [false, false]] {
            let (mut bank, splits) = with_two_ncns(1, [WHOLE / 2; 2]).await;
            let vault = splits[0].vault;
            assert_eq!(bank.propose(&splits[0], 0, 40 * PERCENT).await.slash.stake, 200_000);
            assert_eq!(bank.propose(&splits[1], 0, 50 * PERCENT).await.slash.stake, 250_000);
            // Vetoes only are in time at first.
            for late in [false, true] {
                for at in order {
                    match (vetoed[at], late) {
                        (true, false) => drop(bank.veto(&splits[at], 0).await),
                        (false, true) => drop(bank.execute(&splits[at], 0).await),
                        _ => {}
                    }
                    bank.audit(&vault).await;
                }
            }
            let lost: u64 =
                [(0, 200_000), (1, 250_000)].iter().filter(|(at, _)| !vetoed[*at]).map(|(_, part)| part).sum();
            let ledger = bank.ledger(&vault).await;
            assert_eq!((ledger.books.active, ledger.contested, ledger.escrowed), (1_000_000 - lost, 0, 0));
            let whole = WHOLE / 1_000_000 * (1_000_000 - lost);
            assert_eq!((ledger.books.units, ledger.books.idle), (whole, 0), "{order:?}, {vetoed:?}");
            let first = settled(if vetoed[0] { WHOLE / 2 } else { WHOLE / 10 * 3 });
            let second = settled(if vetoed[1] { WHOLE / 2 } else { WHOLE / 4 });
            assert_eq!(parts(&mut bank, &splits).await, ([settled(whole), first, second], whole));
            assert_eq!(bank.burned(&vault).await, lost / 4 * 3);
        }
    }
}

#[tokio::test]
async fn a_later_slash_blocks_no_earlier_one_and_an_executed_one_no_veto_of_another() {
    // With no time to veto in the second NCN, its slashes are executed before the first one's is vetoed.
    let (mut bank, splits) = with_two_ncns(1, [WHOLE / 2; 2]).await;
    let vault = splits[0].vault;
    bank.propose(&splits[0], 0, 40 * PERCENT).await;
    bank.warp_to(SETTLED, 100).await;
    bank.propose(&splits[1], 0, 50 * PERCENT).await;
    bank.warp_to(SETTLED, 499).await;
    bank.propose(&splits[0], 1, 10 * PERCENT).await;
    // The first is vetoed in its last second, while the two after it are open.
    bank.veto(&splits[0], 0).await;
    bank.warp_to(SETTLED, 600).await;
    bank.execute(&splits[1], 0).await;
    bank.warp_to(SETTLED, 998).await;
    bank.veto(&splits[0], 1).await;
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.escrowed, ledger.unpaid), (750_000, 0, 0));
    let (values, whole) = parts(&mut bank, &splits).await;
    assert_eq!((values, whole), ([settled(WHOLE / 4 * 3), settled(WHOLE / 2), settled(WHOLE / 4)], WHOLE / 4 * 3));
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_slash_of_one_ncn_takes_nothing_that_another_could_slash_of_unique_stake() {
    let (mut bank, splits) = with_two_ncns(1, [WHOLE / 2; 2]).await;
    bank.propose(&splits[0], 0, WHOLE).await;
    let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&splits[1..])).await;
    assert_eq!(report.stakes, [500_000], "as before");
    let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&splits[..1])).await;
    assert_eq!(report.stakes, [0]);
    assert_eq!(bank.propose(&splits[1], 0, WHOLE).await.slash.stake, 500_000);
    bank.audit(&splits[0].vault).await;
}

#[tokio::test]
async fn two_ncns_that_share_stake_take_all_of_it_and_no_more() {
    let (mut bank, splits) = with_two_ncns(2, [WHOLE; 2]).await;
    let vault = splits[0].vault;
    // 60 % of the whole: 600,000. 60 % of the 400,000 that are left: m reads as M = 0.4. 100 % of the last 160,000.
    assert_eq!(bank.propose(&splits[0], 0, 60 * PERCENT).await.slash.stake, 600_000);
    assert_eq!(bank.propose(&splits[1], 0, 60 * PERCENT).await.slash.stake, 240_000);
    bank.audit(&vault).await;
    assert_eq!(bank.propose(&splits[0], 1, WHOLE).await.slash.stake, 160_000);
    let late = bank.proposing(&splits[1], 1, PERCENT).await;
    assert_refused(&bank.refuses("slasher", late).await, RestakingError::NothingToSlash, 0, 1);
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.escrowed), (0, 1_000_000));
    // 220 % were asked for, and vetoes in any order give back what was there.
    for (split, incident) in [(&splits[1], 0), (&splits[0], 1), (&splits[0], 0)] {
        bank.veto(split, incident).await;
        bank.audit(&vault).await;
    }
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.books.idle, ledger.escrowed), (1_000_000, 0, 0));
    // With nothing left, the scale of units began anew: 10^18 for 240,000, two thirds of that for 160,000, and three halves of
    // their sum for 600,000, each rounded down.
    assert_eq!(ledger.books.units, 4_166_666_666_666_666_665);
    let (values, whole) = parts(&mut bank, &splits).await;
    assert_eq!((values[0].clone(), whole), (settled(4_166_666_666_666_666_665), WHOLE));
}

/// m reads as min(m, M), and a slash cuts it from there: by more than d, and a veto gives back all of it.
#[tokio::test]
async fn shared_stake_is_whole_again_for_both_ncns_when_all_slashes_are_vetoed() {
    let (mut bank, splits) = with_two_ncns(2, [WHOLE; 2]).await;
    bank.propose(&splits[0], 0, 60 * PERCENT).await;
    bank.propose(&splits[1], 0, 10 * PERCENT).await;
    for at in [1, 0] {
        bank.veto(&splits[at], 0).await;
    }
    for split in splits {
        let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&[split])).await;
        assert_eq!(report.stakes, [1_000_000]);
    }
}

#[tokio::test]
async fn what_an_open_slash_gives_back_to_is_not_closed() {
    for vetoed in [true, false] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let creator = id("creator");
        // All of it is taken, so that nothing is delegated or allocated any more.
        bank.propose(&split, 0, WHOLE).await;
        let (allocation, delegation) = (split.close_allocation(&creator), split.close_delegation(&creator));
        for instruction in [&allocation, &delegation] {
            assert_refused(&bank.refused(instruction.clone(), &[]).await, RestakingError::SlashesOpen, 1, 0);
        }
        if vetoed {
            bank.veto(&split, 0).await;
            for (instruction, held) in [(allocation, WHOLE), (delegation, WHOLE)] {
                assert_refused(&bank.refused(instruction, &[]).await, RestakingError::NotEmpty, held, 0);
            }
        } else {
            bank.execute(&split, 0).await;
            bank.send(&[allocation, delegation], &[]).await.unwrap();
            // Its record stays: neither the slash nor the proposal is forgotten, though all can be opened again.
            bank.by("creator", split.open_delegation(&creator)).await;
            bank.by("creator", split.open_allocation(&creator)).await;
            let again = bank.proposing(&split, 0, WHOLE).await;
            assert_eq!(bank.refuses("slasher", again).await.restaking(), Some(RestakingError::AlreadySlashed));
            assert_eq!(bank.record(&split).await.executed, 1);
        }
    }
}
