//! Each NCN's table of its operators' weights: captured vault by vault, entered at once, and read from one account.

use harness::{Split, table as build};
use restaking_client::table::{entries, weight_of};
use restaking_client::{StakeTable, pda};
use solana_program::pubkey::Pubkey;

use crate::network::{Network, runner};
use crate::show::amount;

/// The width of a bar for all weight.
const BAR: usize = 30;
/// How long captures are taken, in seconds.
const WINDOW: u64 = 600;

/// Fills table `index` of `ncn` with what stands behind each of `operators` in its vaults, and prints it once it is final.
///
/// # Errors
/// A sentence, where the table is not what the program says of each operator.
pub fn table(network: &mut Network, index: u64, ncn: &str, operators: &[(&str, &[&str])]) -> Result<(), String> {
    let (runner, of) = (runner(), network.address(ncn));
    let table = pda::stake_table(&of, index);
    let mut compute = network.act(build::open(&runner, &runner, &of, index, operators.len() as u64, WINDOW))?.compute;
    let mut captures: Vec<Pubkey> = vec![];
    for (name, vaults) in operators {
        let splits: Vec<Split> = vaults.iter().map(|vault| network.split(vault, name, ncn)).collect();
        let operator = network.address(name);
        compute += network.act(build::capture(&runner, &table, &of, &operator, &splits))?.compute;
        captures.push(pda::capture(&table, &operator, &runner));
    }
    compute += network.act(build::enter(&table, &captures))?.compute;
    let now = network.svm.now();
    network.svm.warp(now + WINDOW as i64);

    let data = network.svm.account(&table).ok_or("there is no table")?.data;
    let head = StakeTable::from_bytes(&data).map_err(|error| error.to_string())?;
    let entries = entries(&data).ok_or("the table cannot be read")?;
    println!("  {ncn}: {} in {} bytes  ({compute} CU in all)", amount(head.total_weight), data.len());
    for (name, vaults) in operators {
        let weight = weight_of(&entries, &network.address(name));
        let (report, _) = network.report(name, ncn, vaults)?;
        if report.weight != weight {
            return Err(format!("the table of {ncn} says {weight} of {name}, the program {}", report.weight));
        }
        let part = |whole: u64| u128::from(weight) * u128::from(whole) / u128::from(head.total_weight.max(1));
        let (bar, bps) = ("█".repeat(part(BAR as u64) as usize), part(10_000));
        println!("    {name:<7} {bar:<BAR$} {:>3}.{:02}%  {:>13}", bps / 100, bps % 100, amount(weight));
    }
    Ok(())
}
