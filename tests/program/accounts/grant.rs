//! The accounts of the instructions of grants.

use harness::grant;
use restaking_client::RestakingError::{GrantRuns, NotAdmin, WrongGrantEntity, WrongGrantHolder};
use restaking_client::grants::GrantTerms;
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedOrNew, Entity, GrantEntity, Payer, Program, RentPayer, Signer,
};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::GRANT;
use restaking_tests::matrix::{ANY_OTHER, Slot};
use restaking_tests::{GENESIS, id};

use super::calls::{Call, check};
use super::parts::{Parts, paid_by_sponsor};
use super::world::Stage;

/// Within a year of every stage.
pub const UNTIL: i64 = GENESIS + 300 * 86_400;

/// The entities of others; and another of the same admin's, which the grant is not of.
const ENTITIES_OF_SET: &[(&str, Answer)] = &[
    ("other entity", ours(NotAdmin)),
    ("the vault", ours(NotAdmin)),
    ("the operator", ours(NotAdmin)),
    ("another operator", ours(NotAdmin)),
    // Its admin is the same: the grant's address is another.
    ("another NCN", WRONG_ADDRESS),
];

/// Grants of another entity, and to another holder.
const OTHER_GRANTS: &[(&str, Answer)] = &[
    ("the grant", ours(WrongGrantHolder)),
    ("a grant of another NCN", ours(WrongGrantEntity)),
    ("a grant to another holder", ours(WrongGrantHolder)),
];

/// Grants of another entity, and another of this one.
const GRANTS_TO_END: &[(&str, Answer)] = &[
    ("other grant", ours(WrongGrantEntity)),
    ("a grant of another NCN", ours(WrongGrantEntity)),
    ("a grant to another holder", Answer::Accepted("the admin ends this one as well")),
];

/// A new grant of the NCN.
pub const SET_GRANT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        let set = grant::set_grant(&id(admin), &first.ncn, &id("alice"), GrantTerms::URI, UNTIL);
        (paid_by_sponsor(set, 0), vec!["sponsor", admin])
    },
};

#[tokio::test]
async fn set_grant_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("a signer may pay for another"))]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotAdmin))]),
        Slot("entity", Entity, ENTITIES_OF_SET),
        Slot("grant", ChangedOrNew(GRANT), OTHER_GRANTS),
        Slot("system_program", Program, &[]),
    ];
    check(SET_GRANT, SLOTS).await;
}

/// The admin ends a grant.
pub const REVOKE_GRANT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (grant::revoke_grant(&id(admin), &first.ncn, &id("carol"), &id("sponsor")), vec![admin])
    },
};

#[tokio::test]
async fn revoke_grant_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("revoker", Signer, &[(ANY_OTHER, ours(GrantRuns))]),
        Slot("entity", GrantEntity, &[]),
        Slot("grant", Changed(GRANT), GRANTS_TO_END),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(REVOKE_GRANT, SLOTS).await;
}

pub const VOID_GRANTS: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (grant::void_grants(&id(admin), &first.ncn), vec![admin])
    },
};

#[tokio::test]
async fn void_grants_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotAdmin))]),
        Slot(
            "entity",
            Entity,
            &[
                ("other entity", ours(NotAdmin)),
                ("the vault", ours(NotAdmin)),
                ("the operator", ours(NotAdmin)),
                ("another operator", ours(NotAdmin)),
                ("another NCN", Answer::Accepted("its admin speaks for this one as well")),
            ],
        ),
    ];
    check(VOID_GRANTS, SLOTS).await;
}
