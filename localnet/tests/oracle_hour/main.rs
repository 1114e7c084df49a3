//! An hour of the price oracle, by RPC and by processes, commands or nodes: five operators report each minute, and each round is finalized and
//! judged. One drifts by 7% and is warned, one by 12% and is slashed after the challenge, one votes twice and is slashed, one is silent and is
//! jailed. A lending program reads the feed. Then rewards are computed, published, verified and claimed.
//!
//! The chain's time is moved, so nothing depends on the machine's. The log and the table are in `target/oracle-hour`.

mod crew;
mod lender;
mod nodes;
mod rewards;
mod rounds;
mod script;
mod tally;
mod world;

use std::path::Path;
use std::time::Instant;

use crew::Crew;
use restaking_client::SlashProposal;
use rounds::Hour;
use solana_program::pubkey::Pubkey;
use tally::Tally;
use world::{BEHIND, CHALLENGE, DAY, MINUTE, ONE, STAKED, World};

/// When the chain begins: at six in the morning of a day in 2024, in unix seconds. No period of the oracle ends within the hour.
const BEGINS: i64 = 20_000 * DAY + 6 * 60 * MINUTE;

/// What the lender asks to stand behind a price.
const MIN_WEIGHT: u64 = 400_000 * ONE;

#[test]
#[ignore = "minutes: `cargo xtask oracle-hour` runs it"]
fn an_hour_of_the_price_oracle() {
    let start = Instant::now();
    let world = World::new(BEGINS);
    let folder = Path::new(env!("CARGO_BIN_EXE_localnet")).parent().and_then(Path::parent).expect("a target folder");
    let folder = folder.join("oracle-hour");
    let mut crew = Crew::new(&world.node, &folder);
    let mut tally = Tally::new(&world);

    lender::open_market(&world, MIN_WEIGHT);
    assert_eq!(lender::value(&world, ONE), Err(lender::NO_PRICE));
    let began = Instant::now();
    let mut hour = Hour::new(&world, &mut crew);
    (0..script::ROUNDS).for_each(|round| hour.play(round, &mut crew, &mut tally));
    tally.say("the hour took", format!("{:.0} s of this machine", began.elapsed().as_secs_f64()));
    hour.end();
    let who = if hour.is_by_nodes() { "nodes: five operators, an aggregator, a keeper" } else { "commands" };
    tally.say("the hour was played by", who.into());
    let cheats = hour.cheats();

    rewards::pay(&world, &mut crew, &mut tally, &hour.period());
    execute(&world, &mut crew, &mut tally, &cheats);
    assert_eq!(lender::value(&world, ONE), Err(lender::TOO_OLD), "a price of seven days ago");
    tally.say("the lender refuses", "a price of seven days ago".into());
    conserved(&world, &mut tally);
    tally.say("commands", crew.processes.to_string());
    tally.say("all of it took", format!("{:.0} s of this machine", start.elapsed().as_secs_f64()));
    let table = tally.table();
    crew.say(&table);
    std::fs::write(folder.join("table.txt"), table).expect("a table");
}

/// The slashes of cyd and of dora: refused a second before the end of the challenge, and executed from then on, by anyone.
fn execute(world: &World, crew: &mut Crew, tally: &mut Tally, cheats: &[(&str, Pubkey, u64)]) {
    for (name, proposal, share) in cheats {
        let proposed: SlashProposal = world.chain.read(proposal).expect("a proposal");
        assert_eq!(proposed.slash.stake, BEHIND / share, "{name}");
        assert_eq!(proposed.final_from, proposed.proposed_at + CHALLENGE);
        if world.chain.now().expect("the time") < proposed.final_from {
            world.chain.travel(proposed.final_from - 1).expect("a later time");
            let early = crew.start("keeper", &format!("slash execute {proposal}"));
            let early = crew.end(early).expect_err("a slash that can be vetoed");
            assert!(early.contains("can still be vetoed"), "{early}");
            world.chain.travel(proposed.final_from).expect("a later time");
        }
        crew.run("keeper", &format!("slash execute {proposal}"));
        let tokens = proposed.slash.stake / ONE;
        tally.say(
            &format!("{name} loses"),
            format!("{tokens} of {} tokens, after seven days without a veto", BEHIND / ONE),
        );
    }
}

/// All of the asset is where it should be, to the unit.
fn conserved(world: &World, tally: &mut Tally) {
    let [_, asset] = world.mints;
    let staked: u64 = STAKED.iter().map(|(_, amount, _)| amount).sum();
    let [cyd, dora] = [BEHIND / 10, BEHIND / 2];
    let balance = |name: &str| world.balance(name, &asset);
    assert_eq!((balance("keeper"), balance("reporter")), (cyd / 20, dora / 20), "the reporters' shares");
    assert_eq!(balance("insurance"), cyd / 5 + dora / 5);
    let (supply, held) = (world.supply(&asset), world.chain.balance(&world.vault.asset_account).expect("a balance"));
    assert_eq!(supply, staked - (cyd + dora) / 4 * 3, "three quarters are burned");
    assert_eq!(held, staked - cyd - dora);
    assert_eq!(held + ["keeper", "reporter", "insurance", "alice", "bob"].map(balance).iter().sum::<u64>(), supply);
    let state: restaking_client::Vault = world.chain.read(&world.vault.address).expect("a vault");
    let books: restaking_client::ledger::state::vault::VaultLedger = (&state.ledger).into();
    assert_eq!(books.held(), Ok(held));
    assert_eq!(books.invariant(), Ok(()));
    let burned = (staked - supply) / ONE;
    tally.say(
        "tokens",
        format!(
            "{} staked = {} in the vault + {} paid + {burned} burned",
            staked / ONE,
            held / ONE,
            (supply - held) / ONE
        ),
    );
}
