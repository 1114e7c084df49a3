/**
 * Failures whose messages are sentences for people.
 */

/** A failure whose message says all that its reader needs, whatever caused it. */
export class Told extends Error {
  override readonly name: string = "Told";
}
