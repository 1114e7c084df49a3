/**
 * The term of a vault: since when and until when its stakers stay.
 */
import { hasTerm, termOpens } from "restaking-client";

import { Fact, Facts } from "../parts/layout.js";
import { When } from "../parts/values.js";
import type { FormProps } from "./form.js";

/** When stakers stay, where the vault has a term that has not ended. */
export function TermFacts({ vault, now }: Pick<FormProps, "vault" | "now">) {
  const { ledger } = vault.data;
  const { start, end } = ledger.term;
  if (!hasTerm(ledger) || now >= end) {
    return null;
  }
  return (
    <>
      <Facts>
        <Fact label="Deposits until" note="and again when the term ends">
          <When time={start} />
        </Fact>
        <Fact
          label="Nobody can ask to leave until"
          note={now < start ? "once the term has started" : "the VRT can be sold"}
        >
          <When time={termOpens(ledger)} />
        </Fact>
        <Fact label="The term ends" note="an exit requested as soon as exits open is out by then">
          <When time={end} />
        </Fact>
      </Facts>
      <p className="note">
        No rise of the vault's fees, limits or exposure takes effect inside the term. An NCN's policy, an operator's
        commission and the protocol's fee can rise: the vault's limits bound what slashes take.
      </p>
    </>
  );
}
