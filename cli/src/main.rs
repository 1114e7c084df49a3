//! `restake`, the command line of the restaking program.

use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

use clap::Parser;
use restake_cli::command::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let verbose = cli.global.verbose;
    match restake_cli::run::run(cli, &mut stdout().lock(), &mut BufReader::new(stdin())) {
        Ok(()) => ExitCode::SUCCESS,
        // Who read enough has closed the pipe.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("restake: {error}");
            if verbose {
                error.logs().iter().for_each(|line| eprintln!("  {line}"));
            }
            ExitCode::FAILURE
        }
    }
}
