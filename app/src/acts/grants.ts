/**
 * Grants: an admin lets another key do some of its acts until a time, and takes that back; the holder does them.
 */
import type { Address } from "@solana/kit";
import {
  fetchClusterTime,
  GRANT_KINDS_OF,
  type GrantKind,
  grantedKinds,
  grantState,
  MAX_GRANT_SECONDS,
  planRevokeGrant,
  planSetGrant,
  planVoidGrants,
  withGrants,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { dateAndTime } from "../format/time.js";
import { plainChange } from "./changes.js";
import type { Values } from "./fields.js";
import type { Act } from "./form.js";
import { named, type Place } from "./place.js";

/** What each kind of acts is, in words. */
const WORDS: Readonly<Record<GrantKind, string>> = {
  optIns: "Join and leave opt-ins",
  limits: "Set the deposit cap and the size of instant exits",
  approvals: "Admit depositors, and revoke that",
  metadata: "Name the VRT",
  keys: "Register and retire keys",
  uri: "Set the description",
  tables: "Open and close stake tables",
  rewards: "Open reward offers",
  releases: "Release stake early",
  software: "Publish software releases",
};

/** What has grants. */
export type Entity = {
  readonly type: keyof typeof GRANT_KINDS_OF;
  readonly address: Address;
  readonly data: { readonly grantGeneration: bigint };
};

/** What these acts are about. */
export type GrantScene = {
  readonly entity: Entity;
  readonly grants: readonly Found<"Grant">[];
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The grants of an entity that open something now. */
export function validGrants({ entity, grants, now }: Omit<GrantScene, "names" | "place">): Found<"Grant">[] {
  return grants.filter(
    ({ data }) =>
      data.entity === entity.address && grantState(data.terms, entity.data.grantGeneration, now) === "valid",
  );
}

const list = (kinds: readonly GrantKind[]) =>
  kinds.length === 0 ? "nothing" : kinds.map((kind) => WORDS[kind]).join("; ");

/** What an admin does with grants. */
export function grantActs(scene: GrantScene): Act[] {
  const valid = validGrants(scene);
  return [
    setAct(scene),
    ...valid.map((grant) => revokeAct(grant, scene)),
    ...(valid.length > 0 ? [voidAct(scene)] : []),
  ];
}

function setAct(scene: GrantScene): Act {
  const { entity, now, names, place } = scene;
  const kinds: readonly GrantKind[] = GRANT_KINDS_OF[entity.type];
  const chosen = (values: Values) => kinds.filter((kind) => values.flag(kind));
  return {
    title: "Grant acts to another key",
    button: "Grant",
    lead: "The key acts in your place until then, and you can end that at any time. A new grant takes the place of its earlier one.",
    fields: [
      { key: "holder", label: "Key", kind: { unit: "address" }, initial: "" },
      ...kinds.map((kind) => ({ key: kind, label: WORDS[kind], kind: { unit: "flag" } as const, initial: "no" })),
      { key: "seconds", label: "For", kind: { unit: "seconds", least: 1n, most: MAX_GRANT_SECONDS }, initial: "30 d" },
    ],
    changes: (values) => {
      const holder = values.address("holder");
      const before = validGrants(scene).find(({ data }) => data.holder === holder);
      const after = chosen(values);
      return after.length === 0
        ? []
        : plainChange(
            names.of(holder),
            before
              ? `${list(grantedKinds(before.data.terms))}, until ${dateAndTime(before.data.terms.until)}`
              : "nothing",
            `${list(after)}, until ${dateAndTime(now + values.number("seconds"))}`,
          );
    },
    plan: (values) => async (admin) => {
      const time = await fetchClusterTime(place.rpc, { commitment: "confirmed" });
      const { plan } = await planSetGrant({
        programAddress: place.programAddress,
        entity: entity.address,
        type: entity.type,
        admin,
        holder: await named(place, values.address("holder")),
        kinds: chosen(values),
        until: time + values.number("seconds"),
        now: time,
      });
      return { plan, said: `${names.of(values.address("holder"))} may act until then.` };
    },
  };
}

function revokeAct(grant: Found<"Grant">, { names, place }: Pick<GrantScene, "names" | "place">): Act {
  const { holder, terms } = grant.data;
  return {
    key: `revoke ${grant.address}`,
    title: `End the grant of ${names.of(holder)}`,
    button: "End the grant",
    lead: "It opens nothing from then on. Its rent goes back.",
    fields: [],
    changes: () => plainChange(names.of(holder), list(grantedKinds(terms)), "nothing"),
    plan: () => async (revoker) => ({
      plan: planRevokeGrant({ programAddress: place.programAddress, grant, revoker }).plan,
      said: "The grant is over.",
    }),
  };
}

function voidAct(scene: GrantScene): Act {
  const { entity, place } = scene;
  const count = validGrants(scene).length;
  return {
    title: "Void all grants",
    button: "Void all",
    lead: "All grants of now open nothing from then on, those that this page does not list as well.",
    fields: [],
    changes: () => plainChange("Grants that open something", String(count), "none"),
    plan: () => async (admin) => ({
      plan: planVoidGrants({ programAddress: place.programAddress, entity: entity.address, admin }).plan,
      said: "All grants are void.",
    }),
  };
}

/** The acts that a holder's grant opens: each of `acts` by the kind that it is of, and the end of the grant itself. */
export function holderActs(
  scene: GrantScene,
  me: Address,
  acts: Readonly<Partial<Record<GrantKind, readonly Act[]>>>,
): Act[] {
  const own = validGrants(scene).find(({ data }) => data.holder === me);
  if (!own) {
    return [];
  }
  const opened = grantedKinds(own.data.terms).flatMap((kind) => acts[kind] ?? []);
  return [...opened.map((act) => byGrant(act, scene.place)), revokeAct(own, scene)];
}

function byGrant(act: Act, { programAddress }: Place): Act {
  return {
    ...act,
    plan: (values) => async (signer) => {
      const { plan, said } = await act.plan(values)(signer);
      return { plan: await withGrants({ programAddress, plan, holder: signer.address }), said };
    },
  };
}
