/**
 * Entering a pool with any of its assets.
 */
import { useId, useState } from "react";
import { depositable, fetchHolding, isPaused, lessSlippage, liquid, NOBODY, WRAPPED_SOL } from "restaking-client";

import { useHolding, useLamports } from "../chain/accounts.js";
import { useNode } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { percentOf, shortAmount } from "../format/amount.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { Section } from "../parts/layout.js";
import { Amount, When } from "../parts/values.js";
import { AmountForm } from "../vault/form.js";
import { atLeast, Have, HoldingNote } from "../vault/form-parts.js";
import { useWallets } from "../wallet/wallets.js";
import { type PoolScene, useFreshPool } from "./scene.js";
import { unitOf } from "./unit.js";

/** A deposit of one of the pool's assets, or of shares of one of its vaults. */
export function PoolDeposit(scene: PoolScene) {
  const { state, names } = scene;
  const id = useId();
  const assets = liquid.poolAssets(state.pool.data);
  const vaults = state.pool.data.placements.flatMap(({ vault, vrtMint }, at) =>
    vault === NOBODY ? [] : [{ mint: vrtMint, at }],
  );
  const [chosen, setChosen] = useState("0");
  const place = Number(chosen.replace("vault ", ""));
  const isOfVault = chosen.startsWith("vault ");
  const asset = isOfVault ? undefined : assets[place];
  return (
    <Section title="Enter" className="panel">
      <div className="field">
        <label htmlFor={id}>With</label>
        <select id={id} value={chosen} onChange={({ target }) => setChosen(target.value)}>
          {assets.map(({ mint }, at) => (
            <option key={mint} value={at}>
              {names.of(mint)}
            </option>
          ))}
          {vaults.map(({ mint, at }) => (
            <option key={mint} value={`vault ${at}`}>
              {names.of(mint)}
            </option>
          ))}
        </select>
      </div>
      {asset && <DepositForm key={asset.mint} scene={scene} asset={asset} place={place} />}
      {isOfVault && vaults.some(({ at }) => at === place) && (
        <VrtDepositForm key={chosen} scene={scene} place={place} />
      )}
    </Section>
  );
}

function DepositForm(props: { readonly scene: PoolScene; readonly asset: liquid.PoolAsset; readonly place: number }) {
  const { scene, asset, place } = props;
  const { state, told, lrt, decimalsOf, names } = scene;
  const { rpc } = useNode();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, asset.mint);
  const { data: received } = useHolding(connection?.address, state.pool.data.lrtMint);
  const { data: lamports = 0n } = useLamports(connection?.address);
  const fresh = useFreshPool(state.pool.address);
  const balance = holding && depositable(holding, lamports);
  const decimals = decimalsOf(asset.mint);
  const unit = unitOf(scene, place);
  const { value } = told;
  const room = value && liquid.depositRoomOf(value, place);
  const waits = liquid.staleSources(state);
  return (
    <AmountForm
      label="Amount to deposit"
      action="Deposit"
      unit={unit}
      symbol={unit.asset}
      bounds={[
        { most: balance, why: (most) => `You have ${most}` },
        { most: room, why: (most) => `The pool has room for ${most}` },
      ]}
      hint={
        <>
          {balance !== undefined && <Have amount={balance} decimals={decimals} symbol={unit.asset} />}
          <HoldingNote holding={holding} />
          <HoldingNote holding={received} />
          {room !== undefined && (
            <>
              The pool has room for <Amount value={room} decimals={decimals} symbol={unit.asset} />.{" "}
            </>
          )}
          {waits.length > 0 && "A stake pool waits for its update of this epoch: your transaction makes it first."}
        </>
      }
      outcome={(tokens) => {
        if (!value) {
          throw told.problem;
        }
        const wrapped = holding && asset.mint === WRAPPED_SOL ? over(tokens, holding.amount) : 0n;
        return { ...liquid.poolDeposit(value, place, tokens), wrapped };
      }}
      preview={({ shares, value: worth, imbalanceFee, wrapped }) => [
        ...(wrapped > 0n
          ? ([
              ["Wrapped with it, of your SOL", <Amount key="w" value={wrapped} decimals={decimals} symbol="SOL" />],
            ] as const)
          : []),
        ["It is worth", <Amount key="worth" value={worth} decimals={LRT_DECIMALS} symbol="SOL" />],
        [
          "Fee for imbalance",
          <span key="fee">
            <Amount value={imbalanceFee} decimals={LRT_DECIMALS} symbol="SOL" />{" "}
            <span className="note">{percentOf(imbalanceFee, worth)}, the holders'</span>
          </span>,
        ],
        ["You get about", <Amount key="shares" value={shares} decimals={LRT_DECIMALS} symbol={lrt} />],
        [
          atLeast(slippage),
          <Amount key="least" value={lessSlippage(shares, slippage)} decimals={LRT_DECIMALS} symbol={lrt} />,
        ],
      ]}
      plan={(tokens, shown) => async (depositor) => {
        const config = { commitment: "confirmed" } as const;
        const [pool, own, to] = await Promise.all([
          fresh(true),
          fetchHolding(rpc, depositor.address, asset.mint, config),
          fetchHolding(rpc, depositor.address, state.pool.data.lrtMint, config),
        ]);
        const { plan } = await liquid.planPoolDeposit({
          ...pool,
          depositor,
          place,
          tokens,
          slippageBps: slippage,
          atLeast: lessSlippage(shown.shares, slippage),
          holding: own,
          to,
        });
        return { plan, said: `You deposited ${shortAmount(tokens, decimals)} ${names.of(asset.mint)}.` };
      }}
      closed={closedFor(scene, asset, place)}
    />
  );
}

/** A deposit of shares of the vault of the placement at `place`. */
function VrtDepositForm({ scene, place }: { readonly scene: PoolScene; readonly place: number }) {
  const { state, told, lrt, names, decimalsOf, now } = scene;
  const { rpc } = useNode();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { vrtMint } = state.pool.data.placements[place] as liquid.PoolPlacement;
  const { data: holding } = useHolding(connection?.address, vrtMint);
  const fresh = useFreshPool(state.pool.address);
  const { value } = told;
  const asset = Number((state.pool.data.ledger.placements[place]?.asset ?? 1n) - 1n);
  // Shares of a vault have the decimals of its asset.
  const decimals = decimalsOf(liquid.poolAssets(state.pool.data)[asset]?.mint ?? NOBODY);
  const symbol = names.of(vrtMint);
  return (
    <AmountForm
      label="Amount to deposit"
      action="Deposit"
      unit={{ decimals, asset: symbol, share: lrt }}
      symbol={symbol}
      bounds={[{ most: holding?.amount, why: (most) => `You have ${most}` }]}
      hint={
        <>
          {holding && <Have amount={holding.amount} decimals={decimals} symbol={symbol} />}
          <HoldingNote holding={holding} />
          The pool takes these up to its target for the vault. They count as the vault pays them out.
        </>
      }
      outcome={(vaultShares) => {
        if (!value) {
          throw told.problem;
        }
        return liquid.vrtDeposit({ state, now }, value, place, vaultShares);
      }}
      preview={({ shares, value: worth, imbalanceFee }) => [
        ["It is worth", <Amount key="worth" value={worth} decimals={LRT_DECIMALS} symbol="SOL" />],
        ["Fee for imbalance", <Amount key="fee" value={imbalanceFee} decimals={LRT_DECIMALS} symbol="SOL" />],
        ["You get about", <Amount key="shares" value={shares} decimals={LRT_DECIMALS} symbol={lrt} />],
        [
          atLeast(slippage),
          <Amount key="least" value={lessSlippage(shares, slippage)} decimals={LRT_DECIMALS} symbol={lrt} />,
        ],
      ]}
      plan={(vaultShares, shown) => async (depositor) => {
        const config = { commitment: "confirmed" } as const;
        const [pool, own, to] = await Promise.all([
          fresh(true),
          fetchHolding(rpc, depositor.address, vrtMint, config),
          fetchHolding(rpc, depositor.address, state.pool.data.lrtMint, config),
        ]);
        const { plan } = await liquid.planVrtDeposit({
          ...pool,
          depositor,
          place,
          vaultShares,
          slippageBps: slippage,
          atLeast: lessSlippage(shown.shares, slippage),
          holding: own,
          to,
        });
        return { plan, said: `You deposited ${shortAmount(vaultShares, decimals)} ${symbol}.` };
      }}
    />
  );
}

/** By how much `a` exceeds `b`. */
function over(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n;
}

/** Why the asset cannot be deposited now; nothing where it can. */
function closedFor({ state, now }: PoolScene, asset: liquid.PoolAsset, place: number) {
  const { pause, ledger } = state.pool.data;
  if (isPaused(pause, "deposits", now)) {
    return (
      <span>
        Deposits are paused until <When time={pause.until} />. You can leave all the same.
      </span>
    );
  }
  if (now < asset.activeFrom) {
    return (
      <span>
        This asset is new: it takes deposits from <When time={asset.activeFrom} /> on.
      </span>
    );
  }
  return ledger.assets[place]?.isOpen === 1n ? undefined : "This asset takes no deposits any more.";
}
