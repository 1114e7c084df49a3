//! The creation of the config: its signer, its time and its bounds.

use harness::vault::initialize_config;
use restaking_client::{Config, Pause, RestakingError, pda};
use restaking_tests::{Bank, id};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

const TEN_YEARS: u64 = 10 * 365 * 86_400;
const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Sets the authority in the program's data account; none makes the program immutable.
async fn set_authority(bank: &mut Bank, authority: Option<Pubkey>) {
    let mut data = bank.account(&pda::program_data()).await.expect("made with the program");
    data.data[12] = authority.is_some().into();
    data.data[13..45].copy_from_slice(authority.unwrap_or_default().as_ref());
    bank.put(&pda::program_data(), data);
}

/// The instruction with `program_data` for the program's data account.
fn with_program_data(program_data: Pubkey) -> Instruction {
    let mut instruction = initialize_config(&id("deployer"), 60, 3_600);
    instruction.accounts[2].pubkey = program_data;
    instruction
}

#[tokio::test]
async fn the_upgrade_authority_makes_the_config() {
    let mut bank = Bank::bare().await;
    bank.by("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    let config: Config = bank.read(&pda::config()).await.expect("the config");
    assert_eq!((config.version, config.admin), (1, id("deployer")));
    assert_eq!((config.min_epoch_seconds, config.max_epoch_seconds), (60, 3_600));
    assert_eq!((config.fee_wallet, config.guardian), (id("deployer"), Pubkey::default()));
    assert_eq!(config.pause, Pause { flags: 0, from: 0, until: 0 });
    assert_eq!((config.genesis_hash, config.reserved), (harness::keys::GENESIS_HASH, [0; 72]));
}

#[tokio::test]
async fn a_config_names_its_cluster() {
    let mut bank = Bank::bare().await;
    let nameless = harness::vault::initialize_config_on(&[0; 32], &id("deployer"), 60, 3_600);
    let refused = bank.refuses("deployer", nameless).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NoGenesisHash));
}

#[tokio::test]
async fn nobody_else_makes_the_config() {
    let mut bank = Bank::bare().await;
    bank.fund(&id("mallory"));
    let refused = bank.refuses("mallory", initialize_config(&id("mallory"), 60, 3_600)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotUpgradeAuthority));
    // The present upgrade authority may: the authority at the program's birth has no effect.
    set_authority(&mut bank, Some(id("mallory"))).await;
    let refused = bank.refuses("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotUpgradeAuthority));
    bank.by("mallory", initialize_config(&id("mallory"), 60, 3_600)).await;
}

/// The authority's place holds the zero address then, and no signer is it, nor can be.
#[tokio::test]
async fn nobody_makes_the_config_of_an_immutable_program() {
    let mut bank = Bank::bare().await;
    set_authority(&mut bank, None).await;
    let refused = bank.refuses("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotUpgradeAuthority));
    // The loader leaves the last authority's key behind where the option is none.
    let mut data = bank.account(&pda::program_data()).await.expect("made with the program");
    data.data[13..45].copy_from_slice(id("deployer").as_ref());
    bank.put(&pda::program_data(), data);
    let refused = bank.refuses("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotUpgradeAuthority));
}

#[tokio::test]
async fn the_zero_address_makes_no_config_without_a_signature() {
    let mut bank = Bank::bare().await;
    set_authority(&mut bank, Some(Pubkey::default())).await;
    let mut unsigned = initialize_config(&Pubkey::default(), 60, 3_600);
    unsigned.accounts[0].is_signer = false;
    // The zero address is the system program as well, which the instruction names: an account twice.
    assert_eq!(bank.refused(unsigned, &[]).await.code(), Some(2040));
}

#[tokio::test]
async fn data_that_is_not_the_programs_proves_nothing() {
    let mut bank = Bank::bare().await;
    let real = bank.account(&pda::program_data()).await.expect("made with the program");
    let mallory = id("mallory");
    bank.fund(&mallory);
    let mut forged = real.clone();
    forged.data[13..45].copy_from_slice(mallory.as_ref());

    // The data account of a program of mallory's own, which does name mallory.
    let theirs = Pubkey::find_program_address(&[id("a program").as_ref()], &LOADER).0;
    bank.put(&theirs, forged.clone());
    // The same bytes, in an account that mallory's program owns.
    let fake = id("a fake");
    bank.put(&fake, Account { owner: id("a program"), ..forged.clone() });
    // A buffer or a program account of the loader's, wherever it is.
    let program = restaking_client::ID;
    for address in [theirs, fake, program] {
        let mut instruction = with_program_data(address);
        instruction.accounts[0].pubkey = mallory;
        let refused = bank.refuses("mallory", instruction).await;
        assert_eq!(refused.restaking(), Some(RestakingError::NotProgramData), "{address}");
    }
    // The right address is no use either if the loader does not own it, or it is not program data.
    bank.put(&pda::program_data(), Account { owner: id("a program"), ..real.clone() });
    let refused = bank.refuses("deployer", with_program_data(pda::program_data())).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotProgramData));
    let mut buffer = real.clone();
    buffer.data[0] = 1;
    let short = Account { data: real.data[..44].to_vec(), ..real.clone() };
    for account in [buffer, short] {
        bank.put(&pda::program_data(), account);
        let refused = bank.refuses("deployer", with_program_data(pda::program_data())).await;
        assert_eq!(refused.restaking(), Some(RestakingError::NotUpgradeAuthority));
    }
    bank.put(&pda::program_data(), real);
    bank.by("deployer", with_program_data(pda::program_data())).await;
}

#[tokio::test]
async fn the_config_is_made_once() {
    let mut bank = Bank::bare().await;
    bank.by("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    // The system program: the account is in use.
    let refused = bank.refuses("deployer", initialize_config(&id("deployer"), 60, 7_200)).await;
    assert_eq!(refused.code(), Some(0));
    set_authority(&mut bank, Some(id("heir"))).await;
    bank.fund(&id("heir"));
    assert_eq!(bank.refuses("heir", initialize_config(&id("heir"), 60, 7_200)).await.code(), Some(0));
}

#[tokio::test]
async fn bounds_without_a_value_between_them_are_refused() {
    let mut bank = Bank::bare().await;
    for (min, max, error) in [
        (0, 3_600, RestakingError::EmptyBounds),
        (0, 0, RestakingError::EmptyBounds),
        (61, 60, RestakingError::EmptyBounds),
        (u64::MAX, u64::MAX - 1, RestakingError::EmptyBounds),
        (60, TEN_YEARS + 1, RestakingError::EpochLength),
        (u64::MAX, u64::MAX, RestakingError::EpochLength),
    ] {
        let refused = bank.refuses("deployer", initialize_config(&id("deployer"), min, max)).await;
        assert_eq!(refused.restaking(), Some(error), "{min} to {max}");
    }
    bank.by("deployer", initialize_config(&id("deployer"), TEN_YEARS, TEN_YEARS)).await;
}

#[tokio::test]
async fn the_widest_bounds_are_a_second_and_ten_years() {
    let mut bank = Bank::bare().await;
    bank.by("deployer", initialize_config(&id("deployer"), 1, TEN_YEARS)).await;
    let config: Config = bank.read(&pda::config()).await.expect("the config");
    assert_eq!((config.min_epoch_seconds, config.max_epoch_seconds), (1, TEN_YEARS));
}
