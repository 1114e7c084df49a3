/**
 * Accounts of the reference oracle, by scans.
 */
import type { Account, Address, GetProgramAccountsApi, Rpc } from "@solana/kit";

import { scanKind } from "../fetch.js";
import type { ReadConfig } from "../read.js";
import { ORACLE_NCN_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";

type Layouts = typeof ORACLE_NCN_ACCOUNT_LAYOUTS;

/** The name of a kind of account of the program. */
export type OracleAccountName = keyof Layouts;

/** What an account of a kind says. */
export type OracleAccountData<Name extends OracleAccountName> = ReturnType<
  ReturnType<Layouts[Name]["decoder"]>["decode"]
>;

/** The address that accounts of a kind are looked for by. */
export type OfOracle = { readonly field: "ncn" | "oracle" | "feed" | "operator"; readonly is: Address };

/**
 * All accounts of the kind `name`, or those in which `of` stands.
 *
 * @example
 * ```ts
 * const feeds = await fetchOracleAccounts(rpc, programAddress, "Feed", { field: "oracle", is: oracle });
 * ```
 */
export async function fetchOracleAccounts<Name extends OracleAccountName>(
  rpc: Rpc<GetProgramAccountsApi>,
  programAddress: Address,
  name: Name,
  of?: OfOracle,
  config: ReadConfig = {},
): Promise<Account<OracleAccountData<Name>>[]> {
  const found = await scanKind(rpc, programAddress, name, ORACLE_NCN_ACCOUNT_LAYOUTS[name], of, config);
  return found as Account<OracleAccountData<Name>>[];
}
