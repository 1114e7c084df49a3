/**
 * The addresses of the program's accounts.
 */
import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type ReadonlyUint8Array,
} from "@solana/kit";

import { RESTAKING_PROGRAM_ADDRESS } from "./generated/programs/index.js";

/** The loader that owns the program's data account. */
const LOADER = "BPFLoaderUpgradeab1e11111111111111111111111" as Address;

type Seed = string | ReadonlyUint8Array;

const bytes = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);
const number = (value: number | bigint): ReadonlyUint8Array => getU64Encoder().encode(value);

async function find(...seeds: Seed[]): Promise<Address> {
  const [address] = await getProgramDerivedAddress({ programAddress: RESTAKING_PROGRAM_ADDRESS, seeds });
  return address;
}

/** The config. */
export function config(): Promise<Address> {
  return find("config");
}

/** The account that holds the program's code and names its upgrade authority. */
export async function programData(): Promise<Address> {
  const seeds = [bytes(RESTAKING_PROGRAM_ADDRESS)];
  const [address] = await getProgramDerivedAddress({ programAddress: LOADER, seeds });
  return address;
}

/** The vault number `index` of `creator`. */
export function vault(creator: Address, index: number | bigint): Promise<Address> {
  return find("vault", bytes(creator), number(index));
}

/** The mint of a vault's shares. */
export function vrtMint(vault: Address): Promise<Address> {
  return find("vrt", bytes(vault));
}

/** The token account of a vault's assets. */
export function assetAccount(vault: Address): Promise<Address> {
  return find("assets", bytes(vault));
}

/** The token account of what slashes took from a vault. */
export function escrow(vault: Address): Promise<Address> {
  return find("escrow", bytes(vault));
}

/** The slash of an allocation for `incident`: of the slasher's numbers for `kind` 0, of proven equivocations' for 1. */
export function slash(allocation: Address, kind: number, incident: number | bigint): Promise<Address> {
  return find("slash", bytes(allocation), Uint8Array.of(kind), number(incident));
}

/** A reporter's word that it knows of an offence. */
export function report(reporter: Address, commitment: ReadonlyUint8Array): Promise<Address> {
  return find("report", bytes(reporter), commitment);
}

/** The proof that `operator` voted twice. */
export function equivocation(ncn: Address, operator: Address, kind: number, height: number | bigint): Promise<Address> {
  return find("equivocation", bytes(ncn), bytes(operator), Uint8Array.of(kind), number(height));
}

/** A depositor's approval by a restricted vault. */
export function depositorApproval(vault: Address, depositor: Address): Promise<Address> {
  return find("depositor", bytes(vault), bytes(depositor));
}

/** The bucket of what leaves a vault with `epoch`'s end. */
export function exitBucket(vault: Address, epoch: number | bigint): Promise<Address> {
  return find("exit_bucket", bytes(vault), number(epoch));
}

/** The ticket that `owner` asked for with `nonce`; it stays there when it changes hands. */
export function exitTicket(vault: Address, owner: Address, nonce: number | bigint): Promise<Address> {
  return find("exit_ticket", bytes(vault), bytes(owner), number(nonce));
}

/** The operator number `index` of `creator`. */
export function operator(creator: Address, index: number | bigint): Promise<Address> {
  return find("operator", bytes(creator), number(index));
}

/** The NCN number `index` of `creator`. */
export function ncn(creator: Address, index: number | bigint): Promise<Address> {
  return find("ncn", bytes(creator), number(index));
}

/** The agreement of two entities: vault and operator, operator and NCN, or vault and NCN, in this order. */
export function optIn(left: Address, right: Address): Promise<Address> {
  return find("opt_in", bytes(left), bytes(right));
}

/** What a vault delegates to an operator. */
export function delegation(vault: Address, operator: Address): Promise<Address> {
  return find("delegation", bytes(vault), bytes(operator));
}

/** What is allocated of a delegation to an NCN. */
export function allocation(delegation: Address, ncn: Address): Promise<Address> {
  return find("allocation", bytes(delegation), bytes(ncn));
}

/** What `ncn` knows of `operator`. */
export function record(ncn: Address, operator: Address): Promise<Address> {
  return find("record", bytes(ncn), bytes(operator));
}

/** The account of an operator's ed25519 key in `ncn`. */
export function operatorKey(ncn: Address, key: ReadonlyUint8Array): Promise<Address> {
  return find("key", bytes(ncn), key);
}

/** The table number `index` of the weights in `ncn`. */
export function stakeTable(ncn: Address, index: number | bigint): Promise<Address> {
  return find("stake_table", bytes(ncn), number(index));
}

/** What `captor` captures of `operator` for `table`. */
export function capture(table: Address, operator: Address, captor: Address): Promise<Address> {
  return find("capture", bytes(table), bytes(operator), bytes(captor));
}

/** The rewards that `ncn` pays in the token of `mint`. */
export function rewardTree(ncn: Address, mint: Address): Promise<Address> {
  return find("reward_tree", bytes(ncn), bytes(mint));
}

/** The token account of what is funded of a reward tree and not claimed. */
export function treasury(tree: Address): Promise<Address> {
  return find("treasury", bytes(tree));
}

/** What `earner` has claimed of a reward tree. */
export function rewardClaim(tree: Address, earner: Address): Promise<Address> {
  return find("reward_claim", bytes(tree), bytes(earner));
}

/** A vault's bond pool. */
export function bondPool(vault: Address): Promise<Address> {
  return find("bond_pool", bytes(vault));
}

/** The token account of the shares that are bonded in a vault's pool. */
export function bondedAccount(vault: Address): Promise<Address> {
  return find("bonded", bytes(vault));
}

/** A bond pool's token account of its reward at `place`. */
export function rewardTreasury(bondPool: Address, place: number): Promise<Address> {
  return find("reward", bytes(bondPool), Uint8Array.of(place));
}

/** What `owner` has bonded in a pool. */
export function position(bondPool: Address, owner: Address): Promise<Address> {
  return find("position", bytes(bondPool), bytes(owner));
}
