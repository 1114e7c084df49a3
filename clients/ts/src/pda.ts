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

/** The loader of upgradeable programs: it owns the program's data account. */
export const UPGRADEABLE_LOADER = "BPFLoaderUpgradeab1e11111111111111111111111" as Address;

type Seed = string | ReadonlyUint8Array;

const bytes = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);
const number = (value: number | bigint): ReadonlyUint8Array => getU64Encoder().encode(value);

/** The addresses of a program's accounts; see {@link pdas}. */
export type Pdas = ReturnType<typeof pdas>;

/**
 * The addresses of the accounts of the program at `programAddress`.
 *
 * @example
 * ```ts
 * const vault = await pdas(programAddress).vault(creator, 0n);
 * ```
 */
export function pdas(programAddress: Address) {
  async function find(...seeds: Seed[]): Promise<Address> {
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    return address;
  }
  return {
    /** The config. */
    config: () => find("config"),

    /** The account that holds the program's code and names its upgrade authority. */
    programData: async (): Promise<Address> => {
      const [address] = await getProgramDerivedAddress({
        programAddress: UPGRADEABLE_LOADER,
        seeds: [bytes(programAddress)],
      });
      return address;
    },

    /** The vault number `index` of `creator`. */
    vault: (creator: Address, index: number | bigint) => find("vault", bytes(creator), number(index)),

    /** The mint of a vault's shares. */
    vrtMint: (vault: Address) => find("vrt", bytes(vault)),

    /** The token account of a vault's assets. */
    assetAccount: (vault: Address) => find("assets", bytes(vault)),

    /** The token account of what slashes took from a vault. */

    /** The slash of an allocation for `incident`: of the slasher's numbers for `kind` 0, of proven equivocations' for 1. */
    slash: (allocation: Address, kind: number, incident: number | bigint) =>
      find("slash", bytes(allocation), Uint8Array.of(kind), number(incident)),

    /** What `pledger` pledged for the slash at `proposal`. */
    pledge: (proposal: Address, pledger: Address) => find("pledge", bytes(proposal), bytes(pledger)),

    /** What `entity` lets `holder` do in its admin's place. */
    grant: (entity: Address, holder: Address) => find("grant", bytes(entity), bytes(holder)),

    /** A reporter's word that it knows of an offense. */
    report: (reporter: Address, commitment: ReadonlyUint8Array) => find("report", bytes(reporter), commitment),

    /** The proof that `operator` voted twice. */
    equivocation: (ncn: Address, operator: Address, kind: number, height: number | bigint) =>
      find("equivocation", bytes(ncn), bytes(operator), Uint8Array.of(kind), number(height)),

    /** A depositor's approval by a restricted vault. */
    depositorApproval: (vault: Address, depositor: Address) => find("depositor", bytes(vault), bytes(depositor)),

    /** The bucket of what leaves a vault with `epoch`'s end. */
    exitBucket: (vault: Address, epoch: number | bigint) => find("exit_bucket", bytes(vault), number(epoch)),

    /** The ticket that `owner` requested with `nonce`; it stays there when it changes hands. */
    exitTicket: (vault: Address, owner: Address, nonce: number | bigint) =>
      find("exit_ticket", bytes(vault), bytes(owner), number(nonce)),

    /** The operator number `index` of `creator`. */
    operator: (creator: Address, index: number | bigint) => find("operator", bytes(creator), number(index)),

    /** The NCN number `index` of `creator`. */
    ncn: (creator: Address, index: number | bigint) => find("ncn", bytes(creator), number(index)),

    /** The opt-in of two entities: vault and operator, operator and NCN, or vault and NCN, in this order. */
    optIn: (left: Address, right: Address) => find("opt_in", bytes(left), bytes(right)),

    /** What a vault delegates to an operator. */
    delegation: (vault: Address, operator: Address) => find("delegation", bytes(vault), bytes(operator)),

    /** What is allocated of a delegation to an NCN. */
    allocation: (delegation: Address, ncn: Address) => find("allocation", bytes(delegation), bytes(ncn)),

    /** What `ncn` knows of `operator`. */
    record: (ncn: Address, operator: Address) => find("record", bytes(ncn), bytes(operator)),

    /** The account of an operator's ed25519 key in `ncn`. */
    operatorKey: (ncn: Address, key: ReadonlyUint8Array) => find("key", bytes(ncn), key),

    /** The table number `index` of the weights in `ncn`. */
    stakeTable: (ncn: Address, index: number | bigint) => find("stake_table", bytes(ncn), number(index)),

    /** What `captor` captures of `operator` for `table`. */
    capture: (table: Address, operator: Address, captor: Address) =>
      find("capture", bytes(table), bytes(operator), bytes(captor)),

    /** The reward number `index` that `ncn` offers for the stake in its tables. */
    rewardOffer: (ncn: Address, index: number | bigint) => find("reward_offer", bytes(ncn), number(index)),

    /** The token account of what is funded of a reward offer and not paid. */
    offerTreasury: (offer: Address) => find("offer_treasury", bytes(offer)),

    /** The rewards that `ncn` pays in the token of `mint`. */
    rewardTree: (ncn: Address, mint: Address) => find("reward_tree", bytes(ncn), bytes(mint)),

    /** The token account of what is funded of a reward tree and not claimed. */
    treasury: (tree: Address) => find("treasury", bytes(tree)),

    /** What `earner` has claimed of a reward tree. */
    rewardClaim: (tree: Address, earner: Address) => find("reward_claim", bytes(tree), bytes(earner)),

    /** A vault's bond pool. */
    bondPool: (vault: Address) => find("bond_pool", bytes(vault)),

    /** The token account of the shares that are bonded in a vault's pool. */
    bondedAccount: (vault: Address) => find("bonded", bytes(vault)),

    /** A bond pool's token account of its reward at `place`. */
    rewardTreasury: (bondPool: Address, place: number) => find("reward", bytes(bondPool), Uint8Array.of(place)),

    /** The notice of a sweep of the token account `tokens` of a vault's. */
    sweepNotice: (vault: Address, tokens: Address) => find("sweep", bytes(vault), bytes(tokens)),

    /** What `owner` has bonded in a pool. */
    position: (bondPool: Address, owner: Address) => find("position", bytes(bondPool), bytes(owner)),
  };
}
