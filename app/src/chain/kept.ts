/**
 * What was read, kept while it is read anew.
 */
import { useEffect, useRef } from "react";

import { useNode } from "./node.js";

/**
 * `value` or, while there is none, the last one of the same `of` on the same node. What is read by a list of other accounts is nothing for a moment when
 * the list changes: a view that is taken away in that moment loses what is written in its forms, and what they tell.
 */
export function useKept<Value>(of: string | undefined, value: Value | undefined): Value | undefined {
  const { key } = useNode();
  const place = `${key} ${of}`;
  const kept = useRef<{ readonly place: string; readonly value: Value } | undefined>(undefined);
  useEffect(() => {
    if (value !== undefined) {
      kept.current = { place, value };
    }
  }, [place, value]);
  return value ?? (kept.current?.place === place ? kept.current.value : undefined);
}
