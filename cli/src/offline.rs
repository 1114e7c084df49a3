//! Transactions that are not sent from here: those that others sign too, and those that a multisig executes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use restaking_client::transaction::{Budget, version};
use serde_json::{Value, json};
use solana_message::VersionedMessage;

use crate::error::Result;
use crate::message::transaction_bytes;
use crate::message::unsigned;
use crate::refuse;
use crate::session::{Plan, Session, Told, changes_json, events_json};
use crate::signer::Signed;

/// Bytes in both notations that tools take.
pub fn notations(bytes: &[u8]) -> Value {
    json!({ "base58": bs58::encode(bytes).into_string(), "base64": BASE64_STANDARD.encode(bytes) })
}

impl Session<'_> {
    /// Refuses a second transaction for the hash of a nonce account, of which one alone could land.
    pub fn use_nonce(&mut self) -> Result<()> {
        match &mut self.signers.nonce {
            Some(nonce) if nonce.is_used => refuse!(
                "the nonce account at {} holds one hash, for the transaction above: repeat this for the rest when that has landed",
                nonce.address
            ),
            Some(nonce) => nonce.is_used = true,
            None => {}
        }
        Ok(())
    }

    /// Signs `plan` with all signers at hand, and writes the message with the signatures.
    pub fn sign_only(&mut self, plan: &Plan, budget: Budget) -> Result<()> {
        let lifetime = self.lifetime()?;
        let message = self.message(plan, Some(budget), lifetime.hash())?;
        let signed = self.signers.sign(message, &plan.signers)?;
        self.write_signed(&signed, plan)
    }

    /// Writes the message of `plan` with the signatures that it has, in the Solana CLI's form.
    pub fn write_signed(&mut self, signed: &Signed, plan: &Plan) -> Result<()> {
        let message = &signed.transaction.message;
        let present: Vec<String> =
            signed.present().iter().map(|(address, signature)| format!("{address}={signature}")).collect();
        let absent: Vec<String> = signed.absent.iter().map(ToString::to_string).collect();
        if self.options.json {
            return self.write_json(&json!({
                "what": plan.what, "warnings": plan.warnings, "blockhash": message.recent_blockhash().to_string(),
                "message": notations(&message.serialize()), "signers": present, "absent": absent,
            }));
        }
        self.say(format!("\nBlockhash: {}", message.recent_blockhash()))?;
        self.say(format!("Transaction Message: {}", BASE64_STANDARD.encode(message.serialize())))?;
        for (title, lines) in [("Signers (Pubkey=Signature):", present), ("Absent Signers (Pubkey):", absent)] {
            if !lines.is_empty() {
                self.say(title)?;
                lines.iter().try_for_each(|line| self.say(format!(" {line}")))?;
            }
        }
        Ok(())
    }

    /// Writes `plan` as a message for a multisig to execute: without a compute budget, which its execution sets.
    pub fn export(&mut self, plan: &Plan, told: &Told) -> Result<()> {
        let payer = self.signers.payer.take();
        // The executor pays: in the message, the multisig stands in the payer's place.
        let message = self.lifetime().and_then(|lifetime| self.message(plan, None, lifetime.hash()));
        self.signers.payer = payer;
        let message = message?;
        let (me, transaction) = (self.me(), transaction_bytes(&unsigned(message.clone())));
        if self.options.json {
            return self.write_json(&json!({
                "what": plan.what, "as": me.to_string(), "version": version_of(&message),
                "message": notations(&message.serialize()), "transaction": notations(&transaction),
                "warnings": plan.warnings, "units": told.outcome.units, "events": events_json(told.events), "balances": changes_json(told.changes),
            }));
        }
        self.summarize(plan, told.events, told.changes)?;
        self.say(format!("  {} compute units, signed by {me}", told.outcome.units))?;
        for (name, bytes) in [("Message", message.serialize()), ("Unsigned transaction", transaction)] {
            let both = notations(&bytes);
            for notation in ["base58", "base64"] {
                self.say(format!("{name} ({notation}): {}", both[notation].as_str().unwrap_or_default()))?;
            }
        }
        Ok(())
    }
}

fn version_of(message: &VersionedMessage) -> Option<String> {
    version(message).map(|version| version.to_string())
}
