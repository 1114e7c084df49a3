/**
 * Whom value may be given to: nothing that no key and no program could ever use it from.
 */
import {
  type Address,
  address,
  fetchEncodedAccount,
  type GetAccountInfoApi,
  isOffCurveAddress,
  type MaybeEncodedAccount,
  type Rpc,
} from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { identifyRestakingAccount, RestakingAccount } from "./generated/programs/index.js";
import { NOBODY } from "./nobody.js";
import { given, type ReadConfig } from "./read.js";
import { Told } from "./told.js";

/** An address that value may be given to, looked at. */
export type Recipient = {
  readonly address: Address;
  /** Why it can never use what it is given, in a sentence; nothing if it may. */
  readonly refusal: string | undefined;
  /** What its giver has to be sure of, in a sentence; nothing for an ordinary wallet. */
  readonly warning: string | undefined;
};

/** A recipient that cannot use what it would be given, or that the giver has not confirmed. */
export class UnfitRecipient extends Told {
  override readonly name = "UnfitRecipient";

  constructor(readonly recipient: Recipient) {
    super(recipient.refusal ?? recipient.warning ?? `${recipient.address} has not been confirmed`);
  }
}

/** Whose accounts are nobody's to sign for, by the crate `solana-sdk-ids`, and what they are. */
const NEVER: ReadonlyMap<Address, string> = new Map<Address, string>([
  [address("BPFLoaderUpgradeab1e11111111111111111111111"), "an account of a program's"],
  [address("BPFLoader2111111111111111111111111111111111"), "a program"],
  [address("NativeLoader1111111111111111111111111111111"), "a program"],
  [address("Sysvar1111111111111111111111111111111111111"), "an account of the cluster's"],
  [TOKEN_PROGRAM_ADDRESS, "an account of SPL Token: a token account, a mint or a multisig of it"],
  [address("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"), "an account of Token-2022: a token account or a mint"],
]);

/** What is to be known of the account at an address before it is given something. */
export function readRecipient(account: MaybeEncodedAccount, programAddress: Address): Recipient {
  const place = { address: account.address, refusal: undefined, warning: undefined };
  const refused = (what: string): Recipient => ({
    ...place,
    refusal: `${account.address} is ${what}: what it is given is lost. Name the wallet that is meant`,
  });
  if (account.address === NOBODY) {
    return refused("the system program");
  }
  if (!account.exists || account.programAddress === NOBODY) {
    const warning =
      `No key signs for ${account.address}: only a program can act for it, as those of multisigs do. ` +
      "Be sure that one does";
    return isOffCurveAddress(account.address) ? { ...place, warning } : place;
  }
  if (account.executable) {
    return refused("a program");
  }
  if (account.programAddress === programAddress) {
    return refused(`an account of the restaking program${kindOf(account.data)}`);
  }
  const never = NEVER.get(account.programAddress);
  if (never) {
    return refused(never);
  }
  const warning = `${account.address} belongs to the program ${account.programAddress}. Be sure that it can act for it`;
  return { ...place, warning };
}

function kindOf(data: Parameters<typeof identifyRestakingAccount>[0]): string {
  try {
    return `, a ${RestakingAccount[identifyRestakingAccount(data)]}`;
  } catch {
    return "";
  }
}

/** Looks at the account at `recipient` before it is given something. */
export async function fetchRecipient(
  rpc: Rpc<GetAccountInfoApi>,
  programAddress: Address,
  recipient: Address,
  config: ReadConfig = {},
): Promise<Recipient> {
  return readRecipient(await fetchEncodedAccount(rpc, recipient, given(config)), programAddress);
}

/**
 * Refuses a recipient that is unfit, and one that its giver has to be sure of unless that is `confirmed`.
 *
 * @throws UnfitRecipient
 */
export function checkRecipient(recipient: Recipient, confirmed = false): void {
  if (recipient.refusal !== undefined || (recipient.warning !== undefined && !confirmed)) {
    throw new UnfitRecipient(recipient);
  }
}
