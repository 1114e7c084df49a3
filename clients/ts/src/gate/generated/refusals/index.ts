/**
 * The program's errors by name: code, sentence, and whether its log adds a value and a limit.
 */
export const UPGRADE_GATE_ERRORS = {
  DelayTooShort: { code: 6000, message: "Delay in seconds is too short" },
  DelayTooLong: { code: 6001, message: "Delay in seconds is too long" },
  DelayNotRaised: { code: 6002, message: "Delay in seconds can only be raised" },
  TooEarly: { code: 6003, message: "Upgrade is not executable yet" },
  UpgradeExpired: { code: 6004, message: "Upgrade has expired" },
  NotUpgradeable: { code: 6005, message: "Account is not an upgradeable program" },
  NotProgramData: { code: 6006, message: "Account is not the program's data account" },
  NotUpgradeAuthority: { code: 6007, message: "Signer is not the program's upgrade authority" },
  NotGateAdmin: { code: 6008, message: "Signer is not the gate's admin" },
  NotPendingGateAdmin: { code: 6009, message: "Signer is not the proposed admin" },
  NoGateAdminProposed: { code: 6010, message: "No gate admin is proposed" },
  NotGateGuardian: { code: 6011, message: "Signer is not the gate's guardian" },
  CannotCancel: { code: 6012, message: "Signer may not cancel before the expiry" },
  UpgradePending: { code: 6013, message: "An upgrade is announced: cancel it first" },
  NoUpgrade: { code: 6014, message: "No upgrade is announced" },
  NotBuffer: { code: 6015, message: "Account is not a loader buffer" },
  NotBufferAuthority: { code: 6016, message: "Admin is not the buffer's authority" },
  WrongBuffer: { code: 6017, message: "Buffer is not the announced one" },
  WrongBufferOwner: { code: 6018, message: "Account is not the announced buffer's owner" },
  WrongCode: { code: 6019, message: "Buffer's code has another hash" },
  NoCode: { code: 6020, message: "Buffer holds no code" },
  UpgradesRenounced: { code: 6021, message: "Program's upgrades are renounced" },
  WrongProgram: { code: 6022, message: "Account is not the gate's program" },
} as const;

/** The name of an error of the program. */
export type UpgradeGateErrorName = keyof typeof UPGRADE_GATE_ERRORS;
