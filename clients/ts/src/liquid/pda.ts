/**
 * The addresses of the accounts of liquid restaking.
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

/** The addresses of a program's accounts; see {@link liquidPdas}. */
export type LiquidPdas = ReturnType<typeof liquidPdas>;

/**
 * The addresses of the accounts of the program of liquid restaking at `programAddress`.
 *
 * @example
 * ```ts
 * const pool = await liquidPdas(programAddress).pool(creator, 0n);
 * ```
 */
export function liquidPdas(programAddress: Address) {
  async function find(...seeds: (string | ReadonlyUint8Array)[]): Promise<Address> {
    const [address] = await getProgramDerivedAddress({ programAddress, seeds });
    return address;
  }
  return {
    /** The pool number `index` of `creator`. */
    pool: (creator: Address, index: number | bigint) => find("pool", bytes(creator), number(index)),

    /** The mint of a pool's shares. */
    lrtMint: (pool: Address) => find("lrt", bytes(pool)),

    /** The token account of the shares that wait in a pool's queue. */
    escrow: (pool: Address) => find("escrow", bytes(pool)),

    /** The token account of a pool's tokens of `mint` that are in no vault. */
    reserve: (pool: Address, mint: Address) => find("reserve", bytes(pool), bytes(mint)),

    /** The token account of a pool's shares of `vault`. */
    vrtAccount: (pool: Address, vault: Address) => find("vrt", bytes(pool), bytes(vault)),

    /** The batch of the requests of `period` for the asset at `place`. */
    batch: (pool: Address, place: number | bigint, period: number | bigint) =>
      find("batch", bytes(pool), number(place), number(period)),

    /** The request that `owner` made with `nonce`. */
    queuedExit: (pool: Address, owner: Address, nonce: number | bigint) =>
      find("queued_exit", bytes(pool), bytes(owner), number(nonce)),

    /** The part of an exit on its way that `owner` took by leaving in kind. */
    exitPart: (ticket: Address, owner: Address) => find("exit_part", bytes(ticket), bytes(owner)),

    /** The leavers' tokens of a collected exit. */
    collectedExit: (ticket: Address) => find("collected_exit", bytes(ticket)),

    /** What is set aside for `owner`. */
    setAside: (pool: Address, owner: Address) => find("set_aside", bytes(pool), bytes(owner)),

    /** The auction of a pool's rewards in `mint`. */
    auction: (pool: Address, mint: Address) => find("auction", bytes(pool), bytes(mint)),

    /** The token account of a pool's rewards in `mint`. */
    treasury: (pool: Address, mint: Address) => find("treasury", bytes(pool), bytes(mint)),

    /** The report of the price of a pool's asset that has no source on this chain. */
    report: (pool: Address, mint: Address) => find("report", bytes(pool), bytes(mint)),
  };
}
