/**
 * Bonding: shares that earn other tokens while they are bonded, and stay as slashable as they were.
 */
import {
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  pdas,
  planBond,
  planUnbond,
  rewardsOf,
} from "restaking-client";

import { type Found, useHolding } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { Amount, TokenName } from "../parts/values.js";
import { useWallets } from "../wallet/wallets.js";
import { AmountForm, type FormProps } from "./form.js";
import { Have, HoldingNote } from "./form-parts.js";

type Props = FormProps & {
  readonly pool: Found<"VaultBondPool">;
  /** The reader's position, if there is one. */
  readonly position: Found<"VaultPosition"> | undefined;
};

/** Forms that bond shares and take them out again. */
export function BondForms(props: Props) {
  const bonded = props.position?.data.position.bonded ?? 0n;
  return (
    <details className="act">
      <summary>Bond shares for other rewards</summary>
      <Bond {...props} />
      {bonded > 0n && <Unbond {...props} />}
    </details>
  );
}

function Bond({ vault, unit, pool, position }: Props) {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const { data: holding } = useHolding(connection?.address, vault.data.vrtMint);
  const balance = holding?.amount;
  const { decimals, share } = unit;
  const bonded = position?.data.position.bonded ?? 0n;
  const rewards = rewardsOf(pool.data);
  return (
    <AmountForm
      label="Shares to bond"
      action="Bond"
      unit={unit}
      symbol={share}
      bounds={[{ most: balance, why: (most) => `You have ${most}` }]}
      hint={
        <>
          {balance !== undefined && <Have amount={balance} decimals={decimals} symbol={share} />}
          <HoldingNote holding={holding} />
          Bonded shares keep their worth and their risk. They can be taken out at any time.
        </>
      }
      outcome={(shares) => ({ shares })}
      preview={({ shares }) => [
        ["Bonded then", <Amount key="bonded" value={bonded + shares} decimals={decimals} symbol={share} />],
        [
          "It earns",
          <span key="rewards" className="stack">
            {rewards.length === 0
              ? "nothing yet: the pool has no rewards"
              : rewards.map(({ mint }) => <TokenName key={mint} mint={mint} />)}
          </span>,
        ],
        ["From", "now on, second by second"],
      ]}
      plan={(shares) => async (owner) => {
        const config = { commitment: "confirmed" } as const;
        const at = await pdas(programAddress).position(pool.address, owner.address);
        const [found, held] = await Promise.all([
          fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config),
          fetchMaybeRestakingAccount(rpc, programAddress, "VaultPosition", at, config),
        ]);
        const { plan } = await planBond({ programAddress, vault: found, position: held, owner, shares });
        return { plan, said: `You bonded ${shortAmount(shares, decimals)} ${share}.` };
      }}
    />
  );
}

function Unbond({ vault, unit, position }: Props) {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { decimals, share } = unit;
  const bonded = position?.data.position.bonded ?? 0n;
  return (
    <AmountForm
      label="Shares to take out"
      action="Take out"
      unit={unit}
      symbol={share}
      bounds={[{ most: bonded, why: (most) => `You have bonded ${most}` }]}
      hint="What they earned stays owed to you."
      outcome={(shares) => ({ shares })}
      preview={({ shares }) => [
        ["Bonded then", <Amount key="bonded" value={bonded - shares} decimals={decimals} symbol={share} />],
      ]}
      plan={(shares) => async (owner) => {
        const config = { commitment: "confirmed" } as const;
        const found = await fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config);
        const { plan } = await planUnbond({ programAddress, vault: found, owner, shares });
        return { plan, said: `You took out ${shortAmount(shares, decimals)} ${share}.` };
      }}
    />
  );
}
