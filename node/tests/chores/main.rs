//! What a keeper does for an NCN, with a thing due, on the compiled programs on a chain in this process: it is found when it is due and not
//! before, it is done, and it is not found again.

mod booked;
#[expect(dead_code, reason = "a world of the command line's own tests, which use more of it")]
#[path = "../../../cli/tests/journeys/node.rs"]
mod node;
#[expect(dead_code, reason = "a world of the command line's own tests, which use more of it")]
#[path = "../../../cli/tests/journeys/oracles.rs"]
mod oracles;
#[expect(dead_code, reason = "a world of the command line's own tests, which use more of it")]
#[path = "../../../cli/tests/journeys/parties.rs"]
mod parties;
#[expect(dead_code, reason = "a world of the command line's own tests, which use more of it")]
#[path = "../../../cli/tests/journeys/world.rs"]
mod world;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use harness::keys::domain;
use harness::{key, token};
use ncn_kit::packing::Signed;
use parties::Parties;
use restake_cli::chain::Chain as _;
use restake_cli::session::{Options, Session};
use restake_cli::signer::Party;
use restake_node::context::Context;
use restake_node::endpoints::Endpoints;
use restake_node::log::Log;
use restake_node::metrics::Metrics;
use restake_node::oracle::PriceService;
use restake_node::service::{Chore, Height, Service};
use restake_node::store::{Evidence, Fresh, Store};
use restake_node::upkeep;
use restaking_client::oracle::OracleProgram;
use restaking_client::{Program, pda, vote_message};
use solana_commitment_config::CommitmentConfig;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use world::{ONE, World, file, key_file, who};

/// Who the keeper's payer is.
const KEEPER: &str = "keeper";

const HOUR: i64 = 3_600;

/// Calls `look` with the session of the keeper.
fn as_keeper<T>(world: &World, look: impl FnOnce(&mut Session) -> T) -> T {
    let (mut out, mut input) = (vec![], std::io::empty());
    let options = Options { yes: true, priority_fee: Some(0), ..Options::default() };
    let signers = Party::Key(key(KEEPER)).into();
    look(&mut Session { chain: &world.chain, signers, options, out: &mut out, input: &mut input })
}

fn chores(world: &World, session: &Session, ncn: Pubkey) -> Vec<Chore> {
    let mut found = upkeep::chores(session, ncn, world.chain.now().unwrap()).unwrap();
    found.extend(upkeep::fees(session, ncn).unwrap());
    found
}

/// The kinds of what is due.
fn due(world: &World, ncn: Pubkey) -> Vec<&'static str> {
    as_keeper(world, |session| chores(world, session, ncn).iter().map(|chore| chore.kind).collect())
}

/// Does all that is due in the core, which is of `kinds`, and leaves nothing of it due.
fn does(world: &World, ncn: Pubkey, kinds: &[&str]) {
    carries_out(world, kinds, |session| chores(world, session, ncn));
}

/// Does all that `find` finds, which is of `kinds`, and leaves nothing of it due.
fn carries_out(world: &World, kinds: &[&str], find: impl Fn(&Session) -> Vec<Chore>) {
    as_keeper(world, |session| {
        let found = find(session);
        assert_eq!(found.iter().map(|chore| chore.kind).collect::<Vec<_>>(), kinds);
        for chore in found {
            (chore.work)(session).unwrap_or_else(|error| panic!("{}: {error}", chore.key));
        }
    });
    let left: Vec<_> = as_keeper(world, |session| find(session).iter().map(|chore| chore.kind).collect());
    assert!(!left.iter().any(|kind| kinds.contains(kind)), "{left:?} after {kinds:?}");
}

/// What the roles of a process share, with its RPC nodes at `urls` and its state in a file of this name.
fn context(service: Arc<dyn Service>, urls: &[String], state: &str) -> Context {
    let ncn = service.ncn();
    let link = Endpoints::new(urls, CommitmentConfig::confirmed(), Program::LOCAL, Duration::from_secs(10), || false);
    let path = file("beside", "").with_file_name(state);
    Context {
        link: Arc::new(link),
        service,
        domain: domain(&ncn),
        store: Arc::new(Mutex::new(Store::open(&path, &domain(&ncn)).unwrap())),
        metrics: Metrics::new().unwrap(),
        log: Log::none(),
    }
}

/// Parties under a policy with a rule for two votes, its council, and a keeper with lamports.
fn parties() -> Parties {
    let Parties { world, vault, operator, ncn } = Parties::new(&parties::policy());
    Parties { world: world.with("council").with(KEEPER), vault, operator, ncn }
}

#[test]
fn a_final_slash_is_executed_and_its_shares_are_paid() {
    let Parties { mut world, vault, operator, ncn } = parties();
    let line = format!("slash propose {vault} {operator} {ncn} 1/5 --reporter {}", who(KEEPER));
    world.ok("service", &line);
    assert_eq!(due(&world, ncn), [""; 0], "it can be vetoed");
    world.chain.wait(HOUR);
    // The insurance cannot be paid yet.
    let at = token::address(&who("insurance"), &world.mint);
    let mut account = token::token_account(world.mint, who("insurance"), 0);
    account.data[108] = 2;
    world.chain.put(at, account.clone());
    let before = world.tokens_of(KEEPER);
    as_keeper(&world, |session| {
        let found = chores(&world, session, ncn);
        assert_eq!(found[0].kind, "execute");
        (found.into_iter().next().unwrap().work)(session).unwrap();
    });
    assert_eq!(world.tokens_of(KEEPER) - before, 250_000, "the reporter's share");
    account.data[108] = 1;
    world.chain.put(at, account);
    does(&world, ncn, &["pay_share"]);
    assert_eq!(world.tokens_of("insurance"), ONE);
}

#[test]
fn a_vetoed_slash_is_taken_off_the_stop_loss() {
    let Parties { mut world, vault, operator, ncn } = parties();
    world.ok("curator", &format!("opt-in set-stop-loss {vault} {ncn} 9000"));
    world.ok("service", &format!("slash propose {vault} {operator} {ncn} 10%"));
    let allocation = pda::allocation(&pda::delegation(&vault, &operator), &ncn);
    world.ok("council", &format!("slash veto {}", pda::slash(&allocation, 0, 0)));
    does(&world, ncn, &["uncount"]);
}

#[test]
fn two_votes_that_are_proven_are_slashed_in_the_vault() {
    let Parties { mut world, vault, operator, ncn } = parties();
    world.ok("oper", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    world.chain.wait(50);
    let height = world.chain.now().unwrap() as u64 - 10;
    let path = file("keepers-votes.json", parties::votes(&ncn, [height; 2]));
    let line = format!("--votes {}", path.display());
    world.ok("alice", &format!("report commit {ncn} {line}"));
    world.chain.wait(10);
    world.ok("alice", &format!("report prove {ncn} {line}"));
    does(&world, ncn, &["slash_equivocation"]);
    let allocation = pda::allocation(&pda::delegation(&vault, &operator), &ncn);
    let listed = world.ok("alice", &format!("slash list --vault {vault}"));
    assert!(listed.contains("2.5 tokens  open"), "{listed}");
    world.chain.wait(HOUR);
    does(&world, ncn, &["execute"]);
    assert!(world.chain.account(&allocation).unwrap().is_some());
}

#[test]
fn two_votes_that_an_aggregator_saw_are_proven() {
    let Parties { mut world, operator, ncn, .. } = parties();
    let service = PriceService::new(Program::LOCAL, OracleProgram::LOCAL, ncn, vec![1]);
    let context = context(Arc::new(service), &[], "evidence.sqlite");
    let number = world.chain.now().unwrap() as u64 + 40;
    let vote = |block: u8| {
        let key = key("vote key");
        let message = vote_message(&domain(&ncn), 0, number, &[block; 32]);
        Signed { key: key.pubkey().to_bytes(), signature: key.sign_message(&message).into(), message }
    };
    let evidence = Evidence { operator, at: Height { kind: 0, number }, votes: [vote(1), vote(2)] };
    context.store().keep(&Fresh { evidence: vec![evidence.clone()], ..Fresh::default() }, 0).unwrap();
    let found = |world: &World| {
        let now = world.chain.now().unwrap();
        as_keeper(world, |session| upkeep::evidence(&context, session, now).unwrap())
    };
    assert!(found(&world).is_empty(), "the core knows no such key");
    world.ok("oper", &format!("key register {operator} {ncn} --key {}", key_file("vote key").display()));
    world.chain.wait(50);
    let proof = pda::equivocation(&ncn, &operator, 0, number);
    // A commitment first, which hides the votes, and the proof some slots later.
    for is_proven in [false, true] {
        let mut chores = found(&world);
        assert_eq!(chores.iter().map(|chore| chore.kind).collect::<Vec<_>>(), ["evidence"]);
        assert_eq!(context.store().open_evidence().unwrap(), std::slice::from_ref(&evidence));
        as_keeper(&world, |session| (chores.remove(0).work)(session)).unwrap();
        assert_eq!(world.chain.account(&proof).unwrap().is_some(), is_proven);
        world.chain.wait(10);
    }
    assert!(found(&world).is_empty(), "it is proven");
    assert_eq!(context.store().open_evidence().unwrap(), []);
    does(&world, ncn, &["slash_equivocation"]);
}

#[test]
fn an_open_table_gets_its_captures_and_their_rent_comes_back() {
    let Parties { mut world, operator, ncn, .. } = parties();
    world.ok("service", &format!("table open {ncn} --capacity 2 --window 1h"));
    does(&world, ncn, &["capture"]);
    let table = pda::stake_table(&ncn, 0);
    let listed = world.ok("alice", &format!("show {table}"));
    assert!(listed.contains(&operator.to_string()), "{listed}");
    let before = world.chain.balance(&who(KEEPER));
    world.chain.wait(2 * HOUR);
    does(&world, ncn, &["close_capture"]);
    assert!(world.chain.balance(&who(KEEPER)) > before, "the rent of the capture");
}

#[test]
fn decreases_that_have_taken_effect_are_settled() {
    let Parties { mut world, vault, operator, ncn } = parties();
    world.ok("oper", &format!("allocation set {vault} {operator} {ncn} 0.25"));
    assert_eq!(due(&world, ncn), [""; 0], "it takes effect later");
    world.chain.wait(10_000);
    does(&world, ncn, &["settle_allocation"]);
    world.ok("curator", &format!("delegation set {vault} {operator} 25%"));
    world.chain.wait(10_000);
    does(&world, ncn, &["settle_delegation"]);
}

#[test]
fn an_empty_allocation_is_closed_by_the_node_that_paid_for_it() {
    let Parties { mut world, vault, ncn, .. } = parties();
    world.ok("oper", "operator register");
    let other = pda::operator(&who("oper"), 1);
    world.ok("service", &format!("ncn open-record {ncn} {other}"));
    for (one, another, signer) in
        [(vault, other, "curator"), (other, vault, "oper"), (other, ncn, "oper"), (ncn, other, "service")]
    {
        world.ok(signer, &format!("opt-in join {one} {another}"));
    }
    world.ok("curator", &format!("delegation set {vault} {other} 10%"));
    world.chain.wait(10_000);
    world.ok(KEEPER, &format!("allocation open {vault} {other} {ncn}"));
    world.ok("oper", &format!("allocation set {vault} {other} {ncn} 100%"));
    world.chain.wait(10_000);
    assert_eq!(due(&world, ncn), [""; 0], "it is in use");
    world.ok("oper", &format!("allocation set {vault} {other} {ncn} 0"));
    assert_eq!(due(&world, ncn), [""; 0], "it takes effect later");
    world.chain.wait(10_000);
    does(&world, ncn, &["settle_allocation"]);
    let before = world.chain.balance(&who(KEEPER));
    does(&world, ncn, &["close_allocation"]);
    assert!(world.chain.balance(&who(KEEPER)) > before, "the rent of the allocation");
    world.ok("alice", &format!("allocation open {vault} {other} {ncn}"));
    assert_eq!(due(&world, ncn), [""; 0], "its rent is another's");
}

#[test]
fn a_move_is_completed_once_its_units_have_left() {
    let Parties { mut world, vault, operator, ncn } = parties();
    world.ok("oper", "operator register");
    let other = pda::operator(&who("oper"), 1);
    world.ok("curator", &format!("opt-in join {vault} {other}"));
    world.ok("oper", &format!("opt-in join {other} {vault}"));
    world.chain.wait(10_000);
    world.ok("curator", &format!("delegation move {vault} {operator} {other} 10%"));
    assert_eq!(due(&world, ncn), [""; 0], "the units secure the first operator's NCNs still");
    world.chain.wait(10_000);
    does(&world, ncn, &["complete_move"]);
    let shown = world.json("alice", &format!("show {}", pda::delegation(&vault, &other)));
    assert_ne!(shown["data"]["delegation"]["units"]["current"], "0");
}

#[test]
fn fees_are_collected_for_this_nodes_wallet_alone() {
    let Parties { mut world, vault, operator, ncn } = parties();
    world.ok("alice", &format!("vault pay-reward {vault} {operator} 10"));
    assert_eq!(due(&world, ncn), [""; 0], "the operator's wallet is another's");
    let before = world.tokens_of(KEEPER);
    world.ok("oper", &format!("admin set-role {operator} fee-wallet {}", who(KEEPER)));
    does(&world, ncn, &["collect"]);
    assert_eq!(world.tokens_of(KEEPER) - before, ONE / 2, "five percent of ten tokens");
}

#[test]
fn a_feed_gets_its_scores_and_the_oracle_its_next_table() {
    let (mut world, _, ncn) = oracles::founded();
    oracles::opened(&mut world, &ncn);
    let service = PriceService::new(Program::LOCAL, OracleProgram::LOCAL, ncn, vec![1, 2]);
    let of_service =
        |session: &Session| service.chores(session, session.chain.now().unwrap()).expect("the service's chores");
    world.ok("service", &format!("oracle open-feed {ncn} 2 --name BTC/USD --rounds 4"));
    carries_out(&world, &["open_scores"], of_service);

    does(&world, ncn, &["close_capture"; oracles::OPERATORS.len()]);
    let until = world.chain.now().unwrap() + 900;
    world.ok("service", &format!("table open {ncn} --capacity 7 --window 10s --certain-until {until}"));
    does(&world, ncn, &["capture"; oracles::OPERATORS.len()]);
    carries_out(&world, &[], of_service);
    world.chain.wait(10);
    carries_out(&world, &["adopt_table"], of_service);
    let shown = world.json("alice", &format!("oracle show {ncn}"));
    assert_eq!(shown["table"], pda::stake_table(&ncn, 1).to_string());
}

#[test]
fn a_round_is_ended_and_judged_and_who_lied_or_kept_silent_is_slashed_or_jailed() {
    let (mut world, vault, ncn) = oracles::founded();
    oracles::opened(&mut world, &ncn);
    let service = PriceService::new(Program::LOCAL, OracleProgram::LOCAL, ncn, vec![1]);
    let of_service =
        |session: &Session| service.chores(session, session.chain.now().unwrap()).expect("the service's chores");
    oracles::voted(&mut world, &ncn);
    carries_out(&world, &[], of_service);
    world.chain.wait(oracles::HEIGHT);
    carries_out(&world, &["finalize"], of_service);
    carries_out(&world, &["judge"], of_service);
    // Gil was silent.
    carries_out(&world, &["jail"], of_service);
    let gil = pda::operator(&who("gil"), 0);
    let shown = world.json("alice", &format!("show {}", pda::record(&ncn, &gil)));
    assert_eq!(shown["derived"]["jailed"], true);

    oracles::next_height(&world);
    let prices = [
        ("ann", "100"),
        ("ben", "100"),
        ("cat", "100"),
        ("dan", "100"),
        ("eva", "100"),
        ("gil", "100"),
        ("fox", "112"),
    ];
    for (name, price) in prices {
        world.ok(name, &format!("{} --report", oracles::vote(&ncn, name, price)));
    }
    world.chain.wait(oracles::HEIGHT);
    carries_out(&world, &["finalize"], of_service);
    carries_out(&world, &["judge"], of_service);
    carries_out(&world, &["slash"], of_service);
    let listed = world.ok("alice", &format!("slash list --vault {vault}"));
    assert!(listed.contains("0.7 tokens  open"), "a tenth of seven: {listed}");
    world.chain.wait(HOUR);
    let captures = ["close_capture"; oracles::OPERATORS.len()];
    does(&world, ncn, &[&["execute"][..], &captures].concat());
    world.chain.wait(2_100 + 60 * 86_400);
    let before = world.chain.balance(&who(KEEPER));
    carries_out(&world, &["close_offense"], of_service);
    assert!(world.chain.balance(&who(KEEPER)) > before, "the rent of the offense");

    world.ok("service", &format!("oracle retire-feed {ncn} 1"));
    world.chain.wait(200 * 86_400);
    carries_out(&world, &["close_feed"], of_service);
    // A closed feed does not stop the service.
    carries_out(&world, &[], of_service);
}
