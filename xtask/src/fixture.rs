//! Compiled programs of others that tests run on, out of packages of the registry. Their hashes are fixed here, their bytes are not committed.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    build::{self, Toolchain},
    step::{self, step},
};

/// The package that carries the programs.
const PACKAGE: &str = "trident-svm";
const VERSION: &str = "0.3.0-rc.4";

/// A compiled program of others.
struct Fixture {
    /// What it is, for the reader of the step.
    what: &'static str,
    /// Its file in the package.
    file: &'static str,
    /// The SHA-256 of the file.
    hash: &'static str,
    /// The name of the copy.
    copy: &'static str,
}

/// SPL's stake pool program 1.0.0.
const STAKE_POOL: Fixture = Fixture {
    what: "SPL's stake pool program",
    file: "src/solana-program-library/spl-stake-pool.so",
    hash: "53d4e3adfb028a7cecc8b8e1521fadacd6832ca40b6907ab58770bc9aa13668e",
    copy: "stake_pool.so",
};

/// Metaplex's Token Metadata program, as clusters have it.
const TOKEN_METADATA: Fixture = Fixture {
    what: "Metaplex's Token Metadata program",
    file: "src/solana-program-library/metaplex-token-metadata.so",
    hash: "1e5786cc6462756fc221fd5bc744f67e9added188284f680d51b699379963a9d",
    copy: "token_metadata.so",
};

/// Puts SPL's stake pool program beside `program`. Returns its path.
pub fn stake_pool(program: &Path) -> Result<PathBuf> {
    STAKE_POOL.beside(program)
}

/// Builds the programs for local chains, and puts Metaplex's Token Metadata program beside them: every test chain begins with it.
/// Returns the core's path.
pub fn programs() -> Result<PathBuf> {
    let core = build::build(Toolchain::Auto)?;
    TOKEN_METADATA.beside(&core)?;
    Ok(core)
}

impl Fixture {
    fn beside(&self, program: &Path) -> Result<PathBuf> {
        let Self { what, file, hash: expected, copy } = self;
        let copy = program.with_file_name(copy);
        if fs::read(&copy).is_ok_and(|bytes| hash(&bytes) == *expected) {
            return Ok(copy);
        }
        step(&format!("Fetch {what}"), || {
            let bytes = match self.packed() {
                Some(bytes) => bytes,
                None => {
                    // Unpacks the one package, without those that it depends on.
                    let mut cargo = crate::workspace::cargo();
                    cargo.args(["info", "--quiet", &format!("{PACKAGE}@{VERSION}")]).current_dir(env::temp_dir());
                    step::output(&mut cargo)?;
                    self.packed().with_context(|| format!("{PACKAGE} {VERSION} has no {file}"))?
                }
            };
            if hash(&bytes) != *expected {
                bail!("{file} of {PACKAGE} {VERSION} has the SHA-256 {}, not {expected}", hash(&bytes));
            }
            fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))
        })?;
        Ok(copy)
    }

    /// The program in the unpacked package, if it is there.
    fn packed(&self) -> Option<Vec<u8>> {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))?;
        let registries = fs::read_dir(home.join("registry/src")).ok()?;
        let package = format!("{PACKAGE}-{VERSION}");
        let files = registries.flatten().map(|registry| registry.path().join(&package).join(self.file));
        files.filter_map(|file| fs::read(file).ok()).next()
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
