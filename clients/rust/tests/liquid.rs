//! The client of liquid restaking, held against the program: its accounts, its addresses and its errors.

use anchor_lang::Discriminator;
use bytemuck::Zeroable;
use liquid::state;
use restaking_client::liquid::{
    COLLECTED_EXIT_DISCRIMINATOR, EXIT_BATCH_DISCRIMINATOR, EXIT_PART_DISCRIMINATOR, LOCAL_ID, LiquidError,
    LiquidProgram, POOL_DISCRIMINATOR, Pool, QUEUED_EXIT_DISCRIMINATOR, SET_ASIDE_DISCRIMINATOR,
};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

const LIQUID: LiquidProgram = LiquidProgram::at(Pubkey::new_from_array([7; 32]));

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// A pool with two assets, one of them with a stake pool, and two placements, one of them with an exit on its way.
fn pool() -> Pool {
    let mut pool = Box::new(state::Pool::zeroed());
    pool.ledger.asset_count = 2;
    for (place, mint, source) in [(0, 1, 0), (1, 2, 3)] {
        pool.assets[place].mint = [mint; 32].into();
        pool.assets[place].reserve = [mint + 100; 32].into();
        pool.assets[place].source = [source; 32].into();
        pool.assets[place].program_data = [4; 32].into();
    }
    for (place, vault, shares) in [(0, 5, 10), (2, 6, 0)] {
        pool.placements[place].vault = [vault; 32].into();
        pool.placements[place].vrt_account = [vault + 100; 32].into();
        pool.placements[place].vrt_mint = [vault + 50; 32].into();
        pool.ledger.placements[place].shares = shares;
    }
    pool.placements[2].tickets[1] = [8; 32].into();
    let data = [&POOL_DISCRIMINATOR[..], bytemuck::bytes_of(&*pool)].concat();
    assert_eq!(data.len(), Pool::LEN);
    Pool::from_bytes(&data).expect("a pool")
}

#[test]
fn accounts_are_what_the_program_writes() {
    assert_eq!(POOL_DISCRIMINATOR, state::Pool::DISCRIMINATOR);
    assert_eq!(EXIT_BATCH_DISCRIMINATOR, state::ExitBatch::DISCRIMINATOR);
    assert_eq!(QUEUED_EXIT_DISCRIMINATOR, state::QueuedExit::DISCRIMINATOR);
    assert_eq!(EXIT_PART_DISCRIMINATOR, state::ExitPart::DISCRIMINATOR);
    assert_eq!(COLLECTED_EXIT_DISCRIMINATOR, state::CollectedExit::DISCRIMINATOR);
    assert_eq!(SET_ASIDE_DISCRIMINATOR, state::SetAside::DISCRIMINATOR);
    let pool = pool();
    assert_eq!((pool.ledger.asset_count, pool.assets[1].mint), (2, key(2)));
    assert_eq!((pool.place_of(&key(2)), pool.place_of(&key(3))), (Some(1), None));
}

#[test]
fn the_accounts_that_value_a_pool_are_in_the_programs_order() {
    let core = restaking_client::Program::at(key(9));
    let sources = pool().sources(&core, |ticket| if *ticket == key(8) { 77 } else { 0 });
    let bucket = core.exit_bucket(&key(6), 77);
    let addresses: Vec<Pubkey> = sources.iter().map(|meta| meta.pubkey).collect();
    assert_eq!(addresses, [key(3), key(4), key(5), key(6), key(8), bucket]);
    assert!(sources.iter().all(|meta| !meta.is_writable && !meta.is_signer));
}

#[test]
fn the_accounts_of_an_exit_in_kind_are_in_the_programs_order() {
    let (at, owner) = (key(20), key(21));
    let tokens = |mint: &Pubkey| Pubkey::new_from_array([mint.to_bytes()[0] + 200; 32]);
    let kinds = pool().kinds(&LIQUID, &at, &owner, 0, tokens);
    let addresses: Vec<Pubkey> = kinds.iter().map(|meta| meta.pubkey).collect();
    let part = LIQUID.exit_part(&key(8), &owner);
    assert_eq!(addresses, [key(101), key(201), key(102), key(202), key(105), key(255), part]);
    assert!(kinds.iter().all(|meta| meta.is_writable && !meta.is_signer));
    let aside = pool().kinds(&LIQUID, &at, &owner, 0b10, tokens);
    let addresses: Vec<Pubkey> = aside.iter().map(|meta| meta.pubkey).collect();
    assert_eq!(addresses, [key(101), key(201), key(105), key(255), part, LIQUID.set_aside(&at, &owner)]);
}

#[test]
fn addresses_are_those_of_the_programs_seeds() {
    let find = |seeds: &[&[u8]]| Pubkey::find_program_address(seeds, &LIQUID).0;
    let (a, b, number) = (key(1), key(2), 7u64.to_le_bytes());
    assert_eq!(LIQUID.pool(&a, 7), find(&[state::Pool::SEED, a.as_ref(), &number]));
    assert_eq!(LIQUID.lrt_mint(&a), find(&[state::Pool::LRT_SEED, a.as_ref()]));
    assert_eq!(LIQUID.escrow(&a), find(&[state::Pool::ESCROW_SEED, a.as_ref()]));
    assert_eq!(LIQUID.reserve(&a, &b), find(&[state::Pool::RESERVE_SEED, a.as_ref(), b.as_ref()]));
    assert_eq!(LIQUID.vrt_account(&a, &b), find(&[state::Pool::VRT_SEED, a.as_ref(), b.as_ref()]));
    assert_eq!(LIQUID.batch(&a, 7, 7), find(&[state::ExitBatch::SEED, a.as_ref(), &number, &number]));
    assert_eq!(LIQUID.queued_exit(&a, &b, 7), find(&[state::QueuedExit::SEED, a.as_ref(), b.as_ref(), &number]));
    assert_eq!(LIQUID.exit_part(&a, &b), find(&[state::ExitPart::SEED, a.as_ref(), b.as_ref()]));
    assert_eq!(LIQUID.collected_exit(&a), find(&[state::CollectedExit::SEED, a.as_ref()]));
    assert_eq!(LIQUID.set_aside(&a, &b), find(&[state::SetAside::SEED, a.as_ref(), b.as_ref()]));
    assert_eq!(LOCAL_ID.to_bytes(), liquid::ID.to_bytes());
}

#[test]
fn an_error_is_a_sentence_with_the_figures_of_the_log() {
    let logs = [
        format!("Program {} invoke [1]", LIQUID.address()),
        "Program log: Tokens exceed the free reserve (got 7, limit 5)".to_owned(),
        format!("Program {} failed: custom program error: 0x1780", LIQUID.address()),
    ];
    let error = InstructionError::Custom(LiquidError::OverReserve as u32);
    assert_eq!(LIQUID.sentence(&error, &logs).as_deref(), Some("Tokens exceed the free reserve (got 7, limit 5)"));
    assert_eq!(LiquidProgram::LOCAL.sentence(&error, &logs), None, "of another program");
}
