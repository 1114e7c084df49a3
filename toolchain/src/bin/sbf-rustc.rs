//! The rustc that cargo runs: Debian's, from the toolchain's folder, with the target's sysroot.

use std::{
    env,
    ffi::{OsStr, OsString},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
};

use sbf_toolchain::{
    build::{SYSROOT, TARGET},
    home::Home,
};

fn main() -> ExitCode {
    let home = match Home::from_env() {
        Ok(home) => home,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let sysroot = env::var_os(SYSROOT).map_or_else(|| home.sysroot(), PathBuf::from);
    let mut rustc = Command::new(home.rustc());
    rustc.arg("--sysroot").arg(sysroot).args(&arguments);
    if is_for_target(&arguments) {
        rustc.arg("-Zunstable-options").args(remapped());
    }
    let libraries = home.rust().join("root/usr/lib/x86_64-linux-gnu");
    let inherited = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let inherited = env::split_paths(&inherited).filter(|path| !path.as_os_str().is_empty());
    if let Ok(path) = env::join_paths([libraries].into_iter().chain(inherited)) {
        rustc.env("LD_LIBRARY_PATH", path);
    }
    // Returns only if rustc could not be started.
    let error = rustc.exec();
    eprintln!("error: {} could not be started: {error}. Run `sbf-toolchain setup` first.", home.rustc().display());
    ExitCode::FAILURE
}

fn is_for_target(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| pair[0] == "--target" && pair[1] == TARGET)
}

/// Takes the machine's folders out of what is compiled, which names its source files in panic messages: a crate's folder
/// becomes its name and version. Done here and not with cargo's flags, of which a change would rename every symbol.
fn remapped() -> Vec<OsString> {
    let mut flags = Vec::new();
    let mut remap = |from: Option<OsString>, to: &str| {
        if let Some(from) = from {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(&from);
            flag.push(OsStr::new("="));
            flag.push(to);
            flags.push(flag);
        }
    };
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let package = match (variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION")) {
        // The standard library's crates have no version of their own.
        (name, version) if version == "0.0.0" => name,
        (name, version) => format!("{name}-{version}"),
    };
    // The last that fits counts, so the folder within another comes after it.
    remap(env::current_dir().ok().map(Into::into), ".");
    remap(env::var_os("CARGO_MANIFEST_DIR"), &package);
    remap(env::var_os("OUT_DIR"), &format!("{package}/out"));
    flags
}
