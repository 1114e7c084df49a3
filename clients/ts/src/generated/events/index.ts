/**
 * The program's events, and how to read one out of a log.
 */
import type { FixedSizeDecoder, ReadonlyUint8Array } from "@solana/kit";
import {
  getAdminChangedDecoder,
  type AdminChanged,
  getAdminProposedDecoder,
  type AdminProposed,
  getAllocationAccountSetDecoder,
  type AllocationAccountSet,
  getAllocationChangedDecoder,
  type AllocationChanged,
  getBondChangedDecoder,
  type BondChanged,
  getBondPoolOpenedDecoder,
  type BondPoolOpened,
  getBreakerSetDecoder,
  type BreakerSet,
  getCaptureClosedDecoder,
  type CaptureClosed,
  getClaimerSetDecoder,
  type ClaimerSet,
  getConfigInitializedDecoder,
  type ConfigInitialized,
  getCuratorSetDecoder,
  type CuratorSet,
  getDelegationAccountSetDecoder,
  type DelegationAccountSet,
  getDelegationChangedDecoder,
  type DelegationChanged,
  getDepositedDecoder,
  type Deposited,
  getDepositorSetDecoder,
  type DepositorSet,
  getEquivocationProvenDecoder,
  type EquivocationProven,
  getExitBucketClosedDecoder,
  type ExitBucketClosed,
  getExitCanceledDecoder,
  type ExitCanceled,
  getExitClaimedDecoder,
  type ExitClaimed,
  getExitRequestedDecoder,
  type ExitRequested,
  getExitSettledDecoder,
  type ExitSettled,
  getExitTicketTransferredDecoder,
  type ExitTicketTransferred,
  getExitedInstantlyDecoder,
  type ExitedInstantly,
  getExposureSetDecoder,
  type ExposureSet,
  getFeesCollectedDecoder,
  type FeesCollected,
  getFeesSetDecoder,
  type FeesSet,
  getGrantRevokedDecoder,
  type GrantRevoked,
  getGrantSetDecoder,
  type GrantSet,
  getGrantsVoidedDecoder,
  type GrantsVoided,
  getJailSetDecoder,
  type JailSet,
  getKeyRegisteredDecoder,
  type KeyRegistered,
  getKeyRetiredDecoder,
  type KeyRetired,
  getMoveAnnouncedDecoder,
  type MoveAnnounced,
  getMoveCanceledDecoder,
  type MoveCanceled,
  getMoveCompletedDecoder,
  type MoveCompleted,
  getNcnAssetSetDecoder,
  type NcnAssetSet,
  getNcnRegisteredDecoder,
  type NcnRegistered,
  getNcnRetiredDecoder,
  type NcnRetired,
  getNcnUpdatedDecoder,
  type NcnUpdated,
  getOperatorRegisteredDecoder,
  type OperatorRegistered,
  getOperatorRetiredDecoder,
  type OperatorRetired,
  getOperatorUpdatedDecoder,
  type OperatorUpdated,
  getOptInChangedDecoder,
  type OptInChanged,
  getPauseLiftedDecoder,
  type PauseLifted,
  getPauseRaisedDecoder,
  type PauseRaised,
  getPledgeWithdrawnDecoder,
  type PledgeWithdrawn,
  getPositionRewardClaimedDecoder,
  type PositionRewardClaimed,
  getPositionRewardPaidDecoder,
  type PositionRewardPaid,
  getPositionSetDecoder,
  type PositionSet,
  getProtocolFeeSetDecoder,
  type ProtocolFeeSet,
  getRecordOpenedDecoder,
  type RecordOpened,
  getReportCommittedDecoder,
  type ReportCommitted,
  getRewardAttributedDecoder,
  type RewardAttributed,
  getRewardCommissionCollectedDecoder,
  type RewardCommissionCollected,
  getRewardMintAddedDecoder,
  type RewardMintAdded,
  getRewardOfferClosedDecoder,
  type RewardOfferClosed,
  getRewardOfferOpenedDecoder,
  type RewardOfferOpened,
  getRewardPaidDecoder,
  type RewardPaid,
  getRewardRolesSetDecoder,
  type RewardRolesSet,
  getRewardShareClaimedDecoder,
  type RewardShareClaimed,
  getRewardTreeFundedDecoder,
  type RewardTreeFunded,
  getRewardTreeOpenedDecoder,
  type RewardTreeOpened,
  getRoleSetDecoder,
  type RoleSet,
  getRootPublishedDecoder,
  type RootPublished,
  getRootStruckDecoder,
  type RootStruck,
  getSetsCoveredDecoder,
  type SetsCovered,
  getSlashExecutedDecoder,
  type SlashExecuted,
  getSlashPledgedDecoder,
  type SlashPledged,
  getSlashPolicySetDecoder,
  type SlashPolicySet,
  getSlashProposedDecoder,
  type SlashProposed,
  getSlashSharePaidDecoder,
  type SlashSharePaid,
  getSlashUncountedDecoder,
  type SlashUncounted,
  getSlashVetoedDecoder,
  type SlashVetoed,
  getSoftwareSetDecoder,
  type SoftwareSet,
  getStakeCapturedDecoder,
  type StakeCaptured,
  getStakeEnteredDecoder,
  type StakeEntered,
  getStakeTableClosedDecoder,
  type StakeTableClosed,
  getStakeTableGrownDecoder,
  type StakeTableGrown,
  getStakeTableOpenedDecoder,
  type StakeTableOpened,
  getStopLossSetDecoder,
  type StopLossSet,
  getSweepAnnouncedDecoder,
  type SweepAnnounced,
  getSweptToWalletDecoder,
  type SweptToWallet,
  getVaultInitializedDecoder,
  type VaultInitialized,
  getVaultLimitsSetDecoder,
  type VaultLimitsSet,
  getVaultRewardPaidDecoder,
  type VaultRewardPaid,
  getVaultWeightSetDecoder,
  type VaultWeightSet,
  getVrtMetadataSetDecoder,
  type VrtMetadataSet,
} from "../types/index.js";

/** An event of the program: its name, and what it says. */
export type RestakingEvent =
  | { readonly name: "AdminChanged"; readonly data: AdminChanged }
  | { readonly name: "AdminProposed"; readonly data: AdminProposed }
  | { readonly name: "AllocationAccountSet"; readonly data: AllocationAccountSet }
  | { readonly name: "AllocationChanged"; readonly data: AllocationChanged }
  | { readonly name: "BondChanged"; readonly data: BondChanged }
  | { readonly name: "BondPoolOpened"; readonly data: BondPoolOpened }
  | { readonly name: "BreakerSet"; readonly data: BreakerSet }
  | { readonly name: "CaptureClosed"; readonly data: CaptureClosed }
  | { readonly name: "ClaimerSet"; readonly data: ClaimerSet }
  | { readonly name: "ConfigInitialized"; readonly data: ConfigInitialized }
  | { readonly name: "CuratorSet"; readonly data: CuratorSet }
  | { readonly name: "DelegationAccountSet"; readonly data: DelegationAccountSet }
  | { readonly name: "DelegationChanged"; readonly data: DelegationChanged }
  | { readonly name: "Deposited"; readonly data: Deposited }
  | { readonly name: "DepositorSet"; readonly data: DepositorSet }
  | { readonly name: "EquivocationProven"; readonly data: EquivocationProven }
  | { readonly name: "ExitBucketClosed"; readonly data: ExitBucketClosed }
  | { readonly name: "ExitCanceled"; readonly data: ExitCanceled }
  | { readonly name: "ExitClaimed"; readonly data: ExitClaimed }
  | { readonly name: "ExitRequested"; readonly data: ExitRequested }
  | { readonly name: "ExitSettled"; readonly data: ExitSettled }
  | { readonly name: "ExitTicketTransferred"; readonly data: ExitTicketTransferred }
  | { readonly name: "ExitedInstantly"; readonly data: ExitedInstantly }
  | { readonly name: "ExposureSet"; readonly data: ExposureSet }
  | { readonly name: "FeesCollected"; readonly data: FeesCollected }
  | { readonly name: "FeesSet"; readonly data: FeesSet }
  | { readonly name: "GrantRevoked"; readonly data: GrantRevoked }
  | { readonly name: "GrantSet"; readonly data: GrantSet }
  | { readonly name: "GrantsVoided"; readonly data: GrantsVoided }
  | { readonly name: "JailSet"; readonly data: JailSet }
  | { readonly name: "KeyRegistered"; readonly data: KeyRegistered }
  | { readonly name: "KeyRetired"; readonly data: KeyRetired }
  | { readonly name: "MoveAnnounced"; readonly data: MoveAnnounced }
  | { readonly name: "MoveCanceled"; readonly data: MoveCanceled }
  | { readonly name: "MoveCompleted"; readonly data: MoveCompleted }
  | { readonly name: "NcnAssetSet"; readonly data: NcnAssetSet }
  | { readonly name: "NcnRegistered"; readonly data: NcnRegistered }
  | { readonly name: "NcnRetired"; readonly data: NcnRetired }
  | { readonly name: "NcnUpdated"; readonly data: NcnUpdated }
  | { readonly name: "OperatorRegistered"; readonly data: OperatorRegistered }
  | { readonly name: "OperatorRetired"; readonly data: OperatorRetired }
  | { readonly name: "OperatorUpdated"; readonly data: OperatorUpdated }
  | { readonly name: "OptInChanged"; readonly data: OptInChanged }
  | { readonly name: "PauseLifted"; readonly data: PauseLifted }
  | { readonly name: "PauseRaised"; readonly data: PauseRaised }
  | { readonly name: "PledgeWithdrawn"; readonly data: PledgeWithdrawn }
  | { readonly name: "PositionRewardClaimed"; readonly data: PositionRewardClaimed }
  | { readonly name: "PositionRewardPaid"; readonly data: PositionRewardPaid }
  | { readonly name: "PositionSet"; readonly data: PositionSet }
  | { readonly name: "ProtocolFeeSet"; readonly data: ProtocolFeeSet }
  | { readonly name: "RecordOpened"; readonly data: RecordOpened }
  | { readonly name: "ReportCommitted"; readonly data: ReportCommitted }
  | { readonly name: "RewardAttributed"; readonly data: RewardAttributed }
  | { readonly name: "RewardCommissionCollected"; readonly data: RewardCommissionCollected }
  | { readonly name: "RewardMintAdded"; readonly data: RewardMintAdded }
  | { readonly name: "RewardOfferClosed"; readonly data: RewardOfferClosed }
  | { readonly name: "RewardOfferOpened"; readonly data: RewardOfferOpened }
  | { readonly name: "RewardPaid"; readonly data: RewardPaid }
  | { readonly name: "RewardRolesSet"; readonly data: RewardRolesSet }
  | { readonly name: "RewardShareClaimed"; readonly data: RewardShareClaimed }
  | { readonly name: "RewardTreeFunded"; readonly data: RewardTreeFunded }
  | { readonly name: "RewardTreeOpened"; readonly data: RewardTreeOpened }
  | { readonly name: "RoleSet"; readonly data: RoleSet }
  | { readonly name: "RootPublished"; readonly data: RootPublished }
  | { readonly name: "RootStruck"; readonly data: RootStruck }
  | { readonly name: "SetsCovered"; readonly data: SetsCovered }
  | { readonly name: "SlashExecuted"; readonly data: SlashExecuted }
  | { readonly name: "SlashPledged"; readonly data: SlashPledged }
  | { readonly name: "SlashPolicySet"; readonly data: SlashPolicySet }
  | { readonly name: "SlashProposed"; readonly data: SlashProposed }
  | { readonly name: "SlashSharePaid"; readonly data: SlashSharePaid }
  | { readonly name: "SlashUncounted"; readonly data: SlashUncounted }
  | { readonly name: "SlashVetoed"; readonly data: SlashVetoed }
  | { readonly name: "SoftwareSet"; readonly data: SoftwareSet }
  | { readonly name: "StakeCaptured"; readonly data: StakeCaptured }
  | { readonly name: "StakeEntered"; readonly data: StakeEntered }
  | { readonly name: "StakeTableClosed"; readonly data: StakeTableClosed }
  | { readonly name: "StakeTableGrown"; readonly data: StakeTableGrown }
  | { readonly name: "StakeTableOpened"; readonly data: StakeTableOpened }
  | { readonly name: "StopLossSet"; readonly data: StopLossSet }
  | { readonly name: "SweepAnnounced"; readonly data: SweepAnnounced }
  | { readonly name: "SweptToWallet"; readonly data: SweptToWallet }
  | { readonly name: "VaultInitialized"; readonly data: VaultInitialized }
  | { readonly name: "VaultLimitsSet"; readonly data: VaultLimitsSet }
  | { readonly name: "VaultRewardPaid"; readonly data: VaultRewardPaid }
  | { readonly name: "VaultWeightSet"; readonly data: VaultWeightSet }
  | { readonly name: "VrtMetadataSet"; readonly data: VrtMetadataSet };

/** The name of an event. */
export type RestakingEventName = RestakingEvent["name"];

/** What each event begins with, in hexadecimal. */
export const RESTAKING_EVENT_DISCRIMINATORS: Readonly<Record<RestakingEventName, string>> = {
  AdminChanged: "e8221fe23e121372",
  AdminProposed: "81f9e2e3c7526ef3",
  AllocationAccountSet: "56be5bac4f319d4c",
  AllocationChanged: "c5ad1f98a543d955",
  BondChanged: "b6ab6908e8569587",
  BondPoolOpened: "20893524abb9e8d3",
  BreakerSet: "20e28ecadd84ad9a",
  CaptureClosed: "49e503be427c806c",
  ClaimerSet: "9890e5550ba8f1a6",
  ConfigInitialized: "b531c89c13a7b25b",
  CuratorSet: "f76a6ad5cdc1a098",
  DelegationAccountSet: "e09bd7fb9e70f657",
  DelegationChanged: "a158e24052393f6e",
  Deposited: "6f8d1a2da1236439",
  DepositorSet: "7627223e98614895",
  EquivocationProven: "9d9a6f592897f179",
  ExitBucketClosed: "ba8cd568e87c9fb6",
  ExitCanceled: "7ae2b2b14cfec4d0",
  ExitClaimed: "fb9aebd8d8be1e19",
  ExitRequested: "5c7d0617e9c49546",
  ExitSettled: "ebbdcc3756234297",
  ExitTicketTransferred: "09e8ede4f5c26bc3",
  ExitedInstantly: "21d9b1f81d2e09cb",
  ExposureSet: "6f7fe156b7260ac2",
  FeesCollected: "e91775e16bb2fe08",
  FeesSet: "794a7e1a0d161ba6",
  GrantRevoked: "c03cfd0c6e9ec81e",
  GrantSet: "bfde2da823d5131e",
  GrantsVoided: "b0004682d6418ff9",
  JailSet: "df9ed94b14dc60b9",
  KeyRegistered: "d88ce3da8339c120",
  KeyRetired: "8c0f0114230a5ccd",
  MoveAnnounced: "120e482b79fa06e1",
  MoveCanceled: "8b2b451e61489f8c",
  MoveCompleted: "4912188ad67318d9",
  NcnAssetSet: "9ea4bde5365d7eac",
  NcnRegistered: "6485bb8390b9f1f3",
  NcnRetired: "c23c0cb28f49301d",
  NcnUpdated: "dbd1e04ed5b33da1",
  OperatorRegistered: "addce66975611685",
  OperatorRetired: "40cdc1e8a6f70224",
  OperatorUpdated: "1c68e291fde511f5",
  OptInChanged: "61de964862bb29d7",
  PauseLifted: "cff602f99f154a58",
  PauseRaised: "b17d48b944f78170",
  PledgeWithdrawn: "34f35da3ec41b27a",
  PositionRewardClaimed: "057f4e2b12c46907",
  PositionRewardPaid: "41cddd32fa855e99",
  PositionSet: "dfdf256c9a6ba0b2",
  ProtocolFeeSet: "ee262e552c7a5c63",
  RecordOpened: "63e2bf6366f8d0b0",
  ReportCommitted: "aadbac18f867fec2",
  RewardAttributed: "73640b92c92a45a4",
  RewardCommissionCollected: "c337f878bb6da6bc",
  RewardMintAdded: "70cbd2fdd448bb71",
  RewardOfferClosed: "0a5ed4a9f3184914",
  RewardOfferOpened: "c3bd1a9587a33f0a",
  RewardPaid: "84a0be75d7b1135f",
  RewardRolesSet: "c60de90961f4c438",
  RewardShareClaimed: "c2985cf0a4bff1d7",
  RewardTreeFunded: "e8138bf1f3ab99b2",
  RewardTreeOpened: "a5a518969fe18faf",
  RoleSet: "bc388b5172416cc4",
  RootPublished: "e7ea0e8e8c417acb",
  RootStruck: "f58d050bef7477af",
  SetsCovered: "56efe8985399ace1",
  SlashExecuted: "aa304e77f29b6c3d",
  SlashPledged: "aac8f5f3df50a3cf",
  SlashPolicySet: "c29af86b6a739476",
  SlashProposed: "9e5ab308e3be0fe7",
  SlashSharePaid: "6e2f3c476ee1aaa9",
  SlashUncounted: "3804cc1df95e9af2",
  SlashVetoed: "079269cb8d825e75",
  SoftwareSet: "711a9432339c5477",
  StakeCaptured: "a6ab94157fe5dc98",
  StakeEntered: "8e955f8703900186",
  StakeTableClosed: "2bddc724856dd7b6",
  StakeTableGrown: "b1260bed4f57ba88",
  StakeTableOpened: "49e38e5056b13241",
  StopLossSet: "ea11ab2b317ed796",
  SweepAnnounced: "7550ffcf63dfd0d1",
  SweptToWallet: "093f616c7edfbf95",
  VaultInitialized: "b42bcf021247034b",
  VaultLimitsSet: "c59395e242f5afe5",
  VaultRewardPaid: "151adebd3ba155bf",
  VaultWeightSet: "34ab7e1c3a5b7dd0",
  VrtMetadataSet: "fde3baf903fc4a81",
};

const DECODERS: Readonly<
  Record<string, readonly [RestakingEventName, () => FixedSizeDecoder<RestakingEvent["data"]>]>
> = {
  "e8221fe23e121372": ["AdminChanged", getAdminChangedDecoder],
  "81f9e2e3c7526ef3": ["AdminProposed", getAdminProposedDecoder],
  "56be5bac4f319d4c": ["AllocationAccountSet", getAllocationAccountSetDecoder],
  "c5ad1f98a543d955": ["AllocationChanged", getAllocationChangedDecoder],
  "b6ab6908e8569587": ["BondChanged", getBondChangedDecoder],
  "20893524abb9e8d3": ["BondPoolOpened", getBondPoolOpenedDecoder],
  "20e28ecadd84ad9a": ["BreakerSet", getBreakerSetDecoder],
  "49e503be427c806c": ["CaptureClosed", getCaptureClosedDecoder],
  "9890e5550ba8f1a6": ["ClaimerSet", getClaimerSetDecoder],
  "b531c89c13a7b25b": ["ConfigInitialized", getConfigInitializedDecoder],
  "f76a6ad5cdc1a098": ["CuratorSet", getCuratorSetDecoder],
  "e09bd7fb9e70f657": ["DelegationAccountSet", getDelegationAccountSetDecoder],
  "a158e24052393f6e": ["DelegationChanged", getDelegationChangedDecoder],
  "6f8d1a2da1236439": ["Deposited", getDepositedDecoder],
  "7627223e98614895": ["DepositorSet", getDepositorSetDecoder],
  "9d9a6f592897f179": ["EquivocationProven", getEquivocationProvenDecoder],
  "ba8cd568e87c9fb6": ["ExitBucketClosed", getExitBucketClosedDecoder],
  "7ae2b2b14cfec4d0": ["ExitCanceled", getExitCanceledDecoder],
  "fb9aebd8d8be1e19": ["ExitClaimed", getExitClaimedDecoder],
  "5c7d0617e9c49546": ["ExitRequested", getExitRequestedDecoder],
  "ebbdcc3756234297": ["ExitSettled", getExitSettledDecoder],
  "09e8ede4f5c26bc3": ["ExitTicketTransferred", getExitTicketTransferredDecoder],
  "21d9b1f81d2e09cb": ["ExitedInstantly", getExitedInstantlyDecoder],
  "6f7fe156b7260ac2": ["ExposureSet", getExposureSetDecoder],
  "e91775e16bb2fe08": ["FeesCollected", getFeesCollectedDecoder],
  "794a7e1a0d161ba6": ["FeesSet", getFeesSetDecoder],
  "c03cfd0c6e9ec81e": ["GrantRevoked", getGrantRevokedDecoder],
  "bfde2da823d5131e": ["GrantSet", getGrantSetDecoder],
  "b0004682d6418ff9": ["GrantsVoided", getGrantsVoidedDecoder],
  "df9ed94b14dc60b9": ["JailSet", getJailSetDecoder],
  "d88ce3da8339c120": ["KeyRegistered", getKeyRegisteredDecoder],
  "8c0f0114230a5ccd": ["KeyRetired", getKeyRetiredDecoder],
  "120e482b79fa06e1": ["MoveAnnounced", getMoveAnnouncedDecoder],
  "8b2b451e61489f8c": ["MoveCanceled", getMoveCanceledDecoder],
  "4912188ad67318d9": ["MoveCompleted", getMoveCompletedDecoder],
  "9ea4bde5365d7eac": ["NcnAssetSet", getNcnAssetSetDecoder],
  "6485bb8390b9f1f3": ["NcnRegistered", getNcnRegisteredDecoder],
  "c23c0cb28f49301d": ["NcnRetired", getNcnRetiredDecoder],
  "dbd1e04ed5b33da1": ["NcnUpdated", getNcnUpdatedDecoder],
  "addce66975611685": ["OperatorRegistered", getOperatorRegisteredDecoder],
  "40cdc1e8a6f70224": ["OperatorRetired", getOperatorRetiredDecoder],
  "1c68e291fde511f5": ["OperatorUpdated", getOperatorUpdatedDecoder],
  "61de964862bb29d7": ["OptInChanged", getOptInChangedDecoder],
  "cff602f99f154a58": ["PauseLifted", getPauseLiftedDecoder],
  "b17d48b944f78170": ["PauseRaised", getPauseRaisedDecoder],
  "34f35da3ec41b27a": ["PledgeWithdrawn", getPledgeWithdrawnDecoder],
  "057f4e2b12c46907": ["PositionRewardClaimed", getPositionRewardClaimedDecoder],
  "41cddd32fa855e99": ["PositionRewardPaid", getPositionRewardPaidDecoder],
  "dfdf256c9a6ba0b2": ["PositionSet", getPositionSetDecoder],
  "ee262e552c7a5c63": ["ProtocolFeeSet", getProtocolFeeSetDecoder],
  "63e2bf6366f8d0b0": ["RecordOpened", getRecordOpenedDecoder],
  "aadbac18f867fec2": ["ReportCommitted", getReportCommittedDecoder],
  "73640b92c92a45a4": ["RewardAttributed", getRewardAttributedDecoder],
  "c337f878bb6da6bc": ["RewardCommissionCollected", getRewardCommissionCollectedDecoder],
  "70cbd2fdd448bb71": ["RewardMintAdded", getRewardMintAddedDecoder],
  "0a5ed4a9f3184914": ["RewardOfferClosed", getRewardOfferClosedDecoder],
  "c3bd1a9587a33f0a": ["RewardOfferOpened", getRewardOfferOpenedDecoder],
  "84a0be75d7b1135f": ["RewardPaid", getRewardPaidDecoder],
  "c60de90961f4c438": ["RewardRolesSet", getRewardRolesSetDecoder],
  "c2985cf0a4bff1d7": ["RewardShareClaimed", getRewardShareClaimedDecoder],
  "e8138bf1f3ab99b2": ["RewardTreeFunded", getRewardTreeFundedDecoder],
  "a5a518969fe18faf": ["RewardTreeOpened", getRewardTreeOpenedDecoder],
  "bc388b5172416cc4": ["RoleSet", getRoleSetDecoder],
  "e7ea0e8e8c417acb": ["RootPublished", getRootPublishedDecoder],
  "f58d050bef7477af": ["RootStruck", getRootStruckDecoder],
  "56efe8985399ace1": ["SetsCovered", getSetsCoveredDecoder],
  "aa304e77f29b6c3d": ["SlashExecuted", getSlashExecutedDecoder],
  "aac8f5f3df50a3cf": ["SlashPledged", getSlashPledgedDecoder],
  "c29af86b6a739476": ["SlashPolicySet", getSlashPolicySetDecoder],
  "9e5ab308e3be0fe7": ["SlashProposed", getSlashProposedDecoder],
  "6e2f3c476ee1aaa9": ["SlashSharePaid", getSlashSharePaidDecoder],
  "3804cc1df95e9af2": ["SlashUncounted", getSlashUncountedDecoder],
  "079269cb8d825e75": ["SlashVetoed", getSlashVetoedDecoder],
  "711a9432339c5477": ["SoftwareSet", getSoftwareSetDecoder],
  "a6ab94157fe5dc98": ["StakeCaptured", getStakeCapturedDecoder],
  "8e955f8703900186": ["StakeEntered", getStakeEnteredDecoder],
  "2bddc724856dd7b6": ["StakeTableClosed", getStakeTableClosedDecoder],
  "b1260bed4f57ba88": ["StakeTableGrown", getStakeTableGrownDecoder],
  "49e38e5056b13241": ["StakeTableOpened", getStakeTableOpenedDecoder],
  "ea11ab2b317ed796": ["StopLossSet", getStopLossSetDecoder],
  "7550ffcf63dfd0d1": ["SweepAnnounced", getSweepAnnouncedDecoder],
  "093f616c7edfbf95": ["SweptToWallet", getSweptToWalletDecoder],
  "b42bcf021247034b": ["VaultInitialized", getVaultInitializedDecoder],
  "c59395e242f5afe5": ["VaultLimitsSet", getVaultLimitsSetDecoder],
  "151adebd3ba155bf": ["VaultRewardPaid", getVaultRewardPaidDecoder],
  "34ab7e1c3a5b7dd0": ["VaultWeightSet", getVaultWeightSetDecoder],
  "fde3baf903fc4a81": ["VrtMetadataSet", getVrtMetadataSetDecoder],
};

/**
 * Reads what a log line `Program data: …` carries, decoded from base64. Nothing for other programs' data, and for an event
 * that this client does not know yet. What an earlier version of the program did not say is zero, and what a later one says more is
 * left out: fields are only ever appended.
 */
export function decodeRestakingEvent(data: ReadonlyUint8Array): RestakingEvent | undefined {
  const tag = Array.from(data.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const found = DECODERS[tag];
  if (!found) {
    return undefined;
  }
  const decoder = found[1]();
  const whole = new Uint8Array(decoder.fixedSize);
  whole.set(data.subarray(8, 8 + decoder.fixedSize));
  return { name: found[0], data: decoder.decode(whole) } as RestakingEvent;
}
