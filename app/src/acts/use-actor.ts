/**
 * What acts take from the page: the wallet, the program, and names.
 */
import type { Address } from "@solana/kit";
import { FALL_EPOCHS, type Notice, RISE_EPOCHS } from "restaking-client";

import { useAccounts } from "../chain/accounts.js";
import { type Names, useNames } from "../chain/names.js";
import { useNode, useProgram } from "../chain/node.js";
import { useWallets } from "../wallet/wallets.js";
import type { Place } from "./place.js";

/** The connected wallet, and where and by which names it acts. */
export function useActor(): {
  readonly me: Address | undefined;
  readonly place: Place;
  readonly names: Names;
} {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const names = useNames();
  const { connection } = useWallets();
  return { me: connection?.address, place: { rpc, programAddress }, names };
}

/** The notice of what concerns vaults of any epoch; nothing before the config is read. */
export function useAnyNotice(now: bigint): Notice | undefined {
  const { data: configs } = useAccounts("Config");
  const longest = configs?.[0]?.data.maxEpochSeconds;
  return longest === undefined ? undefined : { fall: now + FALL_EPOCHS * longest, rise: now + RISE_EPOCHS * longest };
}
