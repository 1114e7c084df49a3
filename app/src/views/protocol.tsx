/**
 * What holds for all vaults: the config, with the acts of its roles.
 */
import { pausedKinds, pendingChange, valueAt } from "restaking-client";

import { Acts } from "../acts/form.js";
import { guardianActs, liftActs } from "../acts/guardian.js";
import { acceptActs, adminActs } from "../acts/handover.js";
import { protocolActs } from "../acts/protocol.js";
import { useActor } from "../acts/use-actor.js";
import { type Found, useAccounts } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { percentOfBps } from "../format/amount.js";
import { duration } from "../format/time.js";
import { PAUSE_WORDS } from "../model/pause.js";
import { Fact, Facts, Page } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Person, When } from "../parts/values.js";

const LEAD = "What holds for all vaults: the protocol's fee, its roles, and a pause of all vaults.";

/** The protocol. */
export function ProtocolView() {
  const { data, error, refetch } = useAccounts("Config");
  const now = useNow(10);
  const [config] = data ?? [];
  return (
    <Page title="Protocol" lead={LEAD}>
      {error && <Failed what="the protocol's settings" error={error} retry={() => void refetch()} />}
      {!data || now === undefined ? (
        !error && <Loading what="the protocol's settings" rows={3} />
      ) : config ? (
        <Settings config={config} now={now} />
      ) : (
        <Empty>The program has no config on this cluster yet.</Empty>
      )}
    </Page>
  );
}

function Settings({ config, now }: { readonly config: Found<"Config">; readonly now: bigint }) {
  const { me, place, names } = useActor();
  const { admin, guardian, feeWallet, protocolFeeBps, minEpochSeconds, maxEpochSeconds, pause } = config.data;
  const pending = pendingChange(protocolFeeBps, now);
  const paused = pausedKinds(pause, now).map((kind) => PAUSE_WORDS[kind]);
  const scene = { config, now, names, place };
  return (
    <>
      {paused.length > 0 && (
        <p className="notice notice-warn" role="status">
          The protocol's guardian paused {paused.join(", ")} in all vaults, until <When time={pause.until} />.
        </p>
      )}
      <Facts className="facts-band">
        <Fact label="Fee on rewards in vaults' assets">
          {percentOfBps(valueAt(protocolFeeBps, now))}
          {pending && (
            <span className="note">
              {percentOfBps(pending.value)} from <When time={pending.from} />
            </span>
          )}
        </Fact>
        <Fact label="Epochs of vaults">
          {duration(minEpochSeconds)} to {duration(maxEpochSeconds)}
        </Fact>
        <Fact label="Admin">
          <Person address={admin} what="the admin" />
        </Fact>
        <Fact label="Guardian">
          <Person address={guardian} what="the guardian" />
        </Fact>
        <Fact label="Fee wallet">
          <Person address={feeWallet} what="the fee wallet" />
        </Fact>
      </Facts>
      <Acts
        as="the protocol's admin"
        acts={
          me === admin
            ? [
                ...protocolActs(scene),
                ...(me === guardian ? [] : liftActs(config, now, place)),
                ...adminActs("config", config, scene),
              ]
            : []
        }
      />
      <Acts as="the protocol's guardian" acts={me === guardian ? guardianActs(config, now, place) : []} />
      <Acts as="the protocol's proposed admin" acts={me === undefined ? [] : acceptActs(config, me, scene)} />
    </>
  );
}
