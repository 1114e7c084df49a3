//! `cargo xtask new-ncn NAME`: a service (NCN) of one's own, copied from the one that is there for it.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use ed25519_dalek::SigningKey;
use serde_json::Value;

use crate::{
    guest::Guest,
    lint,
    programs::{self, SERVICES, TEMPLATE},
    stage, step,
    workspace::{self, cargo, manifest, root},
};

/// The longest name: files and crates are called by it.
const LONGEST: usize = 24;

/// The workspaces that a service has packages in.
const WORKSPACES: [&str; 2] = [".", "chain"];

/// What the template's files that are copied end with: an editor or a system may have put others beside them.
const COPIED: [&str; 4] = ["rs", "toml", "json", "md"];

/// Names that cargo or the compiler keeps for itself: a program of that name breaks its whole workspace.
const RESERVED: [&str; 47] = [
    "build",
    "deps",
    "examples",
    "incremental",
    "test",
    "core",
    "std",
    "alloc",
    "proc_macro",
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
];

/// Makes the service `name`, and says what to do next. Where that fails, everything is as before.
pub fn run(name: &str) -> Result<()> {
    check(name, &taken()?)?;
    lint::check_installed("rustfmt", "rustfmt")?;
    let guest = Guest::new(&root(), name)?;
    let address = copy(&root(), name, &seed()?, &mut rustfmt())?;
    lock(&root())?;
    guest.keep();
    println!("The service is in {SERVICES}/{name}, at {address} on local chains. Next:\n");
    let steps = [
        (format!("{SERVICES}/{name}/ledger/src/rule.rs"), "what is an offense: your rule"),
        (format!("cargo xtask test {SERVICES}/{name}"), "its tests"),
        (format!("cargo xtask localnet --ncn {name}"), "a local chain with it"),
        (format!("cargo xtask idl --ncn {name}"), "its interface and client, after a change of the program"),
        ("docs/build-an-ncn.md".to_owned(), "the guide, from here to a slash"),
    ];
    let width = steps.iter().map(|(what, _)| what.len()).max().unwrap_or_default();
    for (what, why) in steps {
        println!("  {what:width$}  {why}");
    }
    Ok(())
}

/// Refuses a name that no service can have.
fn check(name: &str, taken: &BTreeSet<String>) -> Result<()> {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase());
    let is_name = |name: &str| name.split('_').all(is_word) && name.len() <= LONGEST;
    if !is_name(name) {
        let other = name.to_lowercase().replace(['-', ' '], "_");
        let hint = if is_name(&other) { format!(": `{other}` is one") } else { String::new() };
        bail!(
            "`{name}` is no name: use words of lower-case letters, joined by `_`, with {LONGEST} letters at the most{hint}"
        );
    }
    if RESERVED.contains(&name) {
        bail!("`{name}` is reserved by cargo or the compiler: choose another name");
    }
    let own = [name.to_owned()].into_iter().chain(parts(name));
    if let Some(clash) = own.into_iter().find(|each| taken.contains(each)) {
        bail!("`{name}` is taken: there is a package, a program or a service `{clash}`");
    }
    Ok(())
}

/// The packages of a service.
fn parts(name: &str) -> impl Iterator<Item = String> {
    ["ledger", "ncn", "client", "tests", "cli", "node"].into_iter().map(move |part| format!("{name}_{part}"))
}

/// The names of packages, of their targets, and of services.
fn taken() -> Result<BTreeSet<String>> {
    let mut taken: BTreeSet<String> = programs::services()?.iter().map(|service| service.name.to_owned()).collect();
    for workspace in workspace::WORKSPACES {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest(workspace));
        let metadata: Value = serde_json::from_str(&step::output(&mut command)?)?;
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let targets = package["targets"].as_array().into_iter().flatten();
            let names = targets.map(|target| &target["name"]).chain([&package["name"]]);
            taken.extend(names.filter_map(Value::as_str).map(str::to_owned));
        }
    }
    Ok(taken)
}

/// Random bytes for a key pair.
fn seed() -> Result<[u8; 32]> {
    let mut seed = [0; 32];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut seed)).context("no random bytes")?;
    Ok(seed)
}

/// Copies the template to the service `name` of the repository at `at`, with a key pair of `seed`. Returns its address. The copy is made in
/// a folder apart and then moved: no part of it is ever in place.
fn copy(at: &Path, name: &str, seed: &[u8; 32], rustfmt: &mut Command) -> Result<String> {
    let template = programs::service(TEMPLATE)?;
    let key = SigningKey::from_bytes(seed);
    let address = bs58::encode(key.verifying_key().as_bytes()).into_string();
    let before = stage::local_address(template.program)?;
    let (shouted, titled) = (name.to_uppercase(), title(name));
    let from = root().join(SERVICES).join(TEMPLATE);
    let staging = Staging::new(at, name)?;
    for path in stage::files(&from)?.into_iter().filter(|path| is_copied(path)) {
        let relative = path.strip_prefix(&from)?.to_str().context("a file's name is no text")?;
        let target = staging.0.join(relative.replace(TEMPLATE, name));
        fs::create_dir_all(target.parent().unwrap_or(&staging.0))?;
        if target.ends_with("program/localnet-keypair.json") {
            let bytes = serde_json::to_string(&key.to_keypair_bytes().to_vec())?;
            fs::write(&target, bytes)?;
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        // In a sentence, the words of the name.
        let text = text.replace("template service", &format!("{} service", name.replace('_', " ")));
        let text = text.replace(&before, &address).replace("TEMPLATE", &shouted);
        let text = text.replace("Template", &titled).replace(TEMPLATE, name);
        fs::write(&target, text).with_context(|| format!("cannot write {}", target.display()))?;
    }
    format(rustfmt, &staging.0)?;
    let to = at.join(SERVICES).join(name);
    fs::rename(&staging.0, &to).with_context(|| format!("cannot move the service to {}", to.display()))?;
    Ok(address)
}

/// A folder beside which the service is not seen by any workspace. What is in it is removed when this is dropped.
struct Staging(PathBuf);

impl Staging {
    /// As deep in the repository at `root` as a service is, because the code names files of the core by their way.
    fn new(root: &Path, name: &str) -> Result<Self> {
        let staging = Self(root.join("target").join(format!("new-ncn-{name}")));
        staging.clear();
        fs::create_dir_all(&staging.0).with_context(|| format!("cannot make {}", staging.0.display()))?;
        Ok(staging)
    }

    fn clear(&self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Whether a file of the template belongs to it.
fn is_copied(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let ending = path.extension().and_then(|ending| ending.to_str());
    !is_hidden && ending.is_some_and(|ending| COPIED.contains(&ending))
}

/// Enters the new packages in the lock files of the repository at `root`, and nothing else. A registry is asked only where this machine has
/// not compiled a workspace before.
fn lock(root: &Path) -> Result<()> {
    for workspace in WORKSPACES {
        let update = || {
            let mut update = cargo();
            update.args(["update", "--workspace", "--quiet", "--manifest-path"]);
            update.arg(root.join(workspace).join("Cargo.toml"));
            update
        };
        let offline = update().arg("--offline").output().context("cargo cannot be started")?;
        if !offline.status.success() {
            step::run(&mut update())?;
        }
    }
    Ok(())
}

/// `weather_station` as `WeatherStation`.
fn title(name: &str) -> String {
    name.split('_').filter_map(|word| Some(word[..1].to_uppercase() + word.get(1..)?)).collect()
}

/// Formats the code: names of another length break lines elsewhere.
fn format(rustfmt: &mut Command, folder: &Path) -> Result<()> {
    let roots = ["ledger/src/lib.rs", "ledger/tests/rounds.rs", "program/src/lib.rs", "program/tests/layout.rs"];
    let more = [
        "client/src/lib.rs",
        "client/src/generated/mod.rs",
        "client/tests/client.rs",
        "cli/src/lib.rs",
        "cli/src/main.rs",
        "node/src/main.rs",
        "tests/main.rs",
    ];
    let files: Vec<PathBuf> = roots.iter().chain(&more).map(|file| folder.join(file)).collect();
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(root().join("rustfmt.toml"));
    step::run(rustfmt.args(files))
}

/// The formatter that belongs to this Rust.
fn rustfmt() -> Command {
    Command::new(workspace::rust_tool("rustfmt"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programs::CORE;

    const NAME: &str = "weather_station";

    #[test]
    fn a_service_of_another_name_compiles_and_its_rules_hold() {
        let folder = std::env::temp_dir().join(format!("xtask-new-ncn-{}", std::process::id()));
        stage::write(&folder, &[(CORE, &stage::local_address(CORE).unwrap())]).unwrap();
        let address = copy(&folder, NAME, &[7; 32], &mut rustfmt()).unwrap();
        let own = folder.join(SERVICES).join(NAME);
        let mut count = 0;
        for path in stage::files(&own).unwrap() {
            let text = fs::read_to_string(&path).unwrap() + path.strip_prefix(&own).unwrap().to_str().unwrap();
            assert!(!text.to_lowercase().contains(TEMPLATE), "{} has the old name", path.display());
            count += 1;
        }
        let all = stage::files(&root().join(SERVICES).join(TEMPLATE)).unwrap();
        assert_eq!(count, all.iter().filter(|path| is_copied(path)).count());
        for left in [".DS_Store", "ledger/src/.rule.rs.swp", "ledger/src/.#rule.rs", "README.md~", "program/src/lib.o"]
        {
            assert!(!is_copied(Path::new(left)), "{left}");
        }
        let read = |file: &str| fs::read_to_string(own.join(file)).unwrap();
        assert!(read("program/src/lib.rs").contains(&format!("declare_id!(\"{address}\");")));
        assert!(read("idl.json").contains(&address) && read("client/src/generated/programs.rs").contains(&address));
        // Each kind of name has its own form of two words.
        for (file, text) in [
            ("README.md", "# The weather station service\n"),
            (
                "ledger/Cargo.toml",
                "name = \"weather_station_ledger\"\ndescription = \"The rules of the weather station service",
            ),
            ("program/Cargo.toml", "name = \"weather_station_ncn\"\ndescription = \"The weather station service (NCN)"),
            ("program/src/lib.rs", "pub mod weather_station_ncn {"),
            ("program/src/error.rs", "use weather_station_ledger::"),
            ("client/src/lib.rs", "pub struct WeatherStationProgram("),
            ("client/src/generated/errors/weather_station_ncn.rs", "pub enum WeatherStationNcnError {"),
            ("client/src/generated/programs.rs", "pub const WEATHER_STATION_NCN_ID"),
            ("cli/src/main.rs", "#[command(name = \"weather_station\""),
            (
                "node/Cargo.toml",
                "name = \"weather_station_node\"\ndescription = \"The node of the weather station service",
            ),
            ("node/src/service.rs", "pub struct WeatherStationService {"),
            ("idl.json", "\"name\": \"weather_station_ncn\""),
        ] {
            assert!(read(file).contains(text), "{file} has no {text:?}");
        }
        for path in stage::files(&own).unwrap() {
            let text = fs::read_to_string(&path).unwrap();
            let mixed = ["Weather_station", "Weather_Station", "weatherStation", "weatherstation", "weather-station"];
            assert!(!mixed.iter().any(|form| text.contains(form)), "{}", path.display());
        }
        let key: Vec<u8> = serde_json::from_str(&read("program/localnet-keypair.json")).unwrap();
        assert_eq!((key[..32].to_vec(), bs58::encode(&key[32..]).into_string()), (vec![7; 32], address));
        // Its rules are the cheapest part; the others differ by the same names.
        let mut tests = cargo();
        tests.current_dir(&folder).env("CARGO_TARGET_DIR", workspace::target(".").unwrap());
        step::run(tests.args(["test", "--offline", "--quiet", "--package", &format!("{NAME}_ledger")])).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    /// A folder with the lock files alone, of a repository.
    fn empty(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-new-ncn-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("chain")).unwrap();
        fs::create_dir_all(folder.join(SERVICES)).unwrap();
        for lock in ["Cargo.lock", "chain/Cargo.lock"] {
            fs::write(folder.join(lock), lock).unwrap();
        }
        folder
    }

    /// A half service would be a member of the workspaces, without which no task starts.
    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let folder = empty("fails");
        let error = copy(&folder, NAME, &[7; 32], &mut Command::new("false")).unwrap_err().to_string();
        assert!(error.contains("`false"), "{error}");
        assert_eq!(fs::read_dir(folder.join(SERVICES)).unwrap().count(), 0);
        assert_eq!(fs::read_dir(folder.join("target")).unwrap().count(), 0);
        // What fails after it was put in place, as the lock files may.
        let guest = Guest::new(&folder, NAME).unwrap();
        let own = folder.join(SERVICES).join(NAME);
        copy(&folder, NAME, &[7; 32], &mut Command::new("true")).unwrap();
        assert!(own.join("program/Cargo.toml").is_file());
        fs::write(folder.join("Cargo.lock"), "changed").unwrap();
        assert!(lock(&folder).is_err(), "there is no workspace");
        drop(guest);
        assert!(!own.exists());
        assert_eq!(fs::read_to_string(folder.join("Cargo.lock")).unwrap(), "Cargo.lock");
        fs::remove_dir_all(folder).unwrap();
    }

    /// Notes, or sources without a manifest, that the template's files would replace.
    #[test]
    fn a_folder_that_is_there_is_not_touched() {
        let folder = empty("there");
        let notes = folder.join(SERVICES).join(NAME).join("README.md");
        fs::create_dir_all(notes.parent().unwrap()).unwrap();
        fs::write(&notes, "notes").unwrap();
        assert!(Guest::new(&folder, NAME).err().unwrap().to_string().contains("is there"));
        assert!(copy(&folder, NAME, &[7; 32], &mut Command::new("true")).is_err());
        assert_eq!(fs::read_to_string(&notes).unwrap(), "notes");
        let link = folder.join(SERVICES).join("dangling");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        assert!(Guest::new(&folder, "dangling").is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn names_are_checked() {
        let taken = taken().unwrap();
        assert!(check(NAME, &taken).is_ok() && check("weather", &taken).is_ok());
        for wrong in
            ["", "Weather", "weather-station", "_weather", "weather_", "a__b", "weather2", "../a", &"a".repeat(25)]
        {
            assert!(check(wrong, &taken).unwrap_err().to_string().contains("is no name"), "{wrong}");
        }
        for (wrong, right) in [("weather-report", "weather_report"), ("Weather Report", "weather_report")] {
            let error = check(wrong, &taken).unwrap_err().to_string();
            assert!(error.ends_with(&format!(": `{right}` is one")), "{error}");
        }
        for clash in [TEMPLATE, "oracle", "restake", "localnet", "xtask"] {
            assert!(check(clash, &taken).unwrap_err().to_string().contains("is taken"), "{clash}");
        }
        for name in ["build", "deps", "examples", "incremental", "test", "match", "self", "gen"] {
            assert!(check(name, &taken).unwrap_err().to_string().contains("is reserved"), "{name}");
        }
        assert_eq!(title(NAME), "WeatherStation");
    }

    /// Names of the code that a copy has beside its own: a service called so must compile.
    #[test]
    fn a_name_stands_in_no_constant_or_type_beside_others() {
        let template = root().join(SERVICES).join(TEMPLATE);
        for path in stage::files(&template).unwrap().into_iter().filter(|path| is_copied(path)) {
            let text = fs::read_to_string(&path).unwrap();
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            for word in words {
                assert!(word != "TEMPLATE" && word != "TemplateError", "{} has `{word}`", path.display());
            }
        }
    }
}
