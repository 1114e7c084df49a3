/**
 * What feeds of a price oracle say.
 */
import { type oracle, uriText } from "restaking-client";

import { plainName } from "./description.js";

/** The longest name, in characters. */
const MOST = 32;

/** The name of a feed, which its NCN's admin chose: cleaned for display. */
export function feedName(bytes: oracle.Feed["name"]): string {
  return plainName(uriText(bytes), MOST) || "without a name";
}

/** The rounds in which an operator was judged and nothing was found: its price was near the median, or too few agreed on one. */
export function goodRounds({ judged, warnings, abstentions, absences, offenses }: oracle.Score): bigint {
  return judged - warnings - abstentions - absences - offenses;
}
