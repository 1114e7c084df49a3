//! The accounts of the instructions of operators' records and keys.

use harness::{Signatures, Split, entity, key, keys};
use restaking_client::REGISTER_KEY_DISCRIMINATOR;
use restaking_client::RestakingError::{NotOperatorAdmin, WrongKey, WrongRecord};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedIfPassed, Instructions, LeftOut, New, Payer, Program, Read, Signer, SolePayer,
};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{KEY, NCN, OPERATOR, RECORD};
use restaking_tests::matrix::{ANY_OTHER, Slot};
use solana_program::instruction::Instruction;

use super::calls::{Call, check};
use super::parts::Parts;
use super::world::Stage;

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");

/// What `register_key` asks for just before it, if `instruction` is one.
pub fn proof(instruction: &Instruction) -> Option<Instruction> {
    let (operator, ncn) = (instruction.accounts.get(2)?.pubkey, instruction.accounts.get(3)?.pubkey);
    let registers = instruction.data.starts_with(&REGISTER_KEY_DISCRIMINATOR);
    registers.then(|| Signatures::possession(&key("new key"), &ncn, &operator).instruction())
}

/// Another operator and another NCN.
pub const OPEN_RECORD: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Split { ncn, operator, .. } = Parts::of(vault).second;
        (entity::open_record(&id("sponsor"), &ncn, &operator), vec!["sponsor"])
    },
};

#[tokio::test]
async fn open_record_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, ANYONE_PAYS)]),
        // NCN and operator are parts of the record's address.
        Slot("ncn", Read(NCN), &[("other ncn", WRONG_ADDRESS), ("the NCN", WRONG_ADDRESS)]),
        Slot("operator", Read(OPERATOR), &[("other operator", WRONG_ADDRESS), ("the operator", WRONG_ADDRESS)]),
        Slot("record", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(OPEN_RECORD, SLOTS).await;
}

/// The operator's first key in another NCN.
pub const REGISTER_FIRST_KEY: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let (Split { ncn, operator, .. }, admin) = (parts.mixed()[1], parts.operator_admin);
        let new = id("new key").to_bytes();
        (keys::register_key(&id("sponsor"), &id(admin), &ncn, &operator, &new, None), vec!["sponsor", admin])
    },
};

/// A key in place of the operator's current one.
pub const REGISTER_KEY: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, first: Split { ncn, operator, .. }, .. } = Parts::of(vault);
        let (new, current) = (id("new key").to_bytes(), id("key").to_bytes());
        let register = keys::register_key(&id("sponsor"), &id(admin), &ncn, &operator, &new, Some(&current));
        (register, vec!["sponsor", admin])
    },
};

const OPERATORS_ADMIN: Slot = Slot("admin", Signer, &[(ANY_OTHER, ours(NotOperatorAdmin))]);
const OPERATOR_OF_RECORD: Slot =
    Slot("operator", Read(OPERATOR), &[("other operator", ours(WrongRecord)), ("another operator", ours(WrongRecord))]);
const PAYER: Slot = Slot("payer", Payer, &[(ANY_OTHER, ANYONE_PAYS)]);

#[tokio::test]
async fn register_key_takes_only_its_own_accounts_for_a_first_key() {
    const SLOTS: &[Slot] = &[
        PAYER,
        OPERATORS_ADMIN,
        OPERATOR_OF_RECORD,
        // The NCN is a part of the key's address.
        Slot("ncn", Read(NCN), &[("other ncn", WRONG_ADDRESS), ("the NCN", WRONG_ADDRESS)]),
        Slot(
            "record",
            Changed(RECORD),
            &[
                ("other record", ours(WrongRecord)),
                ("the record", ours(WrongRecord)),
                ("the record of another operator", ours(WrongRecord)),
            ],
        ),
        Slot("operator_key", New, &[]),
        Slot("previous", LeftOut, &[]),
        Slot("instructions", Instructions, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(REGISTER_FIRST_KEY, SLOTS).await;
}

#[tokio::test]
async fn register_key_takes_only_its_own_accounts_for_another_key() {
    const SLOTS: &[Slot] = &[
        PAYER,
        OPERATORS_ADMIN,
        OPERATOR_OF_RECORD,
        // The NCN is a part of the key's address.
        Slot("ncn", Read(NCN), &[("other ncn", WRONG_ADDRESS), ("another NCN", WRONG_ADDRESS)]),
        Slot(
            "record",
            Changed(RECORD),
            &[
                ("other record", ours(WrongRecord)),
                ("the record of another operator", ours(WrongRecord)),
                ("the record in another NCN", ours(WrongRecord)),
            ],
        ),
        Slot("operator_key", New, &[]),
        Slot(
            "previous",
            ChangedIfPassed(KEY),
            &[
                ("other previous", ours(WrongKey)),
                ("an earlier key", ours(WrongKey)),
                ("another operator's key", ours(WrongKey)),
                // The program's own address stands for an account that is left out.
                ("the program", ours(WrongKey)),
            ],
        ),
        Slot("instructions", Instructions, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(REGISTER_KEY, SLOTS).await;
}

pub const RETIRE_KEY: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, first: Split { ncn, operator, .. }, .. } = Parts::of(vault);
        (keys::retire_key(&id(admin), &ncn, &operator, &id("key").to_bytes()), vec![admin])
    },
};

#[tokio::test]
async fn retire_key_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        OPERATORS_ADMIN,
        OPERATOR_OF_RECORD,
        Slot(
            "record",
            Changed(RECORD),
            &[
                ("other record", ours(WrongRecord)),
                ("the record of another operator", ours(WrongRecord)),
                ("the record in another NCN", ours(WrongKey)),
            ],
        ),
        Slot(
            "operator_key",
            Changed(KEY),
            &[
                ("other operator_key", ours(WrongKey)),
                ("an earlier key", ours(WrongKey)),
                ("another operator's key", ours(WrongKey)),
            ],
        ),
    ];
    check(RETIRE_KEY, SLOTS).await;
}
