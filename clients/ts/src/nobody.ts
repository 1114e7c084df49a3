import type { Address } from "@solana/kit";

/** The zero address: the system program's, and nobody's. */
export const NOBODY = "11111111111111111111111111111111" as Address<"11111111111111111111111111111111">;
