/**
 * Lists of earners as Merkle trees: a publisher builds its root from one, an earner its proof, and a disputer checks a root
 * against it. The format is that of the reward trees' documentation.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Address, getAddressEncoder, getBase16Decoder, type ReadonlyUint8Array } from "@solana/kit";

import { U64_MAX } from "./ledger/math.js";

/** What a leaf's preimage begins with, and a node's. */
const LEAF = 0;
const NODE = 1;

/** What an earner has earned in all, from the beginning on. */
export type EarnerEntry = {
  readonly earner: Address;
  /** In the smallest unit of the tree's token. */
  readonly cumulative: bigint;
};

/** What an earner claims with. */
export type EarningProof = {
  readonly cumulative: bigint;
  /** The siblings from the leaf up. */
  readonly proof: readonly Uint8Array[];
};

/** The leaf of `earner`, with `cumulative` earned in all in the reward tree at `tree`. */
export function earningLeaf(tree: Address, { earner, cumulative }: EarnerEntry): Uint8Array {
  const preimage = new Uint8Array(1 + 32 + 32 + 8);
  preimage[0] = LEAF;
  preimage.set(getAddressEncoder().encode(tree), 1);
  preimage.set(getAddressEncoder().encode(earner), 33);
  new DataView(preimage.buffer).setBigUint64(65, cumulative, true);
  return sha256(preimage);
}

/** The root that `proof` leads to from `leaf`. */
export function earningRoot(leaf: Uint8Array, proof: readonly ReadonlyUint8Array[]): Uint8Array {
  return proof.reduce<Uint8Array>((hash, sibling) => node(hash, sibling), leaf);
}

/** A list of earners, hashed. */
export class Earnings {
  private constructor(
    /** The tree that it is for. */
    readonly tree: Address,
    /** The earners and their totals, in the order of the earners' addresses, byte by byte. */
    readonly list: readonly EarnerEntry[],
    /** What all have earned together: the total to publish with the root. */
    readonly total: bigint,
    /** The leaves, what is above them, and so on to the root alone. */
    private readonly levels: readonly (readonly Uint8Array[])[],
  ) {}

  /**
   * Hashes `list`, in any order, for the reward tree at `tree`.
   *
   * @throws RangeError For a list that the program could not pay out: an empty one, one with an earner twice, or one with
   * amounts or a sum over 64 bits.
   */
  static of(tree: Address, list: Iterable<EarnerEntry>): Earnings {
    const keyed = Array.from(list, (earning) => ({ earning, key: getAddressEncoder().encode(earning.earner) }));
    keyed.sort((one, other) => compare(one.key, other.key));
    const sorted = keyed.map(({ earning }) => earning);
    if (sorted.length === 0) {
      throw new RangeError("the list is empty");
    }
    const twice = sorted.find(({ earner }, place) => earner === sorted[place + 1]?.earner);
    if (twice) {
      throw new RangeError(`${twice.earner} is in the list twice`);
    }
    const wrong = sorted.find(({ cumulative }) => cumulative < 0n || cumulative > U64_MAX);
    if (wrong) {
      throw new RangeError(`${wrong.earner} has earned ${wrong.cumulative}, which is not between 0 and ${U64_MAX}`);
    }
    const total = sorted.reduce((sum, { cumulative }) => sum + cumulative, 0n);
    if (total > U64_MAX) {
      throw new RangeError(`the list comes to ${total}, which is over ${U64_MAX}`);
    }
    const levels = [sorted.map((earning) => earningLeaf(tree, earning))];
    for (let level = levels[0] as Uint8Array[]; level.length > 1; ) {
      level = above(level);
      levels.push(level);
    }
    return new Earnings(tree, sorted, total, levels);
  }

  /** The root to publish. */
  get root(): Uint8Array {
    return this.levels[this.levels.length - 1]?.[0] as Uint8Array;
  }

  /** What `earner` has earned in all, and the proof of it; nothing if it is not in the list. */
  proof(earner: Address): EarningProof | undefined {
    let place = this.list.findIndex((earning) => earning.earner === earner);
    const earning = this.list[place];
    if (!earning) {
      return undefined;
    }
    const proof: Uint8Array[] = [];
    for (const level of this.levels) {
      // None beside one that goes up as it is, nor beside the root.
      const sibling = level[place ^ 1];
      if (sibling) {
        proof.push(sibling);
      }
      place >>= 1;
    }
    return { cumulative: earning.cumulative, proof };
  }

  /** The list as a file: addresses in base58, hashes in hexadecimal, amounts as texts. */
  toFile(): EarningsFile {
    return {
      version: 1,
      tree: this.tree,
      root: hexadecimal(this.root),
      total: `${this.total}`,
      earners: this.list.map(({ earner, cumulative }, place) => ({
        earner,
        cumulative: `${cumulative}`,
        leaf: hexadecimal(this.levels[0]?.[place] as Uint8Array),
        proof: (this.proof(earner) as EarningProof).proof.map(hexadecimal),
      })),
    };
  }

  /**
   * Reads a list from a file, and hashes it anew.
   *
   * @throws RangeError As {@link Earnings.of}, and where the file's root or total is not that of its list.
   */
  static fromFile(file: EarningsFile): Earnings {
    if (file.version !== 1) {
      throw new RangeError(`the file is of version ${file.version}, and 1 is known`);
    }
    const list = file.earners.map(({ earner, cumulative }) => ({ earner, cumulative: figure(cumulative, earner) }));
    const earnings = Earnings.of(file.tree, list);
    const { root, total } = earnings.toFile();
    if (root !== file.root || total !== file.total) {
      throw new RangeError(
        `the file says root ${file.root} and total ${file.total}; its list makes ${root} and ${total}`,
      );
    }
    return earnings;
  }
}

/** A list of earners as a file. */
export type EarningsFile = {
  readonly version: number;
  readonly tree: Address;
  readonly root: string;
  readonly total: string;
  readonly earners: readonly {
    readonly earner: Address;
    readonly cumulative: string;
    readonly leaf: string;
    readonly proof: readonly string[];
  }[];
};

/** An amount of a file: digits alone, so that every reader reads the same. */
function figure(text: string, earner: Address): bigint {
  if (!/^(0|[1-9]\d*)$/.test(text)) {
    throw new RangeError(`the amount ${JSON.stringify(text)} of ${earner} is not written in digits alone`);
  }
  return BigInt(text);
}

/** The node above two hashes, whichever of them is the left one: the smaller goes first. */
function node(one: ReadonlyUint8Array, other: ReadonlyUint8Array): Uint8Array {
  const [first, second] = compare(one, other) <= 0 ? [one, other] : [other, one];
  return sha256(Uint8Array.of(NODE, ...first, ...second));
}

/** The level above: one that is left over goes up as it is. */
function above(level: readonly Uint8Array[]): Uint8Array[] {
  const nodes: Uint8Array[] = [];
  for (let place = 0; place < level.length; place += 2) {
    const [one, other] = [level[place] as Uint8Array, level[place + 1]];
    nodes.push(other ? node(one, other) : one);
  }
  return nodes;
}

function compare(one: ReadonlyUint8Array, other: ReadonlyUint8Array): number {
  for (let place = 0; place < one.length; place++) {
    const difference = (one[place] as number) - (other[place] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

function hexadecimal(hash: ReadonlyUint8Array): string {
  return getBase16Decoder().decode(hash);
}
