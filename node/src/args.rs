//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use restake_cli::time::Moment;

/// An operator, an aggregator of votes and a keeper of a service (NCN), in one process
#[derive(Debug, Parser)]
#[command(name = "restake-node", version)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the roles of the configuration until SIGTERM or SIGINT
    Run {
        /// The configuration
        #[arg(long, value_name = "FILE", env = "RESTAKE_NODE_CONFIG")]
        config: PathBuf,
        /// Run these roles alone [default: all that are configured]
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<Role>,
    },
    /// Check the configuration, the keys, the protection file, the chain and the service, and run nothing
    Check {
        /// The configuration
        #[arg(long, value_name = "FILE", env = "RESTAKE_NODE_CONFIG")]
        config: PathBuf,
    },
    /// Let an operator that halted sign again after its next start. Find the other node with its key first
    Resume {
        /// The configuration
        #[arg(long, value_name = "FILE", env = "RESTAKE_NODE_CONFIG")]
        config: PathBuf,
    },
    /// Show what the roles gained and spent
    Earnings {
        /// The configuration
        #[arg(long, value_name = "FILE", env = "RESTAKE_NODE_CONFIG")]
        config: PathBuf,
        /// Show what was booked from then on, as in `7d ago` [default: all]
        #[arg(long, value_name = "TIME")]
        since: Option<Moment>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Observes and signs.
    Operator,
    /// Carries votes.
    Aggregator,
    /// Does what anyone may send.
    Keeper,
}
