//! The clients, generated from the IDL by `clients/generate`.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    drift::difference,
    npm,
    programs::{self, Service},
    step::{self, step},
    workspace,
};

/// Folders of generated code, of which nothing is written by hand.
const GENERATED: &str = "generated";

/// Generates the clients, or that of one service; with `check`, fails if that changes one, and puts back what was there.
pub fn generate(check: bool, service: Option<Service>) -> Result<()> {
    let root = workspace::root();
    let generator = root.join("clients/generate");
    if !generator.join("generate.mjs").exists() {
        return Ok(());
    }
    npm::install("the client generator", &generator)?;
    let services: Vec<Service> =
        service.map_or_else(|| programs::services().map(<[_]>::to_vec), |one| Ok(vec![one]))?;
    let services: Vec<String> = services.iter().map(Service::client).collect();
    let core = service.is_none().then(|| "clients".to_owned());
    let folders: Vec<&str> = core.iter().chain(&services).map(String::as_str).collect();
    let before = generated(&root, &folders)?;
    step("Generate the clients", || {
        let mut node = Command::new("node");
        node.arg("generate.mjs").args(service.iter().flat_map(|service| ["--ncn", service.name]));
        step::run(node.current_dir(&generator))?;
        // What is generated is committed, and read: it is formatted as all of the workspace is.
        let crates = core.iter().map(|_| "clients/rust").chain(services.iter().map(String::as_str));
        let mut rustfmt = Command::new(workspace::rust_tool("rustfmt"));
        rustfmt.args(["--edition", "2024"]);
        step::run(rustfmt.args(crates.map(|each| root.join(each).join("src").join(GENERATED).join("mod.rs"))))
    })?;
    if !check {
        return Ok(());
    }
    let after = generated(&root, &folders)?;
    let mut differences = String::new();
    for path in before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))) {
        let text = |files: &BTreeMap<String, String>| files.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(&before), text(&after));
        if old != new {
            differences += &difference(path, &old, &new);
        }
    }
    restore(&root, &before, &after)?;
    if !differences.is_empty() {
        bail!("the clients are not what the IDL gives; run `cargo xtask idl`:\n{differences}");
    }
    Ok(())
}

/// The files in folders named `generated` below `clients`, which are folders of `root`, by their path below `root`.
fn generated(root: &Path, clients: &[&str]) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders: Vec<_> = clients.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let relative = path.strip_prefix(root)?;
            let within = relative.components().any(|part| part.as_os_str() == GENERATED);
            if path.is_dir() {
                let skipped = ["node_modules", "target", "dist", "build"].iter().any(|name| path.ends_with(name));
                folders.extend((!skipped).then_some(path));
            } else if within {
                files.insert(relative.display().to_string(), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

/// Makes the generated files those of `before` again.
fn restore(root: &Path, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Result<()> {
    for path in after.keys().filter(|path| !before.contains_key(*path)) {
        fs::remove_file(root.join(path))?;
    }
    for (path, text) in before.iter().filter(|(path, text)| after.get(*path) != Some(*text)) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_generated_files_and_puts_them_back() {
        let folder = std::env::temp_dir().join(format!("xtask-clients-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("clients/rust/src/lib.rs", "by hand");
        write("clients/rust/src/generated/mod.rs", "one");
        write("clients/generate/node_modules/generated/index.js", "skipped");
        write("clients/ts/dist/generated/index.js", "skipped");
        write("clients/ts/src/generated/index.ts", "two");
        write("ncns/one/client/src/generated/mod.rs", "three");
        write("ncns/other/client/src/generated/mod.rs", "not asked for");
        let found = || generated(&folder, &["clients", "ncns/one/client"]).unwrap();
        let before = found();
        assert_eq!(
            before.into_iter().collect::<Vec<_>>(),
            [
                ("clients/rust/src/generated/mod.rs", "one"),
                ("clients/ts/src/generated/index.ts", "two"),
                ("ncns/one/client/src/generated/mod.rs", "three"),
            ]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
        );

        let before = found();
        write("clients/rust/src/generated/mod.rs", "two");
        write("clients/rust/src/generated/new.rs", "three");
        restore(&folder, &before, &found()).unwrap();
        assert_eq!(found(), before);
        fs::remove_dir_all(&folder).unwrap();
    }
}
