// Claims every exit whose time has come, and says when the others can be claimed.
//
//   npx tsx claim.ts [--keypair FILE] [--url URL]
import { fetchClusterTime, fetchExitTickets, fetchVaults, planClaimExits, sendPlan } from "restaking-client";

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
  const { plan, claimed, waiting } = await planClaimExits({ vaults, tickets, owner, now });
  for (const { ticket, claimableAt } of waiting) {
    console.log(`ticket ${ticket} can be claimed from ${when(claimableAt, now)}`);
  }
  if (!plan) {
    console.log("nothing can be claimed now");
    return;
  }
  const signatures = await sendPlan(cluster, plan, owner);
  console.log(`claimed ${claimed.join(", ")} in ${signatures.join(", ")}`);
});
