//! A compiled program, and the commit that it was compiled from.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use restaking_client::Program;
use solana_program::pubkey::Pubkey;

use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::refuse;
use crate::settings::Settings;

/// The name of the file that a build leaves.
const FILE: &str = "restaking.so";

/// A compiled program.
pub struct Build {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Build {
    /// The build of `program` in the file at `path`; where none is named, in the place that `cargo xtask build` gives it.
    pub fn read(path: Option<&Path>, settings: &Settings, program: &Program) -> Result<Self> {
        let usual = || {
            let folder = settings.folder().join("target/deploy");
            if *program == Program::LOCAL { folder.join(FILE) } else { folder.join(program.to_string()).join(FILE) }
        };
        let path = path.map_or_else(usual, Path::to_path_buf);
        let bytes = std::fs::read(&path).map_err(|error| {
            let how = how_to_build(program);
            Error::new(format!("the program cannot be read at {}: {error}; build it with `{how}`", path.display()))
        })?;
        if !artifact::is_elf(&bytes) {
            refuse!("{} is no compiled program", path.display());
        }
        Ok(Self { path, bytes })
    }

    /// Refuses a build for another address than `program`'s, and one that is not fit for `cluster`.
    pub fn check(&self, program: &Program, cluster: &Cluster) -> Result<()> {
        let (path, how) = (self.path.display(), how_to_build(program));
        let built_for = artifact::built_for(&self.bytes).map(Pubkey::new_from_array);
        match built_for {
            Some(address) if address == **program => {}
            Some(address) => refuse!(
                "{path} was built for {address}, and the program on {cluster} is at {}: build it with `{how}`",
                **program
            ),
            None => refuse!("{path} does not say which address it was built for: build it with `{how}`"),
        }
        match artifact::to_fill_in(&self.bytes) {
            Some(missing) if !cluster.is_local() => refuse!("{path} is not fit for {cluster}: {missing}"),
            _ => Ok(()),
        }
    }
}

/// The command that builds `program`.
fn how_to_build(program: &Program) -> String {
    if *program == Program::LOCAL {
        "cargo xtask build".to_owned()
    } else {
        format!("cargo xtask build --program-id {}", **program)
    }
}

/// The commit that is checked out in `folder`, and whether files differ from it; none where that is no repository, or git is not there.
pub fn commit(folder: &Path) -> Option<(String, bool)> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
        let output = git.output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--verify", "HEAD"])?;
    Some((commit, !git(&["status", "--porcelain"])?.is_empty()))
}
