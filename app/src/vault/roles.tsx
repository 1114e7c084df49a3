/**
 * What the connected wallet's roles in a vault can do.
 */
import { noticeAt, outBy } from "restaking-client";

import { bondPoolActs } from "../acts/bond-pool.js";
import { curatorActs } from "../acts/curator.js";
import { Acts } from "../acts/form.js";
import { grantActs, holderActs, validGrants } from "../acts/grants.js";
import { guardianActs, liftActs } from "../acts/guardian.js";
import { acceptActs, adminActs } from "../acts/handover.js";
import { optInActs } from "../acts/opt-ins.js";
import { setsActs } from "../acts/sets.js";
import { sweepActs } from "../acts/sweeps.js";
import { useActor } from "../acts/use-actor.js";
import { boundsActs, feesAct, limitsAct } from "../acts/vault-bounds.js";
import { metadataAct } from "../acts/vault-metadata.js";
import { depositorActs, rolesActs } from "../acts/vault-roles.js";
import { useAccounts, useDecimalsOf, useMetaplexTexts, useStrayTokens } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { FormProps } from "./form.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function VaultRoles({ vault, unit, now, world }: FormProps & { readonly world: World }) {
  const { me, place, names } = useActor();
  const { admin, curator, feeAdmin, guardian, ledger } = vault.data;
  const isAdmin = me === admin;
  const { address } = vault;
  const { data: grants = [] } = useAccounts("Grant", me === undefined ? null : { entity: address });
  const granting = { entity: { type: "vault", address, data: vault.data }, grants, now, names, place } as const;
  const isHolder = me !== undefined && validGrants(granting).some(({ data }) => data.holder === me);
  const acts = isAdmin || isHolder;
  const { data: approvals = [] } = useAccounts("DepositorApproval", acts ? { vault: address } : null);
  const { data: pools = [] } = useAccounts("VaultBondPool", isAdmin ? { vault: address } : null);
  const { data: texts } = useMetaplexTexts(vault.data.vrtMint, acts);
  const { data: notices = [] } = useAccounts("SweepNotice", isAdmin ? { vault: address } : null);
  const { data: strays, error: unlisted } = useStrayTokens(vault, isAdmin);
  const decimals = useDecimalsOf((strays ?? []).map(({ mint }) => mint));
  if (me === undefined) {
    return null;
  }
  const sweeping = { vault, strays, notices, pool: pools[0], decimals, now, names, place };
  const opting = {
    ...{ world, party: vault.address, side: "left" as const, outAt: () => outBy(ledger, now) },
    ...{ notice: () => noticeAt(ledger, now), now, names, place },
  };
  const operators = world.operators.map(({ address }) => address);
  // Sets are covered by the opt-in with their parent.
  const ncns = world.ncns.filter(({ data }) => !world.ncns.some((ncn) => ncn.address === data.parent));
  const optIns = [
    ...optInActs({ ...opting, others: operators, what: "operators" }),
    ...optInActs({ ...opting, others: ncns.map((ncn) => ncn.address), what: "NCNs", withLimits: true }),
    ...setsActs({ vault, world, now, names, place }),
  ];
  const roles = { vault, approvals, names, place };
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
                ...rolesActs(roles),
                metadataAct({ vault, texts, place }),
                ...optIns,
                ...bondPoolActs(vault, pools[0], { names, place }),
                ...(strays || unlisted ? sweepActs(sweeping) : []),
                ...(me === guardian ? [] : liftActs(vault, now, place)),
                ...grantActs(granting),
                ...adminActs("vault", vault, { names, place }),
              ]
            : []
        }
      />
      <Acts
        as="a holder of a grant"
        unit={unit}
        acts={
          isAdmin
            ? []
            : holderActs(granting, me, {
                optIns,
                limits: [limitsAct({ vault, unit, now, place })],
                approvals: depositorActs(roles),
                metadata: [metadataAct({ vault, texts, place })],
              })
        }
      />
      <Acts as="its proposed admin" acts={acceptActs(vault, me, { names, place })} />
      <Acts as="its fee admin" unit={unit} acts={me === feeAdmin ? [feesAct({ vault, unit, now, place })] : []} />
      <Acts as="its guardian" unit={unit} acts={me === guardian ? guardianActs(vault, now, place) : []} />
    </>
  );
}
