/**
 * Changes of the program's accounts, as the node tells of them.
 */
import { type Address, getBase64Encoder, type ReadonlyUint8Array } from "@solana/kit";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { identifyRestakingAccount, RestakingAccount, type RestakingAccountName } from "restaking-client";

import { scanKey } from "./accounts.js";
import { liquidKey } from "./liquid.js";
import { useNode } from "./node.js";

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
    const changed = new Set<RestakingAccountName>();
    let gathering: ReturnType<typeof setTimeout> | undefined;

    const gather = (name: RestakingAccountName | undefined) => {
      if (name) {
        changed.add(name);
      }
      gathering ??= setTimeout(() => {
        gathering = undefined;
        for (const each of changed) {
          void client.invalidateQueries({ queryKey: scanKey(key, each) });
        }
        changed.clear();
        // A pool's value follows the vaults that it is in.
        void client.invalidateQueries({ queryKey: liquidKey(key) });
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
          setLive((before) => before || isMain);
          for await (const { value } of notices) {
            gather(isMain ? kindOf(getBase64Encoder().encode(value.account.data[0])) : undefined);
          }
        } catch {
          // Many public nodes take no such subscription: what is shown is then as old as its last reading.
        }
        setLive((before) => before && !isMain);
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
    };
  }, [enabled, rpcSubscriptions, key, programAddress, liquidAddress, client]);
  return live;
}

/** Which kind of account that is; nothing for one of a later version of the program. */
function kindOf(data: ReadonlyUint8Array): RestakingAccountName | undefined {
  try {
    return RestakingAccount[identifyRestakingAccount(data)] as RestakingAccountName;
  } catch {
    return undefined;
  }
}
