/**
 * The program's events, and how to read one out of a log.
 */
import type { FixedSizeDecoder, ReadonlyUint8Array } from "@solana/kit";
import {
  getAirdropCollectedDecoder,
  type AirdropCollected,
  getAssetAddedDecoder,
  type AssetAdded,
  getAssetSetDecoder,
  type AssetSet,
  getAssetsSwappedDecoder,
  type AssetsSwapped,
  getAuctionOpenedDecoder,
  type AuctionOpened,
  getBatchClosedDecoder,
  type BatchClosed,
  getBatchFilledDecoder,
  type BatchFilled,
  getExitCollectedDecoder,
  type ExitCollected,
  getExitPartClaimedDecoder,
  type ExitPartClaimed,
  getExitQueuedDecoder,
  type ExitQueued,
  getGuardsSetDecoder,
  type GuardsSet,
  getLeftInKindDecoder,
  type LeftInKind,
  getLeftInstantlyDecoder,
  type LeftInstantly,
  getLotBegunDecoder,
  type LotBegun,
  getLrtMetadataSetDecoder,
  type LrtMetadataSet,
  getPlacedDecoder,
  type Placed,
  getPlacementAddedDecoder,
  type PlacementAdded,
  getPlacementRemovedDecoder,
  type PlacementRemoved,
  getPlacementSetDecoder,
  type PlacementSet,
  getPoolAdminChangedDecoder,
  type PoolAdminChanged,
  getPoolDepositedDecoder,
  type PoolDeposited,
  getPoolFeesCollectedDecoder,
  type PoolFeesCollected,
  getPoolFeesSetDecoder,
  type PoolFeesSet,
  getPoolInitializedDecoder,
  type PoolInitialized,
  getPoolPausedDecoder,
  type PoolPaused,
  getPoolRewardClaimedDecoder,
  type PoolRewardClaimed,
  getPoolRoleSetDecoder,
  type PoolRoleSet,
  getPriceReportedDecoder,
  type PriceReported,
  getQueuedExitCanceledDecoder,
  type QueuedExitCanceled,
  getQueuedExitClaimedDecoder,
  type QueuedExitClaimed,
  getQueuedExitTransferredDecoder,
  type QueuedExitTransferred,
  getRateAcceptedDecoder,
  type RateAccepted,
  getRatesObservedDecoder,
  type RatesObserved,
  getRewardSoldDecoder,
  type RewardSold,
  getSetAsideClaimedDecoder,
  type SetAsideClaimed,
  getTargetsSetDecoder,
  type TargetsSet,
  getUnplacedDecoder,
  type Unplaced,
  getUpgradeAcknowledgedDecoder,
  type UpgradeAcknowledged,
  getVrtDepositedDecoder,
  type VrtDeposited,
} from "../types/index.js";

/** An event of the program: its name, and what it says. */
export type LiquidEvent =
  | { readonly name: "AirdropCollected"; readonly data: AirdropCollected }
  | { readonly name: "AssetAdded"; readonly data: AssetAdded }
  | { readonly name: "AssetSet"; readonly data: AssetSet }
  | { readonly name: "AssetsSwapped"; readonly data: AssetsSwapped }
  | { readonly name: "AuctionOpened"; readonly data: AuctionOpened }
  | { readonly name: "BatchClosed"; readonly data: BatchClosed }
  | { readonly name: "BatchFilled"; readonly data: BatchFilled }
  | { readonly name: "ExitCollected"; readonly data: ExitCollected }
  | { readonly name: "ExitPartClaimed"; readonly data: ExitPartClaimed }
  | { readonly name: "ExitQueued"; readonly data: ExitQueued }
  | { readonly name: "GuardsSet"; readonly data: GuardsSet }
  | { readonly name: "LeftInKind"; readonly data: LeftInKind }
  | { readonly name: "LeftInstantly"; readonly data: LeftInstantly }
  | { readonly name: "LotBegun"; readonly data: LotBegun }
  | { readonly name: "LrtMetadataSet"; readonly data: LrtMetadataSet }
  | { readonly name: "Placed"; readonly data: Placed }
  | { readonly name: "PlacementAdded"; readonly data: PlacementAdded }
  | { readonly name: "PlacementRemoved"; readonly data: PlacementRemoved }
  | { readonly name: "PlacementSet"; readonly data: PlacementSet }
  | { readonly name: "PoolAdminChanged"; readonly data: PoolAdminChanged }
  | { readonly name: "PoolDeposited"; readonly data: PoolDeposited }
  | { readonly name: "PoolFeesCollected"; readonly data: PoolFeesCollected }
  | { readonly name: "PoolFeesSet"; readonly data: PoolFeesSet }
  | { readonly name: "PoolInitialized"; readonly data: PoolInitialized }
  | { readonly name: "PoolPaused"; readonly data: PoolPaused }
  | { readonly name: "PoolRewardClaimed"; readonly data: PoolRewardClaimed }
  | { readonly name: "PoolRoleSet"; readonly data: PoolRoleSet }
  | { readonly name: "PriceReported"; readonly data: PriceReported }
  | { readonly name: "QueuedExitCanceled"; readonly data: QueuedExitCanceled }
  | { readonly name: "QueuedExitClaimed"; readonly data: QueuedExitClaimed }
  | { readonly name: "QueuedExitTransferred"; readonly data: QueuedExitTransferred }
  | { readonly name: "RateAccepted"; readonly data: RateAccepted }
  | { readonly name: "RatesObserved"; readonly data: RatesObserved }
  | { readonly name: "RewardSold"; readonly data: RewardSold }
  | { readonly name: "SetAsideClaimed"; readonly data: SetAsideClaimed }
  | { readonly name: "TargetsSet"; readonly data: TargetsSet }
  | { readonly name: "Unplaced"; readonly data: Unplaced }
  | { readonly name: "UpgradeAcknowledged"; readonly data: UpgradeAcknowledged }
  | { readonly name: "VrtDeposited"; readonly data: VrtDeposited };

/** The name of an event. */
export type LiquidEventName = LiquidEvent["name"];

/** What each event begins with, in hexadecimal. */
export const LIQUID_EVENT_DISCRIMINATORS: Readonly<Record<LiquidEventName, string>> = {
  AirdropCollected: "a7246181ebef7bb1",
  AssetAdded: "ae5b25612f0e2d5d",
  AssetSet: "af54405566c83228",
  AssetsSwapped: "67d8e4570a531d6e",
  AuctionOpened: "19e68cd764c10e46",
  BatchClosed: "c04cc9d30ad48be8",
  BatchFilled: "310f0f6778d5ee15",
  ExitCollected: "893ad70368be003c",
  ExitPartClaimed: "94b6cf6d1f70bad6",
  ExitQueued: "537e133aca18e620",
  GuardsSet: "2b784257ab4b266c",
  LeftInKind: "c8e7e2b1ff2a4205",
  LeftInstantly: "c7fb6f0b1f270182",
  LotBegun: "e1e74941f93d89c5",
  LrtMetadataSet: "debd4c910291750a",
  Placed: "b60c0f139b1daf9c",
  PlacementAdded: "7c2d6ce51b543ec3",
  PlacementRemoved: "b77d4f7350b158b7",
  PlacementSet: "800f1d571e6bb9fc",
  PoolAdminChanged: "4bc74fb967725e08",
  PoolDeposited: "94115632717d4684",
  PoolFeesCollected: "da4aa32a089839f2",
  PoolFeesSet: "6e704cb1ab9d8315",
  PoolInitialized: "6476ad570cc6fee5",
  PoolPaused: "e4da3e351dd39fec",
  PoolRewardClaimed: "c1e60e0cde3bb1c4",
  PoolRoleSet: "5f35fded3a488343",
  PriceReported: "bcbe19f42539fbd7",
  QueuedExitCanceled: "cb878bd48c9bd9c5",
  QueuedExitClaimed: "d033eca68c17be6c",
  QueuedExitTransferred: "a10cdc67a83f90b3",
  RateAccepted: "c9882dd0077ade1c",
  RatesObserved: "1d97eca6d790f75d",
  RewardSold: "267fb6d334565836",
  SetAsideClaimed: "8475cba9415d6fed",
  TargetsSet: "2671edf9c3cb12d4",
  Unplaced: "115db58a65d232a2",
  UpgradeAcknowledged: "53ad1b8b4a7b551e",
  VrtDeposited: "2cec9568a3fe655d",
};

const DECODERS: Readonly<Record<string, readonly [LiquidEventName, () => FixedSizeDecoder<LiquidEvent["data"]>]>> = {
  "a7246181ebef7bb1": ["AirdropCollected", getAirdropCollectedDecoder],
  "ae5b25612f0e2d5d": ["AssetAdded", getAssetAddedDecoder],
  "af54405566c83228": ["AssetSet", getAssetSetDecoder],
  "67d8e4570a531d6e": ["AssetsSwapped", getAssetsSwappedDecoder],
  "19e68cd764c10e46": ["AuctionOpened", getAuctionOpenedDecoder],
  "c04cc9d30ad48be8": ["BatchClosed", getBatchClosedDecoder],
  "310f0f6778d5ee15": ["BatchFilled", getBatchFilledDecoder],
  "893ad70368be003c": ["ExitCollected", getExitCollectedDecoder],
  "94b6cf6d1f70bad6": ["ExitPartClaimed", getExitPartClaimedDecoder],
  "537e133aca18e620": ["ExitQueued", getExitQueuedDecoder],
  "2b784257ab4b266c": ["GuardsSet", getGuardsSetDecoder],
  "c8e7e2b1ff2a4205": ["LeftInKind", getLeftInKindDecoder],
  "c7fb6f0b1f270182": ["LeftInstantly", getLeftInstantlyDecoder],
  "e1e74941f93d89c5": ["LotBegun", getLotBegunDecoder],
  "debd4c910291750a": ["LrtMetadataSet", getLrtMetadataSetDecoder],
  "b60c0f139b1daf9c": ["Placed", getPlacedDecoder],
  "7c2d6ce51b543ec3": ["PlacementAdded", getPlacementAddedDecoder],
  "b77d4f7350b158b7": ["PlacementRemoved", getPlacementRemovedDecoder],
  "800f1d571e6bb9fc": ["PlacementSet", getPlacementSetDecoder],
  "4bc74fb967725e08": ["PoolAdminChanged", getPoolAdminChangedDecoder],
  "94115632717d4684": ["PoolDeposited", getPoolDepositedDecoder],
  "da4aa32a089839f2": ["PoolFeesCollected", getPoolFeesCollectedDecoder],
  "6e704cb1ab9d8315": ["PoolFeesSet", getPoolFeesSetDecoder],
  "6476ad570cc6fee5": ["PoolInitialized", getPoolInitializedDecoder],
  "e4da3e351dd39fec": ["PoolPaused", getPoolPausedDecoder],
  "c1e60e0cde3bb1c4": ["PoolRewardClaimed", getPoolRewardClaimedDecoder],
  "5f35fded3a488343": ["PoolRoleSet", getPoolRoleSetDecoder],
  "bcbe19f42539fbd7": ["PriceReported", getPriceReportedDecoder],
  "cb878bd48c9bd9c5": ["QueuedExitCanceled", getQueuedExitCanceledDecoder],
  "d033eca68c17be6c": ["QueuedExitClaimed", getQueuedExitClaimedDecoder],
  "a10cdc67a83f90b3": ["QueuedExitTransferred", getQueuedExitTransferredDecoder],
  "c9882dd0077ade1c": ["RateAccepted", getRateAcceptedDecoder],
  "1d97eca6d790f75d": ["RatesObserved", getRatesObservedDecoder],
  "267fb6d334565836": ["RewardSold", getRewardSoldDecoder],
  "8475cba9415d6fed": ["SetAsideClaimed", getSetAsideClaimedDecoder],
  "2671edf9c3cb12d4": ["TargetsSet", getTargetsSetDecoder],
  "115db58a65d232a2": ["Unplaced", getUnplacedDecoder],
  "53ad1b8b4a7b551e": ["UpgradeAcknowledged", getUpgradeAcknowledgedDecoder],
  "2cec9568a3fe655d": ["VrtDeposited", getVrtDepositedDecoder],
};

/**
 * Reads what a log line `Program data: …` carries, decoded from base64. Nothing for other programs' data, and for an event
 * that this client does not know yet. What an earlier version of the program did not say is zero, and what a later one says more is
 * left out: fields are only ever appended.
 */
export function decodeLiquidEvent(data: ReadonlyUint8Array): LiquidEvent | undefined {
  const tag = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = DECODERS[tag];
  if (!found) {
    return undefined;
  }
  const decoder = found[1]();
  const whole = new Uint8Array(decoder.fixedSize);
  whole.set(data.subarray(8, 8 + decoder.fixedSize));
  return { name: found[0], data: decoder.decode(whole) } as LiquidEvent;
}
