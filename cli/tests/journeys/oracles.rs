//! The price oracle: from its opening to the slash of an operator that deviates and the jail of one that is silent.

use harness::oracle::{self, ORACLE};
use restake_cli::chain::Chain;
use restaking_client::pda;
use solana_program::pubkey::Pubkey;

use crate::world::{World, file, key_file, who};

/// The operators. With one that deviates and one that is silent, over two thirds of the weight are near the median.
pub const OPERATORS: [&str; 7] = ["ann", "ben", "cat", "dan", "eva", "fox", "gil"];

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 60;

/// Seven operators with a seventh of half a vault each, in an NCN that its oracle slashes for.
pub fn founded() -> (World, Pubkey, Pubkey) {
    let mut world = World::new().with("curator").with("service").with("alice").with("keeper");
    let rent = |bytes: usize| world.chain.rent(bytes).expect("the rent");
    let accounts = oracle::program(rent);
    accounts.into_iter().for_each(|(address, account)| world.chain.put(address, account));
    world.ok("curator", &format!("vault create {} --epoch 1000s", world.mint));
    let (vault, ncn) = (pda::vault(&who("curator"), 0), pda::ncn(&who("service"), 0));
    let policy = format!(
        "--slasher {} --max-fraction 100% --challenge 1h --resolver {} --equivocation-fraction 10% --height-zero 0 \
         --height-millis {}",
        ORACLE.oracle(&ncn),
        who("alice"),
        HEIGHT * 1_000
    );
    world.ok("service", &format!("ncn register --uri https://service.example {policy} --allow-program-address"));
    world.ok("service", &format!("ncn set-asset {ncn} {} 1 --accept freezable", world.mint));
    world.ok("curator", &format!("opt-in join {vault} {ncn}"));
    world.ok("service", &format!("opt-in join {ncn} {vault}"));
    world.ok("curator", &format!("opt-in set-limits {vault} {ncn} --incident-bps 10000 --epoch-bps 10000"));
    for name in OPERATORS {
        world = world.with(name);
        world.ok(name, "operator register --uri https://operator.example");
        let operator = pda::operator(&who(name), 0);
        world.ok("service", &format!("ncn open-record {ncn} {operator}"));
        for (one, other, signer) in
            [(vault, operator, "curator"), (operator, vault, name), (operator, ncn, name), (ncn, operator, "service")]
        {
            world.ok(signer, &format!("opt-in join {one} {other}"));
        }
        world.ok("curator", &format!("delegation set {vault} {operator} 7%"));
        world.ok(name, &format!("allocation set {vault} {operator} {ncn} 100%"));
        world
            .ok(name, &format!("key register {operator} {ncn} --key {}", key_file(&format!("{name} votes")).display()));
    }
    world.ok("alice", &format!("deposit {vault} 100"));
    world.chain.wait(10_000);
    (world, vault, ncn)
}

/// Goes on to the next height, and gives it.
pub fn next_height(world: &World) -> u64 {
    let now = world.chain.now().expect("the time");
    world.chain.wait(HEIGHT - now.rem_euclid(HEIGHT));
    u64::try_from((now + HEIGHT) / HEIGHT).expect("a height")
}

/// A protection file of the operator's, which is not there yet.
fn protection(name: &str) -> String {
    file("beside", "").with_file_name(format!("{name}-protection")).display().to_string()
}

/// The vote of an operator at this price.
pub fn vote(ncn: &Pubkey, name: &str, price: &str) -> String {
    let key = key_file(&format!("{name} votes"));
    format!("oracle vote {ncn} 1 {price} --key {} --protection {}", key.display(), protection(name))
}

/// The oracle, its feed, and the table that it weighs operators by.
pub fn opened(world: &mut World, ncn: &Pubkey) {
    let none = world.refused("alice", &format!("oracle show {ncn}"));
    assert_eq!(none, format!("NCN {ncn} has no oracle: `restake oracle open {ncn}` opens one"));
    let rules = "--window 60s --certain 60s --min-challenge 1h --absent-times 1 --absent-of 1";
    let light = world.refused("service", &format!("oracle open {ncn} {rules}"));
    assert!(light.starts_with("name the weight that a table needs with --min-table-weight"), "{light}");
    let rules = format!("{rules} --min-table-weight 0.000000001");
    let stranger = world.refused("alice", &format!("oracle open {ncn} {rules}"));
    assert_eq!(stranger, "Signer is not the NCN's admin");
    let wild = world.refused("service", &format!("oracle open {ncn} {rules} --slash 4%"));
    assert!(wild.starts_with("Figure of the rules is out of bounds (got 400, limit 501)"), "{wild}");
    world.ok("service", &format!("oracle open {ncn} {rules}"));
    let long = world.refused("service", &format!("oracle open-feed {ncn} 1 --name {}", "x".repeat(33)));
    assert!(long.ends_with("has 33 bytes: a feed's name has 1 to 32"), "{long}");
    let none = world.refused("alice", &format!("oracle open-rounds {ncn} 1"));
    assert!(none.contains("has no feed 1: `restake oracle open-feed"), "{none}");
    world.ok("service", &format!("oracle open-feed {ncn} 1 --name SOL/USD --rounds 4"));
    world.ok("keeper", &format!("oracle open-rounds {ncn} 1"));
    let told = world.ok("keeper", &format!("oracle open-rounds {ncn} 1"));
    assert_eq!(told, "All 4 accounts of feed 1 are there.\n");

    world.ok("service", &format!("table open {ncn} --capacity 7 --window 10s --certain-until {}", until(world)));
    let table = pda::stake_table(ncn, 0);
    for name in OPERATORS {
        world.ok("keeper", &format!("table capture {table} {}", pda::operator(&who(name), 0)));
    }
    let early = world.refused("keeper", &format!("oracle adopt-table {table}"));
    assert!(early.starts_with("Stake table's window is still open"), "{early}");
    world.chain.wait(10);
    let told = world.ok("keeper", &format!("oracle adopt-table {table}"));
    assert!(told.contains(&format!("Table {table} of 7 operators is in force")), "{told}");
    world.ok("keeper", &format!("oracle open-scores {ncn} 1"));
}

/// 900 seconds from now, in unix seconds.
fn until(world: &World) -> String {
    (world.chain.now().expect("the time") + 900).to_string()
}

/// Votes at one height: five near the median, one 12% above, none of the last.
pub fn voted(world: &mut World, ncn: &Pubkey) -> u64 {
    let none = world.refused("ann", &vote(ncn, "ann", "100"));
    assert!(none.contains("`restake oracle protection start` makes one"), "{none}");
    for name in OPERATORS {
        world.ok(name, &format!("oracle protection start {} {ncn} 1", protection(name)));
    }
    let old = world.refused("ann", &vote(ncn, "ann", "100"));
    assert!(old.starts_with("A later vote of kind 1 is signed") || old.starts_with("Another vote of kind 1"), "{old}");
    // A new file signs nothing for two minutes: an earlier one may have signed what the node does not show yet.
    world.chain.wait(120);
    let height = next_height(world);
    let zero = world.refused("ann", &vote(ncn, "ann", "0"));
    assert_eq!(zero, "a price is above zero: `abstain` says that there is none");
    let early = world.refused("ann", &format!("{} --height {}", vote(ncn, "ann", "100"), height + 1));
    assert!(early.starts_with(&format!("height {} takes reports ", height + 1)), "{early}");
    let late = world.refused("ann", &format!("{} --height {}", vote(ncn, "ann", "100"), height - 1));
    assert!(late.starts_with(&format!("the window of height {} ended ", height - 1)), "{late}");

    let dry = world.refused("ann", &format!("{} --report --dry-run", vote(ncn, "ann", "100")));
    assert!(dry.starts_with("a vote stands once it is signed"), "{dry}");
    let (told, declined) = world.asked("ann", &format!("{} --report", vote(ncn, "ann", "1000")), "n\n");
    assert!(told.contains(&format!("Sign 1000 for height {height} of feed 1, which has no price yet?")), "{told}");
    assert!(declined.is_some(), "and nothing is recorded");
    let told = world.ok("ann", &format!("{} --report", vote(ncn, "ann", "100")));
    assert!(told.contains(&format!("1 votes were entered for height {height}: 1 with a price, 0 without")), "{told}");
    // Once for a height: the same vote again, another never.
    let again = world.ok("ann", &vote(ncn, "ann", "100"));
    world.chain.wait(1);
    assert_eq!(world.ok("ann", &vote(ncn, "ann", "100")), again, "the vote that was recorded");
    let second = world.refused("ann", &vote(ncn, "ann", "101"));
    assert_eq!(second, format!("Another vote of kind 1 is signed at height {height}"));
    let moved = file("export", world.ok("ann", &format!("oracle protection export {}", protection("ann"))));
    world.ok("ann", &format!("oracle protection import {}-moved {}", protection("ann"), moved.display()));
    let key = key_file("ann votes");
    let elsewhere = format!("oracle vote {ncn} 1 101 --key {} --protection {}-moved", key.display(), protection("ann"));
    assert_eq!(world.refused("ann", &elsewhere), second, "on another machine");

    // Carried by another, several at once.
    let votes: Vec<String> = [("ben", "100"), ("cat", "101"), ("dan", "99.5"), ("eva", "abstain"), ("fox", "112")]
        .map(|(name, price)| world.ok(name, &vote(ncn, name, price)))
        .to_vec();
    let wrong = file("wrong", "00 11");
    let refused = world.refused("keeper", &format!("oracle report {ncn} 1 {}", wrong.display()));
    assert!(
        refused.ends_with("wrong, line 1: a vote is a key, a signature and a message, in hexadecimal"),
        "{refused}"
    );
    let all = file("votes", votes.concat());
    let told = world.ok("keeper", &format!("oracle report {ncn} 1 {}", all.display()));
    assert!(told.contains("5 with a price, 1 without, in all"), "{told}");
    height
}

/// Everything that follows from a round, by anyone.
pub fn reported() -> World {
    let (mut world, vault, ncn) = founded();
    opened(&mut world, &ncn);
    let none = world.refused("keeper", &format!("oracle finalize {ncn} 1"));
    assert_eq!(none, format!("feed 1 of NCN {ncn} has no round yet"));
    let height = voted(&mut world, &ncn);
    let early = world.refused("keeper", &format!("oracle finalize {ncn} 1"));
    assert!(early.starts_with(&format!("the round of height {height} takes reports until ")), "{early}");
    world.chain.wait(HEIGHT);
    let early = world.refused("keeper", &format!("oracle judge {ncn} 1"));
    assert!(early.contains("is not final: `restake oracle finalize"), "{early}");
    let told = world.ok("keeper", &format!("oracle finalize {ncn} 1"));
    assert!(told.contains(&format!("The round of height {height} is final: 100 by 5 operators")), "{told}");
    let again = world.refused("keeper", &format!("oracle finalize {ncn} 1"));
    assert_eq!(again, format!("the round of height {height} is final"));

    let fox = pda::operator(&who("fox"), 0);
    let told = world.ok("keeper", &format!("oracle judge {ncn} 1"));
    assert!(told.contains(&format!("Operator {fox} proves nothing")), "4 of 7 are no two thirds: {told}");
    let told = world.ok("keeper", &format!("oracle judge {ncn} 1"));
    assert!(told.starts_with("every operator is judged"), "{told}");
    slashed(&mut world, &ncn, vault);
    ruled(&mut world, &ncn);
    retired(&mut world, &ncn);
    world
}

/// At the next height all but two report the price: one deviates and is slashed, one is silent and jailed.
fn slashed(world: &mut World, ncn: &Pubkey, vault: Pubkey) {
    let (fox, gil) = (pda::operator(&who("fox"), 0), pda::operator(&who("gil"), 0));
    let height = next_height(world);
    let near = ["ann", "ben", "cat", "dan", "eva"].map(|name| world.ok(name, &vote(ncn, name, "100")));
    let (told, declined) = world.asked("fox", &vote(ncn, "fox", "112"), "n\n");
    assert!(told.contains("12% from the last price, 100? It cannot be taken back.") && declined.is_some(), "{told}");
    let far = world.ok("fox", &vote(ncn, "fox", "112"));
    // An old vote keeps no new one from its round.
    let old =
        std::fs::read_to_string(file("beside", "").with_file_name("votes")).expect("the votes of the last height");
    let late = file("old-and-new", old + &near[0]);
    let told = world.asked("keeper", &format!("oracle report {ncn} 1 {} --yes", late.display()), "");
    assert!(told.0.contains(&format!("1 votes were entered for height {height}")) && told.1.is_some(), "{}", told.0);
    let all = file("more-votes", near[1..].concat() + &far);
    world.ok("keeper", &format!("oracle report {ncn} 1 {}", all.display()));
    world.chain.wait(HEIGHT);
    world.ok("keeper", &format!("oracle finalize {ncn} 1 {height}"));
    let told = world.ok("keeper", &format!("oracle judge {ncn} 1 --operator {fox}"));
    let deviates =
        format!("Operator {fox} deviates so far that it is slashed at height {height}: 112 is 12% from the median");
    assert!(told.contains(&deviates), "{told}");
    world.ok("keeper", &format!("oracle judge {ncn} 1 {height}"));
    let shown = world.ok("alice", &format!("oracle round {ncn} 1"));
    assert!(shown.contains("no report") && shown.contains("85.71%") && shown.contains("SOL/USD"), "{shown}");

    let offense = ORACLE.offense(&ORACLE.feed(&ORACLE.oracle(ncn), 1), height, &fox);
    let shown = world.json("alice", &format!("oracle show {ncn}"));
    assert_eq!(shown["feeds"][0]["price"], "10000000000");
    every_account_is_shown(world, ncn);
    let found = &shown["offenses"][0];
    assert_eq!((&found["address"], &found["kind"]), (&offense.to_string().into(), &"deviation".into()));
    let shown = world.ok("alice", &format!("oracle show {ncn}"));
    assert!(shown.contains("SOL/USD") && shown.contains("12%") && shown.contains("10% for over 10%"), "{shown}");

    let stranger = world.refused("keeper", &format!("oracle slash {offense} --vault {}", who("alice")));
    assert!(stranger.contains("has no allocation of operator"), "{stranger}");
    let told = world.ok("keeper", &format!("oracle slash {offense}"));
    assert!(told.contains(&format!("A slash of 10% of operator {fox} in vault {vault} was proposed")), "{told}");
    let listed = world.ok("alice", &format!("slash list --vault {vault}"));
    assert!(listed.contains("0.7 tokens"), "a tenth of 7: {listed}");

    let innocent = world.refused("keeper", &format!("oracle jail {ncn} 1 {fox}"));
    assert!(innocent.starts_with("Operator missed too few rounds"), "{innocent}");
    let told = world.ok("keeper", &format!("oracle jail {ncn} 1 {gil}"));
    assert!(told.contains(&format!("Operator {gil} missed 1 rounds and is in jail until ")), "{told}");
    let early = world.refused("keeper", &format!("oracle close-offense {offense}"));
    assert!(early.starts_with("Offense may still be slashed"), "{early}");
    // One of the longest epochs and two of the longest challenge windows.
    world.chain.wait(2_100 + 60 * 86_400);
    world.ok("keeper", &format!("oracle close-offense {offense}"));
}

/// Rules that wait for the notice.
fn ruled(world: &mut World, ncn: &Pubkey) {
    let told = world.ok("service", &format!("oracle set-rules {ncn} --slash-fraction 5%"));
    assert!(told.contains("Rules were announced, from "), "{told}");
    let shown = world.ok("alice", &format!("oracle show {ncn}"));
    assert!(shown.contains("Announced, from ") && shown.contains("5% for over 10%"), "{shown}");
}

/// The feed ends, and its accounts are closed.
fn retired(world: &mut World, ncn: &Pubkey) {
    let early = world.refused("keeper", &format!("oracle close-feed {ncn} 1"));
    assert!(early.starts_with("feed 1 is not retired: `restake oracle retire-feed"), "{early}");
    let stranger = world.refused("keeper", &format!("oracle retire-feed {ncn} 1"));
    assert_eq!(stranger, "Signer is not the NCN's admin");
    let told = world.ok("service", &format!("oracle retire-feed {ncn} 1"));
    assert!(told.contains("Feed 1 ends ") && told.contains("its accounts can be closed "), "{told}");
    let again = world.refused("service", &format!("oracle retire-feed {ncn} 1"));
    assert!(again.starts_with("feed 1 is retired already: it ends "), "{again}");
    let early = world.refused("keeper", &format!("oracle close-feed {ncn} 1"));
    assert!(early.starts_with("evidence of feed 1 may be needed: "), "{early}");
    world.chain.wait(200 * 86_400);
    let told = world.ok("keeper", &format!("oracle close-feed {ncn} 1"));
    assert!(told.contains("Feed 1 was closed"), "{told}");
    let gone = world.refused("keeper", &format!("oracle close-feed {ncn} 1"));
    assert_eq!(gone, format!("feed 1 of NCN {ncn} was retired and is closed"));
    let reused = world.refused("service", &format!("oracle open-feed {ncn} 1 --name SOL/USD --rounds 4"));
    assert_eq!(reused, "Number belongs to a retired feed");
}

/// `restake show` knows the oracle's accounts of each kind, by their fields.
fn every_account_is_shown(world: &mut World, ncn: &Pubkey) {
    let oracle = ORACLE.oracle(ncn);
    let feed = ORACLE.feed(&oracle, 1);
    let shown = world.ok("alice", &format!("show {oracle}"));
    assert!(shown.starts_with(&format!("Oracle {oracle}\n  ncn: {ncn}\n")), "{shown}");
    assert!(shown.ends_with(&format!("`restake oracle show {ncn}` tells what follows from it.\n")), "{shown}");
    let shown = world.ok("alice", &format!("show --raw {feed}"));
    assert!(shown.contains("  name: SOL/USD\n") && shown.contains("    price: 100\n"), "{shown}");
    assert!(shown.contains("  retirement:\n    from: none\n"), "{shown}");
    let shown = world.ok("alice", &format!("show {}", ORACLE.round(&feed, 0)));
    assert!(shown.contains("    is open: ") && shown.contains("      slash fraction: "), "{shown}");
    let score = ORACLE.score(&feed, &pda::operator(&who("ann"), 0));
    assert_eq!(world.json("alice", &format!("show {score}"))["type"], "OperatorScore");
}
