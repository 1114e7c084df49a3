//! A slash: proposed, it takes stake out of the vault's books at once; vetoed, it puts each part back where it came from;
//! executed, it is final. None of the three depends on how many operators, NCNs or stakers there are.

pub mod close;
pub mod execute;
pub mod propose;
pub mod target;
pub mod veto;
