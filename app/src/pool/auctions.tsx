/**
 * A pool's rewards in other tokens, which are sold at a falling price for one of its assets.
 */
import { useMemo } from "react";
import { fetchClusterTime, fetchHolding, liquid, NOBODY } from "restaking-client";

import { useDecimalsOf } from "../chain/accounts.js";
import { useKept } from "../chain/kept.js";
import { type FoundLiquid, useLiquid } from "../chain/liquid.js";
import { useNode } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { Fact, Facts, Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty } from "../parts/states.js";
import { Amount, TokenName, When } from "../parts/values.js";
import { AmountForm } from "../vault/form.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { useAmounts } from "./amounts.js";
import type { PoolScene } from "./scene.js";
import { canBeginLot } from "./tasks.js";
import { unitOf } from "./unit.js";

/** What is for sale, what it costs now, and a form to buy it; nothing where the pool has no auction. */
export function PoolAuctions(scene: PoolScene) {
  const { data: auctions } = useLiquid("RewardAuction", { field: "pool", is: scene.state.pool.address });
  const mints = useMemo(() => auctions?.map(({ data }) => data.mint) ?? [], [auctions]);
  const decimals = useDecimalsOf(mints);
  const some = useMemo(() => auctions?.filter(({ data }) => decimals.has(data.mint)) ?? [], [auctions, decimals]);
  const treasuries = useMemo(() => some.map(({ data }) => data.treasury), [some]);
  const { data } = useAmounts(treasuries);
  const amounts = useKept(scene.state.pool.address, data);
  if (some.length === 0) {
    return null;
  }
  return (
    <Section title="Rewards for sale">
      <p className="note">
        A lot's price begins high and halves every 22.5 minutes, until someone buys. What it brings streams to the
        holders.
      </p>
      {some.map((auction) => (
        <RewardLot
          key={auction.address}
          scene={scene}
          auction={auction}
          decimals={decimals.get(auction.data.mint) ?? 0}
          held={amounts?.get(auction.data.treasury) ?? 0n}
        />
      ))}
    </Section>
  );
}

function RewardLot(props: {
  readonly scene: PoolScene;
  readonly auction: FoundLiquid<"RewardAuction">;
  readonly decimals: number;
  readonly held: bigint;
}) {
  const { scene, auction, decimals, held } = props;
  const { now, names } = scene;
  const { mint, auction: lot } = auction.data;
  const symbol = names.of(mint);
  const place = Number(lot.place);
  const unit = unitOf(scene, place);
  return (
    <>
      <h3>
        <TokenName mint={mint} />
      </h3>
      <Facts className="facts-tight">
        <Fact label="For sale" note={lot.left > 0n && <>since {<When time={lot.started} />}</>}>
          {lot.left > 0n ? <Amount value={lot.left} decimals={decimals} symbol={symbol} /> : "nothing"}
        </Fact>
        {lot.left > 0n && (
          <Fact label="Costs now, all of it">
            <Amount value={liquid.lotCost(lot, lot.left, now)} decimals={unit.decimals} symbol={unit.asset} />
          </Fact>
        )}
        <Fact label="In the treasury">
          <Amount value={held} decimals={decimals} symbol={symbol} />
        </Fact>
      </Facts>
      {lot.left > 0n && <BuyForm scene={scene} auction={auction} decimals={decimals} />}
      <BeginLot {...props} />
    </>
  );
}

function BuyForm(props: {
  readonly scene: PoolScene;
  readonly auction: FoundLiquid<"RewardAuction">;
  readonly decimals: number;
}) {
  const { scene, auction, decimals } = props;
  const { state, now, names, programs } = scene;
  const { rpc } = useNode();
  const { mint, auction: lot } = auction.data;
  const symbol = names.of(mint);
  const unit = unitOf(scene, Number(lot.place));
  return (
    <AmountForm
      label={`Amount of ${symbol} to buy`}
      action="Buy"
      unit={{ decimals, asset: symbol, share: scene.lrt }}
      symbol={symbol}
      bounds={[{ most: lot.left, why: (most) => `The lot has ${most}` }]}
      hint="The price falls on: you never pay more than what is shown."
      outcome={(tokens) => liquid.lotCost(lot, tokens, now)}
      preview={(cost) => [
        ["You pay at most", <Amount key="cost" value={cost} decimals={unit.decimals} symbol={unit.asset} />],
      ]}
      plan={(tokens, maxCost) => async (buyer) => {
        const config = { commitment: "confirmed" } as const;
        const pays = liquid.poolAssets(state.pool.data)[Number(lot.place)]?.mint ?? NOBODY;
        const [fresh, holding, time] = await Promise.all([
          liquid.fetchLiquidAccount(rpc, programs.programAddress, "RewardAuction", auction.address, config),
          fetchHolding(rpc, buyer.address, pays, config),
          fetchClusterTime(rpc, config),
        ]);
        if (!fresh) {
          throw new Error("The auction is gone");
        }
        const { programAddress } = programs;
        const input = { programAddress, pool: state.pool, auction: fresh, now: time, buyer, tokens, maxCost, holding };
        const { plan } = await liquid.planBuyReward(input);
        return { plan, said: `You bought ${shortAmount(tokens, decimals)} ${symbol}.` };
      }}
    />
  );
}

/** Begins a lot of all that the treasury holds, where that is possible now. */
function BeginLot(props: {
  readonly scene: PoolScene;
  readonly auction: FoundLiquid<"RewardAuction">;
  readonly held: bigint;
}) {
  const { scene, auction, held } = props;
  const { state, now, programs, names } = scene;
  const { connection } = useWallets();
  const { sending, send, reset, busy } = useSend(undefined);
  const symbol = names.of(auction.data.mint);
  if (!canBeginLot(state.pool.data, auction.data, held, now)) {
    return auction.data.auction.left > 0n ? null : <Empty>Nothing waits to be sold.</Empty>;
  }
  const begin = () =>
    send(async () => {
      const { programAddress } = programs;
      const { plan } = liquid.planBeginLot({ programAddress, pool: state.pool, auction, now, tokens: held });
      return { plan, said: `All ${symbol} of the treasury are for sale.` };
    });
  return (
    <>
      <button type="button" className="small-button" disabled={busy || !connection} onClick={() => void begin()}>
        Put all of it up for sale
        <span className="unseen">: {symbol}</span>
      </button>
      <Progress sending={sending} dismiss={reset} />
    </>
  );
}
