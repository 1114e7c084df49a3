//! The program's deployment on a chain that begins: by the upgradeable loader, in the transactions that a cluster would see.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use harness::Failure;
use harness::deploy::{self, Step};
use harness::key;
use harness::liquid::LIQUID;
use harness::oracle::ORACLE;
use restaking_client::liquid::stake_pool::STAKE_POOLS;
use restaking_client::native_stake::SINGLE_POOL_PROGRAM;
use restaking_client::{ID, metadata, pda};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_signer::Signer;
use solana_transaction::Transaction;
use surfpool_core::surfnet::svm::SurfnetSvm;

use crate::example::liquid::stake_pools;
use crate::example::{gate, names, native};

/// What the deployment is paid from, in lamports: more than the largest program asks for.
const LAMPORTS: u64 = 1_000_000_000_000;

/// The compiled program, and its upgrade authority.
#[derive(Clone, Debug)]
pub struct Program {
    elf: Vec<u8>,
    authority: Arc<Keypair>,
}

impl Program {
    /// The program in the file at `path`, which `authority` may upgrade.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(path: &Path, authority: Keypair) -> Result<Self> {
        let elf = std::fs::read(path).with_context(|| {
            format!("the compiled program cannot be read at {}; build it with `cargo xtask build`", path.display())
        })?;
        Ok(Self { elf, authority: Arc::new(authority) })
    }

    /// Deploys it: makes a buffer, writes the program into it part by part, and has the loader make the program of it. No time
    /// passes on the chain meanwhile.
    ///
    /// # Errors
    /// What the loader says, if it refuses.
    pub fn deploy(&self, svm: &mut SurfnetSvm) -> Result<()> {
        let (payer, buffer) = (deploy::payer(), key("buffer"));
        let funded = svm.airdrop(&payer.pubkey(), LAMPORTS).map_err(|error| anyhow!("no airdrop: {error:?}"))?;
        funded.map_err(|failed| anyhow!("no airdrop: {}", failed.err))?;
        let rents = [0, 1].map(|bytes| svm.inner.minimum_balance_for_rent_exemption(bytes));
        let rent = |bytes: usize| rents[0] + (rents[1] - rents[0]) * bytes as u64;
        // The buffer is its payer's until the program is whole, and then the authority's.
        for step in deploy::upload(&self.elf, &buffer, &payer, rent) {
            send(svm, &step)?;
        }
        send(svm, &deploy::hand_over(&buffer.pubkey(), &payer, &self.authority.pubkey()))?;
        send(svm, &deploy::deploy(&buffer.pubkey(), &payer, &self.authority, self.elf.len(), rent))?;
        // The node lists the accounts that it is told of.
        for address in [pda::program_data(), ID] {
            let account = svm.inner.get_account(&address).map_err(|error| anyhow!("{address}: {error}"))?;
            let account = account.with_context(|| format!("the loader has made no account at {address}"))?;
            svm.set_account(&address, account).map_err(|error| anyhow!("{address} cannot be listed: {error}"))?;
        }
        Ok(())
    }
}

/// Metaplex's Token Metadata program in the file at `path`, as a chain begins with it.
///
/// # Errors
/// If the file cannot be read.
pub fn token_metadata(path: &Path) -> Result<[(Pubkey, Account); 2]> {
    let elf = std::fs::read(path).with_context(|| {
        format!("Metaplex's program cannot be read at {}; `cargo xtask localnet` puts it there", path.display())
    })?;
    Ok(deploy::founded(&elf, &metadata::PROGRAM, None, |bytes| Rent::default().minimum_balance(bytes)))
}

/// SPL's program of single-validator pools in the file at `path`, with the validators' vote accounts, as a chain begins with them.
///
/// # Errors
/// If the file cannot be read.
pub fn single_pools(path: &Path) -> Result<Vec<(Pubkey, Account)>> {
    let elf = std::fs::read(path).with_context(|| {
        format!(
            "the pool program cannot be read at {}; build it with `cargo xtask build --single-pool`",
            path.display()
        )
    })?;
    let rent = |bytes: usize| Rent::default().minimum_balance(bytes);
    let program = deploy::founded(&elf, &SINGLE_POOL_PROGRAM, None, rent);
    Ok(program.into_iter().chain(native::vote_accounts()).collect())
}

/// The programs of liquid restaking and of SPL's stake pools in the files at `liquid` and `stake_pool`, with the stake pools' accounts, as
/// a chain begins with them. `authority` may upgrade the former.
///
/// # Errors
/// If a file cannot be read.
pub fn liquid_pools(liquid: &Path, stake_pool: &Path, authority: &Pubkey) -> Result<Vec<(Pubkey, Account)>> {
    let read = |path: &Path| {
        std::fs::read(path)
            .with_context(|| format!("{} cannot be read; `cargo xtask localnet` provides it", path.display()))
    };
    let rent = |bytes: usize| Rent::default().minimum_balance(bytes);
    let own = deploy::founded(&read(liquid)?, &LIQUID, Some(authority), rent);
    let pools = deploy::founded(&read(stake_pool)?, &STAKE_POOLS, None, rent);
    Ok(own.into_iter().chain(pools).chain(stake_pools::accounts()).chain(names::liquid_metadata()).collect())
}

/// The service in the file at `path`, at the address that it is built for, as a chain begins with it. `authority` may upgrade it.
///
/// # Errors
/// If the file cannot be read, or does not say which address it is built for.
pub fn service(path: &Path, authority: &Pubkey) -> Result<[(Pubkey, Account); 2]> {
    let elf = std::fs::read(path).with_context(|| {
        format!("the service cannot be read at {}; `cargo xtask build --ncn NAME` builds it", path.display())
    })?;
    let address = artifact::built_for(&elf)
        .with_context(|| format!("{} does not say which address it is built for", path.display()))?;
    let rent = |bytes: usize| Rent::default().minimum_balance(bytes);
    Ok(deploy::founded(&elf, &Pubkey::new_from_array(address), Some(authority), rent))
}

/// The upgrade gate in the file at `path`, final, and a buffer with other code for the program in the file at `program`.
///
/// # Errors
/// If a file cannot be read.
pub fn upgrade_gate(path: &Path, program: &Path) -> Result<Vec<(Pubkey, Account)>> {
    let read = |path: &Path| {
        std::fs::read(path)
            .with_context(|| format!("{} cannot be read; build it with `cargo xtask build`", path.display()))
    };
    Ok(gate::accounts(&read(path)?, &read(program)?, |bytes| Rent::default().minimum_balance(bytes)))
}

/// The price oracle's program in the file at `path`, as a chain begins with it. `authority` may upgrade it.
///
/// # Errors
/// If the file cannot be read.
pub fn price_oracle(path: &Path, authority: &Pubkey) -> Result<[(Pubkey, Account); 2]> {
    let elf = std::fs::read(path).with_context(|| {
        format!("the price oracle cannot be read at {}; build it with `cargo xtask build`", path.display())
    })?;
    Ok(deploy::founded(&elf, &ORACLE, Some(authority), |bytes| Rent::default().minimum_balance(bytes)))
}

fn send(svm: &mut SurfnetSvm, step: &Step) -> Result<()> {
    let signers: Vec<&Keypair> = step.signers.iter().collect();
    let payer = signers.first().context("a transaction has a signer")?.pubkey();
    let transaction =
        Transaction::new(&signers, Message::new(&step.instructions, Some(&payer)), svm.latest_blockhash());
    let done = svm.send_transaction(transaction.into(), false, true);
    done.map_err(|failed| anyhow!(Failure { error: failed.err, logs: failed.meta.logs }))?;
    Ok(())
}
