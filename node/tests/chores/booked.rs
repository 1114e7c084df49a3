//! What a chore gained and spent is booked once, from what an RPC node tells of its transaction: also by a later process, where this one was
//! killed after it sent the transaction.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::{key, token};
use ncn_kit::packing::Signed;
use restake_cli::chain::Chain;
use restake_cli::chain::rpc::LIFETIME;
use restake_cli::error::{Error, Result};
use restake_cli::session::{Sending, Session};
use restake_node::context::{Context, Tick};
use restake_node::keeper::{Keeper, Terms};
use restake_node::service::{Chore, Height, Round, Service, Window};
use restake_node::store::Earned;
use restake_node::upkeep;
use restaking_client::pda;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::node::{Fault, Node};
use crate::parties::Parties;
use crate::world::{ONE, who};
use crate::{HOUR, KEEPER, context, parties};

/// What the reporter gets of the slash: five percent of a fifth of 25 tokens.
const SHARE: u64 = ONE / 4;

/// The kill of a process.
struct Killed;

/// When a process is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kill {
    Never,
    /// Once its transaction is in the state, and before it is sent.
    BeforeSending,
    /// Once its transaction has landed.
    AfterLanding,
}

/// A service of which the chores are the core's, at which the process is killed.
struct Killing {
    ncn: Pubkey,
    kill: Kill,
}

impl Service for Killing {
    fn ncn(&self) -> Pubkey {
        self.ncn
    }

    fn windows(&self, _: &dyn Chain, _: i64) -> Result<Vec<Window>> {
        Ok(vec![])
    }

    fn round(&self, _: &dyn Chain, at: Height) -> Result<Round> {
        Err(Error::new(format!("{at} takes no votes")))
    }

    fn report(&self, _: &dyn Chain, at: Height, _: &Round, _: &[Signed]) -> Result<Vec<Instruction>> {
        Err(Error::new(format!("{at} takes no votes")))
    }

    fn abstention(&self, _: &Window, _: i64) -> Option<Vec<u8>> {
        None
    }

    fn chores(&self, session: &Session, now: i64) -> Result<Vec<Chore>> {
        let found = upkeep::chores(session, self.ncn, now)?;
        Ok(found.into_iter().map(|chore| killing(chore, self.kill)).collect())
    }
}

fn killing(chore: Chore, kill: Kill) -> Chore {
    let Chore { key, kind, work } = chore;
    let work = move |session: &mut Session| {
        if kill == Kill::BeforeSending {
            let noting = session.options.sending.take().expect("what keeps the transaction");
            session.options.sending = Some(Sending::new(move |signature, lifetime| {
                noting.tell(signature, lifetime)?;
                panic_any(Killed)
            }));
        }
        work(session)?;
        if kill == Kill::AfterLanding { panic_any(Killed) } else { Ok(()) }
    };
    Chore { key, kind, work: Box::new(work) }
}

/// A slash that is final, of which the keeper gets a share, behind an RPC node that tells of no transaction while `is_mute`.
fn final_slash(is_mute: &Arc<AtomicBool>) -> (Node, Pubkey) {
    let is_mute = Arc::clone(is_mute);
    let chain = || {
        let Parties { mut world, vault, operator, ncn } = parties();
        world.ok("service", &format!("slash propose {vault} {operator} {ncn} 1/5 --reporter {}", who(KEEPER)));
        world.chain.wait(HOUR);
        world.chain
    };
    let fault = move |method: &str| match method {
        "getTransaction" if is_mute.load(Ordering::Relaxed) => Fault::Behind,
        _ => Fault::None,
    };
    (Node::failing(chain, fault), pda::ncn(&who("service"), 0))
}

/// A process that is killed, or not, and its state in a file of this name.
struct Process {
    context: Context,
    keeper: Keeper,
    uptime: Duration,
}

impl Process {
    fn start(node: &Node, ncn: Pubkey, state: &str, kill: Kill) -> Self {
        let context = context(Arc::new(Killing { ncn, kill }), std::slice::from_ref(&node.url), state);
        let terms = Terms {
            every: Duration::ZERO,
            // Once, after the service's chores.
            core_every: Duration::MAX,
            reserve_lamports: 0,
            price: Some(0),
            most_lamports: 0,
            only_evidence: false,
        };
        Self { context, keeper: Keeper::new(key(KEEPER), None, terms, || false), uptime: Duration::ZERO }
    }

    /// A step, and whether it was killed.
    fn step(&mut self) -> (Result<()>, bool) {
        self.uptime += Duration::from_secs(1);
        let tick = Tick { now: self.context.link.now().unwrap(), uptime: self.uptime };
        match catch_unwind(AssertUnwindSafe(|| self.keeper.step(&self.context, tick))) {
            Ok(done) => (done, false),
            Err(thrown) => {
                assert!(thrown.is::<Killed>(), "a panic of the keeper's");
                (Ok(()), true)
            }
        }
    }

    fn earned(&self) -> BTreeSet<(String, String, u64, u64, u64)> {
        let rows = self.context.store().earned(i64::MIN).unwrap().into_iter();
        rows.map(|Earned { kind, mint, times, gained, spent, .. }| (kind, mint, times, gained, spent)).collect()
    }

    fn open(&self) -> usize {
        self.context.store().chores(&who(KEEPER)).unwrap().len()
    }
}

/// The execution of the slash, booked once: the keeper had `before`, and now has its share of the slash, and less lamports.
fn once(node: &Node, before: (u64, u64)) -> BTreeSet<(String, String, u64, u64, u64)> {
    let after = balances(node);
    assert_eq!(after.0 - before.0, SHARE);
    assert!(after.1 < before.1, "the fee, and the rent of the insurance's token account");
    let of = |mint: String, gained: u64, spent: u64| ("execute".to_owned(), mint, 1, gained, spent);
    BTreeSet::from([of("SOL".to_owned(), 0, before.1 - after.1), of(who("mint").to_string(), SHARE, 0)])
}

/// The keeper's tokens and lamports.
fn balances(node: &Node) -> (u64, u64) {
    node.with(|chain| {
        let tokens = token::address(&who(KEEPER), &who("mint"));
        let tokens = restake_cli::accounts::balance(chain, &tokens).unwrap();
        (tokens, chain.balance(&who(KEEPER)))
    })
}

#[test]
fn a_chore_is_booked_once_from_what_its_transaction_did() {
    let is_mute = Arc::new(AtomicBool::new(true));
    let (node, ncn) = final_slash(&is_mute);
    let before = balances(&node);
    let mut process = Process::start(&node, ncn, "booked.sqlite", Kill::Never);
    let (done, _) = process.step();
    assert!(done.unwrap_err().to_string().contains("Reading a transaction failed"), "the node tells of none");
    let once = once(&node, before);
    assert_eq!((process.earned(), process.open()), (BTreeSet::new(), 1));
    is_mute.store(false, Ordering::Relaxed);
    for _ in 0..2 {
        process.step().0.unwrap();
        assert_eq!((process.earned(), process.open()), (once.clone(), 0));
    }
    let spent = process.context.metrics.lamports_spent_total.with_label_values(&["keeper"]).get();
    assert_eq!(spent, before.1 - balances(&node).1);
}

#[test]
fn a_chore_of_a_process_that_was_killed_is_booked_once_by_the_next_one() {
    let (node, ncn) = final_slash(&Arc::default());
    let before = balances(&node);
    let mut killed = Process::start(&node, ncn, "killed.sqlite", Kill::AfterLanding);
    assert!(killed.step().1);
    let once = once(&node, before);
    assert_eq!((killed.earned(), killed.open()), (BTreeSet::new(), 1));
    drop(killed);
    for _ in 0..2 {
        let mut process = Process::start(&node, ncn, "killed.sqlite", Kill::Never);
        for _ in 0..2 {
            process.step().0.unwrap();
            assert_eq!((process.earned(), process.open()), (once.clone(), 0));
        }
    }
}

#[test]
fn a_transaction_that_never_landed_is_not_booked() {
    let (node, ncn) = final_slash(&Arc::default());
    let before = balances(&node);
    let mut killed = Process::start(&node, ncn, "unsent.sqlite", Kill::BeforeSending);
    assert!(killed.step().1);
    assert_eq!((balances(&node), killed.open()), (before, 1));
    drop(killed);
    // The next process does the chore by another transaction. The first one can still land.
    node.with(|chain| chain.next_block());
    let mut process = Process::start(&node, ncn, "unsent.sqlite", Kill::Never);
    process.step().0.unwrap();
    let once = once(&node, before);
    assert_eq!((process.earned(), process.open()), (BTreeSet::new(), 2));
    node.with(|chain| chain.pass(2 * LIFETIME));
    process.step().0.unwrap();
    assert_eq!((process.earned(), process.open()), (once, 0));
}
