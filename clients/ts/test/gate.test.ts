import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Address, getAddressEncoder, lamports } from "@solana/kit";
import { pdas, upgradeGate } from "restaking-client";

import { Chain } from "./support/chain.js";

type Gate = upgradeGate.Gate;

const {
  announcedUpgrade,
  announceUpgradeInstruction,
  cancelUpgradeInstruction,
  earliestCodeChange,
  executeUpgradeInstruction,
  fetchCodeKeeper,
  fetchGate,
  gateAddress,
  LOCALNET_PROGRAM_ADDRESS: gateProgram,
  noticeSeconds,
  openGateInstruction,
  renounceUpgradesInstruction,
  UPGRADEABLE_LOADER,
} = upgradeGate;

const DAY = 86_400n;

/** The compiled gate: `UPGRADE_GATE_SO`, or where the build puts it. */
const GATE_FILE =
  process.env.UPGRADE_GATE_SO ?? fileURLToPath(new URL("../../../target/deploy/upgrade_gate.so", import.meta.url));

/** Writes a program's upgrade authority in the loader's layout; none if omitted. */
async function setAuthority(chain: Chain, of: Address, authority?: Address) {
  const account = chain.account(await pdas(of).programData());
  const data = new Uint8Array(account.data);
  data[12] = authority ? 1 : 0;
  if (authority) {
    data.set(getAddressEncoder().encode(authority), 13);
  }
  chain.svm.setAccount({ ...account, data });
}

/** A chain with the gate's program, which is final, and a small program that the deployer may upgrade. */
async function start() {
  const chain = await Chain.start();
  const elf = readFileSync(GATE_FILE);
  const { address: program } = await chain.funded("gated");
  chain.svm.addProgram(gateProgram, elf);
  await setAuthority(chain, gateProgram);
  chain.svm.addProgram(program, elf);
  await setAuthority(chain, program, chain.deployer.address);
  const guardian = await chain.funded("guardian");
  const open = () =>
    openGateInstruction({
      gateProgram,
      program,
      payer: chain.deployer,
      authority: chain.deployer,
      delaySeconds: 42n * DAY,
      guardian: guardian.address,
    });
  return { chain, elf, program, guardian, open };
}

/** Puts a buffer of the deployer's with `code` on the chain. */
async function putBuffer(chain: Chain, name: string, code: Uint8Array): Promise<Address> {
  const { address } = await chain.funded(name);
  const authority = getAddressEncoder().encode(chain.deployer.address);
  // The loader's layout: a tag of 4 bytes, an option of 1, the authority, the code.
  const data = new Uint8Array(37 + code.length);
  data.set([1, 0, 0, 0, 1, ...authority]);
  data.set(code, 37);
  const exists = { exists: true, executable: false, space: BigInt(data.length) } as const;
  chain.svm.setAccount({
    address,
    data,
    lamports: lamports(50_000_000_000n),
    programAddress: UPGRADEABLE_LOADER,
    ...exists,
  });
  return address;
}

/** `code` without the zeros behind it, hashed. */
function codeHash(code: Uint8Array): Uint8Array {
  let end = code.length;
  while (code[end - 1] === 0) {
    end--;
  }
  return sha256(code.subarray(0, end));
}

describe("who can change a program's code", () => {
  it("is a key at any time, a gate after its notice, and nobody once upgrades were renounced", async () => {
    const { chain, elf, program, guardian, open } = await start();
    const key = await fetchCodeKeeper(chain.rpc, program);
    assert.equal(key.kind === "key" && key.authority, chain.deployer.address);
    assert.deepEqual([earliestCodeChange(key, 5n), noticeSeconds(key)], [5n, undefined]);

    await chain.send(chain.deployer, await open());
    const gated = await fetchCodeKeeper(chain.rpc, program);
    assert.ok(gated.kind === "gate");
    assert.equal(gated.authority, await gateAddress(gateProgram, program));
    assert.deepEqual([gated.gateProgram, gated.own.kind], [gateProgram, "nobody"]);
    assert.equal(gated.gate.guardian, guardian.address);
    assert.deepEqual([earliestCodeChange(gated, 5n), noticeSeconds(gated)], [5n + 42n * DAY, 42n * DAY]);
    assert.equal(announcedUpgrade(gated.gate), undefined);
    await assert.rejects(executeUpgradeInstruction({ gateProgram, gate: gated.gate }), /No upgrade is announced/);

    // An announcement, its end by the guardian, and another that is executed.
    const now = chain.now;
    for (const canceled of [true, false]) {
      const buffer = await putBuffer(chain, `buffer ${canceled}`, elf);
      const announce = await announceUpgradeInstruction({
        gateProgram,
        program,
        admin: chain.deployer,
        buffer,
        codeHash: codeHash(elf),
        delaySeconds: 42n * DAY,
      });
      await chain.send(chain.deployer, announce);
      const { data: gate }: { readonly data: Gate } = await fetchGate(chain.rpc, gated.authority);
      assert.equal(announcedUpgrade(gate)?.buffer, buffer);
      assert.equal(announcedUpgrade(gate)?.schedule.executableFrom, now + 42n * DAY);
      if (canceled) {
        await chain.send(guardian, await cancelUpgradeInstruction({ gateProgram, gate, canceler: guardian }));
      } else {
        chain.warp(now + 42n * DAY);
        await chain.send(guardian, await executeUpgradeInstruction({ gateProgram, gate }));
      }
    }
    const after = await fetchCodeKeeper(chain.rpc, program);
    assert.equal(after.kind === "gate" && after.gate.upgrades, 1n);

    const renounce = await renounceUpgradesInstruction({ gateProgram, program, admin: chain.deployer });
    await chain.send(chain.deployer, renounce);
    const final = await fetchCodeKeeper(chain.rpc, program);
    assert.deepEqual([final.kind, earliestCodeChange(final, 5n)], ["nobody", undefined]);
  });

  it("is whoever can change the gate's own program", async () => {
    const { chain, program, open } = await start();
    await chain.send(chain.deployer, await open());
    const { address: stranger } = await chain.funded("stranger");
    await setAuthority(chain, gateProgram, stranger);
    const keeper = await fetchCodeKeeper(chain.rpc, program);
    assert.ok(keeper.kind === "gate" && keeper.own.kind === "key");
    assert.deepEqual([earliestCodeChange(keeper, 5n), noticeSeconds(keeper)], [5n, undefined]);
  });

  it("is told by a gate's seeds, and not by the look of an account", async () => {
    const { chain, program, open } = await start();
    await chain.send(chain.deployer, await open());
    const real = chain.account(await gateAddress(gateProgram, program));
    const { address: other } = await chain.funded("other");
    chain.svm.setAccount({ ...real, address: other });
    await setAuthority(chain, program, other);
    const keeper = await fetchCodeKeeper(chain.rpc, program);
    assert.deepEqual([keeper.kind, keeper.kind === "key" && keeper.authority], ["key", other]);
    await assert.rejects(fetchCodeKeeper(chain.rpc, other), /no upgradeable program/);
  });

  it("is the earlier of an announcement, another one, and a change of the gate", async () => {
    const { chain, program, open } = await start();
    await chain.send(chain.deployer, await open());
    const keeper = await fetchCodeKeeper(chain.rpc, program);
    assert.ok(keeper.kind === "gate");
    const announced = (executableFrom: bigint, expiresAt: bigint) => {
      const schedule = { announcedAt: 0n, executableFrom, expiresAt };
      const announcement = { ...keeper.gate.announcement, buffer: keeper.authority, schedule };
      return { ...keeper, gate: { ...keeper.gate, announcement } };
    };
    const delay = 42n * DAY;
    assert.equal(earliestCodeChange(announced(100n, 200n), 50n), 100n);
    assert.equal(earliestCodeChange(announced(100n, 200n), 150n), 150n);
    assert.equal(earliestCodeChange(announced(100n, 200n), 200n), 200n + delay);
    // It can be canceled, and announced again with less.
    assert.equal(earliestCodeChange(announced(2n * delay, 3n * delay), 50n), 50n + delay);
    const shorter = { ...keeper, gate: { ...keeper.gate, delaySeconds: DAY } };
    const ofItself = { ...keeper, own: shorter };
    assert.deepEqual([earliestCodeChange(ofItself, 50n), noticeSeconds(ofItself)], [50n + DAY, DAY]);
  });
});
