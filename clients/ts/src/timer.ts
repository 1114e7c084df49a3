/**
 * Time, as waiting code uses it.
 */

/** A clock that can be waited by. Tests bring one of their own. */
export type Timer = {
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** Waits for some milliseconds. Fails with the signal's reason as soon as it is aborted. */
  readonly sleep: (milliseconds: number, abortSignal?: AbortSignal) => Promise<void>;
};

/** The machine's clock. */
export const SYSTEM_TIMER: Timer = {
  now: () => performance.now(),
  sleep: (milliseconds, abortSignal) =>
    new Promise((resolve, reject) => {
      if (abortSignal?.aborted) {
        reject(abortSignal.reason);
        return;
      }
      const end = (): void => {
        clearTimeout(timeout);
        reject(abortSignal?.reason);
      };
      const timeout = setTimeout(() => {
        abortSignal?.removeEventListener("abort", end);
        resolve();
      }, milliseconds);
      abortSignal?.addEventListener("abort", end, { once: true });
    }),
};
