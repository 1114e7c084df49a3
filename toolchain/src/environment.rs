//! What a build takes from outside: an allow list, so that a setting that nobody has thought of changes nothing.

use std::{env, ffi::OsString, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::tool;

/// The variables that a build takes over.
const ALLOWED: &str = include_str!("../spec/environment");

/// What cargo's configuration files may set: how registries are reached, what is shown, and what other commands do.
const SETTINGS: [&str; 18] = [
    "alias",
    "cache",
    "cargo-new",
    "credential-alias",
    "doc",
    "future-incompat-report",
    "gc",
    "http",
    "install",
    "lints",
    "net",
    "package",
    "publish",
    "registries",
    "registry",
    "resolver",
    "source",
    "term",
];

/// Settings below `build` that change no program, or that [`overridden`] and the build's own arguments override.
const BUILD_SETTINGS: [&str; 13] = [
    "jobs",
    "target-dir",
    "build-dir",
    "target",
    "rustc",
    "rustc-wrapper",
    "rustc-workspace-wrapper",
    "rustflags",
    "incremental",
    "rustdoc",
    "rustdocflags",
    "dep-info-basedir",
    "warnings",
];

/// Whether a build takes over the variable `name`.
pub fn is_allowed(name: &str) -> bool {
    let lines = ALLOWED.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.into_iter().any(|line| line.strip_suffix('*').map_or(line == name, |prefix| name.starts_with(prefix)))
}

/// Has `command` see no variable of this process but those that are allowed.
pub fn restrict(command: &mut Command) -> &mut Command {
    let allowed: Vec<(OsString, OsString)> =
        env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_allowed)).collect();
    command.env_clear().envs(allowed)
}

/// What overrides cargo's configuration files.
pub fn overridden(command: &mut Command) -> &mut Command {
    // An empty wrapper is none.
    for name in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
        command.env(name, "");
    }
    command.env("CARGO_INCREMENTAL", "0")
}

/// Refuses configuration files of cargo's that could change what is compiled in `folder`.
pub fn check_settings(folder: &Path, advice: &str) -> Result<()> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Asking for the configuration is not a stable command.
    restrict(&mut cargo).env("RUSTC_BOOTSTRAP", "1").current_dir(folder);
    cargo.args(["-Zunstable-options", "config", "get", "--format", "json"]);
    let settings: Value =
        serde_json::from_str(&tool::run(&mut cargo, advice)?).context("cargo's settings are no JSON")?;
    if let Some(name) = settings.as_object().and_then(unknown) {
        bail!(
            "a configuration file of cargo's sets `{name}`, which could change the program: remove it from \
             ~/.cargo/config.toml, or from the .cargo/config.toml in {} or above it",
            folder.display()
        );
    }
    Ok(())
}

/// The first setting that could change what is compiled.
fn unknown(settings: &Map<String, Value>) -> Option<String> {
    settings.iter().find_map(|(name, value)| match name.as_str() {
        "build" => {
            let inner = value.as_object()?.keys().find(|key| !BUILD_SETTINGS.contains(&key.as_str()));
            inner.map(|key| format!("build.{key}"))
        }
        // Of the host's target only what links build scripts and macros; the program's is the toolchain's own.
        "target" => {
            let inner = value.as_object()?.keys().find(|key| key.contains("sbpf") || key.starts_with("cfg("));
            inner.map(|key| format!("target.{key}"))
        }
        name => (!SETTINGS.contains(&name)).then(|| name.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_taken_over() {
        for name in ["PATH", "CARGO_TERM_COLOR", "CARGO_REGISTRIES_MINE_INDEX", "SBF_HOME"] {
            assert!(is_allowed(name), "{name}");
        }
        for name in [
            "RUSTFLAGS",
            "CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS",
            "CARGO_BUILD_RUSTC_WRAPPER",
            "CARGO_TARGET_SBPF_SOLANA_LINKER",
            "CARGO_UNSTABLE_BUILD_STD",
            "SBF_SYSROOT",
            "LD_PRELOAD",
            "RUSTC",
            "PATHS",
        ] {
            assert!(!is_allowed(name), "{name}");
        }
    }

    #[test]
    fn settings_that_change_a_program_are_found() {
        let unknown = |json: &str| unknown(serde_json::from_str::<Value>(json).unwrap().as_object().unwrap());
        assert_eq!(unknown(r#"{"alias":{"x":"y"},"build":{"jobs":1},"target":{"x86_64-unknown-linux-gnu":{}}}"#), None);
        for (json, name) in [
            (r#"{"profile":{"release":{"overflow-checks":false}}}"#, "profile"),
            (r#"{"env":{"A":"b"}}"#, "env"),
            (r#"{"patch":{}}"#, "patch"),
            (r#"{"unstable":{"build-std":["core"]}}"#, "unstable"),
            (r#"{"build":{"novelty":1}}"#, "build.novelty"),
            (r#"{"target":{"sbpf-solana":{"linker":"x"}}}"#, "target.sbpf-solana"),
            (r#"{"target":{"cfg(all())":{"rustflags":[]}}}"#, "target.cfg(all())"),
        ] {
            assert_eq!(unknown(json).as_deref(), Some(name), "{json}");
        }
    }
}
