/**
 * An index of addresses, as `restake index` and an indexer's `/accounts` have it.
 */
import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import { fetchRestakingAccounts, LOCALNET_PROGRAM_ADDRESS, liquid, type RestakingAccountName } from "restaking-client";

import type { Localnet } from "./localnet.js";

/** The kinds in an index, but for those that the page looks for by address. */
const KINDS: readonly RestakingAccountName[] = [
  ...(["Vault", "Operator", "Ncn", "OperatorDelegation", "NcnAllocation", "OptIn", "OperatorRecord"] as const),
  ...(["SlashProposal", "SlashPledge", "ExitTicket", "ExitBucket", "VaultPosition", "VaultBondPool"] as const),
  ...(["RewardTree", "RewardClaim", "RewardOffer", "StakeTable", "DepositorApproval", "Grant", "Config"] as const),
];

const LIQUID_KINDS: readonly liquid.LiquidAccountName[] = [
  ...(["Pool", "ExitBatch", "ExitPart", "QueuedExit", "CollectedExit"] as const),
  ...(["SetAside", "RewardAuction", "PriceReport"] as const),
];

/** Where the page finds it. */
export const INDEX_URL = "http://index.example/index.json";

type Lists = Readonly<Record<string, readonly Address[]>>;

/** What an index has beside its slot and its cluster. */
export type Index = {
  readonly program: Address;
  readonly accounts: Lists;
  readonly liquid: { readonly program: Address; readonly accounts: Lists };
};

async function listsOf<Kind extends string>(
  kinds: readonly Kind[],
  list: (kind: Kind) => Promise<readonly { readonly address: Address }[]>,
): Promise<Lists> {
  const lists = kinds.map(async (kind) => [kind, (await list(kind)).map(({ address }) => address)] as const);
  return Object.fromEntries(await Promise.all(lists));
}

/** An index of what is on the chain now. */
export async function indexNow({ manifest }: Localnet): Promise<Index> {
  const rpc = createSolanaRpc(manifest.rpc);
  const config = { commitment: "confirmed" } as const;
  const [program, pools] = [LOCALNET_PROGRAM_ADDRESS, liquid.LOCALNET_PROGRAM_ADDRESS];
  return {
    program,
    accounts: await listsOf(KINDS, (kind) => fetchRestakingAccounts(rpc, program, kind, {}, config)),
    liquid: {
      program: pools,
      accounts: await listsOf(LIQUID_KINDS, (kind) => liquid.fetchLiquidAccounts(rpc, pools, kind, undefined, config)),
    },
  };
}

/** Serves `index` to the page. */
export async function serveIndex(page: Page, { manifest }: Localnet, index: Index): Promise<void> {
  const genesis = await createSolanaRpc(manifest.rpc).getGenesisHash().send();
  await page.route(INDEX_URL, (route) =>
    route.fulfill({
      json: { format: "restaking-index/1", genesis, slot: "1", ...index },
      headers: { "access-control-allow-origin": "*" },
    }),
  );
}
