//! The accounts of the instructions of operators and NCNs.

use harness::{entity, slash};
use restaking_client::RestakingError::{NotNcnAdmin, NotOperatorAdmin, NotSlasher, WrongRecord};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{Changed, New, Payer, Program, Read, Signer};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{CONFIG, NCN, OPERATOR, RECORD};
use restaking_tests::matrix::{ANY_OTHER, Slot};

use super::calls::{Call, check};
use super::parts::{Parts, paid_by_sponsor};
use super::world::Stage;

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");

/// The accounts of an instruction that registers an entity.
const fn register(entity: &'static str) -> [Slot; 4] {
    [
        Slot("payer", Payer, const { &[(ANY_OTHER, ANYONE_PAYS)] }),
        // The creator is a part of the entity's address.
        Slot("creator", Signer, const { &[("payer", WRONG_ADDRESS), (ANY_OTHER, WRONG_ADDRESS)] }),
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
        let register = entity::register_ncn_with(&id(admin), 7, 1_000, Parts::of(vault).policy(0));
        (paid_by_sponsor(register, 0), vec!["sponsor", admin])
    },
};

#[tokio::test]
async fn register_ncn_takes_only_its_own_accounts() {
    let [payer, creator, ncn, system_program] = register("ncn");
    check(REGISTER_NCN, &[payer, creator, Slot("config", Read(CONFIG), &[]), ncn, system_program]).await;
}

const OPERATORS_ADMIN: Slot = Slot("admin", Signer, &[(ANY_OTHER, ours(NotOperatorAdmin))]);
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

const NCNS_ADMIN: Slot = Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]);
const NCN_OF_ADMIN: Slot = Slot(
    "ncn",
    Changed(NCN),
    &[("other ncn", ours(NotNcnAdmin)), ("another NCN", Answer::Accepted("its admin speaks for this one as well"))],
);

/// The accounts of an instruction that changes nothing but the NCN.
const ADMIN_OF_NCN: &[Slot] = &[NCNS_ADMIN, NCN_OF_ADMIN];

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

pub const SET_SOFTWARE: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { ncn_admin: admin, first, .. } = Parts::of(vault);
        (entity::set_software(&id(admin), &first.ncn, [7; 32], 0), vec![admin])
    },
};

#[tokio::test]
async fn set_software_takes_only_its_own_accounts() {
    check(SET_SOFTWARE, ADMIN_OF_NCN).await;
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

pub const SET_SLASH_POLICY: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let policy = restaking_client::PolicyArgs { cooldown_seconds: 60, ..parts.policy(0) };
        (slash::set_policy(&id(parts.ncn_admin), &parts.first.ncn, policy), vec![parts.ncn_admin])
    },
};

#[tokio::test]
async fn set_slash_policy_takes_only_its_own_accounts() {
    check(SET_SLASH_POLICY, &[NCNS_ADMIN, Slot("config", Read(CONFIG), &[]), NCN_OF_ADMIN]).await;
}

pub const SET_JAIL: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let Parts { slasher, first, .. } = Parts::of(vault);
        (slash::set_jail(&id(slasher), &first.ncn, &first.operator, i64::MAX, 7), vec![slasher])
    },
};

#[tokio::test]
async fn set_jail_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("slasher", Signer, &[(ANY_OTHER, ours(NotSlasher))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongRecord)), ("another NCN", ours(WrongRecord))]),
        Slot(
            "record",
            Changed(RECORD),
            &[
                ("other record", ours(WrongRecord)),
                ("the record of another operator", Answer::Accepted("the slasher jails any operator of the NCN")),
                ("the record in another NCN", ours(WrongRecord)),
            ],
        ),
    ];
    check(SET_JAIL, SLOTS).await;
}

pub const REGISTER_SET: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let (creator, admin) = (parts.operator_admin, parts.ncn_admin);
        let register = entity::register_set(&id(creator), 7, &id(admin), &parts.first.ncn, parts.policy(0));
        (paid_by_sponsor(register, 0), vec!["sponsor", creator, admin])
    },
};

#[tokio::test]
async fn register_set_takes_only_its_own_accounts() {
    let [payer, creator, ncn, system_program] = register("ncn");
    let parent_admin = Slot("parent_admin", Signer, const { &[(ANY_OTHER, ours(NotNcnAdmin))] });
    let parent = Slot(
        "parent",
        Read(NCN),
        const {
            &[
                ("other parent", ours(NotNcnAdmin)),
                ("another NCN", Answer::Accepted("its admin speaks for this one as well")),
            ]
        },
    );
    let config = Slot("config", Read(CONFIG), &[]);
    check(REGISTER_SET, &[payer, creator, config, parent_admin, parent, ncn, system_program]).await;
}
