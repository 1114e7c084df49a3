//! Where things are, and the cargo that runs on them.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::step;

/// The workspaces by the folder that holds their manifest: the root's crates, what runs against a chain, programs of others that
/// its tests run on, the local chain, and the compiler.
pub const WORKSPACES: [&str; 5] = [".", "chain", "chain/programs", "localnet", "toolchain"];

/// The repository's folder.
pub fn root() -> PathBuf {
    // Cargo says where this package is now: the folder may have moved since it was compiled.
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_path_buf)
}

/// The cargo that started this program, in the repository's folder.
pub fn cargo() -> Command {
    let mut cargo = Command::new(cargo_path());
    cargo.current_dir(root());
    without_own(&mut cargo);
    cargo
}

/// Takes from `command`'s environment what cargo tells this program of its own package. Some build scripts would take it for a
/// change, and minutes of compiling would be done again whenever cargo is run by hand in between.
pub fn without_own(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
}

fn cargo_path() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// A tool that belongs to the same Rust, by its path if it is where cargo is.
pub fn rust_tool(name: &str) -> PathBuf {
    let beside = Path::new(&cargo_path()).with_file_name(name);
    if beside.is_file() { beside } else { PathBuf::from(name) }
}

/// The manifest of a workspace.
pub fn manifest(workspace: &str) -> PathBuf {
    root().join(workspace).join("Cargo.toml")
}

/// The folder that a workspace is built in.
pub fn target(workspace: &str) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest(workspace));
    let metadata: Value = serde_json::from_str(&step::output(&mut command)?)?;
    metadata["target_directory"].as_str().map(PathBuf::from).context("cargo names no target folder")
}
