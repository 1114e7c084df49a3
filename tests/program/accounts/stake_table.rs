//! The accounts of the instructions of tables and captures.

use harness::table;
use restaking_client::RestakingError::{
    NotCaptor, NotNcnAdmin, WrongCapture, WrongDelegation, WrongOptIn, WrongRentPayer, WrongTable,
};
use restaking_client::pda;
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedOrNew, New, PaidSigner, Payer, Program, Read, RentPayer, Signer, SolePayer, TableOfCapture,
};
use restaking_tests::matrix::rules::{Answer, NOT_SIGNED, TOO_SMALL, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types;
use restaking_tests::matrix::types::{ALLOCATION, CAPTURE, DELEGATION, NCN, OPERATOR, OPT_IN, RECORD, TABLE, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};

use super::calls::{Call, check};
use super::delegation::{OTHER_ALLOCATIONS, OTHER_DELEGATIONS, OTHER_OPT_INS, OTHER_RECORDS};
use super::parts::Parts;
use super::world::{Stage, WINDOW};

pub const OPEN_STAKE_TABLE: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (table::open(&id("sponsor"), &id(admin), &first.ncn, 7, 4, WINDOW), vec!["sponsor", admin])
    },
};

#[tokio::test]
async fn open_stake_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        // The NCN is a part of the table's address.
        Slot("ncn", Changed(NCN), &[("other ncn", WRONG_ADDRESS), ("another NCN", WRONG_ADDRESS)]),
        Slot("table", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(OPEN_STAKE_TABLE, SLOTS).await;
}

pub const GROW_STAKE_TABLE: Call = Call {
    stage: Stage::Tabled,
    build: |vault| (table::grow(&id("sponsor"), &Parts::of(vault).tables()[0], 1), vec!["sponsor"]),
};

#[tokio::test]
async fn grow_stake_table_takes_only_its_own_accounts() {
    const GROWS: Answer = Answer::Accepted("the payer of a table may make room in it");
    const SLOTS: &[Slot] = &[
        Slot("rent_payer", SolePayer, &[(ANY_OTHER, ours(WrongRentPayer))]),
        Slot("table", Changed(TABLE), &[("other table", GROWS), ("another table", GROWS)]),
        Slot("system_program", Program, &[]),
    ];
    check(GROW_STAKE_TABLE, SLOTS).await;
}

/// The answers of a captor's slot; `stranger` to any other signer. The accounts after an instruction's named ones are
/// compared last: a missing signature is found first.
const fn captors(stranger: Answer) -> [(&'static str, Answer); 6] {
    [
        (ANY_OTHER, stranger),
        ("vault", NOT_SIGNED),
        ("delegation", NOT_SIGNED),
        ("allocation", NOT_SIGNED),
        ("opt_in_with_operator", NOT_SIGNED),
        ("opt_in_with_ncn", NOT_SIGNED),
    ]
}

/// The accounts of a capture of one vault.
const fn capturing(captor: Slot, table: Slot, capture: Slot) -> [Slot; 13] {
    [
        captor,
        table,
        Slot("ncn", Read(NCN), const { &[("other ncn", ours(WrongTable)), ("another NCN", ours(WrongTable))] }),
        Slot(
            "operator",
            Read(OPERATOR),
            const { &[("other operator", ours(WrongOptIn)), ("another operator", ours(WrongOptIn))] },
        ),
        Slot("opt_in", Read(OPT_IN), OTHER_OPT_INS[0]),
        Slot("record", Read(RECORD), OTHER_RECORDS),
        capture,
        Slot("system_program", Program, &[]),
        Slot("vault", Read(VAULT), const { &[("other vault", ours(WrongDelegation))] }),
        Slot("delegation", Read(DELEGATION), OTHER_DELEGATIONS),
        Slot("allocation", Read(ALLOCATION), OTHER_ALLOCATIONS),
        Slot("opt_in_with_operator", Read(OPT_IN), OTHER_OPT_INS[1]),
        Slot("opt_in_with_ncn", Read(OPT_IN), OTHER_OPT_INS[2]),
    ]
}

/// One vault, by a captor without a capture.
pub const FIRST_CAPTURE_STAKE: Call = Call {
    stage: Stage::Tabled,
    build: |vault| {
        let parts = Parts::of(vault);
        let (first, [table, _]) = (parts.first, parts.tables());
        (table::capture(&id("sponsor"), &table, &first.ncn, &first.operator, &[first]), vec!["sponsor"])
    },
};

#[tokio::test]
async fn capture_stake_takes_only_its_own_accounts_for_a_first_capture() {
    const CAPTURES: Known = &[
        ("alice's capture", ours(NotCaptor)),
        ("bob's capture", ours(NotCaptor)),
        ("the capture of another operator", ours(WrongCapture)),
        ("the capture for another table", ours(WrongCapture)),
    ];
    const CAPTOR: Slot = Slot("captor", SolePayer, &captors(WRONG_ADDRESS));
    const OF_TABLE: Slot =
        Slot("table", Read(TABLE), &[("other table", ours(WrongTable)), ("another table", WRONG_ADDRESS)]);
    const CAPTURE: Slot = Slot("capture", ChangedOrNew(types::CAPTURE), CAPTURES);
    check(FIRST_CAPTURE_STAKE, &capturing(CAPTOR, OF_TABLE, CAPTURE)).await;
}

/// One vault, into a capture that is there.
pub const CAPTURE_STAKE: Call = Call {
    stage: Stage::Tabled,
    build: |vault| {
        let parts = Parts::of(vault);
        let (first, [table, _]) = (parts.first, parts.tables());
        (table::capture(&id("alice"), &table, &first.ncn, &first.operator, &[first]), vec!["alice"])
    },
};

#[tokio::test]
async fn capture_stake_takes_only_its_own_accounts() {
    const CAPTURES: Known = &[
        ("other capture", ours(WrongCapture)),
        ("bob's capture", ours(NotCaptor)),
        ("the capture of another operator", ours(WrongCapture)),
        ("the capture for another table", ours(WrongCapture)),
    ];
    const CAPTOR: Slot = Slot("captor", PaidSigner, &captors(ours(NotCaptor)));
    const OF_TABLE: Slot =
        Slot("table", Read(TABLE), &[("other table", ours(WrongTable)), ("another table", ours(WrongCapture))]);
    const CAPTURE: Slot = Slot("capture", ChangedOrNew(types::CAPTURE), CAPTURES);
    check(CAPTURE_STAKE, &capturing(CAPTOR, OF_TABLE, CAPTURE)).await;
}

/// One capture, behind the table.
pub const ENTER_CAPTURES: Call = Call {
    stage: Stage::Tabled,
    build: |vault| {
        let parts = Parts::of(vault);
        let table = parts.tables()[0];
        (table::enter(&table, &[pda::capture(&table, &parts.first.operator, &id("bob"))]), vec![])
    },
};

#[tokio::test]
async fn enter_captures_takes_only_its_own_accounts() {
    const ANY: Answer = Answer::Accepted("anyone may enter any capture of the table");
    const SLOTS: &[Slot] = &[
        Slot(
            "table",
            Changed(TABLE),
            &[
                ("other table", ours(WrongCapture)),
                ("another table", ours(WrongCapture)),
                // The one that follows is compared with it last.
                ("capture", TOO_SMALL),
            ],
        ),
        Slot(
            "capture",
            Read(CAPTURE),
            &[
                ("other capture", ours(WrongCapture)),
                ("alice's capture", ANY),
                ("the capture of another operator", ANY),
                ("the capture for another table", ours(WrongCapture)),
            ],
        ),
    ];
    check(ENTER_CAPTURES, SLOTS).await;
}

pub const CLOSE_CAPTURE: Call = Call {
    stage: Stage::Tabled,
    build: |vault| {
        let parts = Parts::of(vault);
        (table::close_capture(&id("alice"), &parts.tables()[0], &parts.first.operator), vec!["alice"])
    },
};

#[tokio::test]
async fn close_capture_takes_only_its_own_accounts() {
    const OWN: Answer = Answer::Accepted("a captor may close any capture of its own for the table");
    const SLOTS: &[Slot] = &[
        Slot("captor", PaidSigner, &[(ANY_OTHER, ours(NotCaptor))]),
        Slot(
            "capture",
            Changed(CAPTURE),
            &[
                ("other capture", ours(WrongCapture)),
                ("bob's capture", ours(NotCaptor)),
                ("the capture of another operator", OWN),
                ("the capture for another table", ours(WrongCapture)),
            ],
        ),
        Slot("table", TableOfCapture, &[]),
    ];
    check(CLOSE_CAPTURE, SLOTS).await;
}

pub const CLOSE_STAKE_TABLE: Call = Call {
    stage: Stage::Tables,
    build: |vault| {
        let parts = Parts::of(vault);
        let (admin, [table, _]) = (parts.ncn_admin, parts.tables());
        (table::close(&id(admin), &parts.first.ncn, &table, &id("sponsor")), vec![admin])
    },
};

#[tokio::test]
async fn close_stake_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongTable)), ("another NCN", ours(WrongTable))]),
        Slot(
            "table",
            Changed(TABLE),
            &[
                ("other table", ours(WrongTable)),
                ("another table", Answer::Accepted("the admin may close any table of the NCN that is final")),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(CLOSE_STAKE_TABLE, SLOTS).await;
}
