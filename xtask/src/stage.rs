//! A program for another address: a copy of what it is compiled from, with another `declare_id!`.
//!
//! Anchor reads the address out of the crate's own `src/lib.rs` while it compiles, to find the addresses of accounts at compile time.
//! A setting from outside would leave those behind, so the copy differs from the source as `anchor keys sync` would change it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use crate::{
    programs::{Program, SERVICES},
    workspace,
};

/// What stands around the address there.
const BEGIN: &str = "\ndeclare_id!(\"";
const END: &str = "\");\n";

/// The address that the repository's `program` is built for where no other is asked for: the one for local chains.
pub fn local_address(program: Program) -> Result<String> {
    let source = read(&workspace::root().join(program.declares()))?;
    Ok(declared(&source)?.to_owned())
}

/// The address of `program` on `cluster`, as Anchor.toml has it; none where it names none.
pub fn address_on(program: Program, cluster: &str) -> Result<Option<String>> {
    let text = read(&workspace::root().join("Anchor.toml"))?;
    let settings: Table = text.parse().context("Anchor.toml is no TOML")?;
    let programs = settings.get("programs").and_then(|programs| programs.get(cluster));
    let address = programs.and_then(|programs| programs.get(program.name)).and_then(Value::as_str);
    Ok(address.map(ToOwned::to_owned))
}

/// Checks that `address` is one.
pub fn check(address: &str) -> Result<()> {
    match bs58::decode(address).into_vec() {
        Ok(bytes) if bytes.len() == 32 => Ok(()),
        _ => bail!("`{address}` is no address: 32 bytes in base58 are"),
    }
}

/// Writes the workspace that has each of the programs at its address into `folder`. What is the same stays, so that cargo compiles anew only
/// what differs.
pub fn write(folder: &Path, addresses: &[(Program, &str)]) -> Result<()> {
    let root = workspace::root();
    let declared: Vec<(String, &str)> =
        addresses.iter().map(|(program, address)| (program.declares(), *address)).collect();
    let put = |path: &Path, text: &[u8]| {
        let path = folder.join(path);
        if fs::read(&path).ok().as_deref() != Some(text) {
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
        anyhow::Ok(())
    };
    let manifest = read(&root.join("Cargo.toml"))?;
    put(Path::new("Cargo.toml"), manifest.as_bytes())?;
    put(Path::new("Cargo.lock"), &fs::read(root.join("Cargo.lock"))?)?;
    // A service that is gone would still be a member of the copy.
    for entry in fs::read_dir(folder.join(SERVICES)).into_iter().flatten() {
        let entry = entry?;
        if !root.join(SERVICES).join(entry.file_name()).is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    // Every member, though one is compiled: the lock file is of them all.
    for name in &members(&manifest)? {
        for path in files(&root.join(name))? {
            let relative = path.strip_prefix(&root)?;
            if let Some((_, address)) = declared.iter().find(|(declares, _)| relative == Path::new(declares)) {
                put(relative, declaring(&read(&path)?, address)?.as_bytes())?;
            } else {
                put(relative, &fs::read(&path)?)?;
            }
        }
        for path in files(&folder.join(name))? {
            if !root.join(path.strip_prefix(folder)?).is_file() {
                fs::remove_file(path)?;
            }
        }
    }
    Ok(())
}

/// The folders of the workspace's members.
fn members(manifest: &str) -> Result<Vec<String>> {
    let table: Table = manifest.parse().context("Cargo.toml is no TOML")?;
    let members = table.get("workspace").and_then(|workspace| workspace.get("members")).and_then(Value::as_array);
    let members = members.context("Cargo.toml names no members")?;
    let mut folders = vec![];
    for member in members.iter().filter_map(Value::as_str) {
        match member.split_once("/*/") {
            Some((parent, part)) => folders.extend(matching(parent, part)?),
            None => folders.push(member.to_owned()),
        }
    }
    Ok(folders)
}

/// The folders that `PARENT/*/PART` stands for.
fn matching(parent: &str, part: &str) -> Result<Vec<String>> {
    let mut found = vec![];
    for entry in fs::read_dir(workspace::root().join(parent)).with_context(|| format!("cannot read {parent}"))? {
        let name = entry?.file_name();
        let folder = format!("{parent}/{}/{part}", name.to_string_lossy());
        found.extend(workspace::root().join(&folder).is_dir().then_some(folder));
    }
    found.sort();
    Ok(found)
}

/// `source` with `address` declared.
fn declaring(source: &str, address: &str) -> Result<String> {
    let before = declared(source)?;
    Ok(source.replacen(&format!("{BEGIN}{before}{END}"), &format!("{BEGIN}{address}{END}"), 1))
}

/// The address that `source` declares.
fn declared(source: &str) -> Result<&str> {
    let mut found = source.split(BEGIN).skip(1).filter_map(|rest| rest.split_once(END));
    match (found.next(), found.next()) {
        (Some((address, _)), None) => Ok(address),
        _ => bail!("the program's lib.rs has not one line `declare_id!(\"…\");`"),
    }
}

/// The files in `folder` and below.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programs::ALL;

    const ADDRESS: &str = "So11111111111111111111111111111111111111112";

    #[test]
    fn only_the_declaration_differs() {
        ALL.into_iter().for_each(only_the_declaration_of_it_differs);
    }

    fn only_the_declaration_of_it_differs(program: Program) {
        let (declares, local) = (program.declares(), local_address(program).unwrap());
        let folder = std::env::temp_dir().join(format!("xtask-stage-{}-{}", program.name, std::process::id()));
        write(&folder, &[(program, ADDRESS)]).unwrap();
        let mut differ = vec![];
        for path in files(&folder).unwrap() {
            let relative = path.strip_prefix(&folder).unwrap().to_path_buf();
            if fs::read(&path).unwrap() != fs::read(workspace::root().join(&relative)).unwrap() {
                differ.push(relative.display().to_string());
            }
        }
        differ.sort();
        assert_eq!(differ, [declares.as_str()]);
        let (ours, theirs) =
            (read(&workspace::root().join(&declares)).unwrap(), read(&folder.join(&declares)).unwrap());
        let lines: Vec<_> = ours.lines().zip(theirs.lines()).filter(|(ours, theirs)| ours != theirs).collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].1, format!("declare_id!(\"{ADDRESS}\");"));
        assert_eq!(ours.len() - local.len(), theirs.len() - ADDRESS.len());

        // What is gone from the source goes from the copy, and what is the same keeps its time.
        let (stale, same) = (folder.join("crates/ledger/src/stale.rs"), folder.join(&declares));
        fs::write(&stale, "").unwrap();
        let time = fs::metadata(&same).unwrap().modified().unwrap();
        write(&folder, &[(program, ADDRESS)]).unwrap();
        assert!(!stale.exists());
        assert_eq!(fs::metadata(&same).unwrap().modified().unwrap(), time);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(check(ADDRESS).is_ok());
        for wrong in ["", "1", "0x12", &format!("{ADDRESS}1")] {
            assert!(check(wrong).unwrap_err().to_string().contains("is no address"), "{wrong}");
        }
        assert!(declared("declare_id!(\"A\");").is_err(), "on no line of its own");
        assert!(declared("\ndeclare_id!(\"A\");\n\ndeclare_id!(\"B\");\n").is_err(), "twice");
        for program in ALL {
            assert_eq!(address_on(program, "nowhere").unwrap(), None);
            assert_eq!(address_on(program, "localnet").unwrap(), Some(local_address(program).unwrap()));
        }
    }
}
