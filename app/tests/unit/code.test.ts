import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "@solana/kit";
import type { upgradeGate } from "restaking-client";

import { shortAddress } from "../../src/format/text.js";
import { codeStanding } from "../../src/model/code.js";

const DAY = 86_400n;
const NOBODY = "11111111111111111111111111111111" as Address;
const SOMEBODY = "So11111111111111111111111111111111111111112" as Address;

const schedule = { announcedAt: 0n, executableFrom: 0n, expiresAt: 0n };
const gate: upgradeGate.Gate = {
  discriminator: new Uint8Array(8),
  version: 1,
  bump: 255,
  padding: new Uint8Array(6),
  program: SOMEBODY,
  admin: SOMEBODY,
  pendingAdmin: NOBODY,
  guardian: NOBODY,
  delaySeconds: 42n * DAY,
  events: 1n,
  codeHash: new Uint8Array(32).fill(1),
  codeSince: 500n,
  upgrades: 0n,
  renouncedAt: 0n,
  announcement: { buffer: NOBODY, owner: NOBODY, codeHash: new Uint8Array(32), schedule },
  reserved: new Uint8Array(64),
};

const behindGate = (of: upgradeGate.Gate, own: upgradeGate.CodeKeeper): upgradeGate.CodeKeeper => ({
  kind: "gate",
  slot: 7n,
  authority: SOMEBODY,
  gate: of,
  gateProgram: SOMEBODY,
  own,
});
const final = { kind: "nobody", slot: 1n } as const;

test("a key changes code at any time, and nobody never", () => {
  const key = codeStanding({ kind: "key", slot: 7n, authority: SOMEBODY }, 1_000n, 28n * DAY);
  assert.deepEqual([key.from, key.atOnce, key.by], [1_000n, true, `${shortAddress(SOMEBODY)}, without notice`]);
  assert.equal(key.key, SOMEBODY, "the whole address can be copied");
  const nobody = codeStanding(final, 1_000n, 28n * DAY);
  assert.deepEqual([nobody.from, nobody.atOnce, nobody.by], [undefined, false, "nobody: the program is final"]);
});

test("a gate promises its notice, unless somebody can change the gate", () => {
  const gated = codeStanding(behindGate(gate, final), 1_000n, 28n * DAY);
  assert.deepEqual([gated.from, gated.atOnce], [1_000n + 42n * DAY, false]);
  assert.equal(gated.by, "the upgrade gate, 42 d after an announcement");
  assert.deepEqual(gated.since, { time: 500n, orBefore: true });
  const held = codeStanding(behindGate(gate, { kind: "key", slot: 1n, authority: SOMEBODY }), 1_000n, 28n * DAY);
  assert.deepEqual([held.from, held.atOnce, held.key, gated.key], [1_000n, true, SOMEBODY, undefined]);
});

test("a gate that waits for less than an exit takes promises no notice", () => {
  const short = codeStanding(behindGate({ ...gate, delaySeconds: 28n * DAY - 1n }, final), 1_000n, 28n * DAY);
  assert.equal(short.atOnce, true);
  assert.match(short.by, /^the upgrade gate, 27 d .* after an announcement, sooner than stakers can leave$/);
  assert.equal(codeStanding(behindGate({ ...gate, delaySeconds: 28n * DAY }, final), 1_000n, 28n * DAY).atOnce, false);
});

test("what is announced is told with its hash and times, until it expires", () => {
  const announcement = {
    buffer: SOMEBODY,
    owner: SOMEBODY,
    codeHash: new Uint8Array(32).fill(0xab),
    schedule: { announcedAt: 1_000n, executableFrom: 2_000n, expiresAt: 3_000n },
  };
  const keeper = behindGate({ ...gate, upgrades: 1n, announcement }, final);
  const standing = codeStanding(keeper, 1_500n, 28n * DAY);
  assert.equal(standing.from, 2_000n);
  assert.deepEqual(standing.announced, { hash: "ab".repeat(32), from: 2_000n, until: 3_000n });
  assert.deepEqual(standing.since, { time: 500n, orBefore: false });
  assert.equal(codeStanding(keeper, 3_000n, 28n * DAY).announced, undefined);
});
