//! The stages of slashes.

use harness::{Split, split};
use restaking_client::{SlashProposal, SlashStatus, pda};
use restaking_tests::id;
use solana_account::Account;

use super::parts::Parts;
use super::world::{HALF, SLASHED_IN, World};

impl World {
    /// Lets every wrong operator, NCN and vault have as much part in things as the right ones: each could be slashed.
    pub async fn expose_all(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            for split in parts.mixed() {
                self.expose(split, &parts).await;
            }
            for name in parts.recipients {
                self.bank.open_accounts(&vault, &id(name), 0).await;
            }
        }
        let parts = Parts::of(&self.vault);
        self.expose(parts.foreign(), &parts).await;
    }

    /// Has all of `split` agree, and puts a part of its vault behind its operator in its NCN, which `parts` run.
    async fn expose(&mut self, split: Split, parts: &Parts) {
        let vault = Parts::of(&split.vault);
        let sponsor = id("sponsor");
        let (operators, ncns) = (parts.operator_admin, parts.ncn_admin);
        let sides = [[vault.admin, operators], [operators, ncns], [vault.admin, ncns]];
        for ((left, right), [left_admin, right_admin]) in split.opt_ins().into_iter().zip(sides) {
            if self.bank.account(&pda::opt_in(&left, &right)).await.is_none() {
                self.bank.by("sponsor", split::open_opt_in(&sponsor, &left, &right)).await;
            }
            // Those of the first split have joined already.
            if !parts.first.opt_ins().contains(&(left, right)) {
                self.bank.by(left_admin, split::join_opt_in(&id(left_admin), &left, &right, split::Side::Left)).await;
                self.bank
                    .by(right_admin, split::join_opt_in(&id(right_admin), &left, &right, split::Side::Right))
                    .await;
            }
        }
        for (address, open) in [
            (split.delegation(), split.open_delegation(&sponsor)),
            (split.allocation(), split.open_allocation(&sponsor)),
        ] {
            if self.bank.account(&address).await.is_none() {
                self.bank.by("sponsor", open).await;
            }
        }
        let limits = split::set_loss_limits(&id(vault.admin), &split.vault.address, &split.ncn, 100, 200);
        self.bank.by(vault.admin, limits).await;
        self.bank.by(vault.curator, split.delegate_bps(&id(vault.curator), 1_000)).await;
        self.bank.by(parts.allocator, split.allocate(&id(parts.allocator), HALF)).await;
    }

    /// Slashes everything that can be, once, and what the right accounts are of twice.
    pub async fn slash(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let [of_second, by_second] = parts.mixed();
            let another = "another NCN's slasher";
            let all = [
                (parts.first, parts.slasher, 0),
                (parts.first, parts.slasher, 1),
                (of_second, parts.slasher, 0),
                (by_second, another, 0),
            ];
            for (split, slasher, incident) in all {
                self.bank.by(slasher, split.propose_slash(&id(slasher), SLASHED_IN, parts.cause(incident))).await;
            }
        }
        let parts = Parts::of(&self.vault);
        let propose = parts.foreign().propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(0));
        self.bank.by(parts.slasher, propose).await;
    }

    /// Has all slashes be vetoed, and counted as if each vault had a stop-loss.
    pub async fn veto_all(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let [of_second, by_second] = parts.mixed();
            let slashes = [(parts.first, 0), (parts.first, 1), (of_second, 0), (by_second, 0), (parts.foreign(), 0)];
            for (split, incident) in slashes {
                let vetoed =
                    |proposal: &mut SlashProposal| (proposal.status, proposal.counted) = (SlashStatus::Vetoed, true);
                self.bank.change::<SlashProposal>(&split.proposal(incident), vetoed).await;
            }
        }
    }

    /// Executes slashes while the harmed party has no token account, and then lets it have one.
    pub async fn execute(&mut self) {
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let harmed = vault.assets_of(&id(parts.recipients[2]));
            let account = self.bank.account(&harmed).await.expect("made with the others");
            self.bank.put(&harmed, Account::default());
            for split in [parts.first, parts.mixed()[0]] {
                let execute = split.execute_slash(&split.proposal(0), SLASHED_IN, parts.recipients.map(id));
                self.bank.send(&[execute], &[]).await.unwrap();
            }
            self.bank.put(&harmed, account);
        }
    }
}
