// Shows a vault's latest events, and then each new one as it comes.
//
//   npx tsx watch.ts --vault ADDRESS [--url URL]
import { concerns, type EventRecord, fetchEventHistory, type RestakingEvent, watchEvents } from "restaking-client";

import { readAddress, run } from "./cluster.js";

/** How many of the latest transactions to look at. */
const LATEST = 20;

/** An event on one line: its name, and its plain fields. Fields with several values are omitted. */
function line({ name, data }: RestakingEvent): string {
  const fields = Object.entries(data).filter(([, value]) => typeof value !== "object");
  return `${name} ${fields.map(([field, value]) => `${field}=${value}`).join(" ")}`;
}

await run(["vault"], async ({ rpc, rpcSubscriptions, programAddress }, given) => {
  const vault = readAddress(given.vault);
  const show = ({ signature, events, gap }: EventRecord): void => {
    if (gap !== undefined) {
      console.log(`${signature.slice(0, 8)} there may be more: ${gap}`);
    }
    for (const event of events.filter((event) => concerns(event, vault))) {
      console.log(`${signature.slice(0, 8)} ${line(event)}`);
    }
  };

  const latest: EventRecord[] = [];
  for await (const record of fetchEventHistory(rpc, vault, { programAddress, limit: LATEST })) {
    latest.unshift(record);
  }
  latest.forEach(show);

  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  console.log("waiting for more; Ctrl-C ends it");
  for await (const record of watchEvents(rpcSubscriptions, vault, { programAddress, abortSignal: stop.signal })) {
    show(record);
  }
});
