//! What accounts and tokens call themselves. Anyone can take any name, so an address always stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use restaking_client::metadata::{self, TokenText, WRAPPED_SOL};
use serde_json::Value;
use solana_program::pubkey::Pubkey;

use crate::error::Result;
use crate::idl::{Node, text_of};
use crate::view::facts::{Fact, Reader, told};
use crate::view::text::shortened;

/// The facts that are names, and whose name each is: the account's own, or that of the fact with this name.
const NAMES: [(&str, Option<&str>); 3] = [("name", None), ("symbol", None), ("asset_symbol", Some("asset"))];

/// Names that no other token may pass for.
const TAKEN: [&str; 2] = ["SOL", "VRT"];

/// The longest name of an operator or an NCN that is shown, in characters, and the longest file, in bytes.
const MOST_NAME: usize = 40;
const MOST_BYTES: usize = 16_384;

/// The start of a URI that holds the description itself.
const INLINE: [&str; 2] = ["data:application/json,", "data:application/json;charset=utf-8,"];

/// Whether the column `name` has names.
pub fn is_name(name: &str) -> bool {
    NAMES.iter().any(|(known, _)| *known == name)
}

impl Reader<'_> {
    /// `facts` of the account that `node` is, behind what it calls itself.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn named(&self, node: &Node, facts: Vec<Fact>) -> Result<Vec<Fact>> {
        let mut names = vec![];
        match node.name() {
            "Vault" => {
                if let (Some(vrt_mint), Some(asset_mint)) = (node.address("vrt_mint"), node.address("asset_mint")) {
                    let vrt = self.token_text(&vrt_mint)?;
                    names.extend([told("name", vrt.name), told("symbol", vrt.symbol)]);
                    names.push(told("asset_symbol", self.token_text(&asset_mint)?.symbol));
                }
            }
            "Operator" | "Ncn" => {
                if let Some(Node::Bytes(uri)) = node.field("uri") {
                    names.extend(described(&text_of(uri)).map(|name| told("name", name)));
                }
            }
            _ => {}
        }
        names.retain(|fact| !fact.text.is_empty());
        Ok(names.into_iter().chain(facts).collect())
    }

    /// Reads the accounts that [`Reader::named`] needs for `nodes`, all at once.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn prefetch_names<'n>(&self, nodes: impl Iterator<Item = &'n Node>) -> Result<()> {
        let vaults = nodes.filter(|node| node.name() == "Vault");
        let mints = vaults.flat_map(|node| [node.address("vrt_mint"), node.address("asset_mint")]);
        self.prefetch_token_texts(mints.flatten())
    }

    /// Reads what [`Reader::token_text`] needs for `mints`, all at once.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn prefetch_token_texts(&self, mints: impl Iterator<Item = Pubkey>) -> Result<()> {
        let mints: BTreeSet<Pubkey> = mints.filter(|mint| *mint != WRAPPED_SOL).collect();
        self.prefetch(mints.into_iter().flat_map(|mint| [mint, metadata::address(&mint)]).collect())
    }

    /// What the mint says of itself; nothing where it says nothing.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn token_text(&self, mint: &Pubkey) -> Result<TokenText> {
        if *mint == WRAPPED_SOL {
            return Ok(TokenText { symbol: "SOL".to_owned(), name: "Wrapped SOL".to_owned() });
        }
        self.prefetch_token_texts(std::iter::once(*mint))?;
        let [own, beside] = [self.account(mint)?, self.account(&metadata::address(mint))?];
        let [own, beside] =
            [&own, &beside].map(|account| account.as_ref().map(|found| (&found.owner, &found.data[..])));
        Ok(metadata::read(mint, own, beside).unwrap_or_default())
    }
}

/// The name in the description that the URI of an operator or an NCN holds itself; nothing for a URI that leads elsewhere.
pub fn described(uri: &str) -> Option<String> {
    let lower = uri.to_ascii_lowercase();
    let start = INLINE.iter().find(|start| lower.starts_with(**start))?.len();
    let text = decoded(&uri[start..]);
    if text.len() > MOST_BYTES {
        return None;
    }
    let file: Value = serde_json::from_str(&text).ok()?;
    let name = metadata::line(file["name"].as_str()?, MOST_NAME);
    (!name.is_empty()).then_some(name)
}

/// `text` with each `%` and two hexadecimal digits as the byte that they stand for; as it is where that is no text.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut whole, mut at) = (vec![], 0);
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                whole.push(byte);
                at += 3;
            }
            None => {
                whole.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(whole).unwrap_or_else(|_| text.to_owned())
}

/// Puts the ends of the address behind each name that another one reads as, that has letters outside ASCII, or that passes for SOL.
/// `accounts` are all that are shown together, each with its facts.
pub fn tell_apart<'a>(accounts: impl Iterator<Item = (Pubkey, &'a mut Vec<Fact>)>) {
    let mut accounts: Vec<_> = accounts.collect();
    for (name, of) in NAMES {
        let mut claimed: BTreeMap<Pubkey, String> = BTreeMap::new();
        for (address, facts) in &accounts {
            let Some(fact) = facts.iter().find(|fact| fact.name == name && !fact.json.is_null()) else { continue };
            if let Some(subject) = subject(*address, facts, of).filter(|subject| *subject != WRAPPED_SOL) {
                claimed.insert(subject, fact.text.clone());
            }
        }
        let alone = metadata::distinct(&claimed, &TAKEN);
        for (address, facts) in &mut accounts {
            let Some(subject) = subject(*address, facts, of) else { continue };
            if claimed.contains_key(&subject) && !alone.contains(&subject) {
                let fact = facts.iter_mut().find(|fact| fact.name == name && !fact.json.is_null());
                fact.into_iter().for_each(|fact| fact.text = format!("{} ({})", fact.text, shortened(&subject)));
            }
        }
    }
}

/// The address that a name is of.
fn subject(address: Pubkey, facts: &[Fact], of: Option<&str>) -> Option<Pubkey> {
    match of {
        None => Some(address),
        Some(name) => facts.iter().find(|fact| fact.name == name)?.text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::facts::Order;

    fn fact(name: &'static str, text: &str) -> Fact {
        Fact { name, text: text.to_owned(), json: text.into(), order: Order::Text }
    }

    #[test]
    fn descriptions_are_read_from_the_uri_alone() {
        for (uri, name) in [
            (r#"data:application/json,{"name":"Ada Operations"}"#, Some("Ada Operations")),
            ("data:application/json;charset=utf-8,%7B%22name%22%3A%22Ada%22%7D", Some("Ada")),
            ("data:application/json,{\"name\":\"A\\u202eda\\n\"}", Some("Ada")),
            ("data:application/json,{\"name\":\"100%\"}", Some("100%")),
            (r#"data:application/json,{"name":7}"#, None),
            (r#"data:application/json,{"name":""}"#, None),
            ("data:application/json,[", None),
            (r#"data:text/html,{"name":"Ada"}"#, None),
            ("https://ada.example", None),
            ("", None),
        ] {
            assert_eq!(described(uri).as_deref(), name, "{uri}");
        }
        let long = format!(r#"data:application/json,{{"name":"{}"}}"#, "n".repeat(99));
        assert_eq!(described(&long).map(|name| name.len()), Some(MOST_NAME));
        assert_eq!(described(&format!("data:application/json,{}", " ".repeat(MOST_BYTES + 1))), None);
    }

    #[test]
    fn names_that_read_alike_have_their_addresses() {
        let [one, two, three] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let mut facts = [
            vec![fact("symbol", "hSOL"), fact("asset", &three.to_string()), fact("asset_symbol", "USDC")],
            vec![fact("symbol", "h5OL"), fact("asset", &three.to_string()), fact("asset_symbol", "USDC")],
            vec![fact("symbol", "S0L"), fact("asset", &WRAPPED_SOL.to_string()), fact("asset_symbol", "SOL")],
        ];
        tell_apart([one, two, three].into_iter().zip(&mut facts));
        let text = |place: usize, of: usize| facts[place][of].text.clone();
        assert_eq!(text(0, 0), format!("hSOL ({})", shortened(&one)));
        assert_eq!(text(1, 0), format!("h5OL ({})", shortened(&two)));
        assert_eq!([text(0, 2), text(1, 2)], ["USDC", "USDC"], "one mint has one name");
        assert_eq!(text(2, 0), format!("S0L ({})", shortened(&three)));
        assert_eq!(text(2, 2), "SOL", "wrapped SOL itself");
    }

    #[test]
    fn a_mint_that_takes_another_ones_symbol_is_told_apart() {
        let [one, two] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let mut facts = [one, two].map(|mint| vec![fact("asset", &mint.to_string()), fact("asset_symbol", "USDC")]);
        tell_apart([one, two].into_iter().zip(&mut facts));
        assert_eq!(facts[0][1].text, format!("USDC ({})", shortened(&one)));
        assert_eq!(facts[1][1].text, format!("USDC ({})", shortened(&two)));
    }
}
