/**
 * What a vault's view says of its opt-ins and moves, as curators, operators and NCNs change them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import {
  fetchMaybeOperatorDelegation,
  fetchNcnAllocation,
  fetchOperatorDelegation,
  fetchOptIn,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  planAllocate,
  planAnnounceMove,
  planCancelMove,
  planCompleteMove,
  planSetStopLoss,
} from "restaking-client";

import { act } from "./support/actor.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const pda = pdas(programAddress);

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const harbor = () => localnet.manifest.vaults.harbor?.address as Address;
const operator = (name: string) => localnet.manifest.operators[name] as Address;
const ncn = (name: string) => localnet.manifest.ncns[name] as Address;
const delegationOf = async (name: string) =>
  fetchOperatorDelegation(rpcOf(), await pda.delegation(harbor(), operator(name)));

test("a stop-loss and what is announced to end are told for each NCN", async () => {
  const page = await stage.open({ localnet, path: `/vaults/${harbor()}` });
  const table = page.getByRole("table", { name: "The vault's opt-ins with NCNs" });
  // In the example, cyd has announced to leave the sequencer, which has no table of certain stake.
  const sequencer = table.getByRole("row", { name: /sequencer/ });
  await sequencer.getByText(/cyd leaves on/).waitFor();
  await sequencer.getByText(/sequencer can release it at once/).waitFor();
  const oracle = table.getByRole("row", { name: /^oracle/ });
  await oracle.getByText("never: it has no stop-loss").waitFor();
  await oracle.getByText("nothing announced").waitFor();

  await act(localnet, "curator", async (admin) => {
    const [vault, optIn] = [
      await fetchVault(rpcOf(), harbor()),
      await fetchOptIn(rpcOf(), await pda.optIn(harbor(), ncn("oracle"))),
    ];
    return planSetStopLoss({ programAddress, vault, optIn, admin, bps: 1_500n }).plan;
  });
  await oracle.getByText(/above 15% lost/).waitFor();
  await oracle.getByText(/^0% lost since .*, 15% left$/).waitFor();

  // A slash of ada is open: its veto gives back what was there, so that the oracle releases nothing before its end.
  await act(localnet, "ada", async (allocator, { now }) => {
    const delegation = await delegationOf("ada");
    const allocation = await fetchNcnAllocation(rpcOf(), await pda.allocation(delegation.address, ncn("oracle")));
    const { plan } = await planAllocate({
      programAddress,
      vault: await fetchVault(rpcOf(), harbor()),
      delegation,
      ncn: ncn("oracle"),
      allocation: { ...allocation, exists: true },
      allocator,
      magnitude: { bps: 1_000n },
      now,
    });
    return plan;
  });
  await oracle.getByText(/ada gives \d+(\.\d)?% now, 10(\.\d)?% from/).waitFor();
  await oracle.getByText("the NCN cannot release it sooner now").waitFor();
  await page.context().close();
});

test("moves are told while they are under way, and when they have ended", async () => {
  const page = await stage.open({ localnet, path: `/vaults/${harbor()}` });
  const region = page.getByRole("region", { name: "Where the stake stands" });
  await region.getByRole("img").waitFor();
  const moves = region.getByRole("list", { name: "Moves to other operators" });
  assert.equal(await moves.count(), 0);
  const announce = () =>
    act(localnet, "curator", async (curator, { now }) => {
      const from = await delegationOf("cyd");
      const { plan } = await planAnnounceMove({
        programAddress,
        vault: await fetchVault(rpcOf(), harbor()),
        from,
        operator: operator("ada"),
        to: await fetchMaybeOperatorDelegation(rpcOf(), await pda.delegation(harbor(), operator("ada"))),
        curator,
        units: from.data.delegation.units.next / 3n,
        now,
      });
      return plan;
    });
  await announce();
  const move = moves.getByRole("listitem").first();
  await move.getByText(/5% of the vault\. It stands behind the first operator until/).waitFor();
  await move.getByText("Under way").waitFor();
  assert.match((await move.textContent()) ?? "", /staked-sol from cyd to ada/);

  await act(localnet, "curator", async (curator) => {
    const vault = await fetchVault(rpcOf(), harbor());
    return planCancelMove({ programAddress, vault, from: await delegationOf("cyd"), curator }).plan;
  });
  await moves.getByText(/what the first operator gives up is idle instead/).waitFor();
  await moves.getByText("Canceled").waitFor();
  assert.equal(await moves.getByText("Under way").count(), 0);

  // The units of the canceled move fall first.
  await localnet.pass(4 * 86_400);
  await announce();
  await move.getByText("Under way").waitFor();
  await localnet.pass(4 * 86_400);
  await move.getByText(/anyone can complete it/).waitFor();
  await act(localnet, "frank", async (_, { now }) => {
    const [vault, from, to] = [
      await fetchVault(rpcOf(), harbor()),
      await delegationOf("cyd"),
      await delegationOf("ada"),
    ];
    return (await planCompleteMove({ programAddress, vault, from, to, now })).plan;
  });
  await moves.getByText("Completed").waitFor();
  assert.equal(await moves.getByText("Due", { exact: true }).count(), 0);
  await page.context().close();
});
