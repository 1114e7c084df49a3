//! Archives of the libraries: made as a registry would get them, and installed in projects of their own.
//!
//! The Rust crates are packed from a copy. There they have names that a registry has room for, versions beside their paths, and no
//! tests, which stand on crates that are not published.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use crate::{
    npm, step,
    step::step,
    workspace::{self, root},
};

/// A crate of the release: its folder, its package here and its package in a registry.
struct Crate {
    folder: &'static str,
    here: &'static str,
    there: &'static str,
}

/// The crates of the release, each after those that it needs. The programs are released as compiled files.
const CRATES: [Crate; 5] = [
    Crate { folder: "crates/ledger", here: "ledger", there: "restaking-ledger" },
    Crate { folder: "crates/liquid_ledger", here: "liquid_ledger", there: "restaking-liquid-ledger" },
    Crate { folder: "crates/gate", here: "gate", there: "restaking-gate" },
    Crate { folder: "crates/rating", here: "rating", there: "restaking-rating" },
    Crate { folder: "clients/rust", here: "restaking-client", there: "restaking-client" },
];

/// The TypeScript package, and the library that it leaves to its user.
const NPM: &str = "restaking-client";
const PEER: &str = "@solana/kit";

/// What a user of the Rust crates begins with.
const RUST_USER: &str = "\
fn main() {
    let program = restaking_client::Program::at(restaking_client::gate::LOCAL_ID);
    assert_ne!(program.config(), *program);
    println!(\"{}\", ledger::math::BPS);
}
";

/// What a user of the TypeScript package begins with.
const TYPESCRIPT_USER: &str = "\
import { formatAmount, LOCALNET_PROGRAM_ADDRESS, pdas } from \"restaking-client\";
if ((await pdas(LOCALNET_PROGRAM_ADDRESS).config()).length < 32) throw new Error(\"no address\");
console.log(formatAmount(1500000000n, 9));
";

/// Packs all libraries into `folder`.
pub fn make(folder: &Path, version: &str) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    step("Pack the Rust crates", || {
        let staged = folder.join("crates");
        stage(&staged, version)?;
        let mut package = workspace::cargo();
        package.current_dir(&staged).args(["package", "--quiet", "--no-verify", "--workspace"]);
        step::run(package.env("CARGO_TARGET_DIR", staged.join("target")))?;
        for Crate { there, .. } in CRATES {
            let name = format!("{there}-{version}.crate");
            fs::copy(staged.join("target/package").join(&name), folder.join(&name))
                .with_context(|| format!("cargo packed no {name}"))?;
        }
        fs::copy(staged.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(fs::remove_dir_all(&staged)?)
    })?;
    step("Pack the TypeScript client", || {
        step::run(npm::script(&["--silent", "build", "--workspace", NPM]).env("npm_config_loglevel", "error"))?;
        let mut pack = Command::new("npm");
        pack.args(["pack", "--silent", "--ignore-scripts", "--workspace", NPM, "--pack-destination"]).arg(folder);
        step::output(pack.current_dir(root())).map(drop)
    })
}

/// Writes the workspace of the crates as a registry gets them.
fn stage(folder: &Path, version: &str) -> Result<()> {
    let manifest = read(&root().join("Cargo.toml"))?;
    let mut workspace: Table = manifest.parse().context("Cargo.toml is no TOML")?;
    let table = workspace["workspace"].as_table_mut().context("Cargo.toml has no workspace")?;
    table.remove("exclude");
    table.insert("members".into(), CRATES.iter().map(|each| Value::from(each.folder)).collect::<Vec<_>>().into());
    table["package"].as_table_mut().context("no package")?.insert("publish".into(), true.into());
    put(&folder.join("Cargo.toml"), &workspace.to_string())?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    for each in &CRATES {
        let (from, to) = (root().join(each.folder), folder.join(each.folder));
        copy_folder(&from.join("src"), &to.join("src"))?;
        fs::copy(root().join("LICENSE"), to.join("LICENSE"))?;
        put(&to.join("Cargo.toml"), &published(&read(&from.join("Cargo.toml"))?, each, version)?)?;
    }
    Ok(())
}

/// The manifest of a crate as a registry gets it.
fn published(manifest: &str, each: &Crate, version: &str) -> Result<String> {
    let mut table: Table = manifest.parse().with_context(|| format!("{}'s manifest is no TOML", each.folder))?;
    table.remove("dev-dependencies");
    table["package"].as_table_mut().context("no package")?.insert("name".into(), each.there.into());
    if each.here != each.there {
        table.insert(
            "lib".into(),
            Value::Table([("name".to_owned(), each.here.replace('-', "_").into())].into_iter().collect()),
        );
    }
    let dependencies = table.get_mut("dependencies").and_then(Value::as_table_mut).context("no dependencies")?;
    for (name, dependency) in dependencies.iter_mut() {
        let Some(dependency) = dependency.as_table_mut().filter(|dependency| dependency.contains_key("path")) else {
            continue;
        };
        let Some(needed) = CRATES.iter().find(|needed| needed.here == name) else {
            bail!("{} needs `{name}`, which is not released", each.there);
        };
        dependency.insert("package".into(), needed.there.into());
        dependency.insert("version".into(), format!("={version}").into());
    }
    Ok(table.to_string())
}

/// Installs the archives in `folder` in new projects, and runs what uses them.
pub fn install(folder: &Path, version: &str) -> Result<()> {
    let users = folder.join("users");
    step("Install the Rust crates from their archives", || install_crates(folder, &users.join("rust"), version))?;
    step("Install the TypeScript client from its archive", || install_npm(folder, &users.join("ts"), version))?;
    fs::remove_file(folder.join("Cargo.lock"))?;
    Ok(fs::remove_dir_all(&users)?)
}

fn install_crates(folder: &Path, user: &Path, version: &str) -> Result<()> {
    let mut manifest = "[package]\nname = \"user\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n".to_owned();
    let mut patches = "\n[patch.crates-io]\n".to_owned();
    for Crate { there, here, .. } in &CRATES {
        unpack(&folder.join(format!("{there}-{version}.crate")), user)?;
        if !["gate", "liquid_ledger", "rating"].contains(here) {
            manifest += &format!("{there} = \"={version}\"\n");
        }
        patches += &format!("{there} = {{ path = \"{there}-{version}\" }}\n");
    }
    put(&user.join("Cargo.toml"), &(manifest + &patches))?;
    put(&user.join("src/main.rs"), RUST_USER)?;
    // The versions of everything else are those that are tested here.
    fs::copy(folder.join("Cargo.lock"), user.join("Cargo.lock"))?;
    let mut run = workspace::cargo();
    run.current_dir(user).args(["run", "--quiet"]).env("CARGO_TARGET_DIR", workspace::target(".")?);
    expect(&step::output(&mut run)?, "10000")
}

fn install_npm(folder: &Path, user: &Path, version: &str) -> Result<()> {
    let archive = folder.join(format!("{NPM}-{version}.tgz"));
    let client: serde_json::Value = serde_json::from_str(&read(&root().join("clients/ts/package.json"))?)?;
    let peer = client["devDependencies"][PEER].as_str().context("the client names no peer")?;
    put(&user.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    put(&user.join("main.js"), TYPESCRIPT_USER)?;
    let mut install = Command::new("npm");
    install.args(["install", "--silent", "--prefer-offline", "--no-audit", "--no-fund"]).arg(&archive);
    step::run(install.arg(format!("{PEER}@{peer}")).current_dir(user))?;
    expect(&step::output(Command::new("node").arg("main.js").current_dir(user))?, "1.5")
}

fn expect(said: &str, expected: &str) -> Result<()> {
    if said.trim() != expected {
        bail!("an installed library says `{}`, and not `{expected}`", said.trim());
    }
    Ok(())
}

fn unpack(archive: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    // Touched: archives keep one date for all, by which cargo takes another build for this one.
    step::run(Command::new("tar").args(["--touch", "-xzf"]).arg(archive).arg("-C").arg(folder))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let path: PathBuf = entry?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn put(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or_else(|| Path::new(".")))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_are_fit_for_a_registry() {
        for each in &CRATES {
            let manifest = read(&root().join(each.folder).join("Cargo.toml")).unwrap();
            let table: Table = published(&manifest, each, "1.2.3").unwrap().parse().unwrap();
            assert_eq!(table["package"]["name"].as_str(), Some(each.there));
            for (name, dependency) in table["dependencies"].as_table().unwrap() {
                let path = dependency.get("path").is_some();
                assert!(!path || dependency["version"].as_str() == Some("=1.2.3"), "{}: {name}", each.there);
            }
        }
        let other = "[package]\nname = \"x\"\n[dependencies]\nxtask = { path = \"../xtask\" }\n";
        let error = published(other, &CRATES[0], "1.2.3").unwrap_err();
        assert_eq!(error.to_string(), "restaking-ledger needs `xtask`, which is not released");
    }
}
