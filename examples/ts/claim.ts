// Claims every exit whose time has come, and says when the others can be claimed.
//
//   npx tsx claim.ts [--keypair FILE] [--url URL]
import {
  fetchBucketsOf,
  fetchClusterTime,
  fetchExitTickets,
  fetchVaults,
  formatAmount,
  planClaimExits,
  sendPlan,
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
  const { plan, claimed, disputed, waiting } = await planClaimExits({
    programAddress,
    vaults,
    tickets,
    buckets,
    owner,
    now,
  });
  for (const { ticket, claimableAt } of waiting) {
    console.log(`ticket ${ticket} can be claimed from ${when(claimableAt, now)}`);
  }
  for (const ticket of disputed) {
    console.log(`ticket ${ticket} is paid, and kept open by a slash that may be vetoed`);
  }
  if (!plan) {
    console.log("nothing can be claimed now");
    return;
  }
  const signatures = await sendPlan(cluster, plan, owner);
  const decimals = new Map(vaults.map(({ address, data }) => [address, data.decimals]));
  for (const { ticket, vault, assets } of claimed) {
    console.log(`ticket ${ticket} paid ${formatAmount(assets, decimals.get(vault) ?? 0)}`);
  }
  console.log(`done in ${signatures.join(", ")}`);
});
