//! The programs' interface files: the names of instructions, and the tests that each must have.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::thread;

use restaking_client::oracle::{LOCAL_ID, OracleNcnError};
use restaking_client::{CAPTURE_STAKE_DISCRIMINATOR, ID, SLASHABLE_STAKE_DISCRIMINATOR};
use restaking_client::{ENTER_CAPTURES_DISCRIMINATOR, SETTLE_DELEGATION_DISCRIMINATOR, SETTLE_EXITS_DISCRIMINATOR};
use serde_json::Value;
use solana_program::instruction::Instruction;

use super::rules::{Answer, custom};

/// The interface files.
const FILES: [&str; 3] = [
    include_str!("../../../idl/restaking.json"),
    include_str!("../../../idl/upgrade_gate.json"),
    include_str!("../../../idl/oracle_ncn.json"),
];

/// Follows the instruction's name in the name of each test with a table.
const TESTED: &str = "_takes_only_";

/// An instruction as its interface has it.
pub struct Interface {
    file: Value,
    /// The instruction's name.
    pub name: String,
    /// The names of its accounts.
    pub accounts: Vec<String>,
    /// Whether it reads accounts behind those.
    pub reads_on: bool,
    /// The answer to none behind those, where it needs some.
    pub without: Option<Answer>,
}

impl Interface {
    /// The interface of `instruction`.
    pub fn of(instruction: &Instruction) -> Self {
        let file = files().into_iter().find(|file| file["address"] == instruction.program_id.to_string());
        let file = file.expect("a program of this repository");
        let found = list(&file["instructions"]).iter().find(|each| instruction.data.starts_with(&tag(each)));
        let found = found.expect("an instruction of the program").clone();
        let text = |value: &Value| value["name"].as_str().expect("a name").to_owned();
        let is_one_of = |tags: &[[u8; 1]]| tags.iter().any(|tag| instruction.data.starts_with(tag));
        // The discriminators are the core's own.
        let is_core = instruction.program_id == ID;
        let reads_on = is_core
            && is_one_of(&[
                SLASHABLE_STAKE_DISCRIMINATOR,
                CAPTURE_STAKE_DISCRIMINATOR,
                ENTER_CAPTURES_DISCRIMINATOR,
                SETTLE_DELEGATION_DISCRIMINATOR,
                SETTLE_EXITS_DISCRIMINATOR,
            ]);
        let is_report = instruction.program_id == LOCAL_ID && text(&found) == "report";
        let without = is_report.then(|| custom(OracleNcnError::MissingAccounts as u32));
        let reads_on = reads_on || is_report;
        let accounts = list(&found["accounts"]).iter().map(text).collect();
        Self { file, name: text(&found), accounts, reads_on, without }
    }

    /// The bytes of its data that choose one of a few, each with how many: flags and enums.
    pub fn choices(&self) -> Vec<(usize, u8)> {
        let mut found = vec![];
        let mut at = list(&self.instruction()["discriminator"]).len();
        for argument in list(&self.instruction()["args"]) {
            // What follows a list has no place of its own.
            let Some(size) = self.measure(&argument["type"], at, &mut found) else { break };
            at += size;
        }
        found
    }

    fn instruction(&self) -> &Value {
        let found = list(&self.file["instructions"]).iter().find(|each| each["name"] == self.name.as_str());
        found.expect("an instruction of its interface")
    }

    /// The bytes that a value of `kind` takes at `at`; none where it varies. Adds the choices in it to `found`.
    fn measure(&self, kind: &Value, at: usize, found: &mut Vec<(usize, u8)>) -> Option<usize> {
        match kind.as_str() {
            Some("bool") => {
                found.push((at, 2));
                return Some(1);
            }
            Some("u8") => return Some(1),
            Some("u16") => return Some(2),
            Some("u32") => return Some(4),
            Some("u64" | "i64") => return Some(8),
            Some("pubkey") => return Some(32),
            Some(_) => return None,
            None => {}
        }
        if let [of, count] = list(&kind["array"]) {
            let before = found.len();
            let size = self.measure(of, at, found)?;
            assert_eq!(before, found.len(), "an array of choices");
            return Some(size * count.as_u64()? as usize);
        }
        let name = kind["defined"]["name"].as_str()?;
        let defined = &list(&self.file["types"]).iter().find(|each| each["name"] == name)?["type"];
        if defined["kind"] == "enum" {
            let variants = list(&defined["variants"]);
            found.push((at, variants.len() as u8));
            // Variants that hold values are of different sizes.
            return variants.iter().all(|variant| list(&variant["fields"]).is_empty()).then_some(1);
        }
        list(&defined["fields"])
            .iter()
            .try_fold(0, |size, field| Some(size + self.measure(&field["type"], at + size, found)?))
    }

    /// Asserts that the running test has the instruction's name, and that `slots` are its accounts.
    pub fn assert_tested(&self, slots: &[&str]) {
        let path = thread::current().name().unwrap_or_default().to_owned();
        let test = path.rsplit("::").next().unwrap_or_default();
        let names = names(&self.file);
        assert_eq!(tested(test, &names), Some(&self.name), "{test} is about another instruction");
        let accounts: Vec<&str> = self.accounts.iter().map(String::as_str).collect();
        assert_eq!(slots[..accounts.len()], accounts, "the slots are not the instruction's accounts");
    }
}

/// The instructions of the program with interface `name` for which this binary has no test with a table.
pub fn without_table(name: &str) -> BTreeSet<String> {
    let listed = Command::new(std::env::current_exe().expect("a test")).arg("--list").output().expect("its tests");
    let listed = String::from_utf8(listed.stdout).expect("names");
    let tests: Vec<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")?.rsplit("::").next()).collect();
    let file = files().into_iter().find(|file| file["metadata"]["name"] == name).expect("an interface");
    let names = names(&file);
    let with_table: BTreeSet<&String> = tests.iter().filter_map(|test| tested(test, &names)).collect();
    names.iter().filter(|name| !with_table.contains(name)).cloned().collect()
}

/// The instruction of `test`: the longest of `names` that its name begins with.
fn tested<'a>(test: &str, names: &'a [String]) -> Option<&'a String> {
    let begins = |name: &&String| test.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('_'));
    names.iter().filter(|_| test.contains(TESTED)).filter(begins).max_by_key(|name| name.len())
}

/// The names of a program's instructions.
fn names(file: &Value) -> Vec<String> {
    list(&file["instructions"]).iter().map(|each| each["name"].as_str().expect("a name").to_owned()).collect()
}

/// The instructions of the program with interface `name` that have choices among their arguments.
pub fn with_choices(name: &str) -> BTreeSet<String> {
    let file = files().into_iter().find(|file| file["metadata"]["name"] == name).expect("an interface");
    let of = |name| Interface { file: file.clone(), name, accounts: vec![], reads_on: false, without: None };
    names(&file).into_iter().filter(|name| !of(name.clone()).choices().is_empty()).collect()
}

/// The first bytes of the data of each instruction of the program with interface `name`.
pub fn tags(name: &str) -> BTreeSet<Vec<u8>> {
    let file = files().into_iter().find(|file| file["metadata"]["name"] == name).expect("an interface");
    list(&file["instructions"]).iter().map(tag).collect()
}

fn files() -> Vec<Value> {
    let own = FILES.into_iter().map(str::to_owned);
    own.chain(services()).map(|file| serde_json::from_str(&file).expect("an interface")).collect()
}

/// The interface files of the services in `ncns/`.
fn services() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ncns");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("idl.json")).ok()).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn tag(instruction: &Value) -> Vec<u8> {
    list(&instruction["discriminator"]).iter().map(|byte| byte.as_u64().expect("a byte") as u8).collect()
}
