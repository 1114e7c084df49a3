//! The states of a challenge.

/// The state of a challenge.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChallengeStatus {
    /// The bond is locked; the chunk is not drawn.
    Locked,
    /// The chunk is drawn; the operator must answer.
    Drawn,
    /// The operator published the chunk.
    Answered,
    /// The operator did not publish the chunk in time.
    Failed,
    /// Nobody drew the chunk in time.
    Lapsed,
}

/// The status as accounts and events store it. The interface file has the enum itself in its place, by the same name.
pub mod stored {
    use bytemuck::{Pod, Zeroable};

    /// Any byte is valid: it may be of a later version.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
    #[repr(transparent)]
    pub struct ChallengeStatus(u8);

    impl ChallengeStatus {
        pub const fn of(status: super::ChallengeStatus) -> Self {
            Self(status as u8)
        }

        pub const fn is(self, status: super::ChallengeStatus) -> bool {
            self.0 == status as u8
        }

        pub const fn byte(self) -> u8 {
            self.0
        }
    }

    #[cfg(feature = "idl-build")]
    impl anchor_lang::IdlAccountType for ChallengeStatus {
        fn __idl_type_def() -> Option<&'static str> {
            <super::ChallengeStatus as anchor_lang::IdlAccountType>::__idl_type_def()
        }

        fn __register_idl_deps(
            accounts: &mut alloc::vec::Vec<&'static str>,
            types: &mut alloc::vec::Vec<&'static str>,
        ) {
            <super::ChallengeStatus as anchor_lang::IdlAccountType>::__register_idl_deps(accounts, types);
        }
    }
}
