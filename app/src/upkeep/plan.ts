/**
 * What does a chore, by what is on the chain when it is signed.
 */
import { type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";
import {
  assetProgramOf,
  fetchClusterTime,
  fetchExitTickets,
  fetchHolding,
  fetchRestakingAccount,
  fetchSlashRecipients,
  getCloseAllocationInstruction,
  getCloseDelegationInstruction,
  getSettleAllocationInstruction,
  getSettleDelegationInstruction,
  isSettled,
  parentOf,
  pdas,
  planCloseBuckets,
  planCloseOptIn,
  planCollectFees,
  planCompleteMove,
  planExecuteSlash,
  planPaySlashShares,
  planRevokeGrant,
  planSettleExits,
  planUncountSlash,
  planWithdrawPledge,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Node } from "../chain/node.js";
import { type Chore, SETTLED_AT_ONCE } from "../model/upkeep.js";

/** The node and the program. */
type Place = { readonly rpc: Node["rpc"]; readonly programAddress: NonNullable<Node["programAddress"]> };

/**
 * The plan of a chore.
 *
 * @throws Error Why it cannot be done: someone else may have done it meanwhile.
 */
export async function planChore(
  chore: Chore,
  { rpc, programAddress }: Place,
  payer: TransactionSigner,
): Promise<InstructionPlan> {
  const config = { commitment: "confirmed" } as const;
  const given = { programAddress };
  const fresh = <Name extends "Vault" | "OperatorDelegation" | "SlashProposal">(name: Name, { address }: Found<Name>) =>
    fetchRestakingAccount(rpc, programAddress, name, address, config);
  switch (chore.kind) {
    case "execute":
    case "shares": {
      const slash = await fresh("SlashProposal", chore.slash);
      const recipients = await fetchSlashRecipients(rpc, slash, chore.vault, config);
      const input = { ...given, slash, vault: chore.vault, recipients, payer };
      const plan = chore.kind === "execute" ? await planExecuteSlash(input) : await planPaySlashShares(input);
      return there(plan.plan, plan.skipped[0]?.why);
    }
    case "uncount":
      return (await planUncountSlash({ ...given, slash: chore.slash, parent: parentOf(chore.ncn.data) })).plan;
    case "move": {
      const [vault, from, to, now] = await Promise.all([
        fresh("Vault", chore.vault),
        fresh("OperatorDelegation", chore.from),
        fresh("OperatorDelegation", chore.to),
        fetchClusterTime(rpc, config),
      ]);
      return (await planCompleteMove({ ...given, vault, from, to, now })).plan;
    }
    case "delegation":
      return singleInstructionPlan(
        getSettleDelegationInstruction({ vault: chore.vault.address, delegation: chore.delegation.address }, given),
      );
    case "allocation":
      return singleInstructionPlan(
        getSettleAllocationInstruction(
          {
            vault: chore.vault.address,
            delegation: chore.delegation.address,
            allocation: chore.allocation.address,
          },
          given,
        ),
      );
    case "fees": {
      const vault = await fresh("Vault", chore.vault);
      const party = await feeParty(chore, { rpc, programAddress });
      const wallet = walletOf(vault, party);
      const { assetMint } = vault.data;
      const holding = await fetchHolding(rpc, wallet, assetMint, {
        ...config,
        tokenProgram: assetProgramOf(vault.data),
      });
      return there((await planCollectFees({ ...given, ...party, vault, payer, holding })).plan);
    }
    case "exits": {
      const { vault, bucket } = chore;
      const tickets = await fetchExitTickets(rpc, programAddress, { vault: vault.address }, config);
      const { epoch } = bucket.data.bucket;
      const mine = tickets
        .filter(({ data: { ticket } }) => ticket.epoch === epoch && !isSettled(ticket))
        .slice(0, SETTLED_AT_ONCE);
      return there((await planSettleExits({ ...given, vault: vault.address, epoch, tickets: mine })).plan);
    }
    case "pledge": {
      const { vault, pledge } = chore;
      const slash = await fresh("SlashProposal", chore.slash);
      const holding = await fetchHolding(rpc, pledge.data.pledger, vault.data.assetMint, {
        ...config,
        tokenProgram: assetProgramOf(vault.data),
      });
      return (await planWithdrawPledge({ ...given, pledge, slash, vault, payer, holding })).plan;
    }
    case "closeBucket":
      return planCloseBuckets([chore.bucket], given).plan;
    case "closeDelegation": {
      const { address: delegation, data } = chore.delegation;
      return singleInstructionPlan(getCloseDelegationInstruction({ delegation, rentPayer: data.rentPayer }, given));
    }
    case "closeAllocation": {
      const { address: allocation, data } = chore.allocation;
      return singleInstructionPlan(getCloseAllocationInstruction({ allocation, rentPayer: data.rentPayer }, given));
    }
    case "closeOptIn":
      return planCloseOptIn({ ...given, optIn: chore.optIn }).plan;
    case "closeGrant":
      return planRevokeGrant({ ...given, grant: chore.grant, revoker: payer }).plan;
  }
}

function there(plan: InstructionPlan | undefined, why = "It is done already"): InstructionPlan {
  if (!plan) {
    throw new Error(why);
  }
  return plan;
}

type Fees = Extract<Chore, { kind: "fees" }>;
type Party = Awaited<ReturnType<typeof feeParty>>;

async function feeParty({ payee, delegation }: Fees, { rpc, programAddress }: Place) {
  const config = { commitment: "confirmed" } as const;
  if (payee === "vault") {
    return { party: "vault" } as const;
  }
  if (payee === "protocol") {
    const address = await pdas(programAddress).config();
    return {
      party: "protocol",
      config: await fetchRestakingAccount(rpc, programAddress, "Config", address, config),
    } as const;
  }
  if (!delegation) {
    throw new Error("The delegation is not known");
  }
  const read = await fetchRestakingAccount(rpc, programAddress, "OperatorDelegation", delegation.address, config);
  return { party: "operator", operator: payee, delegation: read } as const;
}

function walletOf(vault: Found<"Vault">, party: Party) {
  switch (party.party) {
    case "vault":
      return vault.data.feeWallet;
    case "protocol":
      return party.config.data.feeWallet;
    case "operator":
      return party.operator.data.feeWallet;
  }
}
