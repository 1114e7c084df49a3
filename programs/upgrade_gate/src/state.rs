//! The program's account. Fields are only ever appended, out of the reserved bytes at its end.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use gate::Schedule;

use crate::error::UpgradeGateError;

/// The layout version that every account is created with.
pub const VERSION: u8 = 1;

/// The gate of one program, at `["gate", program]`. Its address is the program's upgrade authority.
#[account]
pub struct Gate {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The program whose upgrade authority this is.
    pub program: Address,
    /// Who announces and cancels upgrades, raises the delay and renounces upgrades.
    pub admin: Address,
    /// Who may become the admin by accepting; zero while nobody is proposed.
    pub pending_admin: Address,
    /// Who may cancel upgrades and nothing else; zero if nobody may but the admin. Only the guardian hands its role over.
    pub guardian: Address,
    /// The shortest delay of an announcement, in seconds. It only rises.
    pub delay_seconds: u64,
    /// How many events it has emitted.
    pub events: u64,
    /// SHA-256 of the program's code without the zeros behind it: the hash that `restake verify` and `solana-verify` print.
    pub code_hash: [u8; 32],
    /// Since when the program has had this code, in unix seconds: the last upgrade, or the opening, before which it may have had it
    /// as well.
    pub code_since: i64,
    /// How many upgrades this gate has executed.
    pub upgrades: u64,
    /// When upgrades were renounced, in unix seconds; zero while there can be any.
    pub renounced_at: i64,
    /// The announced upgrade; all zero if there is none.
    pub announcement: Announcement,
    /// Zero, for fields to come.
    pub reserved: [u8; 64],
}

/// Code that waits to be executed.
#[derive(Clone, Copy, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct Announcement {
    /// The buffer that holds the code; the gate is its authority. Zero if nothing is announced.
    pub buffer: Address,
    /// Who gets the buffer back, or its lamports once the code has been executed.
    pub owner: Address,
    /// SHA-256 of the code without the zeros behind it.
    pub code_hash: [u8; 32],
    /// When it may be executed.
    pub schedule: Schedule,
}

impl Announcement {
    /// No announcement.
    pub const NONE: Self = Self {
        buffer: Address::new_from_array([0; 32]),
        owner: Address::new_from_array([0; 32]),
        code_hash: [0; 32],
        schedule: Schedule { announced_at: 0, executable_from: 0, expires_at: 0 },
    };
}

impl Gate {
    /// The seed of the account's address.
    pub const SEED: &'static [u8] = b"gate";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// What the gate signs with.
    pub fn signer(&self) -> GateSigner {
        GateSigner { program: self.program, bump: [self.bump] }
    }

    /// Holds `signer` against the admin.
    ///
    /// # Errors
    /// [`UpgradeGateError::NotGateAdmin`] for anybody else.
    pub fn check_admin(&self, signer: &Address) -> Result<()> {
        require!(address_eq(&self.admin, signer), UpgradeGateError::NotGateAdmin);
        Ok(())
    }

    /// Refuses a gate whose program is immutable.
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

    /// The announced upgrade, in `buffer` and of `owner`.
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

/// A gate's seeds, apart from the account so that it can be passed to the program it signs for.
pub struct GateSigner {
    program: Address,
    bump: [u8; 1],
}

impl GateSigner {
    /// The seeds of the gate's address, bump included.
    pub fn seeds(&self) -> [&[u8]; 3] {
        [Gate::SEED, self.program.as_ref(), &self.bump]
    }
}

/// The time, in unix seconds.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

/// Whether an address is zero: that of nobody.
pub fn is_zero(address: &Address) -> bool {
    address_eq(address, &Address::default())
}
