//! Format and lints, and the style of the pages.

use std::{env, path::Path};

use anyhow::{Result, bail};

use crate::{
    circles, features,
    machine::{self, For},
    nouns, npm,
    step::{self, step},
    style,
    workspace::{WORKSPACES, cargo, manifest, rust_tool},
};

/// Checks the pages, the format of each workspace, then, unless `quick`, its lints.
pub fn lint(quick: bool) -> Result<()> {
    step("Check the style of the pages", style::check)?;
    step("Check that one noun is in every layer", nouns::check)?;
    step("Check that imports go one way", circles::check)?;
    machine::check(For::Chain)?;
    check_installed("cargo-fmt", "rustfmt")?;
    check_installed("cargo-clippy", "clippy")?;
    for workspace in WORKSPACES {
        step(&format!("Check the format of {}", name(workspace)), || {
            step::run(cargo().args(["fmt", "--all", "--check", "--manifest-path"]).arg(manifest(workspace)))
        })?;
    }
    if quick {
        return Ok(());
    }
    step("Check that shared packages are compiled once", features::check)?;
    // Where clippy is the compiler, each workspace is linted as it is built, and is not compiled once more here.
    let apart = if clippy_compiles() { &[][..] } else { &WORKSPACES[..] };
    for workspace in apart {
        step(&format!("Check the lints of {}", name(workspace)), || {
            let mut clippy = cargo();
            clippy
                .args(["clippy", "--quiet", "--workspace", "--all-targets", "--manifest-path"])
                .arg(manifest(workspace));
            step::run(clippy.args(["--", "--deny", "warnings"]))
        })?;
    }
    npm::install_packages()?;
    step("Check the format and lints of the TypeScript packages", || step::run(&mut npm::script(&["--silent", "lint"])))
}

/// Whether cargo compiles the workspaces with clippy, as CI has it.
fn clippy_compiles() -> bool {
    env::var_os("RUSTC_WORKSPACE_WRAPPER").is_some_and(|wrapper| Path::new(&wrapper).ends_with("clippy-driver"))
}

fn name(workspace: &str) -> &str {
    if workspace == "." { "the root workspace" } else { workspace }
}

/// Refuses a Rust without `tool`, which is in the component `package`.
pub fn check_installed(tool: &str, package: &str) -> Result<()> {
    if !is_installed(tool) {
        bail!("`{tool}` is missing: install the `{package}` that belongs to this Rust, then run this again");
    }
    Ok(())
}

/// Looks for a tool of cargo's where cargo does, without running it: where Rust is managed, that could install it.
fn is_installed(tool: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    rust_tool(tool).is_file() || env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}
