//! The guides: every command in them, run against a local chain of their own.

mod blocks;
mod chain;
mod shell;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use chain::Example;

use crate::{
    fixture,
    guest::Guest,
    localnet,
    machine::{self, For},
    npm,
    step::step,
    workspace::{self, root},
};

/// The guides, each by the file that it is in.
const GUIDES: [&str; 15] = [
    "README.md",
    "docs/stakers.md",
    "docs/curators.md",
    "docs/operators.md",
    "docs/ncns.md",
    WITH_A_NEW_SERVICE,
    "docs/integrators.md",
    "docs/indexing.md",
    "docs/signing.md",
    "docs/grants.md",
    "docs/auditors.md",
    WITH_A_LIQUID_POOL,
    "examples/README.md",
    ON_AN_EMPTY_LEDGER[0],
    ON_AN_EMPTY_LEDGER[1],
];

/// The guides that begin before there is a program.
const ON_AN_EMPTY_LEDGER: [&str; 2] = ["migrations/README.md", "docs/upgrades.md"];

/// The guide that runs on an example with a liquid pool.
const WITH_A_LIQUID_POOL: &str = "docs/liquid.md";

/// The guide that makes a service, and starts a chain with it by itself.
const WITH_A_NEW_SERVICE: &str = "docs/build-an-ncn.md";

/// The service that it makes.
const NEW_SERVICE: &str = "weather";

/// The programs of the workspace of what runs against a chain that the guides call.
const CALLED: [&str; 3] = ["restake", "example-deposit-and-exit", "quickstart"];

/// Tells the guides where the local chain's keypairs and addresses are.
const OUT: &str = "LOCALNET_OUT";

/// Runs all guides, or those whose file's name holds `wanted`. A guide that fails does not keep the next from running.
pub fn run(wanted: Option<&str>) -> Result<()> {
    let guides: Vec<&str> =
        GUIDES.into_iter().filter(|guide| wanted.is_none_or(|wanted| guide.contains(wanted))).collect();
    if guides.is_empty() {
        bail!("no guide is called that; there are {}", GUIDES.join(", "));
    }
    let program = fixture::programs()?;
    machine::check(For::Chain)?;
    npm::install_packages()?;
    let stake_pool = match guides.contains(&WITH_A_LIQUID_POOL) {
        true => Some(fixture::stake_pool(&program)?),
        false => None,
    };
    let tools = Tools { node: localnet::compile()?, folder: compile_called()?, program, stake_pool };
    let mut failed = vec![];
    let mut count = 0;
    for guide in &guides {
        match step(&format!("Run {guide}"), || tools.run(guide)) {
            Ok(blocks) => count += blocks,
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    println!("{} of {} guides ran, {count} blocks", guides.len() - failed.len(), guides.len());
    if !failed.is_empty() {
        bail!("not every guide says what is so:\n{}", failed.join("\n"));
    }
    Ok(())
}

/// What guides are run with.
struct Tools {
    /// The local chain's program.
    node: PathBuf,
    /// The folder with `restake`.
    folder: PathBuf,
    /// The restaking program.
    program: PathBuf,
    /// SPL's stake pool program, where a guide needs it.
    stake_pool: Option<PathBuf>,
}

impl Tools {
    /// Runs the guide in `file`, and gives how many blocks it has.
    fn run(&self, file: &str) -> Result<usize> {
        let text = fs::read_to_string(root().join(file)).with_context(|| format!("{file} cannot be read"))?;
        let blocks = blocks::read(&text).with_context(|| file.to_owned())?;
        let folder = Scratch::new(file)?;
        let mut command = Command::new("timeout");
        // A home of its own: nobody's settings or keys count.
        command.current_dir(root()).env("HOME", &folder.0).env("PATH", self.path()?);
        command.env("CARGO_HOME", home("CARGO_HOME", ".cargo")?).env("RUSTUP_HOME", home("RUSTUP_HOME", ".rustup")?);
        command.env("TMPDIR", &folder.0);
        if file == WITH_A_NEW_SERVICE {
            let _guest = Guest::new(&root(), NEW_SERVICE)?;
            workspace::without_own(&mut command);
            // The compiler for the chain is not made a second time in the guide's home.
            command.env("SBF_HOME", home("SBF_HOME", ".cache/restaking-sbf")?);
            shell::run(file, &blocks, &folder.0, &mut command)?;
            return Ok(blocks.len());
        }
        let example = match &self.stake_pool {
            _ if ON_AN_EMPTY_LEDGER.contains(&file) => Example::None,
            Some(stake_pool) if file == WITH_A_LIQUID_POOL => Example::WithALiquidPool(stake_pool),
            _ => Example::Plain,
        };
        let chain = chain::Chain::start(&self.node, &self.program, &folder.0, example)?;
        shell::run(file, &blocks, &folder.0, command.env(OUT, &chain.out))?;
        Ok(blocks.len())
    }

    /// The path of programs, with `restake`'s folder first.
    fn path(&self) -> Result<std::ffi::OsString> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::join_paths([self.folder.clone()].into_iter().chain(env::split_paths(&path))).context("the PATH is no path")
    }
}

/// A folder that is removed when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(file: &str) -> Result<Self> {
        let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let path = env::temp_dir().join(format!("restake-guide-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A folder of Rust's own, which it looks for in the home that a guide has not.
fn home(variable: &str, usual: &str) -> Result<PathBuf> {
    let usual = || env::home_dir().map(|home| home.join(usual));
    env::var_os(variable).map(PathBuf::from).or_else(usual).context("there is no home folder")
}

/// Compiles what the guides call, and returns the folder that it is in.
fn compile_called() -> Result<PathBuf> {
    for name in CALLED {
        crate::chain::compile(name)?;
    }
    Ok(workspace::target("chain")?.join("debug"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style;

    #[test]
    fn every_guide_has_blocks_that_can_be_run() {
        for guide in GUIDES {
            let text = fs::read_to_string(root().join(guide)).unwrap();
            let blocks = blocks::read(&text).unwrap_or_else(|error| panic!("{guide}: {error}"));
            assert!(!blocks.is_empty(), "{guide}");
        }
    }

    /// The files that a page's links name, from its own folder on.
    fn links(page: &str) -> Vec<PathBuf> {
        let folder = root().join(page).parent().unwrap().to_path_buf();
        let text = fs::read_to_string(root().join(page)).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let files = targets.map(|target| target.split('#').next().unwrap_or_default().to_owned());
        files.filter(|file| !file.is_empty() && !file.contains("://")).map(|file| folder.join(file)).collect()
    }

    #[test]
    fn links_lead_somewhere() {
        let pages = style::pages().unwrap();
        for page in GUIDES.into_iter().chain(pages.iter().map(String::as_str)) {
            for file in links(page) {
                assert!(file.exists(), "{page} links to {}", file.display());
            }
        }
    }

    #[test]
    fn the_files_that_pages_name_are_there() {
        let mut count = 0;
        for page in style::pages().unwrap() {
            let text = fs::read_to_string(root().join(&page)).unwrap();
            let named = text.split('`').skip(1).step_by(2);
            for path in named.filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder))) {
                if path.contains(['*', ' ', '{', '\n']) || path.ends_with("NAME") {
                    continue;
                }
                assert!(root().join(path).exists(), "{page} names {path}");
                count += 1;
            }
        }
        assert!(count > 30, "only {count} files are named");
    }

    /// Folders of the repository, by which a path is told from other code.
    const FOLDERS: [&str; 10] =
        ["crates/", "programs/", "clients/", "cli/", "app/", "tests/", "benches/", "chain/", "localnet/", "xtask/"];

    #[test]
    fn every_guide_is_in_the_list() {
        let files = fs::read_dir(root().join("docs")).unwrap().map(|file| file.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|kind| kind == "md")) {
            let text = fs::read_to_string(&file).unwrap();
            let name = format!("docs/{}", file.file_name().unwrap().to_string_lossy());
            let runs = GUIDES.contains(&name.as_str());
            assert!(
                runs || !text.lines().any(|line| line.starts_with("```sh")),
                "{name} has commands that nobody runs"
            );
        }
    }
}
