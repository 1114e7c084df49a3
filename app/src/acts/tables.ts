/**
 * Stake tables: an NCN's admin opens one, and closes it once nothing needs it. Keepers capture stake meanwhile.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  fetchRestakingAccount,
  getCloseStakeTableInstruction,
  getOpenStakeTableInstructionAsync,
  MAX_WINDOW_SECONDS,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { dateAndTime } from "../format/time.js";
import { plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What these acts are about. */
export type TableScene = {
  readonly ncn: Found<"Ncn">;
  readonly tables: readonly Found<"StakeTable">[];
  readonly operators: number;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The acts with tables. */
export function tableActs(scene: TableScene): Act[] {
  const over = scene.tables.filter(({ data }) => data.closesAt <= scene.now && data.offers === 0n);
  return [openAct(scene), ...over.map((table) => closeAct(table, scene))];
}

function openAct({ ncn, operators, now, place }: TableScene): Act {
  return {
    title: "Open a stake table",
    button: "Open the table",
    lead: "Keepers capture operators' weights in its window. Its rent is yours, and comes back when it is closed.",
    fields: [
      {
        key: "capacity",
        label: "Room for so many operators",
        kind: { unit: "count", least: 1n, most: 200n },
        initial: String(Math.max(operators, 1)),
        hint: "Anyone can make it larger in its window.",
      },
      {
        key: "window",
        label: "Window",
        kind: { unit: "seconds", least: 1n, most: MAX_WINDOW_SECONDS },
        initial: "1 h",
      },
    ],
    changes: (values) =>
      plainChange("Table", "none", `number ${ncn.data.nextTable}, until ${dateAndTime(now + values.number("window"))}`),
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const found = await fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, config);
      const open = await getOpenStakeTableInstructionAsync(
        {
          payer: admin,
          admin,
          ncn: ncn.address,
          index: found.data.nextTable,
          capacity: Number(values.number("capacity")),
          windowSeconds: values.number("window"),
          certainUntil: 0n,
        },
        place,
      );
      return { plan: singleInstructionPlan(open), said: "The table is open." };
    },
  };
}

function closeAct(table: Found<"StakeTable">, { ncn, place }: TableScene): Act {
  const { index, closesAt, rentPayer } = table.data;
  return {
    key: `close ${table.address}`,
    title: `Close stake table ${index}`,
    button: "Close the table",
    lead: "Its weights can be read no more, and its rent goes back. Captures of it are closed by their captors.",
    fields: [],
    changes: () => plainChange(`Table ${index}`, `since ${dateAndTime(closesAt)} over`, "closed"),
    plan: () => async (admin) => {
      const close = getCloseStakeTableInstruction({ admin, ncn: ncn.address, table: table.address, rentPayer }, place);
      return { plan: singleInstructionPlan(close), said: "The table is closed." };
    },
  };
}
