//! The clients, generated from the IDL by `clients/generate`.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    drift::difference,
    npm,
    step::{self, step},
    workspace,
};

/// Folders of generated code, of which nothing is written by hand.
const GENERATED: &str = "generated";

/// Generates the clients; with `check`, fails if that changes one, and puts back what was there.
pub fn generate(check: bool) -> Result<()> {
    let clients = workspace::root().join("clients");
    let generator = clients.join("generate");
    if !generator.join("generate.mjs").exists() {
        return Ok(());
    }
    npm::install("the client generator", &generator)?;
    let before = generated(&clients)?;
    step("Generate the clients", || {
        step::run(Command::new("node").arg("generate.mjs").current_dir(&generator))?;
        // What is generated is committed, and read: it is formatted as all of the workspace is.
        let generated = clients.join("rust/src").join(GENERATED).join("mod.rs");
        step::run(Command::new(workspace::rust_tool("rustfmt")).args(["--edition", "2024"]).arg(generated))
    })?;
    if !check {
        return Ok(());
    }
    let after = generated(&clients)?;
    let mut differences = String::new();
    for path in before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))) {
        let text = |files: &BTreeMap<String, String>| files.get(path).cloned().unwrap_or_default();
        let (old, new) = (text(&before), text(&after));
        if old != new {
            differences += &difference(path, &old, &new);
        }
    }
    restore(&clients, &before, &after)?;
    if !differences.is_empty() {
        bail!("the clients are not what the IDL gives; run `cargo xtask idl`:\n{differences}");
    }
    Ok(())
}

/// The files in folders named `generated`, by their path below `clients`.
fn generated(clients: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![clients.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let relative = path.strip_prefix(clients)?;
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
fn restore(clients: &Path, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Result<()> {
    for path in after.keys().filter(|path| !before.contains_key(*path)) {
        fs::remove_file(clients.join(path))?;
    }
    for (path, text) in before.iter().filter(|(path, text)| after.get(*path) != Some(*text)) {
        let path = clients.join(path);
        fs::create_dir_all(path.parent().unwrap_or(clients))?;
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
        write("rust/src/lib.rs", "by hand");
        write("rust/src/generated/mod.rs", "one");
        write("generate/node_modules/generated/index.js", "skipped");
        write("ts/dist/generated/index.js", "skipped");
        write("ts/src/generated/index.ts", "two");
        let before = generated(&folder).unwrap();
        assert_eq!(
            before.into_iter().collect::<Vec<_>>(),
            [("rust/src/generated/mod.rs", "one"), ("ts/src/generated/index.ts", "two")]
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
        );

        let before = generated(&folder).unwrap();
        write("rust/src/generated/mod.rs", "two");
        write("rust/src/generated/new.rs", "three");
        restore(&folder, &before, &generated(&folder).unwrap()).unwrap();
        assert_eq!(generated(&folder).unwrap(), before);
        fs::remove_dir_all(&folder).unwrap();
    }
}
