/**
 * The operators, with their records.
 */
import { useMemo } from "react";
import { pendingChange, valueAt } from "restaking-client";

import { useNow } from "../chain/clock.js";
import { useWorld } from "../chain/market.js";
import { percentOfBps } from "../format/amount.js";
import { grouped } from "../model/find.js";
import { behindOperator, exposuresOf, recordOf, sumsOf } from "../model/summary.js";
import { Badge, Page, Table } from "../parts/layout.js";
import { DescriptionsOffer, RecordMarks, Sums } from "../parts/market-parts.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Name, When } from "../parts/values.js";

/** The operators. */
export function OperatorsView() {
  const { world, error, retry } = useWorld();
  const now = useNow(10);
  const rows = useMemo(() => {
    if (!world || now === undefined) {
      return undefined;
    }
    const exposures = exposuresOf(world, now);
    const records = grouped(world.records, ({ data }) => data.operator);
    return world.operators
      .map((operator) => {
        const backing = behindOperator(world, exposures, operator.address);
        return {
          operator,
          backing,
          ncns: new Set(backing.flatMap(({ parts }) => parts.map(({ ncn }) => ncn))).size,
          record: recordOf(records.get(operator.address) ?? [], now),
        };
      })
      .sort((a, b) => b.backing.length - a.backing.length || (a.operator.address < b.operator.address ? -1 : 1));
  }, [world, now]);

  return (
    <Page
      title="Operators"
      lead="They run services with the stake that vaults put behind them. Their records are the chain's."
    >
      {error && <Failed what="the operators" error={error} retry={retry} />}
      {!rows || now === undefined ? (
        !error && <Loading what="the operators" rows={5} />
      ) : rows.length === 0 ? (
        <Empty>No operator has registered on this cluster yet.</Empty>
      ) : (
        <>
          <DescriptionsOffer addresses={rows.map(({ operator }) => operator.address)} />
          <Table
            caption="Operators"
            keyOf={({ operator }) => operator.address}
            rows={rows}
            columns={[
              {
                title: "Operator",
                cell: ({ operator }) => (
                  <>
                    <Name address={operator.address} kind="operators" ends />{" "}
                    {operator.data.retired && <Badge tone="warn">Retired</Badge>}
                  </>
                ),
              },
              {
                title: "Keeps of rewards",
                numeric: true,
                cell: ({ operator }) => {
                  const pending = pendingChange(operator.data.commissionBps, now);
                  return (
                    <>
                      {percentOfBps(valueAt(operator.data.commissionBps, now))}
                      {pending && (
                        <span className="note">
                          {percentOfBps(pending.value)} from <When time={pending.from} />
                        </span>
                      )}
                    </>
                  );
                },
              },
              { title: "Stake behind it", numeric: true, cell: ({ backing }) => <Sums sums={sumsOf(backing)} /> },
              { title: "Vaults", numeric: true, cell: ({ backing }) => backing.length },
              { title: "NCNs served", numeric: true, cell: ({ ncns }) => ncns },
              { title: "Record", cell: ({ record }) => <RecordMarks record={record} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}
