/**
 * The program's events, and how to read one out of a log.
 */
import type { FixedSizeDecoder, ReadonlyUint8Array } from "@solana/kit";
import {
  getDelayRaisedDecoder,
  type DelayRaised,
  getGateAdminChangedDecoder,
  type GateAdminChanged,
  getGateAdminProposedDecoder,
  type GateAdminProposed,
  getGateGuardianSetDecoder,
  type GateGuardianSet,
  getGateOpenedDecoder,
  type GateOpened,
  getUpgradeAnnouncedDecoder,
  type UpgradeAnnounced,
  getUpgradeCanceledDecoder,
  type UpgradeCanceled,
  getUpgradeExecutedDecoder,
  type UpgradeExecuted,
  getUpgradesRenouncedDecoder,
  type UpgradesRenounced,
} from "../types/index.js";

/** An event of the program: its name, and what it says. */
export type UpgradeGateEvent =
  | { readonly name: "DelayRaised"; readonly data: DelayRaised }
  | { readonly name: "GateAdminChanged"; readonly data: GateAdminChanged }
  | { readonly name: "GateAdminProposed"; readonly data: GateAdminProposed }
  | { readonly name: "GateGuardianSet"; readonly data: GateGuardianSet }
  | { readonly name: "GateOpened"; readonly data: GateOpened }
  | { readonly name: "UpgradeAnnounced"; readonly data: UpgradeAnnounced }
  | { readonly name: "UpgradeCanceled"; readonly data: UpgradeCanceled }
  | { readonly name: "UpgradeExecuted"; readonly data: UpgradeExecuted }
  | { readonly name: "UpgradesRenounced"; readonly data: UpgradesRenounced };

/** The name of an event. */
export type UpgradeGateEventName = UpgradeGateEvent["name"];

/** What each event begins with, in hexadecimal. */
export const UPGRADE_GATE_EVENT_DISCRIMINATORS: Readonly<Record<UpgradeGateEventName, string>> = {
  DelayRaised: "887c543729237f18",
  GateAdminChanged: "413dbb287bb81ea1",
  GateAdminProposed: "0c3943ec4d2f437e",
  GateGuardianSet: "6252778fb9f1af97",
  GateOpened: "0c68f07f50ac64fe",
  UpgradeAnnounced: "3fcecb25e9ac2cf8",
  UpgradeCanceled: "488b69957a06b0bf",
  UpgradeExecuted: "14c4b81d1d10725e",
  UpgradesRenounced: "f6fe81a7862cb867",
};

const DECODERS: Readonly<
  Record<string, readonly [UpgradeGateEventName, () => FixedSizeDecoder<UpgradeGateEvent["data"]>]>
> = {
  "887c543729237f18": ["DelayRaised", getDelayRaisedDecoder],
  "413dbb287bb81ea1": ["GateAdminChanged", getGateAdminChangedDecoder],
  "0c3943ec4d2f437e": ["GateAdminProposed", getGateAdminProposedDecoder],
  "6252778fb9f1af97": ["GateGuardianSet", getGateGuardianSetDecoder],
  "0c68f07f50ac64fe": ["GateOpened", getGateOpenedDecoder],
  "3fcecb25e9ac2cf8": ["UpgradeAnnounced", getUpgradeAnnouncedDecoder],
  "488b69957a06b0bf": ["UpgradeCanceled", getUpgradeCanceledDecoder],
  "14c4b81d1d10725e": ["UpgradeExecuted", getUpgradeExecutedDecoder],
  "f6fe81a7862cb867": ["UpgradesRenounced", getUpgradesRenouncedDecoder],
};

/**
 * Reads what a log line `Program data: …` carries, decoded from base64. Nothing for other programs' data, and for an event
 * that this client does not know yet. What an earlier version of the program did not say is zero, and what a later one says more is
 * left out: fields are only ever appended.
 */
export function decodeUpgradeGateEvent(data: ReadonlyUint8Array): UpgradeGateEvent | undefined {
  const tag = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = DECODERS[tag];
  if (!found) {
    return undefined;
  }
  const decoder = found[1]();
  const whole = new Uint8Array(decoder.fixedSize);
  whole.set(data.subarray(8, 8 + decoder.fixedSize));
  return { name: found[0], data: decoder.decode(whole) } as UpgradeGateEvent;
}
