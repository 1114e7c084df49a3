//! The folder that holds the toolchain, and how its parts are made: each whole or not at all.

use std::{
    env, fs,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Names the folder, for those who want it elsewhere than in their cache.
pub const VARIABLE: &str = "SBF_HOME";

/// Where in a part its stamp is: the hash of what the part was made from.
const STAMP: &str = ".made-from";

/// The folder that holds the toolchain.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// `SBF_HOME`, or `restaking-sbf` in the user's cache folder.
    pub fn from_env() -> Result<Self> {
        if let Some(folder) = env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
            return Ok(Self(std::path::absolute(folder)?));
        }
        let user = env::home_dir().with_context(|| {
            format!("no home folder is known for the toolchain's files: set {VARIABLE} to a folder to keep them in")
        })?;
        Ok(Self(user.join(".cache").join("restaking-sbf")))
    }

    /// A toolchain in `folder`.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Debian's rustc with the libraries it runs with, unpacked, and the standard library's source in `library`.
    pub fn rust(&self) -> PathBuf {
        self.0.join("rust")
    }

    /// The compiler itself.
    pub fn rustc(&self) -> PathBuf {
        self.rust().join("root/usr/bin/rustc")
    }

    /// The standard library's source, taught the target.
    pub fn library(&self) -> PathBuf {
        self.0.join("library")
    }

    /// LLVM 23, unpacked with the libraries it was built for.
    pub fn llvm(&self) -> PathBuf {
        self.0.join("llvm")
    }

    /// What rustc takes for its installation: the host's libraries beside those compiled for the target.
    pub fn sysroot(&self) -> PathBuf {
        self.0.join("sysroot")
    }

    /// Waits until no other process changes this folder, then holds it until the file is dropped.
    pub fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.0).with_context(|| {
            format!("cannot create {}: set {VARIABLE} to a folder you can write to", self.0.display())
        })?;
        let path = self.0.join("lock");
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                eprintln!("waiting for another setup in {}", self.0.display());
                file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        Ok(file)
    }
}

/// What a part is made from, as a hash that its stamp holds.
pub fn fingerprint<'a>(inputs: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for input in inputs {
        // The length keeps two lists with the same text, divided differently, apart.
        hash.update((input.len() as u64).to_le_bytes());
        hash.update(input);
    }
    hex(&hash.finalize())
}

/// Whether `folder` was made whole from what `fingerprint` stands for.
pub fn is_made(folder: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|stamp| stamp == fingerprint)
}

/// Makes `folder` anew: `make` fills a folder beside it, which takes its name once it is whole. An interruption leaves
/// the old folder or none, and what it began is cleared by the next run.
pub fn make(folder: &Path, fingerprint: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let partial = folder.with_extension("partial");
    remove(&partial)?;
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    make(&partial)?;
    fs::write(partial.join(STAMP), fingerprint)?;
    remove(folder)?;
    fs::rename(&partial, folder).with_context(|| format!("cannot rename {} to {}", partial.display(), folder.display()))
}

/// Removes a folder, if it is there.
pub fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The SHA-256 of a file.
pub fn sha256(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(sha256_of(&bytes))
}

/// The SHA-256 of `bytes`.
pub fn sha256_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("part");
        let stamp = fingerprint(["one"]);
        make(&part, &stamp, |_| anyhow::bail!("interrupted")).unwrap_err();
        assert!(!part.exists() && !is_made(&part, &stamp));

        make(&part, &stamp, |partial| Ok(fs::write(partial.join("file"), "1")?)).unwrap();
        assert!(is_made(&part, &stamp) && !is_made(&part, &fingerprint(["two"])));

        make(&part, &fingerprint(["two"]), |_| anyhow::bail!("interrupted")).unwrap_err();
        assert!(is_made(&part, &stamp), "an interrupted run must leave what was there");
        make(&part, &fingerprint(["two"]), |_| Ok(())).unwrap();
        assert!(!part.join("file").exists() && !folder.path().join("part.partial").exists());
    }

    #[test]
    fn a_fingerprint_tells_divisions_apart() {
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
    }
}
