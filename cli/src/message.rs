//! Messages of transactions that were made elsewhere: read, and told in words.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use restaking_client::Program;
use restaking_client::liquid::LiquidProgram;
use restaking_client::oracle::OracleProgram;
use restaking_client::transaction::version;
use serde_json::{Value, json};
use solana_message::VersionedMessage;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::chain::{Chain, Lifetime};
use crate::error::{Error, Result};
use crate::idl::{IDL, Idl, LIQUID, ORACLE, hex};
use crate::refuse;

/// The tag of the system program's instruction that advances a nonce account.
const ADVANCE: [u8; 4] = [4, 0, 0, 0];

/// The bytes of a transaction, as they are sent.
pub fn transaction_bytes(transaction: &VersionedTransaction) -> Vec<u8> {
    wincode::serialize(transaction).expect("a transaction in memory")
}

/// The unsigned transaction of `message`.
pub fn unsigned(message: VersionedMessage) -> VersionedTransaction {
    let count = usize::from(message.header().num_required_signatures);
    VersionedTransaction { signatures: vec![Signature::default(); count], message }
}

/// The message in `text`: one by itself, or a transaction's, in base58 or base64, or in a file with either.
pub fn read(text: &str) -> Result<VersionedTransaction> {
    let file = std::fs::read_to_string(text);
    let text = file.as_deref().unwrap_or(text).trim();
    for bytes in [bs58::decode(text).into_vec().ok(), BASE64_STANDARD.decode(text).ok()].into_iter().flatten() {
        let message = wincode::deserialize_exact::<VersionedMessage>(&bytes).ok();
        let message = message.filter(|message| message.sanitize().is_ok());
        if let Some(message) = message {
            return Ok(unsigned(message));
        }
        let transaction = wincode::deserialize_exact::<VersionedTransaction>(&bytes).ok();
        if let Some(transaction) = transaction.filter(|transaction| transaction.sanitize().is_ok()) {
            return Ok(transaction);
        }
    }
    refuse!("this is not a message or transaction, in base58 or base64, nor a file with one")
}

/// The nonce account that the message's lifetime comes from.
pub fn nonce_account(message: &VersionedMessage) -> Option<Pubkey> {
    let (keys, first) = (message.static_account_keys(), message.instructions().first()?);
    let advances = keys[usize::from(first.program_id_index)] == Pubkey::default() && first.data.starts_with(&ADVANCE);
    advances.then(|| first.accounts.first().and_then(|place| keys.get(usize::from(*place)))).flatten().copied()
}

/// How long the message can land.
pub fn lifetime(chain: &dyn Chain, message: &VersionedMessage) -> Result<Lifetime> {
    let hash = *message.recent_blockhash();
    let Some(account) = nonce_account(message) else { return chain.given(hash) };
    match crate::nonce::value(chain.account(&account)?.as_ref()) {
        Some(holds) if holds == hash => Ok(Lifetime::Nonce { account, hash }),
        _ => Err(Error::new(format!("the nonce account at {account} was advanced: the message can no longer land"))),
    }
}

/// An account of a message, as it is shown.
fn account(message: &VersionedMessage, place: u8) -> String {
    let place = usize::from(place);
    match message.static_account_keys().get(place) {
        Some(address) => address.to_string(),
        None => format!("number {place}, from a lookup table"),
    }
}

/// The programs of which instructions are told by their names.
#[derive(Clone, Copy, Debug)]
pub struct Ours {
    /// The core.
    pub core: Program,
    /// Liquid restaking, where it is known.
    pub liquid: Option<LiquidProgram>,
    /// The price oracle, where it is known.
    pub oracle: Option<OracleProgram>,
}

impl Ours {
    /// The interface of the program at `address`, if it is one of them.
    fn idl(self, address: &str) -> Option<&'static Idl> {
        match address {
            address if address == self.core.to_string() => Some(&IDL),
            address if self.liquid.is_some_and(|liquid| liquid.to_string() == address) => Some(&LIQUID),
            address if self.oracle.is_some_and(|oracle| oracle.to_string() == address) => Some(&ORACLE),
            _ => None,
        }
    }
}

/// What an instruction is called, with its accounts' names where it is of one of `ours`.
fn named(ours: Ours, message: &VersionedMessage, instruction: &CompiledInstruction) -> (String, Vec<(String, String)>) {
    let program = account(message, instruction.program_id_index);
    let addresses = instruction.accounts.iter().map(|place| account(message, *place));
    let idl = ours.idl(&program);
    let known =
        idl.and_then(|idl| idl.instructions.iter().find(|known| instruction.data.starts_with(&known.discriminator)));
    match known {
        Some(known) => {
            let names = known.accounts.iter().cloned().chain(std::iter::repeat("account".to_owned()));
            (known.name.clone(), names.zip(addresses).collect())
        }
        None => {
            let names = (1..).map(|number| format!("account {number}"));
            (format!("an instruction of {program}: {}", hex(&instruction.data)), names.zip(addresses).collect())
        }
    }
}

/// What a message says, a line each; instructions of `ours` by their names.
pub fn lines(ours: Ours, message: &VersionedMessage) -> Vec<String> {
    let (keys, signers) = (message.static_account_keys(), usize::from(message.header().num_required_signatures));
    let version = version(message).map_or_else(|| "before 0".to_owned(), |version| version.to_string());
    let mut lines = vec![format!("Version: {version}"), format!("Fee payer: {}", keys[0])];
    lines.push(match nonce_account(message) {
        Some(account) => {
            format!("Lifetime: until nonce account {account} no longer holds {}", message.recent_blockhash())
        }
        None => format!("Lifetime: blockhash {}", message.recent_blockhash()),
    });
    lines
        .push(format!("Signed by: {}", keys[..signers].iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    for (number, instruction) in message.instructions().iter().enumerate() {
        let (name, accounts) = named(ours, message, instruction);
        lines.push(format!("{}. {name}", number + 1));
        if accounts.iter().any(|(name, _)| !name.starts_with("account ")) {
            lines.push(format!("   data: {}", hex(&instruction.data)));
        }
        lines.extend(accounts.iter().map(|(name, address)| format!("   {}: {address}", name.replace('_', " "))));
    }
    lines
}

/// The same as JSON.
pub fn as_json(ours: Ours, message: &VersionedMessage) -> Value {
    let (keys, signers) = (message.static_account_keys(), usize::from(message.header().num_required_signatures));
    let instructions = message.instructions().iter().map(|instruction| {
        let (name, accounts) = named(ours, message, instruction);
        let accounts = accounts.iter().map(|(name, address)| json!({ "name": name, "address": address }));
        json!({
            "program": account(message, instruction.program_id_index), "name": name, "data": hex(&instruction.data),
            "accounts": accounts.collect::<Vec<_>>(),
        })
    });
    json!({
        "version": version(message).map(|version| version.to_string()), "payer": keys[0].to_string(),
        "blockhash": message.recent_blockhash().to_string(),
        "nonce_account": nonce_account(message).map(|account| account.to_string()),
        "signers": keys[..signers].iter().map(ToString::to_string).collect::<Vec<_>>(),
        "instructions": instructions.collect::<Vec<_>>(),
    })
}
