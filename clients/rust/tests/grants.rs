//! Which instructions grants open: the client's table against the interface, the ledger's kinds, and the page that lists them.

use restaking_client::grants::{self, Act, GrantTerms};
use serde_json::Value;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

fn interface() -> Vec<Value> {
    let interface: Value = serde_json::from_str(include_str!("../../../idl/restaking.json")).expect("JSON");
    interface["instructions"].as_array().expect("a list").clone()
}

/// An instruction of the interface, each account of which is at an address made of its place.
fn instruction(of: &Value, argument: u8) -> Instruction {
    let tag = of["discriminator"][0].as_u64().expect("a byte") as u8;
    let count = of["accounts"].as_array().expect("a list").len();
    let metas = (0..count).map(|place| AccountMeta::new(at(place), false)).collect();
    Instruction { program_id: Pubkey::default(), accounts: metas, data: vec![tag, argument] }
}

fn at(place: usize) -> Pubkey {
    Pubkey::new_from_array([place as u8 + 1; 32])
}

/// The address of the account called `name` in an instruction of the interface.
fn called(of: &Value, name: &str) -> Option<Pubkey> {
    of["accounts"].as_array().expect("a list").iter().position(|each| each["name"] == name).map(at)
}

#[test]
fn each_act_is_found_where_the_interface_has_it() {
    let kind_of =
        |name: &str| GrantTerms::KINDS.iter().find(|(_, _, opened)| opened.contains(&name)).map(|(kind, ..)| *kind);
    for each in interface() {
        let name = each["name"].as_str().expect("a name");
        let Some(kind) = kind_of(name) else {
            assert_eq!(grants::act(&instruction(&each, 0)), None, "{name}");
            continue;
        };
        let signer = called(&each, "admin").expect("an admin");
        let act = |argument| grants::act(&instruction(&each, argument));
        if ["join_opt_in", "leave_opt_in"].contains(&name) {
            for (argument, side) in [(0, "left"), (1, "right")] {
                let entity = called(&each, side).expect("a side");
                assert_eq!(act(argument), Some(Act { kind, entity, signer }), "{name} of the {side}");
            }
            assert_eq!(act(2), None, "{name} of no side");
            continue;
        }
        let entity = match kind {
            GrantTerms::KEYS => called(&each, "operator"),
            GrantTerms::URI => called(&each, "operator").or_else(|| called(&each, "ncn")),
            GrantTerms::OPT_INS | GrantTerms::LIMITS | GrantTerms::APPROVALS | GrantTerms::METADATA => {
                called(&each, "vault")
            }
            _ => called(&each, "ncn"),
        };
        assert_eq!(act(0), Some(Act { kind, entity: entity.expect("an entity"), signer }), "{name}");
    }
}

#[test]
fn what_is_cut_short_asks_for_nothing() {
    for each in interface() {
        let mut short = instruction(&each, 0);
        short.accounts.clear();
        assert_eq!(grants::act(&short), None);
        short.data.clear();
        assert_eq!(grants::act(&short), None);
    }
}

#[test]
fn a_grant_follows_the_instructions_own_accounts() {
    let each = &interface()[2];
    let own = instruction(each, 0);
    let with = grants::with_grant(own.clone(), &at(77));
    assert_eq!(with.accounts[..own.accounts.len()], own.accounts);
    assert_eq!(with.accounts[own.accounts.len()..], [AccountMeta::new_readonly(at(77), false)]);
}

/// The page's table has every kind, with its bit, its entities and its instructions.
#[test]
fn the_page_lists_the_kinds() {
    let page = include_str!("../../../docs/grants.md");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter(|line| line.split('`').next().is_some_and(|name| grants::kind(name).is_some()))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), GrantTerms::KINDS.len());
    for (row, (bit, name, opened)) in rows.iter().zip(GrantTerms::KINDS) {
        assert_eq!(row[0].trim_matches('`'), name);
        assert_eq!(row[1], bit.to_string(), "{name}");
        let all =
            [(GrantTerms::OF_VAULTS, "vaults"), (GrantTerms::OF_OPERATORS, "operators"), (GrantTerms::OF_NCNS, "NCNs")];
        let of: Vec<&str> = all.iter().filter(|(kinds, _)| kinds & bit != 0).map(|(_, noun)| *noun).collect();
        assert_eq!(row[2], of.join(", "), "{name}");
        let listed: Vec<&str> = row[3].split(", ").map(|each| each.trim_matches('`')).collect();
        assert_eq!(listed, opened, "{name}");
    }
}
