//! The command line of the service. Cluster, signer and delivery are those of `restake`.

mod show;
mod vote;

use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use restake_cli::command::Global;
use restake_cli::error::Result;
use restake_cli::plain::{Plain, plain};
use restake_cli::run::{ProgramAddress, on_cluster};
use restake_cli::session::Session;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use template_cli::{keeper, setup};
use template_client::TemplateProgram;

/// The service's command line, for the NCN's admin, operators and keepers.
///
/// Every change is simulated first: the command shows its effect and cost, and asks before it sends.
#[derive(Debug, Parser)]
#[command(name = "template", version, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    global: Global,
    /// Use this address of the service's program [default: as Anchor.toml says; on a local chain, its local one]
    #[arg(long, global = true, value_name = "ADDRESS")]
    ncn_program: Option<Pubkey>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the address of an NCN's service, which its policy names as the slasher
    Address {
        /// The NCN
        ncn: Pubkey,
    },
    /// Open an NCN's service with its rules, which never change; for the NCN's admin
    Open(setup::Open),
    /// Make a final stake table the table of new rounds; anyone may send it
    AdoptTable {
        /// The table
        table: Pubkey,
    },
    /// Open the scores of operators; anyone may send it
    OpenScores {
        /// The NCN
        ncn: Pubkey,
        /// The operators [default: all of the table in force]
        operators: Vec<Pubkey>,
    },
    /// Open the round of a height in its window; anyone may send it
    OpenRound {
        /// The NCN
        ncn: Pubkey,
        /// The height [default: the one of which the window is open]
        height: Option<u64>,
    },
    /// Let a file protect an operator's votes, from two minutes on; makes the file if there is none
    Protect(vote::Protect),
    /// Sign an operator's value, at most one for a height, and carry it to the round
    Vote(vote::SignVote),
    /// Certify the value with the most weight; anyone may send it
    Finalize {
        /// The NCN
        ncn: Pubkey,
        /// The height
        height: u64,
    },
    /// Judge the operators of a round after its window; anyone may send it
    Judge {
        /// The NCN
        ncn: Pubkey,
        /// The height
        height: u64,
    },
    /// Slash an operator for its vote, in each vault behind it; anyone may send it
    Slash {
        /// The NCN
        ncn: Pubkey,
        /// The height
        height: u64,
        /// The operator
        operator: Pubkey,
    },
    /// Jail an operator that missed too many rounds; anyone may send it
    Jail {
        /// The NCN
        ncn: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Close a round for which no slash can follow any more; its rent goes back to its payer. Anyone may send it
    CloseRound {
        /// The NCN
        ncn: Pubkey,
        /// The height
        height: u64,
    },
    /// Show a service, or the votes of a round
    Show {
        /// The NCN
        ncn: Pubkey,
        /// The height of a round
        height: Option<u64>,
    },
}

impl Command {
    /// Whether it signs no transaction.
    fn only_looks(&self) -> bool {
        matches!(self, Self::Address { .. } | Self::Show { .. } | Self::Protect(_))
    }

    fn run(self, session: &mut Session, program: TemplateProgram) -> Result<()> {
        match self {
            Self::Address { ncn } => session.say(program.service(&ncn).to_string()),
            Self::Open(open) => open.run(session, program),
            Self::AdoptTable { table } => setup::adopt_table(session, program, table),
            Self::OpenScores { ncn, operators } => setup::open_scores(session, program, ncn, operators),
            Self::OpenRound { ncn, height } => keeper::open_round(session, program, ncn, height),
            Self::Protect(protect) => protect.run(session, program),
            Self::Vote(vote) => vote.run(session, program),
            Self::Finalize { ncn, height } => keeper::finalize(session, program, ncn, height),
            Self::Judge { ncn, height } => keeper::judge(session, program, ncn, height),
            Self::Slash { ncn, height, operator } => keeper::slash(session, program, ncn, height, operator),
            Self::Jail { ncn, operator } => keeper::jail(session, program, ncn, operator),
            Self::CloseRound { ncn, height } => keeper::close_round(session, program, ncn, height),
            Self::Show { ncn, height: None } => show::service(session, program, ncn),
            Self::Show { ncn, height: Some(height) } => show::round(session, program, ncn, height),
        }
    }
}

/// The sentences of the program's errors. They are the same at each address.
fn sentence(failed: Pubkey, error: &InstructionError, logs: &[String]) -> Option<String> {
    TemplateProgram::at(failed).sentence(error, logs)
}

fn main() -> ExitCode {
    let Cli { global, ncn_program, command } = Cli::parse();
    let service = ProgramAddress { name: "template_ncn", local: *TemplateProgram::LOCAL, asked: ncn_program };
    let only_looks = command.only_looks();
    let (mut out, mut input) = (Plain(stdout().lock()), BufReader::new(stdin()));
    let done = on_cluster(&global, service, only_looks, Some(sentence), &mut out, &mut input, |session, program| {
        command.run(session, TemplateProgram::at(program))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("template: {}", plain(&error.to_string()));
            ExitCode::from(error.status())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    /// Under a low one, an operator that captures only itself is the service.
    #[test]
    fn the_weight_of_tables_is_named() {
        let open = |more: &str| Cli::try_parse_from(format!("template open {}{more}", Pubkey::default()).split(' '));
        assert!(open("").unwrap_err().to_string().contains("--min-table-weight <WEIGHT>"));
        assert!(open(" --min-table-weight 5").is_ok());
    }
}
