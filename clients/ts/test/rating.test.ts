/** Ratings: the points are the crate's, and facts come from accounts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, getAddressDecoder, getProgramDerivedAddress } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { rating } from "restaking-client";

type PolicyVector = Omit<rating.PolicyFacts, "slasher" | "resolver"> & {
  readonly slasher: rating.Authority | null;
  readonly resolver: rating.Resolver | null;
  readonly worstLoss: bigint;
};
type Vectors = {
  readonly ncns: readonly {
    readonly facts: Omit<rating.NcnFacts, "policy" | "announced"> & {
      readonly policy: PolicyVector;
      readonly announced: PolicyVector | null;
    };
    readonly index: bigint | null;
    readonly rating: rating.Rating;
  }[];
  readonly operators: readonly { readonly facts: rating.OperatorFacts; readonly rating: rating.Rating }[];
};

/** Texts of digits are figures. */
const read = (_: string, value: unknown) => (typeof value === "string" && /^\d+$/.test(value) ? BigInt(value) : value);
const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/ratings.json", import.meta.url), "utf8"),
  read,
) as Vectors;

function policyOf(given: PolicyVector): rating.PolicyFacts {
  return { ...given, slasher: given.slasher ?? undefined, resolver: given.resolver ?? undefined };
}

function at(byte: number): Address {
  return getAddressDecoder().decode(new Uint8Array(32).fill(byte));
}

describe("ratings", () => {
  it("of NCNs are as the crate gives them", () => {
    assert.ok(vectors.ncns.length >= 100);
    for (const [number, { facts, index, rating: expected }] of vectors.ncns.entries()) {
      const policy = policyOf(facts.policy);
      const announced = facts.announced ? policyOf(facts.announced) : undefined;
      const given = { ...facts, policy, announced };
      assert.deepEqual(rating.rateNcn(given), expected, `NCN ${number}`);
      assert.equal(rating.weightIndex(given) ?? null, index, `index ${number}`);
      assert.equal(rating.worstLoss(policy, facts.exitSeconds), facts.policy.worstLoss, `loss ${number}`);
    }
  });

  it("of operators are as the crate gives them", () => {
    assert.ok(vectors.operators.length >= 100);
    for (const [number, { facts, rating: expected }] of vectors.operators.entries()) {
      const { ownBps, leverageBps } = facts;
      const given = { ...facts, ownBps: ownBps ?? undefined, leverageBps: leverageBps ?? undefined };
      assert.deepEqual(rating.rateOperator(given), expected, `operator ${number}`);
    }
  });
});

describe("facts of ratings", () => {
  it("name a program only where it wrote the account", async () => {
    const [owner, data] = [at(9), Uint8Array.of(0, 7)];
    const [pda] = await getProgramDerivedAddress({ programAddress: owner, seeds: ["judge"] });
    assert.deepEqual(rating.signingOf(pda, { owner, data }), { kind: "program", program: owner });
    const unknown = { kind: "unknown" };
    assert.deepEqual(rating.signingOf(pda, undefined), unknown);
    assert.deepEqual(rating.signingOf(pda, { owner, data: new Uint8Array(2) }), unknown);
    // Such an account may be of any program's address.
    assert.deepEqual(rating.signingOf(pda, { owner: TOKEN_PROGRAM_ADDRESS, data }), unknown);
    // A curve point: the base point of Ed25519.
    const key = getAddressDecoder().decode(new Uint8Array(32).fill(0x66).fill(0x58, 0, 1));
    assert.deepEqual(rating.signingOf(key, { owner, data }), { kind: "key" });
  });

  it("are taken of no program that initializes accounts at any address", () => {
    const { atAnyAddress } = JSON.parse(
      readFileSync(new URL("../../vectors/client.json", import.meta.url), "utf8"),
    ) as { readonly atAnyAddress: readonly string[] };
    assert.deepEqual(rating.AT_ANY_ADDRESS, atAnyAddress);
  });

  it("find a resolver that depends on the slasher", () => {
    const [slasher, resolver, admin, program] = [at(1), at(2), at(3), at(4)];
    const ncn = { admin, pendingAdmin: at(5), creator: at(6) };
    const terms = {
      challengeSeconds: 60n,
      minFraction: 0n,
      maxFraction: 1n,
      cooldownSeconds: 0n,
      burnBps: 10_000n,
      reporterBps: 0n,
      insuranceBps: 0n,
      redistributionBps: 0n,
      equivocationFraction: 0n,
      heightZero: 0n,
      heightMillis: 0n,
    };
    const isIndependent = (of: Address, roles: Partial<rating.PolicyRoles> = {}) => {
      const key = { authority: { kind: "key" } } as const;
      const policy = { slasher, resolver: of, insurance: at(0), redistribution: at(0), terms };
      return rating.policyFacts(ncn, policy, { slasher: key, resolver: key, ...roles }).resolver?.isIndependent;
    };
    assert.deepEqual(
      [slasher, admin, at(5), at(6), resolver].map((of) => isIndependent(of)),
      [false, false, false, false, true],
    );
    const judge = { authority: { kind: "program", code: { kind: "key" } }, program } as const;
    assert.equal(isIndependent(resolver, { slasher: { ...judge, upgradeAuthority: resolver } }), false);
    assert.equal(isIndependent(resolver, { slasher: { ...judge, upgradeAuthority: at(8) } }), true);
    assert.equal(isIndependent(resolver, { slasher: judge, resolver: judge }), false);
    assert.equal(isIndependent(resolver, { slasher: judge, resolver: { ...judge, program: at(8) } }), true);
  });

  it("take the latest final table of the last 30 days", () => {
    const table = (index: bigint, closesAt: bigint) => ({ data: { index, closesAt } });
    const tables = [table(3n, 100n), table(7n, 200n), table(9n, 5_000n)];
    assert.equal(rating.latestTable(tables, 99n), undefined);
    assert.equal(rating.latestTable(tables, 200n), tables[1]);
    assert.equal(rating.latestTable(tables, 5_000n + 30n * 86_400n), tables[2]);
    assert.equal(rating.latestTable(tables, 5_001n + 30n * 86_400n), undefined);
  });

  it("count operators of one admin as one, and those without an admin by their creator", () => {
    const operator = (byte: number, admin: Address, creator: Address) => ({
      address: at(byte),
      data: { admin, creator },
    });
    const operators = [operator(1, at(9), at(7)), operator(2, at(9), at(8)), operator(3, at(0), at(8))];
    const entries = [1, 2, 3].map((byte) => ({ operator: at(byte), weight: BigInt(10 * byte) }));
    assert.deepEqual(rating.adminWeights(entries, operators), [30n, 30n]);
    assert.deepEqual(rating.adminWeights([{ operator: at(4), weight: 5n }], operators), [5n]);
  });

  it("compare pay with the weight, in an accepted mint alone", () => {
    const books = { amount: 50n, from: 0n, until: 50n * 86_400n } as never;
    const assets = [{ mint: at(1), weight: 2_000_000_000n, acceptedFlags: 0n }];
    assert.deepEqual(rating.payOf({ books, mint: at(1) }, { assets }, 7_300n), { yearly: 365n, bps: 1_000n });
    assert.deepEqual(rating.payOf({ books, mint: at(1) }, { assets }, 0n), { yearly: 365n, bps: undefined });
    assert.deepEqual(rating.payOf({ books, mint: at(2) }, { assets }, 7_300n), { yearly: 365n, bps: undefined });
  });
});
