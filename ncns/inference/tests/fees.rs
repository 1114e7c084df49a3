//! The fee of a task: paid once, to the lamport, and never lost.

use inference_client::Event;
use inference_client::InferenceNcnError::*;
use restaking_client::Operator;
use restaking_tests::{SLOWEST_FALL, id};

use crate::scene::{A, B, FEE, OPERATORS, SEATS, Scene, figures};

/// Every lamport is the majority's or the requester's.
#[tokio::test]
async fn a_fee_is_conserved_to_the_lamport() {
    let mut scene = Scene::new().await;
    let (requester, wallet) = (id("requester"), id("operator"));
    let before = (scene.bank.lamports(&requester).await, scene.bank.lamports(&wallet).await);
    let number = scene.concluded(&[Some(A), Some(A), Some(B), Some(A), Some(A)]).await;
    for operator in [0, 1, 3, 4] {
        let pay = scene.paying(number, operator);
        let events = scene.run("mallory", &[pay]).await;
        let Some(Event::FeePaid(event)) = events.last() else { panic!("a payment") };
        assert_eq!((event.lamports, event.seats, event.wallet), (FEE / 4, 2, wallet));
    }
    for operator in 0..OPERATORS {
        scene.judge(number, operator, operator == 2).await;
    }
    scene.run("requester", &[scene.at.close_task(number, &requester)]).await;
    let after = (scene.bank.lamports(&requester).await, scene.bank.lamports(&wallet).await);
    assert_eq!((before.0 - after.0, after.1 - before.1), (FEE - FEE % 4, FEE - FEE % 4));
    let at = scene.at.task(number);
    assert!(scene.bank.account(&at).await.is_none());
}

/// Without a quorum the whole fee returns.
#[tokio::test]
async fn without_a_majority_the_fee_returns() {
    let mut scene = Scene::new().await;
    let requester = id("requester");
    let before = scene.bank.lamports(&requester).await;
    let number = scene.concluded(&[Some(A), Some(A), Some(A), Some(B), Some(B)]).await;
    for operator in 0..OPERATORS {
        let pay = scene.paying(number, operator);
        scene.refused("operator", &[pay], NotWinner).await;
        assert_eq!(scene.judge(number, operator, false).await, 4);
    }
    let events = scene.run("requester", &[scene.at.close_task(number, &requester)]).await;
    let Some(Event::TaskClosed(event)) = events.last() else { panic!("an end") };
    assert_eq!((event.paid, event.returned), (0, FEE));
    assert_eq!(scene.bank.lamports(&requester).await, before);
}

#[tokio::test]
async fn a_fee_is_not_taken_twice_nor_by_others() {
    let mut scene = Scene::new().await;
    let number = scene.drawn(SEATS).await;
    let outputs: Vec<_> = (0..OPERATORS).map(|operator| (operator, if operator == 4 { B } else { A })).collect();
    scene.commit(number, &outputs).await;
    scene.end_window().await;
    scene.reveal(number, &outputs).await;
    scene.end_window().await;
    let pay = scene.paying(number, 0);
    scene.refused("operator", std::slice::from_ref(&pay), NotConcluded).await;
    scene.run("keeper", &[scene.at.conclude(number)]).await;
    let minority = scene.paying(number, 4);
    scene.refused("operator", &[minority], NotWinner).await;
    // Another wallet, another operator, and another place.
    let mut stolen = pay.clone();
    stolen.accounts[2].pubkey = id("mallory");
    scene.refused("mallory", &[stolen], WrongWallet).await;
    let mut other = pay.clone();
    other.accounts[1].pubkey = scene.splits[1].operator;
    scene.refused("mallory", &[other], WrongOperator).await;
    let nobody = scene.at.pay(number, (5, scene.splits[0].operator), &id("operator"));
    scene.refused("mallory", &[nobody], NoMember).await;
    scene.run("mallory", std::slice::from_ref(&pay)).await;
    scene.refused("operator", &[pay], AlreadyPaid).await;
}

/// An operator without a wallet waits, and the rent of the task with it; two of the longest epochs later it has had its time.
#[tokio::test]
async fn a_task_with_open_claims_is_closed_by_its_requester_late_alone() {
    let mut scene = Scene::new().await;
    let requester = id("requester");
    let open = scene.drawn(SEATS).await;
    scene.refused("requester", &[scene.at.close_task(open, &requester)], NotConcluded).await;
    scene.renew_table().await;
    let number = scene.concluded(&[Some(A); OPERATORS]).await;
    let close = scene.at.close_task(number, &requester);
    scene.refused("requester", std::slice::from_ref(&close), TaskLive).await;
    for operator in 0..OPERATORS {
        scene.refused("requester", std::slice::from_ref(&close), TaskLive).await;
        scene.judge(number, operator, false).await;
    }
    let operator = scene.splits[0].operator;
    scene.bank.change::<Operator>(&operator, |operator| operator.fee_wallet = Default::default()).await;
    let pay = scene.paying(number, 0);
    scene.refused("mallory", std::slice::from_ref(&pay), NoWallet).await;
    for operator in 1..OPERATORS {
        scene.refused("requester", std::slice::from_ref(&close), TaskLive).await;
        let pay = scene.paying(number, operator);
        scene.run("mallory", &[pay]).await;
    }
    let concluded_at = scene.task(number).await.task.concluded_at;
    scene.bank.warp(concluded_at + SLOWEST_FALL - 1).await;
    scene.refused("requester", std::slice::from_ref(&close), TaskLive).await;
    scene.bank.warp(concluded_at + SLOWEST_FALL).await;
    let stolen = scene.at.close_task(number, &id("mallory"));
    scene.refused("mallory", &[stolen], WrongRequester).await;
    let mut unsigned = close.clone();
    unsigned.accounts[0].is_signer = false;
    scene.bank.refused(unsigned, &[]).await;
    let events = scene.run("requester", &[close]).await;
    let Some(Event::TaskClosed(event)) = events.last() else { panic!("an end") };
    assert_eq!((event.paid, event.returned), (FEE / 5 * 4, FEE - FEE / 5 * 4));
}

/// Lamports that anyone sends to a task's address beforehand are no part of the fee, and return to the requester.
#[tokio::test]
async fn lamports_at_a_tasks_address_change_no_fee() {
    let mut scene = Scene::new().await;
    let number = scene.next_number().await;
    let at = scene.at.task(number);
    let gift = 5_000_000_000;
    scene.bank.put(&at, solana_account::Account { lamports: gift, ..Default::default() });
    let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), figures());
    scene.run("requester", &[open]).await;
    assert_eq!(scene.bank.lamports(&at).await, gift + FEE, "the rent is within the gift");
    assert_eq!(scene.task(number).await.task.fee, FEE);
}
