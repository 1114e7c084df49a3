/**
 * From when on the program's rules can be others.
 */
import { useCodeKeeper } from "../chain/keeper.js";
import { codeStanding } from "../model/code.js";
import { Fact, Facts } from "../parts/layout.js";
import { When } from "../parts/values.js";

/** The authority over the program's code, and the announced upgrade. Nothing until that is known. */
export function CodeFacts({ now }: { readonly now: bigint }) {
  const { data: keeper, error } = useCodeKeeper();
  if (!keeper) {
    return error ? <p className="note">Who can change the program's code could not be read.</p> : null;
  }
  const { from, by, atOnce, since, slot, announced } = codeStanding(keeper, now);
  return (
    <>
      <Facts>
        <Fact label="Other code can run" note={<span className="breakable">by {by}</span>}>
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
        <Fact label="This code runs" note={`the program's account last changed in slot ${slot}`}>
          {since ? (
            <>
              since <When time={since.time} />
              {since.orBefore && " or before"}
            </>
          ) : (
            `since slot ${slot}`
          )}
        </Fact>
      </Facts>
      {announced && (
        <div className="notice notice-warn" role="status">
          <p>
            <strong>Other code is announced.</strong> It can run from <When time={announced.from} /> until{" "}
            <When time={announced.until} />, unless it is canceled. Its hash is{" "}
            <code className="breakable">{announced.hash}</code>. Ask to leave in time if you do not want it.
          </p>
        </div>
      )}
    </>
  );
}
