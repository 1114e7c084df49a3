//! The config, the vault, an operator and an NCN, and what they agree on.

use harness::keys::{self, Signatures};
use harness::metadata::{self, Texts};
use harness::{Split, entity, grant, key, pause, role, slash, split, token};
use restaking_client::grants::GrantTerms;
use restaking_client::{self as client, PolicyArgs, pda};
use restaking_tests::{EPOCH, GENESIS, OPEN, PERCENT, SETTLED, SLOWEST_RISE, WEALTH, id, policy};
use solana_program::pubkey::Pubkey;

use super::Life;
use crate::pause::scene::{BOTH, DAY, Whose};

impl Life {
    /// What is there before anybody stakes.
    pub(super) async fn start(&mut self) {
        let (vault, [deployer, creator]) = (self.vault, ["deployer", "creator"].map(id));
        self.step("deployer", harness::vault::initialize_config(&deployer, 60, 86_400 * 30)).await;
        self.bank.put(&vault.asset_mint, token::mint_account(9, creator, None, u64::MAX));
        self.step("creator", vault.initialize(EPOCH, OPEN)).await;
        for name in ["alice", "bob", "creator", "operator", "reporter", "insurance"] {
            self.bank.open_accounts(&vault, &id(name), WEALTH).await;
        }

        for whose in BOTH {
            let governed = whose.of(&vault.address);
            self.step(whose.admin(), pause::set_guardian(&id(whose.admin()), &governed, &id("guardian"))).await;
        }
        // Each has its own pause: that of the one keeps nobody from the other's.
        for whose in BOTH {
            let governed = whose.of(&vault.address);
            let own = self.under.take_if(|under| under.whose == whose);
            self.step("guardian", pause::raise(&id("guardian"), &governed, pause::ALL, DAY)).await;
            self.step("guardian", pause::lift(&id("guardian"), &governed)).await;
            self.under = self.under.or(own);
        }

        self.step("creator", vault.set_limits(OPEN)).await;
        self.step("creator", split::set_curator(&vault, &creator)).await;
        self.step("creator", split::set_exposure(&vault, 10_000, 10_000, 2)).await;
        self.step("creator", slash::set_breaker(&vault, 9_000, 10_000)).await;
        let texts = Texts { name: "Harbor SOL", symbol: "hSOL", uri: "" };
        self.step("creator", metadata::create(&creator, &creator, &vault, texts)).await;
        self.step("creator", metadata::update(&creator, &vault, Texts { symbol: "HSOL", ..texts })).await;
        self.step("creator", vault.approve(&id("carol"))).await;
        self.step("creator", vault.revoke(&id("carol"))).await;
        let fees =
            client::SetFeesInstructionArgs { deposit_bps: 0, exit_bps: 0, reward_bps: 1_000, stream_seconds: EPOCH };
        let set_fees = client::SetFees { fee_admin: creator, vault: vault.address };
        self.step("creator", set_fees.instruction(fees)).await;
        let set_fee = client::SetProtocolFee { admin: deployer, config: pda::config() };
        self.step("deployer", set_fee.instruction(client::SetProtocolFeeInstructionArgs { bps: 100 })).await;
    }

    /// An operator and an NCN, and what all three agree on, long before anyone enters.
    pub(super) async fn agree(&mut self) {
        let (split, creator) = (self.split, id("creator"));
        let [operator, ncn, allocator] = ["operator", "ncn", "allocator"].map(id);
        // A part for the harmed party, which has no account when it comes.
        let policy =
            PolicyArgs { redistribution: id("harmed"), burn_bps: 6_500, redistribution_bps: 1_000, ..policy() };
        let policy = slash::with_rule(policy, 10 * PERCENT, GENESIS);
        self.step("operator", entity::register_operator(&operator, 0, &allocator, 1_000)).await;
        self.step("operator", entity::update_operator(&operator, &split.operator, &allocator, 900)).await;
        self.step("ncn", entity::register_ncn_with(&ncn, 0, u64::MAX, policy.clone())).await;
        self.step("ncn", entity::update_ncn(&ncn, &split.ncn, u64::MAX)).await;
        self.step("ncn", entity::set_software(&ncn, &split.ncn, [7; 32], 0)).await;
        let until = GENESIS + 365 * 86_400;
        self.step("ncn", grant::set_grant(&ncn, &split.ncn, &creator, GrantTerms::URI, until)).await;
        self.step("creator", grant::revoke_grant(&creator, &split.ncn, &creator, &ncn)).await;
        self.step("ncn", grant::void_grants(&ncn, &split.ncn)).await;
        self.step("ncn", entity::set_ncn_asset(&ncn, &split.ncn, &split.vault.asset_mint, 1_000_000_000)).await;
        self.step("ncn", slash::set_policy(&ncn, &split.ncn, policy)).await;
        self.step("creator", entity::open_record(&creator, &split.ncn, &split.operator)).await;

        let admins = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];
        for ((left, right), names) in split.opt_ins().into_iter().zip(admins) {
            self.step("creator", split::open_opt_in(&creator, &left, &right)).await;
            for (name, side) in names.into_iter().zip(split::Side::ALL) {
                self.join(name, (left, right), side).await;
            }
        }
        let weight = entity::set_vault_weight(&ncn, &split.vault.address, &split.ncn, 1_000_000_000, 0);
        self.step("ncn", weight).await;
        let set = entity::register_set(&ncn, 1, &ncn, &split.ncn, slash::no_policy(&ncn));
        self.step("ncn", set).await;
        let cover = |covers| split::cover_sets(&creator, &split.vault.address, &split.ncn, covers);
        self.step("creator", cover(true)).await;
        let stop = split::set_stop_loss(&creator, &split.vault.address, &split.ncn, 10_000);
        self.step("creator", stop).await;
        let limits = split::set_loss_limits(&creator, &split.vault.address, &split.ncn, 10_000, 10_000);
        self.step("creator", limits).await;
        self.step("creator", split.open_delegation(&creator)).await;
        self.step("creator", split.delegate_bps(&creator, 5_000)).await;
        self.step("creator", split.open_allocation(&creator)).await;
        self.step("allocator", split.allocate(&allocator, slash::WHOLE)).await;

        self.register("earlier key", None).await;
        self.register("key", Some("earlier key")).await;
        self.bank.warp_to(SETTLED, 0).await;
    }

    /// Registers the operator's key called `name`, in place of `previous`.
    async fn register(&mut self, name: &str, previous: Option<&str>) {
        let (split, operator) = (self.split, id("operator"));
        let possession = Signatures::possession(&key(name), &split.ncn, &split.operator).instruction();
        let previous = previous.map(|name| id(name).to_bytes());
        let (key, previous) = (id(name).to_bytes(), previous.as_ref());
        let register = keys::register_key(&operator, &operator, &split.ncn, &split.operator, &key, previous);
        self.signed("operator", possession, register).await;
    }

    /// Joins an opt-in, which the vault's pause covers only where the vault is a party.
    async fn join(&mut self, name: &str, (left, right): (Pubkey, Pubkey), side: split::Side) {
        let join = split::join_opt_in(&id(name), &left, &right, side);
        let ours = left == self.vault.address || self.under.is_some_and(|under| under.whose == Whose::Config);
        if ours { self.step(name, join).await } else { self.lower(name, join).await }
    }

    /// Moves some of the stake to another operator, and some not after all.
    async fn move_stake(&mut self) {
        let (from, [creator, operator]) = (self.split, ["creator", "operator"].map(id));
        let (vault, to) = (from.vault.address, pda::operator(&operator, 1));
        self.step("operator", entity::register_operator(&operator, 1, &id("allocator"), 1_000)).await;
        self.step("creator", split::open_opt_in(&creator, &vault, &to)).await;
        self.join("creator", (vault, to), split::Side::Left).await;
        self.join("operator", (vault, to), split::Side::Right).await;
        self.step("creator", Split { operator: to, ..from }.open_delegation(&creator)).await;
        self.step("creator", from.announce_move(&creator, &to, 1_000)).await;
        self.wait(SLOWEST_RISE as u64).await;
        self.step("", from.complete_move(&to)).await;
        self.step("creator", from.announce_move(&creator, &to, 1_000)).await;
        self.step("creator", from.cancel_move(&creator, &to)).await;
        self.wait(SLOWEST_RISE as u64).await;
    }

    /// The end of all of them.
    pub(super) async fn end(&mut self) {
        self.move_stake().await;
        let (split, creator) = (self.split, id("creator"));
        let [operator, ncn, allocator] = ["operator", "ncn", "allocator"].map(id);
        self.lower("allocator", split.allocate(&allocator, 0)).await;
        self.step("ncn", split.release_allocation(&ncn)).await;
        self.lower("creator", split.delegate(&creator, 0)).await;
        let end = split::cover_sets(&creator, &split.vault.address, &split.ncn, false);
        self.lower("creator", end).await;
        let admins = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];
        for ((left, right), [name, _]) in split.opt_ins().into_iter().zip(admins) {
            self.step(name, split::leave_opt_in(&id(name), &left, &right, split::Side::Left)).await;
        }
        self.step("ncn", split::release_opt_in(&ncn, &split.operator, &split.ncn)).await;
        for ((left, right), [_, name]) in split.opt_ins().into_iter().zip(admins) {
            self.step(name, split::leave_opt_in(&id(name), &left, &right, split::Side::Right)).await;
        }
        self.wait(SLOWEST_RISE as u64).await;
        self.step("", split.settle_allocation()).await;
        self.step("", split.close_allocation(&creator)).await;
        self.step("", split.settle_delegation()).await;
        self.step("", split.close_delegation(&creator)).await;
        for (left, right) in split.opt_ins() {
            self.step("creator", split::close_opt_in_by(Some(creator), &left, &right, &creator)).await;
        }
        // The one before is dead: it was proven.
        self.register("last key", None).await;
        let last = id("last key").to_bytes();
        self.step("operator", keys::retire_key(&operator, &split.ncn, &split.operator, &last)).await;
        self.step("operator", entity::retire_operator(&operator, &split.operator)).await;
        self.step("ncn", entity::retire_ncn(&ncn, &split.ncn)).await;
        self.step("operator", role::propose_admin(&operator, &split.operator, &id("heir"))).await;
        self.step("heir", role::accept_admin(&id("heir"), &split.operator)).await;
        self.step("heir", role::renounce_admin(&id("heir"), &split.operator)).await;
    }
}
