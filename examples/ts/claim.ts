// Claims every exit whose time has come, and says when the others can be claimed.
//
//   npx tsx claim.ts [--keypair FILE] [--url URL]
import {
  fetchBucketsOf,
  fetchClusterTime,
  fetchExitTickets,
  fetchVaults,
  planClaimExits,
  sendPlan,
} from "restaking-client";

import { connect, loadSigner, options, run, when } from "./cluster.js";

await run(async () => {
  const given = options();
  const cluster = connect(given);
  const owner = await loadSigner(given);

  const [vaults, tickets, now] = await Promise.all([
    fetchVaults(cluster.rpc),
    fetchExitTickets(cluster.rpc, { owner: owner.address }),
    fetchClusterTime(cluster.rpc),
  ]);
  const buckets = await fetchBucketsOf(cluster.rpc, tickets);
  const { plan, claimed, disputed, waiting } = await planClaimExits({ vaults, tickets, buckets, owner, now });
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
  for (const { ticket, assets } of claimed) {
    console.log(`ticket ${ticket} paid ${assets} of the smallest unit`);
  }
  console.log(`done in ${signatures.join(", ")}`);
});
