//! The packages that the toolchain is made of, and what to make of others.
//!
//! A Debian archive serves a package's newest version alone. So the lock has each file's hash, and a file is taken from wherever it
//! is found: a folder of one's own, the machine's archives, or an archive that keeps old versions.

use std::{env, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    home,
    sources::{self, ALTERNATIVE},
};

/// Names a folder with packages' files, which are taken from there before any archive is asked; what is downloaded is put there.
pub const FOLDER: &str = "SBF_PACKAGES";

/// Which packages the toolchain may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Those of the lock alone.
    Locked,
    /// Others of the same series as well: the program's bytes may then be others'.
    Other,
}

/// What was tried, one package a line.
pub const LOCK: &str = include_str!("../packages.lock");

/// Whose packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The release that the compiler is from.
    Release,
    /// Debian unstable.
    Unstable,
}

impl Channel {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => sources::RELEASE,
            Self::Unstable => "unstable",
        }
    }
}

/// A line of the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Where it is from.
    pub channel: Channel,
    /// Beginning of the versions that the toolchain can work with. A package whose version does not shape what the
    /// compiler writes has none: any will do.
    pub series: Option<String>,
    /// The package's name.
    pub name: String,
    /// The version that was tried.
    pub version: String,
    /// The SHA-256 of that version's file.
    pub sha256: String,
}

/// How a package at hand compares with the one that was tried.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is that one, or its version does not matter.
    Same,
    /// It should work, but may write other bytes.
    Differs(String),
}

/// Reads the lock's text.
pub fn parse(text: &str) -> Result<Vec<Locked>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| locked(line).with_context(|| format!("packages.lock: cannot read `{line}`"))).collect()
}

fn locked(line: &str) -> Option<Locked> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [channel, series, name, version, sha256] = words[..] else { return None };
    let channel = match channel {
        "release" => Channel::Release,
        "unstable" => Channel::Unstable,
        _ => return None,
    };
    Some(Locked {
        channel,
        series: (series != "any").then(|| series.to_owned()),
        name: name.to_owned(),
        version: version.to_owned(),
        sha256: sha256.to_owned(),
    })
}

impl Locked {
    /// This package as a line of the lock.
    pub fn line(&self) -> String {
        let channel = match self.channel {
            Channel::Release => "release",
            Channel::Unstable => "unstable",
        };
        let series = self.series.as_deref().unwrap_or("any");
        format!("{channel:<8} {series:<6} {:<26} {:<30} {}", self.name, self.version, self.sha256)
    }

    /// Judges the version that an archive offers, before it is downloaded: `None` when it offers none.
    pub fn judge_version(&self, offered: Option<&str>) -> Result<Verdict> {
        let Self { name, version, .. } = self;
        let Some(offered) = offered else {
            bail!(
                "the Debian archives of this machine have no package `{name}`; the toolchain was tried with version \
                 {version}. Check that /etc/apt/sources.list.d names a full Debian mirror. {ALTERNATIVE}"
            );
        };
        match &self.series {
            Some(series) if !offered.starts_with(series) => bail!(
                "the Debian archives of this machine have `{name}` {offered}, and the toolchain needs {series}x (it was \
                 tried with {version}): move toolchain/ to the new version, or use a mirror that has the old one. {ALTERNATIVE}"
            ),
            Some(_) if offered != version => Ok(Verdict::Differs(format!(
                "`{name}` is {offered}, and the toolchain was tried with {version}: the program's bytes may differ from \
                 those of others"
            ))),
            _ => Ok(Verdict::Same),
        }
    }

    /// Judges a downloaded file of this package.
    pub fn judge_file(&self, version: &str, sha256: &str, policy: Policy) -> Result<()> {
        if version != self.version && policy == Policy::Locked {
            bail!("`{}` is {version}, and the lock has {}", self.name, self.version);
        }
        if version == self.version && sha256 != self.sha256 {
            bail!(
                "the file of `{}` {version} has the SHA-256 {sha256}, and the tried one has {}: one version never has \
                 two files, so do not use what this mirror serves",
                self.name,
                self.sha256
            );
        }
        Ok(())
    }
}

/// The error of packages that are nowhere to be had, which says where they may be.
pub fn unavailable(missing: &[&Locked]) -> anyhow::Error {
    let list: Vec<_> = missing.iter().map(|line| format!("`{}` {}", line.name, line.version)).collect();
    anyhow::anyhow!(
        "the Debian archives of this machine do not have {}, which the toolchain is locked to. Put the files into a folder and name it \
         with {FOLDER}, name an archive that keeps old versions with {} (`deb ADDRESS SUITE main`), or pass --other-packages: the \
         program's bytes may then differ from those of others. {ALTERNATIVE}",
        list.join(", "),
        sources::VARIABLE
    )
}

/// The files of `folder` by their hash, of those that `wanted` has. No folder has none.
pub fn in_folder<'a>(
    folder: &Path,
    wanted: impl Iterator<Item = &'a Locked>,
) -> Result<Vec<(&'a Locked, std::path::PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            files.push((home::sha256(&path)?, path));
        }
    }
    let found = |line: &'a Locked| {
        files.iter().find(|(sha256, _)| *sha256 == line.sha256).map(|(_, path)| (line, path.clone()))
    };
    Ok(wanted.filter_map(found).collect())
}

/// The folder that [`FOLDER`] names.
pub fn folder() -> Option<std::path::PathBuf> {
    env::var_os(FOLDER).filter(|value| !value.is_empty()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn llvm() -> Locked {
        parse("# channel series\nunstable 1:23. llvm-23 1:23.1.4-2 abc\n").unwrap().remove(0)
    }

    #[test]
    fn lines_are_read_as_they_are_written() {
        for locked in parse(LOCK).unwrap() {
            assert_eq!(parse(&locked.line()).unwrap(), [locked]);
        }
        assert!(parse("release 1.96. rustc-web").unwrap_err().to_string().contains("rustc-web"));
    }

    #[test]
    fn the_tried_version_is_taken_silently() {
        assert_eq!(llvm().judge_version(Some("1:23.1.4-2")).unwrap(), Verdict::Same);
    }

    #[test]
    fn another_version_of_the_series_is_taken_with_a_warning() {
        let Verdict::Differs(warning) = llvm().judge_version(Some("1:23.1.5-1")).unwrap() else { panic!() };
        assert!(warning.contains("1:23.1.5-1") && warning.contains("1:23.1.4-2"), "{warning}");
    }

    #[test]
    fn another_series_or_none_is_refused() {
        let error = llvm().judge_version(Some("1:24.1.0-1")).unwrap_err().to_string();
        assert!(error.contains("1:24.1.0-1") && error.contains("1:23.x"), "{error}");
        let error = llvm().judge_version(None).unwrap_err().to_string();
        assert!(error.contains("llvm-23") && error.contains("1:23.1.4-2"), "{error}");
    }

    #[test]
    fn a_version_with_another_file_is_refused() {
        for policy in [Policy::Locked, Policy::Other] {
            llvm().judge_file("1:23.1.4-2", "abc", policy).unwrap();
            assert!(llvm().judge_file("1:23.1.4-2", "def", policy).unwrap_err().to_string().contains("def"));
        }
    }

    #[test]
    fn another_version_is_refused_unless_it_is_allowed() {
        llvm().judge_file("1:23.1.5-1", "def", Policy::Other).unwrap();
        let error = llvm().judge_file("1:23.1.5-1", "def", Policy::Locked).unwrap_err().to_string();
        assert!(error.contains("1:23.1.5-1") && error.contains("1:23.1.4-2"), "{error}");
        let error = unavailable(&[&llvm()]).to_string();
        assert!(error.contains("`llvm-23` 1:23.1.4-2") && error.contains(FOLDER), "{error}");
    }

    #[test]
    fn files_are_found_by_their_hash_whatever_their_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("renamed.deb"), "the file").unwrap();
        fs::write(folder.path().join("llvm-23.deb"), "another").unwrap();
        fs::write(folder.path().join("notes.txt"), "the file").unwrap();
        let sha256 = home::sha256(&folder.path().join("renamed.deb")).unwrap();
        let wanted = [Locked { sha256, ..llvm() }, llvm()];
        let found = in_folder(folder.path(), wanted.iter()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].1.ends_with("renamed.deb") && found[0].0 == &wanted[0]);
        assert_eq!(in_folder(&folder.path().join("gone"), wanted.iter()).unwrap(), []);
    }
}
