//! A service that is in the checkout until it is kept: what it changed is as before when this is dropped.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::programs::SERVICES;

/// The lock files that a service changes, by the repository's folder.
const LOCKS: [&str; 2] = ["Cargo.lock", "chain/Cargo.lock"];

/// A service's folder, and the lock files as they were before it.
pub struct Guest {
    folder: PathBuf,
    locks: Vec<(PathBuf, Vec<u8>)>,
}

impl Guest {
    /// Keeps the lock files of the repository at `root` in memory. Refuses a service `name` of which anything is there.
    pub fn new(root: &Path, name: &str) -> Result<Self> {
        let folder = root.join(SERVICES).join(name);
        // Also a link that leads nowhere.
        if folder.symlink_metadata().is_ok() {
            bail!("{} is there: move or remove it, then run this again", folder.display());
        }
        let read = |file: &str| {
            let path = root.join(file);
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            anyhow::Ok((path, bytes))
        };
        Ok(Self { locks: LOCKS.into_iter().map(read).collect::<Result<_>>()?, folder })
    }

    /// Leaves the service where it is.
    pub fn keep(mut self) {
        self.folder = PathBuf::new();
        self.locks.clear();
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.folder);
        }
        for (path, bytes) in &self.locks {
            let _ = fs::write(path, bytes);
        }
    }
}
