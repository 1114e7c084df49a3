//! Compute units of every instruction, over several seeds: each seed has addresses of its own, and so bumps of its own.
//!
//! ```text
//! benches            measure, print, write target/bench/compute.json and benches/COMPUTE.md
//! benches --check    measure, print, write the JSON, and fail if a figure rose over the committed table or its limit
//! ```

mod bonds;
mod crowd;
mod fits;
mod gates;
mod income;
mod liquid;
mod lives;
mod offers;
mod oracle;
mod pledges;
mod proofs;
mod rewards;
mod scene;
mod size;
mod slashes;
mod sweeps;
mod table;
mod token_2022;
mod trial;

use std::process::ExitCode;

use crate::table::Table;

/// How many seeds: an address takes its first bump with probability one half, so that of 24 seeds one is all but certain to
/// take the first bump for each of three addresses.
const SEEDS: u32 = 24;

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("unknown argument {other}; the only one is --check");
            return ExitCode::from(2);
        }
    };
    match run(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<(), String> {
    let mut table = Table::default();
    for seed in 0..SEEDS {
        eprint!("\rmeasuring: seed {} of {SEEDS}", seed + 1);
        lives::measure(seed, &mut table)?;
    }
    eprintln!();
    fits::measure(&mut table)?;
    table.size(size::measured()?);
    print!("{table}");
    crowd::compare()?;
    table.write_json()?;
    if check { table.check() } else { table.write_committed() }
}
