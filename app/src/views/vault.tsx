/**
 * A vault.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import { booksAt, depositRoom, NOBODY, outBy, SlashStatus, stakeOf } from "restaking-client";
import { Link } from "wouter";

import { type Found, useVault } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { at, useVaultWorld, type World } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { shortAmount } from "../format/amount.js";
import { duration } from "../format/time.js";
import { ratePoints } from "../history/rates.js";
import { History, useHistory } from "../history/view.js";
import { toldExposure } from "../model/told-exposure.js";
import { Guarded } from "../parts/guarded.js";
import { Fact, Facts, Page, Section } from "../parts/layout.js";
import { EndedSlashes, OpenSlashes } from "../parts/slash-list.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { AddressLine, Amount, Countdown, Name, Person } from "../parts/values.js";
import { RateFigure, useUnit, VaultBadges, YieldFigure } from "../parts/vault-parts.js";
import { Actions } from "../vault/actions.js";
import { RateChart } from "../vault/chart.js";
import { ExposurePanel } from "../vault/exposure-panel.js";
import { Moves } from "../vault/moves.js";
import { OptIns } from "../vault/opt-ins.js";
import { Position } from "../vault/position.js";
import { VaultRoles } from "../vault/roles.js";
import { StakeFlow } from "../vault/stake-flow.js";
import { Announced, FeesLine, FeesPanel, PauseNotice } from "../vault/standing.js";

/** A vault. */
export function VaultView({ address }: { readonly address: Address }) {
  const { world, error, retry } = useVaultWorld(address);
  const names = useNames();
  const now = useNow(5);
  // It is there sooner than what its stake stands behind, and nodes that list no accounts still tell of it.
  const alone = useVault(address, world === undefined);
  const vault = world ? at(world.vaults, address) : (alone.data ?? undefined);
  if ((!world && !alone.data && !(alone.data === null && !error)) || now === undefined) {
    return (
      <Page title={names.of(address)}>
        {error && !alone.isLoading ? (
          <Failed what="the vault" error={error} retry={retry} />
        ) : (
          <Loading what="the vault" rows={5} />
        )}
      </Page>
    );
  }
  if (!vault) {
    return (
      <Page title="No such vault">
        <Empty>
          There is no vault at <code className="breakable">{address}</code> of this cluster.{" "}
          <Link href="/vaults">See those that there are</Link>
        </Empty>
      </Page>
    );
  }
  return (
    <>
      {error && (
        <Failed
          what={world ? "some of this just now, so that it may be old" : "what the vault's stake stands behind"}
          error={error}
          retry={retry}
        />
      )}
      <TheVault vault={vault} world={world} reading={!world && !error} now={now} />
    </>
  );
}

function TheVault({
  vault,
  world,
  reading,
  now,
}: {
  readonly vault: Found<"Vault">;
  readonly world: World | undefined;
  /** The world is on its way. */
  readonly reading: boolean;
  readonly now: bigint;
}) {
  const names = useNames();
  const unit = useUnit(vault.data);
  const alone = useMemo(() => [vault], [vault]);
  const exposure = useMemo(() => world && toldExposure(vault, world, now), [vault, world, now]);
  const history = useHistory(vault.address);
  const { ledger, decimals, assetMint, curator, admin, depositGate, guardian } = vault.data;
  const points = useMemo(() => {
    const known = ratePoints(history.data?.pages.flatMap((page) => page.happenings) ?? [], vault.address);
    const { active, supply } = booksAt(vault.data.ledger, now);
    return supply > 0n && known.length > 0 ? [...known, { time: now, active, supply }] : known;
  }, [history.data, vault, now]);
  const slashes = world?.slashes.filter(({ data }) => data.vault === vault.address) ?? [];
  const open = slashes.filter(({ data }) => data.status === SlashStatus.Open).length;
  const out = outBy(ledger, now);
  if (!unit) {
    return null;
  }
  const form = { vault, unit, now };
  return (
    <Page
      title={names.of(vault.address)}
      lead={
        <>
          <p>
            A vault of <Name address={assetMint} />
            {names.long(assetMint) && ` (${names.long(assetMint)})`} ·{" "}
            <AddressLine address={vault.address} what="the vault" />
          </p>
          <VaultBadges vault={vault.data} slashes={open} />
        </>
      }
    >
      <PauseNotice vault={vault} now={now} />
      <Announced {...form} />
      <Facts className="facts-band">
        <Fact label="Yield">
          <YieldFigure ledger={ledger} now={now} />
        </Fact>
        <Fact label={`Rate, ${unit.asset} for a VRT`}>
          <RateFigure vault={vault} now={now} />
        </Fact>
        <Fact label="Staked" note={`${shortAmount(depositRoom(ledger, now), decimals)} more fit in`}>
          <Amount value={stakeOf(booksAt(ledger, now))} decimals={decimals} symbol={unit.asset} />
        </Fact>
        <Fact label="Out in" note={`if you ask now; epochs of ${duration(ledger.epochSeconds)}`}>
          <Countdown to={out} />
        </Fact>
        <Fact label="Fees">
          <FeesLine ledger={ledger} now={now} />
        </Fact>
      </Facts>
      <div className="columns">
        <div className="column-side">
          <Guarded what="your position">
            <Position {...form} />
          </Guarded>
          <Guarded what="what you can do here">
            <Actions {...form} />
          </Guarded>
        </div>
        <div className="column-main">
          {world && (
            <Guarded what="what your roles can do">
              <VaultRoles {...form} world={world} />
            </Guarded>
          )}
          {exposure ? (
            <>
              <Guarded what="what you could lose">
                <ExposurePanel {...form} exposure={exposure} />
              </Guarded>
              <Guarded what="the stake's way">
                <StakeFlow {...form} exposure={exposure}>
                  {world && <Moves {...form} world={world} history={history} />}
                </StakeFlow>
              </Guarded>
            </>
          ) : (
            <Section title="What you could lose">
              {reading ? (
                <Loading what="what the vault's stake stands behind" rows={4} />
              ) : (
                <p className="warn">
                  What could be lost here cannot be told: what the vault's stake stands behind was not read in full. Do
                  not take that for nothing.
                </p>
              )}
            </Section>
          )}
          {world && (
            <Guarded what="the opt-ins">
              <OptIns vault={vault} now={now} world={world} />
            </Guarded>
          )}
          {world && slashes.length > 0 && (
            <Section title="Slashes">
              <OpenSlashes slashes={slashes} world={world} />
              {slashes.length > open && (
                <>
                  <h3>Ended</h3>
                  <EndedSlashes slashes={slashes} world={world} />
                </>
              )}
            </Section>
          )}
          <FeesPanel vault={vault} now={now} />
          <Guarded what="the rate">
            <RateChart
              points={points}
              symbol={unit.asset}
              contested={ledger.contested > 0n}
              partial={history.hasNextPage}
            />
          </Guarded>
          <Guarded what="the history">
            <History history={history} vaults={world?.vaults ?? alone} />
          </Guarded>
          <Section title="Who runs it">
            <Facts className="facts-tight">
              <Fact label="Curator" note="splits the stake among operators">
                <Person address={curator} what="the curator" />
              </Fact>
              <Fact label="Admin" note="sets limits and admits depositors">
                <Person address={admin} what="the admin" />
              </Fact>
              <Fact label="Guardian" note="may pause some things, for a week at most">
                <Person address={guardian} what="the guardian" />
              </Fact>
              {depositGate !== NOBODY && (
                <Fact label="Deposit gate" note="signs each deposit beside its depositor, and no exit">
                  <Person address={depositGate} what="the deposit gate" />
                </Fact>
              )}
            </Facts>
          </Section>
        </div>
      </div>
    </Page>
  );
}
