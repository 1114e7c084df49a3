//! The toolchain's command line.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use sbf_toolchain::{build, home::Home, packages::Policy, setup, verify};

/// Builds Solana programs with what Debian and the crates registry carry.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Puts the toolchain together in SBF_HOME (default: ~/.cache/restaking-sbf); does nothing when it is there
    Setup {
        #[command(flatten)]
        packages: Packages,
    },
    /// Builds a program of the workspace at hand into target/deploy/LIB.so
    Build {
        /// The program's package
        package: String,
        #[command(flatten)]
        packages: Packages,
        /// Arguments for cargo, such as --features
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        cargo: Vec<String>,
    },
    /// Checks that clusters deploy and run a program, whichever compiler made it
    Verify {
        /// The program's file
        program: PathBuf,
    },
    /// Prints packages.lock with the versions that setup downloaded here
    Lock,
}

#[derive(Args)]
struct Packages {
    /// Take other versions of the packages than those of packages.lock: the program's bytes may differ from those of others
    #[arg(long)]
    other_packages: bool,
}

impl Packages {
    fn policy(&self) -> Policy {
        if self.other_packages { Policy::Other } else { Policy::Locked }
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let home = Home::from_env()?;
    match command {
        Command::Verify { program } => {
            let elf = fs::read(&program).with_context(|| format!("cannot read {}", program.display()))?;
            verify::verify(&elf).with_context(|| format!("{} cannot be deployed", program.display()))?;
        }
        Command::Setup { packages } => {
            setup::setup(&home, packages.policy())?;
        }
        Command::Build { package, packages, cargo } => {
            let toolchain = setup::setup(&home, packages.policy())?;
            println!("{}", build::build(&home, &toolchain, &package, &cargo)?.display());
        }
        Command::Lock => print!("{}", setup::lock(&home)?),
    }
    Ok(())
}
