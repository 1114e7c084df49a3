//! The program as the upgradeable loader keeps it on a cluster, and what it takes to put it there.

pub mod build;
pub mod gate;
pub mod loading;
pub mod preflight;
pub mod upload;

use restaking_client::Program;
use restaking_client::transaction::Budget;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::{bpf_loader_upgradeable, system_program};

use crate::chain::Chain;
use crate::cluster::Cluster;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::settings::Settings;

/// Where a deployment goes.
pub struct Target {
    /// The cluster.
    pub cluster: Cluster,
    /// What Anchor.toml says.
    pub settings: Settings,
}

/// A program on a cluster.
pub struct Deployed {
    /// The slot of its last deployment.
    pub slot: u64,
    /// The upgrade authority; none if the program is final.
    pub authority: Option<Pubkey>,
    /// Its bytes, with the zeros behind them: the account's room.
    pub code: Vec<u8>,
}

impl Deployed {
    /// The program on `chain`; none where its address holds nothing but lamports.
    pub fn read(chain: &dyn Chain) -> Result<Option<Self>> {
        Self::at(chain, &chain.program())
    }

    /// The program at `address`, likewise.
    pub fn at(chain: &dyn Chain, address: &Pubkey) -> Result<Option<Self>> {
        let program = Program::at(*address);
        let Some(account) = chain.account(&program)? else { return Ok(None) };
        if account.owner == system_program::ID && account.data.is_empty() {
            return Ok(None);
        }
        let address = *program;
        if account.owner != bpf_loader_upgradeable::ID {
            refuse!("the account at {address} is not an upgradeable program: it belongs to {}", account.owner);
        }
        match bincode::deserialize(&account.data) {
            Ok(State::Program { programdata_address }) if programdata_address == program.program_data() => {}
            _ => refuse!("the account at {address} is not a program's, though it belongs to the loader"),
        }
        let head = State::size_of_programdata_metadata();
        let Some(data) = chain.account(&program.program_data())?.filter(|account| account.data.len() >= head) else {
            refuse!("the program at {address} was closed: its address cannot be used again");
        };
        match bincode::deserialize(&data.data) {
            Ok(State::ProgramData { slot, upgrade_authority_address: authority }) => {
                Ok(Some(Self { slot, authority, code: data.data[head..].to_vec() }))
            }
            _ => refuse!("the program at {address} was closed: its address cannot be used again"),
        }
    }

    /// Whether its bytes are `program`'s, but for the zeros behind them.
    pub fn is(&self, program: &[u8]) -> bool {
        artifact::trimmed(&self.code) == artifact::trimmed(program)
    }
}

/// Sends `plan` without a simulation or a question.
pub fn send(session: &mut Session, plan: &Plan, units: u32) -> Result<String> {
    let price = session.price(&[session.me()], units)?;
    session.deliver(plan, Budget { units, price })
}

/// Carries out a plan that was agreed to with all the rest. A document for all of it follows: the parts have none.
pub fn carry_out_agreed(session: &mut Session, plan: Plan, units: u32) -> Result<()> {
    let asked = std::mem::replace(&mut session.options.yes, true);
    let json = std::mem::replace(&mut session.options.json, false);
    let made = if json { send(session, &plan, units).map(drop) } else { session.carry_out(plan) };
    (session.options.yes, session.options.json) = (asked, json);
    made
}
