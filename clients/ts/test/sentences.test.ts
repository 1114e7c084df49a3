import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, getAddressDecoder, getAddressEncoder, getBase16Encoder } from "@solana/kit";
import {
  decodeRestakingEvent,
  eventSentence,
  liquid,
  RESTAKING_EVENT_DISCRIMINATORS,
  type RestakingEvent,
  type SentencePart,
  uriBytes,
} from "restaking-client";

type AnyEvent = RestakingEvent | liquid.LiquidEvent;

type Example = {
  readonly event: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly sentence?: string;
};

/** The programs with sentences: events and their sentences in a file that the command line is held against as well. */
const PROGRAMS: readonly {
  readonly name: string;
  readonly file: URL;
  readonly tags: Readonly<Record<string, string>>;
  readonly decode: (data: Uint8Array) => AnyEvent | undefined;
}[] = [
  {
    name: "the core",
    file: new URL("../../vectors/sentences.json", import.meta.url),
    tags: RESTAKING_EVENT_DISCRIMINATORS,
    decode: decodeRestakingEvent,
  },
  {
    name: "liquid restaking",
    file: new URL("../../vectors/liquid-sentences.json", import.meta.url),
    tags: liquid.LIQUID_EVENT_DISCRIMINATORS,
    decode: liquid.decodeLiquidEvent,
  },
];

type Program = (typeof PROGRAMS)[number];

const examplesOf = ({ file }: Program): readonly Example[] => JSON.parse(readFileSync(file, "utf8"));

/** The event called `name` with zero in all fields but `fields`. */
function eventOf({ tags, decode }: Program, { event: name, fields }: Example): AnyEvent {
  const tag = getBase16Encoder().encode(tags[name] as string);
  const event = decode(Uint8Array.from(tag)) as AnyEvent;
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
  const [kind = ""] = text.split(" ", 1);
  const rest = text.slice(kind.length + 1);
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

const sentence = (program: Program, example: Example) =>
  eventSentence(eventOf(program, example)).parts.map(shown).join("");

if (process.env.UPDATE_VECTORS !== undefined) {
  for (const program of PROGRAMS) {
    const examples = examplesOf(program).map(({ event, fields }) => ({
      event,
      fields,
      sentence: sentence(program, { event, fields }),
    }));
    writeFileSync(program.file, `${JSON.stringify(examples, null, 1)}\n`);
  }
}

for (const program of PROGRAMS) {
  describe(`an event of ${program.name} as a sentence`, () => {
    it("is what the examples say", () => {
      for (const example of examplesOf(program)) {
        assert.equal(sentence(program, example), example.sentence, example.event);
      }
    });

    it("has an example for every event", () => {
      const names = new Set(examplesOf(program).map(({ event }) => event));
      assert.deepEqual([...names].sort(), Object.keys(program.tags).sort());
    });
  });
}
