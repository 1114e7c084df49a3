/**
 * A part of a view that fails by itself: one unexpected account must not take the page with it.
 */
import { Component, type ReactNode } from "react";

import { Failed } from "./states.js";

/** What is inside; or that it cannot be shown, and why. */
export class Guarded extends Component<
  { readonly what: string; readonly children: ReactNode },
  { readonly error: unknown }
> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error: error ?? new Error("It cannot be shown") };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? (
      this.props.children
    ) : (
      <Failed what={this.props.what} error={error} retry={() => this.setState({ error: undefined })} />
    );
  }
}
