/**
 * What operators and NCNs say of themselves, at the URI in their account: the JSON of `docs/schema/description.schema.json`. All of it is
 * a stranger's: each text is bounded and cleaned before it is shown.
 */
import { displayText, safeLink } from "restaking-client";

/** The longest texts, in characters, and the longest file, in bytes. */
export const LIMITS = { name: 40, description: 280, website: 200, bytes: 16_384 } as const;

/** A description. */
export type Description = {
  readonly name: string;
  readonly description: string | undefined;
  /** An address that is safe to link to. */
  readonly website: string | undefined;
};

/** Where a description is: in the URI itself, or on the web. */
export type DescriptionSource =
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "web"; readonly url: string };

const INLINE = /^data:application\/json(?:;charset=utf-8)?,/i;

/** Hosts of the reader's own machine and network: no stranger sends the reader's browser there. */
const NEAR = /(^|\.)(localhost|local|internal|lan|home|arpa|test)$/i;

/** Where the description of `uri` is read from; nothing for a URI that is not followed. */
export function descriptionSource(uri: string): DescriptionSource | undefined {
  const inline = INLINE.exec(uri);
  if (inline) {
    const text = uri.slice(inline[0].length);
    try {
      return { kind: "inline", text: decodeURIComponent(text) };
    } catch {
      return { kind: "inline", text };
    }
  }
  const url = safeLink(uri);
  if (!url) {
    return undefined;
  }
  const { protocol, hostname } = new URL(url);
  const named = /\.[a-z][a-z0-9-]*$/i.test(hostname) && !NEAR.test(hostname);
  return protocol === "https:" && named ? { kind: "web", url } : undefined;
}

/**
 * Reads a description.
 *
 * @throws Error What is wrong with it.
 */
export function readDescription(text: string): Description {
  if (new TextEncoder().encode(text).length > LIMITS.bytes) {
    throw new Error(`Description is too long (limit ${LIMITS.bytes} bytes)`);
  }
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("Description is not JSON");
  }
  const fields = (typeof file === "object" && file !== null ? file : {}) as Record<string, unknown>;
  const name = plainName(fields.name, LIMITS.name);
  if (name === "") {
    throw new Error("Description has no name");
  }
  const description = plainName(fields.description, LIMITS.description);
  const link = typeof fields.website === "string" && fields.website.length <= LIMITS.website ? fields.website : "";
  const website = link.startsWith("https://") ? safeLink(link) : undefined;
  return { name, description: description === "" ? undefined : description, website };
}

/**
 * A stranger's words on one line, of `most` characters: without what is not seen, and with no more than two marks on a letter. Empty
 * for what is no text.
 */
export function plainName(value: unknown, most: number): string {
  if (typeof value !== "string") {
    return "";
  }
  const line = value
    .slice(0, most * 8)
    .normalize("NFKC")
    .replace(/[\s\0]+/gu, " ")
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    .trim();
  return Array.from(displayText(line)).slice(0, most).join("").trim();
}
