//! Embeds the program's address where tools can find it in the binary. Nothing else in a compiled program states the
//! address, and at another address the program refuses its own accounts.

/// Precedes the address in the file.
pub const MARKER: &[u8; 21] = b"restaking: built for\0";

const BYTES: usize = MARKER.len() + 32;

/// The marker followed by the address.
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
