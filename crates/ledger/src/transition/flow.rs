//! What every transition returns: the token moves that its caller owes.

/// The token moves that a transition asks of its caller, and that balance its change of the books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Assets that the caller pays into the vault.
    pub assets_in: u64,
    /// Assets that the vault pays out.
    pub assets_out: u64,
    /// Shares minted to the caller.
    pub shares_minted: u64,
    /// Shares burned from the caller.
    pub shares_burned: u64,
}
