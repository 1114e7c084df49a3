/**
 * What the connected wallet's roles in a vault can do.
 */
import { noticeAt, outBy } from "restaking-client";

import { curatorActs } from "../acts/curator.js";
import { Acts } from "../acts/form.js";
import { guardianActs, liftActs } from "../acts/guardian.js";
import { optInActs } from "../acts/opt-ins.js";
import { useActor } from "../acts/use-actor.js";
import { boundsActs, feesAct } from "../acts/vault-bounds.js";
import { metadataAct } from "../acts/vault-metadata.js";
import { rolesActs } from "../acts/vault-roles.js";
import { useAccounts } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { FormProps } from "./form.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function VaultRoles({ vault, unit, now, world }: FormProps & { readonly world: World }) {
  const { me, place, names } = useActor();
  const { admin, curator, feeAdmin, guardian, ledger } = vault.data;
  const isAdmin = me === admin;
  const { data: approvals = [] } = useAccounts("DepositorApproval", isAdmin ? { vault: vault.address } : null);
  if (me === undefined) {
    return null;
  }
  const optIns = {
    ...{ world, party: vault.address, side: "left" as const, outAt: () => outBy(ledger, now) },
    ...{ notice: () => noticeAt(ledger, now), now, names, place },
  };
  const operators = world.operators.map(({ address }) => address);
  // Sets are covered by the agreement with their parent.
  const ncns = world.ncns.filter(({ data }) => !world.ncns.some(({ address }) => address === data.parent));
  return (
    <>
      <Acts
        as="its curator"
        unit={unit}
        acts={me === curator ? curatorActs({ vault, world, unit, now, names, place }) : []}
      />
      <Acts
        as="its admin"
        unit={unit}
        acts={
          isAdmin
            ? [
                ...boundsActs({ vault, unit, now, place }),
                ...rolesActs({ vault, approvals, names, place }),
                metadataAct({ vault, names, place }),
                ...optInActs({ ...optIns, others: operators, what: "operators" }),
                ...optInActs({ ...optIns, others: ncns.map(({ address }) => address), what: "NCNs", withLimits: true }),
                ...(me === guardian ? [] : liftActs(vault, now, place)),
              ]
            : []
        }
      />
      <Acts as="its fee admin" unit={unit} acts={me === feeAdmin ? [feesAct({ vault, unit, now, place })] : []} />
      <Acts as="its guardian" unit={unit} acts={me === guardian ? guardianActs(vault, now, place) : []} />
    </>
  );
}
