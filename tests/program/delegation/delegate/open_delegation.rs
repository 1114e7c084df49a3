//! The opening of a delegation.

use super::*;

#[tokio::test]
async fn a_delegation_opens_of_nothing_and_once() {
    let (mut bank, first) = scene().await;
    let split = Split { operator: bank.add_operator("operator", 1).await, ..first };
    let books = bank.books(&split.vault).await;
    bank.fund(&id("mallory"));
    let done = bank.by("mallory", split.open_delegation(&id("mallory"))).await;
    let [Event::DelegationAccountSet(event)] = &done.events[..] else { panic!("not one event: {:?}", done.events) };
    assert_eq!(
        (event.delegation, event.vault, event.operator),
        (split.delegation(), split.vault.address, split.operator)
    );
    assert_eq!((event.before, event.after), (false, true));
    let made: OperatorDelegation = bank.read(&split.delegation()).await.expect("the delegation");
    assert_eq!((made.version, made.vault, made.operator), (1, split.vault.address, split.operator));
    assert_eq!((made.rent_payer, made.delegation.units), (id("mallory"), settled(0)));
    assert_eq!((made.delegation.magnitude, made.delegation.allocated), (WHOLE, 0));
    assert_eq!(bank.books(&split.vault).await, books);
    for (name, again) in [("mallory", split), ("creator", first)] {
        let failure = bank.refuses(name, again.open_delegation(&id(name))).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::Custom(0)));
    }
}
