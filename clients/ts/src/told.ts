/**
 * Failures with sentences for people as their messages.
 */

/** A failure with a message that says all that its reader needs, regardless of the cause. */
export class Told extends Error {
  override readonly name: string = "Told";
}
