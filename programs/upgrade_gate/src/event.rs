//! Events for off-chain readers. Each gate numbers its events.

use anchor_lang::prelude::*;
use gate::Schedule;

/// A gate was created and received its program's upgrade authority; `number` 1 of its events.
#[event(bytemuck)]
pub struct GateOpened {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// The former upgrade authority, now the gate's admin.
    pub admin: Address,
    /// May cancel upgrades; zero for the admin only.
    pub guardian: Address,
    /// The shortest delay of an announcement, in seconds.
    pub delay_seconds: u64,
    /// SHA-256 of the program's code without trailing zeros.
    pub code_hash: [u8; 32],
}

/// Code was announced.
#[event(bytemuck)]
pub struct UpgradeAnnounced {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// Announced the upgrade; receives the buffer or its lamports back.
    pub admin: Address,
    pub buffer: Address,
    /// SHA-256 of the program's current code.
    pub before: [u8; 32],
    /// SHA-256 of the announced code.
    pub after: [u8; 32],
    /// The times of its execution and expiry.
    pub schedule: Schedule,
}

/// The announced code was deployed.
#[event(bytemuck)]
pub struct UpgradeExecuted {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    pub buffer: Address,
    /// SHA-256 of the code before.
    pub before: [u8; 32],
    /// SHA-256 of the code now.
    pub after: [u8; 32],
    /// The times of its announcement, execution and expiry.
    pub schedule: Schedule,
}

/// An announced upgrade was canceled.
#[event(bytemuck)]
pub struct UpgradeCanceled {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// The admin, the guardian, or anyone after the expiry.
    pub canceler: Address,
    pub buffer: Address,
    /// Received the buffer back.
    pub owner: Address,
    /// SHA-256 of the announced code.
    pub code_hash: [u8; 32],
}

/// The delay of later announcements was raised.
#[event(bytemuck)]
pub struct DelayRaised {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    /// The delay before, in seconds.
    pub before: u64,
    /// The delay now, in seconds.
    pub after: u64,
}

/// An admin of a gate was proposed, or a proposal was withdrawn.
#[event(bytemuck)]
pub struct GateAdminProposed {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    /// The current admin, until the proposal is accepted.
    pub admin: Address,
    /// The admin proposed before; zero if none.
    pub before: Address,
    /// The admin proposed now; zero if none.
    pub after: Address,
}

/// A gate's admin changed.
#[event(bytemuck)]
pub struct GateAdminChanged {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    pub after: Address,
}

/// A guardian transferred or gave up its role.
#[event(bytemuck)]
pub struct GateGuardianSet {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    /// Zero if given up permanently.
    pub after: Address,
}

/// The program became immutable.
#[event(bytemuck)]
pub struct UpgradesRenounced {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    pub admin: Address,
    /// SHA-256 of the final code.
    pub code_hash: [u8; 32],
}
