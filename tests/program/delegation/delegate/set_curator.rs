//! The curator, and the next one.

use super::*;

#[tokio::test]
async fn only_the_curator_delegates_and_another_takes_over_at_once() {
    let (mut bank, split) = scene().await;
    for name in ["operator", "allocator", "ncn", "alice", "deployer"] {
        let failure = bank.refuses(name, units_by(name, &split, BP)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotCurator), "{name}");
    }
    let mut unsigned = units_by("creator", &split, BP);
    unsigned.accounts[0] = AccountMeta::new_readonly(id("creator"), false);
    let failure = bank.refused(unsigned, &[]).await;
    let missing = InstructionError::MissingRequiredSignature;
    assert_eq!(failure.error, TransactionError::InstructionError(1, missing));

    let number = delegate(&mut bank, &split, BP).await.number;
    let done = bank.by("creator", harness::split::set_curator(&split.vault, &id("bob"))).await;
    let event = CuratorSet {
        vault: split.vault.address,
        number: number + 1,
        time: GENESIS + (SETTLED * EPOCH) as i64,
        before: id("creator"),
        after: id("bob"),
    };
    assert_eq!(done.events, [Event::CuratorSet(event)]);
    // The admin is no longer the curator; its delegations stand.
    let failure = bank.refuses("creator", units_by("creator", &split, 2 * BP)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCurator));
    assert_eq!(figures(&mut bank, &split).await.units.next, BP);
    bank.by("bob", units_by("bob", &split, 2 * BP)).await;
    // A curator names no other.
    for name in ["bob", "alice"] {
        let mut instruction = harness::split::set_curator(&split.vault, &id(name));
        instruction.accounts[0].pubkey = id(name);
        let failure = bank.refused(instruction, &[&key(name)]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin));
    }
    bank.by("creator", harness::split::set_curator(&split.vault, &id("creator"))).await;
    let failure = bank.refuses("bob", units_by("bob", &split, 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCurator));
}
