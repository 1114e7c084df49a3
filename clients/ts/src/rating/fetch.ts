/**
 * What ratings need and an NCN's or an operator's own accounts do not hold: the programs behind roles, entries of tables, and balances.
 */
import {
  type Account,
  type Address,
  fetchEncodedAccounts,
  type GetAccountInfoApi,
  type GetMultipleAccountsApi,
  isOffCurveAddress,
  type Rpc,
} from "@solana/kit";

import { type CodeKeeper, fetchCodeKeeper, noticeSeconds, UPGRADEABLE_LOADER } from "../gate/keeper.js";
import type { Ncn, Operator, OperatorDelegation, VaultPosition } from "../generated/accounts/index.js";
import type { SlashPolicy } from "../generated/types/index.js";
import { fetchHoldings } from "../holdings.js";
import { pendingPolicy } from "../ledger/pending.js";
import { policyAt } from "../ledger/risk.js";
import { NOBODY } from "../nobody.js";
import { pdas } from "../pda.js";
import { inChunks, type ReadConfig } from "../read.js";
import { type StakeEntry, stakeTableEntries } from "../table.js";
import { Told } from "../told.js";
import { type PolicyRoles, type Role, signingOf } from "./facts.js";
import type { Code } from "./points.js";

type Reading = Rpc<GetAccountInfoApi & GetMultipleAccountsApi>;

/** The roles of each NCN's policies, by its address. */
export type NcnRoles = ReadonlyMap<
  Address,
  { readonly active: PolicyRoles; readonly announced: PolicyRoles | undefined }
>;

/** Reads what acts as slasher and as resolver of each of `ncns`, at `now`. */
export async function fetchNcnRoles(
  rpc: Reading,
  ncns: readonly Pick<Account<Ncn>, "address" | "data">[],
  now: bigint,
  config: ReadConfig = {},
): Promise<NcnRoles> {
  const policies = ncns.map(({ address, data }) => {
    return { address, active: policyAt(data, now), announced: pendingPolicy(data, now)?.policy };
  });
  const named = policies.flatMap(({ active, announced }) => [active, ...(announced ? [announced] : [])]);
  const roles = await fetchRoles(
    rpc,
    [...new Set(named.flatMap(({ slasher, resolver }) => [slasher, resolver]))],
    config,
  );
  const of = ({ slasher, resolver }: SlashPolicy) => ({ slasher: roles.get(slasher), resolver: roles.get(resolver) });
  return new Map(
    policies.map(({ address, active, announced }) => [
      address,
      { active: of(active), announced: announced && of(announced) },
    ]),
  );
}

/** What acts at each of `addresses`; a vacant role has no entry. */
async function fetchRoles(
  rpc: Reading,
  addresses: readonly Address[],
  config: ReadConfig,
): Promise<ReadonlyMap<Address, Role>> {
  const filled = addresses.filter((address) => address !== NOBODY);
  const accounts = await fetchEncoded(rpc, filled, config);
  const signing = filled.map((address, place) => {
    const account = accounts[place];
    const found = account?.exists ? { owner: account.programAddress, data: account.data } : undefined;
    return [address, signingOf(address, found)] as const;
  });
  const programs = new Set(signing.flatMap(([, each]) => (each.kind === "program" ? [each.program] : [])));
  const keepers = new Map(
    await Promise.all([...programs].map(async (program) => [program, await keeperOf(rpc, program, config)] as const)),
  );
  return new Map(
    signing.map(([address, each]): [Address, Role] => {
      if (each.kind !== "program") {
        return [address, { authority: each }];
      }
      const keeper = keepers.get(each.program);
      if (!keeper) {
        return [address, { authority: { kind: "unknown" } }];
      }
      const upgradeAuthority = keeper.kind === "nobody" ? undefined : keeper.authority;
      return [
        address,
        { authority: { kind: "program", code: codeOf(keeper) }, program: each.program, upgradeAuthority },
      ];
    }),
  );
}

/** The authority over a program's code; nothing for a program of another loader or a closed one. */
async function keeperOf(rpc: Reading, program: Address, config: ReadConfig): Promise<CodeKeeper | undefined> {
  const [account] = await fetchEncoded(rpc, [program], config);
  if (!account?.exists || !account.executable || account.programAddress !== UPGRADEABLE_LOADER) {
    return undefined;
  }
  try {
    return await fetchCodeKeeper(rpc, program, config);
  } catch (error) {
    if (error instanceof Told) {
      return undefined;
    }
    throw error;
  }
}

function codeOf(keeper: CodeKeeper): Code {
  const by = (authority: Address): Code => ({ kind: isOffCurveAddress(authority) ? "program" : "key" });
  if (keeper.kind === "nobody") {
    return { kind: "final" };
  }
  if (keeper.kind === "key") {
    return by(keeper.authority);
  }
  const notice = noticeSeconds(keeper);
  return notice === undefined
    ? keeper.own.kind === "key"
      ? by(keeper.own.authority)
      : { kind: "key" }
    : { kind: "gate", notice };
}

/** Reads the entries of the tables at `addresses`. */
export async function fetchEntries(
  rpc: Reading,
  programAddress: Address,
  addresses: readonly Address[],
  config: ReadConfig = {},
): Promise<ReadonlyMap<Address, readonly StakeEntry[]>> {
  const accounts = await fetchEncoded(rpc, addresses, config);
  return new Map(
    accounts.map((account): [Address, readonly StakeEntry[]] => {
      const isOurs = account.exists && account.programAddress === programAddress;
      return [account.address, (isOurs && stakeTableEntries(account.data)) || []];
    }),
  );
}

/** Reads the VRT that `operator`'s admin has of each vault that delegates to it: in the associated account, and in `positions` of its own. */
export async function fetchOwnShares(
  rpc: Reading,
  programAddress: Address,
  operator: Pick<Operator, "admin">,
  delegations: readonly Pick<OperatorDelegation, "vault">[],
  positions: readonly VaultPosition[],
  config: ReadConfig = {},
): Promise<ReadonlyMap<Address, bigint>> {
  const pda = pdas(programAddress);
  const vaults = [...new Set(delegations.map(({ vault }) => vault))];
  const [mints, pools] = await Promise.all([
    Promise.all(vaults.map((vault) => pda.vrtMint(vault))),
    Promise.all(vaults.map((vault) => pda.bondPool(vault))),
  ]);
  const holdings = await fetchHoldings(rpc, operator.admin, mints, config);
  return new Map(
    vaults.map((vault, place) => {
      const bonded = positions
        .filter(({ owner, pool }) => owner === operator.admin && pool === pools[place])
        .reduce((sum, { position }) => sum + position.bonded, 0n);
      const held = holdings.find(({ mint }) => mint === mints[place])?.amount ?? 0n;
      return [vault, held + bonded];
    }),
  );
}

/** Accounts by their addresses, as many at once as a node gives. */
async function fetchEncoded(rpc: Reading, addresses: readonly Address[], { commitment, abortSignal }: ReadConfig) {
  const config = { ...(commitment && { commitment }), ...(abortSignal && { abortSignal }) };
  const chunks = inChunks(addresses).map((chunk) => fetchEncodedAccounts(rpc, [...chunk], config));
  return (await Promise.all(chunks)).flat();
}
