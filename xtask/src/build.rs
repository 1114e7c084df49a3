//! The program's build, with whichever compiler the machine has.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use sha2::{Digest, Sha256};

use crate::{
    machine::{self, For},
    step, workspace,
};

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

/// Builds the program. Returns its path.
pub fn build(toolchain: Toolchain) -> Result<PathBuf> {
    machine::check(For::Build)?;
    let program = match toolchain {
        Toolchain::Auto if anza_is_there() => anza()?,
        Toolchain::Auto | Toolchain::Registry => registry()?,
        Toolchain::Anza => {
            if !anza_is_there() {
                bail!(
                    "`cargo build-sbf` or the platform-tools it uses are not on this machine: install Anza's tools, or build \
                     with `--toolchain registry`"
                );
            }
            anza()?
        }
    };
    let bytes = fs::read(&program).with_context(|| format!("the build left no {}", program.display()))?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{}: {} bytes, sha256 {sha256}", program.display(), bytes.len());
    Ok(program)
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

fn registry() -> Result<PathBuf> {
    let toolchain = step::step("Make the compiler ready", registry_toolchain)?;
    step::step("Build the program", || {
        let mut command = Command::new(toolchain);
        command.args(["build", PACKAGE]).current_dir(workspace::root());
        Ok(PathBuf::from(step::output(&mut command)?.trim()))
    })
}

fn anza() -> Result<PathBuf> {
    step::step("Build the program with Anza's tools", || {
        let deploy = workspace::target(".")?.join("deploy");
        let mut cargo = workspace::cargo();
        // The one version of the instruction set that clusters deploy, and no download of other tools than those here.
        cargo.args(["build-sbf", "--arch", "v3", "--skip-tools-install", "--sbf-out-dir"]).arg(&deploy);
        cargo.arg("--manifest-path").arg(workspace::root().join("programs").join(PACKAGE).join("Cargo.toml"));
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
