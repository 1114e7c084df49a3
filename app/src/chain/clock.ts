/**
 * The chain's time. The program uses it, so the page does: this machine's clock may be wrong, and says nothing of when an
 * exit can be claimed.
 */
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { fetchClusterClock } from "restaking-client";

import { useNode } from "./node.js";

/** How often the page reads the chain's time, in milliseconds. */
const ASK_EVERY = 10_000;

/** The seconds since the page was opened, by the machine's clock; only differences matter. */
function elapsed(): number {
  return Math.floor(performance.now() / 1000);
}

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const each of listeners) {
      each();
    }
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** When the latest slot was seen first, by the page's own seconds, by node. */
const latest = new Map<string, { readonly slot: bigint; readonly at: number }>();

/** The chain's time as it was read, to be counted on from. */
function useReading() {
  const { rpc, key } = useNode();
  const { data } = useQuery({
    queryKey: [key, "clock"],
    queryFn: async ({ signal }) => {
      const { time, slot } = await fetchClusterClock(rpc, { commitment: "confirmed", abortSignal: signal });
      const before = latest.get(key);
      const moved = before?.slot === slot ? before : { slot, at: elapsed() };
      latest.set(key, moved);
      return { time, slot, at: elapsed(), movedAt: moved.at };
    },
    refetchInterval: ASK_EVERY,
  });
  return data;
}

/** The chain's slot as it was read last; nothing before the first reading. */
export function useSlot(): bigint | undefined {
  return useReading()?.slot;
}

/** When the page came into view last, by its own seconds: nothing is read while it is hidden. */
let shownAt = 0;
if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", () => {
    shownAt = document.hidden ? shownAt : elapsed();
  });
}

/** How long no new slot may be seen before the page says so, in seconds. */
const STANDS_AFTER = 60;

/** For how many seconds no new slot was seen, in steps of ten; nothing while the chain goes on. */
export function useStanding(): bigint | undefined {
  const reading = useReading();
  const passed = useSyncExternalStore(subscribe, () => {
    if (!reading || document.hidden) {
      return 0;
    }
    const seconds = elapsed() - (reading.at < shownAt ? shownAt : reading.movedAt);
    return seconds - (seconds % 10);
  });
  return passed >= STANDS_AFTER ? BigInt(passed) : undefined;
}

/**
 * The chain's time in unix seconds, counted on between two readings, in steps of `step` seconds; nothing before the first
 * reading. A wide step keeps what is costly to draw from being drawn each second.
 */
export function useNow(step = 1): bigint | undefined {
  const reading = useReading();
  const seconds = useSyncExternalStore(subscribe, () => {
    const passed = elapsed() - (reading?.at ?? 0);
    return passed - (passed % step);
  });
  return reading && reading.time + BigInt(Math.max(seconds, 0));
}
