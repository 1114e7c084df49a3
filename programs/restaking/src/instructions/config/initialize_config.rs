//! Creates the config, once. Only the program's upgrade authority may do so, so nobody can front-run the deployer.

use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_and_verify_program_address};
use ledger::state::vault::MAX_EPOCH_SECONDS;

use crate::error::{RestakingError, fail};
use crate::event::{ConfigInitialized, emit};
use crate::state::{Config, VERSION};

/// The upgradeable loader, which owns program data accounts.
pub const LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Accounts of `initialize_config`.
#[derive(Accounts)]
pub struct InitializeConfig {
    /// The program's upgrade authority. Becomes the config's admin and pays for it.
    #[account(mut)]
    pub authority: Signer,
    #[account(init, payer = authority, seeds = [Config::SEED], bump)]
    pub config: Account<Config>,
    /// The program's data account, which states the upgrade authority.
    #[account(owner = LOADER @ RestakingError::NotProgramData)]
    pub program_data: UncheckedAccount,
    pub system_program: Program<System>,
}

impl InitializeConfig {
    /// Creates the config with the cluster's genesis hash and bounds in seconds for vault epochs.
    ///
    /// A program cannot read its cluster's genesis hash. The deployer states it once, and clients compare it with their
    /// node's.
    pub fn initialize_config(
        &mut self,
        bump: u8,
        genesis_hash: [u8; 32],
        min_epoch_seconds: u64,
        max_epoch_seconds: u64,
    ) -> Result<()> {
        find_and_verify_program_address(&[crate::ID.as_ref()], &LOADER, self.program_data.address())
            .map_err(|_| RestakingError::NotProgramData)?;
        let authority = upgrade_authority(self.program_data.account())?;
        require!(address_eq(&authority, self.authority.address()), RestakingError::NotUpgradeAuthority);
        require!(genesis_hash != [0; 32], RestakingError::NoGenesisHash);
        if min_epoch_seconds == 0 || min_epoch_seconds > max_epoch_seconds {
            return Err(fail(RestakingError::EmptyBounds, min_epoch_seconds, max_epoch_seconds));
        }
        if max_epoch_seconds > MAX_EPOCH_SECONDS {
            return Err(fail(RestakingError::EpochLength, max_epoch_seconds, MAX_EPOCH_SECONDS));
        }

        let config = &mut self.config;
        config.version = VERSION;
        config.bump = bump;
        config.admin = authority;
        config.fee_wallet = authority;
        config.min_epoch_seconds = min_epoch_seconds;
        config.max_epoch_seconds = max_epoch_seconds;
        config.genesis_hash = genesis_hash;
        emit(ConfigInitialized { admin: authority, genesis_hash, min_epoch_seconds, max_epoch_seconds });
        Ok(())
    }
}

/// Returns the authority of a program data account. Layout: a tag of 4 bytes (3), a slot of 8, an option of 1, a key.
fn upgrade_authority(program_data: &AccountView) -> Result<Address> {
    let data = program_data.try_borrow()?;
    match data.get(..45) {
        Some(head) if head[..4] == [3, 0, 0, 0] && head[12] == 1 => {
            let mut key = [0; 32];
            key.copy_from_slice(&head[13..]);
            Ok(Address::new_from_array(key))
        }
        // An immutable program has no authority, so its config can never be created.
        _ => Err(RestakingError::NotUpgradeAuthority.into()),
    }
}
