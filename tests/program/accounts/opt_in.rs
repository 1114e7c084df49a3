//! The accounts of the instructions of opt-ins.

use harness::{entity, split};
use restaking_client::RestakingError::{NotNcnAdmin, NotPartyAdmin, NotVaultAdmin, NothingToRelease, WrongOptIn};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedNamed, ChangedParty, Named, New, NewParty, Party, Program, Read, RentPayer, Signer, SignerLeftOut,
    SolePayer,
};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::types::{CONFIG, NCN, OPT_IN, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};

use super::calls::{Call, check};
use super::parts::Parts;
use super::world::Stage;

/// A vault and an NCN that have no opt-in yet.
pub const OPEN_OPT_IN: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let ncn = Parts::of(vault).second.ncn;
        (split::open_opt_in(&id("sponsor"), &vault.address, &ncn), vec!["sponsor"])
    },
};

#[tokio::test]
async fn open_opt_in_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("left", NewParty, &[]),
        Slot("right", NewParty, &[]),
        Slot("opt_in", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(OPEN_OPT_IN, SLOTS).await;
}

/// The accounts of an instruction with which a side speaks; `others` are all opt-ins but its own.
const fn change(others: Known) -> [Slot; 5] {
    [
        Slot("admin", Signer, const { &[(ANY_OTHER, ours(NotPartyAdmin))] }),
        Slot("config", Read(CONFIG), &[]),
        Slot("left", ChangedParty, &[]),
        Slot("right", Party, &[]),
        Slot("opt_in", Changed(OPT_IN), others),
    ]
}

/// The opt-ins with others than another operator.
const NOT_WITH_ANOTHER: Known = &[
    ("other opt_in", ours(WrongOptIn)),
    ("the opt-in of vault and operator", ours(WrongOptIn)),
    ("the opt-in of operator and NCN", ours(WrongOptIn)),
    ("the opt-in of vault and NCN", ours(WrongOptIn)),
    ("the opt-in with another NCN", ours(WrongOptIn)),
    ("the opt-in of another vault", ours(WrongOptIn)),
];

/// A vault joins with an operator.
pub const JOIN_AS_LEFT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { admin, second, .. } = Parts::of(vault);
        (split::join_opt_in(&id(admin), &vault.address, &second.operator, split::Side::Left), vec![admin])
    },
};

#[tokio::test]
async fn join_opt_in_as_the_first_party_takes_only_its_own_accounts() {
    check(JOIN_AS_LEFT, &change(NOT_WITH_ANOTHER)).await;
}

/// An operator joins with a vault.
pub const JOIN_AS_RIGHT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, second, .. } = Parts::of(vault);
        (split::join_opt_in(&id(admin), &vault.address, &second.operator, split::Side::Right), vec![admin])
    },
};

#[tokio::test]
async fn join_opt_in_as_the_second_party_takes_only_its_own_accounts() {
    check(JOIN_AS_RIGHT, &change(NOT_WITH_ANOTHER)).await;
}

/// The opt-ins of others than operator and NCN.
const NOT_BELOW: Known = &[
    ("other opt_in", ours(WrongOptIn)),
    ("the opt-in of vault and operator", ours(WrongOptIn)),
    ("the opt-in of vault and NCN", ours(WrongOptIn)),
    ("the opt-in with another operator", ours(WrongOptIn)),
    ("the opt-in with another NCN", ours(WrongOptIn)),
    ("the opt-in of another vault", ours(WrongOptIn)),
];

/// An operator leaves an NCN.
pub const LEAVE_AS_LEFT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, first, .. } = Parts::of(vault);
        (split::leave_opt_in(&id(admin), &first.operator, &first.ncn, split::Side::Left), vec![admin])
    },
};

#[tokio::test]
async fn leave_opt_in_as_the_first_party_takes_only_its_own_accounts() {
    check(LEAVE_AS_LEFT, &change(NOT_BELOW)).await;
}

/// An NCN leaves an operator.
pub const LEAVE_AS_RIGHT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (split::leave_opt_in(&id(admin), &first.operator, &first.ncn, split::Side::Right), vec![admin])
    },
};

#[tokio::test]
async fn leave_opt_in_as_the_second_party_takes_only_its_own_accounts() {
    check(LEAVE_AS_RIGHT, &change(NOT_BELOW)).await;
}

pub const SET_LOSS_LIMITS: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { admin, first, .. } = Parts::of(vault);
        (split::set_loss_limits(&id(admin), &vault.address, &first.ncn, 50, 100), vec![admin])
    },
};

#[tokio::test]
async fn set_loss_limits_takes_only_its_own_accounts() {
    const OTHERS: Known = &[
        ("other opt_in", ours(WrongOptIn)),
        ("the opt-in of vault and operator", ours(WrongOptIn)),
        ("the opt-in of operator and NCN", ours(WrongOptIn)),
        ("the opt-in with another operator", ours(WrongOptIn)),
        ("the opt-in with another NCN", ours(WrongOptIn)),
        ("the opt-in of another vault", ours(WrongOptIn)),
    ];
    check(SET_LOSS_LIMITS, &change(OTHERS)).await;
}

/// An opt-in that nobody ever joined.
pub const CLOSE_OPT_IN: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let operator = Parts::of(vault).second.operator;
        (split::close_opt_in(&vault.address, &operator, &id("sponsor")), vec![])
    },
};

#[tokio::test]
async fn close_opt_in_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", SignerLeftOut, &[]),
        Slot("left", ChangedNamed, &[]),
        Slot("right", Named, &[]),
        Slot(
            "opt_in",
            Changed(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and NCN", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(CLOSE_OPT_IN, SLOTS).await;
}

/// An NCN says what it counts a vault for.
pub const SET_VAULT_WEIGHT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (entity::set_vault_weight(&id(admin), &vault.address, &first.ncn, 2_000_000_000, 0), vec![admin])
    },
};

#[tokio::test]
async fn set_vault_weight_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("vault", Read(VAULT), &[("other vault", ours(WrongOptIn))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(NotNcnAdmin)), ("another NCN", ours(WrongOptIn))]),
        Slot(
            "opt_in",
            Changed(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of operator and NCN", ours(WrongOptIn)),
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
            ],
        ),
    ];
    check(SET_VAULT_WEIGHT, SLOTS).await;
}

/// A vault covers the sets of an NCN.
pub const COVER_SETS: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { admin, first, .. } = Parts::of(vault);
        (split::cover_sets(&id(admin), &vault.address, &first.ncn, true), vec![admin])
    },
};

#[tokio::test]
async fn cover_sets_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongOptIn))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongOptIn)), ("another NCN", ours(WrongOptIn))]),
        Slot(
            "opt_in",
            Changed(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of operator and NCN", ours(WrongOptIn)),
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
            ],
        ),
    ];
    check(COVER_SETS, SLOTS).await;
}

/// A vault says at what losses it leaves.
pub const SET_STOP_LOSS: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { admin, first, .. } = Parts::of(vault);
        (split::set_stop_loss(&id(admin), &vault.address, &first.ncn, 500), vec![admin])
    },
};

#[tokio::test]
async fn set_stop_loss_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(NotVaultAdmin))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongOptIn)), ("another NCN", ours(WrongOptIn))]),
        Slot("opt_in", Changed(OPT_IN), OTHERS_THAN_WITH_NCN),
    ];
    check(SET_STOP_LOSS, SLOTS).await;
}

/// The opt-ins of others than vault and NCN.
const OTHERS_THAN_WITH_NCN: Known = &[
    ("other opt_in", ours(WrongOptIn)),
    ("the opt-in of vault and operator", ours(WrongOptIn)),
    ("the opt-in of operator and NCN", ours(WrongOptIn)),
    ("the opt-in with another operator", ours(WrongOptIn)),
    ("the opt-in with another NCN", ours(WrongOptIn)),
    ("the opt-in of another vault", ours(WrongOptIn)),
];

/// An NCN lets an operator go that is leaving.
pub const RELEASE_OPT_IN: Call = Call {
    stage: Stage::Released,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (split::release_opt_in(&id(admin), &first.operator, &first.ncn), vec![admin])
    },
};

#[tokio::test]
async fn release_opt_in_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongOptIn)), ("another NCN", ours(WrongOptIn))]),
        Slot(
            "opt_in",
            Changed(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of vault and NCN", ours(NothingToRelease)),
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(NothingToRelease)),
            ],
        ),
    ];
    check(RELEASE_OPT_IN, SLOTS).await;
}
