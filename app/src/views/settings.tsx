/**
 * The settings.
 */
import type { Address } from "@solana/kit";
import { type FormEvent, useId, useState } from "react";
import { formatAmount, hostOf } from "restaking-client";

import {
  CLUSTER_NAMES,
  CLUSTERS,
  type ClusterName,
  liquidOn,
  programOn,
  writtenLiquidProblem,
  writtenProgramProblem,
} from "../chain/clusters.js";
import { readNames } from "../chain/name-file.js";
import { useDeployment, useNode } from "../chain/node.js";
import { BUILT, changeSettings, useSettings } from "../chain/settings.js";
import { urlProblem, usualWsUrl } from "../chain/urls.js";
import { parseAmount } from "../format/amount.js";
import { counted } from "../format/text.js";
import { Page, Section } from "../parts/layout.js";
import { AddressLine } from "../parts/values.js";

/** The settings. */
export function SettingsView() {
  const { cluster } = useSettings();
  return (
    <Page title="Settings" lead="They are kept in this browser, and sent to nobody.">
      <div className="settings">
        <ClusterSettings />
        <TransactionSettings />
        <NameSettings />
        <ProgramSettings key={`program ${cluster}`} cluster={cluster} />
      </div>
    </Page>
  );
}

function ClusterSettings() {
  const { cluster } = useSettings();
  return (
    <Section title="Cluster" className="panel">
      <fieldset className="choices">
        <legend className="unseen">Which cluster</legend>
        {CLUSTER_NAMES.map((name) => (
          <label key={name} className="choice">
            <input
              type="radio"
              name="cluster"
              checked={cluster === name}
              onChange={() => changeSettings({ cluster: name })}
            />
            <span>
              {CLUSTERS[name].title}
              <span className="note">
                {CLUSTERS[name].url ? new URL(CLUSTERS[name].url).host : "at a node of your choice"}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <NodeForm key={cluster} cluster={cluster} />
      <Standing />
    </Section>
  );
}

/** What the node that is chosen says of itself. */
function Standing() {
  const node = useNode();
  const { data, error } = useDeployment();
  if (node.url === "") {
    return (
      <p className="hint" role="status">
        No node is chosen.
      </p>
    );
  }
  const told = error
    ? "does not answer"
    : !data
      ? "is being asked"
      : data.cluster !== node.cluster
        ? `is a node of ${CLUSTERS[data.cluster].named}, not of ${CLUSTERS[node.cluster].named}`
        : data.problem !== undefined
          ? "answers, and no program is chosen for it"
          : data.deployed
            ? "answers, and has the program"
            : "answers, and has no such program";
  return (
    <p className="hint" role="status">
      {hostOf(node.url)} {told}.
    </p>
  );
}

function NodeForm({ cluster }: { readonly cluster: ClusterName }) {
  const settings = useSettings();
  const id = useId();
  const [url, setUrl] = useState(settings.urls[cluster]);
  const [wsUrl, setWsUrl] = useState(settings.wsUrls[cluster]);
  const [index, setIndex] = useState(settings.indexes[cluster]);
  const [saved, setSaved] = useState(false);
  const problem = url ? urlProblem(url) : undefined;
  const indexProblem = index ? urlProblem(index) : undefined;
  const usual = url && !problem ? url : CLUSTERS[cluster].url;
  const placeholder = usual && usualWsUrl(usual);
  const wsProblem = wsUrl ? urlProblem(wsUrl, ["ws:", "wss:"]) : undefined;

  function save(event: FormEvent): void {
    event.preventDefault();
    if (!problem && !wsProblem && !indexProblem) {
      changeSettings({
        urls: { ...settings.urls, [cluster]: url },
        wsUrls: { ...settings.wsUrls, [cluster]: wsUrl },
        indexes: { ...settings.indexes, [cluster]: index },
      });
      setSaved(true);
    }
  }

  return (
    <form onSubmit={save} noValidate>
      <div className="field">
        <label htmlFor={`${id}-url`}>
          {CLUSTERS[cluster].url ? "Another node" : "The node"} for {CLUSTERS[cluster].named}
        </label>
        <input
          id={`${id}-url`}
          type="url"
          value={url}
          placeholder={CLUSTERS[cluster].url}
          onChange={(event) => {
            setUrl(event.target.value.trim());
            setSaved(false);
          }}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-url-problem`}
        />
        <p className="problem" id={`${id}-url-problem`} role="status">
          {problem}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-ws`}>Its address for subscriptions, if it is not the usual one</label>
        <input
          id={`${id}-ws`}
          type="url"
          value={wsUrl}
          placeholder={placeholder}
          onChange={(event) => {
            setWsUrl(event.target.value.trim());
            setSaved(false);
          }}
          aria-invalid={wsProblem !== undefined}
          aria-describedby={`${id}-ws-problem`}
        />
        <p className="problem" id={`${id}-ws-problem`} role="status">
          {wsProblem}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-index`}>A static index, for a node that lists no accounts</label>
        <input
          id={`${id}-index`}
          type="url"
          value={index}
          placeholder={`index/${cluster}.json beside this page`}
          onChange={(event) => {
            setIndex(event.target.value.trim());
            setSaved(false);
          }}
          aria-invalid={indexProblem !== undefined}
          aria-describedby={`${id}-index-hint ${id}-index-problem`}
        />
        <p className="hint" id={`${id}-index-hint`}>
          The address of a file, or of an indexer with /accounts behind it.
        </p>
        <p className="problem" id={`${id}-index-problem`} role="status">
          {indexProblem}
        </p>
      </div>
      <button
        type="submit"
        className="button"
        disabled={[problem, wsProblem, indexProblem].some((each) => each !== undefined)}
      >
        Use this node
      </button>
      <p className="hint" role="status">
        {saved && "Kept."}
      </p>
    </form>
  );
}

/** Where the programs are on the cluster that is chosen. */
function ProgramSettings({ cluster }: { readonly cluster: ClusterName }) {
  const { programs, liquids } = useSettings();
  return (
    <Section title="The program" className="panel">
      <ProgramForm
        cluster={cluster}
        what="the program"
        chosen={programs[cluster]}
        built={programOn(cluster, "", BUILT)}
        used={programOn(cluster, programs[cluster], BUILT)}
        problemOf={(text) => writtenProgramProblem(cluster, text)}
        keep={(text) => changeSettings({ programs: { ...programs, [cluster]: text } })}
      />
      <h3>Liquid restaking</h3>
      <ProgramForm
        cluster={cluster}
        what="the program of liquid restaking"
        chosen={liquids[cluster]}
        built={liquidOn(cluster, "", BUILT)}
        used={liquidOn(cluster, liquids[cluster], BUILT)}
        problemOf={(text) => writtenLiquidProblem(cluster, text)}
        keep={(text) => changeSettings({ liquids: { ...liquids, [cluster]: text } })}
      />
    </Section>
  );
}

function ProgramForm(props: {
  readonly cluster: ClusterName;
  readonly what: string;
  readonly chosen: string;
  readonly built: Address | undefined;
  readonly used: Address | undefined;
  readonly problemOf: (text: string) => string | undefined;
  readonly keep: (text: string) => void;
}) {
  const { cluster, what, built, used } = props;
  const id = useId();
  const [text, setText] = useState(props.chosen);
  const [saved, setSaved] = useState(false);
  const problem = text ? props.problemOf(text) : undefined;
  const isMain = what === "the program";

  function save(event: FormEvent): void {
    event.preventDefault();
    if (!problem) {
      props.keep(text);
      setSaved(true);
    }
  }

  return (
    <>
      {used ? (
        <AddressLine address={used} what={what} />
      ) : (
        <p>No address is known for {CLUSTERS[cluster].named}: its deployer publishes it.</p>
      )}
      <form onSubmit={save} noValidate>
        <div className="field">
          <label htmlFor={id}>
            {isMain ? (built ? "Another address" : "Its address") : "Another program of pools"} on{" "}
            {CLUSTERS[cluster].named}
          </label>
          <input
            id={id}
            type="text"
            autoComplete="off"
            spellCheck={false}
            value={text}
            placeholder={built}
            onChange={(event) => {
              setText(event.target.value.trim());
              setSaved(false);
            }}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-problem`}
          />
          <p className="problem" id={`${id}-problem`} role="status">
            {problem}
          </p>
        </div>
        <button type="submit" className="button" disabled={problem !== undefined}>
          {isMain ? "Use this program" : "Use it for pools"}
        </button>
        <p className="hint" role="status">
          {saved && "Kept."}
        </p>
      </form>
    </>
  );
}

function TransactionSettings() {
  const { slippageBps, priorityFee } = useSettings();
  return (
    <Section title="Transactions" className="panel">
      <NumberField
        label="How much worse than shown a result may be, in percent"
        value={formatAmount(BigInt(slippageBps), 2)}
        read={(text) => within(text, 2, 10_000n, "100%")}
        keep={(value) => changeSettings({ slippageBps: value })}
      />
      <NumberField
        label="What to offer for a compute unit, in millionths of a lamport"
        value={String(priorityFee)}
        read={(text) => within(text, 0, 1_000_000_000n, "1 000 000 000")}
        keep={(value) => changeSettings({ priorityFee: value })}
      />
    </Section>
  );
}

type Parsed = { readonly value: number } | { readonly problem: string };

function within(text: string, decimals: number, most: bigint, told: string): Parsed {
  const parsed = parseAmount(text, decimals);
  if (!parsed.ok) {
    return { problem: parsed.problem };
  }
  return parsed.value > most
    ? { problem: `The most is ${told}, and this is ${text}` }
    : { value: Number(parsed.value) };
}

/** A number that is kept as soon as it makes sense; until then the last one that did stays. */
function NumberField(props: {
  readonly label: string;
  readonly value: string;
  readonly read: (text: string) => Parsed;
  readonly keep: (value: number) => void;
}) {
  const id = useId();
  const [text, setText] = useState(props.value);
  const parsed = props.read(text);
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const read = props.read(event.target.value);
          if ("value" in read) {
            props.keep(read.value);
          }
        }}
        aria-invalid={"problem" in parsed}
        aria-describedby={`${id}-problem`}
      />
      <p className="problem" id={`${id}-problem`} role="status">
        {"problem" in parsed && parsed.problem}
      </p>
    </div>
  );
}

function NameSettings() {
  const { names, readsDescriptions } = useSettings();
  const id = useId();
  const [text, setText] = useState("");
  const [told, setTold] = useState<{ readonly problem?: string; readonly done?: string }>({});
  const count = Object.keys(names).length;

  function add(event: FormEvent): void {
    event.preventDefault();
    try {
      const read = readNames(text);
      changeSettings({ names: { ...names, ...read } });
      setTold({ done: `${counted(Object.keys(read).length, "name")} kept.` });
      setText("");
    } catch (error) {
      setTold({ problem: error instanceof Error ? error.message : String(error) });
    }
  }

  return (
    <Section title="Names" className="panel">
      <p>
        Tokens, operators and NCNs name themselves, and the page’s deployer may ship names. Your own come first. Give
        them as JSON: <code className="breakable">{'{ "vaults": { "NAME": "ADDRESS" } }'}</code>, and likewise{" "}
        <code>operators</code>, <code>ncns</code>, <code>mints</code> and <code>people</code>. The list that the local
        chain writes is one.
      </p>
      <form onSubmit={add}>
        <div className="field">
          <label htmlFor={id}>Names to add</label>
          <textarea
            id={id}
            rows={4}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={told.problem !== undefined}
            aria-describedby={`${id}-problem`}
          />
          <p className="problem" id={`${id}-problem`} role="status">
            {told.problem}
          </p>
        </div>
        <div className="row">
          <button type="submit" className="button">
            Add names
          </button>
          {count > 0 && (
            <button type="button" className="link" onClick={() => changeSettings({ names: {} })}>
              Forget all {count}
            </button>
          )}
        </div>
        <p className="hint" role="status">
          {told.done}
        </p>
      </form>
      <label className="check">
        <input
          type="checkbox"
          checked={readsDescriptions === true}
          onChange={({ target }) => changeSettings({ readsDescriptions: target.checked })}
        />{" "}
        <span>
          Read what operators and NCNs say of themselves
          <span className="note">from the web addresses that they give: their servers learn your network address</span>
        </span>
      </label>
    </Section>
  );
}
