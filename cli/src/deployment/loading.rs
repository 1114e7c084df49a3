//! What the loader does to a program: it deploys or upgrades it, and gives it room.

use std::time::Duration;

use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction::{self as loader, MINIMUM_EXTEND_PROGRAM_BYTES};
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::bpf_loader_upgradeable;
use solana_signer::Signer;
use solana_system_interface::MAX_PERMITTED_DATA_LENGTH;
use solana_system_interface::instruction as system;

use super::upload::upload;
use super::{Deployed, send};
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Plan, Session};

/// How often, and how far apart, the slot is read.
const POLLS: usize = 100;

const POLL: Duration = Duration::from_millis(200);

/// The room after an extension of `has` bytes to `bytes` or more: no less is added at once than the loader takes, and no more than an
/// account may have.
pub fn extended(has: usize, bytes: usize) -> usize {
    let most = MAX_PERMITTED_DATA_LENGTH as usize - State::size_of_programdata_metadata();
    bytes.max((has + MINIMUM_EXTEND_PROGRAM_BYTES as usize).min(most))
}

/// Uploads `bytes` and makes the program of `key` of them, with room for `room`.
pub fn deploy(session: &mut Session, key: Keypair, bytes: &[u8], room: usize) -> Result<()> {
    let buffer = upload(session, bytes)?;
    let (me, program) = (session.me(), key.pubkey());
    let lamports = session.chain.rent(State::size_of_program())?;
    #[allow(deprecated, reason = "its successor is for a loader that the clusters do not have yet")]
    let made = loader::deploy_with_max_program_len(&me, &program, &buffer, &me, lamports, room)
        .map_err(|error| Error::new(format!("the deployment cannot be made: {error}")))?;
    let deploy = made.into_iter().next_back().expect("the deployment behind what makes the account");
    let mut instructions = program_account(session.chain, &me, &program, lamports)?;
    instructions.push(deploy);
    let plan = Plan { instructions, signers: vec![key], ..Plan::new("Deploy the program") };
    send(session, &plan, 200_000).map(drop)
}

/// What makes the program's account. An address with lamports can no longer be created as an account: it is filled up and taken as
/// it is.
fn program_account(chain: &dyn Chain, me: &Pubkey, program: &Pubkey, lamports: u64) -> Result<Vec<Instruction>> {
    let (owner, space) = (bpf_loader_upgradeable::ID, State::size_of_program() as u64);
    let has = chain.account(program)?.map_or(0, |account| account.lamports);
    if has == 0 {
        return Ok(vec![system::create_account(me, program, lamports, space, &owner)]);
    }
    Ok(vec![
        system::transfer(me, program, lamports.saturating_sub(has)),
        system::allocate(program, space),
        system::assign(program, &owner),
    ])
}

/// Uploads `bytes` and makes the program's code of them, with room for `room`.
pub fn upgrade(session: &mut Session, bytes: &[u8], room: usize) -> Result<()> {
    let (me, program) = (session.me(), *session.program());
    let has = Deployed::read(session.chain)?.map_or(0, |deployed| deployed.code.len());
    if room > has {
        make_room(session, &program, has, room)?;
        pass_a_slot(session.chain)?;
    }
    let buffer = upload(session, bytes)?;
    send(session, &Plan::new("Upgrade").with(loader::upgrade(&program, &buffer, &me, &me)), 200_000).map(drop)
}

/// Gives `program`, which has room for `has` bytes, room for `bytes`; the signer pays. It needs no upgrade authority.
pub fn make_room(session: &mut Session, program: &Pubkey, has: usize, bytes: usize) -> Result<()> {
    let more = extended(has, bytes) - has;
    let plan = Plan::new("Make room").with(loader::extend_program(program, Some(&session.me()), more as u32));
    send(session, &plan, 200_000).map(drop)
}

/// Waits for the next slot: a program changes once in a slot at the most, and more room is a change.
pub fn pass_a_slot(chain: &dyn Chain) -> Result<()> {
    let from = chain.slot()?;
    for _ in 0..POLLS {
        std::thread::sleep(POLL);
        if chain.slot()? > from {
            return Ok(());
        }
    }
    refuse!("the cluster stands still at slot {from}: run this again to go on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_grows_as_the_loader_takes_it() {
        let least = MINIMUM_EXTEND_PROGRAM_BYTES as usize;
        let most = MAX_PERMITTED_DATA_LENGTH as usize - State::size_of_programdata_metadata();
        assert_eq!(extended(1_000, 1_001), 1_000 + least);
        assert_eq!(extended(1_000, 1_000 + least + 1), 1_001 + least);
        assert_eq!(extended(most - 10, most - 5), most, "all that is left, where that is less");
    }
}
