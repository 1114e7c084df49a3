//! A program that reads a price by the reader crate, as a lending program does.

use oracle_reader::{Feed, Limits, Refused};
use solana_program::account_info::AccountInfo;
use solana_program::clock::Clock;
use solana_program::entrypoint::ProgramResult;
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::program_error::ProgramError;
use solana_program::pubkey::Pubkey;
use solana_program::sysvar::{SysvarSerialize, clock};
use solana_program_test::processor;
use solana_transaction_error::TransactionError;

use restaking_tests::id;

use crate::scene::{ORACLE, PRICE, RULES, STAKE, Scene};

/// What the program asks of a price: its value at risk demands the weight of four operators.
const LIMITS: Limits = Limits::strict(4 * STAKE);

/// The number of a refusal among the program's errors.
fn code(refused: &Refused) -> u32 {
    match refused {
        Refused::NotAFeed => 1,
        Refused::OtherOracle => 2,
        Refused::OtherFeed => 3,
        Refused::NoPrice => 4,
        Refused::TooOld(..) => 5,
        Refused::FromFuture => 6,
        Refused::TooWeak(..) => 7,
        Refused::Disputed(..) => 8,
        Refused::TooFew(..) => 9,
        Refused::Retired(..) => 10,
    }
}

/// The error for a price other than the one that the caller expects.
const OTHER_PRICE: u32 = 100;

/// Reads the price of the feed that is passed, with the clock behind it, and compares it with what the caller expects. The data are the
/// oracle's address and the feed's number, which a real program keeps in its settings, and that price.
fn value(_: &Pubkey, accounts: &[AccountInfo], settings: &[u8]) -> ProgramResult {
    let [feed, clock] = accounts else { return Err(ProgramError::NotEnoughAccountKeys) };
    if *feed.owner != *ORACLE {
        return Err(ProgramError::IllegalOwner);
    }
    let (oracle, rest) = settings.split_first_chunk::<32>().ok_or(ProgramError::InvalidInstructionData)?;
    let (number, expected) = rest.split_first().ok_or(ProgramError::InvalidInstructionData)?;
    let now = Clock::from_account_info(clock)?.unix_timestamp;
    let read = |data: &[u8]| Feed::read(data, oracle, *number)?.price(&LIMITS, now);
    let price = read(&feed.try_borrow_data()?).map_err(|refused| ProgramError::Custom(code(&refused)))?;
    if price.to_le_bytes() == expected { Ok(()) } else { Err(ProgramError::Custom(OTHER_PRICE)) }
}

fn asking(feed: Pubkey, oracle: Pubkey, number: u8) -> Instruction {
    let data = [oracle.as_ref(), &[number], &PRICE.to_le_bytes()].concat();
    let accounts = [feed, clock::ID].map(|address| AccountMeta::new_readonly(address, false));
    Instruction { program_id: id("lender"), accounts: accounts.into(), data }
}

impl Scene {
    /// Whether the program takes [`PRICE`] from the scene's feed, or the number of its refusal.
    async fn asked(&mut self) -> Result<(), u32> {
        let ask = asking(self.oracle.feed, self.oracle.address, self.oracle.number);
        let done = self.bank.send(&[ask], &[]).await;
        done.map(drop).map_err(|failure| failure.code().unwrap_or_else(|| panic!("{failure}: {:#?}", failure.logs)))
    }
}

#[tokio::test]
async fn a_consumer_takes_a_price_within_its_limits_alone() {
    let mut scene = Scene::beside(RULES, |chain| {
        chain.prefer_bpf(false);
        chain.add_program("lender", id("lender"), processor!(value));
        chain.prefer_bpf(true);
    })
    .await;
    assert_eq!(scene.asked().await, Err(code(&Refused::NoPrice)));
    let off = |bps: i64| Some(PRICE + PRICE * bps / 10_000);
    scene.round([off(1), off(1), off(1), off(1), None]).await;
    assert_eq!(scene.asked().await, Err(OTHER_PRICE));
    scene.round([Some(PRICE), Some(PRICE), off(10), off(20), None]).await;
    assert_eq!(scene.asked().await, Ok(()));
    let price = scene.feed().await.price;
    assert_eq!((price.weight, price.dispersion_bps), (4 * STAKE, 10));

    // Another oracle's feed with the same number, another feed of the oracle, and an account of the program that is no feed.
    let (oracle, feed, number) = (scene.oracle.address, scene.oracle.feed, scene.oracle.number);
    let failure = scene.bank.refused(asking(feed, id("another"), number), &[]).await;
    assert_eq!(failure.code(), Some(code(&Refused::OtherOracle)));
    let failure = scene.bank.refused(asking(feed, oracle, number + 1), &[]).await;
    assert_eq!(failure.code(), Some(code(&Refused::OtherFeed)));
    let failure = scene.bank.refused(asking(oracle, oracle, number), &[]).await;
    assert_eq!(failure.code(), Some(code(&Refused::NotAFeed)));
    // A copy of the feed that another program owns.
    let mut copy = scene.bank.account(&feed).await.expect("a feed");
    copy.owner = id("a program of mallory");
    scene.bank.put(&id("copy"), copy);
    let failure = scene.bank.refused(asking(id("copy"), oracle, number), &[]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::IllegalOwner));

    // Three minutes after the height it is old.
    scene.bank.warp(price.time + 180).await;
    assert_eq!(scene.asked().await, Ok(()));
    scene.bank.warp(price.time + 181).await;
    assert_eq!(scene.asked().await, Err(code(&Refused::TooOld(181, 180))));
    // Prices that differ, and too little weight.
    let height = scene.round([Some(PRICE), Some(PRICE), off(300), off(300), None]).await;
    assert_eq!(scene.asked().await, Err(code(&Refused::Disputed(300, 100))));
    // A round without a quorum changes nothing.
    scene.round([Some(PRICE), Some(PRICE), Some(PRICE), None, None]).await;
    assert_eq!(scene.feed().await.price.height, height);
    // A retired feed has prices until its end, and none from then on, however new.
    let retire = scene.oracle.retire_feed();
    scene.by("ncn", retire).await;
    scene.round([Some(PRICE), Some(PRICE), Some(PRICE), Some(PRICE), None]).await;
    assert_eq!(scene.asked().await, Ok(()));
    let mut account = scene.bank.account(&feed).await.expect("a feed");
    let mut ended = scene.feed().await;
    ended.retirement.from = scene.bank.now().await;
    account.data = borsh::to_vec(&ended).expect("a feed");
    scene.bank.put(&feed, account);
    assert_eq!(scene.asked().await, Err(code(&Refused::Retired(0, 0))));
}
