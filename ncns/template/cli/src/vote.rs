//! An operator's vote: signed once for a height, and carried to the round.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use ncn_kit::packing::{self, Signed};
use ncn_kit::protection::{Protection, ProtectionError};
use restake_cli::command::common::{INSTRUCTIONS, domain, unhex};
use restake_cli::config::keypair;
use restake_cli::error::{Error, Result};
use restake_cli::refuse;
use restake_cli::session::{Plan, Session};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use template_cli::account::Found;
use template_client::{ABSTENTION, Report, TemplateProgram, VOTE_KIND, message};

/// How far a node may lag, in seconds: a new file signs nothing before.
const LAG_SECONDS: i64 = 120;

/// A value of 32 bytes.
#[derive(Clone, Debug)]
pub struct Value([u8; 32]);

impl FromStr for Value {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("abstain") {
            return Ok(Self(ABSTENTION));
        }
        match unhex(text)?.try_into() {
            Ok(ABSTENTION) => refuse!("zeros are no value: `abstain` says that there is none"),
            Ok(value) => Ok(Self(value)),
            Err(bytes) => {
                let bytes: Vec<u8> = bytes;
                refuse!("a value has 32 bytes, 64 hexadecimal digits (got {} bytes)", bytes.len())
            }
        }
    }
}

/// Lets a file protect votes.
#[derive(Args, Debug)]
pub struct Protect {
    /// The file
    file: PathBuf,
    /// The NCN
    ncn: Pubkey,
    /// Sign only above this height [default: that of two minutes from now, for nodes that lag]
    #[arg(long)]
    above: Option<u64>,
}

impl Protect {
    pub fn run(self, session: &mut Session, program: TemplateProgram) -> Result<()> {
        let found = Found::load(session.chain, program, &self.ncn)?;
        let (now, domain) = (session.now()?, domain(session, &self.ncn)?);
        // The node may lag behind what an earlier file of the operator's has signed.
        let height = self.above.map_or_else(|| found.height_at(now.saturating_add(LAG_SECONDS)), Ok)?;
        let path = &self.file;
        let mut protection = if path.exists() { open(path)? } else { Protection::create(path).map_err(said)? };
        protection.raise(&domain, VOTE_KIND, height).map_err(said)?;
        let height = protection.highest(&domain, VOTE_KIND).unwrap_or(height);
        session.say(format!("{} protects votes above height {height}.", path.display()))
    }
}

/// Signs a vote.
#[derive(Args, Debug)]
pub struct SignVote {
    /// The NCN
    ncn: Pubkey,
    /// The value in hexadecimal, or `abstain` without a reliable source
    value: Value,
    /// The key pair that the operator registered
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The protection file, which `template protect` makes
    #[arg(long, value_name = "FILE")]
    protection: PathBuf,
    /// The height [default: the one of which the window is open]
    #[arg(long)]
    height: Option<u64>,
}

impl SignVote {
    pub fn run(self, session: &mut Session, program: TemplateProgram) -> Result<()> {
        let found = Found::load(session.chain, program, &self.ncn)?;
        let domain = domain(session, &self.ncn)?;
        let height = self.height.map_or_else(|| found.height_at(session.now()?), Ok)?;
        // Refused before anything is signed: a vote without a round is of no use.
        let round = found.round(session.chain, program, height)?;
        if !session.options.sends() {
            refuse!("a vote stands once it is signed: omit what keeps it from being sent");
        }
        if !session.options.yes {
            session.confirm(&format!("Sign this value for height {height}? It cannot be taken back."))?;
        }
        let key = keypair(&self.key)?;
        let message = message(&domain, height, &self.value.0);
        // The record is on the disk before the signature: a second value for the height is refused, also after a crash.
        let signature = open(&self.protection)?.sign(&message, |message| key.sign_message(message)).map_err(said)?;
        let signed = Signed { key: key.pubkey().to_bytes(), signature: signature.into(), message };
        session.options.yes = true;
        let Some(data) = packing::instruction_data(&[signed]) else { refuse!("the vote fits in no transaction") };
        let verified = Instruction { program_id: solana_sdk_ids::ed25519_program::ID, accounts: vec![], data };
        let account = session.program().operator_key(&self.ncn, &key.pubkey().to_bytes());
        let accounts = Report {
            service: found.at,
            ncn: self.ncn,
            round: round.at,
            table: round.account.table,
            instructions: INSTRUCTIONS,
        };
        let keys = [AccountMeta::new_readonly(account, false)];
        let report = accounts.instruction_with_remaining_accounts_at(&program, &keys);
        session.carry_out(Plan::new(format!("Carry a vote for height {height}")).with(verified).with(report))
    }
}

fn open(path: &Path) -> Result<Protection> {
    if !path.exists() {
        refuse!("there is no protection file at {}: `template protect` makes one", path.display());
    }
    Protection::open(path).map_err(said)
}

/// A failure of the protection file, in its own words.
fn said(error: ProtectionError) -> Error {
    Error::new(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        assert_eq!("ab".repeat(32).parse::<Value>().expect("a value").0, [0xAB; 32]);
        assert_eq!("abstain".parse::<Value>().expect("an abstention").0, ABSTENTION);
        for wrong in ["", "zz", "00", &"00".repeat(32), &"ab".repeat(33)] {
            assert!(wrong.parse::<Value>().is_err(), "{wrong}");
        }
    }
}
