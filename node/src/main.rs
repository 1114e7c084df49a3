//! `restake-node` for the price oracle.

use std::process::ExitCode;

fn main() -> ExitCode {
    restake_node::command::main(restake_node::run::oracle)
}
