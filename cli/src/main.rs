//! `restake`, the command line of the restaking program.

use std::io::{BufReader, IsTerminal, stdin, stdout};
use std::process::ExitCode;

use restake_cli::command::Cli;
use restake_cli::delivery::may_have_sent;
use restake_cli::plain::{Plain, plain};

fn main() -> ExitCode {
    let mut cli = Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit());
    cli.global.width = width();
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
            ExitCode::from(error.status())
        }
    }
}

/// The width of the terminal that is written to, if it is one.
fn width() -> Option<u16> {
    let size = stdout().is_terminal().then(|| terminal_size::terminal_size_of(stdout())).flatten();
    size.map(|(terminal_size::Width(columns), _)| columns)
}
