//! What a deployment requires of a cluster and of the payer, checked before it spends a lamport.

use agave_feature_set as feature;
use restaking_client::gate::Gate;
use restaking_client::{Config, Program, metadata};
use solana_feature_gate_interface as gate;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_system_interface::MAX_PERMITTED_DATA_LENGTH;

use super::upload::{WRITE_UNITS, buffer_key, part_bytes};
use crate::amount::tokens;
use crate::chain::Chain;
use crate::cluster::Cluster;
use crate::error::Result;
use crate::refuse;
use crate::session::Session;

/// What a signature costs, in lamports.
const SIGNATURE_FEE: u64 = 5_000;

/// The most compute units of the transactions that are not a part's: the buffer's, the deployment's or the extension's and the
/// upgrade's, and the config's.
const OTHER_UNITS: u64 = 600_000;

/// Their signatures, all together: two each of the buffer's and the deployment's, which make accounts, and one of the config's.
const OTHER_SIGNATURES: u64 = 5;

/// The features that a program in version `sbpf` of the instruction set needs: each with whether it has to be active.
fn needed(sbpf: u32) -> Vec<(Pubkey, bool)> {
    let mut needed = vec![
        // The framework's entrypoint takes the instruction's data from the second register.
        (feature::provide_instruction_data_offset_in_vm_r2::ID, true),
        // Its system calls that have not always been there: the clock's and the rent's, and the check of an operator's key.
        (feature::get_sysvar_syscall_enabled::ID, true),
        (feature::curve25519_syscall_enabled::ID, true),
    ];
    match sbpf {
        3 => needed.push((feature::enable_sbpf_v3_deployment_and_execution::ID, true)),
        older => {
            needed.push((feature::disable_sbpf_v0_v1_v2_deployment::ID, false));
            needed.extend((older == 1).then_some((feature::enable_sbpf_v1_deployment_and_execution::ID, true)));
            needed.extend((older == 2).then_some((feature::enable_sbpf_v2_deployment_and_execution::ID, true)));
        }
    }
    needed
}

/// Refuses a cluster with features that do not fit `program`, and names them. A local chain does not have to keep accounts of
/// its features: its loader says what it refuses.
pub fn features(chain: &dyn Chain, cluster: &Cluster, program: &[u8]) -> Result<()> {
    if cluster.is_local() {
        return Ok(());
    }
    let Some(sbpf) = artifact::sbpf_version(program).filter(|version| *version <= 3) else {
        refuse!(
            "the program is in no version of the instruction set that is known here: build it with `cargo xtask build`"
        );
    };
    let needed = needed(sbpf);
    let accounts = chain.accounts(&needed.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let active = accounts.iter().map(|account| {
        let state = account.as_ref().and_then(gate::from_account);
        state.is_some_and(|feature| feature.activated_at.is_some())
    });
    let wrong = needed.iter().zip(active).filter(|((_, wanted), active)| wanted != active);
    let told: Vec<String> = wrong
        .map(|((id, wanted), _)| {
            let name = feature::FEATURE_NAMES.get(id).copied().unwrap_or_default();
            let state = if *wanted { "is not active, and has to be" } else { "is active, and must not be" };
            format!("\n  - {id} ({name}) {state}")
        })
        .collect();
    if !told.is_empty() {
        refuse!("the program, in version {sbpf} of the instruction set, does not fit {cluster}:{}", told.concat());
    }
    Ok(())
}

/// A note for a cluster without the program that names VRTs; none where it is, and for a local chain.
pub fn token_metadata(chain: &dyn Chain, cluster: &Cluster) -> Result<Option<String>> {
    if cluster.is_local() || chain.has_program(&metadata::PROGRAM)? {
        return Ok(None);
    }
    let program = metadata::PROGRAM;
    Ok(Some(format!(
        "Note: {cluster} has no Metaplex Token Metadata program ({program}): no VRT or LRT can be named there."
    )))
}

/// What is to be done, for what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The program is as it should be.
    Nothing,
    /// It is put there, with room for so many bytes.
    Deploy(usize),
    /// It is given room for so many bytes, and upgraded.
    Upgrade(usize),
}

/// Refuses room that no account has, or less than the program takes.
pub fn room(bytes: usize, room: usize) -> Result<()> {
    let most = MAX_PERMITTED_DATA_LENGTH as usize - State::size_of_programdata_metadata();
    if room < bytes {
        refuse!("--max-bytes is {room}, and the program has {bytes}");
    }
    if room > most {
        refuse!("the program's account would have room for {room} bytes, and {most} is the most: set --max-bytes");
    }
    Ok(())
}

/// The lamports that the signer needs at once for `change` to `bytes`, and for the config if it is made: the rent of all accounts, less
/// what is in them already, and the fees.
pub fn cost(session: &Session, bytes: &[u8], change: Change, makes_config: bool) -> Result<u64> {
    let config = if makes_config { session.chain.rent(Config::LEN)? } else { 0 };
    cost_at(session, &session.program(), bytes, change, config)
}

/// The lamports for the upgrade gate: its program, where `change` puts that there, and a gate's account.
pub fn cost_of_gate(session: &Session, gates: &Pubkey, bytes: &[u8], change: Change) -> Result<u64> {
    let gate = session.chain.rent(Gate::LEN)?;
    cost_at(session, &Program::at(*gates), bytes, change, gate)
}

/// The lamports for an upload to the buffer of an upgrade of `program`.
pub fn cost_to_upgrade(session: &Session, program: &Program, bytes: &[u8], change: Change) -> Result<u64> {
    cost_at(session, program, bytes, change, 0)
}

fn cost_at(session: &Session, program: &Program, bytes: &[u8], change: Change, made: u64) -> Result<u64> {
    let (chain, config) = (session.chain, made);
    let lamports =
        |address: &Pubkey| -> Result<u64> { Ok(chain.account(address)?.map_or(0, |account| account.lamports)) };
    let buffer = buffer_key(&session.signers.acting, bytes)?.pubkey();
    let rent = match change {
        Change::Nothing => config,
        Change::Deploy(room) | Change::Upgrade(room) => {
            let in_buffer = chain.rent(State::size_of_buffer(bytes.len()))?;
            let code = chain.rent(State::size_of_programdata(room))?.saturating_sub(lamports(&program.program_data())?);
            let made = match change {
                // What is in the buffer pays for the program's code.
                Change::Deploy(_) => chain.rent(State::size_of_program())? + code.saturating_sub(in_buffer),
                _ => code,
            };
            config + made + in_buffer.saturating_sub(lamports(&buffer)?)
        }
    };
    let parts = match change {
        Change::Nothing => 0,
        _ => bytes.len().div_ceil(part_bytes(session, &buffer)?) as u64,
    };
    let price = u128::from(session.price(&[session.me()], WRITE_UNITS)?);
    let units = u128::from(parts * u64::from(WRITE_UNITS) + OTHER_UNITS);
    let priority = u64::try_from((units * price).div_ceil(1_000_000)).unwrap_or(u64::MAX);
    Ok(rent.saturating_add((parts + OTHER_SIGNATURES) * SIGNATURE_FEE).saturating_add(priority))
}

/// Refuses a signer that cannot pay `cost` and keep what an account needs to stay.
pub fn balance(session: &Session, cost: u64) -> Result<()> {
    let has = session.chain.account(&session.me())?.map_or(0, |account| account.lamports);
    let needs = cost.saturating_add(session.chain.rent(0)?);
    if has < needs {
        refuse!("{} has {} SOL, and this takes {}", session.me(), tokens(has, 9), tokens(needs, 9));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names are those of the proposals: the ids come from the runtime's own list.
    #[test]
    fn features_are_the_runtimes() {
        let name = |id: &Pubkey| feature::FEATURE_NAMES.get(id).copied().unwrap_or_default();
        let named = |sbpf| needed(sbpf).iter().map(|(id, active)| (name(id), *active)).collect::<Vec<_>>();
        for sbpf in 0..=3 {
            assert!(named(sbpf).iter().all(|(name, _)| !name.is_empty()), "{sbpf}");
            assert!(named(sbpf).iter().any(|(name, active)| name.starts_with("SIMD-0321: ") && *active));
            let old = named(sbpf).iter().any(|(name, active)| name.starts_with("SIMD-0500: ") && !active);
            assert_eq!(old, sbpf < 3);
        }
        assert!(
            named(3).iter().any(|(name, active)| name.starts_with("SIMD-0178, SIMD-0189 and SIMD-0377: ") && *active)
        );
    }

    #[test]
    fn room_has_bounds() {
        let most = 10 * 1024 * 1024 - 45;
        assert!(room(10, 10).is_ok() && room(10, most).is_ok());
        assert_eq!(room(10, 9).unwrap_err().to_string(), "--max-bytes is 9, and the program has 10");
        assert!(room(10, most + 1).unwrap_err().to_string().ends_with(&format!("{most} is the most: set --max-bytes")));
    }
}
