//! The accounts of the instructions of operators and NCNs.

use harness::entity;
use restaking_client::RestakingError::{NotNcnAdmin, NotOperatorAdmin};
use restaking_tests::id;

use super::calls::Call;
use super::matrix::{Slot, check};
use super::rules::Kind::{Changed, New, Payer, Program, Read, Signer};
use super::rules::{Answer, CONFIG, NCN, OPERATOR, WRONG_ADDRESS, ours};
use super::world::{Parts, Stage, paid_by_sponsor};

const ANYONE_PAYS: Answer = Answer::Accepted("whoever signs for it may pay");

/// The accounts of an instruction that registers an entity.
const fn register(entity: &'static str) -> [Slot; 4] {
    [
        Slot("payer", Payer, const { &[("a wallet", ANYONE_PAYS)] }),
        // The creator is a part of the entity's address.
        Slot("creator", Signer, const { &[("payer", WRONG_ADDRESS), ("a wallet", WRONG_ADDRESS)] }),
        Slot(entity, New, &[]),
        Slot("system_program", Program, &[]),
    ]
}

pub const REGISTER_OPERATOR: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let admin = Parts::of(vault).operator_admin;
        let register = entity::register_operator(&id(admin), 7, &id("carol"), 1_000);
        (paid_by_sponsor(register, 0), vec!["sponsor", admin])
    },
};

#[tokio::test]
async fn register_operator_takes_only_its_own_accounts() {
    check(REGISTER_OPERATOR, &register("operator")).await;
}

pub const REGISTER_NCN: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let admin = Parts::of(vault).ncn_admin;
        (paid_by_sponsor(entity::register_ncn(&id(admin), 7, &id("carol"), 1_000), 0), vec!["sponsor", admin])
    },
};

#[tokio::test]
async fn register_ncn_takes_only_its_own_accounts() {
    check(REGISTER_NCN, &register("ncn")).await;
}

const OPERATORS_ADMIN: Slot = Slot("admin", Signer, &[("a wallet", ours(NotOperatorAdmin))]);
const OPERATOR_OF_ADMIN: Slot = Slot(
    "operator",
    Changed(OPERATOR),
    &[
        ("other operator", ours(NotOperatorAdmin)),
        ("another operator", Answer::Accepted("its admin speaks for this one as well")),
    ],
);

pub const UPDATE_OPERATOR: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, first, .. } = Parts::of(vault);
        (entity::update_operator(&id(admin), &first.operator, &id("carol"), 2_000), vec![admin])
    },
};

#[tokio::test]
async fn update_operator_takes_only_its_own_accounts() {
    check(UPDATE_OPERATOR, &[OPERATORS_ADMIN, Slot("config", Read(CONFIG), &[]), OPERATOR_OF_ADMIN]).await;
}

pub const RETIRE_OPERATOR: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { operator_admin: admin, first, .. } = Parts::of(vault);
        (entity::retire_operator(&id(admin), &first.operator), vec![admin])
    },
};

#[tokio::test]
async fn retire_operator_takes_only_its_own_accounts() {
    check(RETIRE_OPERATOR, &[OPERATORS_ADMIN, OPERATOR_OF_ADMIN]).await;
}

/// The accounts of an instruction that changes nothing but the NCN.
const ADMIN_OF_NCN: &[Slot] = &[
    Slot("admin", Signer, &[("a wallet", ours(NotNcnAdmin))]),
    Slot(
        "ncn",
        Changed(NCN),
        &[("other ncn", ours(NotNcnAdmin)), ("another NCN", Answer::Accepted("its admin speaks for this one as well"))],
    ),
];

pub const UPDATE_NCN: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (entity::update_ncn(&id(admin), &first.ncn, 500), vec![admin])
    },
};

#[tokio::test]
async fn update_ncn_takes_only_its_own_accounts() {
    check(UPDATE_NCN, ADMIN_OF_NCN).await;
}

pub const SET_NCN_ASSET: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (entity::set_ncn_asset(&id(admin), &first.ncn, &vault.asset_mint, 1_000_000_000), vec![admin])
    },
};

#[tokio::test]
async fn set_ncn_asset_takes_only_its_own_accounts() {
    check(SET_NCN_ASSET, ADMIN_OF_NCN).await;
}

pub const RETIRE_NCN: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (entity::retire_ncn(&id(admin), &first.ncn), vec![admin])
    },
};

#[tokio::test]
async fn retire_ncn_takes_only_its_own_accounts() {
    check(RETIRE_NCN, ADMIN_OF_NCN).await;
}
