//! `restake`, the command line of the restaking program.

use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

use clap::Parser;
use restake_cli::command::Cli;
use restake_cli::delivery::may_have_sent;
use restake_cli::plain::{Plain, plain};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (verbose, sends) = (cli.global.verbose, restake_cli::run::sends(&cli.command));
    match restake_cli::run::run(cli, &mut Plain(stdout().lock()), &mut BufReader::new(stdin())) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader closed the pipe early.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("restake: {}", plain(&error.to_string()));
            if sends && !may_have_sent() && !error.is_declined() {
                eprintln!("Nothing was sent: it is safe to repeat this.");
            }
            if verbose {
                error.logs().iter().for_each(|line| eprintln!("  {}", plain(line)));
            }
            ExitCode::FAILURE
        }
    }
}
