//! The usual stake pool.

pub use harness::liquid::{Figures, STAKE_POOLS, native_account, program_data, program_data_of as data_of, stake_pool};

/// The usual rate of the staked token: 1.2 lamports.
pub const RATE: Figures = Figures { lamports: 1_200_000_000_000_000, supply: 1_000_000_000_000_000, fee: [0; 4] };
