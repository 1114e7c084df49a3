//! From arguments to a command that runs on a cluster.

use std::io::{BufRead, Write};

use clap::CommandFactory;
use restaking_client::Program;
use restaking_client::liquid::LiquidProgram;
use restaking_client::oracle::OracleProgram;
use restaking_client::transaction::Version;
use solana_commitment_config::CommitmentConfig;
use solana_program::pubkey::Pubkey;

use crate::chain::Chain;
use crate::chain::rpc::Rpc;
use crate::cluster::Cluster;
use crate::command::reward::RewardsCommand;
use crate::command::{Cli, Command, Global, Output, TransactionVersion};
use crate::config::Config;
use crate::deployment::Target;
use crate::error::Result;
use crate::refuse;
use crate::session::{Mode, Options, Sentences, Session};
use crate::settings::Settings;
use crate::signer::{NonceAccount, Party, Signers, Source, open};

/// Runs what `cli` says on the cluster that it says.
pub fn run(cli: Cli, out: &mut dyn Write, input: &mut dyn BufRead) -> Result<()> {
    let Cli { global, command } = cli;
    if let Command::Completions { shell } = command {
        // A reader that stops early would cause a panic.
        let mut script = vec![];
        clap_complete::generate(shell, &mut Cli::command(), "restake", &mut script);
        return Ok(out.write_all(&script)?);
    }
    let config = Config::read(global.config.as_deref())?;
    let url = config.url(global.url.as_deref());
    let commitment = match (&command, &global.commitment) {
        (command, None) if keeps(command) => CommitmentConfig::finalized(),
        (_, named) => config.commitment(named.as_deref())?,
    };
    let settings = Settings::find(global.anchor_toml.as_deref(), &std::env::current_dir()?)?;
    // What the cluster is does not hang on the program.
    let cluster = || Cluster::of(&Rpc::new(&url, commitment, Program::LOCAL).genesis()?, &url, global.local);
    let rpc = |program| Rpc::new(&url, commitment, program);
    let (asked, options) = (global.program_id, options(&global));
    match command {
        Command::Watch(watch) => {
            let socket = config.websocket(global.ws.as_deref(), &url)?;
            let liquid = settings.liquid(global.liquid_id, &cluster()?)?;
            watch.run(&rpc(settings.program(asked, cluster)?), liquid, &socket, options.json, out)
        }
        Command::Deploy(deploy) => {
            let signers = signers(&global, &config)?;
            let target = Target { cluster: cluster()?, settings };
            let chain = rpc(deploy.program(asked, &target)?);
            deploy.run(&mut Session { chain: &chain, signers, options, out, input }, &target)
        }
        Command::Gate(gate) => {
            let signers = if gate.only_looks() { Signers::nobody() } else { signers(&global, &config)? };
            let target = Target { cluster: cluster()?, settings };
            let chain = rpc(target.settings.program(asked, || Ok(target.cluster))?);
            gate.run(&mut Session { chain: &chain, signers, options, out, input }, &target)
        }
        Command::Verify(verify) => {
            let target = Target { cluster: cluster()?, settings };
            let program = target.settings.program(asked, || Ok(target.cluster))?;
            verify.run(&rpc(program), &target, options.json, out)
        }
        command => {
            // A command that only reads needs no key.
            let signers = if only_looks(&command) { Signers::nobody() } else { signers(&global, &config)? };
            let program = match &command {
                Command::Message(command) if command.is_offline() => settings.offline(asked)?,
                _ => settings.program(asked, cluster)?,
            };
            let chain = rpc(program);
            let liquid = if knows_liquid(&command) { settings.liquid(global.liquid_id, &cluster()?)? } else { None };
            let oracle = if knows_oracle(&command) { settings.oracle(global.oracle_id, &cluster()?)? } else { None };
            let options = Options { liquid, oracle, ..options };
            command.run(&mut Session { chain: &chain, signers, options, out, input })
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
        most_priority_fee: global.max_priority_fee,
        version: global.transaction_version.map(|version| match version {
            TransactionVersion::V0 => Version::V0,
            TransactionVersion::V1 => Version::V1,
        }),
        mode: match (global.export, global.sign_only) {
            (true, _) => Mode::Export,
            (_, true) => Mode::SignOnly,
            _ => Mode::Send,
        },
        blockhash: global.blockhash,
        token_accounts: global.token_account.clone(),
        program_addresses: global.allow_program_address,
        width: global.width,
        no_names: global.no_names,
        named: global.named.clone(),
        liquid: global.liquid_id.map(LiquidProgram::at),
        oracle: global.oracle_id.map(OracleProgram::at),
        sentences: None,
        sending: None,
    }
}

/// Where the program of a service (NCN) with a command line of its own is.
#[derive(Clone, Copy, Debug)]
pub struct ProgramAddress {
    /// The program's name in Anchor.toml.
    pub name: &'static str,
    /// The address on local chains, of which the key pair is public.
    pub local: Pubkey,
    /// The address that the command line names.
    pub asked: Option<Pubkey>,
}

/// Runs a command of a service's own command line on the cluster that `global` names, with the address of the service's program there.
/// The address for local chains is refused elsewhere, also for a command that `only_looks`, which needs no key: an address that anyone
/// can take must not even be printed, because a policy may name it.
pub fn on_cluster(
    global: &Global,
    service: ProgramAddress,
    only_looks: bool,
    sentences: Option<Sentences>,
    out: &mut dyn Write,
    input: &mut dyn BufRead,
    command: impl FnOnce(&mut Session, Pubkey) -> Result<()>,
) -> Result<()> {
    let config = Config::read(global.config.as_deref())?;
    let url = config.url(global.url.as_deref());
    let commitment = config.commitment(global.commitment.as_deref())?;
    let settings = Settings::find(global.anchor_toml.as_deref(), &std::env::current_dir()?)?;
    let cluster = Cluster::of(&Rpc::new(&url, commitment, Program::LOCAL).genesis()?, &url, global.local)?;
    let program = settings.service(service.name, service.local, service.asked, &cluster)?;
    let signers = if only_looks { Signers::nobody() } else { signers(global, &config)? };
    let chain = Rpc::new(&url, commitment, settings.program(global.program_id, || Ok(cluster))?);
    let options = Options { sentences, ..options(global) };
    command(&mut Session { chain: &chain, signers, options, out, input }, program)
}

/// Whether a command is about liquid restaking, or may be.
fn knows_liquid(command: &Command) -> bool {
    matches!(
        command,
        Command::Liquid(_)
            | Command::List(_)
            | Command::Show(_)
            | Command::Portfolio(_)
            | Command::Message(_)
            | Command::Index(_)
    ) && !matches!(command, Command::Message(command) if command.is_offline())
}

/// Whether a command is about the price oracle, or may be.
fn knows_oracle(command: &Command) -> bool {
    matches!(command, Command::Oracle(_) | Command::Message(_))
        && !matches!(command, Command::Message(command) if command.is_offline())
}

/// All signers, as the command line names them.
pub fn signers(global: &Global, config: &Config) -> Result<Signers> {
    if global.export && global.acting.is_none() {
        refuse!("--export writes a message for an address to sign: name it with --as ADDRESS");
    }
    if global.nonce_authority.is_some() && global.nonce.is_none() {
        refuse!("--nonce-authority advances a nonce account: name it with --nonce ADDRESS");
    }
    let open = |source: &Source, name| open(source, name, global.skip_seed_phrase_validation);
    let acting = match (global.acting, &global.keypair) {
        (Some(_), _) if !(global.export || global.dry_run || global.sign_only) => {
            refuse!("--as signs nothing: add --export to write the message, or --dry-run to only simulate")
        }
        (Some(address), _) => Party::Address(address),
        (None, Some(source)) => open(source, "keypair")?,
        (None, None) => open(&config.signer(), "keypair")?,
    };
    let payer = global.fee_payer.as_ref().map(|source| open(source, "fee payer")).transpose()?;
    let authority = global.nonce_authority.as_ref().map(|source| open(source, "nonce authority")).transpose()?;
    let nonce = global.nonce.map(|address| NonceAccount { address, authority, is_used: false });
    Ok(Signers { acting, payer, gate: None, nonce, given: global.signer.clone() })
}

/// Whether a command sends transactions.
pub fn sends(command: &Command) -> bool {
    let elsewhere =
        matches!(command, Command::Watch(_) | Command::Verify(_) | Command::Portfolio(_) | Command::Completions { .. });
    !elsewhere && !only_looks(command)
}

/// Whether what a command reads is kept: then the cluster must not take it back.
fn keeps(command: &Command) -> bool {
    match command {
        Command::Index(index) => index.is_of_events(),
        Command::Rewards(RewardsCommand::Compute(_)) => true,
        _ => false,
    }
}

/// Whether a command signs nothing and names no signer.
fn only_looks(command: &Command) -> bool {
    use crate::command::admin::ConfigCommand;
    use crate::command::exit::Exit;
    use crate::command::key::KeyCommand;
    use crate::command::ncn::NcnCommand;
    use crate::command::reward::TreeCommand;
    use crate::command::slash::SlashCommand;
    match command {
        Command::List(_)
        | Command::Exporter(_)
        | Command::Rate(_)
        | Command::Market(_)
        | Command::Show(_)
        | Command::Index(_)
        | Command::Config(ConfigCommand::Show { .. })
        | Command::Exit(Exit::List { owner: Some(_), .. })
        | Command::Key(KeyCommand::Message { .. })
        | Command::Rewards(RewardsCommand::Tree(TreeCommand::List { .. }) | RewardsCommand::Compute(_))
        | Command::Slash(SlashCommand::List { .. }) => true,
        Command::Portfolio(command) => command.only_looks(),
        Command::Liquid(command) => command.only_looks(),
        Command::Oracle(command) => command.only_looks(),
        Command::Ncn(command) => matches!(**command, NcnCommand::Stake { .. }),
        Command::Message(command) => command.only_looks(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use clap::Parser;
    use solana_cluster_type::ClusterType;

    use super::*;
    use crate::command::Cli;

    fn command(line: &str) -> Command {
        Cli::try_parse_from(std::iter::once("restake").chain(line.split_whitespace())).expect(line).command
    }

    #[test]
    fn what_is_kept_is_read_finalized() {
        let at = Pubkey::new_from_array([7; 32]);
        let compute = format!("rewards compute {at} --mint {at} --from 0 --to 1 --budget 1");
        assert!(keeps(&command(&compute)) && keeps(&command("index --database events.db")));
        assert!(!keeps(&command("index")) && !keeps(&command("list vaults")));
    }

    #[test]
    fn a_look_needs_no_key_and_sends_nothing() {
        let at = Pubkey::new_from_array([7; 32]);
        for line in [
            "list vaults".to_owned(),
            "slash list".to_owned(),
            "config show".to_owned(),
            format!("show {at}"),
            format!("rate {at}"),
            format!("market --accepts {at}"),
            format!("exit list --owner {at}"),
            format!("ncn stake {at} {at}"),
            format!("portfolio {at}"),
            format!("exporter --vault {at}"),
            "index --database events.db --once".to_owned(),
            format!("rewards tree list {at} earned.csv"),
            format!("rewards compute {at} --mint {at} --from 0 --to 1 --budget 1"),
        ] {
            assert!(only_looks(&command(&line)) && !sends(&command(&line)), "{line}");
        }
        for line in [format!("deposit {at} 1"), format!("slash veto {at}"), "exit claim".to_owned()] {
            assert!(!only_looks(&command(&line)) && sends(&command(&line)), "{line}");
        }
        assert!(!sends(&command(&format!("watch {at}"))));
    }

    /// A node that gives `genesis` as the hash of its first block.
    fn node(genesis: String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                assert!(stream.read(&mut [0; 4_096]).expect("a request") > 0);
                let body = format!("{{\"jsonrpc\":\"2.0\",\"result\":\"{genesis}\",\"id\":0}}");
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
                write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("an answer");
            }
        });
        url
    }

    /// A service's address for local chains, on mainnet, would be the slasher of a policy that anyone controls.
    #[test]
    fn a_services_public_address_is_not_taken_on_a_cluster() {
        let (local, core) = (Pubkey::new_from_array([6; 32]), Pubkey::new_from_array([7; 32]));
        let said = |genesis: String, asked| {
            let line = format!("restake --url {} --program-id {core} list vaults", node(genesis));
            let global = Cli::try_parse_from(line.split_whitespace()).expect("a line").global;
            let service = ProgramAddress { name: "weather_ncn", local, asked };
            let mut found = None;
            let done = on_cluster(&global, service, true, None, &mut vec![], &mut std::io::empty(), |_, program| {
                found = Some(program);
                Ok(())
            });
            (found, done.err().map(|error| error.to_string()).unwrap_or_default())
        };
        let mainnet = || ClusterType::MainnetBeta.get_genesis_hash().expect("a hash").to_string();
        let (found, text) = said(mainnet(), None);
        assert!(found.is_none() && text.contains("no address of the program weather_ncn"), "{text}");
        let (found, text) = said(mainnet(), Some(local));
        assert!(found.is_none() && text.contains("its key pair is public"), "{text}");
        assert_eq!(said(mainnet(), Some(core)).0, Some(core));
        // A hash that no cluster has, by a node on this machine.
        assert_eq!(said(Pubkey::new_from_array([9; 32]).to_string(), None).0, Some(local));
    }
}
