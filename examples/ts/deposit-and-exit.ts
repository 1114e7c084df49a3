// Enters a vault, and requests an exit of all that the deposit gave.
//
//   npx tsx deposit-and-exit.ts --vault ADDRESS --amount 1.5 [--keypair FILE] [--url URL]
import {
  fetchClusterTime,
  fetchHolding,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  formatAmount,
  parseAmount,
  pdas,
  planDeposit,
  planRequestExit,
  requestEpoch,
  sendPlan,
} from "restaking-client";

import { loadSigner, readAddress, run, when } from "./cluster.js";

await run(["vault", "amount"], async (cluster, given) => {
  const { rpc, programAddress } = cluster;
  const staker = await loadSigner(given);

  // A plan is made from the books as they are, and tells what it will do before anything is signed.
  const vault = await fetchRestakingAccount(rpc, programAddress, "Vault", readAddress(given.vault));
  const { decimals } = vault.data;
  const deposit = await planDeposit({
    programAddress,
    vault,
    depositor: staker,
    amount: parseAmount(given.amount, decimals),
    now: await fetchClusterTime(rpc),
    holding: await fetchHolding(rpc, staker.address, vault.data.assetMint),
    to: await fetchHolding(rpc, staker.address, vault.data.vrtMint),
  });
  console.log(`depositing ${given.amount} gives ${formatAmount(deposit.shares, decimals)} shares`);
  const [deposited] = await sendPlan(cluster, deposit.plan, staker);
  console.log(`  done in ${deposited}`);

  // The vault has changed by the deposit, and may have by others: read it again.
  const now = await fetchClusterTime(rpc);
  const changed = await fetchRestakingAccount(rpc, programAddress, "Vault", vault.address);
  const bucket = await fetchMaybeRestakingAccount(
    rpc,
    programAddress,
    "ExitBucket",
    await pdas(programAddress).exitBucket(vault.address, requestEpoch(changed.data.ledger, now)),
  );
  const exit = await planRequestExit({
    programAddress,
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
