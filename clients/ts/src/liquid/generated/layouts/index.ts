/**
 * The program's accounts: what they begin with, and where their fields stand, for scans.
 */
import {
  getCollectedExitDecoder,
  getExitBatchDecoder,
  getExitPartDecoder,
  getPoolDecoder,
  getPriceReportDecoder,
  getQueuedExitDecoder,
  getRewardAuctionDecoder,
  getSetAsideDecoder,
} from "../accounts/index.js";

export const LIQUID_ACCOUNT_LAYOUTS = {
  CollectedExit: {
    discriminator: new Uint8Array([144, 185, 204, 47, 20, 98, 22, 157]),
    decoder: getCollectedExitDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      ticket: { offset: 48, type: "address" },
      rentPayer: { offset: 80, type: "address" },
      place: { offset: 112, type: "u64" },
      shares: { offset: 120, type: "u64" },
      tokens: { offset: 128, type: "u64" },
    },
  },
  ExitBatch: {
    discriminator: new Uint8Array([17, 17, 84, 46, 189, 101, 178, 15]),
    decoder: getExitBatchDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      rentPayer: { offset: 48, type: "address" },
      place: { offset: 80, type: "u64" },
    },
  },
  ExitPart: {
    discriminator: new Uint8Array([96, 106, 176, 147, 131, 226, 184, 27]),
    decoder: getExitPartDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      ticket: { offset: 48, type: "address" },
      owner: { offset: 80, type: "address" },
      rentPayer: { offset: 112, type: "address" },
      shares: { offset: 144, type: "u64" },
    },
  },
  Pool: {
    discriminator: new Uint8Array([241, 154, 109, 4, 17, 177, 109, 188]),
    decoder: getPoolDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      lrtBump: { offset: 10, type: "u8" },
      escrowBump: { offset: 11, type: "u8" },
      index: { offset: 16, type: "u64" },
      creator: { offset: 24, type: "address" },
      admin: { offset: 56, type: "address" },
      pendingAdmin: { offset: 88, type: "address" },
      curator: { offset: 120, type: "address" },
      guardian: { offset: 152, type: "address" },
      feeWallet: { offset: 184, type: "address" },
      lrtMint: { offset: 216, type: "address" },
      escrow: { offset: 248, type: "address" },
      events: { offset: 280, type: "u64" },
      noticeSeconds: { offset: 288, type: "u64" },
      tickets: { offset: 296, type: "u64" },
      priceReporter: { offset: 6056, type: "address" },
      nextReporter: { offset: 6088, type: "address" },
      reporterFrom: { offset: 6120, type: "i64" },
    },
  },
  PriceReport: {
    discriminator: new Uint8Array([26, 139, 144, 41, 36, 16, 187, 8]),
    decoder: getPriceReportDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      mint: { offset: 48, type: "address" },
    },
  },
  QueuedExit: {
    discriminator: new Uint8Array([82, 203, 186, 145, 157, 41, 52, 132]),
    decoder: getQueuedExitDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      owner: { offset: 48, type: "address" },
      rentPayer: { offset: 80, type: "address" },
      batch: { offset: 112, type: "address" },
    },
  },
  RewardAuction: {
    discriminator: new Uint8Array([85, 40, 40, 155, 147, 223, 110, 212]),
    decoder: getRewardAuctionDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      treasuryBump: { offset: 10, type: "u8" },
      pool: { offset: 16, type: "address" },
      mint: { offset: 48, type: "address" },
      treasury: { offset: 80, type: "address" },
    },
  },
  SetAside: {
    discriminator: new Uint8Array([193, 48, 117, 84, 198, 217, 146, 239]),
    decoder: getSetAsideDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      pool: { offset: 16, type: "address" },
      owner: { offset: 48, type: "address" },
      rentPayer: { offset: 80, type: "address" },
    },
  },
} as const;
