/**
 * What the connected wallet's roles of an operator can do.
 */
import { FALL_EPOCHS, RISE_EPOCHS } from "restaking-client";

import { Acts } from "../acts/form.js";
import { allocateAct, keyActs, outOf, termsAct } from "../acts/operator.js";
import { ofVaults, optInActs } from "../acts/opt-ins.js";
import { type Found, useAccounts } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { useNode, useProgram } from "../chain/node.js";
import { useWallets } from "../wallet/wallets.js";

/** The acts of the wallet's roles; nothing where it has none. */
export function OperatorRoles(props: {
  readonly operator: Found<"Operator">;
  readonly world: World;
  readonly now: bigint;
}) {
  const { operator, world, now } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const names = useNames();
  const { connection } = useWallets();
  const { data: configs } = useAccounts("Config");
  const longest = configs?.[0]?.data.maxEpochSeconds;
  const me = connection?.address;
  if (me === undefined || longest === undefined) {
    return null;
  }
  const place = { rpc, programAddress };
  const notice = { fall: now + FALL_EPOCHS * longest, rise: now + RISE_EPOCHS * longest };
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
