//! The commission of an operator.

use super::*;

/// Neither an operator without a token account, nor one that has retired, keeps a vault from its share.
#[tokio::test]
async fn a_commission_waits_for_the_operators_wallet() {
    let mut offering = Offering::new().await;
    let wallet = offering.tokens("operator");
    offering.scene.bank.put(&wallet, solana_account::Account::default());
    offering.attributed().await;
    let operator = offering.scene.operators[0];
    offering.scene.bank.by("operator", entity::retire_operator(&id("operator"), &operator)).await;
    offering.claim(0, 0).await;
    let collect = offering.offer.collect(&operator, &id("operator"));
    assert!(offering.scene.bank.refused(collect.clone(), &[]).await.restaking().is_none(), "no account");
    let account = token::token_account(offering.offer.mint, id("operator"), 0);
    offering.scene.bank.put(&wallet, account);
    let elsewhere = offering.offer.collect_to(&operator, None, &offering.tokens("bob"));
    offering.refuses(elsewhere, RestakingError::WrongRecipient).await;
    let done = offering.scene.bank.send(std::slice::from_ref(&collect), &[]).await.unwrap();
    let [Event::RewardCommissionCollected(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.operator, event.wallet, event.amount), (operator, id("operator"), 6_000));
    assert_eq!((event.offer_paid, event.offer_commissions), (60_000, 0));
    assert_eq!(offering.scene.bank.balance(&wallet).await, 6_000);
    offering.check().await;
    offering.refuses(collect, RestakingError::NoFees).await;
    // A wallet that signs names any account.
    offering.attributed().await;
    offering.claim(0, 0).await;
    let (to, signer) = (offering.tokens("bob"), Some(id("operator")));
    let before = offering.scene.bank.balance(&to).await;
    offering.scene.bank.by("operator", offering.offer.collect_to(&operator, signer, &to)).await;
    assert_eq!(offering.scene.bank.balance(&to).await, before + 6_000);
}
