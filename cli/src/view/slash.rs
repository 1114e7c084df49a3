//! The state of a slash.

use restaking_client::{SlashProposal, SlashStatus};

use crate::time;

/// Whether a slash is open at `now`, in `slot`, and until when, as text.
pub fn state(slash: &SlashProposal, now: i64, slot: u64) -> String {
    match slash.status {
        SlashStatus::Open if now < slash.final_from => format!("open, final {}", time::near(slash.final_from, now)),
        SlashStatus::Open if slot < slash.final_slot => format!(
            "open, final in slot {}: the chain is in slot {slot}, and stood still for a part of the window",
            slash.final_slot
        ),
        SlashStatus::Open => "open, can be executed".to_owned(),
        status => status.name().to_owned(),
    }
}
