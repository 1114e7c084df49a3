//! A line that fails at random, by a seed: each command does what it reports or reports what to do, and does nothing twice.

use std::io::Cursor;
use std::sync::Arc;

use clap::Parser;
use harness::{key, token};
use restake_cli::chain::rpc::Rpc;
use restake_cli::command::Cli;
use restake_cli::error::Error;
use restake_cli::plain::Plain;
use restake_cli::run::options;
use restake_cli::session::Session;
use restaking_client::{Program, pda};
use solana_commitment_config::CommitmentConfig;

use crate::cluster::Still;
use crate::node::{Fault, Node};
use crate::world::{ONE, World, who};

/// How many lines are tried.
const SEEDS: u64 = 24;

/// What goes wrong.
const FAULTS: [Fault; 9] = [
    Fault::Lost,
    Fault::Unanswered,
    Fault::Twice,
    Fault::Stale,
    Fault::Status(429),
    Fault::Status(500),
    Fault::Behind,
    Fault::Garbage,
    Fault::Odd,
];

/// Figures that look random, from a seed (SplitMix64, Steele et al. 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A vault, and alice with tokens.
fn world() -> World {
    let mut world = World::new().with("curator").with("alice");
    world.vault("curator", "");
    world
}

/// Runs a command of alice's; no clock runs while it waits.
fn run(node: &Node, line: &str) -> Result<String, Error> {
    let words = ["restake", "--yes"].into_iter().chain(line.split_whitespace());
    let cli = Cli::try_parse_from(words).expect("a command");
    let chain = Rpc::with_clock(&node.url, CommitmentConfig::confirmed(), Program::LOCAL, Arc::new(Still::default()));
    let (mut out, mut input) = (Plain(vec![]), Cursor::new(vec![]));
    let options = options(&cli.global);
    let signers = key("alice").into();
    cli.command.run(&mut Session { chain: &chain, signers, options, out: &mut out, input: &mut input })?;
    Ok(String::from_utf8(out.0).unwrap())
}

/// The balances of alice: tokens and VRT.
fn balances(node: &Node) -> [u64; 2] {
    let vault = pda::vault(&who("curator"), 0);
    let vrt = token::address(&who("alice"), &pda::vrt_mint(&vault));
    let mint = key("mint");
    let tokens = token::address(&who("alice"), &solana_signer::Signer::pubkey(&mint));
    node.with(move |chain| {
        [tokens, vrt].map(|address| {
            let account = restake_cli::chain::Chain::account(chain, &address).unwrap();
            account.map_or(0, |account| token::amount(&account.data))
        })
    })
}

#[test]
fn a_line_that_fails_does_nothing_twice() {
    let (mut done, mut failed, mut unknown) = (0, 0, 0);
    for seed in 0..SEEDS {
        let mut random = Random(seed);
        // One answer in so many.
        let every = [6, 15, 40][(seed % 3) as usize];
        let node = Node::failing(
            || world().chain,
            move |_| match random.next() {
                figure if figure % every == 0 => FAULTS[(figure / every) as usize % FAULTS.len()],
                _ => Fault::None,
            },
        );
        let vault = pda::vault(&who("curator"), 0);
        for step in 0..9 {
            // On every other chain, no block passes between the commands.
            if seed % 2 == 0 {
                node.with(|chain| chain.next_block());
            }
            let before = balances(&node);
            let line = if step % 3 == 2 { format!("exit request {vault} 1") } else { format!("deposit {vault} 2") };
            let moved: [i64; 2] = if step % 3 == 2 { [0, -(ONE as i64)] } else { [-2 * ONE as i64, 2 * ONE as i64] };
            let result = run(&node, &line);
            let after = balances(&node);
            let change = [0, 1].map(|place| after[place] as i64 - before[place] as i64);
            match result {
                Ok(_) => {
                    done += 1;
                    assert_eq!(change, moved, "seed {seed}, step {step}: it says that it is done");
                }
                Err(error) => {
                    let text = error.to_string();
                    assert!(!text.is_empty() && !text.contains('{') && !text.contains("Custom("), "{text}");
                    if text.contains("is unknown") {
                        unknown += 1;
                        assert!(text.contains("look it up before you repeat this"), "{text}");
                        assert!(change == moved || change == [0, 0], "seed {seed}, step {step}: {change:?}");
                    } else {
                        failed += 1;
                        assert_eq!(change, [0, 0], "seed {seed}, step {step}: {text}");
                    }
                }
            }
        }
    }
    // Each of the ways out was taken.
    assert!(done > 10 && failed > 10, "{done} done, {failed} failed, {unknown} unknown");
}
