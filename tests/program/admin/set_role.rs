//! Lesser roles: their holders, their admins, and their meaning.

use harness::role::{self, DEPOSIT_GATE, FEE_ADMIN, FEE_WALLET, GUARDIAN};
use harness::{Split, fee};
use restaking_client::{Config, Event, Operator, RestakingError, Role, RoleSet, Vault};
use restaking_tests::{Bank, EPOCH, assert_refused, id};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::admin::scene::{ENTITIES, KINDS, Kind, NOBODY, scene};

/// All roles that an admin gives.
const ROLES: [Role; 4] = [GUARDIAN, FEE_ADMIN, FEE_WALLET, DEPOSIT_GATE];

/// The place of a role among [`ROLES`].
fn place_of(role: Role) -> usize {
    ROLES.iter().position(|each| *each == role).expect("a role that there is")
}

impl Kind {
    /// The holders of [`ROLES`]; none if it has no such role.
    async fn holders(self, bank: &mut Bank, split: &Split) -> [Option<Pubkey>; 4] {
        let address = self.of(split);
        match self {
            Self::Config => {
                let it: Config = bank.read(&address).await.expect("the config");
                [Some(it.guardian), None, Some(it.fee_wallet), None]
            }
            Self::Vault => {
                let it: Vault = bank.read(&address).await.expect("the vault");
                [Some(it.guardian), Some(it.fee_admin), Some(it.fee_wallet), Some(it.deposit_gate)]
            }
            Self::Operator => {
                let it: Operator = bank.read(&address).await.expect("the operator");
                [None, None, Some(it.fee_wallet), None]
            }
            Self::Ncn => [None; 4],
        }
    }
}

#[tokio::test]
async fn who_makes_something_has_its_fees_and_nobody_guards_it() {
    let (mut bank, split) = scene().await;
    let (deployer, creator, operator) = (Some(id("deployer")), Some(id("creator")), Some(id("operator")));
    let nobody = Some(NOBODY);
    assert_eq!(Kind::Config.holders(&mut bank, &split).await, [nobody, None, deployer, None]);
    assert_eq!(Kind::Vault.holders(&mut bank, &split).await, [nobody, creator, creator, nobody]);
    assert_eq!(Kind::Operator.holders(&mut bank, &split).await, [None, None, operator, None]);
}

/// Each pair of something governed and a role: it is set at once and told, alone; or refused.
#[tokio::test]
async fn an_admin_gives_each_role_that_there_is_and_no_other() {
    for kind in KINDS {
        let (mut bank, split) = scene().await;
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        for role in ROLES {
            let place = place_of(role);
            for holder in [id("heir"), id("other heir"), NOBODY, id("heir")] {
                let before = kind.holders(&mut bank, &split).await;
                let (_, _, number) = kind.read(&mut bank, &split).await;
                let time = bank.now().await;
                let set = role::set_role(&admin, &governed, role, &holder);
                let Some(held) = before[place] else {
                    let failure = bank.refuses(kind.admin(), set).await;
                    assert_refused(&failure, RestakingError::NoSuchRole, role.byte().into(), FEE_WALLET.byte().into());
                    continue;
                };
                let done = bank.by(kind.admin(), set).await;
                let (number, padding) = (number + 1, [0; 7]);
                let set = RoleSet { governed, number, time, role, padding, before: held, after: holder };
                assert_eq!(done.events, [Event::RoleSet(set)]);
                let mut expected = before;
                expected[place] = Some(holder);
                assert_eq!(kind.holders(&mut bank, &split).await, expected);
                assert_eq!(kind.read(&mut bank, &split).await, (admin, NOBODY, number), "and nothing else");
            }
        }
        for role in [Role::Curator, Role::Allocator, Role::Slasher, Role::Redistribution] {
            let failure = bank.refuses(kind.admin(), role::set_role(&admin, &governed, role, &id("heir"))).await;
            assert_refused(&failure, RestakingError::NoSuchRole, role.byte().into(), FEE_WALLET.byte().into());
        }
        for unknown in [10, 127, 128, 255].map(Role::from) {
            let failure = bank.refuses(kind.admin(), role::set_role(&admin, &governed, unknown, &id("heir"))).await;
            let unread = InstructionError::InvalidInstructionData;
            assert_eq!(failure.error, TransactionError::InstructionError(1, unread), "{unknown:?}");
        }
    }
}

/// Neither a proposed admin, nor a role's holder, nor the admin of anything else gives one.
#[tokio::test]
async fn nobody_else_gives_a_role() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        for role in ROLES {
            if kind.holders(&mut bank, &split).await[place_of(role)].is_some() {
                bank.by(kind.admin(), role::set_role(&admin, &governed, role, &id("curator"))).await;
            }
        }
        bank.by(kind.admin(), role::propose_admin(&admin, &governed, &id("heir"))).await;
        for role in ROLES {
            let others = ["heir", "curator", "mallory", "deployer", "creator", "operator", "ncn"];
            for name in others.into_iter().filter(|name| *name != kind.admin()) {
                let failure = bank.refuses(name, role::set_role(&id(name), &governed, role, &id(name))).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name}: {role:?} of {kind:?}");
            }
            for who in [admin, NOBODY] {
                let mut unsigned = role::set_role(&who, &governed, role, &id("mallory"));
                unsigned.accounts[0].is_signer = false;
                let failure = bank.refused(unsigned, &[]).await;
                let missing = InstructionError::MissingRequiredSignature;
                assert_eq!(failure.error, TransactionError::InstructionError(1, missing));
            }
        }
    }
}

/// Roles outlast a change of admin, and an admin's end: nobody is ever given one again.
#[tokio::test]
async fn a_role_outlasts_the_admin_that_gave_it() {
    let (mut bank, split) = scene().await;
    let vault = split.vault;
    let hand = |admin: &str, role, to: &str| role::set_role(&id(admin), &vault.address, role, &id(to));
    bank.by("creator", hand("creator", FEE_ADMIN, "curator")).await;
    bank.by("creator", role::propose_admin(&id("creator"), &vault.address, &id("heir"))).await;
    bank.by("heir", role::accept_admin(&id("heir"), &vault.address)).await;
    bank.by("curator", fee::set_fees(&vault, &id("curator"), fee::args(1, 2, 3, EPOCH))).await;
    let failure = bank.refuses("heir", fee::set_fees(&vault, &id("heir"), fee::args(0, 0, 0, EPOCH))).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFeeAdmin));
    let failure = bank.refuses("creator", hand("creator", FEE_ADMIN, "creator")).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
    for kind in ENTITIES {
        let admin = if kind == Kind::Vault { "heir" } else { kind.admin() };
        bank.by(admin, role::renounce_admin(&id(admin), &kind.of(&split))).await;
        for role in ROLES {
            let failure = bank.refuses(admin, role::set_role(&id(admin), &kind.of(&split), role, &id(admin))).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{kind:?}");
        }
    }
    bank.by("curator", fee::set_fees(&vault, &id("curator"), fee::args(0, 0, 0, EPOCH))).await;
}
