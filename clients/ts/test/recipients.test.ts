import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Address } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import {
  fetchExitTickets,
  fetchRecipient,
  fetchVault,
  planDeposit,
  planRequestExit,
  planTransferTickets,
  tokenAccount,
  UnfitRecipient,
} from "restaking-client";

import { nobody, signer } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, ZERO } from "./support/scene.js";

describe("a ticket", () => {
  it("is given to nobody who could never claim it, and to an address without a key only on the giver's word", async () => {
    const scene = await makeScene();
    const { chain, staker, asset } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const { now } = chain;
    await chain.send(staker, (await planDeposit({ ...PROGRAM, vault, depositor: staker, amount: 9_000n, now })).plan);
    const deposited = await fetchVault(chain.rpc, scene.vault);
    await chain.send(
      staker,
      (await planRequestExit({ ...PROGRAM, vault: deposited, owner: staker, shares: 5_000n, now })).plan,
    );
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const give = async (to: Address, confirmed?: boolean) => {
      const newOwner = await fetchRecipient(chain.rpc, PROGRAM.programAddress, to);
      return planTransferTickets({ ...PROGRAM, tickets, owner: staker, newOwner, vaults: [deposited], now, confirmed });
    };
    for (const [to, told] of [
      [scene.vault, /is an account of the restaking program, a Vault: what it is given is lost/],
      [scene.operator, /a Operator/],
      [asset, /is an account of SPL Token/],
      [vault.data.vrtMint, /is an account of SPL Token/],
      [await tokenAccount(staker.address, asset), /is an account of SPL Token/],
      [PROGRAM.programAddress, /is a program/],
      [TOKEN_PROGRAM_ADDRESS, /is a program/],
      [await pda.programData(), /is an account of a program's/],
      ["SysvarC1ock11111111111111111111111111111111" as Address, /is an account of the cluster's/],
      [ZERO, /is the system program/],
    ] as const) {
      for (const confirmed of [false, true]) {
        await assert.rejects(give(to, confirmed), (error) => {
          assert.ok(error instanceof UnfitRecipient);
          assert.match(error.message, told);
          return true;
        });
      }
    }
    const multisig = await pda.exitTicket(scene.vault, staker.address, 99n);
    await assert.rejects(give(multisig), /No key signs for .* as those of multisigs do\. Be sure that one does/);
    assert.ok((await give(multisig, true)).plan);
    chain.svm.setAccount({ ...chain.account(scene.ncn), address: nobody(3), programAddress: nobody(4) });
    await assert.rejects(give(nobody(3)), /belongs to the program .* Be sure that it can act for it/);

    const other = await signer("new owner");
    await chain.send(staker, (await give(other.address)).plan);
    assert.equal((await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: other.address })).length, 1);
  });
});
