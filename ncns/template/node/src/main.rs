//! The node of the service: an operator, an aggregator and a keeper. Its configuration, its peers and its state are those of `restake-node`.

mod chores;
mod performer;
mod service;
mod windows;

use std::process::ExitCode;
use std::sync::Arc;

use restake_cli::error::{Error, Result};
use restake_node::run::{Made, Setup};
use restake_node::service::Performer;
use serde::Deserialize;
use template_client::TemplateProgram;

/// The settings in `[service.own]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    /// Prints the value of a height, which is its last argument: 64 hexadecimal digits. No shell reads it. For operators.
    observe: Option<Vec<String>>,
}

fn make(setup: &Setup) -> Result<Made> {
    let config = &setup.config.service;
    let own: Own = config
        .own
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| Error::new(format!("`service.own`: {}", error.message())))?;
    let program = config.program.map_or(TemplateProgram::LOCAL, TemplateProgram::at);
    let service = Arc::new(service::TemplateService { core: setup.core, program, ncn: config.ncn });
    let performer = own.observe.map(performer::Observer::new).transpose()?;
    Ok(Made { service, performer: performer.map(|performer| Arc::new(performer) as Arc<dyn Performer>) })
}

fn main() -> ExitCode {
    restake_node::command::main(make)
}
