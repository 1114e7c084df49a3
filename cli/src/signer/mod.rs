//! Signers: the sources that the Solana CLI has, and what each of them can sign.

mod source;

use std::fmt;

use solana_keypair::Keypair;
use solana_message::VersionedMessage;
use solana_presigner::Presigner;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::null_signer::NullSigner;
use solana_signer::{Signer, SignerError};
use solana_transaction::versioned::VersionedTransaction;

pub use source::{Given, Source, open};

use crate::error::{Error, Result};
use crate::refuse;

/// A signer, and what it can do.
pub enum Party {
    /// A key in this process's memory: it signs anything.
    Key(Keypair),
    /// A device that a person confirms on: it signs transactions that it can read.
    Device(Box<dyn Signer>),
    /// An address alone: its signature comes from elsewhere.
    Address(Pubkey),
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the key itself.
        write!(f, "{}", self.pubkey())
    }
}

impl From<Keypair> for Party {
    fn from(key: Keypair) -> Self {
        Self::Key(key)
    }
}

impl Party {
    /// Its address.
    pub fn pubkey(&self) -> Pubkey {
        match self {
            Self::Key(key) => key.pubkey(),
            Self::Device(device) => device.pubkey(),
            Self::Address(address) => *address,
        }
    }

    /// A secret that only it knows, the same one each time for the same `context`.
    ///
    /// # Errors
    /// For all but keys: a device shows what it signs, and signs no such text.
    pub fn secret(&self, context: &[u8]) -> Result<[u8; 32]> {
        match self {
            Self::Key(key) => Ok(hashv(&[key.sign_message(context).as_ref()]).to_bytes()),
            _ => refuse!("{} is not a key on this machine, and this command derives a secret from one", self.pubkey()),
        }
    }

    fn sign(&self, message: &[u8]) -> Option<std::result::Result<Signature, SignerError>> {
        match self {
            Self::Key(key) => Some(key.try_sign_message(message)),
            Self::Device(device) => Some(device.try_sign_message(message)),
            Self::Address(_) => None,
        }
    }
}

/// A nonce account and its authority.
pub struct NonceAccount {
    /// Its address.
    pub address: Pubkey,
    /// Its authority; the acting signer where none is named.
    pub authority: Option<Party>,
    /// Whether a transaction was signed or exported for the hash that it holds.
    pub is_used: bool,
}

/// All signers of a command's transactions.
pub struct Signers {
    /// The party that acts.
    pub acting: Party,
    /// The fee payer, if it is another party.
    pub payer: Option<Party>,
    /// The signer for the deposit gate of the vault.
    pub gate: Option<Party>,
    /// The nonce account that the transaction's lifetime comes from.
    pub nonce: Option<NonceAccount>,
    /// Signatures made elsewhere.
    pub given: Vec<Given>,
}

impl From<Party> for Signers {
    fn from(acting: Party) -> Self {
        Self { acting, payer: None, gate: None, nonce: None, given: vec![] }
    }
}

impl From<Keypair> for Signers {
    fn from(acting: Keypair) -> Self {
        Party::Key(acting).into()
    }
}

impl Signers {
    /// No signer, for commands that only read.
    pub fn nobody() -> Self {
        Party::Address(Pubkey::default()).into()
    }

    /// The fee payer.
    pub fn payer(&self) -> Pubkey {
        self.payer.as_ref().unwrap_or(&self.acting).pubkey()
    }

    /// The nonce account's authority.
    pub fn nonce_authority(&self) -> Option<Pubkey> {
        let nonce = self.nonce.as_ref()?;
        Some(nonce.authority.as_ref().unwrap_or(&self.acting).pubkey())
    }

    /// Whether one of them is a device that a person confirms on.
    pub fn has_device(&self) -> bool {
        self.parties().any(|party| matches!(party, Party::Device(_)))
    }

    /// Whether `address` can sign, or has signed.
    pub fn can_sign(&self, address: &Pubkey) -> bool {
        self.parties().any(|party| party.pubkey() == *address && !matches!(party, Party::Address(_)))
            || self.given.iter().any(|given| given.address == *address)
    }

    fn parties(&self) -> impl Iterator<Item = &Party> {
        let authority = self.nonce.as_ref().and_then(|nonce| nonce.authority.as_ref());
        std::iter::once(&self.acting).chain(&self.payer).chain(&self.gate).chain(authority)
    }

    /// Signs `message` with all signers at hand and with `more`.
    ///
    /// # Errors
    /// If one of them refuses, or a signature that was given is of another message.
    pub fn sign(&self, message: VersionedMessage, more: &[Keypair]) -> Result<Signed> {
        let bytes = message.serialize();
        let count = usize::from(message.header().num_required_signatures);
        let (mut signatures, mut absent) = (vec![], vec![]);
        for address in &message.static_account_keys()[..count] {
            let party = self.parties().filter(|party| party.pubkey() == *address);
            let own = more.iter().find(|key| key.pubkey() == *address).map(|key| key.try_sign_message(&bytes));
            let signed = own.or_else(|| party.filter_map(|party| party.sign(&bytes)).next());
            let signature = match (signed, self.given.iter().find(|given| given.address == *address)) {
                (Some(signed), _) => signed.map_err(|error| refused(address, &error))?,
                (None, Some(given)) => {
                    let presigner = Presigner::new(&given.address, &given.signature);
                    presigner.try_sign_message(&bytes).map_err(|_| {
                        Error::new(format!(
                            "the signature of {address} is of another transaction: amounts, fees or the blockhash differ; \
                             send the very message that was signed, with `restake message send`"
                        ))
                    })?
                }
                (None, None) => {
                    absent.push(*address);
                    NullSigner::new(address).sign_message(&bytes)
                }
            };
            signatures.push(signature);
        }
        Ok(Signed { transaction: VersionedTransaction { signatures, message }, absent })
    }
}

/// A transaction with the signatures that are at hand.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The transaction, with zeros for the signatures that lack.
    pub transaction: VersionedTransaction,
    /// The signers without a signature.
    pub absent: Vec<Pubkey>,
}

impl Signed {
    /// The signers with a signature, and their signatures.
    pub fn present(&self) -> Vec<(Pubkey, Signature)> {
        let keys = self.transaction.message.static_account_keys();
        let all = keys.iter().copied().zip(self.transaction.signatures.iter().copied());
        all.filter(|(address, _)| !self.absent.contains(address)).collect()
    }

    /// The transaction, if it has all signatures.
    pub fn whole(self) -> Result<VersionedTransaction> {
        match self.absent.first() {
            None => Ok(self.transaction),
            Some(address) => refuse!(
                "{address} has to sign this and is not at hand: name its key, or add its signature with --signer \
                 {address}=SIGNATURE"
            ),
        }
    }
}

fn refused(address: &Pubkey, error: &SignerError) -> Error {
    Error::new(match error {
        SignerError::UserCancel(_) => format!("{address} did not sign: refused on the device"),
        error => format!("{address} did not sign: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use solana_message::v0;
    use solana_program::hash::Hash;

    use super::*;

    fn key(seed: u8) -> Keypair {
        Keypair::new_from_array([seed; 32])
    }

    fn message(payer: &Pubkey, others: &[Pubkey]) -> VersionedMessage {
        let transfers: Vec<_> = others
            .iter()
            .map(|from| solana_system_interface::instruction::transfer(from, &Pubkey::default(), 1))
            .collect();
        VersionedMessage::V0(v0::Message::try_compile(payer, &transfers, &[], Hash::new_from_array([7; 32])).unwrap())
    }

    /// A device that refuses all, as a person would.
    struct Refusing(Pubkey);

    impl Signer for Refusing {
        fn try_pubkey(&self) -> std::result::Result<Pubkey, SignerError> {
            Ok(self.0)
        }

        fn try_sign_message(&self, _: &[u8]) -> std::result::Result<Signature, SignerError> {
            Err(SignerError::UserCancel("no".to_owned()))
        }

        fn is_interactive(&self) -> bool {
            true
        }
    }

    #[test]
    fn everyone_signs_in_the_messages_order() {
        let (acting, payer, extra) = (key(1), key(2), key(3));
        let message = message(&payer.pubkey(), &[extra.pubkey(), acting.pubkey()]);
        let mut signers = Signers::from(acting);
        signers.payer = Some(payer.into());
        let signed = signers.sign(message.clone(), std::slice::from_ref(&extra)).unwrap();
        assert_eq!(signed.absent, []);
        assert_eq!(signed.present().len(), 3);
        let transaction = signed.whole().unwrap();
        assert_eq!(transaction.verify_with_results(), [true; 3]);
        assert_eq!(transaction.message, message);
    }

    #[test]
    fn signatures_from_elsewhere_are_held_against_the_message() {
        let (payer, other) = (key(1), key(2));
        let message = message(&payer.pubkey(), &[other.pubkey()]);
        let mut signers = Signers::from(payer);
        let lacking = signers.sign(message.clone(), &[]).unwrap();
        assert_eq!(lacking.absent, [other.pubkey()]);
        assert_eq!(lacking.present().len(), 1);
        let refused = lacking.whole().unwrap_err().to_string();
        assert!(refused.starts_with(&format!("{} has to sign this and is not at hand", other.pubkey())), "{refused}");

        let signature = other.sign_message(&message.serialize());
        signers.given = vec![Given { address: other.pubkey(), signature }];
        assert_eq!(signers.sign(message.clone(), &[]).unwrap().whole().unwrap().verify_with_results(), [true; 2]);
        signers.given[0].signature = other.sign_message(b"another message");
        let refused = signers.sign(message, &[]).unwrap_err().to_string();
        assert!(refused.contains("is of another transaction"), "{refused}");
    }

    #[test]
    fn devices_can_refuse_and_derive_no_secrets() {
        let payer = Pubkey::new_from_array([9; 32]);
        let signers = Signers::from(Party::Device(Box::new(Refusing(payer))));
        assert!(signers.has_device() && signers.can_sign(&payer));
        let refused = signers.sign(message(&payer, &[]), &[]).unwrap_err().to_string();
        assert_eq!(refused, format!("{payer} did not sign: refused on the device"));
        assert!(signers.acting.secret(b"context").is_err());
        let key = Party::from(key(1));
        assert_eq!(key.secret(b"context"), key.secret(b"context"));
        assert_ne!(key.secret(b"context"), key.secret(b"another"));
    }

    /// Neither its text for people nor the one for developers tells a key.
    #[test]
    fn nothing_secret_is_printed() {
        let key = key(5);
        let secret = key.to_base58_string();
        let shown = format!("{:?}", Party::from(key.insecure_clone()));
        assert_eq!(shown, key.pubkey().to_string());
        assert!(!shown.contains(&secret));
    }
}
