/**
 * What the program refuses: codes and sentences, by name.
 */
export const UPGRADE_GATE_ERRORS = {
  DelayTooShort: { code: 6000, message: "The delay is too short, in seconds" },
  DelayTooLong: { code: 6001, message: "The delay is too long, in seconds" },
  DelayNotRaised: { code: 6002, message: "The delay can only be raised, in seconds" },
  TooEarly: { code: 6003, message: "The upgrade cannot be executed yet, in unix seconds" },
  UpgradeExpired: { code: 6004, message: "The upgrade can no longer be executed, in unix seconds" },
  NotUpgradeable: { code: 6005, message: "The account is no program of the upgradeable loader" },
  NotProgramData: { code: 6006, message: "The account is not the program's data account" },
  NotUpgradeAuthority: { code: 6007, message: "Only the program's upgrade authority may do this" },
  NotGateAdmin: { code: 6008, message: "Only the gate's admin may do this" },
  NotPendingGateAdmin: { code: 6009, message: "Only the proposed admin may do this" },
  NoGateAdminProposed: { code: 6010, message: "Nobody is proposed as the gate's admin" },
  NotGateGuardian: { code: 6011, message: "Only the gate's guardian may do this" },
  CannotCancel: { code: 6012, message: "Only the gate's admin or guardian may cancel an upgrade before it expires" },
  UpgradePending: { code: 6013, message: "An upgrade is announced already: cancel it first" },
  NoUpgrade: { code: 6014, message: "No upgrade is announced" },
  NotBuffer: { code: 6015, message: "The account is no buffer of the upgradeable loader" },
  NotBufferAuthority: { code: 6016, message: "The admin is not the buffer's authority" },
  WrongBuffer: { code: 6017, message: "The buffer is not the announced one" },
  WrongBufferOwner: { code: 6018, message: "The account is not the owner of the announced buffer" },
  WrongCode: { code: 6019, message: "The code in the buffer has another hash" },
  NoCode: { code: 6020, message: "The buffer holds no code" },
  UpgradesRenounced: { code: 6021, message: "Upgrades of this program were renounced" },
  WrongProgram: { code: 6022, message: "The account is not the gate's program" },
} as const;

/** The name of an error of the program. */
export type UpgradeGateErrorName = keyof typeof UPGRADE_GATE_ERRORS;
