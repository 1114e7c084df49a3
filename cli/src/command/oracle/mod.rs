//! The price oracle.

pub mod keeper;
pub mod retirement;
mod rules;
pub mod setup;
mod show;
mod vote;

use clap::Subcommand;
use solana_program::pubkey::Pubkey;

use super::common::File;
use crate::error::Result;
use crate::session::Session;

/// The price oracle.
#[derive(Debug, Subcommand)]
pub enum OracleCommand {
    /// Open an NCN's oracle with its rules; for the NCN's admin
    Open {
        /// The NCN
        ncn: Pubkey,
        /// Its rules
        #[command(flatten)]
        rules: rules::RuleArgs,
    },
    /// Announce rules, which take effect after the notice of a slashing policy; for the NCN's admin
    SetRules {
        /// The NCN
        ncn: Pubkey,
        /// The rules to change
        #[command(flatten)]
        rules: rules::RuleArgs,
    },
    /// Open a feed; for the NCN's admin
    OpenFeed(setup::OpenFeed),
    /// Open the accounts that a feed's rounds take turns in; anyone may send it
    OpenRounds {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
    },
    /// Open the scores of operators in a feed; anyone may send it
    OpenScores {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// The operators [default: all of the table in force]
        operators: Vec<Pubkey>,
    },
    /// Make a final stake table the table of new rounds; anyone may send it
    AdoptTable {
        /// The table
        table: Pubkey,
    },
    /// Sign an operator's price, at most once for a height, and print the vote
    Vote(vote::SignVote),
    /// The file that prevents a second vote for one height
    #[command(subcommand)]
    Protection(vote::ProtectionCommand),
    /// Carry operators' votes to a round; anyone may send it
    Report {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// Files with votes as `restake oracle vote` prints them, one or more each
        #[arg(required = true)]
        votes: Vec<File>,
    },
    /// Close a round with its weighted median; anyone may send it
    Finalize {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// The height [default: that of the last round]
        height: Option<u64>,
    },
    /// Judge the operators of a final round; anyone may send it
    Judge {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// The height [default: that of the last round]
        height: Option<u64>,
        /// Judge this operator alone [default: all that are not judged]
        #[arg(long)]
        operator: Option<Pubkey>,
    },
    /// Slash an offense in each vault behind the operator; anyone may send it
    Slash {
        /// The offense
        offense: Pubkey,
        /// Slash in these vaults alone [default: all with an allocation to the NCN]
        #[arg(long = "vault", value_name = "ADDRESS")]
        vaults: Vec<Pubkey>,
    },
    /// Jail an operator that missed too many rounds; anyone may send it
    Jail {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// The operator
        operator: Pubkey,
    },
    /// Close an offense that no vault can be slashed for any more; its rent goes back to the reporter. Anyone may send it
    CloseOffense {
        /// The offense
        offense: Pubkey,
    },
    /// Announce the end of a feed, which cannot be taken back: its number is never used again; for the NCN's admin
    RetireFeed {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
    },
    /// Close a retired feed with its rounds and scores; the rents go back to the payers. Anyone may send it
    CloseFeed {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
    },
    /// Show an oracle: its rules, its feeds with their prices, and offenses
    Show {
        /// The NCN
        ncn: Pubkey,
    },
    /// Show a round: each operator's report and verdict
    Round {
        /// The NCN
        ncn: Pubkey,
        /// The feed's number
        feed: u8,
        /// The height [default: that of the last round]
        height: Option<u64>,
    },
}

impl OracleCommand {
    /// Whether it signs no transaction and names no signer.
    pub fn only_looks(&self) -> bool {
        match self {
            Self::Show { .. } | Self::Round { .. } | Self::Protection(_) => true,
            Self::Vote(vote) => !vote.report,
            _ => false,
        }
    }

    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Open { ncn, rules } => setup::open(session, ncn, &rules),
            Self::SetRules { ncn, rules } => setup::set_rules(session, ncn, &rules),
            Self::OpenFeed(open) => open.run(session),
            Self::OpenRounds { ncn, feed } => setup::open_rounds(session, ncn, feed),
            Self::OpenScores { ncn, feed, operators } => setup::open_scores(session, ncn, feed, operators),
            Self::AdoptTable { table } => setup::adopt_table(session, table),
            Self::Vote(vote) => vote.run(session),
            Self::Protection(protection) => protection.run(session),
            Self::Report { ncn, feed, votes } => vote::report(session, ncn, feed, &votes),
            Self::Finalize { ncn, feed, height } => keeper::finalize(session, ncn, feed, height),
            Self::Judge { ncn, feed, height, operator } => keeper::judge(session, ncn, feed, height, operator),
            Self::Slash { offense, vaults } => keeper::slash(session, offense, &vaults),
            Self::Jail { ncn, feed, operator } => keeper::jail(session, ncn, feed, operator),
            Self::CloseOffense { offense } => keeper::close_offense(session, offense),
            Self::RetireFeed { ncn, feed } => retirement::retire(session, ncn, feed),
            Self::CloseFeed { ncn, feed } => retirement::close(session, ncn, feed),
            Self::Show { ncn } => show::oracle(session, ncn),
            Self::Round { ncn, feed, height } => show::round(session, ncn, feed, height),
        }
    }
}
