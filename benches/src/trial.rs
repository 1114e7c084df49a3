//! Trials: what an instruction costs, and the most of it that fits in a transaction. What a trial changes can be undone.

use harness::Svm;
use restaking_client::transaction::{AddressLookupTableAccount, Budget, Draft, MOST_UNITS, Version};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::hash::Hash;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::table::Fit;

pub fn act(svm: &mut Svm, signer: &Keypair, instruction: Instruction) -> Result<u64, String> {
    svm.send(&[instruction], &[signer]).map(|done| done.compute).map_err(|failure| failure.to_string())
}

/// The most, up to `limit`, of what `make` makes instructions for that fits in a transaction, in each version; each is run on
/// what `ready` has made ready, and undone.
pub fn fit_prepared(
    svm: &mut Svm,
    signer: &Keypair,
    name: &'static str,
    limit: usize,
    make: impl Fn(usize) -> Vec<Instruction>,
    ready: impl Fn(&mut Svm, usize) -> Result<(), String>,
) -> Result<Fit, String> {
    let mut prepared = vec![];
    let payer = signer.pubkey();
    let metas: Vec<AccountMeta> = make(limit).into_iter().flat_map(|each| each.accounts).collect();
    let read: Vec<Pubkey> = metas.iter().filter(|meta| !meta.is_writable).map(|meta| meta.pubkey).collect();
    let kept = svm.lookup_table(&read);
    let ways = [(Version::V0, vec![]), (Version::V0, vec![kept]), (Version::V1, vec![])];
    let mut most = [None; 3];
    for ((version, lookup), most) in ways.iter().zip(&mut most) {
        let budget = (*version == Version::V1).then_some(Budget { units: MOST_UNITS, price: 0 });
        let fits = |count| {
            let instructions = make(count);
            draft(&payer, &instructions, budget, lookup).message(*version, Hash::default()).is_ok()
        };
        let count = (1..=limit).rev().find(|&count| fits(count));
        let Some(count) = count else { return Err(format!("nothing of {name} fits in version {version}")) };
        if !prepared.contains(&count) {
            ready(svm, count)?;
            prepared.push(count);
        }
        let instructions = make(count);
        let compute = undone(svm, &instructions, |svm| {
            let sent = svm.send_draft(&draft(&payer, &instructions, budget, lookup), *version, &[signer]);
            sent.map(|done| done.compute).map_err(|failure| format!("{name}, {count}: {failure}"))
        })?;
        *most = Some((count, compute));
    }
    if most[1] == most[0] {
        // It reads nothing that a lookup table would make shorter.
        most[1] = None;
    }
    Ok(Fit { name, most })
}

fn draft<'a>(
    payer: &'a Pubkey,
    instructions: &'a [Instruction],
    budget: Option<Budget>,
    lookup: &'a [AddressLookupTableAccount],
) -> Draft<'a> {
    Draft { payer, first: &[], instructions, budget, lookup }
}

pub fn undone<T>(svm: &mut Svm, instructions: &[Instruction], run: impl FnOnce(&mut Svm) -> T) -> T {
    let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    let changed = metas.filter(|meta| meta.is_writable);
    let before: Vec<(Pubkey, Option<Account>)> = changed.map(|meta| (meta.pubkey, svm.account(&meta.pubkey))).collect();
    let result = run(svm);
    before.into_iter().for_each(|(address, account)| svm.put(address, account.unwrap_or_default()));
    result
}
