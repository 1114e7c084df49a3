//! Rewards: by root, by position, and by captured stake.

use harness::bond::BondPool;
use harness::{Captured, RewardOffer, RewardTree, Stray, table, token};
use restaking_client::{merkle, pda};
use restaking_tests::{WEALTH, id};

use super::Life;
use crate::pause::scene::WEEK;

/// How long a root waits, in seconds.
const DELAY: u64 = 3_600;

impl Life {
    /// A tree with a first root that is struck, and a second that pays.
    pub(super) async fn trees(&mut self) {
        let [ncn, alice, bob] = ["ncn", "alice", "bob"].map(id);
        let tree = RewardTree::new(self.split.ncn, id("a reward"));
        self.bank.put(&tree.mint, token::mint_account(6, ncn, None, u64::MAX));
        for owner in [ncn, alice] {
            self.bank.put(&tree.tokens_of(&owner), token::token_account(tree.mint, owner, WEALTH));
        }
        self.step("ncn", tree.open(&ncn, &ncn, &bob, DELAY)).await;
        self.step("ncn", tree.set_roles(&ncn, &ncn, &bob)).await;
        self.step("ncn", tree.fund(&ncn, 1_000)).await;
        self.step("ncn", tree.publish(&ncn, [1; 32], 1_000)).await;
        self.step("bob", tree.strike(&bob, [1; 32])).await;
        let leaf = merkle::leaf(&tree.address, &alice, 700);
        self.step("ncn", tree.publish(&ncn, merkle::root_of(leaf, &[]), 700)).await;
        self.wait(DELAY).await;
        self.step("alice", tree.claim(&alice, (700, vec![]))).await;
        self.step("alice", tree.set_claimer(&alice, &bob)).await;
    }

    /// A position that is opened, earns and is closed.
    pub(super) async fn bonds(&mut self) {
        let ([creator, alice], mint) = (["creator", "alice"].map(id), id("another reward"));
        let pool = BondPool::new(self.vault);
        self.bank.put(&mint, token::mint_account(6, creator, None, u64::MAX));
        for owner in [creator, alice] {
            self.bank.put(&token::address(&owner, &mint), token::token_account(mint, owner, WEALTH));
        }
        self.step("creator", pool.open(DELAY)).await;
        self.step("creator", pool.add_reward_mint(0, &mint)).await;
        self.step("alice", pool.open_position(&alice)).await;
        self.step("alice", pool.bond(&alice, 1_000)).await;
        self.step("creator", pool.pay(&creator, 0, &mint, 5_000)).await;
        self.wait(DELAY).await;
        self.step("alice", pool.claim(&alice, 0, &mint)).await;
        self.step("alice", pool.unbond(&alice, 1_000)).await;
        self.step("alice", pool.close_position(&alice, &alice)).await;
    }
    /// A reward in the vault's asset and one in what its bond pool pays, by one table.
    pub(super) async fn offers(&mut self) {
        const WINDOW: u64 = 600;
        let ([ncn, alice, operator], split) = (["ncn", "alice", "operator"].map(id), self.split);
        let mints = [self.vault.asset_mint, id("another reward")];
        let offers = [0, 1].map(|index| RewardOffer::new(split.ncn, mints[index], index as u64));
        let now = self.bank.now().await;
        for offer in offers {
            self.bank.put(&token::address(&ncn, &offer.mint), token::token_account(offer.mint, ncn, WEALTH));
            self.bank.put(&token::address(&operator, &offer.mint), token::token_account(offer.mint, operator, 0));
            let times = [now, now + WINDOW as i64];
            self.step("ncn", offer.open(&ncn, &ncn, 1_000_000, times, 30 * 86_400)).await;
        }
        let of = Captured { table: pda::stake_table(&split.ncn, 1), operator: split.operator, captor: alice };
        self.step("ncn", table::open(&ncn, &ncn, &split.ncn, 1, 1, WINDOW)).await;
        self.step("alice", table::capture(&alice, &of.table, &split.ncn, &split.operator, &[split])).await;
        self.step("", table::enter(&of.table, &[of.address()])).await;
        self.wait(WINDOW).await;
        for offer in offers {
            self.step("", offer.attribute(&of.table)).await;
        }
        self.step("", offers[0].claim(&of, &self.vault)).await;
        self.step("", offers[1].claim_to_pool(&of, &self.vault.address, 0)).await;
        for offer in offers {
            self.step("", offer.collect(&split.operator, &operator)).await;
            self.step("", offer.close(&ncn)).await;
        }
        self.step("alice", table::close_capture(&alice, &of.table, &split.operator)).await;
        self.step("ncn", table::close(&ncn, &split.ncn, &of.table, &ncn)).await;
    }

    /// Assets, a reward of the bond pool and an unknown token that somebody sent to the vault.
    pub(super) async fn sweeps(&mut self) {
        let (vault, [wallet, payer]) = (self.vault, ["creator", "alice"].map(id));
        let unknown = Stray::new(vault, id("an unknown token"));
        let strays = [Stray::of_asset(vault), Stray::new(vault, id("another reward")), unknown];
        self.bank.put(&unknown.mint, token::mint_account(6, wallet, None, WEALTH));
        self.bank.put(&token::address(&wallet, &unknown.mint), token::token_account(unknown.mint, wallet, 0));
        for stray in strays {
            self.bank.put(&stray.tokens, token::token_account(stray.mint, vault.address, 5_000));
        }
        self.step("", strays[0].to_stream()).await;
        self.step("", strays[1].to_pool(0)).await;
        self.step("alice", unknown.announce(&payer)).await;
        self.wait(WEEK).await;
        self.step("", unknown.to_wallet(&wallet, &payer)).await;
    }
}
