//! Operators' ed25519 keys, which they sign their votes with.

use clap::Subcommand;
use restaking_client::{self as client, OperatorKey, OperatorRecord, possession_message};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use super::common::{File, INSTRUCTIONS, SYSTEM, domain, unhex};
use crate::config::keypair;
use crate::ed25519::{self, Signed};
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::refuse;
use crate::session::{Plan, Session};

/// Keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Register a key in an NCN, in place of the operator's current one
    Register {
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
        /// Register the key pair in this file, which proves that the operator has it
        #[arg(long, value_name = "FILE", conflicts_with_all = ["public", "signature"], required_unless_present = "public")]
        key: Option<File>,
        /// Register this public key, of a key that is kept elsewhere
        #[arg(long, value_name = "ADDRESS", requires = "signature")]
        public: Option<Pubkey>,
        /// Prove it by its signature of the message of `restake key message`, in hexadecimal
        #[arg(long, value_name = "HEX", requires = "public")]
        signature: Option<String>,
    },
    /// Print the message to sign with a key that is kept elsewhere, in hexadecimal
    Message {
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
    /// End the operator's current key in an NCN
    Retire {
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
}

impl KeyCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Register { operator, ncn, key, public, signature } => {
                let message = possession_message(&domain(session, &ncn)?, &operator);
                let signed = match (key, public, signature) {
                    (Some(file), ..) => {
                        let key = keypair(&file)?;
                        let signature = key.sign_message(&message).into();
                        Signed { key: key.pubkey().to_bytes(), signature, message }
                    }
                    (None, Some(public), Some(signature)) => {
                        let bytes = unhex(&signature)?;
                        let count = bytes.len();
                        let bytes = bytes.try_into();
                        let signature =
                            bytes.map_err(|_| Error::new(format!("the signature has {count} bytes (expected 64)")))?;
                        Signed { key: public.to_bytes(), signature, message }
                    }
                    _ => refuse!(
                        "name the key pair with --key, or the key and its signature with --public and --signature"
                    ),
                };
                let record = session.program().record(&ncn, &operator);
                let found: OperatorRecord = session.load(&record)?;
                let accounts = client::RegisterKey {
                    payer: me,
                    admin: me,
                    operator,
                    ncn,
                    record,
                    operator_key: session.program().operator_key(&ncn, &signed.key),
                    previous: (found.key != SYSTEM).then_some(found.key),
                    instructions: INSTRUCTIONS,
                    system_program: SYSTEM,
                };
                let args = client::RegisterKeyInstructionArgs { kind: client::KeyKind::Ed25519, key: signed.key };
                let what = format!("Register the key {} of operator {operator} in NCN {ncn}", hex(&signed.key));
                let plan = Plan::new(what).with(ed25519::instruction(&[signed])?);
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Message { operator, ncn } => {
                let message = hex(&possession_message(&domain(session, &ncn)?, &operator));
                if session.options.json {
                    return session.write_json(&serde_json::json!({ "message": message }));
                }
                session.say(message)
            }
            Self::Retire { operator, ncn } => {
                let record = session.program().record(&ncn, &operator);
                let found: OperatorRecord = session.load(&record)?;
                if found.key == SYSTEM {
                    refuse!("operator {operator} has no key in NCN {ncn}");
                }
                session.load::<OperatorKey>(&found.key)?;
                let accounts = client::RetireKey { admin: me, operator, record, operator_key: found.key };
                let what = format!("End the key of operator {operator} in NCN {ncn}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
        }
    }
}
