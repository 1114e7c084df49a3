//! The program's interface file, and accounts and events read by it: every type that the program has, with names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use restaking_client::words::one_of;
use restaking_client::words::units::CHOICES;
use serde_json::{Map, Value};
use solana_program::pubkey::Pubkey;

/// The interface that this command line was built with.
pub static IDL: LazyLock<Idl> = LazyLock::new(|| {
    let file = serde_json::from_str(include_str!("../../idl/restaking.json")).expect("the interface file is JSON");
    Idl::of(&file)
});

/// That of liquid restaking.
pub static LIQUID: LazyLock<Idl> = LazyLock::new(|| {
    let file = serde_json::from_str(include_str!("../../idl/liquid.json")).expect("the interface file is JSON");
    Idl::of(&file)
});

/// That of the price oracle.
pub static ORACLE: LazyLock<Idl> = LazyLock::new(|| {
    let file = serde_json::from_str(include_str!("../../idl/oracle_ncn.json")).expect("the interface file is JSON");
    Idl::of(&file)
});

/// That of the upgrade gate.
pub static GATE: LazyLock<Idl> = LazyLock::new(|| {
    let file = serde_json::from_str(include_str!("../../idl/upgrade_gate.json")).expect("the interface file is JSON");
    Idl::of(&file)
});

/// The interface that has accounts of `kind`: no kind is in both.
pub fn of_kind(kind: &str) -> &'static Idl {
    if LIQUID.tag(kind).is_some() { &LIQUID } else { &IDL }
}

/// What the interface file says.
pub struct Idl {
    /// The instructions' names, in the file's order.
    pub instructions: Vec<Instruction>,
    /// The accounts' names and the bytes that they begin with.
    pub accounts: Vec<(String, Vec<u8>)>,
    /// The events', likewise.
    pub events: Vec<(String, Vec<u8>)>,
    types: BTreeMap<String, Vec<(String, Type)>>,
    /// The variants of enums of one byte, in the order of their bytes: in lower case, and as texts call them.
    enums: BTreeMap<String, Vec<(String, String)>>,
}

/// An instruction of the interface.
pub struct Instruction {
    /// Its name.
    pub name: String,
    /// What its data begins with.
    pub discriminator: Vec<u8>,
    /// The names of its accounts, in order.
    pub accounts: Vec<String>,
    /// The names of those that it makes, or that need not be there.
    pub made: Vec<String>,
}

/// The type of a field.
#[derive(Clone, Debug)]
enum Type {
    Unsigned(usize),
    Signed,
    Bool,
    Address,
    Array(Box<Type>, usize),
    List(Box<Type>),
    /// A struct or an enum, by its name.
    Defined(String),
}

/// A value that was read, with the names of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A figure of 16 bits or less.
    Small(u64),
    /// An unsigned figure.
    Figure(u64),
    /// A signed figure: a time.
    Signed(i64),
    /// Yes or no.
    Bool(bool),
    /// A variant of an enum, in words. A byte that the interface does not have is [`Self::Small`].
    Choice {
        /// Its name, in lower case.
        variant: String,
        /// What it is called in texts.
        words: String,
        /// What stands for it.
        byte: u8,
    },
    /// An address.
    Address(Pubkey),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Several of one type.
    List(Vec<Node>),
    /// A struct: its type's name and its fields.
    Struct(String, Vec<(String, Node)>),
}

impl Idl {
    fn of(file: &Value) -> Self {
        let discriminators =
            |list: &str| list_of(&file[list]).map(|each| (text(&each["name"]), bytes(&each["discriminator"])));
        let of_kind = |kind: &'static str| list_of(&file["types"]).filter(move |each| each["type"]["kind"] == kind);
        let types = of_kind("struct").map(|each| {
            let fields = list_of(&each["type"]["fields"]);
            (text(&each["name"]), fields.map(|field| (text(&field["name"]), Type::of(&field["type"]))).collect())
        });
        let enums = of_kind("enum").map(|each| {
            let (name, variants) = (text(&each["name"]), list_of(&each["type"]["variants"]));
            let choice = CHOICES.iter().find(|(choice, _)| *choice == name);
            let called = (0..).zip(variants).map(|(byte, variant)| {
                let variant = words(&text(&variant["name"]));
                let called = choice.map_or_else(|| variant.clone(), |(_, words)| one_of(words, byte));
                (variant, called)
            });
            (name, called.collect())
        });
        let instructions = list_of(&file["instructions"]).map(|each| Instruction {
            name: text(&each["name"]),
            discriminator: bytes(&each["discriminator"]),
            accounts: list_of(&each["accounts"]).map(|account| text(&account["name"])).collect(),
            made: list_of(&each["accounts"])
                .filter(|account| is_made(account))
                .map(|each| text(&each["name"]))
                .collect(),
        });
        Self {
            instructions: instructions.collect(),
            accounts: discriminators("accounts").collect(),
            events: discriminators("events").collect(),
            types: types.collect(),
            enums: enums.collect(),
        }
    }

    /// The account in `data`, read whole; none if it is of no kind that the interface has.
    pub fn account(&self, data: &[u8]) -> Option<Node> {
        self.tagged(&self.accounts, data)
    }

    /// The event in `data`, likewise.
    pub fn event(&self, data: &[u8]) -> Option<Node> {
        self.tagged(&self.events, data)
    }

    /// The kind of the account in `data`.
    pub fn kind(&self, data: &[u8]) -> Option<&str> {
        self.accounts.iter().find(|(_, tag)| data.starts_with(tag)).map(|(name, _)| name.as_str())
    }

    /// What accounts of `kind` begin with.
    pub fn tag(&self, kind: &str) -> Option<&[u8]> {
        self.accounts.iter().find(|(name, _)| name == kind).map(|(_, tag)| tag.as_slice())
    }

    /// Where `field` stands in the data of accounts of `kind`.
    pub fn offset(&self, kind: &str, field: &str) -> Option<usize> {
        let fields = self.types.get(kind)?;
        let place = fields.iter().position(|(name, _)| name == field)?;
        let before = fields[..place].iter().map(|(_, ty)| self.size(ty));
        Some(self.tag(kind)?.len() + before.sum::<Option<usize>>()?)
    }

    /// The fields of the struct `name`.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.types.get(name).into_iter().flatten().map(|(field, _)| field.as_str())
    }

    /// The names of all structs.
    pub fn structs(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    fn tagged(&self, kinds: &[(String, Vec<u8>)], data: &[u8]) -> Option<Node> {
        let (name, tag) = kinds.iter().find(|(_, tag)| data.starts_with(tag))?;
        self.read(&Type::Defined(name.clone()), &mut &data[tag.len()..])
    }

    fn size(&self, ty: &Type) -> Option<usize> {
        match ty {
            Type::Unsigned(bytes) => Some(*bytes),
            Type::Signed => Some(8),
            Type::Bool => Some(1),
            Type::Address => Some(32),
            Type::Array(of, count) => Some(self.size(of)? * count),
            Type::List(_) => None,
            Type::Defined(name) if self.enums.contains_key(name) => Some(1),
            Type::Defined(name) => self.types.get(name)?.iter().map(|(_, ty)| self.size(ty)).sum(),
        }
    }

    fn read(&self, ty: &Type, data: &mut &[u8]) -> Option<Node> {
        Some(match ty {
            Type::Unsigned(bytes) => {
                let mut wide = [0; 8];
                wide[..*bytes].copy_from_slice(take(data, *bytes)?);
                let figure = u64::from_le_bytes(wide);
                if *bytes < 8 { Node::Small(figure) } else { Node::Figure(figure) }
            }
            Type::Signed => Node::Signed(i64::from_le_bytes(take(data, 8)?.try_into().ok()?)),
            Type::Bool => Node::Bool(take(data, 1)? != [0]),
            Type::Address => Node::Address(Pubkey::new_from_array(take(data, 32)?.try_into().ok()?)),
            Type::Array(of, count) if matches!(**of, Type::Unsigned(1)) => Node::Bytes(take(data, *count)?.to_vec()),
            Type::Array(of, count) => Node::List((0..*count).map(|_| self.read(of, data)).collect::<Option<_>>()?),
            Type::List(of) => {
                let count = u32::from_le_bytes(take(data, 4)?.try_into().ok()?);
                Node::List((0..count).map(|_| self.read(of, data)).collect::<Option<_>>()?)
            }
            Type::Defined(name) if self.enums.contains_key(name) => {
                let [byte] = *take(data, 1)? else { return None };
                match self.enums[name].get(usize::from(byte)) {
                    Some((variant, words)) => Node::Choice { variant: variant.clone(), words: words.clone(), byte },
                    None => Node::Small(byte.into()),
                }
            }
            Type::Defined(name) => {
                let fields = self.types.get(name)?.iter();
                let fields = fields.map(|(field, ty)| Some((field.clone(), self.read(ty, data)?)));
                Node::Struct(name.clone(), fields.collect::<Option<_>>()?)
            }
        })
    }
}

impl Type {
    fn of(ty: &Value) -> Self {
        if let Some([of, count]) = ty["array"].as_array().map(Vec::as_slice) {
            return Self::Array(Box::new(Self::of(of)), count.as_u64().expect("a length") as usize);
        }
        if let Some(name) = ty["defined"]["name"].as_str() {
            return Self::Defined(name.to_owned());
        }
        if !ty["vec"].is_null() {
            return Self::List(Box::new(Self::of(&ty["vec"])));
        }
        match ty.as_str() {
            Some("u8") => Self::Unsigned(1),
            Some("u16") => Self::Unsigned(2),
            Some("u32") => Self::Unsigned(4),
            Some("u64") => Self::Unsigned(8),
            Some("i64") => Self::Signed,
            Some("bool") => Self::Bool,
            Some("pubkey") => Self::Address,
            _ => panic!("the interface file has a type that is not read here: {ty}"),
        }
    }
}

impl Node {
    /// The fields of a struct.
    pub fn fields(&self) -> &[(String, Node)] {
        match self {
            Self::Struct(_, fields) => fields,
            _ => &[],
        }
    }

    /// The name of a struct's type.
    pub fn name(&self) -> &str {
        match self {
            Self::Struct(name, _) => name,
            _ => "",
        }
    }

    /// A field of a struct.
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.fields().iter().find(|(field, _)| field == name).map(|(_, node)| node)
    }

    /// An address among a struct's fields.
    pub fn address(&self, name: &str) -> Option<Pubkey> {
        match self.field(name)? {
            Self::Address(address) => Some(*address),
            _ => None,
        }
    }

    /// A figure among a struct's fields.
    pub fn figure(&self, name: &str) -> Option<u64> {
        match self.field(name)? {
            Self::Small(figure) | Self::Figure(figure) => Some(*figure),
            _ => None,
        }
    }

    /// Whether all figures of a value are zero.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Small(figure) | Self::Figure(figure) => *figure == 0,
            Self::Signed(time) => *time == 0,
            Self::Bool(yes) => !yes,
            Self::Choice { byte, .. } => *byte == 0,
            Self::Address(address) => *address == Pubkey::default(),
            Self::Bytes(bytes) => bytes.iter().all(|byte| *byte == 0),
            Self::List(list) => list.iter().all(Self::is_blank),
            Self::Struct(_, fields) => fields.iter().all(|(_, node)| node.is_blank()),
        }
    }

    /// As JSON: figures of 64 bits and times as strings, variants of enums as words, addresses in base58, bytes in hexadecimal, texts as text. Fields
    /// that only fill a layout are omitted.
    pub fn json(&self) -> Value {
        match self {
            Self::Small(figure) => (*figure).into(),
            Self::Figure(figure) => figure.to_string().into(),
            Self::Signed(time) => time.to_string().into(),
            Self::Bool(yes) => (*yes).into(),
            Self::Choice { variant, .. } => variant.replace(' ', "_").into(),
            Self::Address(address) => address.to_string().into(),
            Self::Bytes(bytes) => hex(bytes).into(),
            Self::List(list) => list.iter().map(Self::json).collect(),
            Self::Struct(_, fields) => {
                let shown = fields.iter().filter(|(name, _)| !is_filler(name));
                let json = shown.map(|(name, node)| match node {
                    Self::Bytes(bytes) if is_text(name) => (name.clone(), text_of(bytes).into()),
                    _ => (name.clone(), node.json()),
                });
                Value::Object(json.collect::<Map<_, _>>())
            }
        }
    }
}

/// Whether a field only fills a layout, or is of use to the program alone.
pub fn is_filler(name: &str) -> bool {
    matches!(name, "padding" | "reserved" | "bump") || name.ends_with("_bump")
}

/// `bytes` in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a field of bytes is a text.
pub fn is_text(name: &str) -> bool {
    matches!(name, "uri" | "name" | "symbol")
}

/// The text in a field of bytes, without the zeroes behind it.
pub fn text_of(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Whether an account may not exist yet, by the interface: it has seeds, the instruction creates it, or any account is valid.
fn is_made(account: &Value) -> bool {
    let docs = list_of(&account["docs"]).filter_map(Value::as_str).collect::<Vec<_>>().join(" ");
    !account["pda"].is_null() || ["created here", "created by", "any account"].iter().any(|said| docs.contains(said))
}

fn take<'a>(data: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = data.split_at_checked(count)?;
    *data = rest;
    Some(taken)
}

fn list_of(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The name of an enum's variant in words: `FeeAdmin` is "fee admin".
fn words(variant: &str) -> String {
    let mut words = String::new();
    for (place, letter) in variant.chars().enumerate() {
        if place > 0 && letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn text(value: &Value) -> String {
    value.as_str().expect("a name").to_owned()
}

fn bytes(value: &Value) -> Vec<u8> {
    list_of(value).map(|byte| byte.as_u64().expect("a byte") as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use restaking_client as client;

    #[test]
    fn offsets_are_those_of_the_accounts() {
        let mut data = client::EXIT_TICKET_DISCRIMINATOR.to_vec();
        data.resize(client::ExitTicket::LEN, 0);
        let owner = Pubkey::new_from_array([9; 32]);
        let empty = client::ExitTicket::from_bytes(&data).unwrap();
        let ticket = client::Ticket { epoch: 7, shares: 8, ..empty.ticket.clone() };
        let data = borsh::to_vec(&client::ExitTicket { owner, ticket, version: 1, ..empty }).unwrap();
        let at = IDL.offset("ExitTicket", "owner").unwrap();
        assert_eq!(&data[at..at + 32], owner.as_ref());
        let node = IDL.account(&data).unwrap();
        assert_eq!((IDL.kind(&data), node.address("owner")), (Some("ExitTicket"), Some(owner)));
        let json = node.json();
        assert_eq!([&json["ticket"]["epoch"], &json["ticket"]["shares"], &json["ticket"]["paid"]], ["7", "8", "0"]);
        assert_eq!(node.json()["version"], 1);
        assert!(node.json().get("reserved").is_none());
    }

    #[test]
    fn enums_are_read_as_words_and_unknown_bytes_as_numbers() {
        let mut data = client::SLASH_PROPOSAL_DISCRIMINATOR.to_vec();
        data.resize(client::SlashProposal::LEN, 0);
        let slash = client::SlashProposal::from_bytes(&data).unwrap();
        let read = |status, kind| {
            let changed = client::SlashProposal { status, kind, ..slash.clone() };
            IDL.account(&borsh::to_vec(&changed).unwrap()).unwrap().json()
        };
        let json = read(client::SlashStatus::Vetoed, client::SlashKind::Equivocation);
        assert_eq!((&json["status"], &json["kind"]), (&"vetoed".into(), &"equivocation".into()));
        let json = read(client::SlashStatus::Unknown(3), client::SlashKind::Incident);
        assert_eq!((&json["status"], &json["kind"]), (&3.into(), &"incident".into()));
        assert_eq!(["FeeAdmin", "Ed25519", "Open"].map(words), ["fee admin", "ed25519", "open"]);
    }

    #[test]
    fn every_account_is_read_whole_and_short_data_not_at_all() {
        for (name, tag) in &IDL.accounts {
            let bytes = IDL.size(&Type::Defined(name.clone())).unwrap();
            let mut data = tag.clone();
            data.resize(tag.len() + bytes, 0);
            assert!(IDL.account(&data).is_some(), "{name}");
            data.pop();
            assert!(IDL.account(&data).is_none(), "{name}");
        }
        assert!(IDL.account(&[1; 400]).is_none());
    }
}
