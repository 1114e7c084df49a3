//! The program as it stands on a chain that has it from the beginning on: what the upgradeable loader leaves behind.

use std::path::Path;

use anyhow::{Context, Result};
use restaking_client::{ID, pda};
use solana_account::Account;
use solana_loader_v3_interface::state::UpgradeableLoaderState;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::bpf_loader_upgradeable;

/// The compiled program, and who may upgrade it.
#[derive(Clone, Debug)]
pub struct Program {
    elf: Vec<u8>,
    authority: Pubkey,
}

impl Program {
    /// The program in the file at `path`, which `authority` may upgrade.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(path: &Path, authority: Pubkey) -> Result<Self> {
        let elf = std::fs::read(path).with_context(|| {
            format!("the compiled program cannot be read at {}; build it with `cargo xtask build`", path.display())
        })?;
        Ok(Self { elf, authority })
    }

    /// The accounts that its deployment in slot 0 leaves, with the lamports that `rent` asks for their bytes: the
    /// code's, and the program's own, which names it.
    ///
    /// # Errors
    /// None that a program can bring about.
    pub fn accounts(&self, rent: impl Fn(usize) -> u64) -> Result<[(Pubkey, Account); 2]> {
        let owned = |data: Vec<u8>, executable| Account {
            lamports: rent(data.len()),
            data,
            owner: bpf_loader_upgradeable::ID,
            executable,
            rent_epoch: u64::MAX,
        };
        let head = UpgradeableLoaderState::ProgramData { slot: 0, upgrade_authority_address: Some(self.authority) };
        let mut code = bincode::serialize(&head)?;
        code.extend_from_slice(&self.elf);
        let names = UpgradeableLoaderState::Program { programdata_address: pda::program_data() };
        Ok([(pda::program_data(), owned(code, false)), (ID, owned(bincode::serialize(&names)?, true))])
    }
}
