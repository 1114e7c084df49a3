//! What was there before: accounts that were closed and opened again, and incidents that were slashed.

use harness::{Split, split};
use restaking_client::RestakingError::{self, AlreadySlashed, BooksDiffer, NoOptIn, NothingToSlash, Overflow};
use restaking_client::pda;
use restaking_tests::id;
use restaking_tests::matrix::rules::{Answer, ours};

use self::What::{Allocation, Bucket, Delegation, OptIn};
use super::super::parts::{Parts, paid_by_sponsor};
use super::super::world::{SLASHED_IN, Stage, World};
use super::{EXECUTE_SLASH, PROPOSE_SLASH, VETO_SLASH, refused, signers_of};

/// What is opened again.
enum What {
    Delegation,
    Allocation,
    OptIn,
    Bucket,
}

/// The place of an account that is opened again, and why it is refused.
type Reopened = (usize, What, RestakingError);

/// What is part of an open slash cannot be closed. If it could, what is opened in its place would be found out.
#[tokio::test]
async fn accounts_that_were_closed_and_opened_again_are_no_part_of_a_slash() {
    // Where the figures of each begin; all that a new bucket says is its epoch, which is the first of them.
    const FIGURES: usize = 112;
    const OF_BUCKET: usize = 88;
    const PROPOSE: &[Reopened] = &[
        (5, Delegation, NothingToSlash),
        (6, Allocation, NothingToSlash),
        (7, OptIn, NoOptIn),
        (8, OptIn, NoOptIn),
        (9, OptIn, NoOptIn),
        (10, Bucket, BooksDiffer),
        (11, Bucket, BooksDiffer),
    ];
    const VETO: &[Reopened] =
        &[(4, Delegation, Overflow), (5, Allocation, Overflow), (6, Bucket, Overflow), (7, Bucket, Overflow)];
    const EXECUTE: &[Reopened] =
        &[(3, Delegation, Overflow), (4, Allocation, Overflow), (5, Bucket, Overflow), (6, Bucket, Overflow)];
    for (call, reopened) in [(PROPOSE_SLASH, PROPOSE), (VETO_SLASH, VETO), (EXECUTE_SLASH, EXECUTE)] {
        let mut world = World::at(call.stage).await;
        let parts = Parts::of(&world.vault);
        let sponsor = id("sponsor");
        let new = Split { operator: parts.idle_operator(), ..parts.first };
        let agree = split::open_opt_in(&sponsor, &new.vault.address, &new.operator);
        for open in [new.open_delegation(&sponsor), new.open_allocation(&sponsor), agree] {
            world.bank.by("sponsor", open).await;
        }
        let opt_in = pda::opt_in(&new.vault.address, &new.operator);
        let (right, _) = (call.build)(&world.vault);
        for (place, what, error) in reopened {
            let address = right.accounts[*place].pubkey;
            let good = world.bank.account(&address).await.expect("in use");
            let mut again = good.clone();
            let opened = match what {
                Delegation => Some(new.delegation()),
                Allocation => Some(new.allocation()),
                OptIn => Some(opt_in),
                Bucket => None,
            };
            match opened {
                Some(opened) => {
                    let opened = world.bank.account(&opened).await.expect("opened");
                    again.data[FIGURES..].copy_from_slice(&opened.data[FIGURES..]);
                }
                None => again.data[OF_BUCKET..].fill(0),
            }
            assert_ne!(again, good, "account {place}");
            world.bank.put(&address, again);
            refused(&mut world, right.clone(), ours(error.clone()), &format!("tag {}: {place}", right.data[0])).await;
            world.bank.put(&address, good);
        }
        let keys = signers_of(&right);
        world.bank.tried(right, &keys.iter().collect::<Vec<_>>()).await.unwrap();
    }
}

/// A slash's account stays after any outcome.
#[tokio::test]
async fn an_incident_is_slashed_once() {
    const IN_USE: Answer = ours(AlreadySlashed);
    for stage in [Stage::Slashed, Stage::Final, Stage::Executed] {
        let mut world = World::at(stage).await;
        let parts = Parts::of(&world.vault);
        let again = paid_by_sponsor(parts.first.propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(0)), 0);
        refused(&mut world, again.clone(), IN_USE, &format!("{stage:?}")).await;
        if stage == Stage::Slashed {
            world.bank.by(parts.resolver, (VETO_SLASH.build)(&parts.vault).0).await;
            refused(&mut world, again, IN_USE, "vetoed").await;
            let next = parts.first.propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(2));
            world.bank.by(parts.slasher, next).await;
        }
    }
}
