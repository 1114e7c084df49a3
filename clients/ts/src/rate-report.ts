/**
 * The rates of a vault as the program itself tells them to other programs, by a simulation.
 */
import {
  type Address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  getBase64Encoder,
  pipe,
  type Rpc,
  type SimulateTransactionApi,
  setTransactionMessageFeePayer,
} from "@solana/kit";

import type { Vault } from "./generated/accounts/index.js";
import { getVaultRatesInstruction } from "./generated/instructions/index.js";
import { getRateReportDecoder, type RateReport } from "./generated/types/index.js";
import type { Rates } from "./ledger/rates.js";
import type { Fetched, OfProgram } from "./plans/common.js";
import { given, type ReadConfig } from "./read.js";
import { Told } from "./told.js";

/**
 * The rates of a vault at a time, no earlier than now, as `vault_rates` of the program returns them: by a simulation that nobody signs.
 * {@link ratesAt} computes the same from the vault's account alone.
 *
 * @example
 * ```ts
 * const rates = await fetchRates(rpc, { programAddress, vault, at: now + 86_400n });
 * const shares = depositBrings(rates, 1_000_000_000n);
 * ```
 *
 * @throws Told The node simulated no return data of the program.
 */
export async function fetchRates(
  rpc: Rpc<SimulateTransactionApi>,
  input: OfProgram & {
    readonly vault: Fetched<Pick<Vault, "creator">>;
    /** In unix seconds; now if omitted. */
    readonly at?: bigint | undefined;
    /** An account with lamports to pay the fee that a simulation counts; the vault's creator if omitted. */
    readonly payer?: Address | undefined;
  },
  { commitment, abortSignal }: ReadConfig = {},
): Promise<Rates> {
  const { programAddress, vault, at = 0n, payer = vault.data.creator } = input;
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(payer, empty),
    (paid) =>
      appendTransactionMessageInstruction(
        getVaultRatesInstruction({ vault: vault.address, at }, { programAddress }),
        paid,
      ),
  );
  const wire = getBase64EncodedWireTransaction(compileTransaction(message));
  const config = {
    encoding: "base64",
    sigVerify: false,
    replaceRecentBlockhash: true,
    ...given({ commitment }),
  } as const;
  const { value } = await rpc.simulateTransaction(wire, config).send(given({ abortSignal }));
  const { err, returnData } = value;
  if (err !== null || returnData?.programId !== programAddress) {
    throw new Told(`The node simulated no rates of the vault ${vault.address}`);
  }
  return ratesOf(getRateReportDecoder().decode(getBase64Encoder().encode(returnData.data[0])));
}

/** What the program returned, to compute with. */
export function ratesOf({ entering, ...report }: RateReport): Rates {
  return { ...report, entering: entering.shares > 0n ? entering : undefined };
}
