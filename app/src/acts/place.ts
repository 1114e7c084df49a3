/**
 * Where acts take place.
 */
import type { Address } from "@solana/kit";
import { fetchRecipient, type Named, NOBODY } from "restaking-client";

import type { Names } from "../chain/names.js";
import type { Node } from "../chain/node.js";

/** The node, and the program on it. */
export type Place = { readonly rpc: Node["rpc"]; readonly programAddress: Address };

/** An address that gets power or money, looked at: one that nobody could act for is refused by the plan. */
export async function named({ rpc, programAddress }: Place, address: Address): Promise<Named> {
  return address === NOBODY ? NOBODY : fetchRecipient(rpc, programAddress, address, { commitment: "confirmed" });
}

/** What to call holders of a role, which may be nobody. */
export const calledBy = (names: Names) => (address: Address) => (address === NOBODY ? "nobody" : names.of(address));
