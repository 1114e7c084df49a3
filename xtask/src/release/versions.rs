//! The version: one number in every manifest, and a heading of the changelog.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use crate::{
    step,
    workspace::{WORKSPACES, cargo, manifest},
};

/// The manifests that have the version: those of cargo's workspaces, then those of the TypeScript packages.
const CARGO: [&str; 5] =
    ["Cargo.toml", "chain/Cargo.toml", "chain/programs/Cargo.toml", "localnet/Cargo.toml", "toolchain/Cargo.toml"];
const NPM: [&str; 2] = ["clients/ts/package.json", "app/package.json"];

/// The packages that name the client's version.
const DEPENDENTS: [&str; 2] = ["app/package.json", "examples/ts/package.json"];

const CHANGELOG: &str = "CHANGELOG.md";
const UNRELEASED: &str = "## [Unreleased]\n";

/// What stands before and behind a version in each kind of manifest.
const IN_CARGO: (&str, &str) = ("\nversion = \"", "\"\n");
const IN_NPM: (&str, &str) = ("\n  \"version\": \"", "\",\n");
const IN_DEPENDENT: (&str, &str) = ("\n    \"restaking-client\": \"", "\"");

/// The three numbers of a version.
pub fn parse(version: &str) -> Result<[u64; 3]> {
    let parts: Vec<_> = version.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default();
    let numbers: Option<[u64; 3]> = parts.try_into().ok();
    numbers.with_context(|| format!("`{version}` is no version: three numbers are, as in 0.2.0"))
}

/// The version that all manifests below `root` have.
pub fn agreed(root: &Path) -> Result<String> {
    let mut found: Vec<(&str, String)> = vec![];
    for (file, around) in places() {
        found.push((
            file,
            find(&read(root, file)?, around).with_context(|| format!("{file} has no version"))?.to_owned(),
        ));
    }
    let (_, version) = found[0].clone();
    if let Some((file, other)) = found.iter().find(|(_, other)| *other != version) {
        bail!(
            "{file} has version {other}, and {} has {version}: set one with `cargo xtask release VERSION`",
            found[0].0
        );
    }
    parse(&version)?;
    Ok(version)
}

fn places() -> impl Iterator<Item = (&'static str, (&'static str, &'static str))> {
    let cargo = CARGO.into_iter().map(|file| (file, IN_CARGO));
    let npm = NPM.into_iter().map(|file| (file, IN_NPM));
    cargo.chain(npm).chain(DEPENDENTS.into_iter().map(|file| (file, IN_DEPENDENT)))
}

/// Sets the version in all manifests and lock files, and dates the changelog's newest heading.
pub fn set(root: &Path, version: &str) -> Result<()> {
    let before = agreed(root)?;
    if parse(version)? < parse(&before)? {
        bail!("{version} is older than {before}");
    }
    if version != before {
        write(root, version)?;
        // Both write what their members changed into their lock files, and ask no registry.
        for workspace in WORKSPACES {
            let mut update = cargo();
            update.args(["update", "--workspace", "--offline", "--quiet", "--manifest-path"]).arg(manifest(workspace));
            step::run(&mut update)?;
        }
        let arguments = ["install", "--package-lock-only", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
        step::run(Command::new("npm").args(arguments).current_dir(root))?;
    }
    let (changelog, seconds) = (read(root, CHANGELOG)?, SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    put(root, CHANGELOG, &dated(&changelog, version, &date(seconds))?)
}

/// Writes the version into all manifests below `root`.
fn write(root: &Path, version: &str) -> Result<()> {
    for (file, around) in places() {
        let text = read(root, file)?;
        let before = find(&text, around).with_context(|| format!("{file} has no version"))?;
        let (begin, end) = around;
        put(root, file, &text.replacen(&format!("{begin}{before}{end}"), &format!("{begin}{version}{end}"), 1))?;
    }
    Ok(())
}

/// The first text between `begin` and `end`.
fn find<'a>(text: &'a str, (begin, end): (&str, &str)) -> Option<&'a str> {
    Some(text.split_once(begin)?.1.split_once(end)?.0)
}

/// The changelog with what is unreleased under `version`; as it is if it has the version.
fn dated(changelog: &str, version: &str, date: &str) -> Result<String> {
    let heading = format!("## [{version}]");
    if changelog.contains(&heading) {
        return Ok(changelog.to_owned());
    }
    let (before, after) = changelog
        .split_once(UNRELEASED)
        .with_context(|| format!("{CHANGELOG} has no heading `{}`", UNRELEASED.trim()))?;
    let unreleased = after.split("\n## [").next().unwrap_or_default();
    if !unreleased.lines().any(|line| line.starts_with("- ")) {
        bail!("{CHANGELOG} says of nothing that it is unreleased");
    }
    Ok(format!("{before}{UNRELEASED}\n{heading} - {date}\n{after}"))
}

/// A time in unix seconds as a date.
fn date(seconds: u64) -> String {
    // Days from 0000-03-01, in eras of 400 years: after Howard Hinnant's `civil_from_days`.
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let rest = day - (365 * year + year / 4 - year / 100);
    let month = (5 * rest + 2) / 153;
    let (day, month) = (rest - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + u64::from(month <= 2))
}

fn read(root: &Path, file: &str) -> Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))
}

fn put(root: &Path, file: &str, text: &str) -> Result<()> {
    fs::write(root.join(file), text).with_context(|| format!("cannot write {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;

    #[test]
    fn all_manifests_have_one_version() {
        agreed(&root()).unwrap();
    }

    #[test]
    fn a_version_is_written_to_every_manifest() {
        let copy = std::env::temp_dir().join(format!("xtask-versions-{}", std::process::id()));
        for (file, _) in places() {
            fs::create_dir_all(copy.join(file).parent().unwrap()).unwrap();
            fs::copy(root().join(file), copy.join(file)).unwrap();
        }
        write(&copy, "7.8.9").unwrap();
        assert_eq!(agreed(&copy).unwrap(), "7.8.9");
        put(&copy, NPM[0], &read(&copy, NPM[0]).unwrap().replace("7.8.9", "7.8.8")).unwrap();
        let error = agreed(&copy).unwrap_err().to_string();
        assert!(error.starts_with("clients/ts/package.json has version 7.8.8, and Cargo.toml has 7.8.9"), "{error}");
        fs::remove_dir_all(&copy).unwrap();
    }

    #[test]
    fn the_changelog_gets_a_dated_heading_once() {
        let log = "# Changelog\n\n## [Unreleased]\n\n- one\n\n## [0.1.0] - 2026-01-01\n\n- zero\n";
        let after = dated(log, "0.2.0", "2026-02-03").unwrap();
        assert_eq!(after, log.replace(UNRELEASED, "## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n"));
        assert_eq!(dated(&after, "0.2.0", "2026-02-04").unwrap(), after);
        assert!(dated(&after, "0.3.0", "2026-02-04").unwrap_err().to_string().contains("unreleased"));
        assert!(dated("# Changelog\n", "0.3.0", "").is_err());
    }

    #[test]
    fn versions_and_dates_are_read_and_written() {
        assert_eq!(parse("0.12.3").unwrap(), [0, 12, 3]);
        assert!(["1.2", "1.2.3.4", "v1.2.3", "1.2.x", ""].iter().all(|version| parse(version).is_err()));
        assert!(parse("0.10.0").unwrap() > parse("0.9.9").unwrap());
        let days = [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_675_200, "2026-12-31"),
        ];
        assert!(days.iter().all(|(seconds, shown)| date(*seconds) == *shown));
    }
}
