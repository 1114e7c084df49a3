/**
 * A transaction, from the form to its confirmation.
 */
import type { InstructionPlan, Signature, TransactionSigner } from "@solana/kit";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { sendPlan } from "restaking-client";

import { CLUSTERS } from "../chain/clusters.js";
import { useDeployment, useNode } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { describe, type Failure, type Unit } from "./describe.js";
import { type SigningPhase, sentVersion, walletSigner } from "./signer.js";
import { useWallets } from "./wallets.js";

/** Where a transaction is. */
export type Sending =
  | { readonly phase: "idle" }
  | { readonly phase: "preparing" | SigningPhase }
  | { readonly phase: "done"; readonly said: string; readonly signatures: readonly Signature[] }
  | { readonly phase: "failed"; readonly failure: Failure };

/** Makes a plan for the account that signs, and says what it has done once it is done. */
export type MakePlan = (
  signer: TransactionSigner,
) => Promise<{ readonly plan: InstructionPlan; readonly said: string }>;

/** Sends plans, one at a time. */
export function useSend(unit: Unit | undefined) {
  const node = useNode();
  const { data: deployment } = useDeployment();
  const { priorityFee } = useSettings();
  const { connection } = useWallets();
  const client = useQueryClient();
  const [sending, setSending] = useState<Sending>({ phase: "idle" });

  const send = useCallback(
    async (makePlan: MakePlan): Promise<boolean> => {
      if (!connection) {
        return false;
      }
      setSending({ phase: "preparing" });
      try {
        const signer = walletSigner(connection, CLUSTERS[node.cluster].chain, (phase) => setSending({ phase }));
        const { plan, said } = await makePlan(signer);
        const signatures = await sendPlan(node, plan, signer, {
          version: sentVersion(connection.wallet, deployment?.version1 === true),
          priorityFee: BigInt(priorityFee),
        });
        setSending({ phase: "done", said, signatures });
        return true;
      } catch (error) {
        setSending({ phase: "failed", failure: describe(error, { unit, programAddress: node.programAddress }) });
        return false;
      } finally {
        void client.invalidateQueries({ queryKey: [node.key] });
      }
    },
    [connection, node, deployment, priorityFee, unit, client],
  );
  const reset = useCallback(() => setSending({ phase: "idle" }), []);
  const busy = sending.phase === "preparing" || sending.phase === "signing" || sending.phase === "sending";
  return { sending, send, reset, busy };
}
