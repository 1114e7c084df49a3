// Enters a vault, and asks to leave it again with all that the deposit gave.
//
//   npx tsx deposit-and-exit.ts --vault ADDRESS --amount 1.5 [--keypair FILE] [--url URL]
import {
  fetchClusterTime,
  fetchMaybeExitBucket,
  fetchVault,
  formatAmount,
  parseAmount,
  pda,
  planDeposit,
  planRequestExit,
  requestEpoch,
  sendPlan,
} from "restaking-client";

import { connect, loadSigner, options, readAddress, run, when } from "./cluster.js";

await run(async () => {
  const given = options("vault", "amount");
  const cluster = connect(given);
  const staker = await loadSigner(given);

  // A plan is made from the books as they are, and tells what it will do before anything is signed.
  const vault = await fetchVault(cluster.rpc, readAddress(given.vault));
  const { decimals } = vault.data;
  const deposit = await planDeposit({
    vault,
    depositor: staker,
    amount: parseAmount(given.amount, decimals),
    now: await fetchClusterTime(cluster.rpc),
  });
  console.log(`depositing ${given.amount} gives ${formatAmount(deposit.shares, decimals)} shares`);
  const [deposited] = await sendPlan(cluster, deposit.plan, staker);
  console.log(`  done in ${deposited}`);

  // The vault has changed by the deposit, and may have by others: read it again.
  const now = await fetchClusterTime(cluster.rpc);
  const changed = await fetchVault(cluster.rpc, vault.address);
  const bucket = await fetchMaybeExitBucket(
    cluster.rpc,
    await pda.exitBucket(vault.address, requestEpoch(changed.data.ledger, now)),
  );
  const exit = await planRequestExit({
    vault: changed,
    owner: staker,
    shares: deposit.shares,
    bucket: bucket.exists ? bucket : undefined,
    now,
  });
  console.log(`leaving with them gives a ticket for ${formatAmount(exit.assets, decimals)}`);
  const [requested] = await sendPlan(cluster, exit.plan, staker);
  console.log(`  done in ${requested}`);
  console.log(`ticket ${exit.ticket} can be claimed from ${when(exit.claimableAt, now)}`);
});
