//! The accounts of the instructions of delegations and allocations, and of the view of what stands behind an operator.

use harness::{Split, split};
use restaking_client::RestakingError::{
    NotAllocator, NotCurator, NotEmpty, NotNcnAdmin, WrongAllocation, WrongDelegation, WrongOptIn, WrongRecord,
};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{Changed, New, Program, Read, RentPayer, Signer, SolePayer};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{ALLOCATION, CONFIG, DELEGATION, NCN, OPERATOR, OPT_IN, RECORD, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};

use super::calls::{Call, check};
use super::parts::Parts;
use super::world::{HALF, Stage};

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");

pub const OPEN_DELEGATION: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let split = Split { operator: parts.idle_operator(), ..parts.first };
        (split.open_delegation(&id("sponsor")), vec!["sponsor"])
    },
};

#[tokio::test]
async fn open_delegation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, ANYONE_PAYS)]),
        // Vault and operator are parts of the delegation's address.
        Slot("vault", Read(VAULT), &[("other vault", WRONG_ADDRESS)]),
        Slot(
            "operator",
            Read(OPERATOR),
            &[("other operator", WRONG_ADDRESS), ("the operator", WRONG_ADDRESS), ("another operator", WRONG_ADDRESS)],
        ),
        Slot("delegation", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(OPEN_DELEGATION, SLOTS).await;
}

/// The delegations that are not the vault's to the operator.
pub const OTHER_DELEGATIONS: Known = &[
    ("other delegation", ours(WrongDelegation)),
    ("the delegation to another operator", ours(WrongDelegation)),
    ("the delegation of another vault", ours(WrongDelegation)),
];

pub const DELEGATE: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { curator, first, .. } = Parts::of(vault);
        (first.delegate_bps(&id(curator), 2_000), vec![curator])
    },
};

#[tokio::test]
async fn delegate_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("curator", Signer, &[(ANY_OTHER, ours(NotCurator))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(NotCurator))]),
        Slot(
            "operator",
            Read(OPERATOR),
            &[("other operator", ours(WrongDelegation)), ("another operator", ours(WrongDelegation))],
        ),
        Slot("delegation", Changed(DELEGATION), OTHER_DELEGATIONS),
        Slot("config", Read(CONFIG), &[]),
    ];
    check(DELEGATE, SLOTS).await;
}

const ANY_OF_THE_VAULT: Answer = Answer::Accepted("anyone may settle any delegation of the vault");

pub const SETTLE_DELEGATION: Call =
    Call { stage: Stage::Live, build: |vault| (Parts::of(vault).first.settle_delegation(), vec![]) };

#[tokio::test]
async fn settle_delegation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot(
            "delegation",
            Changed(DELEGATION),
            &[
                ("other delegation", ours(WrongDelegation)),
                ("the delegation to another operator", ANY_OF_THE_VAULT),
                ("the delegation of another vault", ours(WrongDelegation)),
            ],
        ),
    ];
    check(SETTLE_DELEGATION, SLOTS).await;
}

/// A delegation of nothing.
pub const CLOSE_DELEGATION: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let [of_second, _] = Parts::of(vault).mixed();
        (of_second.close_delegation(&id("sponsor")), vec![])
    },
};

const EMPTY: Answer = Answer::Accepted("anyone may close whatever is empty");

#[tokio::test]
async fn close_delegation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "delegation",
            Changed(DELEGATION),
            &[
                ("other delegation", EMPTY),
                ("the delegation", ours(NotEmpty)),
                ("the delegation of another vault", EMPTY),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(CLOSE_DELEGATION, SLOTS).await;
}

/// Another operator's delegation and another NCN.
pub const OPEN_ALLOCATION: Call = Call {
    stage: Stage::Live,
    build: |vault| (Parts::of(vault).second.open_allocation(&id("sponsor")), vec!["sponsor"]),
};

#[tokio::test]
async fn open_allocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, ANYONE_PAYS)]),
        // Delegation and NCN are parts of the allocation's address.
        Slot(
            "delegation",
            Read(DELEGATION),
            &[
                ("other delegation", WRONG_ADDRESS),
                ("the delegation", WRONG_ADDRESS),
                ("the delegation of another vault", WRONG_ADDRESS),
            ],
        ),
        Slot("ncn", Read(NCN), &[("other ncn", WRONG_ADDRESS), ("the NCN", WRONG_ADDRESS)]),
        Slot("allocation", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(OPEN_ALLOCATION, SLOTS).await;
}

/// The allocations that are not the delegation's to the NCN.
pub const OTHER_ALLOCATIONS: Known = &[
    ("other allocation", ours(WrongAllocation)),
    ("the allocation of another delegation", ours(WrongAllocation)),
    ("the allocation to another NCN", ours(WrongAllocation)),
];

pub const ALLOCATE: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { allocator, first, .. } = Parts::of(vault);
        (first.allocate(&id(allocator), HALF + 1), vec![allocator])
    },
};

#[tokio::test]
async fn allocate_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("allocator", Signer, &[(ANY_OTHER, ours(NotAllocator))]),
        Slot(
            "operator",
            Read(OPERATOR),
            &[("other operator", ours(NotAllocator)), ("another operator", ours(WrongDelegation))],
        ),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongAllocation)), ("another NCN", ours(WrongAllocation))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot("delegation", Changed(DELEGATION), OTHER_DELEGATIONS),
        Slot("allocation", Changed(ALLOCATION), OTHER_ALLOCATIONS),
        Slot("config", Read(CONFIG), &[]),
    ];
    check(ALLOCATE, SLOTS).await;
}

pub const SETTLE_ALLOCATION: Call =
    Call { stage: Stage::Live, build: |vault| (Parts::of(vault).first.settle_allocation(), vec![]) };

#[tokio::test]
async fn settle_allocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot(
            "delegation",
            Changed(DELEGATION),
            &[
                ("other delegation", ours(WrongDelegation)),
                ("the delegation to another operator", ours(WrongAllocation)),
                ("the delegation of another vault", ours(WrongDelegation)),
            ],
        ),
        Slot(
            "allocation",
            Changed(ALLOCATION),
            &[
                ("other allocation", ours(WrongAllocation)),
                ("the allocation of another delegation", ours(WrongAllocation)),
                (
                    "the allocation to another NCN",
                    Answer::Accepted("anyone may settle any allocation of the delegation"),
                ),
            ],
        ),
    ];
    check(SETTLE_ALLOCATION, SLOTS).await;
}

/// An allocation of nothing.
pub const CLOSE_ALLOCATION: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let [_, to_second] = Parts::of(vault).mixed();
        (to_second.close_allocation(&id("sponsor")), vec![])
    },
};

#[tokio::test]
async fn close_allocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "allocation",
            Changed(ALLOCATION),
            &[
                ("other allocation", EMPTY),
                ("the allocation", ours(NotEmpty)),
                ("the allocation of another delegation", EMPTY),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(CLOSE_ALLOCATION, SLOTS).await;
}

/// What tells of an operator in an NCN: the opt-ins that are not the one of operator and NCN, of vault and operator, of
/// vault and NCN.
pub const OTHER_OPT_INS: [Known; 3] = [
    &[
        ("opt_in_with_operator", ours(WrongOptIn)),
        ("opt_in_with_ncn", ours(WrongOptIn)),
        ("other opt_in", ours(WrongOptIn)),
        ("other opt_in_with_operator", ours(WrongOptIn)),
        ("other opt_in_with_ncn", ours(WrongOptIn)),
        ("the opt-in with another operator", ours(WrongOptIn)),
        ("the opt-in with another NCN", ours(WrongOptIn)),
        ("the opt-in of another vault", ours(WrongOptIn)),
        ("the opt-in of another operator and NCN", ours(WrongOptIn)),
    ],
    &[
        ("opt_in", ours(WrongOptIn)),
        ("opt_in_with_ncn", ours(WrongOptIn)),
        ("other opt_in", ours(WrongOptIn)),
        ("other opt_in_with_operator", ours(WrongOptIn)),
        ("other opt_in_with_ncn", ours(WrongOptIn)),
        ("the opt-in with another operator", ours(WrongOptIn)),
        ("the opt-in with another NCN", ours(WrongOptIn)),
        ("the opt-in of another vault", ours(WrongOptIn)),
        ("the opt-in of another operator and NCN", ours(WrongOptIn)),
    ],
    &[
        ("opt_in", ours(WrongOptIn)),
        ("opt_in_with_operator", ours(WrongOptIn)),
        ("other opt_in", ours(WrongOptIn)),
        ("other opt_in_with_operator", ours(WrongOptIn)),
        ("other opt_in_with_ncn", ours(WrongOptIn)),
        ("the opt-in with another operator", ours(WrongOptIn)),
        ("the opt-in with another NCN", ours(WrongOptIn)),
        ("the opt-in of another vault", ours(WrongOptIn)),
        ("the opt-in of another operator and NCN", ours(WrongOptIn)),
    ],
];

/// The records that are not the operator's in the NCN.
pub const OTHER_RECORDS: Known = &[
    ("other record", ours(WrongRecord)),
    ("the record of another operator", ours(WrongRecord)),
    ("the record in another NCN", ours(WrongRecord)),
];

/// One vault: the five accounts that follow the four that the instruction names.
pub const SLASHABLE_STAKE: Call =
    Call { stage: Stage::Agreed, build: |vault| (split::slashable_stake(&[Parts::of(vault).first]), vec![]) };

#[tokio::test]
async fn slashable_stake_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongOptIn)), ("another NCN", ours(WrongOptIn))]),
        Slot(
            "operator",
            Read(OPERATOR),
            &[("other operator", ours(WrongOptIn)), ("another operator", ours(WrongOptIn))],
        ),
        Slot("opt_in", Read(OPT_IN), OTHER_OPT_INS[0]),
        Slot("record", Read(RECORD), OTHER_RECORDS),
        Slot("vault", Read(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot("delegation", Read(DELEGATION), OTHER_DELEGATIONS),
        Slot("allocation", Read(ALLOCATION), OTHER_ALLOCATIONS),
        Slot("opt_in_with_operator", Read(OPT_IN), OTHER_OPT_INS[1]),
        Slot("opt_in_with_ncn", Read(OPT_IN), OTHER_OPT_INS[2]),
    ];
    check(SLASHABLE_STAKE, SLOTS).await;
}

/// What an operator takes back of an NCN, at once.
pub const RELEASE_ALLOCATION: Call = Call {
    stage: Stage::Released,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (first.release_allocation(&id(admin)), vec![admin])
    },
};

#[tokio::test]
async fn release_allocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongAllocation)), ("another NCN", ours(WrongAllocation))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot(
            "delegation",
            Changed(DELEGATION),
            &[
                ("other delegation", ours(WrongDelegation)),
                ("the delegation to another operator", ours(WrongAllocation)),
                ("the delegation of another vault", ours(WrongDelegation)),
            ],
        ),
        Slot("allocation", Changed(ALLOCATION), OTHER_ALLOCATIONS),
    ];
    check(RELEASE_ALLOCATION, SLOTS).await;
}
