import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, getBase16Encoder, getBase64Decoder } from "@solana/kit";
import {
  concerns,
  decodeRestakingEvent,
  getNcnRetiredEncoder,
  RESTAKING_EVENT_DISCRIMINATORS,
  readEvents,
  readLog,
} from "restaking-client";

import { nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";

const US = PROGRAM.programAddress;
const OTHER = nobody(7);
const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" as Address;

/** The event that the NCN of `byte` retired, as it stands in a log. */
function retired(byte: number): string {
  const tag = getBase16Encoder().encode(RESTAKING_EVENT_DISCRIMINATORS.NcnRetired);
  const body = getNcnRetiredEncoder().encode({ ncn: nobody(byte), number: 1n, time: 2n });
  return `Program data: ${getBase64Decoder().decode(Uint8Array.from([...tag, ...body]))}`;
}

const invoke = (program: Address, depth: number): string => `Program ${program} invoke [${depth}]`;
const success = (program: Address): string => `Program ${program} success`;

/** Which NCNs retired by a log. */
const ncns = (...logs: string[]): Address[] =>
  readEvents(logs, PROGRAM.programAddress).events.map((event) =>
    event.name === "NcnRetired" ? event.data.ncn : OTHER,
  );

describe("events in a log", () => {
  it("are the program's, in order, also where it is called by another", () => {
    assert.deepEqual(ncns(invoke(US, 1), retired(1), success(US), invoke(US, 1), retired(2), success(US)), [
      nobody(1),
      nobody(2),
    ]);
    const called = [invoke(OTHER, 1), invoke(US, 2), retired(1), success(US), success(OTHER)];
    assert.deepEqual(ncns(...called), [nobody(1)]);
    const around = [invoke(US, 1), invoke(TOKEN, 2), success(TOKEN), retired(1), success(US)];
    assert.deepEqual(ncns(...around), [nobody(1)]);
  });

  it("are not what another program writes, before, around or within a call of it", () => {
    assert.deepEqual(ncns(retired(1)), []);
    assert.deepEqual(ncns(invoke(OTHER, 1), retired(1), success(OTHER)), []);
    const around = [invoke(OTHER, 1), retired(1), invoke(US, 2), retired(2), success(US), retired(3), success(OTHER)];
    assert.deepEqual(ncns(...around), [nobody(2)]);
    assert.deepEqual(ncns(invoke(US, 1), invoke(TOKEN, 2), retired(1), success(TOKEN), success(US)), []);
  });

  it("are not what another program makes look like a call of it", () => {
    const said = (words: string): string => `Program log: ${words}`;
    for (const forged of [
      [said(invoke(US, 1)), retired(1)],
      [said(`x\n${invoke(US, 2)}`), retired(1)],
      [said(`\n${invoke(US, 2)}\n${retired(1)}`)],
      [said(success(OTHER)), said(invoke(US, 1)), retired(1)],
      [`Program return: ${US} AQ==`, retired(1)],
      [`Program data: ${invoke(US, 2)}`, retired(1)],
    ]) {
      assert.deepEqual(ncns(invoke(OTHER, 1), ...forged, success(OTHER)), [], forged.join(" | "));
    }
  });

  it("are not read on where the log was cut off", () => {
    const cut = readEvents(
      [invoke(US, 1), retired(1), "Log truncated", retired(2), success(US)],
      PROGRAM.programAddress,
    );
    assert.deepEqual([cut.events.length, cut.truncated], [1, true]);
    // The line of a call is missing: the lines that follow belong to no known program.
    const gap = readEvents([invoke(OTHER, 1), invoke(US, 3), retired(1)], PROGRAM.programAddress);
    assert.deepEqual([gap.events.length, gap.truncated], [0, true]);
  });

  it("are left out where they are not known, and do not hide others", () => {
    const unknown = `Program data: ${getBase64Decoder().decode(new Uint8Array(40).fill(1))}`;
    assert.deepEqual(ncns(invoke(US, 1), unknown, "Program data: AQ==", retired(1), success(US)), [nobody(1)]);
  });

  it("of a later version, which say more, are read as far as they are known", () => {
    const [, base64] = retired(1).split("Program data: ");
    const bytes = Buffer.from(base64 as string, "base64");
    const event = decodeRestakingEvent(Uint8Array.from([...bytes, 1, 2, 3]));
    assert.ok(event?.name === "NcnRetired" && event.data.time === 2n);
  });

  it("of an earlier version, which say less, have zero for the rest", () => {
    const [, base64] = retired(1).split("Program data: ");
    const bytes = Uint8Array.from(Buffer.from(base64 as string, "base64"));
    const event = decodeRestakingEvent(bytes.slice(0, -8));
    assert.ok(event?.name === "NcnRetired");
    assert.deepEqual([event.data.ncn, event.data.number, event.data.time], [nobody(1), 1n, 0n]);
  });

  it("each have what they begin with for themselves", () => {
    const tags = Object.values(RESTAKING_EVENT_DISCRIMINATORS);
    assert.equal(new Set(tags).size, tags.length);
    assert.ok(tags.every((tag) => /^[0-9a-f]{16}$/.test(tag)));
  });

  it("name those whom they concern", () => {
    const [event] = readEvents([invoke(US, 1), retired(1), success(US)], PROGRAM.programAddress).events;
    assert.ok(event && concerns(event, nobody(1)) && !concerns(event, nobody(2)));
  });
});

describe("a log", () => {
  it("tells who failed", () => {
    const { lines } = readLog([
      invoke(OTHER, 1),
      invoke(US, 2),
      "Program log: why",
      `Program ${US} consumed 1 of 2 compute units`,
      `Program ${US} failed: custom program error: 0x1770`,
      `Program ${OTHER} failed: custom program error: 0x1770`,
    ]);
    assert.deepEqual(lines, [
      { program: US, depth: 2, kind: "log", text: "why" },
      { program: US, depth: 2, kind: "failed", text: "custom program error: 0x1770" },
      { program: OTHER, depth: 1, kind: "failed", text: "custom program error: 0x1770" },
    ]);
  });
});

describe("every event of the interface", () => {
  it("can be decoded, by its own name", () => {
    const idl = JSON.parse(readFileSync(new URL("../../../idl/restaking.json", import.meta.url), "utf8")) as {
      events: { name: string }[];
    };
    assert.deepEqual(
      Object.keys(RESTAKING_EVENT_DISCRIMINATORS),
      idl.events.map(({ name }) => name),
    );
    for (const [name, tag] of Object.entries(RESTAKING_EVENT_DISCRIMINATORS)) {
      const data = Uint8Array.from([...getBase16Encoder().encode(tag), ...new Uint8Array(4_000)]);
      assert.equal(decodeRestakingEvent(data)?.name, name);
    }
  });
});
