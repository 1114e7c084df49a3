//! SPL's stake pools as a liquid pool reads them: the figures, and the update that each epoch of the cluster needs.
//!
//! The layout is that of the crate `spl-stake-pool` 2.2.0, which this crate does not depend on; Sanctum's two programs share it.

use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// SPL's program of stake pools.
pub const STAKE_POOLS: Pubkey = solana_program::pubkey!("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy");

/// The tag of a stake pool; 2 is a list of validators.
const STAKE_POOL: u8 = 1;
const VALIDATOR_LIST: u8 = 2;

/// Where the list of validators is: after the tag, three authorities and a bump.
const LIST: usize = 1 + 3 * 32 + 1;

/// Where a list's validators are: after the tag, the most that it has room for, and their count.
const VALIDATORS: usize = 1 + 4 + 4;

/// The bytes of a validator, and where its last update is: after two amounts of stake.
const VALIDATOR: usize = 73;
const UPDATED: usize = 16;

/// `UpdateStakePoolBalance`.
const UPDATE_BALANCE: u8 = 7;

/// A stake pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakePool {
    /// The list of its validators.
    pub validator_list: Pubkey,
    /// The stake account of what is at no validator.
    pub reserve: Pubkey,
    /// The mint of its tokens.
    pub mint: Pubkey,
    /// The token account of the manager's fees.
    pub manager_fees: Pubkey,
    /// The program of its tokens.
    pub token_program: Pubkey,
    /// Its lamports at the last update.
    pub lamports: u64,
    /// Its tokens at the last update.
    pub supply: u64,
    /// The cluster's epoch of the last update.
    pub updated_in: u64,
}

impl StakePool {
    /// The stake pool in an account's data; none where it is another account.
    pub fn decode(data: &[u8]) -> Option<Self> {
        if *data.first()? != STAKE_POOL {
            return None;
        }
        let rest = data.get(LIST..)?;
        let key = |place: usize| Some(Pubkey::new_from_array(*rest.get(32 * place..)?.first_chunk()?));
        let number = |place: usize| Some(u64::from_le_bytes(*rest.get(32 * 5 + 8 * place..)?.first_chunk()?));
        Some(Self {
            validator_list: key(0)?,
            reserve: key(1)?,
            mint: key(2)?,
            manager_fees: key(3)?,
            token_program: key(4)?,
            lamports: number(0)?,
            supply: number(1)?,
            updated_in: number(2)?,
        })
    }

    /// The authority of its mint and of its stake accounts, where `program` keeps the pool `address`.
    pub fn authority(program: &Pubkey, address: &Pubkey) -> Pubkey {
        Pubkey::find_program_address(&[address.as_ref(), b"withdraw"], program).0
    }

    /// Updates its lamports, its tokens and its epoch. Permissionless. Refused while a validator of its list lags: see
    /// [`all_validators_are_updated`].
    pub fn update(&self, program: &Pubkey, address: &Pubkey) -> Instruction {
        let accounts = vec![
            AccountMeta::new(*address, false),
            AccountMeta::new_readonly(Self::authority(program, address), false),
            AccountMeta::new(self.validator_list, false),
            AccountMeta::new_readonly(self.reserve, false),
            AccountMeta::new(self.manager_fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(self.token_program, false),
        ];
        Instruction { program_id: *program, accounts, data: vec![UPDATE_BALANCE] }
    }
}

/// Whether each validator of the list in an account's data was updated in `epoch`; none where it is no list.
pub fn all_validators_are_updated(data: &[u8], epoch: u64) -> Option<bool> {
    if *data.first()? != VALIDATOR_LIST {
        return None;
    }
    let count = u32::from_le_bytes(*data.get(VALIDATORS - 4..)?.first_chunk()?) as usize;
    let validators = data.get(VALIDATORS..)?.chunks_exact(VALIDATOR).take(count);
    if validators.len() < count {
        return None;
    }
    let updated = |validator: &[u8]| {
        let bytes = validator.get(UPDATED..).and_then(|rest| rest.first_chunk());
        bytes.is_some_and(|bytes| u64::from_le_bytes(*bytes) >= epoch)
    };
    Some(validators.map(updated).all(|is_updated| is_updated))
}
