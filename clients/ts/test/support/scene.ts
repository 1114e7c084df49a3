/**
 * A vault with stake behind an NCN, for the chain of the tests.
 */
import { type Address, address, type KeyPairSigner } from "@solana/kit";
import {
  fetchMaybeNcnAllocation,
  fetchMaybeOperatorDelegation,
  fetchMaybeOperatorRecord,
  fetchMaybeOptIn,
  fetchOperatorDelegation,
  fetchVault,
  getRegisterNcnInstructionAsync,
  getRegisterOperatorInstructionAsync,
  type LossLimitsBps,
  type PolicyArgsArgs,
  planAllocate,
  planDelegate,
  planJoin,
  planOpenRecord,
  UNITS,
  uriBytes,
} from "restaking-client";

import { Chain, MAX_EPOCH } from "./chain.js";
import { PROGRAM, pda } from "./program.js";
import { makeMint, mintTo } from "./tokens.js";
import { makeVault } from "./vault.js";

/** Everyone in a scene. */
export type Scene = {
  readonly chain: Chain;
  readonly issuer: KeyPairSigner;
  readonly staker: KeyPairSigner;
  readonly operatorAdmin: KeyPairSigner;
  readonly ncnAdmin: KeyPairSigner;
  readonly resolver: KeyPairSigner;
  readonly asset: Address;
  readonly vault: Address;
  readonly operator: Address;
  readonly ncn: Address;
};

/** How long a slash can be vetoed, in seconds. */
export const CHALLENGE = 500n;

/** A policy with a time to veto, and a split with all four parts. */
export function policy(slasher: Address, resolver: Address, recipient: Address): PolicyArgsArgs {
  return {
    slasher,
    resolver,
    insurance: recipient,
    redistribution: recipient,
    challengeSeconds: CHALLENGE,
    minFraction: 0n,
    maxFraction: UNITS / 2n,
    cooldownSeconds: 0n,
    burnBps: 6_500n,
    reporterBps: 500n,
    insuranceBps: 2_000n,
    redistributionBps: 1_000n,
    equivocationFraction: 0n,
    heightZero: 0n,
    heightMillis: 0n,
  };
}

/**
 * A vault, an operator and an NCN that all agree, from a time on that has come; half of the vault's units stand behind the
 * operator, and the whole of that behind the NCN. The staker has a million of the asset, and nothing is in the vault.
 */
export async function makeScene(
  limits: LossLimitsBps = { incidentBps: 10_000n, epochBps: 10_000n },
  tokenProgram?: Address,
): Promise<Scene> {
  const chain = await Chain.start();
  const [issuer, staker, operatorAdmin, ncnAdmin, resolver] = (await Promise.all(
    (["issuer", "staker", "operator", "ncn", "resolver"] as const).map((name) => chain.funded(name)),
  )) as [KeyPairSigner, KeyPairSigner, KeyPairSigner, KeyPairSigner, KeyPairSigner];
  const asset = await makeMint(chain, issuer, "asset", { ...(tokenProgram && { tokenProgram }) });
  await mintTo(chain, issuer, asset, staker.address, 1_000_000n, tokenProgram);
  const vault = await makeVault(chain, issuer, asset, { assetProgram: tokenProgram ? 1 : 0 });
  const operator = await pda.operator(operatorAdmin.address, 0n);
  const ncn = await pda.ncn(ncnAdmin.address, 0n);
  await chain.send(
    operatorAdmin,
    await getRegisterOperatorInstructionAsync(
      {
        payer: operatorAdmin,
        creator: operatorAdmin,
        index: 0n,
        allocator: operatorAdmin.address,
        commissionBps: 500n,
        uri: uriBytes("https://operator.example"),
      },
      PROGRAM,
    ),
  );
  await chain.send(
    ncnAdmin,
    await getRegisterNcnInstructionAsync(
      {
        payer: ncnAdmin,
        creator: ncnAdmin,
        config: await pda.config(),
        index: 0n,
        maxOperatorWeight: 1n << 60n,
        uri: uriBytes("https://ncn.example"),
        policyArgs: policy(ncnAdmin.address, resolver.address, issuer.address),
      },
      PROGRAM,
    ),
  );

  const { rpc } = chain;
  const admins = new Map([
    [vault.address, issuer],
    [operator, operatorAdmin],
    [ncn, ncnAdmin],
  ]);
  for (const [left, right] of [
    [vault.address, operator],
    [operator, ncn],
    [vault.address, ncn],
  ] as const) {
    for (const side of ["left", "right"] as const) {
      const admin = admins.get(side === "left" ? left : right) as KeyPairSigner;
      const optIn = await fetchMaybeOptIn(rpc, await pda.optIn(left, right));
      const bounded = left === vault.address && right === ncn && side === "left";
      const { plan } = await planJoin({
        ...PROGRAM,
        left,
        right,
        side,
        admin,
        optIn,
        limits: bounded ? limits : undefined,
      });
      await chain.send(admin, plan);
    }
  }
  const record = await fetchMaybeOperatorRecord(rpc, await pda.record(ncn, operator));
  const opened = await planOpenRecord({ ...PROGRAM, ncn, operator, record, payer: ncnAdmin });
  if (opened.plan) {
    await chain.send(ncnAdmin, opened.plan);
  }

  const delegation = await pda.delegation(vault.address, operator);
  const { plan: delegate } = await planDelegate({
    ...PROGRAM,
    vault,
    operator,
    delegation: await fetchMaybeOperatorDelegation(rpc, delegation),
    curator: issuer,
    units: { bps: 5_000n },
    now: chain.now,
  });
  await chain.send(issuer, delegate);
  const { plan: allocate } = await planAllocate({
    ...PROGRAM,
    vault: await fetchVault(rpc, vault.address),
    delegation: await fetchOperatorDelegation(rpc, delegation),
    ncn,
    allocation: await fetchMaybeNcnAllocation(rpc, await pda.allocation(delegation, ncn)),
    allocator: operatorAdmin,
    magnitude: { bps: 10_000n },
    now: chain.now,
  });
  await chain.send(operatorAdmin, allocate);
  // What is between operator and NCN takes effect after three of the longest epochs that the config allows.
  chain.wait(3n * MAX_EPOCH);
  return { chain, issuer, staker, operatorAdmin, ncnAdmin, resolver, asset, vault: vault.address, operator, ncn };
}

/** The zero address. */
export const ZERO = address("11111111111111111111111111111111");
