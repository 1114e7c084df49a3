//! The figures: printed, written as JSON for machines and as a committed page for people, and held against both the
//! committed page and the limits.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

/// The most that the minimum over all seeds may be.
const LIMITS: [(&str, u64); 42] = [
    ("initialize_vault", 16_000),
    ("deposit", 7_100),
    ("request_exit", 6_800),
    ("request_exit, first of its epoch", 6_800),
    ("claim_exit", 8_000),
    ("deposit, with a fee and a stream", 7_100),
    ("request_exit, with a fee and a stream", 6_800),
    ("claim_exit, with a fee and a stream", 8_000),
    // Its token transfer is in the figures, and not in the limit.
    ("pay_reward", 4_900),
    ("pay_reward, first", 4_900),
    ("register_operator", 3_800),
    ("register_ncn", 3_800),
    ("join_opt_in", 3_000),
    ("leave_opt_in", 3_000),
    ("announce_move", 3_500),
    ("cancel_move", 3_500),
    ("complete_move", 3_500),
    ("delegate", 3_500),
    ("allocate", 3_500),
    ("claim_reward, depth 20", 12_000),
    ("claim_reward, depth 20, first", 12_000),
    ("bond, 8 rewards", 8_000),
    ("unbond, 8 rewards", 8_000),
    ("claim_position_reward", 8_000),
    ("propose_slash, two buckets", 15_000),
    ("veto_slash, two buckets", 15_000),
    ("execute_slash, two buckets", 15_000),
    ("execute_slash, two buckets, pledged", 15_000),
    ("pledge", 4_000),
    ("attribute_reward", 4_000),
    ("claim_reward_share", 7_000),
    ("claim_position_share", 7_000),
    ("submit_equivocation", 25_000),
    ("slash_equivocation, one bucket", 25_000),
    ("deposit_asset", 15_000),
    ("leave_instantly", 15_000),
    ("leave_in_kind, 8 assets", 25_000),
    ("queue_exit", 8_000),
    ("claim_queued_exit", 8_000),
    ("report, five votes", 15_000),
    ("finalize, 209 operators", 60_000),
    ("judge", 6_000),
];

/// What stands before the rows of what fits.
const FITS: &str = "
## What fits

The most that one transaction has room for, measured on transactions that ran: the instruction alone, signed by one key. Version
0 has 1,232 bytes; its lookup table holds all that is only read. Version 1 has 4,096 bytes, 64 accounts and no lookup tables, and
states its compute budget in the message; version 0 has none here, which would take 52 bytes.

| in one transaction | version 0 | units | with a lookup table | units | version 1 | units |
|---|---:|---:|---:|---:|---:|---:|
";

/// Jito's restaking programs: units measured on the deployed binary and on a build of their source of November 2025, in the
/// same virtual machine with the same token program, minimum over seeds.
const JITO: [(&str, &str, u64, u64); 12] = [
    ("initialize_vault", "InitializeVault", 69_743, 49_275),
    ("deposit", "MintTo", 21_730, 21_425),
    ("request_exit", "EnqueueWithdrawal", 29_853, 20_466),
    ("request_exit, first of its epoch", "EnqueueWithdrawal", 29_853, 20_466),
    ("claim_exit", "BurnWithdrawalTicket", 34_803, 33_672),
    ("set_vault_limits", "SetFees", 5_771, 5_709),
    ("register_operator", "InitializeOperator", 20_002, 11_478),
    ("register_ncn", "InitializeNcn", 20_310, 11_491),
    ("open_opt_in", "InitializeNcnOperatorState", 24_900, 15_846),
    ("join_opt_in", "NcnWarmupOperator", 9_607, 14_400),
    ("open_delegation", "InitializeVaultOperatorDelegation", 27_190, 18_126),
    ("delegate", "AddDelegation", 10_672, 10_803),
];

/// The most of something that one transaction has room for, and the compute units that it takes.
pub type Most = (usize, u64);

/// How much of something fits in one transaction.
#[derive(Clone, Copy)]
pub struct Fit {
    /// What is counted.
    pub name: &'static str,
    /// In version 0 by itself, with a lookup table where one helps, and in version 1.
    pub most: [Option<Most>; 3],
}

/// Compute units by instruction, a sample for each call; what fits in a transaction; and the program's size.
#[derive(Default)]
pub struct Table(BTreeMap<&'static str, Vec<u64>>, Vec<Fit>, String);

impl Table {
    /// Adds a sample.
    pub fn add(&mut self, name: &'static str, units: u64) {
        let samples = self.0.entry(name).or_default();
        let place = samples.partition_point(|&sample| sample <= units);
        samples.insert(place, units);
    }

    /// Adds a row to what fits in a transaction.
    pub fn fits(&mut self, fit: Fit) {
        self.1.push(fit);
    }

    /// Sets the sentence on the program's size.
    pub fn size(&mut self, sentence: String) {
        self.2 = sentence;
    }

    /// Writes `target/bench/compute.json`.
    pub fn write_json(&self) -> Result<(), String> {
        let figures: Map<String, Value> =
            self.rows().map(|row| (row.name.into(), json!({"min": row.min, "median": row.median}))).collect();
        let path = root().join("target/bench/compute.json");
        let text = serde_json::to_string_pretty(&json!({"restaking": figures})).expect("plain data") + "\n";
        std::fs::create_dir_all(path.parent().expect("a folder")).map_err(|error| format!("{error}"))?;
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    /// Writes the committed page.
    pub fn write_committed(&self) -> Result<(), String> {
        let path = committed();
        std::fs::write(&path, self.page()).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        self.over_limits()
    }

    /// Refuses a figure over its limit, and one over the committed page's.
    pub fn check(&self) -> Result<(), String> {
        self.over_limits()?;
        let path = committed();
        let page =
            std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let before = figures_of(&page);
        let mut wrong = Vec::new();
        for row in self.rows() {
            match before.get(row.name) {
                None => wrong.push(format!("{} is not in the committed table", row.name)),
                Some(&min) if row.min > min => wrong.push(format!("{} rose from {min} to {}", row.name, row.min)),
                Some(&min) if row.min < min => {
                    println!("{} fell from {min} to {}: commit the table", row.name, row.min)
                }
                Some(_) => {}
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{}\nif there is a reason, run `cargo xtask bench`, commit the table and say why",
            wrong.join("\n")
        ))
    }

    fn over_limits(&self) -> Result<(), String> {
        let over = self.rows().filter_map(|row| {
            let limit = row.limit.filter(|&limit| row.min > limit)?;
            Some(format!("{} takes {} units, over its limit of {limit}", row.name, row.min))
        });
        let over: Vec<String> = over.collect();
        if over.is_empty() { Ok(()) } else { Err(over.join("\n")) }
    }

    fn page(&self) -> String {
        let mut page = String::from(
            "# Compute units\n\n\
             `cargo xtask bench` measures them on the compiled program, each instruction alone in a transaction, in LiteSVM 0.16\n\
             with p-token as SPL Token, over 24 seeds (an address costs more the further its bump is from 255). Amounts are around\n\
             10^14 and the rate is not 1:1. Before `register_key` stands its proof of possession, which takes no units: its price is\n\
             a signature's fee. CI fails where a minimum rises over this table or its limit.\n\n\
             Jito's figures are for the nearest instruction of its programs, the deployed binary and a build of November 2025,\n\
             minimum over seeds in the same machine.\n\n\
             | instruction | min | median | limit | Jito's | deployed | 2025-11 |\n|---|---:|---:|---:|---|---:|---:|\n",
        );
        for row in self.rows() {
            let limit = row.limit.map(grouped).unwrap_or_default();
            let (peer, deployed, built) = row.peer.map_or_else(Default::default, |(name, deployed, built)| {
                (name.to_string(), grouped(deployed), grouped(built))
            });
            let (min, median) = (grouped(row.min), grouped(row.median));
            page += &format!("| {} | {min} | {median} | {limit} | {peer} | {deployed} | {built} |\n", row.name);
        }
        page += FITS;
        for Fit { name, most } in &self.1 {
            let cells = most.map(|most| match most {
                Some((most, units)) => format!("{} | {}", grouped(most as u64), grouped(units)),
                None => " | ".to_owned(),
            });
            page += &format!("| {name} | {} |\n", cells.join(" | "));
        }
        page += "\nA stake table is opened with room for up to 111 operators, and `grow_stake_table` makes room for 116 more.\n";
        page += &format!("\n## Size\n\n{}\n", self.2);
        page
    }

    fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.0.iter().map(|(&name, samples)| Row {
            name,
            min: samples[0],
            median: samples[samples.len() / 2],
            limit: LIMITS.iter().find(|(of, _)| *of == name).map(|(_, limit)| *limit),
            peer: JITO.iter().find(|(of, ..)| *of == name).map(|&(_, peer, deployed, built)| (peer, deployed, built)),
        })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<46}{:>8}{:>9}{:>8}", "instruction", "min", "median", "limit")?;
        for row in self.rows() {
            let limit = row.limit.map(grouped).unwrap_or_default();
            writeln!(f, "{:<46}{:>8}{:>9}{:>8}", row.name, grouped(row.min), grouped(row.median), limit)?;
        }
        for Fit { name, most } in &self.1 {
            let most = most.map(|most| most.map_or_else(String::new, |(most, _)| grouped(most as u64)));
            writeln!(f, "{name:<46}{:>8}{:>9}{:>8}", most[0], most[1], most[2])?;
        }
        writeln!(f, "{}", self.2)
    }
}

struct Row {
    name: &'static str,
    min: u64,
    median: u64,
    limit: Option<u64>,
    peer: Option<(&'static str, u64, u64)>,
}

/// The minimum of each instruction in a committed page.
fn figures_of(page: &str) -> BTreeMap<&str, u64> {
    let rows = page.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split('|').map(str::trim);
        let name = cells.next()?;
        Some((name, cells.next()?.replace(',', "").parse().ok()?))
    });
    rows.collect()
}

/// `units` with a comma before each three digits.
pub fn grouped(units: u64) -> String {
    let digits = units.to_string();
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(",")
}

fn committed() -> PathBuf {
    root().join("benches/COMPUTE.md")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let mut table = Table::default();
        for units in [7_000, 5_000, 6_000] {
            table.add("deposit", units);
        }
        let page = table.page();
        assert_eq!(figures_of(&page).get("deposit"), Some(&5_000));
        assert!(page.contains("| deposit | 5,000 | 6,000 | 7,100 | MintTo |"), "{page}");
    }

    #[test]
    fn a_figure_over_its_limit_is_refused() {
        let mut table = Table::default();
        table.add("deposit", 7_101);
        assert_eq!(table.over_limits().unwrap_err(), "deposit takes 7101 units, over its limit of 7100");
    }

    /// The committed table has a row of every instruction's, by its name or its name and a case.
    #[test]
    fn every_instruction_is_measured() {
        let interfaces = [
            include_str!("../../idl/restaking.json"),
            include_str!("../../idl/upgrade_gate.json"),
            include_str!("../../idl/liquid.json"),
            include_str!("../../idl/oracle_ncn.json"),
        ];
        let interfaces = interfaces.map(|text| serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
        let instructions = interfaces.iter().flat_map(|each| each["instructions"].as_array().expect("a list"));
        let rows = figures_of(include_str!("../COMPUTE.md"));
        let names = instructions.map(|instruction| instruction["name"].as_str().expect("a name"));
        let measured = |name: &&str| rows.keys().any(|row| row.split(',').next() == Some(*name));
        let missing: Vec<&str> = names.filter(|name| !measured(name)).collect();
        assert!(missing.is_empty(), "not measured: {missing:?}");
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1_000, 1_234_567].map(|n| grouped(n).leak() as &str));
    }
}
