//! The accounts of the instructions of deployers and vaults' admins.

use harness::{slash, split};
use restaking_client::RestakingError::{NotUpgradeAuthority, NotVaultAdmin, WrongVault};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    Changed, New, NewByHandler, Payer, Program, ProgramData, Read, RentPayer, Signer, SolePayer,
};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{APPROVAL, CONFIG, MINT, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Slot};

use super::calls::{self, Call, check};
use super::parts::Parts;
use super::world::Stage;

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");
const ANY_MINT: Answer = Answer::Accepted("a vault may hold any mint of SPL Token, shares of another vault included");

#[tokio::test]
async fn initialize_config_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("authority", SolePayer, &[(ANY_OTHER, ours(NotUpgradeAuthority))]),
        Slot("config", New, &[]),
        Slot("program_data", ProgramData, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(calls::INITIALIZE_CONFIG, SLOTS).await;
}

#[tokio::test]
async fn initialize_vault_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[("creator", ANYONE_PAYS), ("other creator", ANYONE_PAYS), (ANY_OTHER, ANYONE_PAYS)]),
        // The creator is a part of the vault's address.
        Slot(
            "creator",
            Signer,
            &[("payer", WRONG_ADDRESS), ("other creator", WRONG_ADDRESS), (ANY_OTHER, WRONG_ADDRESS)],
        ),
        Slot("config", Read(CONFIG), &[]),
        Slot("asset_mint", Read(MINT), &[("the vault's VRT mint", ANY_MINT), ("a stray mint", ANY_MINT)]),
        Slot("vault", New, &[]),
        Slot("vrt_mint", New, &[]),
        Slot("asset_account", NewByHandler, &[]),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(calls::INITIALIZE_VAULT, SLOTS).await;
}

#[tokio::test]
async fn set_vault_limits_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[("other admin", ours(NotVaultAdmin)), (ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(NotVaultAdmin))]),
    ];
    check(calls::SET_VAULT_LIMITS, SLOTS).await;
}

#[tokio::test]
async fn approve_depositor_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[("admin", ANYONE_PAYS), ("other admin", ANYONE_PAYS), (ANY_OTHER, ANYONE_PAYS)]),
        Slot(
            "admin",
            Signer,
            &[("payer", ours(NotVaultAdmin)), ("other admin", ours(NotVaultAdmin)), (ANY_OTHER, ours(NotVaultAdmin))],
        ),
        // The vault is a part of the approval's address, which is looked at first.
        Slot("vault", Changed(VAULT), &[("other vault", WRONG_ADDRESS)]),
        Slot("approval", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(calls::APPROVE_DEPOSITOR, SLOTS).await;
}

#[tokio::test]
async fn revoke_depositor_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[("other admin", ours(NotVaultAdmin)), (ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongVault))]),
        Slot(
            "approval",
            Changed(APPROVAL),
            &[
                ("other approval", ours(WrongVault)),
                ("bob's approval", Answer::Accepted("the approval names the depositor: this revokes bob")),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(calls::REVOKE_DEPOSITOR, SLOTS).await;
}

/// The accounts of an instruction that changes nothing but the vault.
const ADMIN_OF_VAULT: &[Slot] = &[
    Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
    Slot("vault", Changed(VAULT), &[("other vault", ours(NotVaultAdmin))]),
];

pub const SET_CURATOR: Call =
    Call { stage: Stage::Live, build: |vault| (split::set_curator(vault, &id("carol")), vec![Parts::of(vault).admin]) };

#[tokio::test]
async fn set_curator_takes_only_its_own_accounts() {
    check(SET_CURATOR, ADMIN_OF_VAULT).await;
}

pub const SET_EXPOSURE: Call = Call {
    stage: Stage::Live,
    build: |vault| (split::set_exposure(vault, 5_000, 5_000, 2), vec![Parts::of(vault).admin]),
};

#[tokio::test]
async fn set_exposure_takes_only_its_own_accounts() {
    check(SET_EXPOSURE, ADMIN_OF_VAULT).await;
}

pub const SET_BREAKER: Call =
    Call { stage: Stage::Live, build: |vault| (slash::set_breaker(vault, 4_000, 5_000), vec![Parts::of(vault).admin]) };

#[tokio::test]
async fn set_breaker_takes_only_its_own_accounts() {
    check(SET_BREAKER, ADMIN_OF_VAULT).await;
}
