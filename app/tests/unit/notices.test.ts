import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";

import type { Found } from "../../src/chain/accounts.js";
import { inOrder } from "../../src/chain/in-order.js";
import { patched } from "../../src/chain/notices.js";

type Ticket = Found<"ExitTicket">;

const ticket = (address: string, owner: string, shares = 1n) =>
  ({ address, data: { owner, vault: "vault", ticket: { shares } } }) as unknown as Ticket;

const [one, two] = [ticket("one", "alice"), ticket("two", "bob")];

test("a changed account takes its place in a list", () => {
  const changed = ticket("one", "alice", 7n);
  assert.deepEqual(patched([one, two], {}, changed), [changed, two]);
  assert.deepEqual(patched([one], {}, two), [one, two]);
  assert.deepEqual(patched([one], { owner: "alice" as Address }, changed), [changed]);
});

test("lists are in the order of addresses, whatever order a node has", () => {
  const zero = ticket("nought", "carol");
  assert.deepEqual(inOrder([two, zero, one]), [zero, one, two]);
  assert.deepEqual(patched([zero, two], {}, one), [zero, one, two]);
  assert.deepEqual(patched([one, two], {}, zero), [zero, one, two]);
});

test("an account goes where its fields belong", () => {
  assert.deepEqual(patched([one], { owner: "alice" }, two), [one]);
  assert.deepEqual(patched([one], { owner: "alice", vault: undefined }, ticket("one", "bob")), []);
  assert.deepEqual(patched([], { owner: "bob" }, two), [two]);
});

test("a list that was chosen by something else is read again", () => {
  assert.equal(patched([one], "of", two), undefined);
  assert.equal(patched([], { ticket: 1n }, two), undefined);
  const changed = ticket("one", "alice", 7n);
  assert.deepEqual(patched([one, two], "of", changed), [changed, two]);
});
