//! The accounts of the instructions that move stake between operators.

use restaking_client::RestakingError::{NotCurator, WrongDelegation, WrongOptIn};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{Changed, Named, Read, Signer};
use restaking_tests::matrix::rules::ours;
use restaking_tests::matrix::types::{CONFIG, DELEGATION, OPERATOR, OPT_IN, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};

use super::calls::{Call, check};
use super::parts::Parts;
use super::world::Stage;

/// The delegations that are not of the move.
const OTHER_ENDS: Known = &[
    ("other from", ours(WrongDelegation)),
    ("other to", ours(WrongDelegation)),
    ("the delegation of another vault", ours(WrongDelegation)),
];

/// The operators that units do not move to.
const OTHER_OPERATORS: Known = &[("other operator", ours(WrongDelegation)), ("the operator", ours(WrongDelegation))];

pub const ANNOUNCE_MOVE: Call = Call {
    stage: Stage::Movable,
    build: |vault| {
        let Parts { curator, first, second, .. } = Parts::of(vault);
        (first.announce_move(&id(curator), &second.operator, 1_000), vec![curator])
    },
};

#[tokio::test]
async fn announce_move_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("curator", Signer, &[(ANY_OTHER, ours(NotCurator))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(NotCurator))]),
        Slot("from", Changed(DELEGATION), OTHER_ENDS),
        Slot("to", Changed(DELEGATION), OTHER_ENDS),
        Slot("operator", Read(OPERATOR), OTHER_OPERATORS),
        Slot(
            "opt_in",
            Read(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and NCN", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot("config", Read(CONFIG), &[]),
    ];
    check(ANNOUNCE_MOVE, SLOTS).await;
}

pub const COMPLETE_MOVE: Call = Call {
    stage: Stage::Moving,
    build: |vault| {
        let Parts { first, second, .. } = Parts::of(vault);
        (first.complete_move(&second.operator), vec![])
    },
};

#[tokio::test]
async fn complete_move_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
        Slot("from", Changed(DELEGATION), OTHER_ENDS),
        Slot("to", Changed(DELEGATION), OTHER_ENDS),
        Slot("operator", Read(OPERATOR), OTHER_OPERATORS),
        Slot("opt_in", Named, &[]),
    ];
    check(COMPLETE_MOVE, SLOTS).await;
}

pub const CANCEL_MOVE: Call = Call {
    stage: Stage::Moving,
    build: |vault| {
        let Parts { curator, first, second, .. } = Parts::of(vault);
        (first.cancel_move(&id(curator), &second.operator), vec![curator])
    },
};

#[tokio::test]
async fn cancel_move_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("curator", Signer, &[(ANY_OTHER, ours(NotCurator))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(NotCurator))]),
        Slot("from", Changed(DELEGATION), OTHER_ENDS),
        Slot("to", Changed(DELEGATION), OTHER_ENDS),
    ];
    check(CANCEL_MOVE, SLOTS).await;
}
