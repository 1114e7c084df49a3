// Claims every exit that has matured, and says when the others can be claimed.
//
//   npx tsx claim.ts [--keypair FILE] [--url URL]
import {
  explainError,
  fetchBucketsOf,
  fetchClusterTime,
  fetchExitTickets,
  fetchHoldings,
  fetchVaults,
  formatAmount,
  planClaimExits,
  sendEach,
} from "restaking-client";

import { loadSigner, run, when } from "./cluster.js";

await run([], async (cluster, given) => {
  const { rpc, programAddress } = cluster;
  const owner = await loadSigner(given);

  const [vaults, tickets, now] = await Promise.all([
    fetchVaults(rpc, programAddress),
    fetchExitTickets(rpc, programAddress, { owner: owner.address }),
    fetchClusterTime(rpc),
  ]);
  const buckets = await fetchBucketsOf(rpc, programAddress, tickets);
  // A token account's owner field names its owner. Strangers can give tickets of any token: no account is made for one.
  // Strangers can give tickets of any token: none is made an account for.
  const mints = vaults.map(({ data }) => data.assetMint);
  const holdings = await fetchHoldings(rpc, owner.address, mints);
  const { items, claimed, disputed, waiting, skipped } = await planClaimExits({
    programAddress,
    vaults,
    tickets,
    buckets,
    holdings,
    owner,
    now,
  });
  for (const { ticket, claimableAt } of waiting) {
    console.log(`ticket ${ticket} can be claimed from ${when(claimableAt, now)}`);
  }
  for (const ticket of disputed) {
    console.log(`ticket ${ticket} is paid, and kept open by a slash that may be vetoed`);
  }
  for (const { key, why } of skipped) {
    console.log(`ticket ${key} is left out: ${why}`);
  }
  if (items.length === 0) {
    console.log("nothing can be claimed now");
    return;
  }
  // One that fails blocks no other.
  const { done, failed, left } = await sendEach(cluster, items, owner);
  const decimals = new Map(vaults.map(({ address, data }) => [address, data.decimals]));
  for (const { ticket, vault, assets } of claimed.filter(({ ticket }) => done.some(({ key }) => key === ticket))) {
    console.log(`ticket ${ticket} paid ${formatAmount(assets, decimals.get(vault) ?? 0)}`);
  }
  for (const { key, error } of failed) {
    console.log(`ticket ${key} was not paid: ${explainError(error, { programAddress }).sentence}`);
  }
  if (failed.length + left.length + skipped.length > 0) {
    process.exitCode = 1;
  }
  console.log(`done in ${[...new Set(done.flatMap(({ signatures }) => signatures))].join(", ")}`);
});
