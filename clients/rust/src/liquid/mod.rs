//! The client of liquid restaking: one token, the LRT, over many assets and vaults of the core.
//!
//! ```
//! use restaking_client::liquid::{AcceptPoolAdmin, LiquidProgram};
//! use solana_program::pubkey::Pubkey;
//!
//! let liquid = LiquidProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let (creator, new_admin) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
//! let accounts = AcceptPoolAdmin { new_admin, pool: liquid.pool(&creator, 0) };
//! assert_eq!(accounts.instruction_at(&liquid).program_id, liquid.address());
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;
pub mod source;
pub mod stake_pool;
pub mod value;

mod native_stake;

use num_traits::FromPrimitive;
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_program::pubkey::Pubkey;

use crate::logs;

pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;
pub use native_stake::{StakeRoute, StakeWays};

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::LIQUID_ID;

/// The program at an address. Instructions take the same address: `AcceptPoolAdmin { .. }.instruction_at(&liquid)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LiquidProgram(Pubkey);

impl LiquidProgram {
    /// The program on local chains.
    pub const LOCAL: Self = Self(LOCAL_ID);

    /// The program at `address`.
    pub const fn at(address: Pubkey) -> Self {
        Self(address)
    }

    /// Its address.
    pub const fn address(&self) -> Pubkey {
        self.0
    }

    fn find(&self, seeds: &[&[u8]]) -> Pubkey {
        Pubkey::find_program_address(seeds, &self.0).0
    }

    /// The pool number `index` of `creator`.
    pub fn pool(&self, creator: &Pubkey, index: u64) -> Pubkey {
        self.find(&[b"pool", creator.as_ref(), &index.to_le_bytes()])
    }

    /// The mint of a pool's shares.
    pub fn lrt_mint(&self, pool: &Pubkey) -> Pubkey {
        self.find(&[b"lrt", pool.as_ref()])
    }

    /// The token account of the shares that wait in a pool's queue.
    pub fn escrow(&self, pool: &Pubkey) -> Pubkey {
        self.find(&[b"escrow", pool.as_ref()])
    }

    /// The token account of a pool's tokens of `mint` that are in no vault.
    pub fn reserve(&self, pool: &Pubkey, mint: &Pubkey) -> Pubkey {
        self.find(&[b"reserve", pool.as_ref(), mint.as_ref()])
    }

    /// The token account of a pool's shares of `vault`.
    pub fn vrt_account(&self, pool: &Pubkey, vault: &Pubkey) -> Pubkey {
        self.find(&[b"vrt", pool.as_ref(), vault.as_ref()])
    }

    /// The batch of the requests of `period` for the asset at `place`.
    pub fn batch(&self, pool: &Pubkey, place: u64, period: u64) -> Pubkey {
        self.find(&[b"batch", pool.as_ref(), &place.to_le_bytes(), &period.to_le_bytes()])
    }

    /// The request that `owner` made with `nonce`.
    pub fn queued_exit(&self, pool: &Pubkey, owner: &Pubkey, nonce: u64) -> Pubkey {
        self.find(&[b"queued_exit", pool.as_ref(), owner.as_ref(), &nonce.to_le_bytes()])
    }

    /// The part of an exit on its way that `owner` took by leaving in kind.
    pub fn exit_part(&self, ticket: &Pubkey, owner: &Pubkey) -> Pubkey {
        self.find(&[b"exit_part", ticket.as_ref(), owner.as_ref()])
    }

    /// The leavers' tokens of a collected exit.
    pub fn collected_exit(&self, ticket: &Pubkey) -> Pubkey {
        self.find(&[b"collected_exit", ticket.as_ref()])
    }

    /// What is set aside for `owner`.
    pub fn set_aside(&self, pool: &Pubkey, owner: &Pubkey) -> Pubkey {
        self.find(&[b"set_aside", pool.as_ref(), owner.as_ref()])
    }

    /// The auction of a pool's rewards in `mint`.
    pub fn auction(&self, pool: &Pubkey, mint: &Pubkey) -> Pubkey {
        self.find(&[b"auction", pool.as_ref(), mint.as_ref()])
    }

    /// The token account of a pool's rewards in `mint`.
    pub fn treasury(&self, pool: &Pubkey, mint: &Pubkey) -> Pubkey {
        self.find(&[b"treasury", pool.as_ref(), mint.as_ref()])
    }

    /// The report of the price of a pool's asset that has no source on this chain.
    pub fn report(&self, pool: &Pubkey, mint: &Pubkey) -> Pubkey {
        self.find(&[b"report", pool.as_ref(), mint.as_ref()])
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        let bytes = crate::Program::at(self.0).event_bytes(logs);
        bytes.iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction of this program failed, as a sentence; none for what it does not say.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        match error {
            InstructionError::Custom(code) if logs::failed_program(logs) == Some(self.0) => {
                let Some(known) = LiquidError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for LiquidProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

impl Pool {
    /// The accounts that value the pool: they follow those of `deposit_asset`, `deposit_vrt`, `leave_instantly`, `fill_batch`, `swap_assets`,
    /// `place`, `observe_rates`, and of `unplace` by anyone but the curator. `core` is the core's program; `epoch_of` gives the bucket's epoch of a ticket on its way.
    pub fn sources(&self, core: &crate::Program, epoch_of: impl Fn(&Pubkey) -> u64) -> Vec<AccountMeta> {
        let mut sources = Vec::new();
        let mut add = |address| sources.push(AccountMeta::new_readonly(address, false));
        for asset in self.known_assets().filter(|asset| asset.source != Pubkey::default()) {
            add(asset.source);
            if asset.on_ramp != Pubkey::default() {
                add(asset.on_ramp);
                add(asset.mint);
            }
            // The report of a price is the program's own.
            if asset.program_data != Pubkey::default() {
                add(asset.program_data);
            }
        }
        for placement in self.placements.iter().filter(|placement| placement.vault != Pubkey::default()) {
            add(placement.vault);
            for ticket in placement.tickets.iter().filter(|ticket| **ticket != Pubkey::default()) {
                add(*ticket);
                add(core.exit_bucket(&placement.vault, epoch_of(ticket)));
            }
        }
        sources
    }

    /// The accounts that follow those of `leave_in_kind`, in its order: `tokens` gives the account of a mint that receives its tokens.
    /// `set_aside` has a bit for each asset whose tokens stay for the owner.
    ///
    /// They do not depend on amounts. Set aside what the owner has no account for, such as an asset of which the pool has nothing.
    pub fn kinds(
        &self,
        liquid: &LiquidProgram,
        pool: &Pubkey,
        owner: &Pubkey,
        set_aside: u64,
        tokens: impl Fn(&Pubkey) -> Pubkey,
    ) -> Vec<AccountMeta> {
        let mut kinds = Vec::new();
        let mut add = |address| kinds.push(AccountMeta::new(address, false));
        for (place, asset) in self.known_assets().enumerate() {
            if set_aside >> place & 1 == 0 {
                add(asset.reserve);
                add(tokens(&asset.mint));
            }
        }
        for (placement, placed) in self.placements.iter().zip(&self.ledger.placements) {
            if placed.shares > 0 {
                add(placement.vrt_account);
                add(tokens(&placement.vrt_mint));
            }
        }
        let tickets = self.placements.iter().flat_map(|placement| &placement.tickets);
        for ticket in tickets.filter(|ticket| **ticket != Pubkey::default()) {
            add(liquid.exit_part(ticket, owner));
        }
        if set_aside > 0 {
            add(liquid.set_aside(pool, owner));
        }
        kinds
    }

    /// The assets that there are, by place.
    pub fn known_assets(&self) -> impl Iterator<Item = &PoolAsset> {
        self.assets.iter().take(self.ledger.asset_count as usize)
    }

    /// The place of the asset of `mint`.
    pub fn place_of(&self, mint: &Pubkey) -> Option<usize> {
        self.known_assets().position(|asset| asset.mint == *mint)
    }
}
