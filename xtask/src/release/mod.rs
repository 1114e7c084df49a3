//! A release: one version over all manifests, archives that install, and hashes of what was built.

mod archives;
mod versions;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    build::{self, Toolchain},
    idl, npm,
    programs::ALL,
    step::{self, step},
    workspace::{self, root},
};

/// The list of hashes in a release's folder.
const SUMS: &str = "SHA256SUMS";

/// Prepares the release `version`: writes the version and the changelog, generates, builds, packs and hashes. With `tag`, runs all
/// checks and tags the commit, which has to have all of it already.
pub fn run(version: &str, tag: bool) -> Result<()> {
    versions::parse(version)?;
    if tag {
        clean()?;
    }
    step("Write the version", || versions::set(&root(), version))?;
    idl::idl(false)?;
    if tag {
        clean().context("the commit does not have the release; prepare it without --tag, and commit")?;
        step("Run all checks", || step::run(Command::new(".ci/run").current_dir(root())))?;
    }
    let folder = workspace::target(".")?.join("releases").join(version);
    assemble(&folder)?;
    if tag {
        let name = format!("v{version}");
        step::run(Command::new("git").args(["tag", "--annotate", &name, "--message", &name]).current_dir(root()))?;
        println!("{name} is tagged; nothing is pushed or published (docs/releases.md)");
    } else {
        println!("review and commit the changes, then tag with `cargo xtask release {version} --tag`");
    }
    Ok(())
}

/// Checks that a release is possible now: one version everywhere, and archives that install. Writes nothing but to `target/`.
pub fn check() -> Result<()> {
    let version = versions::agreed(&root())?;
    let folder = workspace::target(".")?.join("releases/check");
    npm::install_packages()?;
    archives::make(&folder, &version)?;
    archives::install(&folder, &version)?;
    println!("version {version}: the archives in {} install", folder.display());
    Ok(())
}

/// Puts programs, interface files and archives into `folder`, with their hashes.
fn assemble(folder: &Path) -> Result<()> {
    let version = versions::agreed(&root())?;
    npm::install_packages()?;
    archives::make(folder, &version)?;
    archives::install(folder, &version)?;
    let core = build::build(Toolchain::Auto)?;
    let deploy = core.parent().context("the program is in no folder")?;
    for program in ALL {
        for file in [deploy.join(format!("{}.so", program.name)), deploy.join(format!("{}.build.json", program.name))] {
            copy(&file, folder)?;
        }
        copy(&root().join(program.idl), folder)?;
    }
    fs::write(folder.join(SUMS), sums(folder)?)?;
    println!("{}:\n{}", folder.display(), fs::read_to_string(folder.join(SUMS))?);
    Ok(())
}

fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().with_context(|| format!("{} has no name", file.display()))?;
    fs::copy(file, folder.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(())
}

/// The hashes of the files in `folder`, as `sha256sum --check` reads them.
fn sums(folder: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.is_file() && !file.ends_with(SUMS));
    files.sort();
    let mut text = String::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hash: String = Sha256::digest(fs::read(&file)?).iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!("{hash}  {name}\n");
    }
    Ok(text)
}

/// Fails if the working tree differs from its commit.
fn clean() -> Result<()> {
    let changes = step::output(Command::new("git").args(["status", "--porcelain"]).current_dir(root()))?;
    if !changes.is_empty() {
        bail!("the working tree has changes:\n{changes}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_listed_as_sha256sum_reads_them() {
        let folder = std::env::temp_dir().join(format!("xtask-sums-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("b"), "").unwrap();
        fs::write(folder.join("a"), "abc").unwrap();
        fs::write(folder.join(SUMS), sums(&folder).unwrap()).unwrap();
        let checked = Command::new("sha256sum").args(["--check", SUMS]).current_dir(&folder).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&checked.stdout), "a: OK\nb: OK\n");
        fs::remove_dir_all(&folder).unwrap();
    }
}
