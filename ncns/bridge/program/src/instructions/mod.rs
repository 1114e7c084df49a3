//! The instructions. All but those of the NCN's admin and of an adjudicator are permissionless.

mod adjudicate_false_root;
mod adopt_table;
mod close_checkpoint;
mod close_false_root;
mod enter_votes;
mod finalize;
mod grow_outbox;
mod jail_absent;
mod judge;
mod open_bridge;
mod open_outbox;
mod open_round;
mod open_score;
mod open_source;
mod post_message;
mod prove_false_root;
mod set_rules;
mod slash_false_root;

pub use adjudicate_false_root::*;
pub use adopt_table::*;
pub use close_checkpoint::*;
pub use close_false_root::*;
pub use enter_votes::*;
pub use finalize::*;
pub use grow_outbox::*;
pub use jail_absent::*;
pub use judge::*;
pub use open_bridge::*;
pub use open_outbox::*;
pub use open_round::*;
pub use open_score::*;
pub use open_source::*;
pub use post_message::*;
pub use prove_false_root::*;
pub use set_rules::*;
pub use slash_false_root::*;
