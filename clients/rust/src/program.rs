//! A deployment of the program: the address that everything else follows from.

use solana_program::pubkey::Pubkey;

use crate::generated::programs::RESTAKING_ID;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = RESTAKING_ID;

/// The program at an address: where its accounts are, which events are its own and what its errors mean. Instructions take the
/// same address: `Deposit { .. }.instruction_at(&program, args)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Program(Pubkey);

impl Program {
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
}

/// A program stands for its address wherever one is taken.
impl std::ops::Deref for Program {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}
