/**
 * Changes of the program's accounts, as the node tells of them.
 */
import { type Account, type Address, getBase64Encoder } from "@solana/kit";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import {
  identifyRestakingAccount,
  RestakingAccount,
  type RestakingAccountName,
  readRestakingAccount,
} from "restaking-client";

import { type Found, scanKey } from "./accounts.js";
import { liquidKey, poolStatesKey } from "./liquid.js";
import { useNode } from "./node.js";
import { patched, setIsLive } from "./notices.js";

/** How long changes are gathered before what they touch is read again, in milliseconds. */
const GATHER = 400;

/** How long to wait before asking again for notices that ended, in milliseconds. */
const AGAIN = 5_000;

/**
 * Reads again what changed, as soon as the node says so. Returns whether it does: without it, everything is still read every
 * half minute.
 */
export function useLive(enabled: boolean): boolean {
  const { rpcSubscriptions, key, programAddress, liquidAddress } = useNode();
  const client = useQueryClient();
  const [live, setLive] = useState(false);

  useEffect(() => {
    if (!enabled || !programAddress) {
      return;
    }
    const ending = new AbortController();
    const changed = new Map<Address, Notice>();
    let poolsChanged = false;
    let gathering: ReturnType<typeof setTimeout> | undefined;

    const gather = (notice: Notice | undefined, ofPools: boolean) => {
      poolsChanged ||= ofPools;
      if (notice) {
        changed.set(notice.account.address, notice);
      }
      gathering ??= setTimeout(() => {
        gathering = undefined;
        for (const each of changed.values()) {
          take(client, key, each);
        }
        changed.clear();
        // A pool's value follows the vaults that it is in; nothing else of liquid restaking depends on the core.
        void client.invalidateQueries({ queryKey: poolsChanged ? liquidKey(key) : poolStatesKey(key) });
        poolsChanged = false;
        void client.invalidateQueries({ queryKey: [key, "history"] });
        void client.invalidateQueries({ queryKey: [key, "balance"] });
      }, GATHER);
    };

    const follow = async (program: Address, isMain: boolean) => {
      while (!ending.signal.aborted) {
        try {
          const notices = await rpcSubscriptions
            .programNotifications(program, { commitment: "confirmed", encoding: "base64" })
            .subscribe({ abortSignal: ending.signal });
          if (isMain) {
            setLive(true);
            setIsLive(true);
          }
          for await (const { value } of notices) {
            const { pubkey: address, account } = value;
            const data = new Uint8Array(getBase64Encoder().encode(account.data[0]));
            const notice = isMain
              ? noticeOf({ ...account, address, data, programAddress: account.owner }, program)
              : undefined;
            gather(notice, !isMain);
          }
        } catch {
          // Many public nodes take no such subscription: what is shown is then as old as its last reading.
        }
        if (isMain) {
          setLive(false);
          setIsLive(false);
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    };
    void follow(programAddress, true);
    if (liquidAddress) {
      void follow(liquidAddress, false);
    }
    return () => {
      ending.abort();
      clearTimeout(gathering);
      setLive(false);
      setIsLive(false);
    };
  }, [enabled, rpcSubscriptions, key, programAddress, liquidAddress, client]);
  return live;
}

/** An account as the node tells that it is now. */
type Notice = { readonly name: RestakingAccountName; readonly account: Found<RestakingAccountName> };

/** What a notice tells; nothing for an account that was closed, or of a later version of the program. */
function noticeOf(account: Account<Uint8Array>, programAddress: Address): Notice | undefined {
  try {
    const name = RestakingAccount[identifyRestakingAccount(account.data)] as RestakingAccountName;
    const read = readRestakingAccount({ ...account, exists: true }, programAddress, name);
    return read.exists ? { name, account: read } : undefined;
  } catch {
    return undefined;
  }
}

/** Puts what a notice tells into the lists that were read. A list is read again where it is being read, or where its place in it is not known. */
function take(client: QueryClient, key: string, { name, account }: Notice): void {
  const prefix = scanKey(key, name);
  for (const query of client.getQueryCache().findAll({ queryKey: prefix })) {
    const list: unknown = query.state.data;
    const asked = query.queryKey[prefix.length];
    const next = Array.isArray(list) && query.state.fetchStatus === "idle" ? patched(list, asked, account) : undefined;
    if (next) {
      client.setQueryData(query.queryKey, next);
    } else {
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
  }
}
