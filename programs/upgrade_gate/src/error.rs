//! The program's errors and their sentences. Codes count from 6000 in declaration order, which is append-only.

use anchor_lang::prelude::*;
use gate::{Refusal, Rule};

/// Declares the error codes with their sentences, which the interface file and the program's log share.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $code:tt: $text:tt,)*) => {
        #[error_code]
        pub enum UpgradeGateError {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl UpgradeGateError {
            /// The sentence of the error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

errors! {
    DelayTooShort = 0: "Delay in seconds is too short",
    DelayTooLong = 1: "Delay in seconds is too long",
    DelayNotRaised = 2: "Delay in seconds can only be raised",
    TooEarly = 3: "Upgrade is not executable yet",
    UpgradeExpired = 4: "Upgrade has expired",
    NotUpgradeable = 5: "Account is not an upgradeable program",
    NotProgramData = 6: "Account is not the program's data account",
    NotUpgradeAuthority = 7: "Signer is not the program's upgrade authority",
    NotGateAdmin = 8: "Signer is not the gate's admin",
    NotPendingGateAdmin = 9: "Signer is not the proposed admin",
    NoGateAdminProposed = 10: "No gate admin is proposed",
    NotGateGuardian = 11: "Signer is not the gate's guardian",
    CannotCancel = 12: "Signer may not cancel before the expiry",
    UpgradePending = 13: "An upgrade is announced: cancel it first",
    NoUpgrade = 14: "No upgrade is announced",
    NotBuffer = 15: "Account is not a loader buffer",
    NotBufferAuthority = 16: "Admin is not the buffer's authority",
    WrongBuffer = 17: "Buffer is not the announced one",
    WrongBufferOwner = 18: "Account is not the announced buffer's owner",
    WrongCode = 19: "Buffer's code has another hash",
    NoCode = 20: "Buffer holds no code",
    UpgradesRenounced = 21: "Program's upgrades are renounced",
    WrongProgram = 22: "Account is not the gate's program",
}

/// Converts a refusal of the rules and logs its sentence with the value and the limit.
#[cold]
pub fn refused(refusal: Refusal) -> Error {
    let error = match refusal.rule {
        Rule::DelayTooShort => UpgradeGateError::DelayTooShort,
        Rule::DelayTooLong => UpgradeGateError::DelayTooLong,
        Rule::DelayNotRaised => UpgradeGateError::DelayNotRaised,
        Rule::TooEarly => UpgradeGateError::TooEarly,
        Rule::Expired => UpgradeGateError::UpgradeExpired,
    };
    msg!("{} (got {}, limit {})", error.text(), refusal.value, refusal.limit);
    error.into()
}
