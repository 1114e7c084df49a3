//! From arguments to a command that runs on a cluster.

use std::io::{BufRead, Write};

use clap::CommandFactory;
use solana_keypair::Keypair;

use crate::chain::rpc::Rpc;
use crate::command::{Cli, Command, Global, Output};
use crate::config::Config;
use crate::error::Result;
use crate::session::{Options, Session};

/// Runs what `cli` says on the cluster that it says.
pub fn run(cli: Cli, out: &mut dyn Write, input: &mut dyn BufRead) -> Result<()> {
    let Cli { global, command } = cli;
    if let Command::Completions { shell } = command {
        // Who stops reading early would have it panic.
        let mut script = vec![];
        clap_complete::generate(shell, &mut Cli::command(), "restake", &mut script);
        return Ok(out.write_all(&script)?);
    }
    let config = Config::read(global.config.as_deref())?;
    let url = config.url(global.url.as_deref());
    let rpc = Rpc::new(&url, config.commitment(global.commitment.as_deref())?);
    let options = options(&global);
    match command {
        Command::Watch(watch) => {
            let socket = config.websocket(global.ws.as_deref(), &url)?;
            watch.run(&rpc, &socket, options.json, out)
        }
        Command::Deploy(deploy) => {
            let signer = config.keypair(global.keypair.as_deref())?;
            let mut session = Session { chain: &rpc, signer, options, out, input };
            deploy.run(&mut session)
        }
        command => {
            // Who only looks needs no key.
            let signer = match config.keypair(global.keypair.as_deref()) {
                Ok(signer) => signer,
                Err(_) if global.keypair.is_none() && only_looks(&command) => Keypair::new(),
                Err(error) => return Err(error),
            };
            command.run(&mut Session { chain: &rpc, signer, options, out, input })
        }
    }
}

/// How the command does what it does.
pub fn options(global: &Global) -> Options {
    Options {
        yes: global.yes,
        dry_run: global.dry_run,
        json: global.output == Output::Json,
        priority_fee: global.priority_fee,
    }
}

/// Whether a command signs nothing and says nothing about who would.
fn only_looks(command: &Command) -> bool {
    use crate::command::admin::ConfigCommand;
    use crate::command::slash::SlashCommand;
    matches!(
        command,
        Command::List(_)
            | Command::Show { .. }
            | Command::Config(ConfigCommand::Show)
            | Command::Slash(SlashCommand::List { .. })
    )
}
