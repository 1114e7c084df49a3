//! Opt-ins on the program that ships: their opening, joins, leaves and closing, and the second from which each takes
//! effect.
//!
//! An epoch has 1,000 seconds. Joining what a vault has a part in takes effect at the start of its epoch e+3 and leaving it at e+2, in
//! an empty vault as well; between an operator and an NCN, after three and two of the longest epochs that the config allows.

mod close_opt_in;
mod join_opt_in;
mod leave_opt_in;
mod open_opt_in;
mod parties;
mod releases;
mod set_loss_limits;

use harness::{Done, entity, key, split, token};
use restaking_client::{Delayed, Event, OptIn, OptInChanged, RestakingError, Sides, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SLOWEST_FALL, SLOWEST_RISE, assert_refused, id};
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

/// The start of epoch 3: when what is joined in epoch 0 is active.
const THIRD_EPOCH: i64 = GENESIS + 3 * EPOCH as i64;

/// Two parties, and their admins.
#[derive(Clone, Copy)]
struct Pact {
    left: Pubkey,
    right: Pubkey,
    admins: [&'static str; 2],
    /// When what is said at the start counts, once there is stake.
    from: i64,
}

impl Pact {
    fn address(&self) -> Pubkey {
        pda::opt_in(&self.left, &self.right)
    }

    fn open(&self) -> Instruction {
        split::open_opt_in(&id("sponsor"), &self.left, &self.right)
    }

    fn close(&self) -> Instruction {
        split::close_opt_in(&self.left, &self.right, &id("sponsor"))
    }

    /// The first party's word for side 0, the second's for side 1, by `name`.
    fn join_by(&self, name: &str, side: usize) -> Instruction {
        split::join_opt_in(&id(name), &self.left, &self.right, split::Side::ALL[side])
    }

    fn leave_by(&self, name: &str, side: usize) -> Instruction {
        split::leave_opt_in(&id(name), &self.left, &self.right, split::Side::ALL[side])
    }

    async fn join(&self, bank: &mut Bank, side: usize) -> OptInChanged {
        word(self, &bank.by(self.admins[side], self.join_by(self.admins[side], side)).await)
    }

    async fn leave(&self, bank: &mut Bank, side: usize) -> OptInChanged {
        word(self, &bank.by(self.admins[side], self.leave_by(self.admins[side], side)).await)
    }

    async fn account(&self, bank: &mut Bank) -> OptIn {
        bank.read(&self.address()).await.expect("the opt-in")
    }

    /// The sides as they stand.
    async fn sides(&self, bank: &mut Bank) -> [Delayed; 2] {
        let Sides { left, right } = self.account(bank).await.sides;
        [left, right]
    }

    /// Holds that a side of the opt-in stands still.
    async fn stands(&self, bank: &mut Bank) {
        let failure = bank.refused(self.close(), &[]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::OptInStands));
    }
}

/// The only event of a transaction, which must be about `pact`.
fn word(pact: &Pact, done: &Done) -> OptInChanged {
    match &done.events[..] {
        [Event::OptInChanged(event)] => {
            assert_eq!((event.opt_in, event.left, event.right), (pact.address(), pact.left, pact.right));
            event.clone()
        }
        events => panic!("not one event of an opt-in: {events:?}"),
    }
}

fn pending(current: u64, next: u64, effective: i64) -> Delayed {
    Delayed { current, next, effective }
}

fn settled(value: u64) -> Delayed {
    pending(value, value, 0)
}

/// A bank with a vault that holds a million of alice's, an operator, an NCN, and the three kinds of opt-in, each opened by
/// the sponsor and joined by nobody.
async fn scene() -> (Bank, [Pact; 3]) {
    let (mut bank, pacts) = unopened().await;
    bank.fund(&id("sponsor"));
    for pact in &pacts {
        bank.by("sponsor", pact.open()).await;
    }
    (bank, pacts)
}

async fn unopened() -> (Bank, [Pact; 3]) {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    let slow = GENESIS + SLOWEST_RISE;
    let pacts = [
        Pact { left: vault.address, right: operator, admins: ["creator", "operator"], from: THIRD_EPOCH },
        Pact { left: operator, right: ncn, admins: ["operator", "ncn"], from: slow },
        Pact { left: vault.address, right: ncn, admins: ["creator", "ncn"], from: THIRD_EPOCH },
    ];
    (bank, pacts)
}
