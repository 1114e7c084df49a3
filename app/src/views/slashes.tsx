/**
 * All slashes: the open ones with their clocks, and those that have ended.
 */
import { useWorld } from "../chain/market.js";
import { Page, Section } from "../parts/layout.js";
import { EndedSlashes, OpenSlashes } from "../parts/slash-list.js";
import { Failed, Loading } from "../parts/states.js";

/** All slashes. */
export function SlashesView() {
  const { world, error, retry } = useWorld();
  return (
    <Page
      title="Slashes"
      lead="A slash moves stake into escrow at once. Until its window is over its resolver can veto it, and everything goes back."
    >
      {error && <Failed what="the slashes" error={error} retry={retry} />}
      {!world ? (
        !error && <Loading what="the slashes" rows={4} />
      ) : (
        <>
          <Section title="Open">
            <OpenSlashes slashes={world.slashes} world={world} />
          </Section>
          <Section title="Ended">
            <EndedSlashes slashes={world.slashes} world={world} />
          </Section>
        </>
      )}
    </Page>
  );
}
