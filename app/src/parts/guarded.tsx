/**
 * A part of a view that fails by itself: one unexpected account must not take the page with it.
 */
import { useQueryClient } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";

import { Failed } from "./states.js";

type Part = { readonly what: string; readonly children: ReactNode };

/**
 * What is inside; or that it cannot be shown, and why.
 *
 * Accounts are read one after the other, so that a transaction between two readings can leave figures that do not fit. What fails is
 * therefore read anew and tried once more before the reader has to ask for it.
 */
export function Guarded(part: Part) {
  const client = useQueryClient();
  // What is inside is gone while it fails, so nobody else reads what changed meanwhile.
  const readAnew = () => client.refetchQueries({ type: "all", predicate: ({ state }) => state.isInvalidated });
  return <Guard {...part} readAnew={readAnew} />;
}

class Guard extends Component<Part & { readonly readAnew: () => Promise<void> }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };
  /** Whether it failed, was read anew, and has not been shown since. */
  private tried = false;

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error("It cannot be shown") };
  }

  override componentDidCatch(): void {
    if (!this.tried) {
      this.tried = true;
      this.retry();
    }
  }

  override componentDidUpdate(): void {
    if (this.state.error === undefined) {
      this.tried = false;
    }
  }

  private readonly retry = (): void => {
    void this.props.readAnew().finally(() => this.setState({ error: undefined }));
  };

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? (
      this.props.children
    ) : (
      <Failed what={this.props.what} error={error} retry={this.retry} />
    );
  }
}
