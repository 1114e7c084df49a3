/**
 * What an operator does: its terms, its allocations and its keys.
 */
import type { Address, ReadonlyUint8Array } from "@solana/kit";
import {
  BPS,
  delegatedStake,
  fetchClusterTime,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  fetchSigningDomain,
  MAX_COMMISSION_BPS,
  mulDivFloor,
  NOBODY,
  type Notice,
  noticeAt,
  outBy,
  pdas,
  planAllocate,
  planOpenRecord,
  planRegisterKey,
  planRetireKey,
  planUpdateOperator,
  possessionMessage,
  settled,
  timeAt,
  UNITS,
  uriText,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { percentOfBps, sharePercent, shortAmount } from "../format/amount.js";
import { delayedChange, plainChange } from "./changes.js";
import { asWritten, type Values } from "./fields.js";
import type { Act } from "./form.js";
import { named, type Place } from "./place.js";

/** What these acts are about. */
export type OperatorScene = {
  readonly operator: Found<"Operator">;
  readonly world: World;
  /** The notice of what concerns vaults of any epoch. */
  readonly notice: Notice;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** When stakers of all vaults behind the operator are out, if they ask to leave now; nothing without any. */
export function outOf({ world, operator, now }: OperatorScene): bigint | undefined {
  const vaults = world.vaults.filter(({ address }) =>
    world.delegations.some(({ data }) => data.vault === address && data.operator === operator.address),
  );
  const outs = vaults.map(({ data }) => outBy(data.ledger, now));
  return outs.length === 0 ? undefined : outs.reduce((latest, each) => (each > latest ? each : latest));
}

/** Sets commission, allocator and URI. */
export function termsAct(scene: OperatorScene): Act {
  const { operator, now, notice, names, place } = scene;
  const { commissionBps, allocator, uri } = operator.data;
  return {
    title: "Commission, allocator and description",
    button: "Set the terms",
    lead: "A higher commission waits, so that stakers of every vault could leave before. All else is at once.",
    outAt: outOf(scene),
    fields: [
      {
        key: "commission",
        label: "Commission of rewards",
        kind: { unit: "percent", most: MAX_COMMISSION_BPS },
        initial: asWritten.percent(commissionBps.next),
      },
      { key: "allocator", label: "Allocator", kind: { unit: "address" }, initial: allocator },
      {
        key: "uri",
        label: "URI of the description",
        kind: { unit: "text", most: 128 },
        initial: uriText(uri),
        hint: "docs/names.md has the format",
      },
    ],
    changes: (values) => [
      ...delayedChange("Commission", commissionBps, values.number("commission"), percentOfBps, {
        now,
        rise: notice.rise,
        fall: undefined,
      }),
      ...plainChange("Allocator", allocator, values.address("allocator"), false, names.of),
      ...plainChange("Description", uriText(uri), values.text("uri"), false, (text) => text || "none"),
    ],
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const found = await fetchRestakingAccount(rpc, programAddress, "Operator", operator.address, config);
      const { plan } = await planUpdateOperator({
        programAddress,
        operator: found,
        admin,
        allocator: await named(place, values.address("allocator")),
        commissionBps: values.number("commission"),
        uri: values.text("uri"),
      });
      return { plan, said: "The terms are set." };
    },
  };
}

/** Allocates a part of a vault's delegation to an NCN. */
export function allocateAct(scene: OperatorScene): Act {
  const { operator, world, now, names, place } = scene;
  const own = world.delegations.filter(({ data }) => data.operator === operator.address);
  const delegationOf = (vault: Address) => own.find(({ data }) => data.vault === vault);
  const vaultOf = (address: Address) => world.vaults.find((vault) => vault.address === address);
  /** What the NCN has, and is announced to have, within the delegation's whole. */
  const partOf = (delegation: World["delegations"][number], ncn: Address) => {
    const found = world.allocations.find(({ data }) => data.delegation === delegation.address && data.ncn === ncn);
    const { current, next, effective } = found?.data.allocation.magnitude ?? settled(0n);
    const within = (part: bigint) => {
      const { magnitude } = delegation.data.delegation;
      return part < magnitude ? part : magnitude;
    };
    return { current: within(current), next: within(next), effective };
  };
  return {
    title: "Allocate stake to an NCN",
    button: "Allocate",
    lead: "The part of a vault's delegation that an NCN can slash, in place of what it has. Zero takes all of it back.",
    closed: own.length === 0 && "No vault delegates to you.",
    fields: [
      {
        key: "vault",
        label: "Of the vault",
        kind: { unit: "choice", options: own.map(({ data }) => [data.vault, names.of(data.vault)] as const) },
        initial: "",
      },
      {
        key: "ncn",
        label: "To the NCN",
        kind: { unit: "choice", options: world.ncns.map(({ address }) => [address, names.of(address)] as const) },
        initial: "",
      },
      { key: "part", label: "Part of the delegation", kind: { unit: "percent", most: BPS }, initial: "" },
    ],
    changes: (values) => {
      const [vault, ncn] = [values.address("vault"), values.address("ncn")];
      const [delegation, found] = [delegationOf(vault), vaultOf(vault)];
      if (!delegation || !found) {
        return [];
      }
      const { magnitude } = delegation.data.delegation;
      const after = mulDivFloor(magnitude, values.number("part"), BPS);
      const stake = delegatedStake(found.data.ledger, delegation.data.delegation, now);
      const { decimals, assetMint } = found.data;
      const told = (part: bigint) =>
        `${sharePercent(part, magnitude === 0n ? UNITS : magnitude)}, ${shortAmount(
          mulDivFloor(stake, part, magnitude === 0n ? UNITS : magnitude),
          decimals,
        )} ${names.of(assetMint)}`;
      const { ledger } = found.data;
      const timing = { now: timeAt(ledger, now), ...noticeAt(ledger, now) };
      return delayedChange(`${names.of(ncn)}, of ${names.of(vault)}`, partOf(delegation, ncn), after, told, timing);
    },
    outAt: (values) => {
      const vault = vaultOf(values.address("vault"));
      return vault && outBy(vault.data.ledger, now);
    },
    plan: (values) => async (allocator) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const ncn = values.address("ncn");
      const delegation = delegationOf(values.address("vault"));
      if (!delegation) {
        throw new Error("The vault delegates nothing any more");
      }
      const at = await pdas(programAddress).allocation(delegation.address, ncn);
      const [vault, held, allocation, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Vault", values.address("vault"), config),
        fetchRestakingAccount(rpc, programAddress, "OperatorDelegation", delegation.address, config),
        fetchMaybeRestakingAccount(rpc, programAddress, "NcnAllocation", at, config),
        fetchClusterTime(rpc, config),
      ]);
      const magnitude = { bps: values.number("part") };
      const input = { programAddress, vault, delegation: held, ncn, allocation, allocator, magnitude, now: time };
      return { plan: (await planAllocate(input)).plan, said: `The allocation to ${names.of(ncn)} is announced.` };
    },
  };
}

/** Registers and retires keys. `domains` are the signing domains of the NCNs' accounts. */
export function keyActs(scene: OperatorScene): Act[] {
  const { operator, world, names, place } = scene;
  const records = world.records.filter(({ data }) => data.operator === operator.address);
  const options = records.map(({ address, data }) => [address, names.of(data.ncn)] as const);
  const recordAt = (address: Address) => records.find((record) => record.address === address);
  const fresh = (values: Values) =>
    fetchRestakingAccount(place.rpc, place.programAddress, "OperatorRecord", values.address("record"), {
      commitment: "confirmed",
    });
  const domainOf = (ncn: Address): ReadonlyUint8Array | undefined =>
    world.ncns.find(({ address }) => address === ncn)?.data.domain;
  const hex = (bytes: ReadonlyUint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const keyOf = (keys: bigint, key: Address) => (key === NOBODY ? "none" : `number ${keys}`);
  const messages = records.flatMap(({ data }) => {
    const domain = domainOf(data.ncn);
    return domain ? [`${names.of(data.ncn)}: ${hex(possessionMessage(domain, operator.address))}`] : [];
  });
  const closed = records.length === 0 && "No NCN keeps a record of you yet.";
  const keyed = records.filter(({ data }) => data.key !== NOBODY);
  const register: Act = {
    title: "Register a key",
    button: "Register the key",
    lead: `The key signs, with ed25519, these bytes: ${messages.join("; ")}. Without its private key, the page cannot.`,
    closed,
    fields: [
      { key: "record", label: "In the NCN", kind: { unit: "choice", options }, initial: "" },
      { key: "key", label: "Public key", kind: { unit: "hex", bytes: 32 }, initial: "" },
      { key: "signature", label: "Its signature of the bytes above", kind: { unit: "hex", bytes: 64 }, initial: "" },
    ],
    changes: (values) => {
      const record = recordAt(values.address("record"));
      const { key = NOBODY, keys = 0n, ncn } = record?.data ?? {};
      return plainChange(ncn ? names.of(ncn) : "", keyOf(keys, key), keyOf(keys + 1n, values.text("key") as Address));
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const record = await fresh(values);
      const { plan } = await planRegisterKey({
        programAddress,
        record,
        domain: await fetchSigningDomain(rpc, programAddress, record.data.ncn),
        admin,
        key: values.bytes("key"),
        signature: values.bytes("signature"),
      });
      return { plan, said: "The key is registered." };
    },
  };
  const retire: Act = {
    title: "Retire a key",
    button: "Retire the key",
    lead: "The key ends without another in its place. It still answers for what it signed.",
    closed: keyed.length === 0 && "You have no key.",
    fields: [
      {
        key: "record",
        label: "In the NCN",
        kind: { unit: "choice", options: keyed.map(({ address, data }) => [address, names.of(data.ncn)] as const) },
        initial: "",
      },
    ],
    changes: (values) => {
      const data = recordAt(values.address("record"))?.data;
      return data ? plainChange(names.of(data.ncn), keyOf(data.keys, data.key), "none") : [];
    },
    plan: (values) => async (admin) => {
      const record = await fresh(values);
      return {
        plan: planRetireKey({ programAddress: place.programAddress, record, admin }).plan,
        said: "The key is retired.",
      };
    },
  };
  return [recordAct(scene), register, retire];
}

/** Opens a record in an NCN, which keys need. */
function recordAct({ operator, world, names, place }: OperatorScene): Act {
  const known = new Set(
    world.records.filter(({ data }) => data.operator === operator.address).map(({ data }) => data.ncn),
  );
  const others = world.ncns.filter(({ address }) => !known.has(address));
  return {
    title: "Open a record in an NCN",
    button: "Open the record",
    lead: "Keys, jails and slashes are noted in it. Anyone may open it; its rent is the opener's.",
    closed: others.length === 0 && "You have a record in every NCN.",
    fields: [
      {
        key: "ncn",
        label: "NCN",
        kind: { unit: "choice", options: others.map(({ address }) => [address, names.of(address)] as const) },
        initial: "",
      },
    ],
    changes: (values) => plainChange(names.of(values.address("ncn")), "no record", "a record"),
    plan: (values) => async (payer) => {
      const { rpc, programAddress } = place;
      const ncn = values.address("ncn");
      const at = await pdas(programAddress).record(ncn, operator.address);
      const config = { commitment: "confirmed" } as const;
      const record = await fetchMaybeRestakingAccount(rpc, programAddress, "OperatorRecord", at, config);
      const { plan } = await planOpenRecord({ programAddress, ncn, operator: operator.address, record, payer });
      if (!plan) {
        throw new Error("The record is open already");
      }
      return { plan, said: "The record is open." };
    },
  };
}
