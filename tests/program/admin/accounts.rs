//! The accounts of the instructions that change an admin, or what an admin gives: of the config, a vault, an operator and an
//! NCN.

use harness::{Split, entity, role, token};
use restaking_client::RestakingError::{self, ConfigMissing, NoAdminProposed, NotAdmin, NotPendingAdmin};
use restaking_client::pda;
use restaking_tests::matrix::rules::Kind::{Governed, Read, Signer};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::types::CONFIG;
use restaking_tests::matrix::{self, ANY_OTHER, Call, Known, Slot};
use restaking_tests::{Bank, OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::admin::scene::{ENTITIES, KINDS, Kind, scene};

/// All that can sign.
const PEOPLE: [&str; 6] = ["creator", "deployer", "operator", "ncn", "heir", "mallory"];

/// The scene with another vault, operator and NCN, which mallory runs; an heir is proposed for each of everything.
async fn world() -> (Bank, Split, Vec<(&'static str, Pubkey)>) {
    let (mut bank, split) = scene().await;
    let Split { vault, operator, ncn } = split;
    bank.by("creator", vault.approve(&id("alice"))).await;
    let others = [
        bank.add_vault("mallory", 0, OPEN).await.address,
        bank.add_operator("mallory", 0).await,
        bank.add_ncn("mallory", 0).await,
    ];
    for other in others {
        bank.by("mallory", role::propose_admin(&id("mallory"), &other, &id("heir"))).await;
    }
    let mut cast: Vec<(&'static str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
    cast.extend([
        ("the config", pda::config()),
        ("the vault", vault.address),
        ("the operator", operator),
        ("the NCN", ncn),
        ("another vault", others[0]),
        ("another operator", others[1]),
        ("another NCN", others[2]),
        ("the delegation", split.delegation()),
        ("the allocation", split.allocation()),
        ("the opt-in", pda::opt_in(&vault.address, &ncn)),
        ("the record", pda::record(&ncn, &operator)),
        ("an approval", pda::depositor_approval(&vault.address, &id("alice"))),
        ("a token account", vault.asset_account),
        ("a mint", vault.asset_mint),
        ("nothing", id("nothing")),
        ("SPL Token", token::PROGRAM),
        ("the program", restaking_client::ID),
    ]);
    (bank, split, cast)
}

/// The name of each in the cast.
const fn own_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Config => "the config",
        Kind::Vault => "the vault",
        Kind::Operator => "the operator",
        Kind::Ncn => "the NCN",
    }
}

/// Holds the instruction that `build` makes for each kind against the matrix. `others` are the answers of the governed slot
/// to everything else that has an admin.
async fn check(
    kinds: &[Kind],
    proposed: bool,
    signer: Slot,
    others: Known,
    more: fn(Kind) -> &'static [Slot],
    build: impl Fn(Kind, &Pubkey) -> Instruction,
) {
    for &kind in kinds {
        let (mut bank, split, cast) = world().await;
        let governed = kind.of(&split);
        if proposed {
            bank.by(kind.admin(), role::propose_admin(&id(kind.admin()), &governed, &id("heir"))).await;
        }
        // Not in its own place.
        let others: Vec<_> = others.iter().filter(|entry| entry.0 != own_name(kind)).cloned().collect();
        let slots: Vec<Slot> =
            [signer, Slot("governed", Governed, others.leak())].into_iter().chain(more(kind).iter().copied()).collect();
        let right = build(kind, &governed);
        matrix::check(&mut bank, Call { right, slots: &slots, other: None, cast: &cast, signers: &PEOPLE }).await;
    }
}

/// The answers to an admin's signature on what another admin runs.
const OF_OTHERS: Known = &[
    ("the config", ours(NotAdmin)),
    ("the vault", ours(NotAdmin)),
    ("the operator", ours(NotAdmin)),
    ("the NCN", ours(NotAdmin)),
    ("another vault", ours(NotAdmin)),
    ("another operator", ours(NotAdmin)),
    ("another NCN", ours(NotAdmin)),
];
const ADMIN: Slot = Slot("admin", Signer, &[(ANY_OTHER, ours(NotAdmin))]);

#[tokio::test]
async fn propose_admin_takes_only_its_own_accounts() {
    let build = |kind: Kind, governed: &Pubkey| role::propose_admin(&id(kind.admin()), governed, &id("heir"));
    check(&KINDS, false, ADMIN, OF_OTHERS, |_| &[], build).await;
}

const ALSO_THERE: Answer = Answer::Accepted("the same heir is proposed there");
const HEIR: Slot = Slot("pending_admin", Signer, &[(ANY_OTHER, ours(NotPendingAdmin))]);

#[tokio::test]
async fn accept_admin_takes_only_its_own_accounts() {
    const NOT_PROPOSED: Answer = ours(NoAdminProposed);
    const OTHERS: Known = &[
        ("the config", NOT_PROPOSED),
        ("the vault", NOT_PROPOSED),
        ("the operator", NOT_PROPOSED),
        ("the NCN", NOT_PROPOSED),
        ("another vault", ALSO_THERE),
        ("another operator", ALSO_THERE),
        ("another NCN", ALSO_THERE),
    ];
    // It is left out, and read for an NCN's roles alone.
    const CONFIG_UNREAD: &[Slot] =
        &[Slot("config", Read(CONFIG), &[("the config", Answer::Accepted("it is not read"))])];
    const CONFIG_ITSELF: &[Slot] = &[Slot("config", Read(CONFIG), &[])];
    let more = |kind| if kind == Kind::Config { CONFIG_ITSELF } else { CONFIG_UNREAD };
    check(&KINDS, true, HEIR, OTHERS, more, |_, governed| role::accept_admin(&id("heir"), governed)).await;
}

#[tokio::test]
async fn accept_admin_takes_only_its_own_accounts_with_the_roles_of_an_ncn() {
    const OTHERS: Known = &[
        ("the vault", ours(NoAdminProposed)),
        ("the operator", ours(NoAdminProposed)),
        ("another vault", ALSO_THERE),
        ("another operator", ALSO_THERE),
        ("another NCN", ALSO_THERE),
    ];
    const CONFIG_READ: &[Slot] = &[Slot("config", Read(CONFIG), &[("the program", ours(ConfigMissing))])];
    let build = |_, governed: &Pubkey| role::accept_with_roles(&id("heir"), governed, true);
    check(&[Kind::Ncn], true, HEIR, OTHERS, |_| CONFIG_READ, build).await;
}

#[tokio::test]
async fn set_role_takes_only_its_own_accounts() {
    // An NCN has no lesser role.
    const WITH_ROLES: [Kind; 3] = [Kind::Config, Kind::Vault, Kind::Operator];
    let build =
        |kind: Kind, governed: &Pubkey| role::set_role(&id(kind.admin()), governed, role::FEE_WALLET, &id("heir"));
    check(&WITH_ROLES, false, ADMIN, OF_OTHERS, |_| &[], build).await;
}

#[tokio::test]
async fn renounce_admin_takes_only_its_own_accounts() {
    let build = |kind: Kind, governed: &Pubkey| role::renounce_admin(&id(kind.admin()), governed);
    check(&ENTITIES, false, ADMIN, OF_OTHERS, |_| &[], build).await;
}

#[tokio::test]
async fn another_entity_of_the_same_kind_has_its_own_admin() {
    let (mut bank, split) = scene().await;
    let other_vault = bank.add_vault("mallory", 0, OPEN).await.address;
    let other_operator = bank.add_operator("mallory", 0).await;
    let other_ncn = bank.add_ncn("mallory", 0).await;
    let own = [split.vault.address, split.operator, split.ncn];
    for (other, own) in [other_vault, other_operator, other_ncn].into_iter().zip(own) {
        bank.by("mallory", role::propose_admin(&id("mallory"), &other, &id("heir"))).await;
        // What is proposed for one is not proposed for another.
        let failure = bank.refuses("heir", role::accept_admin(&id("heir"), &own)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed));
        let failure = bank.refuses("mallory", role::propose_admin(&id("mallory"), &own, &id("heir"))).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
        let failure =
            bank.refuses("mallory", role::set_role(&id("mallory"), &own, role::FEE_WALLET, &id("mallory"))).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
        bank.by("heir", role::accept_admin(&id("heir"), &other)).await;
        bank.by("heir", role::renounce_admin(&id("heir"), &other)).await;
    }
    // The ones beside them are as they were.
    bank.by("operator", entity::update_operator(&id("operator"), &split.operator, &id("allocator"), 0)).await;
}
