/**
 * What the connected wallet's roles in an NCN can do.
 */
import { parentOf, policyAt } from "restaking-client";

import { Acts } from "../acts/form.js";
import { grantActs, holderActs } from "../acts/grants.js";
import { acceptActs, adminActs, retireActs } from "../acts/handover.js";
import { assetAct, ncnTermsAct, outOfNcn, policyAct } from "../acts/ncn-terms.js";
import { ofVaults, optInActs } from "../acts/opt-ins.js";
import { registerSetActs } from "../acts/register-set.js";
import { releaseActs, softwareAct, vaultWeightAct } from "../acts/releases.js";
import { fundTreeAct, openTreeAct, publishAct, treeRolesAct } from "../acts/reward-tree.js";
import { closeOfferActs, offerAct, strikeAct } from "../acts/rewards.js";
import { slasherActs } from "../acts/slasher.js";
import { tableActs } from "../acts/tables.js";
import { useActor, useAnyNotice } from "../acts/use-actor.js";
import { type Found, useAccounts, useDecimalsOf } from "../chain/accounts.js";
import type { World } from "../chain/market.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function NcnRoles(props: {
  readonly ncn: Found<"Ncn">;
  readonly trees: readonly Found<"RewardTree">[];
  readonly world: World;
  readonly now: bigint;
}) {
  const { ncn, trees, world, now } = props;
  const { me, place, names } = useActor();
  const notice = useAnyNotice(now);
  const { data: grants = [] } = useAccounts("Grant", me === undefined ? null : { entity: ncn.address });
  const { data: offers = [] } = useAccounts("RewardOffer", me === undefined ? null : { ncn: ncn.address });
  const { data: tables = [] } = useAccounts("StakeTable", me === undefined ? null : { ncn: ncn.address });
  const published = me === undefined ? [] : trees.filter((tree) => tree.data.publisher === me);
  const decimals = useDecimalsOf(published.map(({ data }) => data.mint));
  if (me === undefined || notice === undefined) {
    return null;
  }
  const isAdmin = me === ncn.data.admin;
  const { address, data } = ncn;
  const granting = { entity: { type: "ncn", address, data }, grants, now, names, place } as const;
  const scene = { ncn, world, notice, now, names, place };
  const opting = {
    world,
    party: ncn.address,
    side: "right" as const,
    outAt: () => outOfNcn(scene),
    notice: () => notice,
    now,
    names,
    place,
  };
  const operators = world.operators.map(({ address }) => address);
  const vaults = world.vaults.map(({ address }) => address);
  const disputed = trees.filter(({ data }) => data.rootDisputer === me);
  const optIns = [
    ...optInActs({ ...opting, others: operators, what: "operators" }),
    // A set is covered by the opt-ins of its parent.
    ...(parentOf(data)
      ? []
      : optInActs({ ...opting, ...ofVaults(world, now, notice), others: vaults, what: "vaults" })),
  ];
  const serving = world.optIns.filter(({ data: { right } }) => right === address).length;
  const acts = {
    optIns,
    uri: [ncnTermsAct(scene)],
    tables: tableActs({ ncn, tables, operators: serving, now, names, place }),
    rewards: [offerAct(ncn, now, names, place)],
    releases: releaseActs(scene),
    software: [softwareAct(scene)],
  };
  const lists = { now, names, place };
  return (
    <>
      <Acts
        as="its admin"
        acts={
          isAdmin
            ? [
                policyAct(scene),
                assetAct(scene),
                vaultWeightAct(scene),
                ...registerSetActs(scene),
                ...acts.uri,
                ...acts.software,
                ...acts.rewards,
                openTreeAct(ncn, trees, lists),
                ...trees.map((tree) => treeRolesAct(tree, lists)),
                ...acts.tables,
                ...acts.optIns,
                ...acts.releases,
                ...grantActs(granting),
                ...adminActs("NCN", ncn, { names, place }),
                ...retireActs("NCN", ncn, place),
              ]
            : []
        }
      />
      <Acts as="a holder of a grant" acts={isAdmin ? [] : holderActs(granting, me, acts)} />
      <Acts as="its proposed admin" acts={acceptActs(ncn, me, { names, place })} />
      <Acts as="its slasher" acts={me === policyAt(ncn.data, now).slasher ? slasherActs(scene) : []} />
      <Acts as="a funder of its rewards" acts={closeOfferActs(offers, me, { now, names, place })} />
      <Acts
        as="its publisher"
        acts={published.flatMap((tree) => [
          publishAct(tree, lists, decimals.get(tree.data.mint)),
          fundTreeAct([tree], lists),
        ])}
      />
      <Acts as="its disputer" acts={disputed.map((tree) => strikeAct(tree, now, names, place))} />
    </>
  );
}
