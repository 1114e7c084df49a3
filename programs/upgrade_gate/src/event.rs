//! What happened, for readers off chain. Each gate numbers its events.

use anchor_lang::prelude::*;
use gate::Schedule;

/// A gate was made, and holds its program's upgrade authority; `number` 1 of its events.
#[event(bytemuck)]
pub struct GateOpened {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// Who was the upgrade authority, and is the gate's admin.
    pub admin: Address,
    /// Who may cancel; zero for nobody but the admin.
    pub guardian: Address,
    /// The shortest delay of an announcement, in seconds.
    pub delay_seconds: u64,
    /// SHA-256 of the program's code without the zeros behind it.
    pub code_hash: [u8; 32],
}

/// Code was announced.
#[event(bytemuck)]
pub struct UpgradeAnnounced {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// Who announced it, and gets the buffer or its lamports back.
    pub admin: Address,
    pub buffer: Address,
    /// SHA-256 of the program's code now.
    pub before: [u8; 32],
    /// SHA-256 of the announced code.
    pub after: [u8; 32],
    /// When it may be executed.
    pub schedule: Schedule,
}

/// The program was given the announced code.
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
    /// When it was announced, and could be executed.
    pub schedule: Schedule,
}

/// An announced upgrade was cancelled.
#[event(bytemuck)]
pub struct UpgradeCancelled {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    /// Who cancelled it: the admin, the guardian, or anyone once it had expired.
    pub canceller: Address,
    pub buffer: Address,
    /// Who has the buffer back.
    pub owner: Address,
    /// SHA-256 of the code that was announced.
    pub code_hash: [u8; 32],
}

/// The delay of later announcements became longer.
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

/// An admin of a gate was proposed, or a proposal withdrawn.
#[event(bytemuck)]
pub struct GateAdminProposed {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    /// Who is the admin, and stays so until the proposal is accepted.
    pub admin: Address,
    /// Who was proposed before; zero for nobody.
    pub before: Address,
    /// Who is proposed now; zero for nobody.
    pub after: Address,
}

/// A gate has another admin.
#[event(bytemuck)]
pub struct GateAdminChanged {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    pub after: Address,
}

/// A guardian handed its role over, or gave it up.
#[event(bytemuck)]
pub struct GateGuardianSet {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    /// Who has it now; zero for nobody, permanently.
    pub after: Address,
}

/// The program is immutable.
#[event(bytemuck)]
pub struct UpgradesRenounced {
    pub gate: Address,
    pub number: u64,
    pub time: i64,
    pub program: Address,
    pub admin: Address,
    /// SHA-256 of the code that stays.
    pub code_hash: [u8; 32],
}
