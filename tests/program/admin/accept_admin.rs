//! Lesser roles that stay with the admin before, and their reset.

use harness::{fee, role, slash, split};
use restaking_client::{Config, Event, Ncn, Operator, RestakingError, Vault, pda};
use restaking_tests::{Bank, SLOWEST_RISE, id};
use solana_program::pubkey::Pubkey;

use crate::admin::scene::{KINDS, Kind, scene};

const GUARDIAN: u64 = 1;
const FEE_ADMIN: u64 = 2;
const FEE_WALLET: u64 = 4;
const CURATOR: u64 = 8;
const ALLOCATOR: u64 = 16;
const SLASHER: u64 = 32;
const RESOLVER: u64 = 64;
const INSURANCE: u64 = 128;
const REDISTRIBUTION: u64 = 256;
const DEPOSIT_GATE: u64 = 512;

impl Kind {
    /// Its lesser roles.
    async fn roles(self, bank: &mut Bank, address: &Pubkey) -> Vec<(u64, Pubkey)> {
        match self {
            Self::Config => {
                let it: Config = bank.read(address).await.unwrap();
                vec![(GUARDIAN, it.guardian), (FEE_WALLET, it.fee_wallet)]
            }
            Self::Vault => {
                let it: Vault = bank.read(address).await.unwrap();
                let fees = [(FEE_ADMIN, it.fee_admin), (FEE_WALLET, it.fee_wallet)];
                let others = [(GUARDIAN, it.guardian), (CURATOR, it.curator), (DEPOSIT_GATE, it.deposit_gate)];
                others.into_iter().chain(fees).collect()
            }
            Self::Operator => {
                let it: Operator = bank.read(address).await.unwrap();
                vec![(FEE_WALLET, it.fee_wallet), (ALLOCATOR, it.allocator)]
            }
            Self::Ncn => {
                let it: Ncn = bank.read(address).await.unwrap();
                let policy = it.next_policy;
                let paid = [(INSURANCE, policy.insurance), (REDISTRIBUTION, policy.redistribution)];
                [(SLASHER, policy.slasher), (RESOLVER, policy.resolver)].into_iter().chain(paid).collect()
            }
        }
    }

    /// Gives every lesser role to its admin.
    async fn gather(self, bank: &mut Bank, split: &harness::Split) {
        let (address, admin) = (self.of(split), id(self.admin()));
        let roles = match self {
            Self::Config => vec![role::GUARDIAN, role::FEE_WALLET],
            Self::Vault => vec![role::GUARDIAN, role::FEE_ADMIN, role::FEE_WALLET, role::DEPOSIT_GATE],
            Self::Operator => vec![role::FEE_WALLET],
            Self::Ncn => vec![],
        };
        for each in roles {
            bank.by(self.admin(), role::set_role(&admin, &address, each, &admin)).await;
        }
        match self {
            Self::Vault => drop(bank.by("creator", split::set_curator(&split.vault, &admin)).await),
            Self::Operator => {
                drop(bank.by("operator", harness::entity::update_operator(&admin, &address, &admin, 0)).await);
            }
            Self::Ncn => {
                let policy = restaking_client::PolicyArgs {
                    redistribution: admin,
                    insurance_bps: 1_000,
                    redistribution_bps: 1_000,
                    reporter_bps: 500,
                    ..slash::policy(&admin, &admin, &admin, 60)
                };
                bank.by("ncn", slash::set_policy(&admin, &address, policy)).await;
                let now = bank.now().await;
                bank.warp(now + SLOWEST_RISE).await;
            }
            Self::Config => {}
        }
    }
}

#[tokio::test]
async fn an_acceptance_lists_what_stays_and_takes_it_over_where_asked() {
    for kind in KINDS {
        for reset in [false, true] {
            let (mut bank, split) = scene().await;
            let (address, admin, heir) = (kind.of(&split), id(kind.admin()), id("heir"));
            kind.gather(&mut bank, &split).await;
            let before = kind.roles(&mut bank, &address).await;
            assert!(before.iter().all(|(_, holder)| *holder == admin), "{kind:?}: {before:?}");
            let all = before.iter().fold(0, |bits, (role, _)| bits | role);
            bank.by(kind.admin(), role::propose_admin(&admin, &address, &heir)).await;
            let accept = match reset {
                true => role::accept_with_roles(&heir, &address, kind == Kind::Ncn),
                false => role::accept_admin(&heir, &address),
            };
            let done = bank.by("heir", accept).await;
            let [Event::AdminChanged(event)] = &done.events[..] else { panic!("{:?}", done.events) };
            // An NCN's roles are its policy's, in force until the new one is.
            let kept = if reset && kind != Kind::Ncn { 0 } else { all };
            assert_eq!((event.kept, event.taken), (kept, if reset { all } else { 0 }), "{kind:?}");
            let holder = if reset { heir } else { admin };
            for (role, held) in kind.roles(&mut bank, &address).await {
                assert_eq!(held, holder, "{kind:?}: {role}");
            }
        }
    }
}

/// Roles that others hold stay with them.
#[tokio::test]
async fn a_reset_takes_no_role_from_anybody_else() {
    let (mut bank, split) = scene().await;
    let (vault, heir) = (split.vault, id("heir"));
    bank.by("creator", role::set_role(&id("creator"), &vault.address, role::FEE_WALLET, &id("alice"))).await;
    bank.by("creator", split::set_curator(&vault, &id("curator"))).await;
    bank.by("creator", role::propose_admin(&id("creator"), &vault.address, &heir)).await;
    bank.by("heir", role::accept_with_roles(&heir, &vault.address, false)).await;
    let it: Vault = bank.read(&vault.address).await.unwrap();
    assert_eq!((it.curator, it.fee_wallet, it.fee_admin), (id("curator"), id("alice"), heir));
}

/// After a reset the admin before neither delegates nor raises fees.
#[tokio::test]
async fn after_a_reset_the_old_admin_can_do_nothing() {
    let (mut bank, split) = scene().await;
    let (vault, creator, heir) = (split.vault, id("creator"), id("heir"));
    bank.by("creator", split::set_curator(&vault, &creator)).await;
    bank.by("creator", role::propose_admin(&creator, &vault.address, &heir)).await;
    bank.by("heir", role::accept_with_roles(&heir, &vault.address, false)).await;
    let failure = bank.refuses("creator", split.delegate(&creator, 1_000)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCurator));
    let raise = fee::set_fees(&vault, &creator, fee::args(500, 500, 3_000, 86_400));
    let failure = bank.refuses("creator", raise).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotFeeAdmin));
}

/// An NCN's slasher changes no sooner than its policy does: a party that agreed to the old one can leave first.
#[tokio::test]
async fn an_ncns_reset_is_announced_and_needs_the_config() {
    let (mut bank, split) = scene().await;
    let (ncn, heir) = (split.ncn, id("heir"));
    Kind::Ncn.gather(&mut bank, &split).await;
    bank.by("ncn", role::propose_admin(&id("ncn"), &ncn, &heir)).await;
    let without = role::accept_with_roles(&heir, &ncn, false);
    let failure = bank.refuses("heir", without).await;
    assert_eq!(failure.restaking(), Some(RestakingError::ConfigMissing));
    bank.by("heir", role::accept_with_roles(&heir, &ncn, true)).await;
    let it: Ncn = bank.read(&ncn).await.unwrap();
    assert_eq!(it.policy_from, bank.now().await + SLOWEST_RISE);
    assert_eq!((it.policy.slasher, it.next_policy.slasher), (id("ncn"), heir));
    assert_eq!((it.next_policy.resolver, it.next_policy.insurance, it.next_policy.redistribution), (heir, heir, heir));
    // Another account is no config.
    bank.by("heir", role::propose_admin(&heir, &ncn, &id("other heir"))).await;
    let mut wrong = role::accept_with_roles(&id("other heir"), &ncn, true);
    let at = wrong.accounts.iter().position(|meta| meta.pubkey == pda::config()).expect("the config");
    for other in [split.vault.address, id("mallory")] {
        wrong.accounts[at].pubkey = other;
        let failure = bank.refuses("other heir", wrong.clone()).await;
        assert_eq!(failure.restaking(), None, "{failure}");
    }
}
