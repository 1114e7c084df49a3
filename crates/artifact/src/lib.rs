//! What a compiled program tells of itself: the address that it is built for, its security.txt, its instruction set and its hash. The
//! data of a deployed program, its header left aside, is read the same way.

mod security;

use std::fmt::{self, Display, Formatter};

use sha2::{Digest, Sha256};

pub use security::{Security, to_fill_in};

/// What the address follows in the file: `programs/restaking/src/built_for.rs` writes it.
const MARKER: &[u8] = b"restaking: built for\0";

/// Where an ELF file has its flags, which are the version of its instruction set.
const FLAGS_AT: usize = 48;

/// The address that the program is built for; none for another program, or an older version.
pub fn built_for(program: &[u8]) -> Option<[u8; 32]> {
    let at = program.windows(MARKER.len()).position(|window| window == MARKER)? + MARKER.len();
    program.get(at..at + 32)?.try_into().ok()
}

/// Whether it is a compiled program at all.
pub fn is_elf(program: &[u8]) -> bool {
    program.starts_with(b"\x7fELF") && program.len() >= FLAGS_AT + 4
}

/// The version of the instruction set that the program is in, as its ELF header says.
pub fn sbpf_version(program: &[u8]) -> Option<u32> {
    let flags = program.get(FLAGS_AT..FLAGS_AT + 4).filter(|_| is_elf(program))?;
    Some(u32::from_le_bytes(flags.try_into().ok()?))
}

/// The program without the zeros behind it: an account has them where it has more room than the program takes.
pub fn trimmed(program: &[u8]) -> &[u8] {
    let end = program.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &program[..end]
}

/// The hash that verifiable builds are compared by: SHA-256 of the program without the zeros behind it, as `solana-verify`
/// computes it (`get_binary_hash` in its `main.rs`), for files and for accounts alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramHash([u8; 32]);

impl ProgramHash {
    /// The hash of `program`.
    pub fn of(program: &[u8]) -> Self {
        Self(Sha256::digest(trimmed(program)).into())
    }
}

impl Display for ProgramHash {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zeros_behind_a_program_do_not_change_its_hash() {
        // The example of FIPS 180-2.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(ProgramHash::of(b"abc").to_string(), abc);
        assert_eq!(ProgramHash::of(b"abc\0\0\0").to_string(), abc);
        assert_ne!(ProgramHash::of(b"\0abc").to_string(), abc);
        assert_eq!(trimmed(&[0; 9]), []);
    }

    #[test]
    fn the_address_follows_the_marker() {
        let program = [b"code", MARKER, &[7; 32], b"more"].concat();
        assert_eq!(built_for(&program), Some([7; 32]));
        assert_eq!(built_for(&program[..program.len() - 5]), None, "cut off");
        assert_eq!(built_for(b"code"), None);
    }

    #[test]
    fn the_version_is_in_the_header() {
        let mut program = b"\x7fELF".to_vec();
        program.resize(64, 0);
        program[48] = 3;
        assert_eq!(sbpf_version(&program), Some(3));
        assert_eq!(sbpf_version(&program[..50]), None);
        assert_eq!(sbpf_version(&[0; 64]), None);
    }
}
