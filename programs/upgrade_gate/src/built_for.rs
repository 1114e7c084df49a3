//! The address that the program is built for, in a form that its file's readers find: nothing else of a compiled program tells it, and
//! at another address it refuses its own accounts.

/// What the address follows in the file.
pub const MARKER: &[u8; 21] = b"restaking: built for\0";

const BYTES: usize = MARKER.len() + 32;

/// The marker and the address.
#[cfg_attr(not(feature = "no-entrypoint"), unsafe(no_mangle))]
pub static BUILT_FOR: [u8; BYTES] = {
    let (mut bytes, address) = ([0; BYTES], crate::id().to_bytes());
    let mut place = 0;
    while place < BYTES {
        bytes[place] = if place < MARKER.len() { MARKER[place] } else { address[place - MARKER.len()] };
        place += 1;
    }
    bytes
};
