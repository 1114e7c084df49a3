/**
 * What the connected wallet's roles in an NCN can do.
 */
import { parentOf, policyAt } from "restaking-client";

import { Acts } from "../acts/form.js";
import { assetAct, ncnTermsAct, outOfNcn, policyAct } from "../acts/ncn-terms.js";
import { ofVaults, optInActs } from "../acts/opt-ins.js";
import { offerAct, strikeAct } from "../acts/rewards.js";
import { slasherActs } from "../acts/slasher.js";
import { useActor, useAnyNotice } from "../acts/use-actor.js";
import type { Found } from "../chain/accounts.js";
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
  if (me === undefined || notice === undefined) {
    return null;
  }
  const scene = { ncn, world, notice, now, names, place };
  const optIns = {
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
  return (
    <>
      <Acts
        as="its admin"
        acts={
          me === ncn.data.admin
            ? [
                policyAct(scene),
                assetAct(scene),
                ncnTermsAct(scene),
                offerAct(ncn, now, names, place),
                ...optInActs({ ...optIns, others: operators, what: "operators" }),
                // A set is covered by the agreements of its parent.
                ...(parentOf(ncn.data)
                  ? []
                  : optInActs({ ...optIns, ...ofVaults(world, now, notice), others: vaults, what: "vaults" })),
              ]
            : []
        }
      />
      <Acts as="its slasher" acts={me === policyAt(ncn.data, now).slasher ? slasherActs(scene) : []} />
      <Acts as="its disputer" acts={disputed.map((tree) => strikeAct(tree, now, names, place))} />
    </>
  );
}
