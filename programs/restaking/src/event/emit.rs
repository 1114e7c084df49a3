//! Writes events to the log.

use anchor_lang::Event;
use anchor_lang::bytemuck::{NoUninit, Pod, bytes_of};
use anchor_lang::prelude::*;

/// An event as logged: its discriminator, then its fields.
#[derive(Clone, Copy)]
#[repr(C)]
struct Logged<E> {
    discriminator: [u8; 8],
    event: E,
}

impl<E: Pod> Logged<E> {
    /// Fails to compile for an event with an alignment that would leave a gap after the discriminator.
    const HAS_NO_PADDING: () = assert!(size_of::<Self>() == 8 + size_of::<E>());
}

// SAFETY: `HAS_NO_PADDING` holds for each event that is logged, and both fields are without padding.
unsafe impl<E: Pod> NoUninit for Logged<E> {}

/// Logs an event as `anchor_lang::emit!` does, from the stack. The macro copies the event to the heap first, which costs up to 200
/// units.
#[inline(always)]
pub fn emit<E: Event + Pod>(event: E) {
    const { Logged::<E>::HAS_NO_PADDING };
    let discriminator = const {
        let bytes = E::DISCRIMINATOR;
        assert!(bytes.len() == 8, "an event's discriminator has 8 bytes");
        [bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]
    };
    sol_log_data(&[bytes_of(&Logged { discriminator, event })]);
}
