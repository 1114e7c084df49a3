//! An archive's accounts, and a builder for each instruction that touches it.

use availability_client::{
    self as client, AvailabilityProgram, Content, INCINERATOR, RuleFigures, SLOT_HASHES, digest,
};
use harness::keys::{INSTRUCTIONS, domain};
use harness::{Signatures, Split};
use restaking_client::{ID, pda};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// The program.
pub const AVAILABILITY: AvailabilityProgram = AvailabilityProgram::LOCAL;

/// The system program.
const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The archive of an NCN.
#[derive(Clone, Copy)]
pub struct Archive {
    pub ncn: Pubkey,
    pub admin: Pubkey,
    pub address: Pubkey,
}

/// A certificate: its kind, its height and its content.
#[derive(Clone, Debug)]
pub struct Stored {
    pub kind: u8,
    pub height: u64,
    pub content: Content,
}

impl Archive {
    pub fn new(ncn: Pubkey, admin: Pubkey) -> Self {
        Self { ncn, admin, address: AVAILABILITY.archive(&ncn) }
    }

    pub fn custody(&self, operator: &Pubkey) -> Pubkey {
        AVAILABILITY.custody(&self.address, operator)
    }

    pub fn certificate(&self, stored: &Stored) -> Pubkey {
        AVAILABILITY.certificate(&self.address, stored.kind, stored.height, &stored.content)
    }

    pub fn challenge(&self, stored: &Stored, operator: &Pubkey, challenger: &Pubkey) -> Pubkey {
        AVAILABILITY.challenge(&self.certificate(stored), &self.custody(operator), challenger)
    }

    pub fn open(&self, rules: RuleFigures) -> Instruction {
        let (payer, admin) = (self.admin, self.admin);
        client::OpenArchive { payer, admin, ncn: self.ncn, archive: self.address, system_program: SYSTEM }
            .instruction(client::OpenArchiveInstructionArgs { rules })
    }

    pub fn set_rules(&self, rules: RuleFigures) -> Instruction {
        client::SetRules { admin: self.admin, ncn: self.ncn, config: pda::config(), archive: self.address }
            .instruction(client::SetRulesInstructionArgs { rules })
    }

    pub fn open_custody(&self, payer: &Pubkey, operator: &Pubkey) -> Instruction {
        client::OpenCustody {
            payer: *payer,
            archive: self.address,
            operator: *operator,
            custody: self.custody(operator),
            system_program: SYSTEM,
        }
        .instruction()
    }

    pub fn adopt_table(&self, table: &Pubkey) -> Instruction {
        client::AdoptTable { archive: self.address, table: *table }.instruction()
    }

    pub fn open_certificate(&self, payer: &Pubkey, table: &Pubkey, capacity: u32, stored: &Stored) -> Instruction {
        client::OpenCertificate {
            payer: *payer,
            archive: self.address,
            ncn: self.ncn,
            table: *table,
            certificate: self.certificate(stored),
            system_program: SYSTEM,
        }
        .instruction(client::OpenCertificateInstructionArgs {
            kind: stored.kind,
            height: stored.height,
            capacity,
            root: stored.content.root,
            size: stored.content.size,
            expiry: stored.content.expiry,
            digest: digest(&stored.content),
        })
    }

    /// The message of a vote.
    pub fn message(&self, stored: &Stored) -> Vec<u8> {
        client::message(&domain(&self.ncn), stored.kind, stored.height, &stored.content)
    }

    /// The votes of `keys`: the instruction of the Ed25519 program and the attestation.
    pub fn attest(&self, table: &Pubkey, stored: &Stored, keys: &[Keypair]) -> [Instruction; 2] {
        let message = self.message(stored);
        let signed: Vec<(&Keypair, &[u8])> = keys.iter().map(|key| (key, message.as_slice())).collect();
        [Signatures::of(&signed).instruction(), self.carry(table, stored, keys)]
    }

    /// The attestation alone: the keys' votes stand just before it.
    pub fn carry(&self, table: &Pubkey, stored: &Stored, keys: &[Keypair]) -> Instruction {
        let account = |key: &Keypair| pda::operator_key(&self.ncn, &key.pubkey().to_bytes());
        let keys: Vec<AccountMeta> = keys.iter().map(|key| AccountMeta::new_readonly(account(key), false)).collect();
        client::Attest {
            archive: self.address,
            ncn: self.ncn,
            certificate: self.certificate(stored),
            table: *table,
            instructions: INSTRUCTIONS,
        }
        .instruction_with_remaining_accounts(&keys)
    }

    /// Challenges `operator`, at `place` of the certificate.
    pub fn open_challenge(
        &self,
        stored: &Stored,
        (place, operator): (u64, &Pubkey),
        challenger: &Pubkey,
        max_bond: u64,
    ) -> Instruction {
        client::OpenChallenge {
            challenger: *challenger,
            certificate: self.certificate(stored),
            custody: self.custody(operator),
            challenge: self.challenge(stored, operator, challenger),
            system_program: SYSTEM,
        }
        .instruction(client::OpenChallengeInstructionArgs { place, max_bond })
    }

    pub fn jail(&self, challenge: &Pubkey, operator: &Pubkey) -> Instruction {
        client::JailFailed {
            archive: self.address,
            challenge: *challenge,
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            restaking_program: ID,
        }
        .instruction()
    }

    /// Lifts the jail of `operator` for a failure of which `proposal` was vetoed.
    pub fn release(&self, challenge: &Pubkey, operator: &Pubkey, proposal: &Pubkey) -> Instruction {
        client::ReleaseFailed {
            archive: self.address,
            challenge: *challenge,
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            proposal: *proposal,
            restaking_program: ID,
        }
        .instruction()
    }

    /// Slashes the operator of `split`, with its incident, in the vault's `epoch`.
    pub fn slash(&self, payer: &Pubkey, challenge: &Pubkey, split: &Split, incident: u64, epoch: u64) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashFailed {
            payer: *payer,
            archive: self.address,
            challenge: *challenge,
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

    pub fn collect(&self, operator: &Pubkey, wallet: &Pubkey) -> Instruction {
        let custody = self.custody(operator);
        client::CollectBonds { custody, operator: *operator, wallet: *wallet }.instruction()
    }

    pub fn close_certificate(&self, stored: &Stored, payer: &Pubkey) -> Instruction {
        client::CloseCertificate { certificate: self.certificate(stored), payer: *payer }.instruction()
    }

    pub fn lapse(&self, challenge: &Pubkey, operator: &Pubkey) -> Instruction {
        let custody = self.custody(operator);
        client::LapseChallenge { challenge: *challenge, custody, slot_hashes: SLOT_HASHES, incinerator: INCINERATOR }
            .instruction()
    }

    pub fn answer(&self, challenge: &Pubkey, operator: &Pubkey, chunk: &[u8], proof: Vec<[u8; 32]>) -> Instruction {
        client::AnswerChallenge { challenge: *challenge, custody: self.custody(operator) }
            .instruction(client::AnswerChallengeInstructionArgs { chunk: chunk.to_vec(), proof })
    }

    pub fn judge(&self, challenge: &Pubkey, operator: &Pubkey) -> Instruction {
        client::JudgeChallenge { challenge: *challenge, custody: self.custody(operator) }.instruction()
    }
}

pub fn draw(challenge: &Pubkey) -> Instruction {
    client::DrawChunk { challenge: *challenge, slot_hashes: SLOT_HASHES }.instruction()
}

pub fn return_bond(challenge: &Pubkey, challenger: &Pubkey) -> Instruction {
    client::ReturnBond { challenge: *challenge, challenger: *challenger }.instruction()
}

pub fn close_challenge(challenge: &Pubkey, challenger: &Pubkey) -> Instruction {
    client::CloseChallenge { config: pda::config(), challenge: *challenge, challenger: *challenger }.instruction()
}
