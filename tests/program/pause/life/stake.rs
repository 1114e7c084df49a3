//! Stake that comes, earns, counts and leaves.

use harness::{split, table};
use restaking_client::{self as client, pda};
use restaking_tests::{SETTLED, id};

use super::Life;

/// The seconds for which a table can be filled.
const WINDOW: u64 = 60;

impl Life {
    /// Deposits, a reward and the fees of it, and exits, each way that there is.
    pub(super) async fn stake(&mut self) {
        let (split, vault) = (self.split, self.vault);
        let [alice, bob] = ["alice", "bob"].map(id);
        self.step("", vault.rates(0)).await;
        self.step("alice", vault.deposit(&alice, 1_000_000_000, 0, false)).await;
        self.step("bob", vault.deposit(&bob, 500_000_000, 0, false)).await;
        let pay = client::PayReward {
            payer: bob,
            config: pda::config(),
            vault: vault.address,
            operator: split.operator,
            delegation: split.delegation(),
            asset_account: vault.asset_account,
            payer_assets: vault.assets_of(&bob),
            token_program: harness::token::PROGRAM,
        };
        self.step("bob", pay.instruction(client::PayRewardInstructionArgs { amount: 1_000_000 })).await;
        let collect = |operator: Option<_>, wallet| client::CollectFees {
            vault: vault.address,
            config: None,
            operator,
            delegation: operator.map(|_| split.delegation()),
            asset_account: vault.asset_account,
            wallet: None,
            recipient_assets: vault.assets_of(&id(wallet)),
            token_program: harness::token::PROGRAM,
        };
        self.step("", collect(None, "creator").instruction()).await;
        self.step("", collect(Some(split.operator), "operator").instruction()).await;

        self.step("alice", vault.exit_instantly(&alice, 1_000, 0)).await;
        let epoch = self.epoch().await;
        assert_eq!(epoch, SETTLED);
        for nonce in 0..3 {
            self.step("alice", vault.request_exit(&alice, nonce, 10_000_000, 0, epoch + 1)).await;
        }
        self.step("alice", vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &alice, epoch + 1, 0)).await;
        self.step("alice", vault.transfer_ticket(&alice, &vault.ticket(&alice, 1), &bob)).await;
    }

    /// What stands behind the operator, read and put in a table.
    pub(super) async fn table(&mut self) {
        let (split, [ncn, alice]) = (self.split, ["ncn", "alice"].map(id));
        self.step("", split::slashable_stake(&[split])).await;
        let at = pda::stake_table(&split.ncn, 0);
        self.step("ncn", table::open(&ncn, &ncn, &split.ncn, 0, 1, WINDOW)).await;
        self.step("ncn", table::grow(&ncn, &at, 1)).await;
        self.step("alice", table::capture(&alice, &at, &split.ncn, &split.operator, &[split])).await;
        self.step("", table::enter(&at, &[pda::capture(&at, &split.operator, &alice)])).await;
        self.step("alice", table::close_capture(&alice, &at, &split.operator)).await;
        self.wait(WINDOW).await;
        self.step("ncn", table::close(&ncn, &split.ncn, &at, &ncn)).await;
    }

    /// The tickets are paid.
    pub(super) async fn leave(&mut self) {
        let (vault, [alice, bob]) = (self.vault, ["alice", "bob"].map(id));
        self.two_epochs().await;
        self.step("", vault.settle_exits(SETTLED + 1, &[vault.ticket(&alice, 2)])).await;
        self.step("bob", vault.claim_exit(&bob, &vault.ticket(&alice, 1), &alice, SETTLED + 1)).await;
        self.step("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 2), &alice, SETTLED + 1)).await;
        self.step("", vault.close_bucket(&alice, SETTLED + 1)).await;
    }
}
