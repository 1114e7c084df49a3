import type { Address } from "@solana/kit";

/** The zero address: the system program's, which no key controls. */
export const NOBODY = "11111111111111111111111111111111" as Address<"11111111111111111111111111111111">;
