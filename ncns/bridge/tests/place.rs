//! A source of a bridge: its addresses, and a builder for each instruction that touches it.

use bridge_client::tree::payload_hash;
use bridge_client::{self as client, Content, RuleFigures};
use harness::keys::{INSTRUCTIONS, domain};
use harness::{Signatures, Split};
use restaking_client::{ID, pda};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{BRIDGE, ROUNDS};

/// The system program.
const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The figures of a source.
#[derive(Clone, Copy)]
pub struct SourceFigures {
    pub rounds: u64,
    pub history: u64,
    pub origin: Pubkey,
    pub adjudicator: Pubkey,
}

impl SourceFigures {
    fn args(&self, number: u8) -> client::OpenSourceInstructionArgs {
        let Self { rounds, history, origin, adjudicator } = *self;
        let mut name = [0; 32];
        name[..6].copy_from_slice(b"outbox");
        client::OpenSourceInstructionArgs { number, rounds, history, origin, adjudicator, name }
    }
}

/// A source of the bridge of an NCN.
#[derive(Clone, Copy)]
pub struct Place {
    pub ncn: Pubkey,
    pub admin: Pubkey,
    pub bridge: Pubkey,
    pub source: Pubkey,
    pub number: u8,
    /// Whether its outbox is on this chain.
    pub is_local: bool,
}

impl Place {
    pub fn new(ncn: Pubkey, admin: Pubkey, number: u8, is_local: bool) -> Self {
        let bridge = BRIDGE.bridge(&ncn);
        Self { ncn, admin, bridge, source: BRIDGE.source(&bridge, number), number, is_local }
    }

    pub fn outbox(&self) -> Pubkey {
        BRIDGE.outbox(&self.source)
    }

    pub fn round(&self, height: u64) -> Pubkey {
        BRIDGE.round(&self.source, height % ROUNDS)
    }

    pub fn checkpoint(&self, height: u64) -> Pubkey {
        BRIDGE.checkpoint(&self.source, height)
    }

    pub fn score(&self, operator: &Pubkey) -> Pubkey {
        BRIDGE.score(&self.source, operator)
    }

    pub fn false_root(&self, height: u64, operator: &Pubkey) -> Pubkey {
        BRIDGE.false_root(&self.source, height, operator)
    }

    pub fn open(&self, rules: RuleFigures) -> Instruction {
        let (payer, admin) = (self.admin, self.admin);
        client::OpenBridge { payer, admin, ncn: self.ncn, bridge: self.bridge, system_program: SYSTEM }
            .instruction(client::OpenBridgeInstructionArgs { rules })
    }

    pub fn set_rules(&self, rules: RuleFigures) -> Instruction {
        client::SetRules { admin: self.admin, ncn: self.ncn, config: pda::config(), bridge: self.bridge }
            .instruction(client::SetRulesInstructionArgs { rules })
    }

    pub fn adopt_table(&self, table: &Pubkey) -> Instruction {
        client::AdoptTable { bridge: self.bridge, table: *table }.instruction()
    }

    pub fn open_source(&self, figures: SourceFigures) -> Instruction {
        let (payer, admin, source) = (self.admin, self.admin, self.source);
        client::OpenSource { payer, admin, ncn: self.ncn, bridge: self.bridge, source, system_program: SYSTEM }
            .instruction(figures.args(self.number))
    }

    pub fn open_outbox(&self, payer: &Pubkey) -> Instruction {
        let (source, outbox) = (self.source, self.outbox());
        client::OpenOutbox { payer: *payer, source, outbox, system_program: SYSTEM }.instruction()
    }

    pub fn grow_outbox(&self, payer: &Pubkey) -> Instruction {
        client::GrowOutbox { payer: *payer, outbox: self.outbox(), system_program: SYSTEM }.instruction()
    }

    pub fn post(&self, sender: &Pubkey, payload: &[u8]) -> Instruction {
        client::PostMessage { sender: *sender, source: self.source, outbox: self.outbox() }
            .instruction(client::PostMessageInstructionArgs { payload: payload_hash(payload) })
    }

    pub fn open_round(&self, payer: &Pubkey, slot: u64) -> Instruction {
        let round = BRIDGE.round(&self.source, slot);
        client::OpenRound { payer: *payer, source: self.source, round, system_program: SYSTEM }
            .instruction(client::OpenRoundInstructionArgs { slot })
    }

    pub fn open_score(&self, payer: &Pubkey, operator: &Pubkey) -> Instruction {
        let score = self.score(operator);
        client::OpenScore { payer: *payer, source: self.source, operator: *operator, score, system_program: SYSTEM }
            .instruction()
    }

    /// A vote's message.
    pub fn message(&self, height: u64, content: &Content) -> Vec<u8> {
        client::message(&domain(&self.ncn), self.number, height, content)
    }

    /// The votes, each by its key: the instruction of the Ed25519 program and the entry.
    pub fn enter(&self, table: &Pubkey, height: u64, votes: &[(&Keypair, Content)]) -> [Instruction; 2] {
        let messages: Vec<Vec<u8>> = votes.iter().map(|(_, content)| self.message(height, content)).collect();
        let signed: Vec<(&Keypair, &[u8])> =
            votes.iter().zip(&messages).map(|((key, _), message)| (*key, message.as_slice())).collect();
        [Signatures::of(&signed).instruction(), self.carry(table, height, votes.iter().map(|vote| vote.0))]
    }

    /// The entry alone: the keys' votes stand just before it.
    pub fn carry<'a>(&self, table: &Pubkey, height: u64, keys: impl Iterator<Item = &'a Keypair>) -> Instruction {
        let keys: Vec<AccountMeta> = keys.map(|key| AccountMeta::new_readonly(self.key(key), false)).collect();
        client::EnterVotes {
            bridge: self.bridge,
            ncn: self.ncn,
            source: self.source,
            round: self.round(height),
            table: *table,
            instructions: INSTRUCTIONS,
        }
        .instruction_with_remaining_accounts(client::EnterVotesInstructionArgs { height }, &keys)
    }

    /// The account of a key.
    pub fn key(&self, key: &Keypair) -> Pubkey {
        pda::operator_key(&self.ncn, &key.pubkey().to_bytes())
    }

    pub fn finalize(&self, payer: &Pubkey, table: &Pubkey, height: u64, content: &Content) -> Instruction {
        client::Finalize {
            payer: *payer,
            source: self.source,
            round: self.round(height),
            table: *table,
            outbox: self.is_local.then(|| self.outbox()),
            checkpoint: self.checkpoint(height),
            system_program: SYSTEM,
        }
        .instruction(client::FinalizeInstructionArgs { height, root: content.root, count: content.count })
    }

    pub fn judge(&self, table: &Pubkey, height: u64, (place, operator): (u64, Pubkey)) -> Instruction {
        let (source, round, score) = (self.source, self.round(height), self.score(&operator));
        client::Judge { source, round, table: *table, score }
            .instruction(client::JudgeInstructionArgs { height, place })
    }

    /// The vote of `operator` by `key`, and the proof that it is false.
    pub fn prove(
        &self,
        reporter: &Pubkey,
        height: u64,
        (key, operator): (&Keypair, &Pubkey),
        content: &Content,
    ) -> [Instruction; 2] {
        let signed = Signatures::of(&[(key, &self.message(height, content))]).instruction();
        let prove = client::ProveFalseRoot {
            reporter: *reporter,
            bridge: self.bridge,
            ncn: self.ncn,
            source: self.source,
            outbox: self.outbox(),
            operator_key: self.key(key),
            record: pda::record(&self.ncn, operator),
            false_root: self.false_root(height, operator),
            instructions: INSTRUCTIONS,
            system_program: SYSTEM,
        };
        [signed, prove.instruction(client::ProveFalseRootInstructionArgs { height })]
    }

    /// The vote of `operator` by `key`, and the adjudicator's statement of the `truth`.
    pub fn adjudicate(
        &self,
        [reporter, adjudicator]: [&Pubkey; 2],
        height: u64,
        (key, operator): (&Keypair, &Pubkey),
        [content, truth]: [&Content; 2],
    ) -> [Instruction; 2] {
        let signed = Signatures::of(&[(key, &self.message(height, content))]).instruction();
        let adjudicate = client::AdjudicateFalseRoot {
            reporter: *reporter,
            adjudicator: *adjudicator,
            bridge: self.bridge,
            ncn: self.ncn,
            source: self.source,
            operator_key: self.key(key),
            record: pda::record(&self.ncn, operator),
            false_root: self.false_root(height, operator),
            instructions: INSTRUCTIONS,
            system_program: SYSTEM,
        };
        let (root, count) = (truth.root, truth.count);
        [signed, adjudicate.instruction(client::AdjudicateFalseRootInstructionArgs { height, root, count })]
    }

    /// Slashes the operator of `split` for its false root at `height`, with its incident, in the vault's `epoch`, after as many `vetoes` of
    /// the incident.
    pub fn slash(
        &self,
        payer: &Pubkey,
        split: &Split,
        (height, incident, vetoes): (u64, u64, u64),
        epoch: u64,
    ) -> Instruction {
        let proposal = |vetoes| split.proposal(client::attempt(incident, vetoes));
        let vetoed: Vec<_> = (0..vetoes).map(|each| AccountMeta::new_readonly(proposal(each), false)).collect();
        let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashFalseRoot {
            payer: *payer,
            bridge: self.bridge,
            false_root: self.false_root(height, &split.operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, &split.operator),
            vault: split.vault.address,
            delegation: split.delegation(),
            allocation: split.allocation(),
            vault_operator,
            operator_ncn,
            vault_ncn,
            this_bucket: split.vault.bucket(epoch),
            next_bucket: split.vault.bucket(epoch + 1),
            proposal: proposal(vetoes),
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction_with_remaining_accounts(&vetoed)
    }

    pub fn jail(&self, operator: &Pubkey) -> Instruction {
        client::JailAbsent {
            bridge: self.bridge,
            source: self.source,
            score: self.score(operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            restaking_program: ID,
        }
        .instruction()
    }

    pub fn close_false_root(&self, height: u64, operator: &Pubkey, reporter: &Pubkey) -> Instruction {
        let false_root = self.false_root(height, operator);
        client::CloseFalseRoot { config: pda::config(), false_root, reporter: *reporter }.instruction()
    }

    pub fn close_checkpoint(&self, height: u64, rent_payer: &Pubkey) -> Instruction {
        client::CloseCheckpoint { checkpoint: self.checkpoint(height), rent_payer: *rent_payer }.instruction()
    }
}
