/**
 * What an NCN's slasher does: it slashes, after a look at what that takes in each vault, and it jails.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  booksAt,
  fetchClusterTime,
  fetchRestakingAccount,
  getSetJailInstruction,
  NOBODY,
  parentOf,
  pdas,
  planProposeSlashes,
  policyAt,
  stakeOf,
  UNITS,
} from "restaking-client";

import { percentOf, shortAmount } from "../format/amount.js";
import { dateAndTime } from "../format/time.js";
import { type Take, takesOf } from "../model/takes.js";
import { Table } from "../parts/layout.js";
import { Amount, Name } from "../parts/values.js";
import { type Change, plainChange } from "./changes.js";
import { asWritten, type Values } from "./fields.js";
import type { Act } from "./form.js";
import type { NcnScene } from "./ncn-terms.js";
import { named } from "./place.js";

/** The acts of a slasher. */
export function slasherActs(scene: NcnScene): Act[] {
  return [slashAct(scene), jailAct(scene)];
}

function recordsOf({ world, ncn }: NcnScene) {
  return world.records.filter(({ data }) => data.ncn === ncn.address);
}

function slashAct(scene: NcnScene): Act {
  const { ncn, now, names, place } = scene;
  const { terms, resolver } = policyAt(ncn.data, now);
  const records = recordsOf(scene);
  const options = records.map(({ data }) => [data.operator, names.of(data.operator)] as const);
  const ends =
    resolver === NOBODY || terms.challengeSeconds === 0n
      ? "final at once"
      : `vetoed by ${names.of(resolver)} in time, or final`;
  const takes = (values: Values) =>
    takesOf(scene.world, ncn, values.address("operator"), values.number("fraction"), now);
  return {
    title: "Slash an operator",
    button: "Slash",
    lead: `A slash takes the stake at once, into escrow, and is ${ends}. Its offense is no older than an epoch of the vault.`,
    closed: records.length === 0 && "The NCN keeps no record of an operator yet.",
    fields: [
      { key: "operator", label: "Operator", kind: { unit: "choice", options }, initial: "" },
      {
        key: "fraction",
        label: "Part of what it allocated",
        kind: { unit: "fraction", most: terms.maxFraction },
        initial: "",
        hint: `The policy allows up to ${asWritten.fraction(terms.maxFraction)}%`,
      },
      { key: "ago", label: "The offense happened before", kind: { unit: "seconds" }, initial: "10 min" },
      {
        key: "reason",
        label: "Reason, as the NCN numbers them",
        kind: { unit: "count", most: (1n << 64n) - 1n },
        initial: "1",
      },
      { key: "evidence", label: "Hash of the evidence", kind: { unit: "hex", bytes: 32 }, initial: "00".repeat(32) },
      {
        key: "reporter",
        label: "Reporter, which gets a part",
        kind: { unit: "address", mayBeNobody: true },
        initial: "",
      },
    ],
    changes: (values) => {
      if (values.number("fraction") < terms.minFraction) {
        throw new Error(`The policy takes ${percentOf(terms.minFraction, UNITS)} at the least`);
      }
      const last = records.find(({ data }) => data.operator === values.text("operator"))?.data.incidentAt ?? 0n;
      const free = last + terms.cooldownSeconds;
      if (last > 0n && now < free) {
        throw new Error(`The policy takes no other incident of the operator before ${dateAndTime(free)}`);
      }
      const found = takes(values);
      if (found.length === 0) {
        throw new Error("There is nothing that the NCN could take through this operator now");
      }
      return found.map(({ vault, stake }): Change => {
        const { decimals, assetMint, ledger } = vault.data;
        const told = (value: bigint) => `${shortAmount(value, decimals)} ${names.of(assetMint)}`;
        const whole = stakeOf(booksAt(ledger, now));
        return {
          what: `Stake of ${names.of(vault.address)}`,
          before: told(whole),
          after: told(whole - stake),
          from: undefined,
          burden: true,
        };
      });
    },
    preview: (values) => <Takes takes={takes(values)} />,
    plan: (values) => async (slasher) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const operator = values.address("operator");
      const at = await pdas(programAddress).record(ncn.address, operator);
      const [record, time, reporter] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "OperatorRecord", at, config),
        fetchClusterTime(rpc, config),
        named(place, values.address("reporter")),
      ]);
      const vaults = await Promise.all(
        takes(values).map(({ vault }) => fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config)),
      );
      const { plan } = await planProposeSlashes({
        programAddress,
        ncn: ncn.address,
        parent: parentOf(ncn.data),
        vaults,
        operator,
        slasher,
        incident: record.data.incident + 1n,
        fraction: values.number("fraction"),
        reason: values.number("reason"),
        evidence: values.bytes("evidence"),
        offenseAt: time - values.number("ago"),
        reporter,
        now: time,
      });
      return { plan, said: `${names.of(operator)} is slashed.` };
    },
  };
}

/** What a slash takes, of holders and of those leaving. */
function Takes({ takes }: { readonly takes: readonly Take[] }) {
  return (
    <Table
      caption="What the slash takes"
      keyOf={({ vault }) => vault.address}
      rows={takes}
      columns={[
        { title: "Vault", cell: ({ vault }) => <Name address={vault.address} kind="vaults" /> },
        { title: "Takes", numeric: true, cell: ({ vault, stake }) => <Of vault={vault} value={stake} /> },
        {
          title: "Of its holders",
          numeric: true,
          cell: ({ vault, fromHolders }) => <Of vault={vault} value={fromHolders} />,
        },
        {
          title: "Of those leaving",
          numeric: true,
          cell: ({ vault, fromLeavers }) => <Of vault={vault} value={fromLeavers} />,
        },
      ]}
    />
  );
}

function Of({ vault, value }: { readonly vault: Take["vault"]; readonly value: bigint }) {
  return <Amount value={value} decimals={vault.data.decimals} />;
}

function jailAct(scene: NcnScene): Act {
  const { ncn, now, names, place } = scene;
  const records = recordsOf(scene);
  const recordAt = (operator: string) => records.find(({ data }) => data.operator === operator);
  const told = (until: bigint) => (until > now ? `jailed until ${dateAndTime(until)}` : "free");
  return {
    title: "Jail or release an operator",
    button: "Set the jail",
    lead: "A jailed operator has no weight in the NCN's tables. Its stake stays where it is.",
    closed: records.length === 0 && "The NCN keeps no record of an operator yet.",
    fields: [
      {
        key: "operator",
        label: "Operator",
        kind: { unit: "choice", options: records.map(({ data }) => [data.operator, names.of(data.operator)] as const) },
        initial: "",
      },
      { key: "seconds", label: "For", kind: { unit: "seconds" }, initial: "1 d", hint: "0 s releases it" },
      {
        key: "reason",
        label: "Reason, as the NCN numbers them",
        kind: { unit: "count", most: (1n << 64n) - 1n },
        initial: "1",
      },
    ],
    changes: (values) => {
      const operator = values.address("operator");
      const seconds = values.number("seconds");
      const before = recordAt(operator)?.data.jailedUntil ?? 0n;
      return plainChange(names.of(operator), told(before), told(seconds === 0n ? 0n : now + seconds));
    },
    plan: (values) => async (slasher) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const seconds = values.number("seconds");
      const record = recordAt(values.text("operator"));
      if (!record) {
        throw new Error("The record is not known");
      }
      const set = getSetJailInstruction(
        {
          slasher,
          ncn: ncn.address,
          record: record.address,
          until: seconds === 0n ? 0n : time + seconds,
          reason: values.number("reason"),
        },
        place,
      );
      return { plan: singleInstructionPlan(set), said: "The jail is set." };
    },
  };
}
