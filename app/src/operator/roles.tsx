/**
 * What the connected wallet's roles of an operator can do.
 */
import { Acts } from "../acts/form.js";
import { grantActs, holderActs } from "../acts/grants.js";
import { acceptActs, adminActs, retireActs } from "../acts/handover.js";
import { allocateAct, keyActs, outOf, termsAct } from "../acts/operator.js";
import { ofVaults, optInActs } from "../acts/opt-ins.js";
import { useActor, useAnyNotice } from "../acts/use-actor.js";
import { type Found, useAccounts } from "../chain/accounts.js";
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
  const { data: grants = [] } = useAccounts("Grant", me === undefined ? null : { entity: operator.address });
  if (me === undefined || notice === undefined) {
    return null;
  }
  const isAdmin = me === operator.data.admin;
  const { address, data } = operator;
  const granting = { entity: { type: "operator", address, data }, grants, now, names, place } as const;
  const scene = { operator, world, notice, now, names, place };
  const terms = termsAct(scene);
  const opting = { world, party: operator.address, outAt: () => outOf(scene), notice: () => notice, now, names, place };
  const ncns = world.ncns.map(({ address }) => address);
  const vaults = world.vaults.map(({ address }) => address);
  const optIns = [
    ...optInActs({ ...opting, side: "left", others: ncns, what: "NCNs" }),
    ...optInActs({ ...opting, ...ofVaults(world, now, notice), side: "right", others: vaults, what: "vaults" }),
  ];
  return (
    <>
      <Acts
        as="its admin"
        acts={
          isAdmin
            ? [
                terms,
                ...optIns,
                ...keyActs(scene),
                ...grantActs(granting),
                ...adminActs("operator", operator, { names, place }),
                ...retireActs("operator", operator, place),
              ]
            : []
        }
      />
      <Acts
        as="a holder of a grant"
        acts={isAdmin ? [] : holderActs(granting, me, { optIns, keys: keyActs(scene), uri: [terms] })}
      />
      <Acts as="its proposed admin" acts={acceptActs(operator, me, { names, place })} />
      <Acts as="its allocator" acts={me === operator.data.allocator ? [allocateAct(scene)] : []} />
    </>
  );
}
