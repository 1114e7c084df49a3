/**
 * What is shown while there is nothing to show: it is being read, it could not be, or there is none.
 */
import type { ReactNode } from "react";
import { causesOf, ScanRefused } from "restaking-client";
import { Link } from "wouter";

import { describe } from "../wallet/describe.js";

/** Gray placeholders for later content, announced to screen readers. */
export function Loading({ what, rows = 3 }: { readonly what: string; readonly rows?: number }) {
  return (
    <div className="loading" role="status">
      <span className="unseen">Reading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div className="skeleton" key={row} aria-hidden="true" />
      ))}
    </div>
  );
}

/** What could not be read, why, and a way to try again. */
export function Failed(props: { readonly what: string; readonly error: unknown; readonly retry: () => void }) {
  // No second try helps with a node that lists no accounts.
  const refused = causesOf(props.error).some((cause) => cause instanceof ScanRefused);
  return (
    <div className="notice notice-loss" role="alert">
      <p>
        <strong>Could not read {props.what}.</strong> {describe(props.error).sentence}
        {refused && " Or name a static index of the program in the settings: it works with any node."}
      </p>
      {refused && (
        <Link href="/settings" className="button">
          Choose a node
        </Link>
      )}
      <button type="button" className="button" onClick={props.retry}>
        Try again
      </button>
    </div>
  );
}

/** That there is none. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
