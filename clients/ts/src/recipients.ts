/**
 * Recipients of power or value: never an address that no key and no program could ever use it from.
 */
import {
  type Address,
  address,
  type EncodedAccount,
  fetchEncodedAccount,
  fetchEncodedAccounts,
  type GetAccountInfoApi,
  type GetMultipleAccountsApi,
  isOffCurveAddress,
  type MaybeEncodedAccount,
  type Rpc,
} from "@solana/kit";
import { AccountState, getMintDecoder, getTokenDecoder, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { NOBODY } from "./nobody.js";
import { UPGRADEABLE_LOADER } from "./pda.js";
import { given, type ReadConfig } from "./read.js";
import { mintBytes, TOKEN_2022_PROGRAM_ADDRESS, tokenAccountBytes } from "./tokens.js";
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

/** Owners of accounts without a signing key, by the crate `solana-sdk-ids`, and the kinds of such accounts. */
const NEVER: ReadonlyMap<Address, string> = new Map<Address, string>([
  [UPGRADEABLE_LOADER, "an account of a program"],
  [address("BPFLoader2111111111111111111111111111111111"), "a program"],
  [address("NativeLoader1111111111111111111111111111111"), "a program"],
  [address("Sysvar1111111111111111111111111111111111111"), "an account of the cluster"],
  [TOKEN_PROGRAM_ADDRESS, "an account of SPL Token"],
  [TOKEN_2022_PROGRAM_ADDRESS, "an account of Token-2022"],
]);

/** Where SOL is destroyed, by the crate `solana-sdk-ids`. */
const INCINERATOR = address("1nc1nerator11111111111111111111111111111111");

/**
 * What is to be known of the account at an address before it is given something. `clients/vectors/recipients.json` has the rule by
 * examples; the Rust client follows the same ones.
 */
export function readRecipient(account: MaybeEncodedAccount, programAddress: Address): Recipient {
  const place = { address: account.address, refusal: undefined, warning: undefined };
  const refused = (what: string, instead = "Name the wallet that is meant"): Recipient => ({
    ...place,
    refusal: `${account.address} is ${what}, and nobody can act for it: what it is given is lost. ${instead}`,
  });
  if (account.address === NOBODY) {
    return refused("the system program");
  }
  if (account.address === INCINERATOR) {
    return refused("the incinerator, which destroys what it has");
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
    return refused("an account of the restaking program");
  }
  const owner = ownerOfTokens(account);
  if (owner) {
    return refused("a token account", `Name its owner, ${owner}`);
  }
  if (isMint(account)) {
    return refused("a mint");
  }
  const never = NEVER.get(account.programAddress);
  if (never) {
    return refused(never);
  }
  const warning = `${account.address} belongs to the program ${account.programAddress}. Be sure that it can act for it`;
  return { ...place, warning };
}

/** The owner of an account's tokens; undefined for another kind of account. */
function ownerOfTokens(account: EncodedAccount): Address | undefined {
  const bytes = tokenAccountBytes(account);
  if (!bytes) {
    return undefined;
  }
  const { owner, state } = getTokenDecoder().decode(bytes);
  return state === AccountState.Uninitialized ? undefined : owner;
}

function isMint(account: EncodedAccount): boolean {
  const bytes = mintBytes(account);
  return bytes !== undefined && getMintDecoder().decode(bytes).isInitialized;
}

/** Looks at all of `addresses` before they are given something: each is in the result, in their order. */
export async function fetchRecipients(
  rpc: Rpc<GetMultipleAccountsApi>,
  programAddress: Address,
  addresses: readonly Address[],
  config: ReadConfig = {},
): Promise<Recipient[]> {
  const accounts = await fetchEncodedAccounts(rpc, [...addresses], given(config));
  return accounts.map((account) => readRecipient(account, programAddress));
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

/** A named party: a checked one, or {@link NOBODY} where a role may be empty. */
export type Named = Recipient | typeof NOBODY;

/** The giver's word for addresses that no key signs for. */
export type Confirmed = {
  /** The giver is sure of an address that no key signs for, or that another program's account is at. */
  readonly confirmed?: boolean | undefined;
};

/**
 * The address of a named party, once it is checked; {@link NOBODY} for none.
 *
 * @throws UnfitRecipient
 */
export function namedAddress(named: Named, { confirmed }: Confirmed): Address {
  if (typeof named === "string") {
    if (named !== NOBODY) {
      throw new TypeError(`${named} has not been looked at: fetchRecipient does`);
    }
    return named;
  }
  checkRecipient(named, confirmed);
  return named.address;
}
