//! apt with its own lists and caches in a folder, so that it needs no root and changes nothing on the machine.
//!
//! It reads what the machine configures otherwise, such as a proxy. Signatures are verified as ever.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    home,
    sources::{self, ALTERNATIVE, Source},
    tool,
};

/// An apt of its own.
#[derive(Debug)]
pub struct Apt {
    folder: PathBuf,
}

/// A downloaded package.
#[derive(Debug)]
pub struct Deb {
    /// Its file.
    pub path: PathBuf,
    /// The package's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its file.
    pub sha256: String,
}

impl Apt {
    /// An apt that knows `sources` alone and keeps its files in `folder`.
    pub fn new(folder: PathBuf, sources: &[Source]) -> Result<Self> {
        for part in ["state/lists/partial", "cache/archives/partial", "debs"] {
            fs::create_dir_all(folder.join(part))?;
        }
        fs::write(folder.join("sources.list"), sources::to_list(sources)?)?;
        // No package is said to be installed, so that apt brings everything a package needs, down to the C library.
        fs::write(folder.join("status"), "")?;
        Ok(Self { folder })
    }

    /// Fetches the archives' lists of packages.
    pub fn update(&self) -> Result<()> {
        self.run("apt-get", &["--quiet", "--error-on=any", "update"]).map(drop)
    }

    /// The newest version of a package that the archives have.
    pub fn candidate(&self, package: &str) -> Result<Option<String>> {
        let policy = self.run("apt-cache", &["policy", package])?;
        let candidate = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
        Ok(candidate.filter(|version| *version != "(none)").map(str::to_owned))
    }

    /// Whether the archives have a version of a package.
    pub fn has(&self, package: &str, version: &str) -> Result<bool> {
        let versions = self.run("apt-cache", &["madison", package])?;
        Ok(versions.lines().any(|line| line.split('|').nth(1).is_some_and(|found| found.trim() == version)))
    }

    /// Downloads packages in the versions that are named, and no others.
    pub fn download_exactly(&self, packages: &[(&str, &str)]) -> Result<Vec<Deb>> {
        let names: Vec<_> = packages.iter().map(|(name, version)| format!("{name}={version}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        self.run("apt-get", &[&["--quiet", "download"][..], &names].concat())?;
        self.downloaded()
    }

    /// Downloads packages with all that they depend on, and `alone` without.
    pub fn download(&self, packages: &[&str], alone: &[&str]) -> Result<Vec<Deb>> {
        let install = ["--quiet", "--yes", "--no-install-recommends", "--download-only", "install"];
        self.run("apt-get", &[&install[..], packages].concat())?;
        self.run("apt-get", &[&["--quiet", "download"][..], alone].concat())?;
        self.downloaded()
    }

    fn downloaded(&self) -> Result<Vec<Deb>> {
        let mut debs = Vec::new();
        for folder in ["cache/archives", "debs"] {
            for entry in fs::read_dir(self.folder.join(folder))? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "deb") {
                    debs.push(deb(path)?);
                }
            }
        }
        debs.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(debs)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let folder = self.folder.display();
        let options = [
            format!("Dir::Etc::sourcelist={folder}/sources.list"),
            "Dir::Etc::sourceparts=-".to_owned(),
            format!("Dir::State={folder}/state"),
            format!("Dir::State::status={folder}/status"),
            format!("Dir::Cache={folder}/cache"),
            "Dir::Cache::pkgcache=pkgcache.bin".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
            "Acquire::Retries=3".to_owned(),
            // apt's own user cannot write to a folder of ours, and apt would warn of each file.
            "APT::Sandbox::User=".to_owned(),
            "Debug::NoLocking=true".to_owned(),
        ];
        let mut command = Command::new(program);
        for option in options {
            command.arg("-o").arg(option);
        }
        command.args(arguments).current_dir(self.folder.join("debs")).env("LC_ALL", "C");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        tool::run(&mut command, ALTERNATIVE).context(
            "apt could not fetch Debian's packages: check the network and /etc/apt/sources.list.d, then run this again",
        )
    }
}

/// Unpacks a package's files below `root`. No script of the package is run.
pub fn unpack(deb: &Deb, root: &Path) -> Result<()> {
    tool::run(Command::new("dpkg-deb").arg("--extract").arg(&deb.path).arg(root), ALTERNATIVE).map(drop)
}

/// The package in the file at `path`.
pub fn deb(path: PathBuf) -> Result<Deb> {
    let shown = tool::run(
        Command::new("dpkg-deb").args(["--show", "--showformat=${Package} ${Version}"]).arg(&path),
        ALTERNATIVE,
    )?;
    let (name, version) =
        shown.split_once(' ').with_context(|| format!("dpkg-deb names no version of {}: `{shown}`", path.display()))?;
    Ok(Deb { name: name.to_owned(), version: version.to_owned(), sha256: home::sha256(&path)?, path })
}
