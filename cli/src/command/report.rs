//! Reports of votes that conflict, and the slashes that they bring about.

use clap::Subcommand;
use restaking_client::{self as client, Equivocation, OperatorKey, report_commitment};
use serde::Deserialize;
use solana_program::pubkey::Pubkey;

use super::common::{File, INSTRUCTIONS, SYSTEM, domain, partner, unhex};
use super::slash::{At, read};
use crate::ed25519::{self, Signed};
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Plan, Session};

/// Two votes of an operator that conflict, as a file in JSON: `{"votes": [{"key", "signature", "message"}, …]}`, keys in
/// base58, the rest in hexadecimal.
#[derive(Deserialize)]
struct Votes {
    votes: [VoteText; 2],
}

#[derive(Deserialize)]
struct VoteText {
    key: String,
    signature: String,
    message: String,
}

/// Votes that were read.
struct Evidence {
    signed: [Signed; 2],
    kind: u8,
    height: u64,
    salt: [u8; 32],
}

impl Evidence {
    /// Reads the votes in `file`, which both must be of `ncn`, of one kind and height.
    fn read(session: &Session, file: &File, ncn: &Pubkey) -> Result<Self> {
        let text: Votes = serde_json::from_slice(&read(file)?)
            .map_err(|error| Error::new(format!("{} is not a file of votes: {error}", file.display())))?;
        let [first, second] = text.votes.map(|vote| vote.parse());
        Self::of(session, [first?, second?], ncn)
    }

    /// The same of votes at hand.
    fn of(session: &Session, signed: [Signed; 2], ncn: &Pubkey) -> Result<Self> {
        let (domain, reporter) = (domain(session, ncn)?, &session.signers.acting);
        let [first, second] = [0, 1].map(|place| head(&signed[place].message, &domain, ncn));
        let ((kind, height), other) = (first?, second?);
        if (kind, height) != other {
            let (other_kind, other_height) = other;
            refuse!(
                "the votes are of kind {kind} at height {height}, and of kind {other_kind} at height {other_height}: only \
                 two of one kind at one height conflict"
            );
        }
        // Known to the reporter alone, and always the same: nothing has to be kept.
        let salt = reporter.secret(&[b"restake: report", &signed[0].message[..], &signed[1].message].concat())?;
        Ok(Self { signed, kind, height, salt })
    }

    /// Commits to the report, without showing it.
    fn commit(&self, session: &mut Session, ncn: Pubkey) -> Result<()> {
        let me = session.me();
        let commitment = self.commitment(&me, &ncn);
        let report = session.program().report(&me, &commitment);
        let accounts = client::CommitReport { reporter: me, report, system_program: SYSTEM };
        let what = format!("Commit to report {report}, without showing it");
        let args = client::CommitReportInstructionArgs { commitment };
        session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
    }

    /// Proves the two votes.
    fn prove(&self, session: &mut Session, ncn: Pubkey) -> Result<()> {
        let me = session.me();
        let [first, second] = self.signed.each_ref().map(|signed| session.program().operator_key(&ncn, &signed.key));
        let (operator_key, second_key) = (first, (second != first).then_some(second));
        let key: OperatorKey = session.load(&operator_key)?;
        let (kind, height) = (self.kind, self.height);
        let equivocation = session.program().equivocation(&ncn, &key.operator, kind, height);
        let accounts = client::SubmitEquivocation {
            payer: me,
            reporter: me,
            report: session.program().report(&me, &self.commitment(&me, &ncn)),
            ncn,
            record: session.program().record(&ncn, &key.operator),
            operator_key,
            second_key,
            equivocation,
            instructions: INSTRUCTIONS,
            system_program: SYSTEM,
        };
        let args = client::SubmitEquivocationInstructionArgs { kind, height, salt: self.salt };
        let what = format!("Prove that operator {} voted twice at height {height}: proof {equivocation}", key.operator);
        let plan = Plan::new(what).with(ed25519::instruction(&self.signed)?);
        session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
    }

    fn commitment(&self, reporter: &Pubkey, ncn: &Pubkey) -> [u8; 32] {
        report_commitment(reporter, ncn, [&self.signed[0].message, &self.signed[1].message], &self.salt)
    }
}

impl VoteText {
    fn parse(self) -> Result<Signed> {
        let key: Pubkey = self.key.parse().map_err(|_| Error::new(format!("`{}` is not a key in base58", self.key)))?;
        let signature = unhex(&self.signature)?;
        let count = signature.len();
        let signature = signature.try_into();
        let signature = signature.map_err(|_| Error::new(format!("a signature has {count} bytes (expected 64)")))?;
        Ok(Signed { key: key.to_bytes(), signature, message: unhex(&self.message)? })
    }
}

/// The kind and the height that a vote's message begins with, behind its NCN's domain.
fn head(message: &[u8], domain: &[u8; 32], ncn: &Pubkey) -> Result<(u8, u64)> {
    if !message.starts_with(domain) || message.len() < 41 {
        refuse!(
            "a vote's message begins with its NCN's domain, its kind and its height: one here does not, for {ncn} on this \
             cluster"
        );
    }
    Ok((message[32], u64::from_le_bytes(message[33..41].try_into().expect("8 bytes"))))
}

/// Reports of equivocations.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Commit to a report of two conflicting votes, without showing them
    Commit {
        /// The NCN
        ncn: Pubkey,
        /// Read the votes from this file, as `{"votes": [{"key", "signature", "message"}, …]}`: the key in base58, the rest in
        /// hexadecimal
        #[arg(long, value_name = "FILE")]
        votes: File,
    },
    /// Prove the two votes, some slots after the commitment
    Prove {
        /// The NCN
        ncn: Pubkey,
        /// Read the votes from the same file
        #[arg(long, value_name = "FILE")]
        votes: File,
    },
    /// Slash one vault's stake behind an operator that was proven to have voted twice; anyone may send it
    Slash {
        /// The proof
        proof: Pubkey,
        /// The vault
        vault: Pubkey,
    },
}

impl ReportCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Commit { ncn, votes } => {
                let evidence = Evidence::read(session, &votes, &ncn)?;
                evidence.commit(session, ncn)
            }
            Self::Prove { ncn, votes } => {
                let evidence = Evidence::read(session, &votes, &ncn)?;
                evidence.prove(session, ncn)
            }
            Self::Slash { proof, vault } => slash(session, proof, vault),
        }
    }
}

/// Reports two conflicting votes at hand: commits to them, or proves them where the commitment stands. Anyone with the file of
/// votes does the same by the two commands.
///
/// # Errors
/// If the votes do not conflict, or the proof has to wait for slots to pass.
pub fn report(session: &mut Session, ncn: Pubkey, votes: [Signed; 2]) -> Result<()> {
    let evidence = Evidence::of(session, votes, &ncn)?;
    let me = session.me();
    let report = session.program().report(&me, &evidence.commitment(&me, &ncn));
    match session.chain.account(&report)? {
        None => evidence.commit(session, ncn),
        Some(_) => evidence.prove(session, ncn),
    }
}

/// Slashes one vault's stake behind an operator that was proven to have voted twice.
///
/// # Errors
/// If the core refuses it.
pub fn slash(session: &mut Session, proof: Pubkey, vault: Pubkey) -> Result<()> {
    let found: Equivocation = session.load(&proof)?;
    // An epoch may end before the answer: then it is of other buckets.
    session.carry_out_made(&|session| {
        let at = At::of(session, vault, found.operator, found.ncn)?;
        let proposal = session.program().slash(&at.allocation, 1, found.number);
        let accounts = client::SlashEquivocation {
            payer: session.me(),
            equivocation: proof,
            ncn: found.ncn,
            record: session.program().record(&found.ncn, &found.operator),
            vault,
            delegation: at.delegation,
            allocation: at.allocation,
            vault_operator: session.program().opt_in(&vault, &found.operator),
            operator_ncn: session.program().opt_in(&found.operator, &found.ncn),
            vault_ncn: session.program().opt_in(&vault, &partner(session, &found.ncn)?),
            this_bucket: session.program().exit_bucket(&vault, at.epoch),
            next_bucket: session.program().exit_bucket(&vault, at.epoch + 1),
            proposal,
            system_program: SYSTEM,
        };
        let what = format!("Slash operator {} in vault {vault} for voting twice: slash {proposal}", found.operator);
        Ok(Plan::new(what).of_vault(at.decimals).with(accounts.instruction_at(&session.program())))
    })
}
