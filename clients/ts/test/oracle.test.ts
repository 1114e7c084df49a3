import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, getAddressDecoder } from "@solana/kit";
import { oracle } from "restaking-client";

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

describe("the price oracle", () => {
  it("has the addresses of the Rust client", async () => {
    const at = oracle.oraclePdas(key(7));
    const addresses = await Promise.all([
      at.oracle(key(1)),
      at.feed(key(1), 7),
      at.round(key(1), 7n),
      at.score(key(1), key(2)),
      at.offense(key(1), 7n, key(2)),
    ]);
    assert.deepEqual(addresses, ADDRESSES);
  });

  it("reads a feed", () => {
    const data = new Uint8Array(oracle.getFeedSize());
    data[8 + 2] = 3;
    data[8 + 88] = 5;
    const feed = oracle.getFeedDecoder().decode(data);
    assert.deepEqual([feed.number, feed.price.price], [3, 5n]);
  });
});

/** As the Rust client finds them: its test holds them against the program's seeds. */
const ADDRESSES: string[] = [
  "8mBAGDSgXqGar7aQXXqBGRXrRPfTya3Lbj9wa1oNwrpt",
  "C5DUBHJDWerMJojejmYvZ9JBKR3seVU7ZrNy2ZxSn8Ny",
  "2hPqX7g6PUkrX5hWZBH5ChAU8YERo8NpXuYFKXaZbeLa",
  "5mwPrRLhejajKCLdsHtbWiiCdfJxvCkLf4dDYaHjx9Eg",
  "BRvP6ALG6FX2tj5CZyamnjYaXcybxSvRYvv9Nusmq1jp",
];
