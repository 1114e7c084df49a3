/**
 * What happened, as sentences.
 */
import type { Address, Signature } from "@solana/kit";
import { useInfiniteQuery } from "@tanstack/react-query";

import { explorerUrl } from "../chain/explorer.js";
import { useNode, useProgram } from "../chain/node.js";
import { Section } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Name, When } from "../parts/values.js";
import { type Happening, readHistory } from "./read.js";
import { sentenceOf, type Writer } from "./sentence.js";

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

/** What happened, the latest first. */
export function History(props: {
  readonly history: ReturnType<typeof useHistory>;
  readonly writer: (happening: Happening) => Writer;
}) {
  const node = useNode();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = props.history;
  const happenings = data?.pages.flatMap((page) => page.happenings);
  return (
    <Section title="History">
      {error && <Failed what="the history" error={error} retry={() => void refetch()} />}
      {!happenings ? (
        !error && <Loading what="the history" rows={4} />
      ) : happenings.length === 0 ? (
        <Empty>The node knows of nothing that happened.</Empty>
      ) : (
        <ol className="history">
          {happenings.map((happening) => {
            const { tone, phrases } = sentenceOf(happening.event, props.writer(happening));
            const { signature, index } = happening;
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
                  <When time={happening.time} /> ·{" "}
                  <a href={explorerUrl(node, "tx", signature)} target="_blank" rel="noreferrer">
                    transaction<span className="unseen"> {signature.slice(0, 8)} in a new tab</span>
                  </a>
                </p>
              </li>
            );
          })}
        </ol>
      )}
      {data?.pages.some(({ gaps }) => gaps) && (
        <p className="note">
          The node has some of these transactions no more, or not in full: something is missing here.
        </p>
      )}
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading…" : "Earlier"}
        </button>
      )}
    </Section>
  );
}
