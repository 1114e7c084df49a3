/**
 * What the connected wallet's roles in a pool can do.
 */

import { liquid } from "restaking-client";

import { Acts } from "../acts/form.js";
import { poolAdminActs, poolHandover } from "../acts/pool-admin.js";
import { poolReporterActs } from "../acts/pool-assets.js";
import { poolCuratorActs } from "../acts/pool-curator.js";
import { poolGuardianActs } from "../acts/pool-guardian.js";
import { useActor } from "../acts/use-actor.js";
import type { World } from "../chain/market.js";
import { type PoolScene, useFreshPool } from "./scene.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function PoolActs(props: PoolScene & { readonly world: World | undefined }) {
  const { me, place } = useActor();
  const fresh = useFreshPool(props.state.pool.address);
  if (me === undefined) {
    return null;
  }
  const { admin, curator, guardian, pendingAdmin } = props.state.pool.data;
  const { reporter } = liquid.reporterOf(props.state.pool.data, props.now);
  const scene = { ...props, place, fresh };
  return (
    <>
      <Acts as="its proposed admin" acts={me === pendingAdmin ? [poolHandover(scene)] : []} />
      <Acts as="its admin" acts={me === admin ? poolAdminActs(scene) : []} />
      <Acts as="its curator" acts={me === curator ? poolCuratorActs(scene) : []} />
      <Acts as="its guardian" acts={me === guardian || me === admin ? poolGuardianActs(scene) : []} />
      <Acts as="its price reporter" acts={me === reporter ? poolReporterActs(scene) : []} />
    </>
  );
}
