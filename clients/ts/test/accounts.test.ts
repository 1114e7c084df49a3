import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Account,
  type Address,
  createSolanaRpcFromTransport,
  getBase64Decoder,
  lamports,
  type Rpc,
  type SolanaRpcApi,
} from "@solana/kit";
import {
  fetchClusterTime,
  fetchMany,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  fetchVaultStake,
  fetchVaults,
  type RestakingAccountName,
  ScanRefused,
  WrongAccount,
} from "restaking-client";

import { type Chain, nobody } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, ZERO } from "./support/scene.js";

const US = PROGRAM.programAddress;

/** A node with the answers of `chain`, but for those of a method. */
function answering(chain: Chain, method: string, change: (answer: never, params: readonly never[]) => unknown) {
  return createSolanaRpcFromTransport(async (request) => {
    const answer = (await chain.node.transport(request)) as { result: never };
    const { payload } = request as { payload: { method: string; params: readonly never[] } };
    return (payload.method === method ? { ...answer, result: change(answer.result, payload.params) } : answer) as never;
  }) as Rpc<SolanaRpcApi>;
}

/** Lamports that a stranger sends to an address at which there is nothing. */
function prefund(chain: Chain, address: Address): void {
  chain.svm.airdrop(address, lamports(890_880n));
}

describe("an account of the program", () => {
  it("is missing where a stranger sent lamports to its address", async () => {
    const { chain, vault } = await makeScene();
    const addresses = {
      OptIn: await pda.optIn(vault, nobody(1)),
      ExitBucket: await pda.exitBucket(vault, 77n),
      VaultPosition: await pda.position(await pda.bondPool(vault), nobody(2)),
    };
    for (const [name, address] of Object.entries(addresses)) {
      prefund(chain, address);
      const found = await fetchMaybeRestakingAccount(chain.rpc, US, name as RestakingAccountName, address);
      assert.deepEqual(found, { address, exists: false });
      assert.equal((await fetchMany(chain.rpc, US, name as RestakingAccountName, [address])).size, 0);
    }
    await assert.rejects(fetchRestakingAccount(chain.rpc, US, "OptIn", addresses.OptIn), /There is no account/);
  });

  it("is not what another program wrote in its form, nor another kind of its own", async () => {
    const { chain, vault, operator } = await makeScene();
    const genuine = chain.account(vault);
    const forged = nobody(9);
    chain.svm.setAccount({ ...genuine, address: forged, programAddress: nobody(8) });
    await assert.rejects(fetchRestakingAccount(chain.rpc, US, "Vault", forged), (error) => {
      assert.ok(error instanceof WrongAccount);
      assert.equal(error.message, `${forged} belongs to the program ${nobody(8)}, not to ${US}`);
      return true;
    });
    await assert.rejects(fetchVaultStake(chain.rpc, US, forged), WrongAccount);
    await assert.rejects(fetchRestakingAccount(chain.rpc, US, "Vault", operator), /is no account of the kind Vault/);
    await assert.rejects(fetchVaultStake(chain.rpc, US, operator), WrongAccount);
    assert.equal((await fetchRestakingAccount(chain.rpc, US, "Vault", vault)).address, vault);
  });

  it("of an earlier layout or of a later one is read as far as it is known, and hides no other", async () => {
    const { chain, vault } = await makeScene();
    const { data, ...account } = chain.account(vault);
    const [short, long] = [nobody(11), nobody(12)];
    chain.svm.setAccount({ ...account, address: short, data: data.slice(0, -40), space: BigInt(data.length - 40) });
    const longer = Uint8Array.from([...data, ...new Uint8Array(64).fill(1)]);
    chain.svm.setAccount({ ...account, address: long, data: longer, space: BigInt(longer.length) });
    const found = await fetchVaults(chain.rpc, US);
    assert.deepEqual(found.map(({ address }) => address).sort(), [vault, short, long].sort());
    const [first, ...others] = found.map(({ data }) => data.ledger.epochSeconds);
    assert.ok(others.every((seconds) => seconds === first));
  });
});

describe("a scan", () => {
  it("leaves out what was not asked for, where a node takes no filters or answers for another program", async () => {
    const { chain, vault, issuer } = await makeScene();
    const loose = answering(chain, "getProgramAccounts", () => {
      const all = chain.svm.getProgramAccounts(US).map((account) => ({
        pubkey: account.address,
        account: {
          data: [getBase64Decoder().decode(account.data), "base64"],
          executable: false,
          lamports: account.lamports,
          owner: account.programAddress,
          space: account.space,
        },
      }));
      const foreign = all.map(({ account }) => ({ pubkey: nobody(3), account: { ...account, owner: nobody(8) } }));
      return [...all, ...foreign];
    });
    const addresses = (found: readonly Account<object>[]) => found.map(({ address }) => address);
    assert.deepEqual(addresses(await fetchVaults(loose, US)), [vault]);
    assert.deepEqual(addresses(await fetchVaults(loose, US, { curator: issuer.address })), [vault]);
    assert.deepEqual(addresses(await fetchVaults(loose, US, { curator: nobody(4) })), []);
  });

  it("that is refused leaves what can be read by its address", async () => {
    const { chain, vault } = await makeScene();
    const refusing = createSolanaRpcFromTransport(async (request) => {
      const { id, method } = (request as { payload: { id: string; method: string } }).payload;
      return (
        method === "getProgramAccounts"
          ? { jsonrpc: "2.0", id, error: { code: -32010, message: "excluded from account secondary indexes" } }
          : await chain.node.transport(request)
      ) as never;
    }) as Rpc<SolanaRpcApi>;
    await assert.rejects(fetchVaultStake(refusing, US, vault), ScanRefused);
    assert.equal((await fetchRestakingAccount(refusing, US, "Vault", vault)).address, vault);
  });
});

describe("a vault's stake", () => {
  it("is read where a stranger sent lamports to an opt-in that does not stand", async () => {
    const { chain, vault, ncn } = await makeScene();
    const optIn = await pda.optIn(vault, ncn);
    chain.svm.setAccount({
      ...chain.account(optIn),
      data: new Uint8Array(),
      lamports: lamports(890_880n),
      programAddress: ZERO,
      space: 0n,
    });
    const { paths } = await fetchVaultStake(chain.rpc, US, vault);
    assert.deepEqual([paths.length, paths[0]?.vaultNcn], [1, undefined]);
  });

  it("is of one slot, whatever changes between the scans and the figures", async () => {
    const { chain, vault } = await makeScene();
    let scans = 0;
    const moving = answering(chain, "getProgramAccounts", (answer) => {
      scans++;
      chain.passSlots(1n);
      return answer;
    });
    const { slot, paths } = await fetchVaultStake(moving, US, vault);
    assert.equal(slot, chain.svm.getClock().slot);
    assert.deepEqual([scans, paths.length], [2, 1]);
  });

  it("leaves out what was closed since it was found", async () => {
    const { chain, vault, operator, ncn } = await makeScene();
    const allocation = await pda.allocation(await pda.delegation(vault, operator), ncn);
    const closing = answering(chain, "getMultipleAccounts", (answer: { value: unknown[] }, params) => {
      const [addresses] = params as unknown as [Address[]];
      const value = answer.value.map((account, place) => (addresses[place] === allocation ? null : account));
      return { ...answer, value };
    });
    const { paths, delegations } = await fetchVaultStake(closing, US, vault);
    assert.deepEqual([paths.length, delegations.length], [0, 1]);
  });
});

describe("the cluster's time", () => {
  it("is no figure of an account that is no clock", async () => {
    const { chain } = await makeScene();
    const told = async (change: object | null) =>
      fetchClusterTime(
        answering(chain, "getAccountInfo", (answer: { value: object }) => ({
          ...answer,
          value: change && { ...answer.value, ...change },
        })),
      );
    assert.equal(await told({}), chain.now);
    for (const change of [null, { owner: nobody(3) }, { data: ["AAAA", "base64"] }, { data: ["", "base64"] }]) {
      await assert.rejects(told(change), /does not tell the cluster's time/);
    }
  });
});
