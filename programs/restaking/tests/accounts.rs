//! What docs/accounts.md promises of all accounts, instructions, events and errors, held against the interface and the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::size_of;

use restaking::state;
use serde_json::Value;

/// The account that has no reserved bytes.
const WITHOUT_RESERVED: [&str; 1] = ["DepositorApproval"];

fn read(path: &str) -> String {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn idl() -> Value {
    serde_json::from_str(&read("idl/restaking.json")).expect("the interface is JSON")
}

/// A list of the interface's.
fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list of {name}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// Types by their names.
fn types(idl: &Value) -> BTreeMap<&str, &Value> {
    list(idl, "types").iter().map(|each| (text(each, "name"), &each["type"])).collect()
}

/// The bytes of a type, and the multiple that it stands at.
fn size(types: &BTreeMap<&str, &Value>, of: &Value) -> (usize, usize) {
    if let Some(name) = of.as_str() {
        return match name {
            "u8" | "i8" | "bool" => (1, 1),
            "u16" | "i16" => (2, 2),
            "u32" | "i32" => (4, 4),
            "u64" | "i64" => (8, 8),
            "pubkey" => (32, 1),
            other => panic!("{other} has no place in an account"),
        };
    }
    if let Some([each, count]) = of["array"].as_array().map(Vec::as_slice) {
        let (bytes, multiple) = size(types, each);
        return (bytes * count.as_u64().expect("a number") as usize, multiple);
    }
    let name = text(&of["defined"], "name");
    if types[name]["kind"] == "enum" {
        return (1, 1);
    }
    let fields = list(types[name], "fields").iter().map(|field| size(types, &field["type"]));
    fields.fold((0, 1), |(sum, most), (bytes, multiple)| (sum + bytes, most.max(multiple)))
}

/// The bytes of each account, its discriminator included.
fn sizes() -> BTreeMap<&'static str, usize> {
    macro_rules! sizes {
        ($($name:ident)*) => { [$((stringify!($name), 8 + size_of::<state::$name>())),*].into() };
    }
    let mut sizes: BTreeMap<&str, usize> = sizes!(
        Config Vault ExitBucket ExitTicket DepositorApproval Operator Ncn OptIn OperatorDelegation NcnAllocation
        OperatorRecord OperatorKey SlashProposal OffenseReport Equivocation RewardTree RewardClaim RewardOffer
        VaultBondPool VaultPosition SlashPledge SweepNotice Grant
    );
    // With the number of their entries.
    sizes.insert("StakeTable", 16 + size_of::<state::StakeTable>());
    sizes.insert("StakeCapture", 16 + size_of::<state::StakeCapture>());
    sizes
}

#[test]
fn every_account_begins_with_its_version_and_ends_in_reserved_bytes() {
    let idl = idl();
    let types = types(&idl);
    assert_eq!(list(&idl, "accounts").len(), sizes().len(), "an account is missing from the list");
    for account in list(&idl, "accounts") {
        let name = text(account, "name");
        let fields = list(types[name], "fields");
        assert_eq!((text(&fields[0], "name"), fields[0]["type"].as_str()), ("version", Some("u8")), "{name}");
        let last = fields.last().expect("a field");
        let has_reserved = text(last, "name") == "reserved";
        assert_eq!(has_reserved, !WITHOUT_RESERVED.contains(&name), "{name}");
        assert!(!has_reserved || last["type"]["array"][0] == "u8", "{name}");
        let reserved = fields.iter().filter(|field| text(field, "name") == "reserved").count();
        assert_eq!(reserved, usize::from(has_reserved), "{name}");
    }
}

/// Each field stands where the one before ends, at a multiple of what it is made of; and the last ends the account.
#[test]
fn no_byte_of_an_account_is_no_field() {
    let idl = idl();
    let types = types(&idl);
    let sizes = sizes();
    for account in list(&idl, "accounts") {
        let (name, mut end) = (text(account, "name"), 0);
        for field in list(types[name], "fields") {
            let (bytes, multiple) = size(&types, &field["type"]);
            assert_eq!(end % multiple, 0, "{name}.{} stands at {end}", text(field, "name"));
            end += bytes;
        }
        let head = if ["StakeTable", "StakeCapture"].contains(&name) { 16 } else { 8 };
        assert_eq!(head + end, sizes[name], "{name}");
    }
}

/// The rows of a page's table: the first cell's name, and the cells.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<String> = line.strip_prefix("| `")?.split('|').map(|cell| cell.trim().to_owned()).collect();
        let (name, _) = cells[0].split_once('`')?;
        Some((name.to_owned(), cells))
    });
    rows.collect()
}

/// The number that a cell begins with.
fn number(cell: &str) -> Option<usize> {
    cell.split(' ').next()?.trim_end_matches(',').replace(',', "").parse().ok()
}

#[test]
fn the_page_says_each_accounts_size_and_what_is_reserved_of_it() {
    let (idl, sizes) = (idl(), sizes());
    let types = types(&idl);
    let path = "docs/accounts.md";
    let rows: Vec<_> = rows(&read(path)).into_iter().filter(|row| sizes.contains_key(row.0.as_str())).collect();
    let named: BTreeSet<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!((named.len(), rows.len()), (sizes.len(), sizes.len()), "{path} names each account once");
    for (name, cells) in &rows {
        assert_eq!(number(&cells[1]), Some(sizes[name.as_str()]), "{path}: {name}");
        let last = list(types[name.as_str()], "fields").last().expect("a field");
        let reserved = (text(last, "name") == "reserved").then(|| size(&types, &last["type"]).0);
        assert_eq!(number(&cells[2]), reserved, "{path}: {name}");
        assert!(cells[3].starts_with('`'), "{path} has the seeds of {name}");
    }
    let ledger = list(types["VaultLedger"], "fields").last().expect("a field");
    assert_eq!(
        (text(ledger, "name"), size(&types, &ledger["type"]).0),
        ("reserved", 16),
        "a vault's ledger has its own"
    );
}

#[test]
fn discriminators_and_codes_are_nobody_elses() {
    let idl = idl();
    for (kind, length) in [("accounts", 8), ("events", 8), ("instructions", 1)] {
        let all: Vec<&[Value]> = list(&idl, kind).iter().map(|each| list(each, "discriminator")).collect();
        assert!(all.iter().all(|tag| tag.len() == length), "{kind}");
        let bytes = |tag: &[Value]| tag.iter().map(|byte| byte.as_u64().expect("a byte")).collect::<Vec<_>>();
        let different: BTreeSet<_> = all.iter().map(|tag| bytes(tag)).collect();
        assert_eq!(different.len(), all.len(), "{kind}");
    }
    let codes: Vec<u64> = list(&idl, "errors").iter().map(|error| error["code"].as_u64().expect("a code")).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "codes rise in the order in which they came");
}
