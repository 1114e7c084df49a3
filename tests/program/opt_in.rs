//! Agreements on the program that ships: their opening, joins, leaves and closing, and the second from which each takes
//! effect.
//!
//! An epoch has 1,000 seconds. Joining what a vault has a part in takes effect at the start of its epoch e+3 and leaving it at e+2, in
//! an empty vault as well; between an operator and an NCN, after three and two of the longest epochs that the config allows.

mod parties;
mod releases;
mod set_loss_limits;

use harness::{Done, entity, key, split, token};
use restaking_client::{Agreement, Delayed, Event, OptIn, OptInChanged, RestakingError, pda};
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
        split::join_opt_in(&id(name), &self.left, &self.right, side == 0)
    }

    fn leave_by(&self, name: &str, side: usize) -> Instruction {
        split::leave_opt_in(&id(name), &self.left, &self.right, side == 0)
    }

    async fn join(&self, bank: &mut Bank, side: usize) -> OptInChanged {
        word(self, &bank.by(self.admins[side], self.join_by(self.admins[side], side)).await)
    }

    async fn leave(&self, bank: &mut Bank, side: usize) -> OptInChanged {
        word(self, &bank.by(self.admins[side], self.leave_by(self.admins[side], side)).await)
    }

    async fn account(&self, bank: &mut Bank) -> OptIn {
        bank.read(&self.address()).await.expect("the agreement")
    }

    /// The sides as they stand.
    async fn sides(&self, bank: &mut Bank) -> [Delayed; 2] {
        let Agreement { left, right } = self.account(bank).await.agreement;
        [left, right]
    }

    /// Holds that a side of the agreement stands still.
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
        events => panic!("not one event of an agreement: {events:?}"),
    }
}

fn pending(current: u64, next: u64, effective: i64) -> Delayed {
    Delayed { current, next, effective }
}

fn settled(value: u64) -> Delayed {
    pending(value, value, 0)
}

/// A bank with a vault that holds a million of alice's, an operator, an NCN, and the three kinds of agreement, each opened by
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

#[tokio::test]
async fn an_agreement_opens_with_nobody_in_it_and_once() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        let opened = pact.account(&mut bank).await;
        assert_eq!((opened.version, opened.left, opened.right, opened.events), (1, pact.left, pact.right, 1));
        assert_eq!(opened.rent_payer, id("sponsor"));
        assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
        assert_eq!((opened.limits.incident_bps, opened.limits.epoch_bps), (settled(0), settled(0)));
        let failure = bank.refuses("sponsor", pact.open()).await;
        assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::Custom(0)));
    }
}

#[tokio::test]
async fn only_vault_and_operator_operator_and_ncn_vault_and_ncn_agree_in_this_order() {
    let (mut bank, pacts) = unopened().await;
    let (vault, operator, ncn) = (pacts[0].left, pacts[0].right, pacts[1].right);
    let other_vault = bank.add_vault("other", 0, OPEN).await.address;
    let (other_operator, other_ncn) = (bank.add_operator("other", 0).await, bank.add_ncn("other", 0).await);
    for (left, right) in [
        (operator, vault),
        (ncn, operator),
        (ncn, vault),
        (vault, other_vault),
        (operator, other_operator),
        (ncn, other_ncn),
        (vault, vault),
        (operator, operator),
        (ncn, ncn),
    ] {
        let failure = bank.refuses("alice", split::open_opt_in(&id("alice"), &left, &right)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongParties));
    }
    let mint = id("a mint");
    bank.put(&mint, token::mint_account(9, id("alice"), None, 0));
    bank.by("alice", split::open_opt_in(&id("alice"), &vault, &operator)).await;
    for nothing in [id("bob"), id("nobody"), mint, pda::config(), pacts[0].address(), restaking_client::ID] {
        for (left, right) in [(nothing, operator), (nothing, ncn), (vault, nothing), (operator, nothing)] {
            let failure = bank.refuses("alice", split::open_opt_in(&id("alice"), &left, &right)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotAnEntity), "{nothing}");
        }
    }
}

#[tokio::test]
async fn each_side_joins_and_counts_from_its_second_on() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        let mut events = Vec::new();
        for side in [1, 0] {
            events.push(pact.join(&mut bank, side).await);
            let failure = bank.refuses(pact.admins[side], pact.join_by(pact.admins[side], side)).await;
            assert_refused(&failure, RestakingError::AlreadyJoined, 1, 0);
        }
        let joining = pending(0, 1, pact.from);
        assert_eq!(pact.sides(&mut bank).await, [joining.clone(), joining.clone()]);
        assert_eq!([events[0].number, events[1].number], [2, 3]);
        assert_eq!([events[0].closed, events[1].closed], [false, false]);
        assert_eq!(events[0].time, GENESIS);
        assert_eq!(events[0].before, Agreement { left: settled(0), right: settled(0) });
        assert_eq!(events[0].after, Agreement { left: settled(0), right: joining.clone() });
        assert_eq!(events[1].before, events[0].after);
        assert_eq!(events[1].after, Agreement { left: joining.clone(), right: joining });
    }
}

/// A side that leaves before it is active is out at once; once active, it stays until its leave takes effect.
#[tokio::test]
async fn a_joiner_is_in_from_the_first_second_that_counts_and_not_before() {
    for (second, counted) in [(-1, false), (0, true), (1, true)] {
        let (mut bank, pacts) = scene().await;
        for pact in pacts {
            bank.warp(GENESIS).await;
            pact.join(&mut bank, 0).await;
            bank.warp(pact.from + second).await;
            pact.leave(&mut bank, 0).await;
            if !counted {
                assert_eq!(pact.sides(&mut bank).await, [settled(0), settled(0)]);
                bank.send(&[pact.close()], &[]).await.unwrap();
                continue;
            }
            let wait = if pact.from == THIRD_EPOCH { 2 * EPOCH as i64 } else { SLOWEST_FALL + second };
            assert_eq!(pact.sides(&mut bank).await[0], pending(1, 0, pact.from + wait));
            bank.warp(pact.from + wait - 1).await;
            pact.stands(&mut bank).await;
            bank.warp(pact.from + wait).await;
            bank.send(&[pact.close()], &[]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_word_late_in_an_epoch_waits_for_the_same_start_as_one_early_in_it() {
    let (mut bank, [pact, between, _]) = scene().await;
    bank.warp_to(1, -1).await;
    pact.join(&mut bank, 0).await;
    assert_eq!(pact.sides(&mut bank).await[0], pending(0, 1, THIRD_EPOCH));
    between.join(&mut bank, 0).await;
    assert_eq!(between.sides(&mut bank).await[0], pending(0, 1, GENESIS + EPOCH as i64 - 1 + SLOWEST_RISE));
    bank.warp_to(1, 0).await;
    pact.join(&mut bank, 1).await;
    assert_eq!(pact.sides(&mut bank).await[1], pending(0, 1, THIRD_EPOCH + EPOCH as i64));
}

/// A deposit meanwhile has the same notice as all others.
#[tokio::test]
async fn an_empty_vault_gives_notice_as_well() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (operator, ncn) = (bank.add_operator("operator", 0).await, bank.add_ncn("ncn", 0).await);
    bank.fund(&id("sponsor"));
    for (right, other) in [(operator, "operator"), (ncn, "ncn")] {
        let pact = Pact { left: vault.address, right, admins: ["creator", other], from: THIRD_EPOCH };
        bank.by("sponsor", pact.open()).await;
        for side in [0, 1] {
            pact.join(&mut bank, side).await;
            assert_eq!(pact.sides(&mut bank).await[side], pending(0, 1, THIRD_EPOCH));
            pact.stands(&mut bank).await;
            // A side that leaves before that never joined.
            pact.leave(&mut bank, side).await;
        }
        bank.send(&[pact.close()], &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_leave_is_not_taken_back() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        bank.warp(GENESIS).await;
        for side in [0, 1] {
            pact.join(&mut bank, side).await;
        }
        bank.warp(pact.from).await;
        for side in [0, 1] {
            pact.leave(&mut bank, side).await;
            let failure = bank.refuses(pact.admins[side], pact.leave_by(pact.admins[side], side)).await;
            assert_refused(&failure, RestakingError::NotJoined, 0, 1);
        }
        let [leaving, _] = pact.sides(&mut bank).await;
        for at in [pact.from, leaving.effective - 1] {
            bank.warp(at).await;
            let failure = bank.refuses(pact.admins[0], pact.join_by(pact.admins[0], 0)).await;
            assert_refused(&failure, RestakingError::FallPending, at as u64, leaving.effective as u64);
        }
        // Once it has left, it joins anew.
        bank.warp(leaving.effective).await;
        pact.join(&mut bank, 0).await;
        let [side, _] = pact.sides(&mut bank).await;
        assert!(side.current == 0 && side.effective > leaving.effective, "{side:?}");
    }
}

#[tokio::test]
async fn an_agreement_closes_once_it_is_over_and_its_rent_goes_back() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        bank.warp(GENESIS).await;
        pact.join(&mut bank, 0).await;
        pact.stands(&mut bank).await;
        pact.join(&mut bank, 1).await;
        bank.warp(pact.from).await;
        pact.stands(&mut bank).await;
        pact.leave(&mut bank, 0).await;
        pact.stands(&mut bank).await;
        let last = pact.leave(&mut bank, 1).await;
        bank.warp(last.after.right.effective - 1).await;
        pact.stands(&mut bank).await;
        bank.warp(last.after.right.effective).await;
        for wrong in ["creator", "operator", "mallory"] {
            let failure = bank.refused(split::close_opt_in(&pact.left, &pact.right, &id(wrong)), &[]).await;
            assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer), "{wrong}");
        }
        let (wallet, rent) = (bank.lamports(&id("sponsor")).await, bank.lamports(&pact.address()).await);
        let closed = word(&pact, &bank.send(&[pact.close()], &[]).await.unwrap());
        assert_eq!((closed.number, closed.closed, closed.time), (last.number + 1, true, last.after.right.effective));
        assert_eq!(closed.before, last.after);
        assert!(bank.account(&pact.address()).await.is_none());
        assert_eq!(bank.lamports(&id("sponsor")).await, wallet + rent);
    }
}
