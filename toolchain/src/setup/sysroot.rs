//! The standard library compiled for the target, in a folder that rustc takes for its installation.
//!
//! It is compiled once here rather than with each program (cargo's `build-std`): that is quicker, and the crates' hashes
//! then depend neither on where the program's workspace is nor on where the toolchain is.

use std::{fs, os::unix, path::Path};

use anyhow::{Context, Result};

use crate::{
    build::{self, TARGET},
    environment,
    home::{self, Home},
    tool,
};

const SPECIFICATION: &str = include_str!("../../spec/sbpf-solana.json");
const HOST: &str = "x86_64-unknown-linux-gnu";

/// Stands for what [`build`] makes of the library's source.
pub fn fingerprint() -> String {
    home::fingerprint([SPECIFICATION, &build::FLAGS.join(" ")])
}

/// Makes the sysroot in `folder`.
pub fn build(home: &Home, folder: &Path) -> Result<()> {
    eprintln!("compiling the standard library for {TARGET}");
    let rustlib = folder.join("lib/rustlib");
    let target = rustlib.join(TARGET);
    fs::create_dir_all(target.join("lib"))?;
    // rustc looks for a target that it does not know here, so that no path of it enters a crate's hash.
    fs::write(target.join("target.json"), SPECIFICATION)?;
    // A relative link: the whole home may be moved.
    unix::fs::symlink(Path::new("../../../rust/root/usr/lib/rustlib").join(HOST), rustlib.join(HOST))?;

    let library = home.library();
    environment::check_settings(&library, build::NO_CARGO)?;
    let output = folder.join("build");
    let vendor = format!("source.vendored.directory={:?}", library.join("vendor"));
    let mut cargo = build::cargo(home, &["-Zforce-unstable-if-unmarked"])?;
    cargo.args(["build", "--quiet", "--release", "--offline", "--package", "std", "--target", TARGET]);
    cargo.args(["--config", "source.crates-io.replace-with=\"vendored\"", "--config", &vendor]);
    cargo.current_dir(&library).env(build::SYSROOT, folder).env("CARGO_TARGET_DIR", &output);
    tool::run(&mut cargo, build::NO_CARGO)?;

    let compiled = output.join(TARGET).join("release/deps");
    for entry in fs::read_dir(&compiled).with_context(|| format!("cargo left no {}", compiled.display()))? {
        let path = entry?.path();
        if let (Some(name), Some("rlib")) =
            (path.file_name(), path.extension().and_then(|extension| extension.to_str()))
        {
            fs::rename(&path, target.join("lib").join(name))?;
        }
    }
    home::remove(&output)
}
