/**
 * Accounts of the program of liquid restaking, by their addresses and by scans.
 */
import {
  type Account,
  type Address,
  fetchEncodedAccount,
  type GetAccountInfoApi,
  type GetProgramAccountsApi,
  type MaybeEncodedAccount,
  type Rpc,
} from "@solana/kit";

import { scanKind } from "../fetch.js";
import { given, type ReadConfig, stands, WrongAccount } from "../read.js";
import { LIQUID_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";

type Layouts = typeof LIQUID_ACCOUNT_LAYOUTS;

/** The name of a kind of account of the program. */
export type LiquidAccountName = keyof Layouts;

/** What an account of a kind says. */
export type LiquidAccountData<Name extends LiquidAccountName> = ReturnType<
  ReturnType<Layouts[Name]["decoder"]>["decode"]
>;

/** The address that accounts of a kind are looked for by, such as their pool or owner. */
export type OfLiquid = { readonly field: "pool" | "owner" | "ticket" | "admin"; readonly is: Address };

/**
 * The account as one of the kind `name`; nothing where there is none.
 *
 * @throws WrongAccount What is there is another program's, or of another kind.
 */
export function readLiquidAccount<Name extends LiquidAccountName>(
  account: MaybeEncodedAccount,
  programAddress: Address,
  name: Name,
): Account<LiquidAccountData<Name>> | undefined {
  if (!account.exists || account.data.length === 0) {
    return undefined;
  }
  const { discriminator, decoder } = LIQUID_ACCOUNT_LAYOUTS[name];
  if (account.programAddress !== programAddress || !stands(account.data, 0, discriminator)) {
    throw new WrongAccount(`${account.address} is no account of the kind ${name}`);
  }
  return { ...account, data: decoder().decode(account.data) as LiquidAccountData<Name> };
}

/** The account at `address` as one of the kind `name`; nothing where there is none. See {@link readLiquidAccount}. */
export async function fetchLiquidAccount<Name extends LiquidAccountName>(
  rpc: Rpc<GetAccountInfoApi>,
  programAddress: Address,
  name: Name,
  address: Address,
  config: ReadConfig = {},
): Promise<Account<LiquidAccountData<Name>> | undefined> {
  return readLiquidAccount(await fetchEncodedAccount(rpc, address, given(config)), programAddress, name);
}

/** All accounts of the kind `name`, or those in which `of` stands. */
export async function fetchLiquidAccounts<Name extends LiquidAccountName>(
  rpc: Rpc<GetProgramAccountsApi>,
  programAddress: Address,
  name: Name,
  of?: OfLiquid,
  config: ReadConfig = {},
): Promise<Account<LiquidAccountData<Name>>[]> {
  const found = await scanKind(rpc, programAddress, name, LIQUID_ACCOUNT_LAYOUTS[name], of, config);
  return found as Account<LiquidAccountData<Name>>[];
}
