/**
 * The addresses of the accounts of the reference oracle.
 */
import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type ReadonlyUint8Array,
} from "@solana/kit";

const bytes = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);
const number = (value: number | bigint): ReadonlyUint8Array => getU64Encoder().encode(value);

/** The addresses of a program's accounts; see {@link oraclePdas}. */
export type OraclePdas = ReturnType<typeof oraclePdas>;

/**
 * The addresses of the accounts of the oracle's program at `programAddress`.
 *
 * @example
 * ```ts
 * const oracle = await oraclePdas(programAddress).oracle(ncn);
 * ```
 */
export function oraclePdas(programAddress: Address) {
  async function find(...seeds: (string | ReadonlyUint8Array)[]): Promise<Address> {
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    return address;
  }
  return {
    /** The oracle of `ncn`: the slasher of its policy. */
    oracle: (ncn: Address) => find("oracle", bytes(ncn)),

    /** Feed `feed` of an oracle. */
    feed: (oracle: Address, feed: number) => find("feed", bytes(oracle), new Uint8Array([feed])),

    /** The account of rounds in `slot` of a feed's ring. */
    round: (feed: Address, slot: number | bigint) => find("round", bytes(feed), number(slot)),

    /** The score of `operator` in a feed. */
    score: (feed: Address, operator: Address) => find("score", bytes(feed), bytes(operator)),

    /** The offense of `operator` at `height` of a feed. */
    offense: (feed: Address, height: number | bigint, operator: Address) =>
      find("offense", bytes(feed), number(height), bytes(operator)),
  };
}
