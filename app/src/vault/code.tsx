/**
 * From when on the program's rules can be others.
 */
import { rating } from "restaking-client";

import { useAccounts } from "../chain/accounts.js";
import { useCodeKeeper } from "../chain/keeper.js";
import { group } from "../format/amount.js";
import { codeStanding } from "../model/code.js";
import { Fact, Facts } from "../parts/layout.js";
import { AddressLine, When } from "../parts/values.js";

/** The authority over the program's code, and the announced upgrade. Nothing until that is known. */
export function CodeFacts({ now }: { readonly now: bigint }) {
  const { data: keeper, error } = useCodeKeeper();
  const { data: configs } = useAccounts("Config");
  if (!keeper) {
    return error ? <p className="note">The authority over the program's code could not be read.</p> : null;
  }
  const config = configs?.[0]?.data;
  const { from, by, key, atOnce, since, slot, announced } = codeStanding(
    keeper,
    now,
    config && rating.slowestExit(config),
  );
  return (
    <>
      <Facts>
        <Fact
          label="Other code can run"
          note={
            <>
              by {by}
              {key && (
                <>
                  {" "}
                  <AddressLine address={key} what="the key that can change the code" />
                </>
              )}
            </>
          }
        >
          <span className={atOnce ? "loss" : ""}>
            {from === undefined ? (
              "never"
            ) : from <= now ? (
              "at any time"
            ) : (
              <>
                from <When time={from} />
              </>
            )}
          </span>
        </Fact>
        <Fact label="This code runs" note={`the program's account last changed in slot ${group(String(slot))}`}>
          {since ? (
            <>
              since <When time={since.time} />
              {since.orBefore && " or before"}
            </>
          ) : (
            `since slot ${group(String(slot))}`
          )}
        </Fact>
      </Facts>
      {announced && (
        <div className="notice notice-warn" role="status">
          <p>
            <strong>Other code is announced.</strong> It can run from <When time={announced.from} /> until{" "}
            <When time={announced.until} />, unless it is canceled. Its hash is{" "}
            <code className="breakable">{announced.hash}</code>. Ask to leave in time if you do not want it. From a
            vault with a term, exits begin at its end alone.
          </p>
        </div>
      )}
    </>
  );
}
