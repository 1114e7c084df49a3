//! Slashes: by the slasher and by proof, vetoed and executed.

use harness::equivocation::Votes;
use harness::keys::{self, Signatures};
use harness::{Split, Svm, Vault, entity, key, slash, split, token};
use restaking_client::pda;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::scene::EPOCH;
use crate::table::Table;

/// Slashes of a vault with two live exit buckets, vetoed and executed, each into accounts that exist.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    svm: &mut Svm,
    [creator, staker, heir, _]: &[Keypair; 4],
    vault: &Vault,
    table: &mut Table,
) -> Result<(), String> {
    let (runner, index, owner) = (creator.pubkey(), vault.index + 1_000, staker.pubkey());
    let split = Split { vault: *vault, operator: pda::operator(&runner, index), ncn: pda::ncn(&runner, index) };
    let harmed = key(&format!("harmed {index}")).pubkey();
    let policy = slash::policy(&runner, &runner, &heir.pubkey(), 3_600);
    let policy =
        restaking_client::PolicyArgs { redistribution: harmed, burn_bps: 6_500, redistribution_bps: 1_000, ..policy };
    // A height a second, from the beginning of time.
    let policy = slash::with_rule(policy, 100_000_000_000_000_000, 0);
    let mut step = |name, svm: &mut Svm, instructions: &[Instruction], signer: &Keypair| {
        let done = svm.send(instructions, &[signer]).map_err(|failure| format!("{name}: {failure}"))?;
        table.add(name, done.compute);
        Ok::<(), String>(())
    };
    let quiet = |svm: &mut Svm, instruction, signer: &Keypair| {
        svm.send(&[instruction], &[signer]).map(|_| ()).map_err(|failure| failure.to_string())
    };
    quiet(svm, entity::register_operator(&runner, index, &runner, 500), creator)?;
    quiet(svm, entity::register_ncn_with(&runner, index, u64::MAX, policy.clone()), creator)?;
    for (left, right) in split.opt_ins() {
        quiet(svm, split::open_opt_in(&runner, &left, &right), creator)?;
        quiet(svm, split::join_opt_in(&runner, &left, &right, split::Side::Left), creator)?;
        quiet(svm, split::join_opt_in(&runner, &left, &right, split::Side::Right), creator)?;
    }
    quiet(svm, split::set_loss_limits(&runner, &vault.address, &split.ncn, 5_000, 10_000), creator)?;
    quiet(svm, split.open_delegation(&runner), creator)?;
    quiet(svm, split.delegate_bps(&runner, 4_321), creator)?;
    quiet(svm, split.open_allocation(&runner), creator)?;
    quiet(svm, split.allocate(&runner, 876_543_210_987_654_321), creator)?;
    quiet(svm, entity::open_record(&runner, &split.ncn, &split.operator), creator)?;
    step("set_slash_policy", svm, &[slash::set_policy(&runner, &split.ncn, policy)], creator)?;
    step("set_breaker", svm, &[slash::set_breaker(vault, 9_000, 10_000)], creator)?;
    svm.warp(svm.now() + 92 * 86_400);
    let epoch = |svm: &Svm, start: i64| ((svm.now() - start) as u64) / EPOCH;
    let start = svm.read::<restaking_client::Vault>(&vault.address).expect("a vault").ledger.genesis;
    for nonce in [10, 11] {
        let bucket = epoch(svm, start) + 1;
        quiet(svm, vault.request_exit(&owner, nonce, 1_234_567_890_123, 1, bucket), staker)?;
        svm.warp(svm.now() + if nonce == 10 { EPOCH as i64 } else { 0 });
    }
    let at = epoch(svm, start);
    let args = |incident, svm: &Svm| restaking_client::ProposeSlashInstructionArgs {
        incident,
        ..slash::args(123_456_789_012_345_678, svm.now(), &owner)
    };
    let (first, second) = (args(1, svm), args(2, svm));
    step("propose_slash, two buckets", svm, &[split.propose_slash(&runner, at, first)], creator)?;
    step("propose_slash, two buckets", svm, &[split.propose_slash(&runner, at, second)], creator)?;
    step("veto_slash, two buckets", svm, &[split.veto_slash(&runner, &split.proposal(1), at)], creator)?;
    svm.warp(svm.now() + 3_600);
    let recipients = [owner, heir.pubkey(), harmed];
    step("execute_slash, two buckets", svm, &[split.execute_slash(&split.proposal(2), at, recipients)], creator)?;
    let key = key(&format!("key {index}"));
    let (ncn, operator) = (split.ncn, split.operator);
    let votes = Votes::conflicting(&ncn, &operator, &key, svm.now() as u64);
    let possession = Signatures::possession(&key, &ncn, &operator).instruction();
    let register = keys::register_key(&runner, &runner, &ncn, &operator, &votes.key, None);
    svm.send(&[possession, register], &[creator]).map_err(|failure| failure.to_string())?;
    step("commit_report", svm, &[votes.commit(&owner)], staker)?;
    svm.pass_slots(16);
    let proof = [votes.signed(&key).instruction(), votes.submit(&owner)];
    step("submit_equivocation", svm, &proof, staker)?;
    let slash = split.slash_equivocation(&owner, &votes.proof(), 1, epoch(svm, start));
    step("slash_equivocation, one bucket", svm, &[slash], staker)?;
    // Who was harmed had no account when the slash was executed.
    svm.put(vault.assets_of(&harmed), token::token_account(vault.asset_mint, harmed, 0));
    step(
        "pay_slash_share",
        svm,
        &[split.pay_slash_share(&split.proposal(2), restaking_client::SlashRecipient::Redistribution, &harmed)],
        creator,
    )?;
    // One part of ten thousand: the first slash passes it.
    quiet(svm, split::set_stop_loss(&runner, &vault.address, &split.ncn, 1), creator)?;
    let (third, at) = (args(3, svm), epoch(svm, start));
    step("propose_slash, passes a stop-loss", svm, &[split.propose_slash(&runner, at, third)], creator)?;
    quiet(svm, split.veto_slash(&runner, &split.proposal(3), at), creator)?;
    step("uncount_slash", svm, &[split.uncount_slash(&split.proposal(3))], creator)?;
    step("set_jail", svm, &[slash::set_jail(&runner, &split.ncn, &split.operator, svm.now() + 9, 1)], creator)?;
    // As many of them have accounts as at the execution above.
    let recipients = [owner, heir.pubkey(), harness::key(&format!("nobody {index}")).pubkey()];
    crate::pledges::measure(svm, [creator, staker, heir], &split, (start, recipients), table)
}
