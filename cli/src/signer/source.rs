//! Sources of signers: a key pair's file, a hardware wallet, a prompted seed phrase, the standard input, or an address with
//! a signature made elsewhere. The sources and their notation are the Solana CLI's.

use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

use solana_clap_v3_utils::input_parsers::signer::{SignerSource, SignerSourceKind};
use solana_clap_v3_utils::keypair::keypair_from_seed_phrase;
use solana_keypair::{Keypair, read_keypair, read_keypair_file};
use solana_program::pubkey::Pubkey;
use solana_remote_wallet::locator::Locator;
use solana_remote_wallet::remote_keypair::generate_remote_keypair;
use solana_remote_wallet::remote_wallet::{RemoteWalletError, RemoteWalletManager, initialize_wallet_manager};
use solana_signature::Signature;

use super::Party;
use crate::config::expand;
use crate::error::{Error, Result};
use crate::refuse;

/// What names a signer on the command line: not yet opened, and never shown, since it may be a secret key itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Source(String);

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl Source {
    /// The source that `text` names.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Itself where it is surely the name of a file or of a device, and otherwise only that it is there.
    fn shown(&self) -> String {
        let named = ["/", "./", "../", "~/", "usb://", "prompt:", "file:", "stdin:"];
        let is_name = named.iter().any(|start| self.0.starts_with(start)) || self.0.ends_with(".json");
        // A name has no brackets of a list of bytes, and no words of a seed phrase.
        if is_name && !self.0.contains(['[', ' ']) { self.0.clone() } else { "the value that was given".to_owned() }
    }

    fn parse(&self) -> Result<SignerSource> {
        let path = expand(&self.0);
        let text = path.to_str().unwrap_or(&self.0);
        SignerSource::parse(text).map_err(|error| {
            Error::new(format!(
                "no signer can be read from {} ({error}): name the file of a key pair, usb://ledger, prompt://, - for the \
                 standard input, or an address with its signature in --signer",
                self.shown()
            ))
        })
    }
}

/// A signature made elsewhere, written as `ADDRESS=SIGNATURE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// The signer's address.
    pub address: Pubkey,
    /// The signature.
    pub signature: Signature,
}

impl FromStr for Given {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let Some((address, signature)) = text.split_once('=') else {
            refuse!("a signature is written as ADDRESS=SIGNATURE, both in base58");
        };
        let address = address.parse().map_err(|_| Error::new(format!("`{address}` is not an address")))?;
        let signature = signature.parse();
        let signature = signature.map_err(|_| {
            Error::new(format!("what follows {address}= is not a signature: expected 64 bytes in base58"))
        })?;
        Ok(Self { address, signature })
    }
}

/// Opens the signer that `source` names. The prompt asks for a seed phrase by `name`, and `unchecked` accepts words outside
/// BIP 39's lists.
///
/// # Errors
/// If it cannot be read. The sentence never holds a key.
pub fn open(source: &Source, name: &str, unchecked: bool) -> Result<Party> {
    let SignerSource { kind, derivation_path, legacy } = source.parse()?;
    let unreadable = |error: &dyn fmt::Display| {
        Error::new(format!(
            "the key pair cannot be read at {}: {error}; make one with `solana-keygen new`, or name one with --keypair",
            source.shown()
        ))
    };
    match kind {
        SignerSourceKind::Filepath(path) => {
            read_keypair_file(expand(&path)).map(Party::Key).map_err(|error| unreadable(&error))
        }
        SignerSourceKind::Stdin => read_keypair(&mut std::io::stdin())
            .map(Party::Key)
            .map_err(|error| Error::new(format!("no key pair can be read from the standard input: {error}"))),
        SignerSourceKind::Prompt => keypair_from_seed_phrase(name, unchecked, false, derivation_path, legacy)
            .map(Party::Key)
            .map_err(|error| Error::new(format!("the seed phrase of {name} makes no key pair: {error}"))),
        SignerSourceKind::Usb(locator) => {
            let signer = device(|manager| {
                generate_remote_keypair(
                    locator.clone(),
                    derivation_path.clone().unwrap_or_default(),
                    manager,
                    false,
                    name,
                )
            });
            signer.map(|signer| Party::Device(Box::new(signer))).map_err(|error| no_device(&locator, &error))
        }
        SignerSourceKind::Pubkey(address) => Ok(Party::Address(address)),
        SignerSourceKind::Base58Keypair(text) => {
            let mut bytes = [0; 64];
            let read = bs58::decode(&text).onto(&mut bytes).ok().and_then(|_| Keypair::try_from(&bytes[..]).ok());
            read.map(Party::Key).ok_or_else(|| Error::new(format!("{} is not a key pair in base58", source.shown())))
        }
    }
}

/// What `find` gives of the wallets that are plugged in.
fn device<T>(
    find: impl Fn(&Rc<RemoteWalletManager>) -> std::result::Result<T, RemoteWalletError>,
) -> std::result::Result<T, RemoteWalletError> {
    let manager = initialize_wallet_manager()?;
    if manager.update_devices()? == 0 {
        return Err(RemoteWalletError::NoDeviceFound);
    }
    find(&manager)
}

fn no_device(locator: &Locator, error: &RemoteWalletError) -> Error {
    let what = locator.manufacturer.as_ref();
    Error::new(match error {
        RemoteWalletError::NoDeviceFound => format!(
            "no {what} wallet was found: plug it in, unlock it and open its Solana app; on Linux, its vendor's udev rules let \
             users reach it"
        ),
        error => format!("the {what} wallet cannot be used: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use solana_signer::Signer;

    use super::*;

    fn kind(text: &str) -> SignerSourceKind {
        Source::new(text).parse().unwrap().kind
    }

    fn refused(text: &str) -> String {
        open(&Source::new(text), "signer", false).unwrap_err().to_string()
    }

    #[test]
    fn the_solana_clis_sources_are_known() {
        assert!(matches!(kind("-"), SignerSourceKind::Stdin));
        assert!(matches!(kind("prompt://"), SignerSourceKind::Prompt));
        assert!(matches!(kind("ASK"), SignerSourceKind::Prompt));
        assert!(matches!(kind("usb://ledger"), SignerSourceKind::Usb(_)));
        assert!(matches!(kind("usb://trezor"), SignerSourceKind::Usb(_)));
        let path = Source::new("prompt://?full-path=m/44/501/0").parse().unwrap().derivation_path.unwrap();
        assert_eq!(format!("{path:?}"), "m/44'/501'/0'");
        let address = Pubkey::new_from_array([9; 32]);
        assert!(matches!(kind(&address.to_string()), SignerSourceKind::Pubkey(named) if named == address));
        assert!(
            matches!(open(&Source::new(address.to_string()), "", false), Ok(Party::Address(named)) if named == address)
        );
    }

    #[test]
    fn a_wallet_is_named_with_its_derivation() {
        let address = Pubkey::new_from_array([9; 32]);
        let source = Source::new(format!("usb://ledger/{address}?key=3/1")).parse().unwrap();
        let SignerSourceKind::Usb(locator) = source.kind else { panic!("another kind") };
        assert_eq!((locator.manufacturer.as_ref(), locator.pubkey), ("ledger", Some(address)));
        assert_eq!(source.derivation_path.unwrap().get_query(), "?key=3'/1'");
        let sentence = no_device(&locator, &RemoteWalletError::NoDeviceFound).to_string();
        assert!(sentence.starts_with("no ledger wallet was found: plug it in"), "{sentence}");
        let sentence = no_device(&locator, &RemoteWalletError::UserCancel).to_string();
        assert!(sentence.contains("rejected by the user"), "{sentence}");
    }

    /// Keys are taken in each notation that the Solana CLI has, and none is ever shown.
    #[test]
    fn keys_are_read_and_never_shown() {
        let folder = std::env::temp_dir().join(format!("restake-sources-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let key = Keypair::new_from_array([3; 32]);
        let list = serde_json::to_string(&key.to_bytes().to_vec()).unwrap();
        let (path, secret) = (folder.join("id.json"), key.to_base58_string());
        std::fs::write(&path, &list).unwrap();
        for text in [path.display().to_string(), format!("file:{}", path.display()), secret.clone()] {
            assert_eq!(open(&Source::new(text), "signer", false).unwrap().pubkey(), key.pubkey());
        }
        // What looks like a key and is none: a digit is missing, or it is the list itself.
        for text in [&secret[1..], &list, "abandon ability able about above absent", &secret[..40]] {
            let sentence = refused(text);
            assert!(!sentence.contains(&text[..12]) && sentence.contains("the value that was given"), "{sentence}");
            assert_eq!(format!("{:?}", Source::new(text)), "the value that was given");
        }
        std::fs::write(&path, &list[..40]).unwrap();
        let sentence = refused(&path.display().to_string());
        assert!(sentence.contains("id.json") && !sentence.contains(&list[..20]), "{sentence}");
        assert!(refused("/nowhere/id.json").contains("/nowhere/id.json"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn signatures_are_written_with_their_address() {
        let key = Keypair::new_from_array([3; 32]);
        let signature = key.sign_message(b"message");
        let given: Given = format!("{}={signature}", key.pubkey()).parse().unwrap();
        assert_eq!((given.address, given.signature), (key.pubkey(), signature));
        for wrong in ["", "a=b", &format!("{}=b", key.pubkey()), &format!("{}", key.pubkey())] {
            assert!(wrong.parse::<Given>().is_err(), "{wrong}");
        }
    }
}
