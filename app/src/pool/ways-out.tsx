/**
 * The three ways out of a pool, side by side: what each pays, for which fee, when, and what could delay it.
 */
import type { Address } from "@solana/kit";
import { type ReactNode, useId, useMemo, useState } from "react";
import { booksAt, fetchHolding, fetchHoldings, formatAmount, isPaused, liquid, outBy, stakeOf } from "restaking-client";

import { useHolding } from "../chain/accounts.js";
import { useNode } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { parseAmount, percentOf, shortAmount } from "../format/amount.js";
import { duration } from "../format/time.js";
import { LRT_DECIMALS, queueTime } from "../model/pool.js";
import { AmountField } from "../parts/amount-field.js";
import { Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Amount, Name, When } from "../parts/values.js";
import { type MakePlan, useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { type PoolScene, useFreshPool } from "./scene.js";
import { unitOf } from "./unit.js";

/** What is asked about before anyone holds a share: one. */
const ASKED = 10n ** BigInt(LRT_DECIMALS);

/** One of the ways out. */
type Way = {
  readonly title: string;
  readonly lead: string;
  readonly rows: readonly (readonly [string, ReactNode])[];
  readonly button: string;
  /** Why it is closed now; nothing where it is open. */
  readonly closed: string | undefined;
  readonly plan: MakePlan;
};

/** The three ways out. */
export function WaysOut(scene: PoolScene) {
  const { state, told, now, names, lrt, amountOf } = scene;
  const id = useId();
  const { rpc } = useNode();
  const { connection } = useWallets();
  const slippage = BigInt(useSettings().slippageBps);
  const { data: holding } = useHolding(connection?.address, state.pool.data.lrtMint);
  const fresh = useFreshPool(state.pool.address);
  const [place, setPlace] = useState(0);
  const [written, setWritten] = useState<string>();
  const [most, setMost] = useState(false);
  const unit = unitOf(scene, place);
  const { sending, send, reset, busy } = useSend(unit);
  const assets = liquid.poolAssets(state.pool.data);
  const held = holding?.amount;
  const usual = held !== undefined && held > 0n ? held : ASKED;
  const text = formatAmount(most && held !== undefined ? held : usual, LRT_DECIMALS);
  const asked = most ? text : (written ?? text);
  const parsed = useMemo(() => parseAmount(asked, LRT_DECIMALS), [asked]);
  const shares = parsed.ok ? parsed.value : ASKED;
  const over = held !== undefined && parsed.ok && shares > held;
  const problem = parsed.ok
    ? shares === 0n
      ? "The amount is zero"
      : over && written !== undefined
        ? `You have ${shortAmount(held, LRT_DECIMALS)} ${lrt}, and this is ${shortAmount(shares, LRT_DECIMALS)}`
        : undefined
    : parsed.problem;
  const ways = parsed.ok && shares > 0n ? [inKind(), atOnce(), byQueue()] : [];

  return (
    <Section title="Three ways out">
      <div className="ways-ask">
        <AmountField
          label="Shares to leave with"
          symbol={lrt}
          value={asked}
          onChange={(value) => {
            setWritten(value);
            setMost(false);
          }}
          onMax={() => {
            setWritten("");
            setMost(true);
          }}
          max={held}
          problem={problem}
          hint={
            held === undefined ? (
              "What each way would bring, before you enter."
            ) : (
              <>
                You have <Amount value={held} decimals={LRT_DECIMALS} symbol={lrt} />.
              </>
            )
          }
        />
        <div className="field">
          <label htmlFor={id}>Paid in, at once and by the queue</label>
          <select id={id} value={place} onChange={({ target }) => setPlace(Number(target.value))}>
            {assets.map(({ mint }, at) => (
              <option key={mint} value={at}>
                {names.of(mint)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <ul className="ways">
        {ways.map((way) => (
          <li key={way.title} className="card way">
            <h3>{way.title}</h3>
            <p className="way-lead note">{way.lead}</p>
            <dl className="preview">
              {way.rows.map(([title, value]) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            {way.closed && <p className="way-closed notice notice-plain">{way.closed}</p>}
            <button
              type="button"
              className="button button-main"
              disabled={busy || !connection || over || held === 0n || way.closed !== undefined}
              onClick={() => void leave(way)}
            >
              {busy ? "In progress…" : way.button}
            </button>
          </li>
        ))}
      </ul>
      {!connection && <p className="hint">Connect a wallet to leave, at the top of the page.</p>}
      <Progress sending={sending} dismiss={reset} />
    </Section>
  );

  async function leave({ plan }: Way): Promise<void> {
    if (await send(plan)) {
      setWritten(undefined);
      setMost(false);
    }
  }

  /** What the shares are worth by the pool's lower value, in SOL. */
  function worth(): bigint | undefined {
    const { value } = told;
    return value && shares <= value.ledger.supply
      ? liquid.worthOf(value.ledger, shares, value.values.totalLow)
      : undefined;
  }

  function inKind(): Way {
    const base = {
      title: "In kind",
      lead: "A part of everything that the pool has. No price, no guard and no pause can stop it.",
      button: "Leave in kind",
      plan: (async (owner) => {
        const setAside = await unreceivable(owner.address);
        const { plan } = await liquid.planLeaveInKind({ ...(await fresh(false)), owner, shares, setAside });
        const more = setAside > 0n ? " What your token accounts cannot receive is set aside for you." : "";
        return { plan, said: `You left in kind with ${shortAmount(shares, LRT_DECIMALS)} ${lrt}.${more}` };
      }) satisfies MakePlan,
    };
    const { supply } = state.pool.data.ledger;
    if (shares > supply) {
      return { ...base, rows: [], closed: "The pool has fewer shares." };
    }
    const exit = liquid.inKindExit(state.pool.data.ledger, shares, now);
    const vaults = exit.shares.flatMap((part, at) => {
      const vault = state.pool.data.placements[at]?.vault;
      return part > 0n && vault ? [{ vault, part }] : [];
    });
    const exits = exit.exits.flat().filter((part) => part > 0n).length;
    const value = worth();
    return {
      ...base,
      closed: undefined,
      rows: [
        [
          "You get",
          <span key="get" className="stack">
            {exit.idle.map((tokens, at) => tokens > 0n && <span key={assets[at]?.mint}>{amountOf(at, tokens)}</span>)}
            {vaults.map(({ vault, part }) => (
              <span key={vault}>
                <Amount value={part} decimals={state.vaults.get(vault)?.decimals ?? LRT_DECIMALS} symbol="VRT" /> of{" "}
                <Name address={vault} kind="vaults" />
              </span>
            ))}
            {exits > 0 && <span>a part of {exits === 1 ? "an exit" : `${exits} exits`} on the way</span>}
          </span>,
        ],
        [
          "Worth",
          value === undefined ? (
            "cannot be told"
          ) : (
            <Amount key="worth" value={value} decimals={LRT_DECIMALS} symbol="SOL" />
          ),
        ],
        ["Fee", "none"],
        ["When", "at once; shares of vaults leave them by their own exits"],
        ["Delayed by", "nothing"],
      ],
    };
  }

  function atOnce(): Way {
    const lead = "From the free reserve of one asset, for a fee that grows with the part of it that leaves.";
    const none = { title: "At once", lead, button: "Leave at once", plan: refused };
    const { value } = told;
    if (!value) {
      return { ...none, rows: [], closed: sentence(told.problem) };
    }
    if (isPaused(state.pool.data.pause, "instantExits", now)) {
      return { ...none, rows: [], closed: "Exits at once are paused." };
    }
    if (value.upgraded !== undefined) {
      return { ...none, rows: [], closed: sentence(new liquid.PoolRefusal("SourceUpgraded")) };
    }
    let best: ReturnType<typeof liquid.instantExitFor>;
    try {
      best = liquid.instantExitFor(value, place, shares);
    } catch (error) {
      return { ...none, rows: [], closed: sentence(error) };
    }
    if (!best) {
      return { ...none, rows: [], closed: `Nothing of ${unit.asset} can leave at once now.` };
    }
    const { tokens, exit } = best;
    const fees = exit.fee + exit.imbalanceFee;
    const left = shares - exit.shares;
    return {
      title: "At once",
      lead,
      button: "Leave at once",
      closed: undefined,
      rows: [
        [
          "You get",
          <span key="get">
            {amountOf(place, tokens)}
            <span className="note">
              for <Amount value={exit.shares} decimals={LRT_DECIMALS} symbol={lrt} />
              {left * 1_000n > shares && (
                <>
                  ; no more fits: you keep <Amount value={left} decimals={LRT_DECIMALS} symbol={lrt} />
                </>
              )}
            </span>
          </span>,
        ],
        ["Worth", <Amount key="worth" value={exit.value} decimals={LRT_DECIMALS} symbol="SOL" />],
        [
          "Fee",
          <span key="fee">
            <Amount value={fees} decimals={LRT_DECIMALS} symbol="SOL" />{" "}
            <span className="note">
              {percentOf(fees, exit.value)}
              {exit.imbalanceFee > 0n && ", with that for imbalance"}
            </span>
          </span>,
        ],
        ["When", "at once"],
        ["Delayed by", "a rate in doubt, what others took at once today, a low reserve, a pause"],
      ],
      plan: async (owner) => {
        const pool = await fresh(true);
        const holdings = await ownHoldings(owner.address);
        const { plan } = await liquid.planLeaveInstantly({
          ...pool,
          owner,
          place,
          tokens,
          slippageBps: slippage,
          holdings,
          ...atMost(exit.shares),
        });
        return { plan, said: `You were paid ${amountOf(place, tokens)}.` };
      },
    };
  }

  /** The most shares to burn: the slippage over what was shown, and no more than are held. */
  function atMost(expected: bigint): { readonly atMost: bigint } {
    const allowed = (expected * (10_000n + slippage) + 9_999n) / 10_000n;
    return { atMost: held !== undefined && held < allowed ? held : allowed };
  }

  function byQueue(): Way {
    const base = {
      title: "By the queue",
      lead: "Your shares wait, earn and bear losses until the batch is filled. Everyone in it gets the same rate.",
      button: "Ask to leave",
      plan: (async (owner) => {
        const { plan } = await liquid.planQueueExit({ ...(await fresh(false)), owner, place, shares });
        return { plan, said: `You asked to leave with ${shortAmount(shares, LRT_DECIMALS)} ${lrt}.` };
      }) satisfies MakePlan,
    };
    const { value } = told;
    const { ledger } = state.pool.data;
    const period = duration(ledger.batchSeconds);
    if (!value || shares > value.ledger.supply) {
      const rows = [["When", `not before its period of ${period} is over`]] as const;
      return {
        ...base,
        closed: undefined,
        rows: [
          ["You get", "what the shares are worth when it is filled"],
          ["Worth", "cannot be told"],
          ["Fee", "none"],
          ...rows,
        ],
      };
    }
    const time = queueTime(state, value, place, shares, now, (vault) => {
      const account = state.vaults.get(vault);
      // A vault without a stake pays nothing to wait for.
      return account && stakeOf(booksAt(account.ledger, now)) > 0n ? outBy(account.ledger, now) : undefined;
    });
    let waits: string | undefined;
    try {
      liquid.checkWaiting(value, place);
    } catch (error) {
      waits = sentence(error);
    }
    return {
      ...base,
      closed: undefined,
      rows: [
        ["You get", `about ${amountOf(place, liquid.queueWorth(value, place, shares))}`],
        [
          "Worth",
          <Amount
            key="worth"
            value={liquid.worthOf(value.ledger, shares, value.values.totalLow)}
            decimals={LRT_DECIMALS}
            symbol="SOL"
          />,
        ],
        ["Fee", "none"],
        [
          "When",
          <span key="when">
            from <When time={time.fillable} /> on
            {time.needsExit && (
              <span className="note">
                the reserve is short: about <When time={time.expected} />, once a vault has paid
              </span>
            )}
          </span>,
        ],
        [
          "Delayed by",
          waits ? (
            <span key="waits" className="warn">
              now: {waits}
            </span>
          ) : (
            "a rate in doubt, open slashes, a short reserve; cancel at any time"
          ),
        ],
      ],
    };
  }

  /** A bit for each asset of which the leaver's token account cannot receive anything, such as a frozen one. */
  async function unreceivable(owner: Address): Promise<bigint> {
    const config = { commitment: "confirmed" } as const;
    const own = await Promise.all(assets.map(({ mint }) => fetchHolding(rpc, owner, mint, config)));
    return own.reduce((bits, { problem }, at) => (problem === undefined ? bits : bits | (1n << BigInt(at))), 0n);
  }

  async function ownHoldings(owner: Address) {
    const mint = assets[place]?.mint;
    return mint ? fetchHoldings(rpc, owner, [mint], { commitment: "confirmed" }) : [];
  }
}

const refused: MakePlan = () => Promise.reject(new Error("This way is closed now"));

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith(".") ? text : `${text}.`;
}
