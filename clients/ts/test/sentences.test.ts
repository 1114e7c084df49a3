import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, getAddressDecoder, getAddressEncoder, getBase16Encoder } from "@solana/kit";
import {
  decodeRestakingEvent,
  eventSentence,
  RESTAKING_EVENT_DISCRIMINATORS,
  type RestakingEvent,
  type RestakingEventName,
  type SentencePart,
  uriBytes,
} from "restaking-client";

/** Events and their sentences, which the command line is held against as well. */
const FILE = new URL("../../vectors/sentences.json", import.meta.url);

type Example = {
  readonly event: RestakingEventName;
  readonly fields: Readonly<Record<string, string>>;
  readonly sentence?: string;
};

const EXAMPLES: readonly Example[] = JSON.parse(readFileSync(FILE, "utf8"));

/** The event called `name` with zero in all fields but `fields`. */
function eventOf({ event: name, fields }: Example): RestakingEvent {
  const tag = getBase16Encoder().encode(RESTAKING_EVENT_DISCRIMINATORS[name]);
  const event = decodeRestakingEvent(Uint8Array.from(tag)) as RestakingEvent;
  for (const [path, text] of Object.entries(fields)) {
    const names = path.split(".").map((part) => part.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()));
    const last = names.pop() as string;
    const owner = names.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], event.data);
    (owner as Record<string, unknown>)[last] = given(text);
  }
  return event;
}

/** `7` is a figure, `address 7` and `bytes 7` are 32 bytes of 7, and `text …` is a URI. */
function given(text: string): unknown {
  const [kind, rest = ""] = text.split(" ");
  const filled = new Uint8Array(32).fill(Number(rest));
  switch (kind) {
    case "address":
      return getAddressDecoder().decode(filled);
    case "bytes":
      return filled;
    case "text":
      return uriBytes(rest);
    default:
      return BigInt(text);
  }
}

/** A part as the examples have it: `<assets 5>`. */
function shown(part: SentencePart): string {
  if (typeof part === "string") {
    return part;
  }
  const { unit, value } = part;
  const first =
    unit === "address" ? getAddressEncoder().encode(value as Address)[0] : unit === "bytes" ? value[0] : value;
  return `<${unit} ${first}>`;
}

const sentence = (example: Example) => eventSentence(eventOf(example)).parts.map(shown).join("");

if (process.env.UPDATE_VECTORS !== undefined) {
  const examples = EXAMPLES.map(({ event, fields }) => ({ event, fields, sentence: sentence({ event, fields }) }));
  writeFileSync(FILE, `${JSON.stringify(examples, null, 1)}\n`);
}

describe("an event as a sentence", () => {
  it("is what the examples say", () => {
    for (const example of EXAMPLES) {
      assert.equal(sentence(example), example.sentence, example.event);
    }
  });

  it("has an example for every event", () => {
    const names = new Set(EXAMPLES.map(({ event }) => event));
    assert.deepEqual([...names].sort(), Object.keys(RESTAKING_EVENT_DISCRIMINATORS).sort());
  });
});
