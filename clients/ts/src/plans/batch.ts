/**
 * Several things to do of which none depends on another.
 */
import {
  type Address,
  type Instruction,
  type InstructionPlan,
  parallelInstructionPlan,
  sequentialInstructionPlan,
  singleInstructionPlan,
} from "@solana/kit";

/** One of several things to do: {@link sendEach} does each of them that can be done. */
export type BatchItem<Key> = {
  /** What it is about. */
  readonly key: Key;
  readonly plan: InstructionPlan;
};

/** One of several that a plan leaves out, and why, in a sentence. */
export type Skipped<Key> = {
  readonly key: Key;
  readonly why: string;
};

/** What one item does, with what has to come before it and after it: for its token account, which several may share. */
export type Step<Key> = {
  readonly key: Key;
  readonly account: Address;
  readonly before: readonly Instruction[];
  readonly step: Instruction;
  readonly after: readonly Instruction[];
};

/** Each step by itself, and all of them as one plan: nothing where there are none. */
export function batchOf<Key>(steps: readonly Step<Key>[]): {
  readonly items: readonly BatchItem<Key>[];
  readonly plan: InstructionPlan | undefined;
} {
  const items = steps.map((each) => ({ key: each.key, plan: stepPlan(each) }));
  if (steps.length === 0) {
    return { items, plan: undefined };
  }
  const accounts = [...new Map(steps.map((each) => [each.account, each])).values()];
  const middle = steps.map(({ step }) => step);
  const plan = sequentialInstructionPlan([
    ...accounts.flatMap(({ before }) => before),
    middle.length === 1 ? (middle[0] as Instruction) : parallelInstructionPlan(middle),
    ...accounts.flatMap(({ after }) => after),
  ]);
  return { items, plan };
}

/** A step with what comes before it and after it. */
export function stepPlan({ before, step, after }: Omit<Step<unknown>, "key" | "account">): InstructionPlan {
  return before.length + after.length === 0
    ? singleInstructionPlan(step)
    : sequentialInstructionPlan([...before, step, ...after]);
}
