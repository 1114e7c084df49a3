//! Why a transition of a service's ledger did not happen, with the value that was wrong and the limit that it broke.

/// A refused transition, by the rules `R` of the service's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal<R> {
    /// The rule that it broke.
    pub rule: R,
    /// What was asked, or found.
    pub value: u64,
    /// What the rule allows, or needs.
    pub limit: u64,
}

/// Refuses unless `holds`.
///
/// # Errors
/// `rule` with its figures.
#[inline(always)]
pub const fn ensure<R: Copy>(holds: bool, rule: R, value: u64, limit: u64) -> Result<(), Refusal<R>> {
    if holds { Ok(()) } else { Err(Refusal { rule, value, limit }) }
}

/// Refuses a `figure` out of its bounds.
///
/// # Errors
/// `rule` with the figure and the bound that it broke.
#[inline(always)]
pub const fn within<R: Copy>(figure: u64, least: u64, most: u64, rule: R) -> Result<(), Refusal<R>> {
    let bound = if figure < least { least } else { most };
    ensure(least <= figure && figure <= most, rule, figure, bound)
}
