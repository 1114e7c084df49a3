/**
 * Ratings: the score, and each input with its fact and its points, drawn and written.
 */
import type { rating } from "restaking-client";

import { INPUT_TITLES } from "../model/rating.js";
import { Meter, Section, Table } from "./layout.js";
import { Loading } from "./states.js";

/** A score of 100. */
export function Score({ rated }: { readonly rated: Pick<rating.Rating, "score"> | undefined }) {
  return rated ? (
    <span className="score">
      <strong>{String(rated.score)}</strong> of 100
      <Meter part={rated.score} whole={100n} />
    </span>
  ) : (
    "…"
  );
}

/** The score with all of its inputs. */
export function RatingSection(props: {
  readonly rated: rating.Rating | undefined;
  readonly fact: (input: rating.RatingInput) => string;
}) {
  const { rated, fact } = props;
  return (
    <Section title="Score" aside={rated && <Score rated={rated} />}>
      {!rated ? (
        <Loading what="the score" rows={3} />
      ) : (
        <>
          <p className="note">
            Points for facts of the chain, and for nothing else. {String(rated.sum)} in all
            {rated.sum > rated.limit
              ? `; its age limits the score to ${rated.limit}.`
              : `; its age would limit the score to ${rated.limit}.`}{" "}
            It is no opinion, and no promise.
          </p>
          <Table
            caption="Inputs of the score"
            keyOf={({ input }) => input}
            rows={rated.parts}
            columns={[
              { title: "Input", cell: ({ input }) => INPUT_TITLES[input] },
              { title: "Fact", cell: ({ input }) => fact(input) },
              {
                title: "Points",
                numeric: true,
                cell: ({ points, most }) => (
                  <span className="score">
                    {String(points)} of {String(most)}
                    <Meter part={points} whole={most} />
                  </span>
                ),
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}
