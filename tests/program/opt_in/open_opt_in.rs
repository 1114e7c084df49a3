//! The opening of an opt-in, and its parties.

use super::*;

#[tokio::test]
async fn an_opt_in_opens_with_nobody_in_it_and_once() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        let opened = pact.account(&mut bank).await;
        assert_eq!((opened.version, opened.left, opened.right, opened.events), (1, pact.left, pact.right, 1));
        assert_eq!(opened.rent_payer, id("sponsor"));
        assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
        assert_eq!((opened.limits.incident_bps, opened.limits.epoch_bps), (settled(0), settled(0)));
        let failure = bank.refuses("sponsor", pact.open()).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::Custom(0)));
    }
}

#[tokio::test]
async fn only_vault_and_operator_operator_and_ncn_vault_and_ncn_agree_in_this_order() {
    let (mut bank, pacts) = unopened().await;
    let (vault, operator, ncn) = (pacts[0].left, pacts[0].right, pacts[1].right);
    let other_vault = bank.add_vault("other", 0, OPEN).await.address;
    let (other_operator, other_ncn) = (bank.add_operator("other", 0).await, bank.add_ncn("other", 0).await);
    for (left, right) in [
        (operator, vault),
        (ncn, operator),
        (ncn, vault),
        (vault, other_vault),
        (operator, other_operator),
        (ncn, other_ncn),
        (vault, vault),
        (operator, operator),
        (ncn, ncn),
    ] {
        let failure = bank.refuses("alice", split::open_opt_in(&id("alice"), &left, &right)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongParties));
    }
    let mint = id("a mint");
    bank.put(&mint, token::mint_account(9, id("alice"), None, 0));
    bank.by("alice", split::open_opt_in(&id("alice"), &vault, &operator)).await;
    for nothing in [id("bob"), id("nobody"), mint, pda::config(), pacts[0].address(), restaking_client::ID] {
        for (left, right) in [(nothing, operator), (nothing, ncn), (vault, nothing), (operator, nothing)] {
            let failure = bank.refuses("alice", split::open_opt_in(&id("alice"), &left, &right)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotAnEntity), "{nothing}");
        }
    }
}
