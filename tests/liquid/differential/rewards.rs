//! Rewards, tokens that were sent to the pool, reported prices, and shares of the placement's vault.

use harness::liquid::{LIQUID, SOL, native_account};
use harness::{key, token};
use liquid_ledger::error::{LedgerError, Rule};
use liquid_ledger::state::auction::Auction;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::price::Rate;
use liquid_ledger::state::report::Report;
use restaking_client::liquid::{LiquidError, PriceReport, RewardAuction};
use restaking_tests::id;
use solana_program::pubkey::Pubkey;

use super::{Life, pod};

/// The place of the reported asset.
pub const REPORTED: usize = 2;

/// The mint of the rewards.
pub fn reward() -> Pubkey {
    id("reward")
}

impl Life {
    pub fn report(&self) -> Report {
        let at = LIQUID.report(&self.pool.address, &self.mints[REPORTED]);
        let account = PriceReport::from_bytes(&self.svm.account(&at).expect("a report").data).expect("a report");
        pod(&account.report)
    }

    fn auction(&self) -> Auction {
        let account = self.svm.account(&LIQUID.auction(&self.pool.address, &reward())).expect("an auction");
        pod(&RewardAuction::from_bytes(&account.data).expect("an auction").auction)
    }

    fn treasury(&self) -> Pubkey {
        LIQUID.treasury(&self.pool.address, &reward())
    }

    /// Reports the last price again, or one that moved.
    pub fn report_price(&mut self) {
        let mut report = self.report();
        let bps = [0, 0, 0, 2, 20, 60, 150][self.luck.below(7) as usize];
        let (value, by) = (report.rate.value, report.rate.value / 10_000 * bps);
        let value = if self.luck.below(3) == 0 { value - by } else { value + by };
        let rate = Rate { value, ..report.rate };
        let mut books = self.books();
        let expected = books.report(REPORTED, &mut report, rate, self.svm.now()).map(|()| books);
        let say = self.pool.report_price(&id("creator"), &self.mints[REPORTED], [rate.value, rate.tokens]);
        if self.run("report price", say, &[&key("creator")], Some(expected)) {
            assert!(self.report() == report, "the report");
        }
    }

    pub fn reward(&mut self) {
        match self.luck.below(4) {
            0 => self.collect_airdrop(),
            1 => self.begin_lot(),
            _ => self.sell_reward(),
        }
        let held = self.svm.balance(&self.treasury()).expect("a treasury");
        assert!(self.auction().left <= held, "the treasury has what is for sale");
    }

    fn collect_airdrop(&mut self) {
        let tokens = self.luck.amount(1 << 36);
        let place = self.luck.below(4) as usize;
        let mint = *self.mints.get(place).unwrap_or(&reward());
        let found = id("found");
        let owner = self.pool.address;
        let account =
            if mint == SOL { native_account(owner, tokens) } else { token::token_account(mint, owner, tokens) };
        self.svm.put(found, account);
        let mut books = self.books();
        let (to, collected) = if place < self.mints.len() {
            (self.pool.reserve(&mint), books.collect_found(place, tokens, self.svm.now()))
        } else {
            (self.treasury(), Ok(()))
        };
        let none = LedgerError { rule: Rule::Zero, value: 0, limit: 1 };
        let expected = if tokens == 0 { Err(none) } else { collected.map(|()| books) };
        let collect = self.pool.collect_airdrop(&found, &to);
        self.run("collect airdrop", collect, &[&key("alice")], Some(expected));
    }

    fn begin_lot(&mut self) {
        let (mut lot, books) = (self.auction(), self.books());
        let tokens = self.svm.balance(&self.treasury()).expect("a treasury");
        let expected = books.begin_lot(&mut lot, 0, tokens, self.svm.now()).map(|()| books);
        if self.run("begin lot", self.pool.begin_lot(&reward()), &[&key("alice")], Some(expected)) {
            assert!(self.auction() == lot, "the lot");
        }
    }

    fn sell_reward(&mut self) {
        let (mut lot, mut books, me) = (self.auction(), self.books(), id("alice"));
        let tokens = self.luck.amount(lot.left);
        let most = self.svm.balance(&token::address(&me, &SOL)).expect("an account");
        let expected = books.sell(&mut lot, tokens, most, self.svm.now()).map(|_| books);
        let sell = self.pool.sell_reward(&me, [&reward(), &SOL], [tokens, most]);
        if self.run("sell reward", sell, &[&key("alice")], Some(expected)) {
            assert!(self.auction() == lot, "the lot");
        }
    }

    /// Deposits shares of the vault. While slashes are open, none enter.
    pub fn deposit_vrt(&mut self) {
        let (me, now, vault) = (id("alice"), self.svm.now(), self.vault_ledger());
        let held = self.svm.balance(&self.vault.shares_of(&me)).expect("an account");
        let shares = self.luck.amount(held);
        let deposit = self.pool.deposit_vrt(&me, &self.vault, [0, shares, 0], &self.sources());
        if vault.contested > 0 {
            let failure = self.svm.send(&[deposit], &[&key("alice")]).expect_err("slashes are open");
            let contested = LiquidError::VaultContested as u32;
            assert_eq!(failure.code(), Some(contested), "{:#?}", failure.logs);
            *self.refused.entry("VaultContested".into()).or_default() += 1;
            return;
        }
        let seen = self.read().placements[0].seen_risk_version;
        let is_seen = vault.risk_version <= seen;
        let expected = self.after(|books, values| {
            if !is_seen {
                return Err(LedgerError { rule: Rule::OverTarget, value: vault.risk_version, limit: seen });
            }
            let both = Holding::of_shares(&vault, books.placements[0].shares + shares, now)?;
            let alone = Holding::of_shares(&vault, shares, now)?;
            books.deposit_placed(values, 0, shares, [alone, both], 0)
        });
        self.run("deposit vrt", deposit, &[&key("alice")], expected);
    }
}
