//! The program's account. New fields are only ever appended, in the reserved bytes at its end.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use gate::Schedule;

use crate::error::UpgradeGateError;

/// The layout version of every new account.
pub const VERSION: u8 = 1;

/// The gate of one program, at `["gate", program]`. Its address is the program's upgrade authority.
#[account]
pub struct Gate {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    /// The program that the gate controls.
    pub program: Address,
    /// Announces and cancels upgrades, raises the delay and renounces upgrades.
    pub admin: Address,
    /// The proposed admin, which must accept; zero if none.
    pub pending_admin: Address,
    /// May only cancel upgrades; zero if none. Only the guardian can transfer its role.
    pub guardian: Address,
    /// The shortest delay of an announcement, in seconds. It only rises.
    pub delay_seconds: u64,
    pub events: u64,
    /// SHA-256 of the program's code without trailing zeros: the hash that `restake verify` and `solana-verify` print.
    pub code_hash: [u8; 32],
    /// The last upgrade, in unix seconds. Without one, the gate's opening: the program may have had the code before.
    pub code_since: i64,
    /// The number of upgrades that this gate has executed.
    pub upgrades: u64,
    /// When upgrades were renounced, in unix seconds; zero if not renounced.
    pub renounced_at: i64,
    /// The announced upgrade; all zero if none.
    pub announcement: Announcement,
    pub reserved: [u8; 64],
}

/// Announced code.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct Announcement {
    /// The buffer that holds the code; the gate is its authority. Zero if nothing is announced.
    pub buffer: Address,
    /// Receives the buffer after a cancellation, or its lamports after an execution.
    pub owner: Address,
    /// SHA-256 of the code, without trailing zeros.
    pub code_hash: [u8; 32],
    /// The times of its announcement, execution and expiry.
    pub schedule: Schedule,
}

impl Announcement {
    pub const NONE: Self = Self {
        buffer: Address::new_from_array([0; 32]),
        owner: Address::new_from_array([0; 32]),
        code_hash: [0; 32],
        schedule: Schedule { announced_at: 0, executable_from: 0, expires_at: 0 },
    };
}

impl Gate {
    pub const SEED: &'static [u8] = b"gate";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    pub fn signer(&self) -> GateSigner {
        GateSigner { program: self.program, bump: [self.bump] }
    }

    /// Refuses a signer other than the admin.
    ///
    /// # Errors
    /// [`UpgradeGateError::NotGateAdmin`] for any other signer.
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        require!(address_eq(&self.admin, signer), UpgradeGateError::NotGateAdmin);
        Ok(())
    }

    /// Refuses an immutable program's gate.
    ///
    /// # Errors
    /// [`UpgradeGateError::UpgradesRenounced`].
    pub fn check_open(&self) -> Result<()> {
        require!(self.renounced_at == 0, UpgradeGateError::UpgradesRenounced);
        Ok(())
    }

    /// Whether an upgrade is announced.
    pub fn is_announced(&self) -> bool {
        self.announcement != Announcement::NONE
    }

    /// Returns the announced upgrade, which must be in `buffer` and owned by `owner`.
    ///
    /// # Errors
    /// [`UpgradeGateError::NoUpgrade`], [`UpgradeGateError::WrongBuffer`], [`UpgradeGateError::WrongBufferOwner`].
    pub fn announced(&self, buffer: &Address, owner: &Address) -> Result<Announcement> {
        require!(self.is_announced(), UpgradeGateError::NoUpgrade);
        let announcement = self.announcement;
        require!(address_eq(&announcement.buffer, buffer), UpgradeGateError::WrongBuffer);
        require!(address_eq(&announcement.owner, owner), UpgradeGateError::WrongBufferOwner);
        Ok(announcement)
    }
}

/// A gate's signer seeds, separate from the account so that the account can be passed to the called program.
pub struct GateSigner {
    program: Address,
    bump: [u8; 1],
}

impl GateSigner {
    /// The seeds of the gate's address, including the bump.
    pub fn seeds(&self) -> [&[u8]; 3] {
        [Gate::SEED, self.program.as_ref(), &self.bump]
    }
}

/// The time, in unix seconds.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

pub fn is_zero(address: &Address) -> bool {
    address_eq(address, &Address::default())
}
