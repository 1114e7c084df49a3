/**
 * The opt-ins of a vault with NCNs: at what losses it leaves by itself, and what ends.
 */
import { UNITS } from "restaking-client";

import { useAccounts } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { type Fall, optInsOf, type StopLossState } from "../model/opt-ins.js";
import { Badge, Meter, Section, Table } from "../parts/layout.js";
import { Name, When } from "../parts/values.js";
import type { FormProps } from "./form.js";

/** What a vault and its NCNs have agreed on; nothing where it has no opt-in. */
export function OptIns({ vault, now, world }: Omit<FormProps, "unit"> & { readonly world: World }) {
  const { data: configs } = useAccounts("Config");
  const optIns = optInsOf(vault, world, configs?.[0]?.data, now);
  if (optIns.length === 0) {
    return null;
  }
  return (
    <Section title="Opt-ins with NCNs">
      <Table
        caption="The vault's opt-ins with NCNs"
        keyOf={({ ncn }) => ncn}
        rows={optIns}
        columns={[
          {
            title: "NCN",
            cell: ({ ncn, agreed }) => (
              <>
                <Name address={ncn} kind="ncns" /> {!agreed && <Badge>not in effect</Badge>}
              </>
            ),
          },
          { title: "Leaves by itself", cell: ({ stopLoss }) => <StopLoss state={stopLoss} /> },
          {
            title: "Ends",
            cell: ({ falls }) =>
              falls.length === 0 ? (
                "nothing announced"
              ) : (
                <span className="stack">
                  {falls.map((fall) => (
                    <FallLine key={`${fall.kind} ${fall.ncn} ${fall.operator}`} fall={fall} now={now} />
                  ))}
                </span>
              ),
          },
        ]}
      />
      <p className="note">
        A stop-loss adds up each slash's part of the vault's stake, and has the vault leave at the slash that passes it,
        with the notice of any leave. A veto can be taken off the sum.
      </p>
    </Section>
  );
}

function StopLoss({ state }: { readonly state: StopLossState }) {
  const { bps, next, lost, since, left, passed } = state;
  const announced = next && (
    <span className="note warn">
      {next.bps === 0n ? "never" : `above ${percentOfBps(next.bps)}`} from <When time={next.from} />
    </span>
  );
  if (bps === 0n) {
    return <>never: it has no stop-loss{announced}</>;
  }
  return (
    <>
      above {percentOfBps(bps)} lost {passed && <Badge tone="loss">passed</Badge>}
      <Meter part={lost} whole={(bps * UNITS) / 10_000n} tone="loss" />
      <span className="note">
        {percentOf(lost, UNITS)} lost since <When time={since} />
        {!passed && <>, {percentOf(left ?? 0n, UNITS)} left</>}
      </span>
      {announced}
    </>
  );
}

function FallLine({ fall, now }: { readonly fall: Fall; readonly now: bigint }) {
  const { from, releasableFrom, ncn } = fall;
  return (
    <span>
      <What fall={fall} /> <When time={from} />
      <span className="note">
        {releasableFrom === undefined ? (
          "the NCN cannot release it sooner now"
        ) : releasableFrom >= from ? (
          <>
            <Name address={ncn} kind="ncns" /> has promised it until then
          </>
        ) : releasableFrom <= now ? (
          <>
            <Name address={ncn} kind="ncns" /> can release it at once
          </>
        ) : (
          <>
            <Name address={ncn} kind="ncns" /> can release it from <When time={releasableFrom} /> on
          </>
        )}
      </span>
    </span>
  );
}

function What({ fall }: { readonly fall: Fall }) {
  const { kind, operator, parts } = fall;
  const [now = 0n, then = 0n] = parts ?? [];
  const named = operator && <Name address={operator} kind="operators" />;
  switch (kind) {
    case "vaultLeaves":
      return <>The vault leaves on</>;
    case "ncnLeavesVault":
      return <>The NCN leaves the vault on</>;
    case "operatorLeaves":
      return <>{named} leaves on</>;
    case "ncnLeavesOperator":
      return <>The NCN leaves {named} on</>;
    case "allocationFalls":
      return (
        <>
          {named} gives {percentOf(now, UNITS)} now, {percentOf(then, UNITS)} from
        </>
      );
  }
}
