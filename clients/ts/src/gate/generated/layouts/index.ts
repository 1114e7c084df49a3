/**
 * The program's accounts: what they begin with, and where their fields stand, for scans.
 */
import { getGateDecoder } from "../accounts/index.js";

export const UPGRADE_GATE_ACCOUNT_LAYOUTS = {
  Gate: {
    discriminator: new Uint8Array([13, 25, 212, 153, 150, 57, 225, 171]),
    decoder: getGateDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      program: { offset: 16, type: "address" },
      admin: { offset: 48, type: "address" },
      pendingAdmin: { offset: 80, type: "address" },
      guardian: { offset: 112, type: "address" },
      delaySeconds: { offset: 144, type: "u64" },
      events: { offset: 152, type: "u64" },
      codeSince: { offset: 192, type: "i64" },
      upgrades: { offset: 200, type: "u64" },
      renouncedAt: { offset: 208, type: "i64" },
    },
  },
} as const;
