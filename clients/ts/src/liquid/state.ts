/**
 * A pool with all that values it, read at one slot, and its value at a time: what the program reads in each instruction.
 */
import {
  type Account,
  type Address,
  type Commitment,
  type GetMultipleAccountsApi,
  getBase64Encoder,
  type Rpc,
} from "@solana/kit";

import type { ExitBucket, ExitTicket, Vault } from "../generated/accounts/index.js";
import { isSettled } from "../ledger/exit.js";
import { CLOCK, RENT } from "../native-stake/programs.js";
import { NOBODY } from "../nobody.js";
import { pdas, UPGRADEABLE_LOADER } from "../pda.js";
import { clockIn, fetchAtOneSlot, fetchMany, type ReadConfig, readRestakingAccount, stands } from "../read.js";
import { Told } from "../told.js";
import { poolAssets, poolTickets } from "./accounts.js";
import type { Pool } from "./generated/accounts/index.js";
import { type Holding, holdingOfExit, holdingOfShares, NO_HOLDING, together } from "./ledger/placement.js";
import { isUsed, type Touched, touched } from "./ledger/pool.js";
import { NO_QUOTE, PAR_QUOTE, type Quote } from "./ledger/price.js";
import { PoolRefusal } from "./ledger/refusal.js";
import { readLiquidAccount } from "./read.js";
import { readSource, rentIn, type Source, sourceParts, sourceQuote } from "./sources.js";

/** Where the programs of a pool are. */
export type OfPool = {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  /** The core's program. */
  readonly core: Address;
};

/** A pool with all that values it. */
export type PoolState = {
  readonly pool: Account<Pool>;
  readonly vaults: ReadonlyMap<Address, Vault>;
  readonly tickets: ReadonlyMap<Address, ExitTicket>;
  /** The buckets of tickets that are not settled, by ticket. */
  readonly buckets: ReadonlyMap<Address, ExitBucket>;
  /** What the assets' sources say, by the assets' `source`. */
  readonly sources: ReadonlyMap<Address, Source>;
  /** The slots in which the sources' programs were deployed, by the programs' data accounts. */
  readonly deployed: ReadonlyMap<Address, bigint>;
  /** The cluster's epoch and time. */
  readonly epoch: bigint;
  readonly time: bigint;
};

/** A placement of a pool at a time. */
export type PlacedValue = {
  /** Its place. */
  readonly place: number;
  /** What its shares come to, in tokens of its asset. */
  readonly shares: Holding;
  /** What its exits come to, by slot; nothing where there is none. */
  readonly exits: readonly (Holding | undefined)[];
};

/** A pool's value at a time. */
export type PoolValue = Touched & {
  readonly placed: readonly PlacedValue[];
  /** The first asset that another program than the acknowledged one values. */
  readonly upgraded: number | undefined;
  /** The tokens of each asset that exits from vaults will bring, by the lower figure. */
  readonly onTheWay: readonly bigint[];
};

/** How a program's data account begins: its tag and the slot of its deployment. */
const PROGRAM_DATA = Uint8Array.of(3, 0, 0, 0);
const PROGRAM_DATA_HEAD = 12;

/**
 * Fetches a pool and all that values it.
 *
 * @throws Told There is no pool at `address`, or the node does not tell of what it needs.
 */
export async function fetchPoolState(
  rpc: Rpc<GetMultipleAccountsApi>,
  { programAddress, core }: OfPool,
  address: Address,
  config: ReadConfig = {},
): Promise<PoolState> {
  const first = await fetchAtOneSlot(rpc, [address], config);
  const before = poolIn(first.accounts, programAddress, address);
  const tickets = await fetchMany(rpc, core, "ExitTicket", poolTickets(before.data), config);
  const bucketOf = new Map(
    await Promise.all(
      [...tickets]
        .filter(([, { data }]) => !isSettled(data.ticket))
        .map(async ([ticket, { data }]): Promise<[Address, Address]> => {
          return [ticket, await pdas(core).exitBucket(data.vault, data.ticket.epoch)];
        }),
    ),
  );
  const assets = poolAssets(before.data).filter(({ source }) => source !== NOBODY);
  const vaults = before.data.placements.map(({ vault }) => vault).filter((vault) => vault !== NOBODY);
  const [{ accounts }, deployed] = await Promise.all([
    fetchAtOneSlot(
      rpc,
      [address, CLOCK, RENT, ...vaults, ...tickets.keys(), ...bucketOf.values(), ...assets.flatMap(sourceParts)],
      config,
    ),
    deployedIn(
      rpc,
      assets.map(({ programData }) => programData).filter((data) => data !== NOBODY),
      config,
    ),
  ]);
  const at = (place: Address) => accounts.get(place) ?? ({ address: place, exists: false } as const);
  const clock = at(CLOCK);
  const { time, epoch } = clockIn(clock.exists ? clock.data : undefined);
  const rentOf = rentIn(at(RENT));
  if (!rentOf) {
    throw new Told("The node does not tell the cluster's rent: use another node");
  }
  const known = <Key, Value>(pairs: readonly (readonly [Key, Value | undefined])[]) =>
    new Map(pairs.filter((pair): pair is readonly [Key, Value] => pair[1] !== undefined));
  const inCore = <Name extends "Vault" | "ExitTicket" | "ExitBucket">(name: Name, place: Address | undefined) => {
    const read = place && readRestakingAccount(at(place), core, name);
    return read?.exists ? read.data : undefined;
  };
  return {
    pool: poolIn(accounts, programAddress, address),
    vaults: known(vaults.map((vault) => [vault, inCore("Vault", vault)] as const)),
    tickets: known([...tickets.keys()].map((ticket) => [ticket, inCore("ExitTicket", ticket)] as const)),
    buckets: known([...bucketOf].map(([ticket, bucket]) => [ticket, inCore("ExitBucket", bucket)] as const)),
    sources: known(assets.map((asset) => [asset.source, readSource(asset, at, programAddress, rentOf)] as const)),
    deployed,
    epoch,
    time,
  };
}

function poolIn(
  accounts: Awaited<ReturnType<typeof fetchAtOneSlot>>["accounts"],
  programAddress: Address,
  address: Address,
): Account<Pool> {
  const account = accounts.get(address);
  const pool = account && readLiquidAccount(account, programAddress, "Pool");
  if (!pool) {
    throw new Told(`There is no pool at ${address}`);
  }
  return pool;
}

/** The slots of the latest deployments, by the programs' data accounts: the code itself is not read. */
async function deployedIn(
  rpc: Rpc<GetMultipleAccountsApi>,
  addresses: readonly Address[],
  {
    commitment,
    abortSignal,
  }: { readonly commitment?: Commitment | undefined; readonly abortSignal?: AbortSignal | undefined },
): Promise<Map<Address, bigint>> {
  const distinct = [...new Set(addresses)];
  if (distinct.length === 0) {
    return new Map();
  }
  const { value } = await rpc
    .getMultipleAccounts(distinct, {
      encoding: "base64",
      dataSlice: { offset: 0, length: PROGRAM_DATA_HEAD },
      ...(commitment && { commitment }),
    })
    .send(abortSignal && { abortSignal });
  return new Map(
    distinct.flatMap((address, place): [Address, bigint][] => {
      const account = value[place];
      const data = account && getBase64Encoder().encode(account.data[0]);
      const isData =
        account?.owner === UPGRADEABLE_LOADER &&
        data &&
        data.length >= PROGRAM_DATA_HEAD &&
        stands(data, 0, PROGRAM_DATA);
      return isData
        ? [[address, new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(4, true)]]
        : [];
    }),
  );
}

/** What a source says of the asset at `place`, at `now`. */
function quoteOf({ pool, sources, epoch }: PoolState, place: number, now: bigint): Quote {
  const asset = poolAssets(pool.data)[place];
  if (!asset || asset.source === NOBODY) {
    return PAR_QUOTE;
  }
  if (!isAsked(pool.data, place, now)) {
    return NO_QUOTE;
  }
  const source = sources.get(asset.source);
  if (!source) {
    throw new PoolRefusal("WrongSource");
  }
  return sourceQuote(source, asset, epoch, now);
}

/** Whether the pool needs a rate of the asset at `place`: one that takes no deposits yet needs none either. */
function isAsked(pool: Pool, place: number, now: bigint): boolean {
  const asset = poolAssets(pool)[place];
  return asset !== undefined && asset.source !== NOBODY && isUsed(pool.ledger, place, now >= asset.activeFrom);
}

/**
 * A pool's value at `now`, by its sources.
 *
 * @throws PoolRefusal What any instruction that needs the value would be refused for.
 */
export function poolValue(state: PoolState, now: bigint): PoolValue {
  const { pool, vaults, tickets, buckets, deployed } = state;
  const assets = poolAssets(pool.data);
  const onTheWay = assets.map(() => 0n);
  const placed: PlacedValue[] = [];
  const holdings: Holding[] = [];
  for (const [place, { vault, tickets: slots }] of pool.data.placements.entries()) {
    const books = pool.data.ledger.placements[place];
    if (vault === NOBODY || !books) {
      holdings.push(NO_HOLDING);
      continue;
    }
    const account = vaults.get(vault);
    if (!account) {
      throw new PoolRefusal("WrongVault");
    }
    const shares = holdingOfShares(account.ledger, books.shares, now);
    const exits = books.exits.map((exit, slot): Holding | undefined => {
      const address = slots[slot];
      if (exit.shares === 0n || address === undefined) {
        return undefined;
      }
      const ticket = tickets.get(address);
      if (!ticket) {
        throw new PoolRefusal("WrongTicket");
      }
      return holdingOfExit(exit, ticket.ticket, buckets.get(address)?.bucket);
    });
    const coming = exits.reduce((sum: Holding, exit) => (exit ? together(sum, exit) : sum), NO_HOLDING);
    const asset = Number(books.asset - 1n);
    onTheWay[asset] = (onTheWay[asset] ?? 0n) + coming.low;
    placed.push({ place, shares, exits });
    holdings.push(together(shares, coming));
  }
  const quotes = assets.map((_, place) => quoteOf(state, place, now));
  const upgraded = assets.findIndex(
    ({ programData, codeSlot }, place) =>
      programData !== NOBODY && isAsked(pool.data, place, now) && deployed.get(programData) !== codeSlot,
  );
  return {
    ...touched(pool.data.ledger, quotes, holdings, now),
    placed,
    upgraded: upgraded < 0 ? undefined : upgraded,
    onTheWay,
  };
}

/**
 * The value as if all stake pools had been updated: what an instruction meets that is sent behind their updates, up to the yield that
 * these book.
 */
export function withFreshSources(state: PoolState): PoolState {
  const { sources, epoch } = state;
  const fresh = [...sources].map(([at, source]): [Address, Source] => [
    at,
    source.kind === "stakePool" ? { ...source, pool: { ...source.pool, updatedIn: epoch } } : source,
  ]);
  return { ...state, sources: new Map(fresh) };
}

/** The stake pools that wait for an update, of assets whose rate the pool needs. */
export function staleSources({ pool, sources, epoch, time }: PoolState): Address[] {
  return poolAssets(pool.data).flatMap(({ source: address }, place) => {
    const source = isAsked(pool.data, place, time) ? sources.get(address) : undefined;
    return source?.kind === "stakePool" && source.pool.updatedIn !== epoch ? [address] : [];
  });
}
