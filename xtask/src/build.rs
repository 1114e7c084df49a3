//! The program's build, with whichever compiler the machine has.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use artifact::ProgramHash;
use clap::ValueEnum;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    anchor,
    machine::{self, For},
    programs::{self, CALLERS, CORE, GATE, Program, Service},
    stage, step, workspace,
};

/// SPL's single-validator pools, which the tests of native stake run on: the package that builds them, and its workspace.
const SINGLE_POOL: &str = "single-pool";
pub const OTHERS: &str = "chain/programs";

/// The example of a program that calls the core's: the package that builds it.
const COLLATERAL: &str = "collateral";

/// The example of a program that reads a price of the oracle: the package that builds it.
const LENDER: &str = "lender";

/// The example of a program that reports offenses: the package that builds it.
const BOUNTY: &str = "bounty";

/// The target folder of programs that take the core as a library: in the core's own, each would have the other compiled again.
const APART: &str = "callers";

/// Tells cargo the target folder.
const TARGET: &str = "CARGO_TARGET_DIR";

/// Set, it lets the compiler be made of other packages than those that it is locked to: tests do not ask for others' bytes.
const OTHER_PACKAGES: &str = "SBF_OTHER_PACKAGES";

/// The variables that a build takes over from outside.
const ALLOWED: &str = include_str!("../../toolchain/spec/environment");

/// Which compiler builds the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Toolchain {
    /// `toolchain/` where it runs (Linux on x86-64), whatever is installed; Anza's elsewhere
    #[default]
    Auto,
    /// Anza's `cargo build-sbf`
    Anza,
    /// `toolchain/`, from package registries alone
    Registry,
}

/// The compiler that made `program`, by its record.
fn made_by(program: &Path) -> Result<String> {
    let path = program.with_extension("build.json");
    let text = fs::read_to_string(&path).with_context(|| format!("the build left no {}", path.display()))?;
    let record: Value = serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(match record["compiler"].as_str() {
        Some("anza") => "Anza's tools".to_owned(),
        _ if record["reproducible"] == true => "toolchain/, from the packages that it is locked to".to_owned(),
        _ => format!(
            "toolchain/, from other packages than its lock has, so others' bytes may differ: {}",
            record["other_packages"]
        ),
    })
}

/// Whether `toolchain/` runs on this machine.
const REGISTRY_RUNS: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Builds the programs for local chains. Returns the core's path; the others are beside it.
pub fn build(toolchain: Toolchain) -> Result<PathBuf> {
    machine::check(For::Build)?;
    for program in [CORE, GATE] {
        let built = compile(toolchain, &workspace::root(), program.name)?;
        report(&built, &built)?;
    }
    let target = workspace::target(".")?;
    for program in CALLERS {
        caller(toolchain, program, &target)?;
    }
    anchor::provide(&target)?;
    Ok(target.join("deploy").join(format!("{}.so", CORE.name)))
}

/// Builds a service for local chains, beside the core's place, and returns its path. The core itself is not built.
pub fn service(toolchain: Toolchain, service: Service) -> Result<PathBuf> {
    machine::check(For::Build)?;
    caller(toolchain, service.program, &workspace::target(".")?)
}

/// Builds a program that calls the core, and puts it beside the core. Returns its path there.
fn caller(toolchain: Toolchain, program: Program, target: &Path) -> Result<PathBuf> {
    let name = program.name;
    let built = compile_to(toolchain, &workspace::root(), name, Some(&target.join(APART)))?;
    let deployed = target.join("deploy").join(format!("{name}.so"));
    fs::create_dir_all(target.join("deploy"))?;
    for extension in ["so", "build.json"] {
        let (from, to) = (built.with_extension(extension), deployed.with_extension(extension));
        let bytes = fs::read(&from).with_context(|| format!("the build left no {}", from.display()))?;
        if fs::read(&to).ok().as_ref() != Some(&bytes) {
            fs::write(&to, bytes).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    report(&deployed, &built)?;
    Ok(deployed)
}

/// Builds `program` for `address`, and refuses one for a public cluster whose security.txt helps nobody, unless `local`. Returns
/// its path. `core` is the core's address, if another one than for local chains: a program that calls it has it embedded.
pub fn build_for(
    toolchain: Toolchain,
    program: Program,
    address: &str,
    core: Option<&str>,
    local: bool,
) -> Result<PathBuf> {
    machine::check(For::Build)?;
    let target = workspace::target(".")?;
    let folder = target.join("program-id");
    let mut addresses = vec![(program, address)];
    addresses.extend(core.filter(|_| program != CORE).map(|core| (CORE, core)));
    addresses.iter().try_for_each(|(_, address)| stage::check(address))?;
    stage::write(&folder, &addresses)?;
    // Not in the target folder of all workspaces: the program there has another address.
    let apart = if program.is_caller() { target.join(format!("{APART}-at")) } else { folder.join("target") };
    let compiled = compile_to(toolchain, &folder, program.name, Some(&apart))?;
    let bytes = fs::read(&compiled).with_context(|| format!("the build left no {}", compiled.display()))?;
    if artifact::built_for(&bytes).map(|address| bs58::encode(address).into_string()).as_deref() != Some(address) {
        bail!("{} does not say that it is built for {address}", compiled.display());
    }
    if let Some(missing) = artifact::to_fill_in(&bytes)
        && address != stage::local_address(program)?
        && !local
    {
        bail!("the program is not fit for a public cluster: {missing}\n`--local` builds it for a chain of your own");
    }
    let built = target.join("deploy").join(address).join(format!("{}.so", program.name));
    fs::create_dir_all(built.parent().context("the program is in no folder")?)?;
    fs::write(&built, bytes).with_context(|| format!("cannot write {}", built.display()))?;
    // How it was made goes with it: whoever deploys it holds the record against what a public cluster may have.
    let record = fs::read(compiled.with_extension("build.json")).context("the build left no record")?;
    fs::write(built.with_extension("build.json"), record)
        .with_context(|| format!("cannot write the record beside {}", built.display()))?;
    report(&built, &compiled)?;
    Ok(built)
}

/// Builds SPL's single-validator pool program from its crate, and puts it beside `program`. Returns its path.
pub fn single_pool(program: &Path) -> Result<PathBuf> {
    let compiled = compile(Toolchain::Auto, &workspace::root().join(OTHERS), SINGLE_POOL)?;
    let copy = program.with_file_name(compiled.file_name().context("the build left no file")?);
    let bytes = fs::read(&compiled).with_context(|| format!("the build left no {}", compiled.display()))?;
    if fs::read(&copy).ok().as_ref() != Some(&bytes) {
        fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    report(&copy, &compiled)?;
    Ok(copy)
}

/// Builds the example of a lending program that takes shares of a vault. Returns its path.
pub fn collateral() -> Result<PathBuf> {
    example(COLLATERAL)
}

/// Builds the example of a lending program that reads a price. Returns its path.
pub fn lender() -> Result<PathBuf> {
    example(LENDER)
}

/// Builds the example of a program that reports offenses. Returns its path.
pub fn bounty() -> Result<PathBuf> {
    example(BOUNTY)
}

/// Builds the example `package`. Returns its path.
fn example(package: &str) -> Result<PathBuf> {
    let target = workspace::target(".")?.join(APART);
    let built = compile_to(Toolchain::Auto, &workspace::root(), package, Some(&target))?;
    report(&built, &built)?;
    Ok(built)
}

/// Checks on the upgrade gate, the smallest program, that a copy which is built for another address gives the same bytes as the
/// repository for the same one: that the folder makes no difference. What a copy is made of is the same for every program. The programs
/// are in `folder`.
pub fn check_copy(folder: &Path) -> Result<()> {
    let built = folder.join(format!("{}.so", GATE.name));
    let copy = build_for(Toolchain::Auto, GATE, &stage::local_address(GATE)?, None, true)?;
    if fs::read(&built)? != fs::read(&copy)? {
        bail!("{} and {} differ, though they are built for one address", built.display(), copy.display());
    }
    Ok(())
}

/// Compiles the program `package` of the workspace in `folder`. Returns its path.
fn compile(toolchain: Toolchain, folder: &Path, package: &str) -> Result<PathBuf> {
    compile_to(toolchain, folder, package, None)
}

/// The same in the target folder `target`, if there is one, and else in the workspace's.
fn compile_to(toolchain: Toolchain, folder: &Path, package: &str, target: Option<&Path>) -> Result<PathBuf> {
    machine::check(For::Build)?;
    let program = match toolchain {
        Toolchain::Auto if !REGISTRY_RUNS && anza_is_there() => anza(folder, package, target),
        Toolchain::Auto | Toolchain::Registry => registry(folder, package, target),
        Toolchain::Anza => {
            if !anza_is_there() {
                bail!(
                    "`cargo build-sbf` or the platform-tools it uses are not on this machine: install Anza's tools, or build \
                     with `--toolchain registry`"
                );
            }
            anza(folder, package, target)
        }
    }?;
    Ok(program)
}

/// Says what was built, and by which compiler. The hash is the one that `restake verify` and `solana-verify` compare.
fn report(program: &Path, compiled: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("the build left no {}", program.display()))?;
    let (path, hash) = (program.display(), ProgramHash::of(&bytes));
    println!("{path}: {} bytes, sha256 {hash}; made by {}", bytes.len(), made_by(compiled)?);
    Ok(())
}

/// Makes the project's own compiler ready and returns it.
pub fn registry_toolchain() -> Result<PathBuf> {
    let program = sbf_toolchain()?;
    step::run(Command::new(&program).arg("setup").args(other_packages()))?;
    Ok(program)
}

/// The toolchain's command, compiled.
fn sbf_toolchain() -> Result<PathBuf> {
    let mut cargo = workspace::cargo();
    // All of its programs: one runs the others.
    cargo.args(["build", "--quiet", "--bins", "--manifest-path"]).arg(workspace::manifest("toolchain"));
    step::run(&mut cargo)?;
    Ok(workspace::target("toolchain")?.join("debug/sbf-toolchain"))
}

/// The flag that takes other packages than the lock's, where [`OTHER_PACKAGES`] asks for it.
fn other_packages() -> Option<&'static str> {
    env::var_os(OTHER_PACKAGES).filter(|value| !value.is_empty()).map(|_| "--other-packages")
}

fn registry(folder: &Path, package: &str, target: Option<&Path>) -> Result<PathBuf> {
    let toolchain = step::step("Make the compiler ready", registry_toolchain)?;
    step::step(&format!("Build {package}"), || {
        let mut command = Command::new(toolchain);
        command.arg("build").args(other_packages()).arg(package).current_dir(folder);
        command.envs(target.map(|target| (TARGET, target)));
        Ok(PathBuf::from(step::output(&mut command)?.trim()))
    })
}

fn anza(folder: &Path, package: &str, target: Option<&Path>) -> Result<PathBuf> {
    step::step(&format!("Build {package} with Anza's tools"), || {
        let library = package.replace('-', "_");
        let deploy = target.map_or_else(|| workspace::target("."), |target| Ok(target.to_path_buf()))?.join("deploy");
        let mut cargo = workspace::cargo();
        // The one version of the instruction set that clusters deploy, and no download of other tools than those here.
        cargo.args(["build-sbf", "--arch", "v3", "--skip-tools-install", "--sbf-out-dir"]).arg(&deploy);
        let beside = if folder.ends_with("programs") { folder.to_path_buf() } else { folder.join("programs") };
        let service = programs::services()?.iter().find(|service| service.program.name == package);
        let package = match (service, package) {
            (Some(service), _) => folder.join(service.program.folder),
            (None, COLLATERAL) => folder.join("examples/program"),
            (None, LENDER | BOUNTY) => folder.join("examples").join(package),
            _ => beside.join(package),
        };
        cargo.arg("--manifest-path").arg(package.join("Cargo.toml"));
        cargo
            .env_clear()
            .envs(target.map(|target| (TARGET, target)))
            .envs(env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_allowed)));
        step::run(&mut cargo)?;
        let program = deploy.join(format!("{library}.so"));
        // Clusters do not check a program of this version when it is deployed.
        step::run(Command::new(sbf_toolchain()?).arg("verify").arg(&program))?;
        record(&program)?;
        Ok(program)
    })
}

/// Whether a build takes the variable `name` over from outside, as the other compiler's does.
fn is_allowed(name: &str) -> bool {
    let lines = ALLOWED.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.into_iter().any(|line| line.strip_suffix('*').map_or(line == name, |prefix| name.starts_with(prefix)))
}

/// Writes beside the program which of Anza's tools made it, as the other compiler does.
fn record(program: &Path) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("the build left no {}", program.display()))?;
    let tools = step::output(workspace::cargo().args(["build-sbf", "--version"]))?;
    let record = json!({
        "compiler": "anza",
        "tools": tools.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        "sbpf_version": 3,
        "bytes": bytes.len(),
        "sha256": Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
    });
    let path = program.with_extension("build.json");
    fs::write(&path, serde_json::to_string_pretty(&record)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Whether Anza's command works and has the compiler that it runs: alone, it would begin to download one.
fn anza_is_there() -> bool {
    let mut version = workspace::cargo();
    version.args(["build-sbf", "--version"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let works = version.status().is_ok_and(|status| status.success());
    let cache = env::home_dir().map(|home| home.join(".cache/solana"));
    let versions = cache.and_then(|cache| fs::read_dir(cache).ok()).into_iter().flatten().flatten();
    works
        && versions.map(|version| version.path()).any(|version| version.join("platform-tools/rust/bin/rustc").exists())
}
