//! Every account of an instruction, in turn another one, without its signature, read-only, or in a bad state.

use harness::{Done, Failure, key};
use restaking_client::RestakingError;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use crate::{Bank, id};

/// The owner of what the runtime keeps.
const SYSVARS: Pubkey = solana_program::pubkey!("Sysvar1111111111111111111111111111111111111");

/// The state of an account that was never made.
pub const GONE: &str = "gone";

/// The bad states that an account is tried in.
const STATES: [&str; 4] = ["foreign", "zeroed", "short", GONE];

/// An instruction, and what is known of its accounts: any other account is refused, for any reason.
pub struct Call {
    /// The instruction as it should be.
    pub right: Instruction,
    /// The slots that take any wallet.
    pub payers: &'static [usize],
    /// Other accepted accounts of a slot, and other accepted states of its account.
    pub fine: &'static [(usize, &'static str)],
    /// The reason, where it matters that it is this one.
    pub reasons: &'static [(usize, &'static str, RestakingError)],
}

/// Holds `call` against the whole `cast`: each row is refused and leaves every account as it was, but where the call says
/// otherwise. Then it succeeds as it should be. `wallets` are the names of all possible signers.
pub async fn check(bank: &mut Bank, wallets: &[&'static str], cast: &[(&'static str, Pubkey)], call: Call) {
    let mut run = Run { bank, wallets, wrong: vec![] };
    let known = call.fine.iter().copied().chain(call.reasons.iter().map(|entry| (entry.0, entry.1)));
    for (slot, stand_in) in known {
        let is_known = STATES.contains(&stand_in) || cast.iter().any(|each| each.0 == stand_in);
        assert!(slot < call.right.accounts.len() && is_known, "{stand_in}");
    }
    for slot in 0..call.right.accounts.len() {
        run.slot(slot, cast, &call).await;
    }
    assert!(run.wrong.is_empty(), "{:#?}", run.wrong);
    let done = run.send(&call.right).await;
    assert!(done.is_ok(), "as it should be: {done:?}");
}

struct Run<'a> {
    bank: &'a mut Bank,
    wallets: &'a [&'static str],
    wrong: Vec<String>,
}

impl Run<'_> {
    async fn slot(&mut self, slot: usize, cast: &[(&'static str, Pubkey)], call: &Call) {
        let meta = call.right.accounts[slot].clone();
        for (name, address) in cast {
            if *address == meta.pubkey {
                continue;
            }
            let signs = self.wallets.contains(name);
            let mut changed = call.right.clone();
            changed.accounts[slot].pubkey = *address;
            changed.accounts[slot].is_signer &= signs;
            let fine = call.payers.contains(&slot) && signs || call.fine.contains(&(slot, *name));
            let reason = call.reasons.iter().find(|entry| (entry.0, entry.1) == (slot, *name));
            self.row(format!("slot {slot} is {name}"), changed, fine, reason.map(|entry| entry.2.clone())).await;
        }
        if meta.is_signer {
            let mut changed = call.right.clone();
            changed.accounts[slot].is_signer = false;
            self.row(format!("slot {slot} does not sign"), changed, false, None).await;
        }
        if meta.is_writable {
            let mut changed = call.right.clone();
            changed.accounts[slot].is_writable = false;
            self.row(format!("slot {slot} is read-only"), changed, false, None).await;
        }
        let Some(good) = self.bank.account(&meta.pubkey).await else { return };
        // The runtime reads its own state from elsewhere, regardless of its account.
        if good.executable || good.data.is_empty() || good.owner == SYSVARS {
            return;
        }
        let foreign = Account { owner: id("another program"), ..good.clone() };
        let zeroed = Account { data: vec![0; good.data.len()], ..good.clone() };
        let short = Account { data: good.data[..good.data.len() - 1].to_vec(), ..good.clone() };
        for (state, bad) in STATES.into_iter().zip([foreign, zeroed, short, Account::default()]) {
            self.bank.put(&meta.pubkey, bad);
            let fine = call.fine.contains(&(slot, state));
            self.row(format!("slot {slot} is {state}"), call.right.clone(), fine, None).await;
        }
        self.bank.put(&meta.pubkey, good);
    }

    /// Runs a row, and keeps what is wrong with it.
    async fn row(&mut self, row: String, changed: Instruction, fine: bool, reason: Option<RestakingError>) {
        let names = self.signers(&changed);
        if fine {
            self.bank.simulate(&names, changed).await;
            return;
        }
        let keys: Vec<Keypair> = names.into_iter().map(key).collect();
        let failure = self.bank.refused(changed, &keys.iter().collect::<Vec<_>>()).await;
        let wrong = if let Some(reason) = reason {
            (failure.restaking() != Some(reason.clone())).then(|| format!("{row}: {failure}, not {reason}"))
        } else {
            // Each is an error of this instruction, and no broken transaction.
            let ours = matches!(&failure.error, TransactionError::InstructionError(1, error)
                if *error != InstructionError::ProgramFailedToComplete);
            (!ours).then(|| format!("{row}: {failure}"))
        };
        self.wrong.extend(wrong);
    }

    async fn send(&mut self, instruction: &Instruction) -> Result<Done, Failure> {
        let keys: Vec<Keypair> = self.signers(instruction).into_iter().map(key).collect();
        self.bank.send(std::slice::from_ref(instruction), &keys.iter().collect::<Vec<_>>()).await
    }

    /// The signers' names, each once.
    fn signers(&self, instruction: &Instruction) -> Vec<&'static str> {
        let signs = |name: &&str| {
            let address = key(name).pubkey();
            instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == address)
        };
        self.wallets.iter().copied().filter(signs).collect()
    }
}
