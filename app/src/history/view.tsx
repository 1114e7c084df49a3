/**
 * What happened, as sentences.
 */
import type { Address, Signature } from "@solana/kit";
import { useInfiniteQuery } from "@tanstack/react-query";

import type { World } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { counted } from "../format/text.js";
import { Section } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { ExplorerLink, Name, When } from "../parts/values.js";
import { type Happening, readHistory } from "./read.js";
import { sentenceOf, type Writer } from "./sentence.js";
import { useWriter } from "./writer.js";

/** How many transactions are read at a time. */
const PAGE = 15;

/** What happened to an account, page by page. */
export function useHistory(account: Address) {
  const { rpc, key } = useNode();
  const programAddress = useProgram();
  return useInfiniteQuery({
    queryKey: [key, "history", account],
    queryFn: ({ pageParam, signal }) => readHistory({ rpc, programAddress, key }, account, PAGE, pageParam, signal),
    initialPageParam: undefined as Signature | undefined,
    getNextPageParam: (page) => page.before,
  });
}

/** A button that reads an earlier page; nothing where all is read that the node has. */
export function Earlier(props: {
  readonly history: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = props.history;
  return (
    hasNextPage && (
      <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? "Reading…" : "Earlier"}
      </button>
    )
  );
}

/** An event of either program, and where it happened. */
type AnyHappening = Pick<Happening, "signature" | "index" | "time"> & {
  readonly event: Parameters<typeof sentenceOf>[0];
};

/** What happened, as sentences in the order given. */
export function HappeningList<One extends AnyHappening>(props: {
  readonly happenings: readonly One[];
  readonly writer: (happening: One) => Writer;
}) {
  if (props.happenings.length === 0) {
    return <Empty>The node knows of nothing that happened.</Empty>;
  }
  return (
    <ol className="history">
      {props.happenings.map((happening) => {
        const { event, signature, index, time } = happening;
        const { tone, phrases } = sentenceOf(event, props.writer(happening));
        return (
          <li key={`${signature} ${index}`} className={`tone-${tone}`}>
            <p>
              {phrases.map((phrase, place) =>
                typeof phrase === "string" ? (
                  phrase
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a sentence never changes
                  <Name key={`${place} ${phrase.address}`} address={phrase.address} />
                ),
              )}
            </p>
            <p className="note">
              <When time={time} /> ·{" "}
              <ExplorerLink kind="tx" id={signature}>
                transaction<span className="unseen"> {signature.slice(0, 8)} in a new tab</span>
              </ExplorerLink>
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** What happened, the latest first. */
export function History(props: {
  readonly history: ReturnType<typeof useHistory>;
  /** The vaults whose events these can be. */
  readonly vaults: World["vaults"] | undefined;
}) {
  const { data, error, refetch } = props.history;
  const gaps = data?.pages.flatMap((page) => page.gaps) ?? [];
  const happenings = data?.pages.flatMap((page) => page.happenings);
  const writer = useWriter(props.vaults, happenings ?? []);
  return (
    <Section title="History">
      {error && <Failed what="the history" error={error} retry={() => void refetch()} />}
      {!happenings ? (
        !error && <Loading what="the history" rows={4} />
      ) : (
        <HappeningList happenings={happenings} writer={writer} />
      )}
      {gaps.length > 0 && (
        <details className="notice notice-plain">
          <summary>
            {counted(gaps.length, "transaction")} cannot be read in full: something may be missing here. Figures
            elsewhere on this page are read from accounts, and are whole.
          </summary>
          <ul>
            {gaps.map(({ signature, time, why }) => (
              <li key={signature} className="breakable">
                {time !== undefined && (
                  <>
                    <When time={time} />:{" "}
                  </>
                )}
                {why}.{" "}
                <ExplorerLink kind="tx" id={signature}>
                  transaction<span className="unseen"> {signature.slice(0, 8)} in a new tab</span>
                </ExplorerLink>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Earlier history={props.history} />
    </Section>
  );
}
