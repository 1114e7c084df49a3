//! Votes that conflict: builders for the instructions that report, prove and slash them.

use restaking_client::{self as client, pda, report_commitment, vote_message};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::Split;
use crate::keys::{INSTRUCTIONS, Signatures, domain};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// Two votes of one key at one height.
#[derive(Clone, Debug)]
pub struct Votes {
    /// The NCN.
    pub ncn: Pubkey,
    /// The operator.
    pub operator: Pubkey,
    /// The key of the first.
    pub key: [u8; 32],
    /// The key of the second.
    pub second_key: [u8; 32],
    /// The kind of both.
    pub kind: u8,
    /// The height of both.
    pub height: u64,
    /// What was signed.
    pub messages: [Vec<u8>; 2],
    /// What opens the report's commitment.
    pub salt: [u8; 32],
}

impl Votes {
    /// Votes for two different blocks.
    pub fn conflicting(ncn: &Pubkey, operator: &Pubkey, key: &Keypair, height: u64) -> Self {
        let messages = [[1; 32], [2; 32]].map(|block| vote_message(&domain(ncn), 0, height, &block));
        let key = key.pubkey().to_bytes();
        Self { ncn: *ncn, operator: *operator, key, second_key: key, kind: 0, height, messages, salt: [9; 32] }
    }

    /// The hash that a reporter commits to.
    pub fn commitment(&self, reporter: &Pubkey) -> [u8; 32] {
        report_commitment(reporter, &self.ncn, [&self.messages[0], &self.messages[1]], &self.salt)
    }

    /// Reports them, without saying what they are.
    pub fn commit(&self, reporter: &Pubkey) -> Instruction {
        let commitment = self.commitment(reporter);
        client::CommitReport { reporter: *reporter, report: pda::report(reporter, &commitment), system_program: SYSTEM }
            .instruction(client::CommitReportInstructionArgs { commitment })
    }

    /// The instruction of the Ed25519 program that has to stand just before the proof.
    pub fn signed(&self, key: &Keypair) -> Signatures {
        Signatures::of(&[(key, &self.messages[0]), (key, &self.messages[1])])
    }

    /// Proves them; the reporter pays.
    pub fn submit(&self, reporter: &Pubkey) -> Instruction {
        client::SubmitEquivocation {
            payer: *reporter,
            reporter: *reporter,
            report: pda::report(reporter, &self.commitment(reporter)),
            ncn: self.ncn,
            record: pda::record(&self.ncn, &self.operator),
            operator_key: pda::operator_key(&self.ncn, &self.key),
            second_key: (self.second_key != self.key).then(|| pda::operator_key(&self.ncn, &self.second_key)),
            equivocation: self.proof(),
            instructions: INSTRUCTIONS,
            system_program: SYSTEM,
        }
        .instruction(client::SubmitEquivocationInstructionArgs {
            kind: self.kind,
            height: self.height,
            salt: self.salt,
        })
    }

    /// The proof's account.
    pub fn proof(&self) -> Pubkey {
        pda::equivocation(&self.ncn, &self.operator, self.kind, self.height)
    }
}

impl Split {
    /// Slashes key `number` of the operator for what is proven at `proof`, in the vault's `epoch`; `payer` pays.
    pub fn slash_equivocation(&self, payer: &Pubkey, proof: &Pubkey, number: u64, epoch: u64) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = self.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashEquivocation {
            payer: *payer,
            equivocation: *proof,
            ncn: self.ncn,
            record: pda::record(&self.ncn, &self.operator),
            vault: self.vault.address,
            delegation: self.delegation(),
            allocation: self.allocation(),
            vault_operator,
            operator_ncn,
            vault_ncn,
            this_bucket: self.vault.bucket(epoch),
            next_bucket: self.vault.bucket(epoch + 1),
            proposal: pda::slash(&self.allocation(), 1, number),
            system_program: SYSTEM,
        }
        .instruction()
    }
}
