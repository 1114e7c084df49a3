/**
 * The compiled program at an address that is not the one on local chains: nothing in the client may name that one.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Address, address } from "@solana/kit";
import { pdas } from "restaking-client";

/** Which program the tests are of: the address that `cargo xtask test` builds it for as well. */
export const PROGRAM: { readonly programAddress: Address } = {
  programAddress: address("HMPVWMYUFQZkyjXhsyXMbj5Ab1o3SUdd15mHWcTh2Ufg"),
};

/** Where the program built for it is: `RESTAKING_ELSEWHERE_SO`, or where the build puts it. */
const FILE =
  process.env.RESTAKING_ELSEWHERE_SO ??
  fileURLToPath(new URL(`../../../../target/deploy/${PROGRAM.programAddress}/restaking.so`, import.meta.url));

/** The addresses of its accounts. */
export const pda = pdas(PROGRAM.programAddress);

/** The compiled program, built for {@link PROGRAM}. */
export function programFile(): Uint8Array {
  if (!existsSync(FILE)) {
    const build = `cargo xtask build --local --program-id ${PROGRAM.programAddress}`;
    throw new Error(`the compiled program is not at ${FILE}; build it with \`${build}\``);
  }
  return readFileSync(FILE);
}
