//! Names of tokens: what mints say of themselves, by Metaplex's metadata account or by the metadata in a Token-2022 mint.
//!
//! Anyone can write anything there. [`TokenText`] holds cleaned texts, and [`distinct`] tells names apart that readers confuse.

use std::collections::{BTreeMap, BTreeSet};

use solana_program::pubkey::Pubkey;

use crate::asset::TOKEN_2022;

/// Metaplex's Token Metadata program.
pub const PROGRAM: Pubkey = solana_program::pubkey!("metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s");

/// Wrapped SOL, which has no metadata of its own on some clusters.
pub use spl_token_interface::native_mint::ID as WRAPPED_SOL;

/// The longest name that is shown, in characters.
pub const MOST_NAME: usize = 32;

/// The longest symbol that is shown, in characters.
pub const MOST_SYMBOL: usize = 10;

/// The first byte of a metadata account: `Key::MetadataV1` of mpl-token-metadata. The update authority and the mint follow.
const METADATA_V1: u8 = 4;
const TEXTS_AT: usize = 65;

/// The place of a Token-2022 mint's account type, that type, and the types of extensions (`interface/src/extension/mod.rs` of
/// token-2022).
const ACCOUNT_TYPE_AT: usize = 165;
const MINT: u8 = 1;
const METADATA_POINTER: u16 = 18;
const TOKEN_METADATA: u16 = 19;

/// A token's symbol and name, cleaned; either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenText {
    /// Letters, digits, points, dashes and dollar signs.
    pub symbol: String,
    /// One line without hidden characters.
    pub name: String,
}

impl TokenText {
    fn of(name: &[u8], symbol: &[u8]) -> Self {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '$' | '-');
        let symbol = String::from_utf8_lossy(symbol).chars().filter(is_plain).take(MOST_SYMBOL).collect();
        Self { symbol, name: line(&String::from_utf8_lossy(name), MOST_NAME) }
    }
}

/// The account of Metaplex's program with the metadata of `mint`.
pub fn address(mint: &Pubkey) -> Pubkey {
    let seeds = [b"metadata".as_slice(), PROGRAM.as_ref(), mint.as_ref()];
    Pubkey::find_program_address(&seeds, &PROGRAM).0
}

/// Reads the parts of a stranger's data one after another; nothing past its end.
struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.bytes(2)?.try_into().ok()?))
    }

    fn address(&mut self) -> Option<Pubkey> {
        Some(Pubkey::new_from_array(self.bytes(32)?.try_into().ok()?))
    }

    /// A text behind its length in four bytes.
    fn text(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(self.bytes(4)?.try_into().ok()?);
        self.bytes(length.try_into().ok()?)
    }
}

/// What the account of Metaplex's program says of `mint`: key, update authority, mint, name, symbol. Nothing for another account.
pub fn metaplex(data: &[u8], mint: &Pubkey) -> Option<TokenText> {
    let mut reading = Reading(data);
    let is_metadata = reading.bytes(1)? == [METADATA_V1] && reading.bytes(32).is_some() && reading.address()? == *mint;
    if !is_metadata {
        return None;
    }
    let (name, symbol) = (reading.text()?, reading.text()?);
    Some(TokenText::of(name, symbol))
}

/// The name, symbol and URI that the account of Metaplex's program has for `mint`, as they were written, to write some of them anew.
pub fn stored(data: &[u8], mint: &Pubkey) -> Option<[String; 3]> {
    metaplex(data, mint)?;
    let mut reading = Reading(data.get(TEXTS_AT..)?);
    let mut next = || {
        let text = String::from_utf8_lossy(reading.text()?).into_owned();
        Some(text.trim_end_matches('\0').to_owned())
    };
    Some([next()?, next()?, next()?])
}

/// Where a Token-2022 mint has its metadata, and what it says itself where its pointer names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MintText {
    /// The account that its pointer names.
    pub pointer: Option<Pubkey>,
    /// What the mint says itself.
    pub text: Option<TokenText>,
}

/// What a Token-2022 mint says: `MetadataPointer` names the account with the metadata, and `TokenMetadata` is update authority,
/// mint, name, symbol.
pub fn in_mint(data: &[u8], mint: &Pubkey) -> MintText {
    let mut found = MintText::default();
    let Some((MINT, extensions)) = data.get(ACCOUNT_TYPE_AT..).and_then(|rest| Some((*rest.first()?, rest.get(1..)?)))
    else {
        return found;
    };
    let mut entries = Reading(extensions);
    while let (Some(kind @ 1..), Some(length)) = (entries.u16(), entries.u16()) {
        let Some(value) = entries.bytes(length.into()) else { break };
        let mut reading = Reading(value);
        if reading.bytes(32).is_none() {
            continue;
        }
        match (kind, reading.address()) {
            (METADATA_POINTER, pointer) => found.pointer = pointer,
            (TOKEN_METADATA, Some(of)) if of == *mint => {
                let (name, symbol) = (reading.text(), reading.text());
                found.text = name.zip(symbol).map(|(name, symbol)| TokenText::of(name, symbol));
            }
            _ => {}
        }
    }
    if found.pointer != Some(*mint) {
        found.text = None;
    }
    found
}

/// What `mint` says of itself, by its own account and by Metaplex's, each with its owner. A mint that points elsewhere does not
/// vouch for Metaplex's account.
pub fn read(mint: &Pubkey, own: Option<(&Pubkey, &[u8])>, beside: Option<(&Pubkey, &[u8])>) -> Option<TokenText> {
    let own = match own {
        Some((owner, data)) if *owner == TOKEN_2022 => in_mint(data, mint),
        _ => MintText::default(),
    };
    let is_vouched = own.pointer.is_none_or(|pointer| pointer == address(mint));
    let beside = beside.filter(|(owner, _)| is_vouched && **owner == PROGRAM);
    own.text.or_else(|| metaplex(beside?.1, mint))
}

/// A stranger's words on one line of at most `most` characters, without characters that are not seen.
pub fn line(text: &str, most: usize) -> String {
    let seen = text.chars().map(|letter| if letter.is_whitespace() || letter == '\0' { ' ' } else { letter });
    let seen: String = seen.filter(|letter| !is_hidden(*letter)).collect();
    let words: Vec<&str> = seen.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(most).collect::<String>().trim_end().to_owned()
}

/// Whether a character shows nothing, or changes the direction of others.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            u32::from(letter),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
                | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
                | 0xFFF0..=0xFFFB | 0xE0000..=0x10FFFF
        )
}

/// The names among `claimed` that can stand without an address: ASCII, and read as no other claimed name and none of `taken`. All
/// others need the ends of their address beside them.
pub fn distinct(claimed: &BTreeMap<Pubkey, String>, taken: &[&str]) -> BTreeSet<Pubkey> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for name in claimed.values().map(String::as_str).chain(taken.iter().copied()) {
        *counts.entry(folded(name)).or_default() += 1;
    }
    let is_alone =
        |name: &str| counts.get(&folded(name)) == Some(&1) && name.chars().all(|letter| (' '..='~').contains(&letter));
    claimed.iter().filter(|(_, name)| is_alone(name)).map(|(address, _)| *address).collect()
}

/// A name by what its letters look like: those that readers take for each other are one.
fn folded(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = [('0', "o"), ('2', "z"), ('5', "s"), ('8', "b")];
    let plain = digits.iter().fold(plain, |plain, (digit, letter)| plain.replace(*digit, letter));
    plain.replace(['1', 'i'], "l").replace("rn", "m").replace("vv", "w")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn text(value: &str, length: usize) -> Vec<u8> {
        let mut bytes = (length as u32).to_le_bytes().to_vec();
        bytes.extend_from_slice(value.as_bytes());
        bytes.resize(4 + length, 0);
        bytes
    }

    fn account(mint: &Pubkey, name: &str, symbol: &str) -> Vec<u8> {
        [&[METADATA_V1][..], &[9; 32], mint.as_ref(), &text(name, 32), &text(symbol, 10)].concat()
    }

    fn extension(kind: u16, value: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(value.len() as u16).to_le_bytes(), value].concat()
    }

    fn pointer(at: &Pubkey) -> Vec<u8> {
        extension(METADATA_POINTER, &[&[0; 32], at.as_ref()].concat())
    }

    fn own(mint: &Pubkey, name: &str, symbol: &str) -> Vec<u8> {
        extension(
            TOKEN_METADATA,
            &[&[0; 32][..], mint.as_ref(), &text(name, name.len()), &text(symbol, symbol.len())].concat(),
        )
    }

    fn mint_2022(extensions: &[Vec<u8>]) -> Vec<u8> {
        [&[0; ACCOUNT_TYPE_AT][..], &[MINT], &extensions.concat()].concat()
    }

    fn texts(symbol: &str, name: &str) -> TokenText {
        TokenText { symbol: symbol.into(), name: name.into() }
    }

    #[test]
    fn metaplex_accounts_are_read_within_their_bytes() {
        let mint = key(1);
        let data = account(&mint, "Staked\u{202e} SOL", "s\u{202e}SOL!");
        assert_eq!(metaplex(&data, &mint), Some(texts("sSOL", "Staked SOL")));
        assert_eq!(metaplex(&data, &key(2)), None, "of another mint");
        let whole = [data.as_slice(), &text("https://a.example", 200)].concat();
        let written = ["Staked\u{202e} SOL", "s\u{202e}SOL!", "https://a.example"].map(str::to_owned);
        assert_eq!(stored(&whole, &mint), Some(written));
        for cut in 0..data.len() {
            assert_eq!(metaplex(&data[..cut], &mint), None, "cut off at {cut}");
        }
        let mut other = data;
        other[0] = 6;
        assert_eq!(metaplex(&other, &mint), None, "another kind of account");
    }

    #[test]
    fn a_mint_of_token_2022_is_read_where_its_pointer_names_it() {
        let mint = key(1);
        let said = own(&mint, "A dollar", "PYUSD");
        for order in [[pointer(&mint), said.clone()], [said.clone(), pointer(&mint)]] {
            let found = MintText { pointer: Some(mint), text: Some(texts("PYUSD", "A dollar")) };
            assert_eq!(in_mint(&mint_2022(&order), &mint), found);
        }
        let elsewhere = in_mint(&mint_2022(&[pointer(&key(2)), said.clone()]), &mint);
        assert_eq!(elsewhere, MintText { pointer: Some(key(2)), text: None });
        assert_eq!(in_mint(&mint_2022(&[pointer(&mint), own(&key(2), "A", "B")]), &mint).text, None);
        let whole = mint_2022(&[pointer(&mint), said]);
        for cut in 0..whole.len() {
            in_mint(&whole[..cut], &mint);
        }
        let mut token = whole;
        token[ACCOUNT_TYPE_AT] = 2;
        assert_eq!(in_mint(&token, &mint), MintText::default(), "a token account");
    }

    #[test]
    fn metaplex_speaks_for_a_mint_that_points_nowhere_or_to_it() {
        let mint = key(1);
        let beside = account(&mint, "Metaplex", "META");
        let beside = Some((&PROGRAM, beside.as_slice()));
        let read_2022 = |extensions: &[Vec<u8>]| {
            let own = mint_2022(extensions);
            read(&mint, Some((&TOKEN_2022, &own)), beside).map(|text| text.symbol)
        };
        assert_eq!(read(&mint, None, beside), Some(texts("META", "Metaplex")));
        assert_eq!(read_2022(&[]).as_deref(), Some("META"));
        assert_eq!(read_2022(&[pointer(&address(&mint))]).as_deref(), Some("META"));
        assert_eq!(read_2022(&[pointer(&key(3))]), None);
        assert_eq!(read_2022(&[pointer(&mint), own(&mint, "A", "OWN")]).as_deref(), Some("OWN"));
        let stranger = key(5);
        assert_eq!(read(&mint, None, beside.map(|(_, data)| (&stranger, data))), None);
    }

    #[test]
    fn names_that_read_as_others_are_not_distinct() {
        let alone = |name: &str, taken: &[&str]| {
            distinct(&BTreeMap::from([(key(1), name.to_owned())]), taken).contains(&key(1))
        };
        assert!(alone("Harbor SOL", &["SOL"]));
        for (name, taken) in [
            ("SOL", "SOL"),
            ("S0L", "SOL"),
            ("Jito", "J1t0"),
            ("modern", "rnodern"),
            ("wave", "vvave"),
            ("s.o-l", "SOL"),
        ] {
            assert!(!alone(name, &[taken]), "{name}");
        }
        assert!(!alone("H\u{430}rbor", &[]), "a letter outside ASCII");
        let two =
            BTreeMap::from([(key(1), "USDC".to_owned()), (key(2), "us.dc".to_owned()), (key(3), "JTO".to_owned())]);
        assert_eq!(distinct(&two, &[]), [key(3)].into());
    }

    #[test]
    fn lines_have_no_hidden_characters() {
        assert_eq!(line("  a\n\tb\u{200b}c\u{1b}[2J \0\0", 32), "a bc[2J");
        assert_eq!(line("ab cd", 3), "ab");
        assert_eq!(line("Ständig 東京", 32), "Ständig 東京");
    }
}
