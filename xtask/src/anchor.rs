//! What Anchor's own tools expect beside a program: `anchor build` and `anchor deploy` find it where theirs would be.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    programs::{self, Program},
    workspace,
};

/// The key pair of a program's address on local chains, and the program's interface: where they are, and where they are looked for.
fn files(program: Program) -> [(String, String); 2] {
    [
        (program.keypair.to_owned(), format!("deploy/{}-keypair.json", program.name)),
        (program.idl.to_owned(), program.idl.to_owned()),
    ]
}

/// Puts the files below `target` that Anchor's tools look for. A key pair that is there stays: it may be one's own.
pub fn provide(target: &Path) -> Result<()> {
    for (from, to) in programs::ALL.into_iter().flat_map(files) {
        let (is_key, from, to) = (to.ends_with("-keypair.json"), workspace::root().join(from), target.join(to));
        let text = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        if is_key && to.exists() || fs::read(&to).is_ok_and(|before| before == text) {
            continue;
        }
        fs::create_dir_all(to.parent().context("a file below the target folder is in a folder")?)?;
        fs::write(&to, text).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::step;

    /// The folder's text.
    fn read(path: &str) -> String {
        fs::read_to_string(workspace::root().join(path)).unwrap()
    }

    #[test]
    fn the_programs_are_as_anchors_tools_expect() {
        let metadata =
            step::output(workspace::cargo().args(["metadata", "--no-deps", "--format-version", "1"])).unwrap();
        let metadata: Value = serde_json::from_str(&metadata).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        for Program { name, .. } in programs::ALL {
            let program = packages.iter().find(|package| package["name"] == name).unwrap();
            // `anchor build` looks for programs in this folder, and names their files for the library.
            assert!(program["manifest_path"].as_str().unwrap().ends_with(&format!("programs/{name}/Cargo.toml")));
            let library = &program["targets"][0];
            assert_eq!(library["name"], name);
            assert_eq!(library["crate_types"], serde_json::json!(["cdylib", "lib"]));
            for feature in ["cpi", "no-entrypoint", "no-log-ix-name", "idl-build"] {
                assert!(program["features"][feature].is_array(), "{name} has no feature `{feature}`");
            }
        }
        let settings = read("Anchor.toml");
        for line in ["[toolchain]", "[programs.localnet]", "[provider]", "[scripts]"] {
            assert!(settings.lines().any(|found| found == line), "Anchor.toml has no {line}");
        }
    }

    #[test]
    fn the_files_beside_a_program_are_of_one_address() {
        let target = std::env::temp_dir().join(format!("restaking-anchor-{}", std::process::id()));
        provide(&target).unwrap();
        for program in programs::ALL {
            let name = program.name;
            let idl = fs::read_to_string(target.join(program.idl)).unwrap();
            let idl: Value = serde_json::from_str(&idl).unwrap();
            let address = idl["address"].as_str().unwrap();
            let localnet = crate::stage::address_on(program, "localnet").unwrap();
            assert_eq!(localnet.as_deref(), Some(address), "Anchor.toml has another address of {name}");

            let own = target.join(format!("deploy/{name}-keypair.json"));
            let key = fs::read_to_string(&own).unwrap();
            let key: Vec<u8> = serde_json::from_str(&key).unwrap();
            assert_eq!(key.len(), 64);
            assert_eq!(bs58::encode(&key[32..]).into_string(), address, "the key pair is another address's");

            // One's own key pair stays.
            fs::write(&own, "[]").unwrap();
            provide(&target).unwrap();
            assert_eq!(fs::read_to_string(own).unwrap(), "[]");
        }
        fs::remove_dir_all(target).unwrap();
    }
}
