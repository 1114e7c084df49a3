//! The toolchain's command line.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use sbf_toolchain::{build, home::Home, setup};

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
