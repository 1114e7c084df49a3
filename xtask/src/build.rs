//! The program's build, with whichever compiler the machine has.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    machine::{self, For},
    stage, step, workspace,
};
use anyhow::{Context, Result, bail};
use artifact::ProgramHash;
use clap::ValueEnum;

const PACKAGE: &str = "restaking";

/// Which compiler builds the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Toolchain {
    /// Anza's where they are installed, the registries' otherwise
    #[default]
    Auto,
    /// Anza's `cargo build-sbf`
    Anza,
    /// `toolchain/`, from package registries alone
    Registry,
}

/// Builds the program for local chains. Returns its path.
pub fn build(toolchain: Toolchain) -> Result<PathBuf> {
    let program = compile(toolchain, &workspace::root())?;
    report(&program)?;
    Ok(program)
}

/// Builds the program for `address`, and refuses one for a public cluster whose security.txt helps nobody, unless `local`. Returns
/// its path.
pub fn build_for(toolchain: Toolchain, address: &str, local: bool) -> Result<PathBuf> {
    stage::check(address)?;
    let target = workspace::target(".")?;
    let folder = target.join("program-id");
    stage::write(&folder, address)?;
    let compiled = compile(toolchain, &folder)?;
    let bytes = fs::read(&compiled).with_context(|| format!("the build left no {}", compiled.display()))?;
    if artifact::built_for(&bytes).map(|address| bs58::encode(address).into_string()).as_deref() != Some(address) {
        bail!("{} does not say that it is built for {address}", compiled.display());
    }
    if let Some(missing) = artifact::to_fill_in(&bytes)
        && address != stage::local_address()?
        && !local
    {
        bail!("the program is not fit for a public cluster: {missing}\n`--local` builds it for a chain of your own");
    }
    let program = target.join("deploy").join(address).join(format!("{PACKAGE}.so"));
    fs::create_dir_all(program.parent().context("the program is in no folder")?)?;
    fs::write(&program, bytes).with_context(|| format!("cannot write {}", program.display()))?;
    report(&program)?;
    Ok(program)
}

/// Checks that the copy which is built for other addresses gives the same bytes as the repository, for the same address: that nothing but
/// the address makes a difference.
pub fn check_copy(program: &Path) -> Result<()> {
    let copy = build_for(Toolchain::Auto, &stage::local_address()?, true)?;
    if fs::read(program)? != fs::read(&copy)? {
        bail!("{} and {} differ, though they are built for one address", program.display(), copy.display());
    }
    Ok(())
}

/// Compiles the program of the workspace in `folder`. Returns its path.
fn compile(toolchain: Toolchain, folder: &Path) -> Result<PathBuf> {
    machine::check(For::Build)?;
    match toolchain {
        Toolchain::Auto if anza_is_there() => anza(folder),
        Toolchain::Auto | Toolchain::Registry => registry(folder),
        Toolchain::Anza => {
            if !anza_is_there() {
                bail!(
                    "`cargo build-sbf` or the platform-tools it uses are not on this machine: install Anza's tools, or build \
                     with `--toolchain registry`"
                );
            }
            anza(folder)
        }
    }
}

/// Says what was built. The hash is the one that `restake verify` and `solana-verify` compare.
fn report(program: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("the build left no {}", program.display()))?;
    println!("{}: {} bytes, sha256 {}", program.display(), bytes.len(), ProgramHash::of(&bytes));
    Ok(())
}

/// Makes the project's own compiler ready and returns it.
pub fn registry_toolchain() -> Result<PathBuf> {
    let mut cargo = workspace::cargo();
    // All of its programs: one runs the others.
    cargo.args(["build", "--quiet", "--bins", "--manifest-path"]).arg(workspace::manifest("toolchain"));
    step::run(&mut cargo)?;
    let program = workspace::target("toolchain")?.join("debug/sbf-toolchain");
    step::run(Command::new(&program).arg("setup"))?;
    Ok(program)
}

fn registry(folder: &Path) -> Result<PathBuf> {
    let toolchain = step::step("Make the compiler ready", registry_toolchain)?;
    step::step("Build the program", || {
        let mut command = Command::new(toolchain);
        command.args(["build", PACKAGE]).current_dir(folder);
        Ok(PathBuf::from(step::output(&mut command)?.trim()))
    })
}

fn anza(folder: &Path) -> Result<PathBuf> {
    step::step("Build the program with Anza's tools", || {
        let deploy =
            if folder == workspace::root() { workspace::target(".")? } else { folder.join("target") }.join("deploy");
        let mut cargo = workspace::cargo();
        // Version 0 of the instruction set, as the other compiler writes, and no download of other tools than those here.
        cargo.args(["build-sbf", "--arch", "v0", "--skip-tools-install", "--sbf-out-dir"]).arg(&deploy);
        cargo.arg("--manifest-path").arg(folder.join("programs").join(PACKAGE).join("Cargo.toml"));
        step::run(&mut cargo)?;
        Ok(deploy.join(format!("{PACKAGE}.so")))
    })
}

/// Whether Anza's command works and has the compiler that it runs: alone, it would begin to download one.
fn anza_is_there() -> bool {
    let mut version = workspace::cargo();
    version.args(["build-sbf", "--version"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let works = version.status().is_ok_and(|status| status.success());
    let cache = env::home_dir().map(|home| home.join(".cache/solana"));
    let versions = cache.and_then(|cache| fs::read_dir(cache).ok()).into_iter().flatten().flatten();
    works
        && versions.map(|version| version.path()).any(|version| version.join("platform-tools/rust/bin/rustc").exists())
}
