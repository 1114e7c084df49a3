/**
 * A clock that moves when somebody waits, and only then.
 */
import type { Timer } from "restaking-client";

/** The clock, with the waits that were asked of it. */
export class FakeTimer implements Timer {
  readonly waits: number[] = [];
  private time = 0;

  readonly now = (): number => this.time;

  readonly sleep = async (milliseconds: number, abortSignal?: AbortSignal): Promise<void> => {
    abortSignal?.throwIfAborted();
    this.waits.push(milliseconds);
    this.time += milliseconds;
  };
}
