//! Pledges for slashes: taken in, restored by an execution, paid back after a veto.

use harness::{Split, Svm, slash};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::EPOCH;
use crate::table::Table;

/// Two slashes of a vault with two live exit buckets, of an epoch that begins at `start` plus a number of them, both pledged for in
/// two pieces: one is vetoed, one executed for `recipients`.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    svm: &mut Svm,
    [runner, staker, pledger]: [&Keypair; 3],
    split: &Split,
    (start, recipients): (i64, [Pubkey; 3]),
    table: &mut Table,
) -> Result<(), String> {
    let (slasher, owner, payer, vault) = (runner.pubkey(), staker.pubkey(), pledger.pubkey(), split.vault);
    let mut step = |name: Option<&'static str>, svm: &mut Svm, instruction: Instruction, signer: &Keypair| {
        let done = svm.send(&[instruction], &[signer]);
        let done = done.map_err(|failure| format!("{}: {failure}", name.unwrap_or("a step on the way")))?;
        if let Some(name) = name {
            table.add(name, done.compute);
        }
        Ok::<(), String>(())
    };
    let epoch = |svm: &Svm| ((svm.now() - start) as u64) / EPOCH;
    for nonce in [20, 21] {
        let bucket = epoch(svm) + 1;
        step(None, svm, vault.request_exit(&owner, nonce, 1_234_567_890_123, 1, bucket), staker)?;
        svm.warp(svm.now() + if nonce == 20 { EPOCH as i64 } else { 0 });
    }
    let at = epoch(svm);
    for incident in [4, 5] {
        let args = restaking_client::ProposeSlashInstructionArgs {
            incident,
            ..slash::args(123_456_789_012_345_678, svm.now(), &owner)
        };
        step(None, svm, split.propose_slash(&slasher, at, args), runner)?;
        let pledge = |amount| split.pledge(&split.proposal(incident), &payer, amount);
        step(Some("pledge, first"), svm, pledge(123_456_789_012), pledger)?;
        step(Some("pledge"), svm, pledge(234_567_890_123), pledger)?;
    }
    let [executed, vetoed] = [4, 5].map(|incident| split.proposal(incident));
    step(None, svm, split.veto_slash(&slasher, &vetoed, at), runner)?;
    step(Some("withdraw_pledge"), svm, split.withdraw_pledge(&vetoed, &payer), pledger)?;
    svm.warp(svm.now() + 3_600);
    let execute = split.execute_slash(&executed, at, recipients);
    step(Some("execute_slash, two buckets, pledged"), svm, execute, runner)?;
    step(Some("withdraw_pledge, after an execution"), svm, split.withdraw_pledge(&executed, &payer), pledger)
}
