// Shows what a vault could lose: the NCNs that could take it, the amounts, and the pending changes.
//
//   npx tsx exposure.ts --vault ADDRESS [--url URL]
import { fetchClusterTime, fetchVaultStake, formatAmount, vaultExposure } from "restaking-client";

import { readAddress, run, when } from "./cluster.js";

await run(["vault"], async ({ rpc, programAddress }, given) => {
  const now = await fetchClusterTime(rpc);
  const stake = await fetchVaultStake(rpc, programAddress, readAddress(given.vault));
  const exposure = vaultExposure(stake, now);
  const tokens = (amount: bigint): string => formatAmount(amount, stake.vault.data.decimals);

  console.log(`stake: ${tokens(exposure.stake)}, of which ${tokens(exposure.idle)} stand behind nobody`);
  console.log(`leverage: ${exposure.leverage}`);
  console.log(`slashes of this epoch can take ${tokens(exposure.mostInEpoch)} at the most, all together`);
  console.log(`who asks to leave now is out of their reach from ${when(exposure.safeFrom, now)}`);
  for (const path of exposure.paths) {
    console.log(`\noperator ${path.operator} for NCN ${path.ncn}`);
    if (!path.agreed) {
      console.log("  not all of vault, operator and NCN agree: nothing can be taken");
    }
    console.log(`  ${tokens(path.slashable)} stand behind it; one incident can take ${tokens(path.most)}`);
    for (const { from, most } of path.changes) {
      console.log(`  from ${when(from, now)} on, one incident can take ${tokens(most)}`);
    }
    if (path.maxFraction === 0n) {
      console.log("  the NCN does not slash");
      continue;
    }
    const veto = path.resolver
      ? `can be vetoed for ${path.challengeSeconds} s by ${path.resolver}`
      : "is final at once";
    console.log(`  a slash ${veto}`);
  }
});
