//! What a move needs.

use super::*;

#[tokio::test]
async fn a_move_needs_an_operator_that_agrees_and_goes_on() {
    let (mut bank, from, to) = movable().await;
    let (creator, vault) = (id("creator"), from.vault.address);
    let announce = |units| from.announce_move(&creator, &to.operator, units);
    for (units, error) in [(0, RestakingError::Zero), (6_000 * BP + 1, RestakingError::OverActiveUnits)] {
        assert_eq!(bank.refuses("creator", announce(units)).await.restaking(), Some(error));
    }
    bank.by("operator", split::leave_opt_in(&id("operator"), &vault, &to.operator, split::Side::Right)).await;
    assert_eq!(bank.refuses("creator", announce(1)).await.restaking(), Some(RestakingError::NoOptIn));

    let (mut bank, ..) = movable().await;
    bank.by("operator", entity::retire_operator(&id("operator"), &to.operator)).await;
    assert_eq!(bank.refuses("creator", announce(1)).await.restaking(), Some(RestakingError::Retired));
}

#[tokio::test]
async fn one_change_at_a_time() {
    let (mut bank, from, to) = movable().await;
    let creator = id("creator");
    announce(&mut bank, &from, &to, 1_000 * BP).await;
    let again = from.announce_move(&creator, &to.operator, 1);
    assert_eq!(bank.refuses("creator", again).await.restaking(), Some(RestakingError::MovePending));
    let set = from.delegate(&creator, 0);
    assert_eq!(bank.refuses("creator", set).await.restaking(), Some(RestakingError::MovePending));
}
