//! What the program refuses, each with a sentence. Codes count from 6000 in the order below, which is append-only.

use anchor_lang::prelude::*;
use gate::{Refusal, Why};

/// Declares the error codes together with the sentences, which the interface file and the program's log share.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt,)*) => {
        /// The program's errors.
        #[error_code]
        pub enum UpgradeGateError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl UpgradeGateError {
            /// The sentence for this error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

errors! {
    /// From the rules: a delay's lower bound.
    DelayTooShort = 0: "The delay is too short, in seconds",
    /// From the rules: a delay's upper bound.
    DelayTooLong = 1: "The delay is too long, in seconds",
    /// From the rules: a delay only rises.
    DelayNotRaised = 2: "The delay can only be raised, in seconds",
    /// From the rules: before the window.
    TooEarly = 3: "The upgrade cannot be executed yet, in unix seconds",
    /// From the rules: after the window.
    UpgradeExpired = 4: "The upgrade can no longer be executed, in unix seconds",
    /// Not a program of the upgradeable loader.
    NotUpgradeable = 5: "The account is no program of the upgradeable loader",
    /// Another program's data account.
    NotProgramData = 6: "The account is not the program's data account",
    /// Only the upgrade authority opens a gate.
    NotUpgradeAuthority = 7: "Only the program's upgrade authority may do this",
    /// Only the gate's admin.
    NotGateAdmin = 8: "Only the gate's admin may do this",
    /// Only who was proposed.
    NotPendingGateAdmin = 9: "Only the proposed admin may do this",
    /// Nothing to accept or to withdraw.
    NoGateAdminProposed = 10: "Nobody is proposed as the gate's admin",
    /// Only the guardian.
    NotGateGuardian = 11: "Only the gate's guardian may do this",
    /// Neither the admin nor the guardian, and not expired.
    CannotCancel = 12: "Only the gate's admin or guardian may cancel an upgrade before it expires",
    /// One announcement at a time.
    UpgradePending = 13: "An upgrade is announced already: cancel it first",
    /// Nothing to execute or cancel.
    NoUpgrade = 14: "No upgrade is announced",
    /// Not a buffer of the upgradeable loader.
    NotBuffer = 15: "The account is no buffer of the upgradeable loader",
    /// Nobody else's buffer.
    NotBufferAuthority = 16: "The admin is not the buffer's authority",
    /// Another buffer than the announced one.
    WrongBuffer = 17: "The buffer is not the announced one",
    /// Rent and buffer go to who announced.
    WrongBufferOwner = 18: "The account is not the owner of the announced buffer",
    /// Another code than was announced.
    WrongCode = 19: "The code in the buffer has another hash",
    /// An empty buffer.
    NoCode = 20: "The buffer holds no code",
    /// Upgrades have ended.
    UpgradesRenounced = 21: "Upgrades of this program were renounced",
    /// An account of another gate.
    WrongProgram = 22: "The account is not the gate's program",
}

/// The error for a rule that was broken; logs the value that was wrong and the limit that it broke.
#[cold]
pub fn refused(refusal: Refusal) -> Error {
    let error = match refusal.why {
        Why::DelayTooShort => UpgradeGateError::DelayTooShort,
        Why::DelayTooLong => UpgradeGateError::DelayTooLong,
        Why::DelayNotRaised => UpgradeGateError::DelayNotRaised,
        Why::TooEarly => UpgradeGateError::TooEarly,
        Why::Expired => UpgradeGateError::UpgradeExpired,
    };
    msg!("{}: {} against {}", error.text(), refusal.value, refusal.limit);
    error.into()
}
