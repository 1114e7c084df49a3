//! From arguments to a command that runs on a cluster.

use std::io::{BufRead, Write};

use clap::CommandFactory;
use restaking_client::Program;
use solana_keypair::Keypair;

use crate::chain::Chain;
use crate::chain::rpc::Rpc;
use crate::cluster::Cluster;
use crate::command::deploy::Target;
use crate::command::{Cli, Command, Global, Output};
use crate::config::Config;
use crate::error::Result;
use crate::session::{Options, Session};
use crate::settings::Settings;

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
    let commitment = config.commitment(global.commitment.as_deref())?;
    let settings = Settings::find(global.anchor_toml.as_deref(), &std::env::current_dir()?)?;
    // What the cluster is does not hang on the program.
    let cluster = || Cluster::of(&Rpc::new(&url, commitment, Program::LOCAL).genesis()?, &url, global.local);
    let rpc = |program| Rpc::new(&url, commitment, program);
    let (asked, options) = (global.program_id, options(&global));
    match command {
        Command::Watch(watch) => {
            let socket = config.websocket(global.ws.as_deref(), &url)?;
            watch.run(&rpc(settings.program(asked, cluster)?), &socket, options.json, out)
        }
        Command::Deploy(deploy) => {
            let signer = config.keypair(global.keypair.as_deref())?;
            let target = Target { cluster: cluster()?, settings };
            let chain = rpc(deploy.program(asked, &target)?);
            deploy.run(&mut Session { chain: &chain, signer, options, out, input }, &target)
        }
        Command::Verify(verify) => {
            let target = Target { cluster: cluster()?, settings };
            let program = target.settings.program(asked, || Ok(target.cluster))?;
            verify.run(&rpc(program), &target, options.json, out)
        }
        command => {
            // Who only looks needs no key.
            let signer = match config.keypair(global.keypair.as_deref()) {
                Ok(signer) => signer,
                Err(_) if global.keypair.is_none() && only_looks(&command) => Keypair::new(),
                Err(error) => return Err(error),
            };
            let chain = rpc(settings.program(asked, cluster)?);
            command.run(&mut Session { chain: &chain, signer, options, out, input })
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
