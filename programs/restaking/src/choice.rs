//! Choices of one byte: as enums in instructions, and as stored in accounts and events.
//!
//! An instruction with an unknown byte is refused as it is decoded. A stored byte may be of a later version, so
//! [`stored`] has a type for each enum that any byte is valid for.

use anchor_lang::prelude::*;

macro_rules! choices {
    ($($(#[$attribute:meta])+ $name:ident { $($(#[$about:meta])* $variant:ident,)+ })+) => {
        $(
            $(#[$attribute])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
            #[cfg_attr(feature = "idl-build", derive(IdlType))]
            #[repr(u8)]
            pub enum $name {
                $($(#[$about])* $variant,)+
            }
        )+

        /// The enums as accounts and events store them. The interface file has the enums themselves in their place.
        pub mod stored {
            $(
                #[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
                #[repr(transparent)]
                pub struct $name(u8);

                impl $name {
                    /// The choice, unless the byte is unknown.
                    pub fn get(self) -> Option<super::$name> {
                        match self {
                            $(_ if self == super::$name::$variant => Some(super::$name::$variant),)+
                            _ => None,
                        }
                    }

                    /// The byte.
                    pub fn byte(self) -> u8 {
                        self.0
                    }
                }

                impl From<super::$name> for $name {
                    #[inline(always)]
                    fn from(choice: super::$name) -> Self {
                        Self(choice as u8)
                    }
                }

                impl PartialEq<super::$name> for $name {
                    #[inline(always)]
                    fn eq(&self, choice: &super::$name) -> bool {
                        self.0 == *choice as u8
                    }
                }

                #[cfg(feature = "idl-build")]
                impl anchor_lang::IdlAccountType for $name {
                    fn __idl_type_def() -> Option<&'static str> {
                        <super::$name as anchor_lang::IdlAccountType>::__idl_type_def()
                    }

                    fn __register_idl_deps(accounts: &mut Vec<&'static str>, types: &mut Vec<&'static str>) {
                        <super::$name as anchor_lang::IdlAccountType>::__register_idl_deps(accounts, types);
                    }
                }
            )+
        }
    };
}

choices! {
    /// A side of an opt-in. Left is the vault, or the operator in an opt-in with an NCN.
    OptInSide {
        Left,
        Right,
    }

    /// A role other than the admin's. Role n is bit n of the sets in `AdminChanged`.
    Role {
        /// May pause actions of the config or a vault.
        Guardian,
        /// Sets a vault's fees.
        FeeAdmin,
        /// Owns the token accounts that receive fees of the config, a vault or an operator.
        FeeWallet,
        /// Delegates a vault's stake; set by `set_curator`.
        Curator,
        /// Allocates an operator's stake; set by `update_operator`.
        Allocator,
        /// Slashes for an NCN; part of its policy, as are the next three.
        Slasher,
        /// Vetoes an NCN's slashes.
        Resolver,
        /// Receives the insurance's share.
        Insurance,
        /// Receives the harmed party's share.
        Redistribution,
        /// Signs a vault's deposits together with their depositors. It can block deposits but no exits, so it changes
        /// at once.
        DepositGate,
    }

    /// The status of a slash.
    SlashStatus {
        /// It can be vetoed until it is final, then executed.
        Open,
        Vetoed,
        Executed,
    }

    /// The cause of a slash, which numbers its incident: an incident by the slasher, an equivocation by the operator's
    /// key.
    SlashKind {
        Incident,
        Equivocation,
    }

    /// A recipient of slashed assets, in the order of `owed`.
    SlashRecipient {
        Reporter,
        Insurance,
        /// The harmed party.
        Redistribution,
    }

    /// A signature scheme. Only Ed25519 is supported.
    KeyKind {
        Ed25519,
        /// BN254, with aggregated signatures. Not supported yet.
        Bn254,
        /// BLS12-381, with aggregated signatures. Not supported yet.
        Bls12381,
    }

    /// The token program of a vault's asset.
    TokenProgram {
        SplToken,
        Token2022,
    }
}

/// An amount of a vault's stake to delegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub enum DelegationAmount {
    Units(u64),
    /// Basis points of the vault's units, rounded down.
    Bps(u64),
}

impl From<OptInSide> for ledger::state::opt_in::Side {
    fn from(side: OptInSide) -> Self {
        match side {
            OptInSide::Left => Self::Left,
            OptInSide::Right => Self::Right,
        }
    }
}

impl Role {
    /// The role's bit in a set of roles.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }
}

impl SlashRecipient {
    pub const ALL: [Self; 3] = [Self::Reporter, Self::Insurance, Self::Redistribution];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_byte_is_a_choice_or_unknown() {
        for (byte, choice) in [SlashStatus::Open, SlashStatus::Vetoed, SlashStatus::Executed].into_iter().enumerate() {
            let stored = stored::SlashStatus::from(choice);
            assert_eq!((usize::from(stored.byte()), stored.get()), (byte, Some(choice)));
        }
        let unknown: stored::SlashStatus = bytemuck::cast(3_u8);
        assert_eq!(unknown.get(), None);
        assert!(unknown != SlashStatus::Open && unknown != SlashStatus::Vetoed && unknown != SlashStatus::Executed);
    }
}
