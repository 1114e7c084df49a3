/**
 * Stake on its way from one operator of a vault to another.
 */
import type { Address } from "@solana/kit";
import { booksAt, mulDivFloor, stakeOf, timeAt } from "restaking-client";

import type { World } from "../chain/market.js";
import type { Happening } from "../history/read.js";

/** A move that is announced and neither completed nor canceled. */
export type Move = {
  readonly from: Address;
  /** The operator that it goes to; nothing where its delegation was not read. */
  readonly to: Address | undefined;
  /** The units, out of `whole` of the vault, and the stake that they are now. */
  readonly units: bigint;
  readonly whole: bigint;
  readonly stake: bigint;
  /** From when on anyone can complete it; until then it stands behind the first operator. */
  readonly dueFrom: bigint;
  readonly isDue: boolean;
};

/** A move that is over. */
export type EndedMove = {
  readonly key: string;
  readonly from: Address;
  readonly to: Address;
  readonly time: bigint;
  readonly canceled: boolean;
  /** The units that the first operator gave up, and those that the second one has of them; nothing of a canceled one. */
  readonly units: { readonly freed: bigint; readonly arrived: bigint } | undefined;
};

/** The moves of a vault that are under way, the first to be due first. */
export function movesUnderWay(vault: World["vaults"][number], delegations: World["delegations"], now: bigint): Move[] {
  const [books, time] = [booksAt(vault.data.ledger, now), timeAt(vault.data.ledger, now)];
  return delegations
    .filter(({ data }) => data.vault === vault.address && data.delegation.moving > 0n)
    .map(({ data: { operator, delegation, moveTo } }): Move => {
      const dueFrom = delegation.units.effective;
      return {
        from: operator,
        to: delegations.find(({ address }) => address === moveTo)?.data.operator,
        units: delegation.moving,
        whole: books.units,
        stake: mulDivFloor(stakeOf(books), delegation.moving, books.units),
        dueFrom,
        isDue: time >= dueFrom,
      };
    })
    .sort((one, other) => (one.dueFrom < other.dueFrom ? -1 : 1));
}

/** The moves that ended by `happenings`, in their order. */
export function endedMoves(happenings: readonly Happening[]): EndedMove[] {
  return happenings.flatMap(({ signature, index, event }): EndedMove[] => {
    const key = `${signature} ${index}`;
    switch (event.name) {
      case "MoveCompleted": {
        const { from, to, time, freed, units } = event.data;
        return [{ key, from, to, time, canceled: false, units: { freed, arrived: units } }];
      }
      case "MoveCanceled": {
        const { from, to, time } = event.data;
        return [{ key, from, to, time, canceled: true, units: undefined }];
      }
      default:
        return [];
    }
  });
}
