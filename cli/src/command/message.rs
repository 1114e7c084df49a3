//! Messages that `--sign-only` or `--export` wrote, or another tool.

use clap::Subcommand;
use restaking_client::transaction::version;
use serde_json::json;
use solana_message::VersionedMessage;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::error::{Error, Result};
use crate::message::{as_json, lifetime, lines, read};
use crate::refuse;
use crate::session::{Plan, Session, events_json};
use crate::signer::Given;
use crate::view::event;
use crate::view::text::Scale;

/// Messages of transactions.
#[derive(Debug, Subcommand)]
pub enum MessageCommand {
    /// Show a message's effects; needs neither a cluster nor a key
    Show {
        /// The message, or its transaction, in base58 or base64, or a file with it
        message: String,
    },
    /// Sign a message and write the signatures; needs no cluster
    Sign {
        /// The message, or its transaction, in base58 or base64, or a file with it
        message: String,
    },
    /// Send a message with signatures made elsewhere (--signer) and those of the keys at hand
    Send {
        /// The message, or its transaction, in base58 or base64, or a file with it
        message: String,
    },
}

impl MessageCommand {
    /// Whether it signs nothing.
    pub fn only_looks(&self) -> bool {
        matches!(self, Self::Show { .. })
    }

    /// Whether it needs no cluster.
    pub fn is_offline(&self) -> bool {
        matches!(self, Self::Show { .. } | Self::Sign { .. })
    }

    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Show { message } => {
                let message = read(&message)?.message;
                if session.options.json {
                    return session.write_json(&as_json(session.ours(), &message));
                }
                lines(session.ours(), &message).into_iter().try_for_each(|line| session.say(line))
            }
            Self::Sign { message } => sign(session, &message),
            Self::Send { message } => send(session, &message),
        }
    }
}

/// The message in `text`; the signatures that come with it are taken as given.
fn take(session: &mut Session, text: &str) -> Result<VersionedMessage> {
    let VersionedTransaction { signatures, message } = read(text)?;
    let signed = message.static_account_keys().iter().zip(signatures);
    let signed = signed.filter(|(_, signature)| *signature != Signature::default());
    session.signers.given.extend(signed.map(|(address, signature)| Given { address: *address, signature }));
    Ok(message)
}

fn sign(session: &mut Session, text: &str) -> Result<()> {
    let message = take(session, text)?;
    if session.options.json && !session.options.yes {
        refuse!("--output json cannot ask: add --yes to sign");
    }
    if !session.options.json {
        lines(session.ours(), &message).into_iter().try_for_each(|line| session.say(line))?;
    }
    if !session.options.yes {
        session.confirm("Sign this?")?;
    }
    let signed = session.signers.sign(message, &[])?;
    if signed.present().is_empty() {
        refuse!("{} is not a signer of the message", session.me());
    }
    session.write_signed(&signed, &Plan::new("Sign a message"))
}

fn send(session: &mut Session, text: &str) -> Result<()> {
    let message = take(session, text)?;
    if session.options.json && !session.options.yes && !session.options.dry_run {
        refuse!("--output json cannot ask: add --yes to send, or --dry-run to only simulate");
    }
    let lifetime = lifetime(session.chain, &message)?;
    let what = "Send a message".to_owned();
    let outcome = session.chain.simulate(&crate::message::unsigned(message.clone()), &[])?;
    let plan = Plan { what: what.clone(), ..Plan::default() };
    if let Some(error) = &outcome.error {
        let why = session.explain(error, &outcome.logs, &plan, 0)?;
        return Err(Error::new(why).with_logs(outcome.logs));
    }
    let events = session.events(&outcome.logs);
    if !session.options.json {
        lines(session.ours(), &message).into_iter().try_for_each(|line| session.say(line))?;
        let scale = Scale { now: session.now()?, ..Scale::default() };
        for each in &events {
            session.say(format!("  - {}", event::sentence(each, &scale)))?;
        }
    }
    let sent = if session.options.dry_run {
        None
    } else {
        session.agree()?;
        let transaction = session.signers.sign(message.clone(), &[])?.whole()?;
        match session.land(&transaction, &lifetime, &plan, 0)? {
            Some(signature) => Some(signature),
            None => refuse!("the message did not land and no longer can: make and sign it again"),
        }
    };
    if session.options.json {
        return session.write_json(&json!({
            "what": what, "signature": sent, "version": version(&message).map(|version| version.to_string()),
            "units": outcome.units, "events": events_json(&events),
        }));
    }
    match sent {
        Some(signature) => session.say(format!("Done: {signature}")),
        None => session.say("Nothing was sent."),
    }
}
