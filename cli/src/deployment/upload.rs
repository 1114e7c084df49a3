//! The buffer that a program is uploaded to. Its key follows from the signer's and from the program's bytes, so that an upload which was
//! interrupted goes on: only the parts that the buffer lacks are written.

use restaking_client::transaction::{bytes, version};
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::bpf_loader_upgradeable;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::send;
use crate::chain::Chain;
use crate::delivery::note_sending;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::signer::Party;

/// The most compute units that writing a part takes.
pub const WRITE_UNITS: u32 = 10_000;

/// How often the parts that a buffer lacks are sent, before something must be wrong.
const ROUNDS: usize = 30;

/// The key pair of the buffer for `bytes`: the same one whenever the same signer uploads the same program.
pub fn buffer_key(signer: &Party, bytes: &[u8]) -> Result<Keypair> {
    Ok(Keypair::new_from_array(signer.secret(&[b"restake: buffer", hash(bytes).as_ref()].concat())?))
}

/// Writes `bytes` into the signer's buffer, as far as they are not there yet, and gives its address.
pub fn upload(session: &mut Session, bytes: &[u8]) -> Result<Pubkey> {
    let (me, key) = (session.me(), buffer_key(&session.signers.acting, bytes)?);
    let buffer = key.pubkey();
    if session.chain.account(&buffer)?.is_none() {
        let lamports = session.chain.rent(State::size_of_buffer(bytes.len()))?;
        let instructions = loader::create_buffer(&me, &buffer, &me, lamports, bytes.len())
            .map_err(|error| Error::new(format!("the buffer cannot be made: {error}")))?;
        let plan = Plan { instructions, signers: vec![key], ..Plan::new("Make the buffer") };
        send(session, &plan, 50_000)?;
    }
    let part = part_bytes(session, &buffer)?;
    let parts = bytes.chunks(part).count();
    let progress = Progress::of("Uploading", parts);
    let mut done = 0;
    for _ in 0..ROUNDS {
        let missing = missing(session.chain, &buffer, &me, bytes, part)?;
        (done..parts - missing.len()).for_each(|_| progress.step());
        done = parts - missing.len();
        if missing.is_empty() {
            return Ok(buffer);
        }
        let price = session.price(&[buffer], WRITE_UNITS)?;
        let writes = missing.into_iter().map(|place| {
            let from = place * part;
            let chunk = bytes[from..bytes.len().min(from + part)].to_vec();
            let plan = Plan::new("Write").with(loader::write(&buffer, &me, from as u32, chunk));
            session.transaction(&plan, WRITE_UNITS, price)
        });
        let writes: Vec<VersionedTransaction> = writes.collect::<Result<_>>()?;
        note_sending();
        session.chain.send_all(&writes)?;
    }
    refuse!("the cluster took {done} of the program's {parts} parts in {ROUNDS} rounds: run this again to go on")
}

/// Which parts of `bytes` the buffer lacks.
fn missing(chain: &dyn Chain, buffer: &Pubkey, me: &Pubkey, bytes: &[u8], part: usize) -> Result<Vec<usize>> {
    let Some(account) = chain.account(buffer)? else {
        refuse!("the buffer {buffer} is not there yet: run this again to go on");
    };
    let head = State::size_of_buffer_metadata();
    let ours = State::Buffer { authority_address: Some(*me) };
    if account.owner != bpf_loader_upgradeable::ID
        || bincode::deserialize::<State>(&account.data).ok() != Some(ours)
        || account.data.len() != State::size_of_buffer(bytes.len())
    {
        refuse!("the account at {buffer} is not your buffer for this program");
    }
    let there = account.data[head..].chunks(part).zip(bytes.chunks(part));
    Ok(there.enumerate().filter(|(_, (there, wanted))| there != wanted).map(|(place, _)| place).collect())
}

/// How many bytes of the program one transaction has room for.
pub fn part_bytes(session: &Session, buffer: &Pubkey) -> Result<usize> {
    let plan = Plan::new("").with(loader::write(buffer, &session.me(), 0, vec![]));
    let transaction = session.transaction(&plan, WRITE_UNITS, 1)?;
    let version = version(&transaction.message).unwrap_or_default();
    // The length of a longer instruction takes one byte more.
    Ok(version.most_bytes() - bytes(&transaction.message) - 1)
}
