/**
 * A transaction, from the form to its confirmation.
 */
import type { Address, InstructionPlan, Signature, TransactionSigner } from "@solana/kit";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type BatchItem, type BatchProgress, type SendConfig, sendEach, sendPlan } from "restaking-client";

import { CLUSTERS } from "../chain/clusters.js";
import { noteWritten } from "../chain/index-file.js";
import { useDeployment, useNode } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { shortAddress } from "../format/text.js";
import { describe, type Failure, type Unit } from "./describe.js";
import { tellOutcome } from "./outcomes.js";
import { noteSent, settledBy, settleSent } from "./sent.js";
import { type SigningPhase, sentVersion, walletSigner } from "./signer.js";
import { useWallets } from "./wallets.js";

/** Where a transaction is. */
export type Sending =
  | { readonly phase: "idle" }
  | {
      readonly phase: "preparing" | SigningPhase;
      /** How many of several things are done. */
      readonly batch?: BatchProgress | undefined;
    }
  | {
      readonly phase: "done";
      readonly said: string;
      readonly signatures: readonly Signature[];
      /** What of it did not happen, each in a sentence. */
      readonly problems?: readonly string[];
    }
  | { readonly phase: "failed"; readonly failure: Failure };

/** What became of a transaction. */
export type Ended = Extract<Sending, { phase: "done" | "failed" }>;

/** Makes a plan for the account that signs, and says what it has done once it is done. */
export type MakePlan = (
  signer: TransactionSigner,
) => Promise<{ readonly plan: InstructionPlan; readonly said: string }>;

/** Makes several plans of which none depends on another, and tells what became of them. */
export type MakeBatch = (signer: TransactionSigner) => Promise<{
  readonly items: readonly BatchItem<Address>[];
  /** What has happened with those that were done. */
  readonly said: (done: readonly Address[]) => string;
  /** The items omitted from the beginning, each in a sentence. */
  readonly problems: readonly string[];
}>;

/** How a sending ended, and what went wrong in it. */
type Acted = { readonly ended: Ended; readonly errors: readonly unknown[] };

/** Sends plans, one at a time. */
export function useSend(unit: Unit | undefined) {
  const node = useNode();
  const { data: deployment } = useDeployment();
  const { priorityFee } = useSettings();
  const { connection } = useWallets();
  const client = useQueryClient();
  const [sending, setSending] = useState<Sending>({ phase: "idle" });
  const shown = useRef(false);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const { programAddress, liquidAddress } = node;
  const programs = useMemo(() => ({ programAddress, liquidAddress }), [programAddress, liquidAddress]);

  const carryOut = useCallback(
    async (act: (signer: TransactionSigner, config: SendConfig) => Promise<Acted>): Promise<boolean> => {
      if (!connection) {
        return false;
      }
      setSending({ phase: "preparing" });
      const signed: Signature[] = [];
      const end = (ended: Ended) => {
        setSending(ended);
        // Its view may be gone: a wallet that disconnects takes along what was shown of it.
        if (!shown.current) {
          tellOutcome(ended);
        }
      };
      try {
        const signer = walletSigner(connection, CLUSTERS[node.cluster].chain, {
          onPhase: (phase) => setSending((before) => ({ phase, batch: "batch" in before ? before.batch : undefined })),
          onSigned: (bytes, lastValidBlockHeight) => {
            const signature = noteSent(bytes, node.sentKey, lastValidBlockHeight);
            if (signature) {
              signed.push(signature);
            }
          },
        });
        const { ended, errors } = await act(signer, {
          version: sentVersion(connection.wallet, deployment?.version1 === true),
          priorityFee: BigInt(priorityFee),
        });
        settleSent(settledBy(signed, errors));
        end(ended);
        return ended.phase === "done";
      } catch (error) {
        settleSent(settledBy(signed, [error]));
        end({ phase: "failed", failure: describe(error, { unit, ...programs, acting: true }) });
        return false;
      } finally {
        void client.invalidateQueries({ queryKey: [node.key] });
      }
    },
    [connection, node, deployment, priorityFee, unit, client, programs],
  );
  const send = useCallback(
    (makePlan: MakePlan) =>
      carryOut(async (signer, config) => {
        const { plan, said } = await makePlan(signer);
        noteWritten(plan, [node.programAddress, node.liquidAddress]);
        const signatures = await sendPlan(node, plan, signer, config);
        return { ended: { phase: "done", said, signatures }, errors: [] };
      }),
    [carryOut, node],
  );
  const sendBatch = useCallback(
    (makeBatch: MakeBatch) =>
      carryOut(async (signer, config) => {
        const { items, said, problems } = await makeBatch(signer);
        for (const { plan } of items) {
          noteWritten(plan, [node.programAddress, node.liquidAddress]);
        }
        const { done, failed, left, stopped } = await sendEach(node, items, signer, config, (batch) =>
          setSending({ phase: "preparing", batch }),
        );
        const errors = [...failed.map(({ error }) => error), stopped];
        const why = (error: unknown) => describe(error, { unit, ...programs, acting: true });
        if (done.length === 0 && stopped !== undefined) {
          return { ended: { phase: "failed", failure: why(stopped) }, errors };
        }
        const told = failed.map(({ key, error }) => `${shortAddress(key)}: ${why(error).sentence}`);
        const rest = left.length > 0 ? [`${left.length} more were not sent: ${why(stopped).sentence}`] : [];
        const ended: Ended = {
          phase: "done",
          said: done.length > 0 ? said(done.map(({ key }) => key)) : "Nothing happened.",
          signatures: [...new Set(done.flatMap(({ signatures }) => signatures))],
          problems: [...problems, ...told, ...rest],
        };
        return { ended, errors };
      }),
    [carryOut, node, unit, programs],
  );
  const reset = useCallback(() => setSending({ phase: "idle" }), []);
  const busy = sending.phase === "preparing" || sending.phase === "signing" || sending.phase === "sending";
  return { sending, send, sendBatch, reset, busy };
}
