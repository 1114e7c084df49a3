/**
 * Which liquid pools are not read, and a way to go on.
 */
import { counted } from "../format/text.js";
import { POOLS_AT_ONCE, type PoolsRead } from "../model/pool-upkeep.js";

/** Says how many pools are read, and reads more; nothing where all are. */
export function PoolsLeft(props: {
  readonly progress: PoolsRead;
  readonly more: () => void;
  readonly retry: () => void;
}) {
  const { pools, read, failed, reading, left } = props.progress;
  if (read === pools) {
    return null;
  }
  return (
    <div className="more">
      <p role="status">
        {read} of {pools} liquid pools are read{reading > 0 && `, and ${reading} more are on their way`}.
      </p>
      {failed > 0 && (
        <p className="warn">
          {counted(failed, "pool")} could not be read: what waits there is not known.{" "}
          <button type="button" className="button" onClick={props.retry}>
            Try again
          </button>
        </p>
      )}
      {left > 0 && (
        <button type="button" className="button" onClick={props.more}>
          Read {Math.min(left, POOLS_AT_ONCE)} more
        </button>
      )}
    </div>
  );
}
