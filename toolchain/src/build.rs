//! Has cargo build a program with the toolchain.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    environment,
    home::{self, Home},
    packages,
    setup::Toolchain,
    tool, verify,
};

/// The target's name. rustc finds its specification in the sysroot.
pub const TARGET: &str = "sbpf-solana";

/// Names the sysroot that `sbf-rustc` uses, where it is not the home's.
pub const SYSROOT: &str = "SBF_SYSROOT";

/// What every crate is compiled with: its bitcode must reach the linker step whole, and nothing unwinds.
///
/// rustc optimizes nothing itself. It sees one crate at a time and inlines whatever asks for it at every call, also what the
/// program calls hundreds of times; the linker step sees the whole program and weighs each call once.
pub const FLAGS: [&str; 5] =
    ["-Clinker-plugin-lto", "-Cpanic=abort", "-Crelocation-model=static", "-Cno-prepopulate-passes", "-Zinline-mir=no"];

/// What to do where cargo is missing.
pub const NO_CARGO: &str = "Install Rust, and have its `cargo` on the path.";

/// A cargo that compiles with the toolchain in `home`.
pub fn cargo(home: &Home, flags: &[&str]) -> Result<Command> {
    let tools = tools()?;
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools.clone()].into_iter().chain(env::split_paths(&path)))
        .with_context(|| format!("{} cannot be put on the path", tools.display()))?;
    // Cargo names itself to what it runs; the one on the path may be another, or a proxy that installs things.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    environment::overridden(environment::restrict(&mut cargo))
        .env("PATH", path)
        .env("RUSTC", tools.join("sbf-rustc"))
        // The target and the standard library's own features are not stable ones.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", [&FLAGS[..], flags].concat().join("\x1f"))
        // The linker step optimises all crates together, and needs them as rustc's own would no longer leave them.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort")
        .env(home::VARIABLE, home.path());
    Ok(cargo)
}

/// Builds `package` of the workspace in the current folder. Returns where the program is. A record of how it was
/// made is beside it.
pub fn build(home: &Home, toolchain: &Toolchain, package: &str, arguments: &[String]) -> Result<PathBuf> {
    let mut metadata = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    environment::restrict(&mut metadata);
    metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&tool::run(&mut metadata, NO_CARGO)?)?;
    let library = library(&metadata, package)?;
    let target = metadata["target_directory"].as_str().map(PathBuf::from).context("cargo names no target folder")?;
    environment::check_settings(&env::current_dir()?, NO_CARGO)?;
    let output = target.join(TARGET);
    discard_outdated(&output, &toolchain.fingerprint)?;

    let mut cargo = cargo(home, &[])?;
    cargo.args(["build", "--release", "--package", package, "--target", TARGET]).args(arguments);
    if lock_is_there(&metadata) {
        // The versions in it are what the program is made of.
        cargo.arg("--locked");
    }
    tool::run_visibly(&mut cargo, NO_CARGO)?;

    let built = output.join("release").join(format!("lib{library}.so"));
    let program = fs::read(&built).with_context(|| format!("cargo left no {}", built.display()))?;
    if program.is_empty() {
        bail!("`{package}` is no program: none of its functions is exported as `entrypoint`");
    }
    verify::verify(&program).with_context(|| format!("`{package}` cannot be deployed"))?;
    let deployed = target.join("deploy").join(format!("{library}.so"));
    write_changed(&deployed, &program)?;
    let record = serde_json::to_string_pretty(&record(toolchain, &program)?)? + "\n";
    write_changed(&deployed.with_extension("build.json"), record.as_bytes())?;
    Ok(deployed)
}

/// Writes `bytes`. An unchanged file keeps its time, so that what depends on it is not built again.
fn write_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// How a program was made: what says whether another's build of the same source has the same bytes.
fn record(toolchain: &Toolchain, program: &[u8]) -> Result<Value> {
    let locked = packages::parse(packages::LOCK)?;
    let version = |name: &str| locked.iter().find(|line| line.name == name).map(|line| &*line.version);
    Ok(json!({
        "compiler": "registry",
        "rustc-web": version("rustc-web"),
        "llvm-23": version("llvm-23"),
        "toolchain": toolchain.fingerprint,
        "reproducible": toolchain.other.is_empty(),
        "other_packages": toolchain.other,
        "sbpf_version": verify::VERSION,
        "bytes": program.len(),
        "sha256": home::sha256_of(program),
    }))
}

/// Whether the workspace has a lock file: a new one has not.
fn lock_is_there(metadata: &Value) -> bool {
    metadata["workspace_root"].as_str().is_some_and(|root| Path::new(root).join("Cargo.lock").is_file())
}

/// The name of the library that `package` makes a program of.
fn library(metadata: &Value, package: &str) -> Result<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages = list(&metadata["packages"]);
    let Some(found) = packages.iter().find(|candidate| candidate["name"] == package) else {
        let names: Vec<_> = packages.iter().filter_map(|candidate| candidate["name"].as_str()).collect();
        bail!("this workspace has no package `{package}`; it has {}", names.join(", "));
    };
    let targets = list(&found["targets"]);
    let program = targets.iter().find(|target| list(&target["crate_types"]).iter().any(|kind| kind == "cdylib"));
    let name = program
        .and_then(|target| target["name"].as_str())
        .with_context(|| format!("`{package}` builds no program: give its [lib] crate-type = [\"cdylib\", \"lib\"]"))?;
    Ok(name.replace('-', "_"))
}

/// Removes what another version of the toolchain compiled or linked: cargo knows of neither.
fn discard_outdated(output: &Path, toolchain: &str) -> Result<()> {
    let tools = tools()?;
    let compiler = format!("{toolchain} {}", home::sha256(&tools.join("sbf-rustc"))?);
    let linker = home::sha256(&tools.join("sbf-link"))?;
    let stamp = output.join(".made-by");
    let before = fs::read_to_string(&stamp).unwrap_or_default();
    let (compiler_before, linker_before) = before.split_once('\n').unwrap_or_default();
    if compiler_before != compiler {
        home::remove(output)?;
    } else if linker_before != linker {
        for folder in ["release", "release/deps"] {
            let Ok(entries) = fs::read_dir(output.join(folder)) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.extension().is_some_and(|extension| extension == "so") {
                    fs::remove_file(path)?;
                }
            }
        }
    } else {
        return Ok(());
    }
    fs::create_dir_all(output)?;
    fs::write(&stamp, format!("{compiler}\n{linker}")).with_context(|| format!("cannot write {}", stamp.display()))
}

/// The folder of this program, where cargo puts `sbf-rustc` and `sbf-link` as well.
fn tools() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let folder = program.parent().context("this program is in no folder")?.to_path_buf();
    for name in ["sbf-rustc", "sbf-link"] {
        if !folder.join(name).exists() {
            bail!(
                "{} is missing: build the toolchain's programs together, with `cargo build --bins`",
                folder.join(name).display()
            );
        }
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_library_and_says_what_is_wrong() {
        let metadata = serde_json::json!({"packages": [
            {"name": "my-program", "targets": [{"name": "my-program", "crate_types": ["cdylib", "lib"]}]},
            {"name": "client", "targets": [{"name": "client", "crate_types": ["lib"]}]},
        ]});
        assert_eq!(library(&metadata, "my-program").unwrap(), "my_program");
        assert!(library(&metadata, "client").unwrap_err().to_string().contains("crate-type"));
        assert!(library(&metadata, "other").unwrap_err().to_string().contains("my-program, client"));
    }
}
