//! Compiled programs of others that tests run on, out of packages of the registry. Their hashes are fixed here, their bytes are not committed.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::step::{self, step};

/// SPL's stake pool program 1.0.0: the package that carries it, the file there, and the SHA-256 of it.
const PACKAGE: &str = "trident-svm";
const VERSION: &str = "0.3.0-rc.4";
const FILE: &str = "src/solana-program-library/spl-stake-pool.so";
const HASH: &str = "53d4e3adfb028a7cecc8b8e1521fadacd6832ca40b6907ab58770bc9aa13668e";

/// Puts SPL's stake pool program beside `program`. Returns its path.
pub fn stake_pool(program: &Path) -> Result<PathBuf> {
    let copy = program.with_file_name("stake_pool.so");
    if fs::read(&copy).is_ok_and(|bytes| hash(&bytes) == HASH) {
        return Ok(copy);
    }
    step("Fetch SPL's stake pool program", || {
        let bytes = match packed() {
            Some(bytes) => bytes,
            None => {
                // Unpacks the one package, without those that it depends on.
                let mut cargo = crate::workspace::cargo();
                cargo.args(["info", "--quiet", &format!("{PACKAGE}@{VERSION}")]).current_dir(env::temp_dir());
                step::output(&mut cargo)?;
                packed().with_context(|| format!("{PACKAGE} {VERSION} has no {FILE}"))?
            }
        };
        if hash(&bytes) != HASH {
            bail!("{FILE} of {PACKAGE} {VERSION} has the SHA-256 {}, not {HASH}", hash(&bytes));
        }
        fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))
    })?;
    Ok(copy)
}

/// The program in the unpacked package, if it is there.
fn packed() -> Option<Vec<u8>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let files = registries.flatten().map(|registry| registry.path().join(format!("{PACKAGE}-{VERSION}")).join(FILE));
    files.filter_map(|file| fs::read(file).ok()).next()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
