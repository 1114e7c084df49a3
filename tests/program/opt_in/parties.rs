//! The signers for a side of an opt-in: for which parties, and after the retirement of one.

use super::*;

#[tokio::test]
async fn only_the_admin_of_a_side_speaks_for_it() {
    let (mut bank, pacts) = scene().await;
    for name in ["mallory", "allocator", "slasher"] {
        bank.fund(&id(name));
    }
    for pact in pacts {
        for side in [0, 1] {
            for name in [pact.admins[1 - side], "mallory", "allocator", "slasher", "alice", "sponsor", "deployer"] {
                for instruction in [pact.join_by(name, side), pact.leave_by(name, side)] {
                    let failure = bank.refuses(name, instruction).await;
                    assert_eq!(failure.restaking(), Some(RestakingError::NotPartyAdmin), "{name}");
                }
            }
            let mut unsigned = pact.join_by(pact.admins[side], side);
            unsigned.accounts[0] = AccountMeta::new_readonly(id(pact.admins[side]), false);
            let failure = bank.refused(unsigned, &[]).await;
            let missing = InstructionError::MissingRequiredSignature;
            assert_eq!(failure.error, TransactionError::InstructionError(1, missing));
        }
    }
}

#[tokio::test]
async fn a_word_is_about_its_own_parties_only() {
    let (mut bank, [first, between, _]) = scene().await;
    let mut swapped = first.join_by("operator", 0);
    (swapped.accounts[2].pubkey, swapped.accounts[3].pubkey) = (first.right, first.left);
    let failure = bank.refuses("operator", swapped).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongOptIn));
    // The operator's side of one opt-in, on the account of another.
    let mut other = between.join_by("operator", 0);
    other.accounts[4].pubkey = first.address();
    let failure = bank.refuses("operator", other).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongOptIn));
}

#[tokio::test]
async fn what_is_retired_joins_nothing_and_can_leave() {
    let (mut bank, pacts) = scene().await;
    let (operator, ncn) = (pacts[1].left, pacts[1].right);
    for pact in pacts {
        for side in [0, 1] {
            pact.join(&mut bank, side).await;
        }
    }
    bank.warp(GENESIS + SLOWEST_RISE).await;
    let other = bank.add_operator("operator", 1).await;
    let fresh = Pact { left: other, right: ncn, admins: ["operator", "ncn"], from: 0 };
    bank.by("sponsor", fresh.open()).await;
    bank.by("operator", entity::retire_operator(&id("operator"), &operator)).await;
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &ncn)).await;
    for pact in pacts {
        for side in [0, 1] {
            assert_eq!(pact.sides(&mut bank).await[side].next, 1, "to retire is not to leave");
            pact.leave(&mut bank, side).await;
            // Not even the leave is taken back, by neither side.
            let failure = bank.refuses(pact.admins[side], pact.join_by(pact.admins[side], side)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::Retired));
        }
        pact.stands(&mut bank).await;
    }
    for side in [0, 1] {
        let failure = bank.refuses(fresh.admins[side], fresh.join_by(fresh.admins[side], side)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Retired), "nor does anyone join it");
    }
}

#[tokio::test]
async fn one_admin_of_both_sides_speaks_for_each_by_itself() {
    let (mut bank, _) = scene().await;
    let (operator, ncn) = (bank.add_operator("both", 0).await, bank.add_ncn("both", 0).await);
    let pact = Pact { left: operator, right: ncn, admins: ["both", "both"], from: GENESIS + SLOWEST_RISE };
    bank.by("sponsor", pact.open()).await;
    let joining = pending(0, 1, pact.from);
    pact.join(&mut bank, 1).await;
    assert_eq!(pact.sides(&mut bank).await, [settled(0), joining.clone()]);
    let failure = bank.refuses("both", pact.leave_by("both", 0)).await;
    assert_refused(&failure, RestakingError::NotJoined, 0, 1);
    pact.join(&mut bank, 0).await;
    assert_eq!(pact.sides(&mut bank).await, [joining.clone(), joining.clone()]);
    pact.leave(&mut bank, 1).await;
    assert_eq!(pact.sides(&mut bank).await, [joining, settled(0)]);
}
