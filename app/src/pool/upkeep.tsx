/**
 * What anyone can do for a pool now, one by one.
 */
import { useLiquid } from "../chain/liquid.js";
import { Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { type PoolScene, useFreshPool } from "./scene.js";
import { poolTasks } from "./tasks.js";

/** What anyone can do. */
export function PoolUpkeep(scene: PoolScene) {
  const { address } = scene.state.pool;
  const { connection } = useWallets();
  const fresh = useFreshPool(address);
  const { data: batches, error, refetch } = useLiquid("ExitBatch", { field: "pool", is: address });
  const { sending, send, reset, busy } = useSend(undefined);
  // Lots have their buttons beside what they sell.
  const tasks = poolTasks(scene, { batches: batches ?? [], auctions: [], held: new Map() }, fresh);
  return (
    <Section title="What anyone can do">
      {error && <Failed what="the batches of its queue" error={error} retry={() => void refetch()} />}
      {!batches && !error ? (
        <Loading what="what waits" rows={2} />
      ) : tasks.length === 0 && !error ? (
        <Empty>Nothing waits to be done now.</Empty>
      ) : (
        <ul className="tickets">
          {tasks.map(({ key, what, does, button, plan }) => (
            <li key={key} className="ticket">
              <div>
                <strong>{what}</strong>
                <span className="note">{does}</span>
              </div>
              <button
                type="button"
                className="small-button"
                disabled={busy || !connection}
                onClick={() => void send(plan)}
              >
                {button}
                <span className="unseen">: {what}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Progress sending={sending} dismiss={reset} />
    </Section>
  );
}
