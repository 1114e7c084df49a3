//! Slashes by the slasher and by proof, vetoed and executed.

use harness::equivocation::Votes;
use harness::{key, slash, token};
use restaking_client::ProposeSlashInstructionArgs;
use restaking_tests::{CHALLENGE, GENESIS, PERCENT, RECIPIENTS, id};
use solana_program::pubkey::Pubkey;

use super::Life;

impl Life {
    /// Two slashes: one is vetoed, one executed, and one of its recipients is paid later.
    pub(super) async fn slash(&mut self) {
        let (split, slasher) = (self.split, id("slasher"));
        let epoch = self.epoch().await;
        for incident in [1, 2] {
            let args = slash::args(PERCENT, self.bank.now().await, &id("reporter"));
            let args = ProposeSlashInstructionArgs { incident, ..args };
            self.step("slasher", split.propose_slash(&slasher, epoch, args)).await;
        }
        for incident in [1, 2] {
            self.step("alice", split.pledge(&split.proposal(incident), &id("alice"), 10)).await;
        }
        self.step("resolver", split.veto_slash(&id("resolver"), &split.proposal(1), epoch)).await;
        self.step("", split.withdraw_pledge(&split.proposal(1), &id("alice"))).await;
        self.step("", split.uncount_slash(&split.proposal(1))).await;
        self.wait(CHALLENGE).await;
        self.step("", split.execute_slash(&split.proposal(2), epoch, RECIPIENTS.map(id))).await;
        let harmed = split.vault.assets_of(&id("harmed"));
        self.bank.put(&harmed, token::token_account(split.vault.asset_mint, id("harmed"), 0));
        self.step(
            "",
            split.pay_slash_share(&split.proposal(2), restaking_client::SlashRecipient::Redistribution, &id("harmed")),
        )
        .await;
        let jail = slash::set_jail(&slasher, &split.ncn, &split.operator, i64::MAX, 1);
        self.step("slasher", jail).await;
    }

    /// Two votes at one height, proven and slashed.
    pub(super) async fn prove(&mut self) {
        let (split, reporter) = (self.split, id("reporter"));
        let height = (self.bank.now().await - GENESIS) as u64;
        let votes = Votes::conflicting(&split.ncn, &split.operator, &key("key"), height);
        self.step("reporter", votes.commit(&reporter)).await;
        self.pass_slots(16).await;
        self.signed("reporter", votes.signed(&key("key")).instruction(), votes.submit(&reporter)).await;
        let epoch = self.epoch().await;
        self.step("reporter", split.slash_equivocation(&reporter, &votes.proof(), 2, epoch)).await;
        self.wait(CHALLENGE).await;
        let proposal = restaking_client::pda::slash(&split.allocation(), 1, 2);
        self.step("", split.execute_slash(&proposal, epoch, RECIPIENTS.map(id))).await;
    }

    /// Lets slots pass, and no time.
    async fn pass_slots(&mut self, slots: u64) {
        const CLOCK: Pubkey = solana_program::pubkey!("SysvarC1ock11111111111111111111111111111111");
        let mut clock = self.bank.account(&CLOCK).await.expect("the clock");
        let slot = u64::from_le_bytes(clock.data[..8].try_into().expect("a clock")) + slots;
        clock.data[..8].copy_from_slice(&slot.to_le_bytes());
        self.bank.put(&CLOCK, clock);
        // Has the runtime read it anew.
        self.wait(0).await;
    }
}
