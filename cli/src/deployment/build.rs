//! A compiled program, and the commit that it was compiled from.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use restaking_client::Program;
use restaking_client::gate::GateProgram;
use serde_json::Value;
use solana_program::pubkey::Pubkey;

use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::refuse;
use crate::settings::Settings;

/// The names of the files that a build leaves.
const FILE: &str = "restaking.so";
const GATE_FILE: &str = "upgrade_gate.so";

/// A compiled program.
pub struct Build {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The address that it is to be at.
    address: Pubkey,
    /// How to build it.
    how: String,
}

impl Build {
    /// The build of `program` in the file at `path`; where none is named, in the place that `cargo xtask build` gives it.
    pub fn read(path: Option<&Path>, settings: &Settings, program: &Program) -> Result<Self> {
        let how = match *program == Program::LOCAL {
            true => "cargo xtask build".to_owned(),
            false => format!("cargo xtask build --program-id {}", **program),
        };
        Self::of(path, settings, **program, *program == Program::LOCAL, FILE, how)
    }

    /// The build of the upgrade gate at `gates`, likewise.
    pub fn gate(path: Option<&Path>, settings: &Settings, gates: &GateProgram) -> Result<Self> {
        let how = match *gates == GateProgram::LOCAL {
            true => "cargo xtask build".to_owned(),
            false => format!("cargo xtask build --gate-id {}", **gates),
        };
        Self::of(path, settings, **gates, *gates == GateProgram::LOCAL, GATE_FILE, how)
    }

    fn of(
        path: Option<&Path>,
        settings: &Settings,
        address: Pubkey,
        is_local: bool,
        file: &str,
        how: String,
    ) -> Result<Self> {
        let usual = || {
            let folder = settings.folder().join("target/deploy");
            if is_local { folder.join(file) } else { folder.join(address.to_string()).join(file) }
        };
        let path = path.map_or_else(usual, Path::to_path_buf);
        let bytes = std::fs::read(&path).map_err(|error| {
            Error::new(format!("the program cannot be read at {}: {error}; build it with `{how}`", path.display()))
        })?;
        if !artifact::is_elf(&bytes) {
            refuse!("{} is not a compiled program", path.display());
        }
        Ok(Self { path, bytes, address, how })
    }

    /// Refuses a build that names itself not reproducible, for a public cluster: it cannot be compared with the source. `told`
    /// takes it as it is.
    pub fn check_record(&self, cluster: &Cluster, told: bool) -> Result<()> {
        let record = std::fs::read(self.path.with_extension("build.json")).unwrap_or_default();
        let record: Value = serde_json::from_slice(&record).unwrap_or_default();
        if record["reproducible"] == false && !cluster.is_local() && !told {
            refuse!(
                "{} was built with other packages than the compiler is locked to, so nobody can compare it with the source: build it \
                 without SBF_OTHER_PACKAGES, or add --not-reproducible",
                self.path.display()
            );
        }
        Ok(())
    }

    /// Refuses a build for another address than the program's, and one that is not fit for `cluster`.
    pub fn check(&self, cluster: &Cluster) -> Result<()> {
        let (path, how) = (self.path.display(), &self.how);
        let built_for = artifact::built_for(&self.bytes).map(Pubkey::new_from_array);
        match built_for {
            Some(address) if address == self.address => {}
            Some(address) => refuse!(
                "{path} was built for {address}, and the program on {cluster} is at {}: build it with `{how}`",
                self.address
            ),
            None => refuse!("{path} does not say which address it was built for: build it with `{how}`"),
        }
        match artifact::to_fill_in(&self.bytes) {
            Some(missing) if !cluster.is_local() => refuse!("{path} is not fit for {cluster}: {missing}"),
            _ => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_can_build_again_goes_to_no_public_cluster() {
        let folder = std::env::temp_dir().join(format!("restake-build-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("restaking.so");
        let build = Build { path: path.clone(), bytes: vec![], address: Pubkey::default(), how: String::new() };
        let devnet = |told| build.check_record(&Cluster::Devnet, told);
        let record = |text: &str| std::fs::write(path.with_extension("build.json"), text).unwrap();
        assert!(devnet(false).is_ok(), "no record, as of another compiler");
        for fine in [r#"{"reproducible":true}"#, r#"{"compiler":"anza"}"#] {
            record(fine);
            assert!(devnet(false).is_ok(), "{fine}");
        }
        record(r#"{"reproducible":false}"#);
        assert!(devnet(false).unwrap_err().to_string().ends_with("add --not-reproducible"));
        assert!(devnet(true).is_ok());
        assert!(build.check_record(&Cluster::Local, false).is_ok());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
