//! How stake comes to stand behind services: unique in one vault, shared in the other, across epochs, with an operator that
//! leaves and a curator that rebalances. There are no cranks.

use harness::split as build;

use crate::exposure;
use crate::network::{FALL, Network, RISE, WHOLE, runner};
use crate::show::{Show, amount};
use crate::weights;

const TOKEN: u64 = 1_000_000;
const ORACLE: &str = "oracle (NCN)";
const BRIDGE: &str = "bridge (NCN)";
const VAULTS: [&str; 2] = ["unique", "shared"];
const OPERATORS: [&str; 3] = ["ada", "bede", "cyd"];

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let show = Show::new();
    show.chapter("Two vaults, three operators, two NCNs: everyone agrees, and stake is split");
    let stakes = [("unique", 8_000 * TOKEN, 1), ("shared", 4_000 * TOKEN, 2)];
    let mut network = Network::new(&stakes, &OPERATORS, &[ORACLE, BRIDGE])?;
    for vault in VAULTS {
        OPERATORS.iter().try_for_each(|operator| network.agree(vault, operator))?;
        [ORACLE, BRIDGE].iter().try_for_each(|ncn| network.secure(vault, ncn))?;
    }
    for operator in OPERATORS {
        [ORACLE, BRIDGE].iter().try_for_each(|ncn| network.admit(operator, ncn))?;
    }
    // What each operator gets of a vault, in basis points, and gives each NCN, in hundredths of that.
    let plan = [
        ("unique", "ada", 4_000, [50, 50]),
        ("unique", "bede", 3_000, [100, 0]),
        ("unique", "cyd", 1_000, [0, 100]),
        ("shared", "ada", 5_000, [100, 100]),
        ("shared", "bede", 2_500, [100, 60]),
    ];
    for (vault, operator, bps, parts) in plan {
        network.act(network.split(vault, operator, ORACLE).open_delegation(&runner()))?;
        network.act(network.split(vault, operator, ORACLE).delegate_bps(&runner(), bps))?;
        for (ncn, part) in [ORACLE, BRIDGE].into_iter().zip(parts) {
            let split = network.split(vault, operator, ncn);
            network.act(split.open_allocation(&runner()))?;
            network.act(split.allocate(&runner(), WHOLE / 100 * part))?;
        }
    }
    refused(&mut network, &show, "ada would allocate unique stake a second time", |network| {
        network.split("unique", "ada", ORACLE).allocate(&runner(), WHOLE)
    })?;
    refused(&mut network, &show, "the curator would delegate 62% to one operator", |network| {
        network.split("shared", "ada", ORACLE).delegate_bps(&runner(), 6_200)
    })?;
    exposure::print(&network);

    let start = network.svm.now();
    show.chapter("Three epochs on, everyone who asked to leave within an epoch has left, and it is active");
    network.svm.warp(start + RISE - 1);
    println!("  one second before:");
    exposure::print(&network);
    network.svm.warp(start + RISE);
    println!("  then:");
    exposure::print(&network);
    for (operator, ncn) in [("ada", ORACLE), ("ada", BRIDGE)] {
        let (report, compute) = network.report(operator, ncn, &VAULTS)?;
        println!("  the program tells {ncn} that {operator} has {} behind it  ({compute} CU)", amount(report.weight));
    }

    show.chapter("Each NCN has its operators' weights captured in one account, which is final when its window is over");
    let behind = [("ada", &VAULTS[..]), ("bede", &VAULTS[..]), ("cyd", &VAULTS[..1])];
    [ORACLE, BRIDGE].iter().try_for_each(|ncn| weights::table(&mut network, 0, ncn, &behind))?;

    show.chapter(
        "Half of a vault asks to leave: it stays slashable for an epoch, then every part is half, untouched by anyone",
    );
    let vault = network.split("unique", "ada", ORACLE).vault;
    let epoch = network.epoch();
    network.act(vault.request_exit(&runner(), 0, 4_000 * TOKEN, 1, epoch + 1))?;
    exposure::print(&network);
    network.begin(epoch + 2);
    println!("  two epochs on:");
    exposure::print(&network);

    show.chapter("The curator moves bede's part to cyd, and ada leaves the bridge");
    network.act(network.split("unique", "bede", ORACLE).delegate_bps(&runner(), 1_000))?;
    refused(&mut network, &show, "the curator would give cyd what bede has not yet given up", |network| {
        network.split("unique", "cyd", BRIDGE).delegate_bps(&runner(), 4_000)
    })?;
    network.act(build::leave_opt_in(
        &runner(),
        &network.address("ada"),
        &network.address(BRIDGE),
        build::Side::Left,
    ))?;
    println!("  at once, all is as it was, and can still be slashed:");
    exposure::print(&network);
    let now = network.svm.now();
    network.svm.warp(now + FALL);
    network.act(network.split("unique", "bede", ORACLE).settle_delegation())?;
    network.act(network.split("unique", "cyd", BRIDGE).delegate_bps(&runner(), 3_000))?;
    network.svm.warp(now + FALL + RISE);
    println!("  when it is active:");
    exposure::print(&network);
    agree_with_the_program(&mut network)
}

/// Holds what is computed from the accounts against what the program says.
fn agree_with_the_program(network: &mut Network) -> Result<(), String> {
    let exposures = exposure::exposures(network);
    for each in &exposures {
        let names = [each.vault, each.operator, each.ncn].map(|address| network.name(&address));
        let (report, _) = network.report(names[1], names[2], &[names[0]])?;
        if report.stakes != [each.stake] {
            return Err(format!("{names:?}: the program says {:?}, the accounts {}", report.stakes, each.stake));
        }
    }
    println!("\n  {} exposures, and the program says the same of each", exposures.len());
    Ok(())
}

/// Shows that something is refused.
fn refused(
    network: &mut Network,
    show: &Show,
    text: &str,
    instruction: impl Fn(&Network) -> solana_program::instruction::Instruction,
) -> Result<(), String> {
    let sentence = network.refuse(instruction(network))?;
    show.refusal(text, &sentence);
    Ok(())
}
