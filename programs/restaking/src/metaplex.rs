//! Calls of the Metaplex Token Metadata program, which wallets and explorers read names of tokens from.
//!
//! The core names VRTs by it, and liquid restaking LRTs. Each says a [`Fault`] by its own error.
//!
//! Ids and layouts are of the package `mpl-token-metadata` 5.1.2-alpha.2 (`src/generated`): `CreateMetadataAccountV3`, `UpdateMetadataAccountV2`,
//! `DataV2`, `Metadata`. Tests run against the compiled program of the clusters.

use anchor_lang::accounts::Account;
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, unchecked_invoke_signed_fixed};
use bytemuck::Zeroable;

use crate::custody::authority;
use crate::error::{RestakingError, fail};
use crate::event::VrtMetadata;
use crate::state::{Custodian, Vault};

/// An account that is the authority of one mint.
pub trait Minter: Custodian {
    /// The mint.
    fn mint(&self) -> &Address;
}

impl Minter for Vault {
    fn mint(&self) -> &Address {
        &self.vrt_mint
    }
}

/// Why a token is not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program's address has no program.
    NoProgram,
    /// The token has metadata.
    Exists,
    /// The token has no metadata.
    Missing,
    /// The account is not the token's metadata after the call.
    Differs,
    /// The name or the symbol is empty.
    Empty,
    /// A text has more bytes than its most.
    TooLong { bytes: u64, most: u64 },
    /// A text begins or ends with a blank.
    Blank,
    /// A text has a hidden character.
    Hidden,
}

/// Converts a fault into the core's error.
#[cold]
pub fn refused(fault: Fault) -> Error {
    match fault {
        Fault::NoProgram => RestakingError::NoTokenMetadata.into(),
        Fault::Exists => RestakingError::MetadataExists.into(),
        Fault::Missing => RestakingError::NoMetadata.into(),
        Fault::Differs => RestakingError::MetadataDiffers.into(),
        Fault::Empty => RestakingError::MetadataEmpty.into(),
        Fault::TooLong { bytes, most } => fail(RestakingError::MetadataTooLong, bytes, most),
        Fault::Blank => RestakingError::MetadataBlank.into(),
        Fault::Hidden => RestakingError::MetadataHidden.into(),
    }
}

/// The program's address on every cluster.
pub const ID: Address = Address::from_str_const("metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s");

/// First seed of a metadata account, before the program and the mint.
pub const SEED: &[u8] = b"metadata";

/// The most bytes of the texts, by Metaplex's own limits.
pub const MAX_NAME: usize = 32;
pub const MAX_SYMBOL: usize = 10;
pub const MAX_URI: usize = 200;

/// The tags of Metaplex's instructions.
const CREATE_METADATA_ACCOUNT_V3: u8 = 33;
const UPDATE_METADATA_ACCOUNT_V2: u8 = 15;

/// The first byte of a metadata account: `Key::MetadataV1`. The update authority, the mint and the texts follow.
const METADATA_V1: u8 = 4;
const UPDATE_AUTHORITY_AT: usize = 1;
const MINT_AT: usize = 33;
const NAME_AT: usize = 65;

/// The most bytes of an instruction: a tag, an option, three texts with their lengths, and 8 bytes of empty fields.
const MOST_DATA: usize = 2 + 3 * size_of::<u32>() + MAX_NAME + MAX_SYMBOL + MAX_URI + 8;

/// Refuses a cluster where the program's address has no program.
///
/// # Errors
/// [`Fault::NoProgram`].
pub fn check_program(program: &UncheckedAccount) -> Checked {
    expect(program.account().executable(), Fault::NoProgram)
}

/// That a token may be named.
type Checked = core::result::Result<(), Fault>;

fn expect(holds: bool, fault: Fault) -> Checked {
    if holds { Ok(()) } else { Err(fault) }
}

/// A token's texts.
pub struct Texts<'a> {
    pub name: &'a str,
    pub symbol: &'a str,
    /// Leads to a JSON file with a picture; may be empty.
    pub uri: &'a str,
}

impl Texts<'_> {
    /// Refuses texts that wallets would cut, or that hide what readers see.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::TooLong`], [`Fault::Blank`], [`Fault::Hidden`].
    pub fn check(&self) -> Checked {
        expect(!self.name.is_empty() && !self.symbol.is_empty(), Fault::Empty)?;
        for (text, most) in [(self.name, MAX_NAME), (self.symbol, MAX_SYMBOL), (self.uri, MAX_URI)] {
            expect(text.len() <= most, Fault::TooLong { bytes: text.len() as u64, most: most as u64 })?;
            let is_blank = |end: Option<char>| end.is_some_and(char::is_whitespace);
            let is_trimmed = !is_blank(text.chars().next()) && !is_blank(text.chars().next_back());
            expect(is_trimmed, Fault::Blank)?;
            expect(!text.chars().any(is_hidden), Fault::Hidden)?;
        }
        Ok(())
    }

    /// The texts as events have them. Their lengths are checked.
    pub fn padded(&self) -> VrtMetadata {
        let mut padded = VrtMetadata::zeroed();
        padded.name[..self.name.len()].copy_from_slice(self.name.as_bytes());
        padded.symbol[..self.symbol.len()].copy_from_slice(self.symbol.as_bytes());
        padded.uri[..self.uri.len()].copy_from_slice(self.uri.as_bytes());
        padded
    }
}

/// Whether a character shows nothing, or changes the direction of others: controls, and what Unicode calls default
/// ignorable, without its unassigned ranges.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
                | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB
                | 0xE0000..=0xE0FFF
        )
}

/// A call about the metadata of the token of a vault or a pool.
///
/// The token's minter signs it. That moves no tokens: neither a token program nor a writable token account is among the accounts, and a
/// program can call only what it is given.
pub struct Call<'a, M: Minter> {
    pub minter: &'a Account<M>,
    pub metadata: &'a AccountView,
}

impl<M: Minter> Call<'_, M> {
    /// Creates the metadata: mutable, with no creators, collection, uses or fee of sellers.
    ///
    /// # Errors
    /// [`Fault::Exists`], [`Fault::Differs`].
    pub fn create(&self, texts: &Texts, payer: &Signer, mint: &UncheckedAccount, system: &Program<System>) -> Checked {
        expect(!self.metadata.owned_by(&ID), Fault::Exists)?;
        let mut data = Data::of(CREATE_METADATA_ACCOUNT_V3);
        // Mutable, and no details of a collection.
        data.texts(texts).push(&[1, 0]);
        let minter = self.minter.account();
        // The mint's authority, and the metadata's.
        let accounts = [self.metadata, mint.account(), minter, payer.account(), minter, system.account()];
        let handles = accounts.map(CpiHandle::readonly);
        let metas = [
            InstructionAccount::writable(handles[0].address()),
            InstructionAccount::readonly(handles[1].address()),
            InstructionAccount::readonly_signer(handles[2].address()),
            InstructionAccount::writable_signer(handles[3].address()),
            InstructionAccount::readonly_signer(handles[4].address()),
            InstructionAccount::readonly(handles[5].address()),
        ];
        self.minter.with_seeds(|seeds| {
            unchecked_invoke_signed_fixed(&ID, data.bytes(), &metas, &handles, &[seeds]);
        });
        self.check()
    }

    /// Sets the texts, and leaves all else. Gives those that stood there.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::Differs`].
    pub fn update(&self, texts: &Texts) -> core::result::Result<VrtMetadata, Fault> {
        expect(self.metadata.owned_by(&ID), Fault::Missing)?;
        let before = self.stored();
        let mut data = Data::of(UPDATE_METADATA_ACCOUNT_V2);
        data.push(&[1]).texts(texts);
        // The update authority, the mark of a first sale and mutability stay.
        data.push(&[0; 3]);
        let handles = [CpiHandle::readonly(self.metadata), authority(self.minter)];
        let metas = [
            InstructionAccount::writable(handles[0].address()),
            InstructionAccount::readonly_signer(handles[1].address()),
        ];
        self.minter.with_seeds(|seeds| {
            unchecked_invoke_signed_fixed(&ID, data.bytes(), &metas, &handles, &[seeds]);
        });
        self.check()?;
        Ok(before)
    }

    /// The texts in the metadata account. Metaplex pads each to its most bytes.
    fn stored(&self) -> VrtMetadata {
        // SAFETY: nothing writes to the account while this reads it.
        let data = unsafe { self.metadata.borrow_unchecked() };
        let mut padded = VrtMetadata::zeroed();
        let mut at = NAME_AT;
        for text in [padded.name.as_mut_slice(), &mut padded.symbol, &mut padded.uri] {
            at += size_of::<u32>();
            let end = at + text.len();
            if let Some(stored) = data.get(at..end) {
                text.copy_from_slice(stored);
            }
            at = end;
        }
        padded
    }

    /// Refuses an account that the call did not leave as the token's metadata, with the minter as its authority.
    fn check(&self) -> Checked {
        // SAFETY: nothing writes to the account while this reads it.
        let data = unsafe { self.metadata.borrow_unchecked() };
        let is_at = |at: usize, address: &Address| data.get(at..at + 32).is_some_and(|bytes| bytes == address.as_ref());
        let is_own = self.metadata.owned_by(&ID)
            && data.first() == Some(&METADATA_V1)
            && is_at(UPDATE_AUTHORITY_AT, self.minter.address())
            && is_at(MINT_AT, self.minter.mint());
        expect(is_own, Fault::Differs)
    }
}

/// An instruction's data.
struct Data {
    bytes: [u8; MOST_DATA],
    length: usize,
}

impl Data {
    fn of(tag: u8) -> Self {
        Self { bytes: [tag; MOST_DATA], length: 1 }
    }

    fn push(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
        self
    }

    /// `DataV2`: the texts, no fee of sellers in two bytes, no creators, collection and uses.
    fn texts(&mut self, texts: &Texts) -> &mut Self {
        for text in [texts.name, texts.symbol, texts.uri] {
            self.push(&(text.len() as u32).to_le_bytes()).push(text.as_bytes());
        }
        self.push(&[0; 5])
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: Texts = Texts { name: "Harbor SOL", symbol: "hSOL", uri: "https://harbor.example/vrt.json" };

    fn refusal(texts: &Texts) -> Option<Fault> {
        texts.check().err()
    }

    #[test]
    fn each_fault_has_an_error_of_its_own() {
        let faults = [
            (Fault::NoProgram, 235),
            (Fault::Exists, 236),
            (Fault::Missing, 237),
            (Fault::Differs, 238),
            (Fault::Empty, 239),
            (Fault::TooLong { bytes: 11, most: 10 }, 240),
            (Fault::Blank, 241),
            (Fault::Hidden, 242),
        ];
        for (fault, code) in faults {
            assert!(matches!(refused(fault), Error::Custom(found) if found == 6_000 + code), "{fault:?}");
        }
    }

    #[test]
    fn texts_are_refused_beyond_their_bytes() {
        let long = "é".repeat(101);
        for (name, symbol, uri, most) in [
            (&long[..MAX_NAME + 2], "S", "", MAX_NAME),
            ("N", &long[..MAX_SYMBOL + 2], "", MAX_SYMBOL),
            ("N", "S", &long[..MAX_URI + 2], MAX_URI),
        ] {
            let fault = Fault::TooLong { bytes: most as u64 + 2, most: most as u64 };
            assert_eq!(refusal(&Texts { name, symbol, uri }), Some(fault), "{name} {symbol} {uri}");
        }
        let texts = Texts { name: &long[..MAX_NAME], symbol: &long[..MAX_SYMBOL], uri: &long[..MAX_URI] };
        assert_eq!(refusal(&texts), None);
    }

    #[test]
    fn only_the_uri_may_be_empty() {
        assert_eq!(refusal(&Texts { uri: "", ..TEXTS }), None);
        assert_eq!(refusal(&Texts { name: "", ..TEXTS }), Some(Fault::Empty));
        assert_eq!(refusal(&Texts { symbol: "", ..TEXTS }), Some(Fault::Empty));
    }

    #[test]
    fn blanks_at_an_end_and_hidden_characters_are_refused() {
        for name in [" SOL", "SOL ", "SOL\u{a0}", "\u{3000}SOL", "\tSOL", "SOL\n"] {
            assert_eq!(refusal(&Texts { name, ..TEXTS }), Some(Fault::Blank), "{name:?}");
        }
        for hidden in ["\0", "\u{1b}", "\u{85}", "\u{ad}", "\u{200b}", "\u{202e}", "\u{2066}", "\u{feff}", "\u{e0041}"]
        {
            let text = format!("a{hidden}b");
            assert_eq!(refusal(&Texts { name: &text, ..TEXTS }), Some(Fault::Hidden), "{text:?}");
            assert_eq!(refusal(&Texts { symbol: &text, ..TEXTS }), Some(Fault::Hidden), "{text:?}");
            assert_eq!(refusal(&Texts { uri: &text, ..TEXTS }), Some(Fault::Hidden), "{text:?}");
        }
        assert_eq!(refusal(&Texts { name: "Ständige Vertretung 東京", ..TEXTS }), None);
    }

    #[test]
    fn the_longest_data_fits() {
        let long = "x".repeat(MAX_URI);
        let texts = Texts { name: &long[..MAX_NAME], symbol: &long[..MAX_SYMBOL], uri: &long };
        let mut data = Data::of(UPDATE_METADATA_ACCOUNT_V2);
        data.push(&[1]).texts(&texts).push(&[0; 3]);
        assert_eq!(data.length, 1 + 1 + 4 + 32 + 4 + 10 + 4 + 200 + 2 + 3 + 3);
        assert!(data.length <= MOST_DATA);
    }
}
