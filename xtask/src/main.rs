//! The project's tasks. `cargo xtask --help` lists them.

mod anchor;
mod build;
mod chain;
mod circles;
mod clients;
mod drift;
mod features;
mod fixture;
mod guest;
mod guides;
mod hooks;
mod idl;
mod instructions;
mod lint;
mod localnet;
mod machine;
mod new_ncn;
mod nouns;
mod npm;
mod page;
mod programs;
#[cfg(test)]
mod readme;
mod release;
mod stage;
mod step;
mod style;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

/// The project's tasks
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the programs to target/deploy/restaking.so, upgrade_gate.so, liquid.so and oracle_ncn.so
    Build {
        /// The compiler: this project's own from package registries, or Anza's tools
        #[arg(long, value_enum, default_value_t)]
        toolchain: build::Toolchain,
        /// The address that the core is to have, to target/deploy/ADDRESS/restaking.so; the one for local chains by default
        #[arg(long, value_name = "ADDRESS")]
        program_id: Option<String>,
        /// The address that the upgrade gate is to have, to target/deploy/ADDRESS/upgrade_gate.so
        #[arg(long, value_name = "ADDRESS")]
        gate_id: Option<String>,
        /// The address that liquid is to have, to target/deploy/ADDRESS/liquid.so; it calls the core at --program-id
        #[arg(long, value_name = "ADDRESS", requires = "program_id")]
        liquid_id: Option<String>,
        /// The address that the oracle is to have, to target/deploy/ADDRESS/oracle_ncn.so; it calls the core at --program-id
        #[arg(long, value_name = "ADDRESS", requires = "program_id")]
        oracle_id: Option<String>,
        /// Builds the service in ncns/NAME instead, to target/deploy/NAME_ncn.so
        #[arg(long, value_name = "NAME", conflicts_with_all = ["gate_id", "liquid_id", "oracle_id", "cluster", "single_pool"])]
        ncn: Option<String>,
        /// The address that the service is to have, to target/deploy/ADDRESS/NAME_ncn.so; it calls the core at --program-id
        #[arg(long, value_name = "ADDRESS", requires_all = ["ncn", "program_id"])]
        ncn_id: Option<String>,
        /// The cluster whose addresses Anchor.toml has, instead of an address for each program
        #[arg(long, value_name = "NAME", conflicts_with_all = ["program_id", "gate_id", "liquid_id", "oracle_id"])]
        cluster: Option<String>,
        /// Builds for another address although security.txt is not filled in: for chains of your own
        #[arg(long)]
        local: bool,
        /// Builds SPL's single-validator pool program as well, to target/deploy/single_pool.so: native stake is tested on it
        #[arg(long)]
        single_pool: bool,
    },
    /// Writes the interface files in idl/ and ncns/, and the clients that are generated from them
    Idl {
        /// Only those of the service in ncns/NAME
        #[arg(long, value_name = "NAME")]
        ncn: Option<String>,
        /// Writes nothing; fails if a file is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Makes a service (NCN) of its own in ncns/NAME: program, rules, client, command line and tests (docs/build-an-ncn.md)
    NewNcn {
        /// Its name: words of lower-case letters, joined by `_`
        name: String,
    },
    /// Checks the pages, and the format and lints of every workspace and of the TypeScript packages
    Lint {
        /// Only the pages and the formats: seconds
        #[arg(long)]
        quick: bool,
        /// Only print what is counted of comments and of README.md
        #[arg(long)]
        figures: bool,
    },
    /// Has git run `lint --quick` before each commit
    Hooks {
        /// Turns that off
        #[arg(long)]
        off: bool,
    },
    /// Prepares a release: one version, changelog, clients, programs, archives and hashes (docs/releases.md)
    Release {
        /// The version, as in 0.2.0
        #[arg(required_unless_present = "check")]
        version: Option<String>,
        /// Runs all checks and tags the commit, which has to have the prepared release
        #[arg(long, requires = "version")]
        tag: bool,
        /// Packs the libraries and installs their archives, and changes nothing
        #[arg(long, conflicts_with = "version")]
        check: bool,
    },
    /// Runs every test, or those with a name, and builds what they need
    Test {
        /// A part of a test's path, module path or name, in any workspace or package: `slashing/jail`, `roots::claims`
        name: Option<String>,
        /// Names the tests that would run, and runs none
        #[arg(long, requires = "name")]
        list: bool,
    },
    /// Runs the demo against the program in an embedded chain
    Demo {
        /// Arguments of the demo
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs a local chain with RPC and WebSocket, the program and an example on it, until it is interrupted
    Localnet {
        /// Arguments of the local chain: --ncn NAME for a service of ncns/, --empty, --rpc-port N, --ws-port N, --slot-millis N, --manual-clock, --out FOLDER,
        /// --ready-file FILE, --quiet, --program FILE
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Builds the program and runs the local chain's tests, which are apart from the others for what they compile
    LocalnetTest,
    /// Plays an hour of the price oracle on a local chain, up to slashes and rewards; the table goes to target/oracle-hour
    OracleHour {
        /// Plays it by `restake-node` in place of commands: five operators, an aggregator and a keeper
        #[arg(long)]
        nodes: bool,
    },
    /// Runs every command of the guides in docs/ and examples/, each guide on a local chain of its own
    Guides {
        /// Only the guides whose file has this in its name
        name: Option<String>,
    },
    /// Runs real processes of a node on a local chain: kills, a partition, a chain that stops, RPC that answers 429; eight minutes
    NodeLoad,
    /// Builds the page and tests it in a browser against the local chain
    Page,
    /// Draws the picture in README.md: the page's drawing of a vault's stake, from the local chain's example
    Picture,
    /// Measures the compute units of each instruction
    Bench {
        /// Fails if a figure is above the committed one
        #[arg(long)]
        check: bool,
        /// Other arguments of the benchmarks
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs random transactions on the program and compares each with the ledger compiled for this machine
    Differential {
        /// How many transactions
        #[arg(long, default_value_t = 1_000_000)]
        transactions: u64,
        /// The seed of the first 10,000 transactions; the next 10,000 have the next seed
        #[arg(long, default_value_t = 1_000)]
        seed: u64,
    },
    /// Runs the ledger's property tests at length
    Props {
        /// How many transitions the random lives make
        #[arg(long, default_value_t = 10_000_000)]
        transitions: u64,
        /// Cases for each property
        #[arg(long, default_value_t = 100_000)]
        cases: u32,
        /// The seed of the properties, and the first one of the random lives
        #[arg(long, default_value_t = 2)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let done = run(Arguments::parse().task);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Build { ncn: Some(name), ncn_id, toolchain, program_id, local, .. } => {
            let service = programs::service(&name)?;
            match (ncn_id, program_id) {
                (Some(address), core) => {
                    build::build_for(toolchain, service.program, &address, core.as_deref(), local).map(drop)
                }
                (None, None) => build::service(toolchain, service).map(drop),
                (None, Some(_)) => bail!("--program-id is the core's address; name the service's with --ncn-id"),
            }
        }
        Task::Build { toolchain, program_id, gate_id, liquid_id, oracle_id, cluster, local, single_pool, .. } => {
            let asked = match &cluster {
                Some(cluster) => {
                    let on = |program| stage::address_on(program, cluster);
                    [on(programs::CORE)?, on(programs::GATE)?, on(programs::LIQUID)?, on(programs::ORACLE)?]
                }
                None => [program_id, gate_id, liquid_id, oracle_id],
            };
            let is_asked = asked.iter().any(Option::is_some);
            if let (Some(cluster), false) = (&cluster, is_asked) {
                bail!(
                    "Anchor.toml names no program for {cluster}: add `restaking = \"ADDRESS\"` under `[programs.{cluster}]`, or \
                     build with `--program-id ADDRESS`"
                );
            }
            if !is_asked {
                let program = build::build(toolchain)?;
                return if single_pool { build::single_pool(&program).map(drop) } else { Ok(()) };
            }
            let [core, ..] = asked.clone();
            let mut callers =
                programs::ALL.iter().zip(&asked).filter(|(program, _)| programs::CALLERS.contains(program));
            if core.is_none()
                && let Some(caller) = callers.find_map(|(_, address)| address.as_ref())
            {
                bail!("{caller} calls the core, of which no address is known: add `restaking = \"ADDRESS\"`");
            }
            let asked = programs::ALL.into_iter().zip(asked);
            asked.filter_map(|(program, address)| Some((program, address?))).try_for_each(|(program, address)| {
                build::build_for(toolchain, program, &address, core.as_deref(), local).map(drop)
            })
        }
        Task::Idl { ncn: Some(name), check } => idl::idl_of_service(programs::service(&name)?, check),
        Task::Idl { ncn: None, check } => idl::idl(check),
        Task::NewNcn { name } => new_ncn::run(&name),
        Task::Lint { figures: true, .. } => style::figures(),
        Task::Lint { quick, .. } => lint::lint(quick),
        Task::Hooks { off } => hooks::set(off),
        Task::Release { version: Some(version), tag, .. } => release::run(&version, tag),
        Task::Release { version: None, .. } => release::check(),
        Task::Test { name: Some(name), list } => test::named(&name, list),
        Task::Test { name: None, .. } => test::test(),
        Task::Demo { arguments } => chain::demo(&arguments),
        Task::Localnet { arguments } => localnet::run(&arguments),
        Task::LocalnetTest => localnet::test(),
        Task::NodeLoad => localnet::node_load(),
        Task::OracleHour { nodes } => localnet::oracle_hour(nodes),
        Task::Guides { name } => guides::run(name.as_deref()),
        Task::Page => page::test(),
        Task::Picture => page::picture(),
        Task::Bench { check, arguments } => chain::bench(check, &arguments),
        Task::Differential { transactions, seed } => test::differential(transactions, seed),
        Task::Props { transitions, cases, seed } => test::props(transitions, cases, seed),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_workflow_runs_all_checks_with_the_rust_and_node_of_the_project() {
        let read = |file| fs::read_to_string(workspace::root().join(file)).unwrap();
        let (workflow, manifest) = (read(".github/workflows/ci.yml"), read("Cargo.toml"));
        let (_, rust) = manifest.split_once("rust-version = \"").unwrap();
        let (rust, _) = rust.split_once('"').unwrap();
        let (node, _) = npm::NODE;
        for line in [&format!("container: rust:{rust}-bookworm"), &format!("node-version: {node}"), "run: .ci/run"] {
            assert!(workflow.lines().any(|found| found.trim() == line), "the workflow lacks `{line}`");
        }
    }

    #[test]
    fn the_tasks_that_the_pages_name_are_there() {
        let tasks = Arguments::command();
        for page in ["README.md", "CONTRIBUTING.md", "docs/README.md", "examples/README.md"] {
            let text = fs::read_to_string(workspace::root().join(page)).unwrap();
            for name in text.split("cargo xtask ").skip(1) {
                let name: String =
                    name.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '-').collect();
                let any = name.is_empty();
                assert!(any || tasks.find_subcommand(&name).is_some(), "{page} names `cargo xtask {name}`");
            }
        }
    }
}
