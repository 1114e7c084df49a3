//! The commands of the node.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use restake_cli::error::Result;
use restake_cli::redact::redact;

use crate::args::{Args, Command};
use crate::config::Config;
use crate::look;
use crate::run::{Made, Setup, run};

/// Runs the command line with the service that `make` makes.
pub fn main(make: impl FnOnce(&Setup) -> Result<Made>) -> ExitCode {
    let done = match Args::parse().command {
        Command::Run { config, roles } => Config::read(&config).and_then(|config| run(config, &roles, make)),
        Command::Check { config } => Config::read(&config).and_then(|config| look::check(&config, make)),
        Command::Resume { config } => Config::read(&config).and_then(|config| look::resume(&config)),
        Command::Earnings { config, since, json } => Config::read(&config).and_then(|config| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().cast_signed();
            look::earnings(&config, since.map_or(i64::MIN, |since| since.at(now)), json)
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("restake-node: {}", restake_cli::plain::plain(&redact(&error.to_string())));
            ExitCode::FAILURE
        }
    }
}
