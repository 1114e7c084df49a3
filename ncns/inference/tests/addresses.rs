//! A service's accounts, and a builder for each instruction that touches it.

use harness::Split;
use harness::keys::{INSTRUCTIONS, Signatures, domain};
use inference_client::votes::{commit_message, commitment, reveal_message};
use inference_client::{self as client, INCINERATOR, InferenceProgram, RuleFigures, SLOT_HASHES};
use restaking_client::{ID, pda};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// The program.
pub const INFERENCE: InferenceProgram = InferenceProgram::LOCAL;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// What a requester asks for.
#[derive(Clone, Copy)]
pub struct TaskFigures {
    pub model: [u8; 32],
    pub input: [u8; 32],
    pub fee: u64,
}

/// A member's answer: its key, its operator, its output and its salt.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub key: &'a Keypair,
    pub operator: Pubkey,
    pub output: [u8; 32],
    pub salt: [u8; 32],
}

/// The service of an NCN.
#[derive(Clone, Copy)]
pub struct Addresses {
    pub ncn: Pubkey,
    pub admin: Pubkey,
    pub inference: Pubkey,
}

impl Addresses {
    pub fn new(ncn: Pubkey, admin: Pubkey) -> Self {
        Self { ncn, admin, inference: INFERENCE.inference(&ncn) }
    }

    pub fn task(&self, number: u64) -> Pubkey {
        INFERENCE.task(&self.inference, number)
    }

    pub fn score(&self, operator: &Pubkey) -> Pubkey {
        INFERENCE.score(&self.inference, operator)
    }

    pub fn offense(&self, number: u64, operator: &Pubkey) -> Pubkey {
        INFERENCE.offense(&self.task(number), operator)
    }

    pub fn open(&self, rules: RuleFigures) -> Instruction {
        let (payer, admin) = (self.admin, self.admin);
        client::OpenInference { payer, admin, ncn: self.ncn, inference: self.inference, system_program: SYSTEM }
            .instruction(client::OpenInferenceInstructionArgs { rules })
    }

    pub fn set_rules(&self, rules: RuleFigures) -> Instruction {
        client::SetRules { admin: self.admin, ncn: self.ncn, config: pda::config(), inference: self.inference }
            .instruction(client::SetRulesInstructionArgs { rules })
    }

    pub fn adopt_table(&self, table: &Pubkey) -> Instruction {
        client::AdoptTable { inference: self.inference, table: *table }.instruction()
    }

    pub fn open_score(&self, payer: &Pubkey, operator: &Pubkey) -> Instruction {
        let (inference, score) = (self.inference, self.score(operator));
        client::OpenScore { payer: *payer, inference, operator: *operator, score, system_program: SYSTEM }.instruction()
    }

    pub fn open_task(
        &self,
        requester: &Pubkey,
        table: &Pubkey,
        (number, seats): (u64, u64),
        figures: TaskFigures,
    ) -> Instruction {
        let TaskFigures { model, input, fee } = figures;
        let args = client::OpenTaskInstructionArgs { number, seats, model, input, fee };
        client::OpenTask {
            requester: *requester,
            inference: self.inference,
            ncn: self.ncn,
            table: *table,
            task: self.task(number),
            system_program: SYSTEM,
        }
        .instruction(args)
    }

    pub fn draw(&self, table: &Pubkey, number: u64) -> Instruction {
        client::DrawCommittee { task: self.task(number), table: *table, slot_hashes: SLOT_HASHES }.instruction()
    }

    pub fn void(&self, table: &Pubkey, number: u64, requester: &Pubkey) -> Instruction {
        let (task, table, requester) = (self.task(number), *table, *requester);
        client::VoidTask { task, table, slot_hashes: SLOT_HASHES, requester, incinerator: INCINERATOR }.instruction()
    }

    /// The answers' commitments: the instruction of the Ed25519 program and the one that enters them.
    pub fn commit(&self, number: u64, answers: &[Answer]) -> [Instruction; 2] {
        let message = |answer: &Answer| {
            let Answer { operator, output, salt, .. } = answer;
            let closed = commitment(&domain(&self.ncn), number, operator, output, salt);
            commit_message(&domain(&self.ncn), number, &closed)
        };
        let messages: Vec<Vec<u8>> = answers.iter().map(message).collect();
        [signed(answers, &messages), self.carry_commits(number, answers.iter().map(|answer| answer.key))]
    }

    /// The answers' reveals, in the same way.
    pub fn reveal(&self, number: u64, answers: &[Answer]) -> [Instruction; 2] {
        let message = |answer: &Answer| reveal_message(&domain(&self.ncn), number, &answer.output, &answer.salt);
        let messages: Vec<Vec<u8>> = answers.iter().map(message).collect();
        [signed(answers, &messages), self.carry_reveals(number, answers.iter().map(|answer| answer.key))]
    }

    /// Enters the commitments of keys; their votes stand just before.
    pub fn carry_commits<'a>(&self, number: u64, keys: impl Iterator<Item = &'a Keypair>) -> Instruction {
        client::CommitOutputs { task: self.task(number), instructions: INSTRUCTIONS }
            .instruction_with_remaining_accounts(&self.keys(keys))
    }

    /// Enters the reveals of keys; their votes stand just before.
    pub fn carry_reveals<'a>(&self, number: u64, keys: impl Iterator<Item = &'a Keypair>) -> Instruction {
        client::RevealOutputs { task: self.task(number), instructions: INSTRUCTIONS }
            .instruction_with_remaining_accounts(&self.keys(keys))
    }

    fn keys<'a>(&self, keys: impl Iterator<Item = &'a Keypair>) -> Vec<AccountMeta> {
        let account = |key: &Keypair| pda::operator_key(&self.ncn, &key.pubkey().to_bytes());
        keys.map(|key| AccountMeta::new_readonly(account(key), false)).collect()
    }

    pub fn conclude(&self, number: u64) -> Instruction {
        client::Conclude { task: self.task(number) }.instruction()
    }

    /// Judges the member at `place`. The verdict is an offense or not.
    pub fn judge(
        &self,
        reporter: &Pubkey,
        number: u64,
        (place, operator): (u64, Pubkey),
        is_offense: bool,
    ) -> Instruction {
        client::Judge {
            reporter: *reporter,
            task: self.task(number),
            score: self.score(&operator),
            offense: is_offense.then(|| self.offense(number, &operator)),
            system_program: SYSTEM,
        }
        .instruction(client::JudgeInstructionArgs { place })
    }

    pub fn pay(&self, number: u64, (place, operator): (u64, Pubkey), wallet: &Pubkey) -> Instruction {
        client::PayFee { task: self.task(number), operator, wallet: *wallet }
            .instruction(client::PayFeeInstructionArgs { place })
    }

    /// Slashes the offense of the operator of `split`, with its incident, in its vault, in the vault's `epoch`.
    pub fn slash(&self, payer: &Pubkey, split: &Split, (number, incident): (u64, u64), epoch: u64) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashOffense {
            payer: *payer,
            inference: self.inference,
            offense: self.offense(number, &split.operator),
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
            proposal: split.proposal(incident),
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction()
    }

    pub fn jail(&self, operator: &Pubkey) -> Instruction {
        client::JailAbsent {
            inference: self.inference,
            score: self.score(operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            restaking_program: ID,
        }
        .instruction()
    }

    pub fn close_offense(&self, number: u64, operator: &Pubkey, reporter: &Pubkey) -> Instruction {
        let offense = self.offense(number, operator);
        client::CloseOffense { config: pda::config(), offense, reporter: *reporter }.instruction()
    }

    pub fn close_task(&self, number: u64, requester: &Pubkey) -> Instruction {
        client::CloseTask { requester: *requester, config: pda::config(), task: self.task(number) }.instruction()
    }
}

/// The instruction of the Ed25519 program for a message of each answer's key.
fn signed(answers: &[Answer], messages: &[Vec<u8>]) -> Instruction {
    let signed: Vec<(&Keypair, &[u8])> =
        answers.iter().zip(messages).map(|(answer, message)| (answer.key, message.as_slice())).collect();
    Signatures::of(&signed).instruction()
}
