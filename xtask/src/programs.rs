//! The programs of this repository.

/// A program: what its package, its folder below `programs/`, its library and its interface file are called, and where the key pair of
/// its address on local chains is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// The file of its key pair.
    pub keypair: &'static str,
}

/// The core.
pub const CORE: Program = Program { name: "restaking", keypair: "migrations/localnet-keypair.json" };

/// The upgrade gate.
pub const GATE: Program = Program { name: "upgrade_gate", keypair: "migrations/localnet-gate-keypair.json" };

/// The liquid restaking token.
pub const LIQUID: Program = Program { name: "liquid", keypair: "migrations/localnet-liquid-keypair.json" };

/// The reference oracle.
pub const ORACLE: Program = Program { name: "oracle_ncn", keypair: "migrations/localnet-oracle-keypair.json" };

/// Those that take the core as a library.
pub const CALLERS: [Program; 2] = [LIQUID, ORACLE];

/// All of them.
pub const ALL: [Program; 4] = [CORE, GATE, LIQUID, ORACLE];

impl Program {
    /// The file that declares its address.
    pub fn declares(&self) -> String {
        format!("programs/{}/src/lib.rs", self.name)
    }

    /// Its interface file.
    pub fn idl(&self) -> String {
        format!("idl/{}.json", self.name)
    }
}
