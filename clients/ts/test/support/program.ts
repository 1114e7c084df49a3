/**
 * The compiled program at an address of the tests' own: nothing in the client may name the one on local chains.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Address, getAddressDecoder, getAddressEncoder } from "@solana/kit";
import { LOCALNET_PROGRAM_ADDRESS, pdas } from "restaking-client";

/** Where the compiled program is: `RESTAKING_SO`, or where the build puts it. */
const FILE =
  process.env.RESTAKING_SO ?? fileURLToPath(new URL("../../../../target/deploy/restaking.so", import.meta.url));

/** Which program the tests are of. */
export const PROGRAM: { readonly programAddress: Address } = {
  programAddress: getAddressDecoder().decode(Uint8Array.from({ length: 32 }, (_, place) => 0xa0 + 2 * place)),
};

/** The addresses of its accounts. */
export const pda = pdas(PROGRAM.programAddress);

/** The compiled program, built for {@link PROGRAM}. */
export function programFile(): Uint8Array {
  if (!existsSync(FILE)) {
    throw new Error(`the compiled program is not at ${FILE}; build it with \`cargo xtask build\``);
  }
  return moved(readFileSync(FILE), LOCALNET_PROGRAM_ADDRESS, PROGRAM.programAddress);
}

/** How much of an address an instruction of the program holds, in bytes. */
const PART = 4;

/** A program that was built for the address `from`, as it would be if it had been built for `to`. */
function moved(program: Uint8Array, from: Address, to: Address): Uint8Array {
  const [before, after] = [from, to].map((address) => getAddressEncoder().encode(address) as Uint8Array) as [
    Uint8Array,
    Uint8Array,
  ];
  const found = Buffer.from(program);
  const places = Array.from({ length: 32 / PART }, (_, part) =>
    placesOf(found, before.subarray(part * PART, (part + 1) * PART)),
  );
  // The parts of the address stand as often as the address does; a part that is found elsewhere too is no part of it.
  if (new Set(places.map(({ length }) => length)).size !== 1 || places[0]?.length === 0) {
    throw new Error(`the program at ${FILE} was not built for ${from}: build it with \`cargo xtask build\``);
  }
  const result = new Uint8Array(program);
  for (const [part, at] of places.entries()) {
    for (const place of at) {
      result.set(after.subarray(part * PART, (part + 1) * PART), place);
    }
  }
  return result;
}

function placesOf(whole: Buffer, part: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    places.push(at);
  }
  return places;
}
