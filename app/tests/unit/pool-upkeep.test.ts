/**
 * What upkeep says of liquid pools beyond those that it reads at first.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

import { leftOutText, POOLS_AT_ONCE, poolsRead } from "../../src/model/pool-upkeep.js";
import { PoolsLeft } from "../../src/upkeep/pools-left.js";

const read = { isRead: true, error: null };
const reading = { isRead: false, error: null };
const failed = { isRead: false, error: new Error("the node is away") };
const old = { isRead: true, error: new Error("the node is away now") };
const many = (count: number, of: typeof read) => Array.from({ length: count }, () => of);

/** What the page shows, without marks. */
function shown(pools: number, asked: Parameters<typeof poolsRead>[1]): string {
  const nothing = () => undefined;
  const props = { progress: poolsRead(pools, asked), more: nothing, retry: nothing };
  return renderToStaticMarkup(createElement(PoolsLeft, props)).replace(/<[^>]*>/g, "");
}

test("beyond its first thirty pools, upkeep says how many it leaves out and reads more", () => {
  assert.equal(POOLS_AT_ONCE, 30);
  assert.equal(shown(35, many(30, read)), "30 of 35 liquid pools are read.Read 5 more");
  assert.equal(shown(90, many(30, read)), "30 of 90 liquid pools are read.Read 30 more");
  assert.equal(leftOutText(poolsRead(35, many(30, read))), "Without 5 liquid pools of 35 that are not read");
  assert.equal(shown(35, many(35, read)), "");
  assert.equal(leftOutText(poolsRead(35, many(35, read))), undefined);
});

test("pools that are on their way, and those that could not be read, are no pools without tasks", () => {
  assert.equal(shown(3, [read, reading, reading]), "1 of 3 liquid pools are read, and 2 more are on their way.");
  assert.equal(
    shown(3, [read, failed, old]),
    "2 of 3 liquid pools are read.1 pool could not be read: what waits there is not known. Try again",
  );
  assert.equal(leftOutText(poolsRead(3, [read, failed, old])), "Without 1 liquid pool of 3 that are not read");
});
