//! What is an offense in this service: one pure function. A service of your own begins here.
//!
//! A rule punishes only what anyone can prove from the round's account alone: the operator's signed vote, and the certified value.

/// What operators attest at a height: 32 bytes, such as a hash.
pub type Value = [u8; 32];

/// An operator without a reliable source attests this. It abstains: no rule punishes it, and no weight is for it.
pub const ABSTENTION: Value = [0; 32];

/// What a vote is beside the certified value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The vote is good.
    Agrees,
    /// The operator had no value and said so.
    Abstains,
    /// The vote is slashed.
    Offends,
}

/// Compares `vote` with the value that two thirds of the weight signed.
pub fn compare(vote: &Value, certified: &Value) -> Finding {
    if *vote == ABSTENTION {
        Finding::Abstains
    } else if vote == certified {
        Finding::Agrees
    } else {
        Finding::Offends
    }
}
