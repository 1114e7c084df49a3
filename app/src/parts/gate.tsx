/**
 * What must hold for the chain's views: the node answers, is of the cluster that was chosen, and has the program at the address
 * that was configured for it.
 */
import type { ReactNode } from "react";
import { hostOf } from "restaking-client";
import { Link } from "wouter";

import { useSlot, useStanding } from "../chain/clock.js";
import { CLUSTERS, programSetting } from "../chain/clusters.js";
import { hasForgottenWritten, useIndexInUse } from "../chain/index-file.js";
import { useLive } from "../chain/live.js";
import { useDeployment, useNode } from "../chain/node.js";
import { counted } from "../format/text.js";
import { duration } from "../format/time.js";
import { LeftSent } from "../wallet/outcomes.js";
import { Page } from "./layout.js";
import { Failed, Loading } from "./states.js";

/** Shows what is inside if the chain has it, and otherwise why not. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const node = useNode();
  const { data, error, refetch } = useDeployment();
  const right = data?.cluster === node.cluster;
  useLive(data?.deployed === true);

  if (node.url === "") {
    return (
      <Page title="No node">
        <p>The page knows no node of another cluster than the public ones and a local chain's.</p>
        <SettingsHint />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title={error ? "No connection" : "Restaking"}>
        {error ? (
          <>
            <Failed what={`the chain from ${hostOf(node.url)}`} error={error} retry={() => void refetch()} />
            <SettingsHint />
          </>
        ) : (
          <Loading what="the cluster" />
        )}
      </Page>
    );
  }
  if (!right) {
    return (
      <Page title="Wrong cluster">
        <div className="notice notice-loss" role="alert">
          <p>
            <strong>
              The settings say {CLUSTERS[node.cluster].title}, and {hostOf(node.url)} is a node of{" "}
              {CLUSTERS[data.cluster].named}.
            </strong>{" "}
            What you sign would go elsewhere than you think, so nothing is shown.
          </p>
        </div>
        <SettingsHint />
      </Page>
    );
  }
  if (data.problem) {
    return (
      <Page title={node.programAddress ? "Wrong program" : "No program"}>
        <div className="notice notice-loss" role="alert">
          <p>
            <strong>{data.problem}.</strong> Write the address that its deployer published into the settings, under “The
            program”, or build the page with <code className="breakable">{programSetting(node.cluster)}</code>.
          </p>
        </div>
        <SettingsHint />
      </Page>
    );
  }
  if (!data.deployed) {
    return (
      <Page title="Not deployed here">
        <div className="notice notice-loss" role="alert">
          <p>
            <strong>There is no restaking program on this cluster.</strong> It would be at{" "}
            <code className="breakable">{node.programAddress}</code> of {hostOf(node.url)}.
          </p>
          <button type="button" className="button" onClick={() => void refetch()}>
            Look again
          </button>
        </div>
        <SettingsHint />
      </Page>
    );
  }
  return (
    <>
      {error && (
        <Failed what="the chain just now, so that what you see may be old" error={error} retry={() => void refetch()} />
      )}
      <Standing />
      <OutOfIndex />
      <LeftSent />
      {children}
    </>
  );
}

/** That the chain stands still, or its node does. */
function Standing() {
  const seconds = useStanding();
  return (
    seconds !== undefined && (
      <div className="notice notice-warn" role="status">
        <p>
          <strong>No new slot for {duration(seconds)}.</strong> The chain stands still, or its node does: what you see
          is of then, and what you sign waits. Times that are counted here go on with the chain.
        </p>
      </div>
    )
  );
}

/** That the lists are from a static index. */
function OutOfIndex() {
  const { key } = useNode();
  const index = useIndexInUse(key);
  const slot = useSlot();
  return (
    index && (
      <div className="notice notice-plain" role="status">
        <p>
          <strong>The node lists no accounts.</strong> The lists are from a static index of slot {String(index.slot)}
          {slot !== undefined && slot > index.slot && `, ${counted(Number(slot - index.slot), "slot")} ago`}: what
          others made since is missing. All figures are the node's.
          {hasForgottenWritten() &&
            " You have written more accounts since than this browser notes: some of yours may be missing as well, until a newer index has them."}
        </p>
      </div>
    )
  );
}

function SettingsHint() {
  return (
    <p>
      Choose the cluster, the node and the program in the <Link href="/settings">settings</Link>.
    </p>
  );
}
