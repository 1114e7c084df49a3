/**
 * What the connected wallet's roles of an operator can do.
 */
import { Acts } from "../acts/form.js";
import { allocateAct, keyActs, outOf, termsAct } from "../acts/operator.js";
import { ofVaults, optInActs } from "../acts/opt-ins.js";
import { useActor, useAnyNotice } from "../acts/use-actor.js";
import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function OperatorRoles(props: {
  readonly operator: Found<"Operator">;
  readonly world: World;
  readonly now: bigint;
}) {
  const { operator, world, now } = props;
  const { me, place, names } = useActor();
  const notice = useAnyNotice(now);
  if (me === undefined || notice === undefined) {
    return null;
  }
  const scene = { operator, world, notice, now, names, place };
  const terms = termsAct(scene);
  const optIns = { world, party: operator.address, outAt: () => outOf(scene), notice: () => notice, now, names, place };
  const ncns = world.ncns.map(({ address }) => address);
  const vaults = world.vaults.map(({ address }) => address);
  return (
    <>
      <Acts
        as="its admin"
        acts={
          me === operator.data.admin
            ? [
                terms,
                ...optInActs({ ...optIns, side: "left", others: ncns, what: "NCNs" }),
                ...optInActs({
                  ...optIns,
                  ...ofVaults(world, now, notice),
                  side: "right",
                  others: vaults,
                  what: "vaults",
                }),
                ...keyActs(scene),
              ]
            : []
        }
      />
      <Acts as="its allocator" acts={me === operator.data.allocator ? [allocateAct(scene)] : []} />
    </>
  );
}
