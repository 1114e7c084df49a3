//! The registration of a key: its proof, its signature, and the key before it.

mod proofs;
mod rotation;
mod signatures;

use super::*;
