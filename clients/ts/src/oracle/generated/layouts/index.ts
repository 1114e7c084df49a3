/**
 * The program's accounts: what they begin with, and where their fields stand, for scans.
 */
import {
  getFeedDecoder,
  getOperatorScoreDecoder,
  getOracleDecoder,
  getPriceOffenseDecoder,
  getPriceRoundDecoder,
} from "../accounts/index.js";

export const ORACLE_NCN_ACCOUNT_LAYOUTS = {
  Feed: {
    discriminator: new Uint8Array([69, 191, 16, 227, 132, 187, 84, 227]),
    decoder: getFeedDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      number: { offset: 10, type: "u8" },
      decimals: { offset: 11, type: "u8" },
      oracle: { offset: 16, type: "address" },
      rounds: { offset: 80, type: "u64" },
      events: { offset: 88, type: "u64" },
      heightZero: { offset: 160, type: "i64" },
      heightMillis: { offset: 168, type: "u64" },
      payer: { offset: 200, type: "address" },
    },
  },
  OperatorScore: {
    discriminator: new Uint8Array([167, 17, 31, 92, 35, 30, 115, 94]),
    decoder: getOperatorScoreDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      feed: { offset: 16, type: "address" },
      operator: { offset: 48, type: "address" },
      events: { offset: 80, type: "u64" },
      payer: { offset: 216, type: "address" },
    },
  },
  Oracle: {
    discriminator: new Uint8Array([139, 194, 131, 179, 140, 179, 229, 244]),
    decoder: getOracleDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      ncn: { offset: 16, type: "address" },
      table: { offset: 48, type: "address" },
      tableIndex: { offset: 80, type: "u64" },
      events: { offset: 88, type: "u64" },
    },
  },
  PriceOffense: {
    discriminator: new Uint8Array([172, 120, 124, 113, 165, 38, 1, 188]),
    decoder: getPriceOffenseDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      isManipulation: { offset: 10, type: "u8" },
      oracle: { offset: 16, type: "address" },
      feed: { offset: 48, type: "address" },
      operator: { offset: 80, type: "address" },
      reporter: { offset: 112, type: "address" },
      table: { offset: 144, type: "address" },
      height: { offset: 176, type: "u64" },
      incident: { offset: 184, type: "u64" },
      price: { offset: 192, type: "i64" },
      median: { offset: 200, type: "i64" },
      deviationBps: { offset: 208, type: "u64" },
      fraction: { offset: 216, type: "u64" },
      offenseAt: { offset: 224, type: "i64" },
      judgedAt: { offset: 232, type: "i64" },
      slashes: { offset: 240, type: "u64" },
    },
  },
  PriceRound: {
    discriminator: new Uint8Array([217, 64, 207, 54, 34, 251, 222, 252]),
    decoder: getPriceRoundDecoder,
    fields: {
      version: { offset: 8, type: "u8" },
      bump: { offset: 9, type: "u8" },
      feed: { offset: 16, type: "address" },
      slot: { offset: 48, type: "u64" },
      table: { offset: 56, type: "address" },
      payer: { offset: 400, type: "address" },
    },
  },
} as const;
