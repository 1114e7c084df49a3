//! The toolchain's command line.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use sbf_toolchain::{build, home::Home, setup, verify};

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
    Setup,
    /// Builds a program of the workspace at hand into target/deploy/LIB.so
    Build {
        /// The program's package
        package: String,
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
        Command::Setup => {
            setup::setup(&home)?;
        }
        Command::Build { package, cargo } => {
            let toolchain = setup::setup(&home)?;
            println!("{}", build::build(&home, &toolchain, &package, &cargo)?.display());
        }
        Command::Lock => print!("{}", setup::lock(&home)?),
    }
    Ok(())
}
