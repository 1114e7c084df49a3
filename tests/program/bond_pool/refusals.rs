//! Every wrong account, signer and amount. `Bank::refused` holds that each failure leaves all accounts as they were.

use harness::bond::BondPool;
use harness::{key, token};
use restaking_client::{RestakingError as E, pda};
use restaking_tests::{OPEN, assert_refused, id};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::bond_pool::{Scene, mint, with_mallory};

/// What a wrong account is answered with.
#[derive(Debug)]
enum Answer {
    /// An error of the program's.
    Ours(E),
    /// A code of Anchor's or of SPL Token's.
    Code(u32),
    /// An error of the runtime's.
    Other(&'static InstructionError),
}

use Answer::{Code, Other, Ours};

const SEEDS: Answer = Other(&InstructionError::InvalidSeeds);
const OWNER: Answer = Other(&InstructionError::IllegalOwner);
const DATA: Answer = Other(&InstructionError::InvalidAccountData);
/// The account is of another type, and shorter.
const SMALL: Answer = Other(&InstructionError::AccountDataTooSmall);
const SIGNATURE: Answer = Other(&InstructionError::MissingRequiredSignature);
/// Anchor: the same account twice, where both are written.
const TWICE: Answer = Code(2_040);
/// Anchor: the account is not writable.
const FIXED: Answer = Code(2_000);

/// Sends `instruction` as `name`, with the account in `slot` changed to each of `wrong`.
async fn each(scene: &mut Scene, name: &str, instruction: &Instruction, slot: usize, wrong: &[(Pubkey, Answer)]) {
    for (number, (address, answer)) in wrong.iter().enumerate() {
        let mut changed = instruction.clone();
        changed.accounts[slot].pubkey = *address;
        let failure = scene.bank.refuses(name, changed).await;
        let place = format!("slot {slot}, {number}: {failure}");
        match answer {
            Ours(error) => assert_eq!(failure.restaking().as_ref(), Some(error), "{place}"),
            Code(code) => assert_eq!(failure.code(), Some(*code), "{place}"),
            Other(error) => {
                assert_eq!(failure.error, TransactionError::InstructionError(1, (*error).clone()), "{place}")
            }
        }
    }
}

/// `instruction` with `name` as its payer.
fn paid_by(mut instruction: Instruction, name: &str) -> Instruction {
    instruction.accounts[0].pubkey = id(name);
    instruction
}

/// Sends `instruction` with each of its signers not signing, and each account that is written not writable.
async fn flags(scene: &mut Scene, instruction: &Instruction, signers: &[&str]) {
    for slot in 0..instruction.accounts.len() {
        let (meta, mut changed) = (&instruction.accounts[slot], instruction.clone());
        if meta.is_signer {
            // Another signs in its place, if it is not the only one.
            changed.accounts[slot].is_signer = false;
            let left: Vec<_> = signers.iter().filter(|name| id(name) != meta.pubkey).map(|name| key(name)).collect();
            let failure = scene.bank.refused(changed, &left.iter().collect::<Vec<_>>()).await;
            let Other(error) = SIGNATURE else { unreachable!() };
            assert_eq!(failure.error, TransactionError::InstructionError(1, error.clone()), "slot {slot}");
        } else if meta.is_writable {
            changed.accounts[slot].is_writable = false;
            let all: Vec<_> = signers.iter().map(|name| key(name)).collect();
            let failure = scene.bank.refused(changed, &all.iter().collect::<Vec<_>>()).await;
            let Code(code) = FIXED else { unreachable!() };
            assert_eq!(failure.code(), Some(code), "slot {slot}");
        }
    }
}

/// The usual scene with a second vault, of "rival", and a pool with the same two rewards; alice and bob have bonded 1,000
/// in each, and 500 of both rewards are owed in halves.
async fn two_pools() -> (Scene, BondPool) {
    let mut scene = Scene::new(2).await;
    let vault = scene.bank.add_vault("rival", 0, OPEN).await;
    let (pool, creator) = (BondPool::new(vault), "rival");
    scene.bank.by(creator, pool.open(100)).await;
    for place in [0, 1] {
        scene.bank.by(creator, pool.add_reward_mint(place, &mint(place))).await;
    }
    for name in ["alice", "bob"] {
        scene.bank.by(name, vault.deposit(&id(name), 1_000_000, 1_000_000, false)).await;
        scene.bank.by(name, pool.open_position(&id(name))).await;
        scene.bank.by(name, pool.bond(&id(name), 1_000)).await;
        scene.bond(name, 1_000).await;
    }
    for place in [0, 1] {
        scene.bank.by("payer", pool.pay(&id("payer"), place, &mint(place), 1_000)).await;
        scene.pay(place, 1_000).await;
    }
    scene.at(50).await;
    (scene, pool)
}

#[tokio::test]
async fn bonding_and_unbonding() {
    let (mut scene, other) = two_pools().await;
    let (alice, bob, pool) = (id("alice"), id("bob"), scene.pool);
    for (bonds, instruction) in [(true, pool.bond(&alice, 10)), (false, pool.unbond(&alice, 10))] {
        let s = &mut scene;
        each(s, "bob", &instruction, 0, &[(bob, Ours(E::NotPositionOwner))]).await;
        let wrong =
            [(other.address, Ours(E::WrongBondedAccount)), (pool.vault.address, SMALL), (pool.treasury(0), SMALL)];
        each(s, "alice", &instruction, 1, &wrong).await;
        let wrong = [
            (other.bonded_account, Ours(E::WrongBondedAccount)),
            (pool.treasury(0), Ours(E::WrongBondedAccount)),
            (pool.vault.shares_of(&bob), Ours(E::WrongBondedAccount)),
            (pool.vault.vrt_mint, SMALL),
        ];
        each(s, "alice", &instruction, 2, &wrong).await;
        let wrong = [
            (other.vault.shares_of(&alice), Ours(E::WrongMint)),
            (token::address(&alice, &mint(0)), Ours(E::WrongMint)),
            (pool.bonded_account, TWICE),
            (pool.vault.address, OWNER),
        ];
        each(s, "alice", &instruction, 3, &wrong).await;
        if bonds {
            each(s, "alice", &instruction, 3, &[(pool.vault.shares_of(&bob), Ours(E::NotHolder))]).await;
        }
        let wrong = [
            (other.position(&alice), Ours(E::WrongBondPool)),
            (pool.position(&bob), Ours(E::NotPositionOwner)),
            (pool.address, TWICE),
            (pool.vault.address, DATA),
        ];
        each(s, "alice", &instruction, 4, &wrong).await;
        each(s, "alice", &instruction, 5, &[(Pubkey::default(), Other(&InstructionError::IncorrectProgramId))]).await;
        flags(s, &instruction, &["alice"]).await;
    }
    let zero = scene.bank.refuses("alice", pool.bond(&alice, 0)).await;
    assert_refused(&zero, E::Zero, 0, 1);
    let zero = scene.bank.refuses("alice", pool.unbond(&alice, 0)).await;
    assert_refused(&zero, E::Zero, 0, 1);
    let over = scene.bank.refuses("alice", pool.unbond(&alice, 1_001)).await;
    assert_refused(&over, E::OverBonded, 1_001, 1_000);
    let over = scene.bank.refuses("alice", pool.bond(&alice, u64::MAX)).await;
    assert_refused(&over, E::Overflow, 2_000, u64::MAX);
    // SPL Token: insufficient funds.
    assert_eq!(scene.bank.refuses("alice", pool.bond(&alice, 999_001)).await.code(), Some(1));
    scene.bank.by("alice", pool.bond(&alice, 999_000)).await;
    scene.bank.by("alice", pool.unbond(&alice, 1_000_000)).await;
}

#[tokio::test]
async fn paying() {
    let (mut scene, other) = two_pools().await;
    let (payer, pool) = (id("payer"), scene.pool);
    let pay = |amount| pool.pay(&payer, 0, &mint(0), amount);
    each(&mut scene, "bob", &pay(5), 0, &[(id("bob"), Ours(E::NotHolder))]).await;
    let wrong = [(other.address, Ours(E::NoReward)), (pool.vault.address, SMALL), (pool.treasury(1), SMALL)];
    each(&mut scene, "payer", &pay(5), 1, &wrong).await;
    let wrong = [
        (pool.treasury(1), Ours(E::WrongMint)),
        (other.treasury(0), Ours(E::NoReward)),
        (token::address(&id("bob"), &mint(0)), Ours(E::NoReward)),
        (pool.bonded_account, Ours(E::WrongMint)),
        (mint(0), SMALL),
    ];
    each(&mut scene, "payer", &pay(5), 2, &wrong).await;
    let wrong = [
        (token::address(&payer, &mint(1)), Ours(E::WrongMint)),
        (token::address(&id("alice"), &mint(0)), Ours(E::NotHolder)),
        (pool.treasury(0), TWICE),
        (other.treasury(0), Ours(E::NotHolder)),
    ];
    each(&mut scene, "payer", &pay(5), 3, &wrong).await;
    flags(&mut scene, &pay(5), &["payer"]).await;
    assert_refused(&scene.bank.refuses("payer", pay(0)).await, E::Zero, 0, 1);
    assert_refused(&scene.bank.refuses("payer", pay(u64::MAX)).await, E::Overflow, 1_000, u64::MAX);
    assert_eq!(scene.bank.refuses("payer", pay(1 << 60)).await.code(), Some(1));
}

#[tokio::test]
async fn claiming() {
    let (mut scene, other) = two_pools().await;
    let (alice, bob, pool) = (id("alice"), id("bob"), scene.pool);
    let claim = pool.claim(&alice, 0, &mint(0));
    each(&mut scene, "bob", &claim, 0, &[(bob, Ours(E::NotPositionOwner))]).await;
    let wrong = [(other.address, Ours(E::WrongBondPool)), (pool.vault.address, SMALL), (pool.bonded_account, SMALL)];
    each(&mut scene, "alice", &claim, 1, &wrong).await;
    let wrong = [
        (other.treasury(0), Ours(E::NoReward)),
        (pool.treasury(1), Ours(E::WrongMint)),
        (pool.bonded_account, Ours(E::WrongMint)),
        (token::address(&bob, &mint(0)), Ours(E::NoReward)),
    ];
    each(&mut scene, "alice", &claim, 2, &wrong).await;
    let wrong = [
        (token::address(&alice, &mint(1)), Ours(E::WrongMint)),
        (pool.vault.shares_of(&alice), Ours(E::WrongMint)),
        (pool.treasury(0), TWICE),
    ];
    each(&mut scene, "alice", &claim, 3, &wrong).await;
    let wrong = [
        (other.position(&alice), Ours(E::WrongBondPool)),
        (pool.position(&bob), Ours(E::NotPositionOwner)),
        (pool.vault.address, DATA),
    ];
    each(&mut scene, "alice", &claim, 4, &wrong).await;
    flags(&mut scene, &claim, &["alice"]).await;
    assert_eq!((scene.claim("alice", 0).await, scene.claim("bob", 0).await), (250, 250));
    // Nothing more in this second; and a position without shares gets nothing.
    let again = scene.bank.refuses("alice", claim.clone()).await;
    assert_refused(&again, E::NothingEarned, 0, 1);
    with_mallory(&mut scene, 10).await;
    let none = scene.bank.refuses("mallory", pool.claim(&id("mallory"), 0, &mint(0))).await;
    assert_refused(&none, E::NothingEarned, 0, 1);
    // No claim of one pool has touched the other.
    assert_eq!(scene.bank.balance(&other.treasury(0)).await, 1_000);
}

#[tokio::test]
async fn opening_a_pool() {
    let (mut scene, other) = two_pools().await;
    let vault = scene.bank.add_vault("third", 0, OPEN).await;
    let pool = BondPool::new(vault);
    let open = |seconds| pool.open(seconds);
    each(&mut scene, "rival", &paid_by(open(9), "rival"), 1, &[(id("rival"), Ours(E::NotVaultAdmin))]).await;
    let wrong = [(other.vault.address, SEEDS), (pda::config(), SMALL)];
    each(&mut scene, "third", &open(9), 2, &wrong).await;
    each(&mut scene, "third", &open(9), 3, &[(vault.asset_mint, Ours(E::WrongVrtMint))]).await;
    each(&mut scene, "third", &open(9), 4, &[(other.address, SEEDS), (id("nowhere"), SEEDS)]).await;
    each(&mut scene, "third", &open(9), 5, &[(other.bonded_account, SEEDS), (id("nowhere"), SEEDS)]).await;
    assert_refused(&scene.bank.refuses("third", open(0)).await, E::StreamTooShort, 0, 1);
    let year = 365 * 86_400;
    assert_refused(&scene.bank.refuses("third", open(year + 1)).await, E::StreamTooLong, year + 1, year);
    scene.bank.by("third", open(year)).await;
    // Once.
    assert_eq!(scene.bank.refuses("third", open(9)).await.code(), Some(0));
}

#[tokio::test]
async fn adding_a_reward() {
    let (mut scene, other) = two_pools().await;
    let pool = scene.pool;
    scene.add_mint(&mint(2));
    let add = pool.add_reward_mint(2, &mint(2));
    each(&mut scene, "rival", &paid_by(add.clone(), "rival"), 1, &[(id("rival"), Ours(E::NotVaultAdmin))]).await;
    // The admin of one vault has no say in another's pool.
    let theirs = other.add_reward_mint(2, &mint(2));
    let wrong = [(pool.vault.address, Ours(E::WrongBondPool))];
    let mut as_ours = paid_by(theirs, "creator");
    as_ours.accounts[1].pubkey = id("creator");
    each(&mut scene, "creator", &as_ours, 2, &wrong).await;
    each(&mut scene, "creator", &add, 3, &[(other.address, SEEDS), (pool.vault.address, TWICE)]).await;
    // Another program's mint is none.
    let mut foreign = token::mint_account(6, id("issuer"), None, 0);
    foreign.owner = solana_program::pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
    scene.bank.put(&id("foreign"), foreign);
    each(&mut scene, "creator", &add, 4, &[(id("foreign"), OWNER), (pool.bonded_account, DATA)]).await;
    let wrong = [(pool.treasury(1), SEEDS), (pool.treasury(3), SEEDS), (other.treasury(2), SEEDS)];
    each(&mut scene, "creator", &add, 5, &wrong).await;
    // The same mint twice.
    for place in [0, 1] {
        let twice = scene.bank.refuses("creator", pool.add_reward_mint(2, &mint(place))).await;
        assert_eq!(twice.restaking(), Some(E::RewardTaken));
    }
    scene.bank.by("creator", add).await;
    let twice = scene.bank.refuses("creator", pool.add_reward_mint(3, &mint(2))).await;
    assert_eq!(twice.restaking(), Some(E::RewardTaken));
}

#[tokio::test]
async fn opening_and_closing_a_position() {
    let (mut scene, other) = two_pools().await;
    let (alice, bob, pool) = (id("alice"), id("bob"), scene.pool);
    scene.bank.fund(&id("mallory"));
    let open = pool.open_position(&id("mallory"));
    let wrong = [(pool.position(&bob), SEEDS), (other.position(&id("mallory")), SEEDS), (id("nowhere"), SEEDS)];
    each(&mut scene, "mallory", &open, 3, &wrong).await;
    each(&mut scene, "mallory", &open, 2, &[(other.address, SEEDS), (pool.vault.address, SMALL)]).await;
    assert_eq!(scene.bank.refuses("alice", pool.open_position(&alice)).await.code(), Some(0), "in use");
    // Nobody opens one for another.
    let mut theirs = paid_by(pool.open_position(&id("carol")), "mallory");
    theirs.accounts[1].is_signer = false;
    let failure = scene.bank.refuses("mallory", theirs).await;
    let Other(error) = SIGNATURE else { unreachable!() };
    assert_eq!(failure.error, TransactionError::InstructionError(1, error.clone()));

    let close = pool.close_position(&alice, &alice);
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 1_000, 0);
    scene.unbond("alice", 1_000).await;
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 250, 0);
    scene.claim("alice", 0).await;
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 250, 0);
    // Each reward by itself: all of one says nothing of the other, and a unit short is short.
    let forfeits = |first, second| pool.forfeit_position(&alice, &alice, [first, second, 0, 0, 0, 0, 0, 0]);
    for (forfeit, most) in [(forfeits(u64::MAX, 0), 0), (forfeits(0, 249), 249)] {
        assert_refused(&scene.bank.refuses("alice", forfeit).await, E::PositionNotEmpty, 250, most);
    }
    for instruction in [forfeits(0, 250), close.clone()] {
        let s = &mut scene;
        each(s, "bob", &instruction, 0, &[(bob, Ours(E::NotPositionOwner))]).await;
        each(s, "alice", &instruction, 1, &[(other.address, Ours(E::WrongBondPool)), (pool.vault.address, SMALL)])
            .await;
        let wrong =
            [(other.position(&alice), Ours(E::WrongBondPool)), (pool.position(&bob), Ours(E::NotPositionOwner))];
        each(s, "alice", &instruction, 2, &wrong).await;
        each(s, "alice", &instruction, 3, &[(bob, Ours(E::WrongRentPayer)), (pool.address, TWICE)]).await;
    }
    flags(&mut scene, &forfeits(0, 250), &["alice"]).await;
    // Bob's shares are bonded: they stay his after any forfeit.
    let theirs = pool.forfeit_position(&bob, &bob, [u64::MAX; 8]);
    assert_refused(&scene.bank.refuses("bob", theirs).await, E::PositionNotEmpty, 1_000, 0);
    scene.claim("alice", 1).await;
    scene.bank.by("alice", close).await;
}
