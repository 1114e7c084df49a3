//! Slashes of the vault in which the pool is: proposed, vetoed and executed by the core. What the pool is worth afterwards follows the
//! vault's books to the unit.

use harness::{Split, Svm, entity, key, slash, split};
use restaking_client::{SlashProposal, pda};
use restaking_tests::{EPOCH, id};
use solana_program::instruction::Instruction;

use super::Life;

/// The time for a veto: proposals are vetoed and executed in about equal parts.
const CHALLENGE: u64 = EPOCH / 2;

/// The fractions of a slash; the last one wipes the vault out.
const FRACTIONS: [u64; 5] =
    [slash::WHOLE / 1_000_000, slash::WHOLE / 1_000, slash::WHOLE / 50, slash::WHOLE / 3, slash::WHOLE];

/// The operator and the NCN number `index` of "creator", which may take all of the vault; "creator" has all roles.
pub fn of(vault: harness::Vault, index: u64) -> Split {
    let me = id("creator");
    Split { vault, operator: pda::operator(&me, index), ncn: pda::ncn(&me, index) }
}

/// Opens all that a slash needs, and waits until all of it is active.
pub fn expose(svm: &mut Svm, split: &Split, index: u64) {
    let (me, vault) = (id("creator"), split.vault.address);
    let policy = slash::policy(&me, &me, &me, CHALLENGE);
    let mut all =
        vec![entity::register_operator(&me, index, &me, 0), entity::register_ncn_with(&me, index, u64::MAX, policy)];
    for (left, right) in split.opt_ins() {
        all.push(split::open_opt_in(&me, &left, &right));
        all.extend(split::Side::ALL.map(|side| split::join_opt_in(&me, &left, &right, side)));
    }
    all.extend([
        split::set_loss_limits(&me, &vault, &split.ncn, 10_000, 10_000),
        entity::open_record(&me, &split.ncn, &split.operator),
        split.open_delegation(&me),
        split.delegate(&me, slash::WHOLE),
        split.open_allocation(&me),
        split.allocate(&me, slash::WHOLE),
    ]);
    for instruction in all {
        svm.send(&[instruction], &[&key("creator")]).expect("the vault is exposed");
    }
    // An operator's opt-in with an NCN waits for the longest epochs that the config allows: 30 days each.
    svm.warp(svm.now() + 100 * 86_400);
}

impl Life {
    /// Proposes, vetoes or executes a slash.
    pub fn slash(&mut self) {
        let open = self.proposals.len() as u64;
        match self.luck.below(3) {
            0 => self.propose(),
            _ if open == 0 => self.propose(),
            1 => {
                let incident = self.proposals[self.luck.below(open) as usize];
                let (at, slash) = self.proposal(incident);
                let veto = self.split.veto_slash(&id("creator"), &at, slash.slash.epoch);
                self.end("veto slash", incident, veto);
            }
            _ => {
                let incident = self.proposals[self.luck.below(open) as usize];
                let (at, slash) = self.proposal(incident);
                let execute = self.split.execute_slash(&at, slash.slash.epoch, [id("creator"); 3]);
                let wipes = self.vault_ledger().books.active == 0;
                self.end(if wipes { "execute slash, wiping" } else { "execute slash" }, incident, execute);
            }
        }
    }

    fn propose(&mut self) {
        let fractions = if self.luck.below(4) == 0 { 5 } else { 4 };
        let which = self.luck.below(fractions);
        let (incident, epoch) = (self.incidents, self.vault_ledger().epoch_at(self.svm.now()));
        let args = slash::args(FRACTIONS[which as usize], self.svm.now(), &id("creator"));
        let args = restaking_client::ProposeSlashInstructionArgs { incident, ..args };
        let propose = self.split.propose_slash(&id("creator"), epoch, args);
        self.incidents += 1;
        if self.core("propose slash", propose) {
            self.proposals.push(incident);
        }
    }

    fn proposal(&self, incident: u64) -> (solana_program::pubkey::Pubkey, SlashProposal) {
        let at = self.split.proposal(incident);
        (at, self.svm.read(&at).expect("a proposal"))
    }

    fn end(&mut self, kind: &'static str, incident: u64, instruction: Instruction) {
        if self.core(kind, instruction) {
            self.proposals.retain(|each| *each != incident);
        }
    }

    /// Runs an instruction of the core. What the pool is worth then is what the ledger says.
    fn core(&mut self, kind: &'static str, instruction: Instruction) -> bool {
        let is_done = self.run(kind, instruction, &[&key("creator")], None);
        if is_done {
            self.observe();
        }
        is_done
    }

    /// Has the pool look at its sources.
    pub fn observe(&mut self) {
        let expected = Some(self.touched().map(|(books, _)| books));
        let observe = self.pool.observe_rates(&self.sources());
        self.run("observe rates", observe, &[&key("alice")], expected);
    }
}
