//! What Anchor's own tools expect beside a program: `anchor build` and `anchor deploy` find it where theirs would be.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::workspace;

/// The key pair of the program's address on local chains, and the program's interface.
const FILES: [(&str, &str); 2] = [
    ("migrations/localnet-keypair.json", "deploy/restaking-keypair.json"),
    ("idl/restaking.json", "idl/restaking.json"),
];

/// Puts the files below `target` that Anchor's tools look for. A key pair that is there stays: it may be one's own.
pub fn provide(target: &Path) -> Result<()> {
    for (from, to) in FILES {
        let (from, to) = (workspace::root().join(from), target.join(to));
        let text = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        let is_key = to.ends_with("deploy/restaking-keypair.json");
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
    fn the_program_is_as_anchors_tools_expect() {
        let metadata =
            step::output(workspace::cargo().args(["metadata", "--no-deps", "--format-version", "1"])).unwrap();
        let metadata: Value = serde_json::from_str(&metadata).unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        let program = packages.iter().find(|package| package["name"] == "restaking").unwrap();
        // `anchor build` looks for programs in this folder, and names their files for the library.
        assert!(program["manifest_path"].as_str().unwrap().ends_with("programs/restaking/Cargo.toml"));
        let library = &program["targets"][0];
        assert_eq!(library["name"], "restaking");
        assert_eq!(library["crate_types"], serde_json::json!(["cdylib", "lib"]));
        for feature in ["cpi", "no-entrypoint", "no-log-ix-name", "idl-build"] {
            assert!(program["features"][feature].is_array(), "the program has no feature `{feature}`");
        }
        let settings = read("Anchor.toml");
        for line in ["[toolchain]", "[programs.localnet]", "[provider]", "[scripts]"] {
            assert!(settings.lines().any(|found| found == line), "Anchor.toml has no {line}");
        }
    }

    #[test]
    fn the_files_beside_the_program_are_of_one_address() {
        let target = std::env::temp_dir().join(format!("restaking-anchor-{}", std::process::id()));
        provide(&target).unwrap();
        let idl = fs::read_to_string(target.join("idl/restaking.json")).unwrap();
        let idl: Value = serde_json::from_str(&idl).unwrap();
        let address = idl["address"].as_str().unwrap();
        let localnet = read("Anchor.toml");
        let localnet = localnet.split("[programs.localnet]").nth(1).unwrap();
        assert!(
            localnet.trim_start().starts_with(&format!("restaking = \"{address}\"")),
            "Anchor.toml has another address"
        );

        let key = fs::read_to_string(target.join("deploy/restaking-keypair.json")).unwrap();
        let key: Vec<u8> = serde_json::from_str(&key).unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(bs58::encode(&key[32..]).into_string(), address, "the key pair is another address's");

        // One's own key pair stays.
        let own = target.join("deploy/restaking-keypair.json");
        fs::write(&own, "[]").unwrap();
        provide(&target).unwrap();
        assert_eq!(fs::read_to_string(own).unwrap(), "[]");
        fs::remove_dir_all(target).unwrap();
    }
}
