//! The features of packages that two workspaces share. Equal ones are compiled once, in the one target folder.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    step,
    workspace::{cargo, manifest},
};

/// The workspaces that compile a Solana runtime.
const RUNTIMES: [&str; 2] = ["chain", "localnet"];

/// The manifest that makes their features equal.
const SHARED: &str = "chain/features/Cargo.toml";

/// The features of each package from a registry.
type Features = BTreeMap<String, BTreeSet<String>>;

/// Refuses packages that the workspaces compile with other features.
pub fn check() -> Result<()> {
    let [chain, localnet] = RUNTIMES.map(features);
    let differing = differing(&chain?, &localnet?);
    if !differing.is_empty() {
        bail!(
            "packages that {} compile twice, for their features differ; give {SHARED} a line for each, with all features:\n{}",
            RUNTIMES.join(" and "),
            differing.join("\n")
        );
    }
    Ok(())
}

fn features(workspace: &str) -> Result<Features> {
    let host = step::output(cargo().args(["--version", "--verbose"]))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("cargo names no host")?.to_owned();
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host, "--manifest-path"]);
    read(&serde_json::from_str(&step::output(command.arg(manifest(workspace)))?)?)
}

fn read(metadata: &Value) -> Result<Features> {
    let nodes = metadata["resolve"]["nodes"].as_array().context("cargo names no packages")?;
    let registry = nodes.iter().filter_map(|node| {
        let id = node["id"].as_str().filter(|id| id.starts_with("registry+"))?;
        let (_, package) = id.rsplit_once('#')?;
        let features = node["features"].as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Some((package.to_owned(), features))
    });
    Ok(registry.collect())
}

fn differing(one: &Features, other: &Features) -> Vec<String> {
    let both = one.iter().filter_map(|(package, features)| Some((package, features, other.get(package)?)));
    let differing = both.filter(|(_, features, others)| features != others);
    let line = |(package, features, others): (&String, &BTreeSet<String>, &BTreeSet<String>)| {
        let all: Vec<_> = features.union(others).map(String::as_str).collect();
        format!("  {package}: {}", all.join(", "))
    };
    differing.map(line).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_packages_with_other_features_and_all_of_them() {
        let read = |features: &[&str]| {
            let node = |id: &str| json!({"id": id, "features": features});
            read(
                &json!({"resolve": {"nodes": [node("registry+https://index#one@1.0.0"), node("path+file:///a#own@0.1.0")]}}),
            )
        };
        let (one, other) = (read(&["std", "x"]).unwrap(), read(&["std", "y"]).unwrap());
        assert_eq!(differing(&one, &other), ["  one@1.0.0: std, x, y"]);
        assert_eq!(differing(&one, &one), [""; 0]);
        assert!(super::read(&json!({})).is_err());
    }
}
