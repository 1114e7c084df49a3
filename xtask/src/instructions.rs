//! `docs/instructions.md`: every instruction of the programs, written from the interface files, the command line's table and the
//! measured compute units.

use std::{collections::BTreeMap, fs};

use anchor_lang_idl_spec::{Idl, IdlInstruction, IdlInstructionAccountItem};
use anyhow::{Context, Result, bail};

use crate::{
    drift::difference,
    programs::{CORE, GATE, LIQUID, ORACLE, Program},
    workspace::root,
};

/// The page.
const PAGE: &str = "docs/instructions.md";

/// The table of which command sends which instruction.
const COMMANDS: &str = "cli/src/command/instruction_map.rs";

/// The measured compute units.
const UNITS: &str = "benches/COMPUTE.md";

const HEAD: &str = "\
# Instructions

`cargo xtask idl` writes this page from the [interface](../idl), the command line's table and the [measured compute
units](../benches/COMPUTE.md). Signers do not include the payer of rent. Units are the minimum for the plainest case.
";

/// Writes the page; with `check`, compares it with what is there instead.
pub fn write(check: bool) -> Result<()> {
    let read = |path: &str| fs::read_to_string(root().join(path)).with_context(|| format!("cannot read {path}"));
    let (commands, units) = (commands(&read(COMMANDS)?), units(&read(UNITS)?));
    let mut text = HEAD.to_owned();
    let titles =
        [(CORE, "The core"), (GATE, "The upgrade gate"), (LIQUID, "Liquid restaking"), (ORACLE, "The price oracle")];
    for (program, title) in titles {
        let idl: Idl = serde_json::from_str(&read(program.idl)?).context("the interface file is not readable")?;
        text += &table(program, title, &idl, &commands, &units)?;
    }
    let before = read(PAGE).unwrap_or_default();
    if check && before != text {
        bail!("{PAGE} is out of date; run `cargo xtask idl`:\n{}", difference(PAGE, &before, &text));
    }
    if before != text {
        fs::write(root().join(PAGE), text).with_context(|| format!("cannot write {PAGE}"))?;
        println!("{PAGE} is written");
    }
    Ok(())
}

/// The table of one program. The instructions of the core and of liquid restaking have a command each.
fn table(
    program: Program,
    title: &str,
    idl: &Idl,
    commands: &BTreeMap<String, String>,
    units: &BTreeMap<String, String>,
) -> Result<String> {
    let mut text = format!(
        "\n## {title}\n\n[`programs/{0}`](../programs/{0}), at `{1}` on local chains.\n",
        program.name, idl.address
    );
    let has_commands = [CORE, LIQUID].contains(&program);
    text += if has_commands {
        "\n| instruction | what it does | signers | `restake` | units |\n|---|---|---|---|---:|\n"
    } else {
        "\n| instruction | what it does | signers | units |\n|---|---|---|---:|\n"
    };
    for instruction in &idl.instructions {
        let name = &instruction.name;
        let units = units.get(name).with_context(|| format!("{UNITS} has no row for {name}"))?;
        text += &format!("| `{name}` | {} | {} |", sentence(instruction)?, signers(&instruction.accounts));
        if has_commands {
            let command = commands.get(name).with_context(|| format!("{COMMANDS} has no command for {name}"))?;
            text += &format!(" `{command}` |");
        }
        text += &format!(" {units} |\n");
    }
    Ok(text)
}

/// The first sentence of an instruction's documentation.
fn sentence(instruction: &IdlInstruction) -> Result<String> {
    let text = instruction.docs.join(" ");
    let end = text.find(". ").map_or(text.len(), |place| place + 1);
    let sentence = text[..end].trim();
    if sentence.is_empty() {
        bail!("{} has no documentation", instruction.name);
    }
    Ok(sentence.replace('|', "\\|"))
}

/// The accounts that sign, except the payer of rent; `anyone` without one.
fn signers(accounts: &[IdlInstructionAccountItem]) -> String {
    let mut names = vec![];
    for account in accounts {
        if let IdlInstructionAccountItem::Single(account) = account
            && account.signer
            && account.name != "payer"
        {
            names.push(if account.optional { format!("{} (optional)", account.name) } else { account.name.clone() });
        }
    }
    if names.is_empty() { "anyone".to_owned() } else { names.join(", ").replace('_', " ") }
}

/// The command of each instruction of the core.
pub fn core_commands() -> Result<BTreeMap<String, String>> {
    let source = fs::read_to_string(root().join(COMMANDS)).with_context(|| format!("cannot read {COMMANDS}"))?;
    // The core's table is the first.
    let table = source.split("];").next().unwrap_or_default();
    Ok(commands(table))
}

/// The rows `("instruction", "command"),` of the command line's table.
fn commands(source: &str) -> BTreeMap<String, String> {
    let rows = source.lines().filter_map(|line| {
        let (instruction, command) = line.trim().strip_prefix("(\"")?.strip_suffix("\"),")?.split_once("\", \"")?;
        Some((instruction.to_owned(), command.to_owned()))
    });
    rows.collect()
}

/// The minimum of each instruction: of the row with its name alone, or else of its first variant.
pub fn units(page: &str) -> BTreeMap<String, String> {
    let mut units = BTreeMap::new();
    for line in page.lines().filter_map(|line| line.strip_prefix("| ")) {
        let mut cells = line.split('|').map(str::trim);
        let (Some(name), Some(minimum)) = (cells.next(), cells.next()) else { continue };
        match name.split_once(", ") {
            None => drop(units.insert(name.to_owned(), minimum.to_owned())),
            Some((name, _)) => drop(units.entry(name.to_owned()).or_insert_with(|| minimum.to_owned())),
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE=1` writes the page, without the build that `cargo xtask idl` makes.
    #[test]
    fn the_page_is_up_to_date() {
        write(std::env::var_os("UPDATE").is_none()).unwrap();
    }

    #[test]
    fn rows_are_read() {
        let units =
            units("| name | min |\n| b, first | 9 |\n| b | 7 |\n| b, more | 8 |\n| a, first | 3 |\n| a, later | 4 |\n");
        assert_eq!((units["a"].as_str(), units["b"].as_str()), ("3", "7"));
        let commands = commands("    (\"a\", \"x y\"),\n    other\n");
        assert_eq!(commands["a"], "x y");
    }

    #[test]
    fn what_is_missing_is_named() {
        let idl: Idl = serde_json::from_str(&fs::read_to_string(root().join(CORE.idl)).unwrap()).unwrap();
        let error = table(CORE, "Core", &idl, &BTreeMap::new(), &BTreeMap::new()).unwrap_err();
        assert_eq!(error.to_string(), "benches/COMPUTE.md has no row for initialize_config");
    }
}
