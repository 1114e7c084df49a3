/**
 * The page: its head, and the view that the address names.
 */
import { type Address, isAddress } from "@solana/kit";
import { type ComponentType, lazy, Suspense } from "react";
import { Link, Route, Switch, useLocation } from "wouter";

import { NamesProvider } from "./chain/names.js";
import { Gate } from "./parts/gate.js";
import { Guarded } from "./parts/guarded.js";
import { Page } from "./parts/layout.js";
import { Loading } from "./parts/states.js";
import { NcnsView } from "./views/ncns.js";
import { OperatorsView } from "./views/operators.js";
import { SettingsView } from "./views/settings.js";
import { SlashesView } from "./views/slashes.js";
import { VaultsView } from "./views/vaults.js";
import { WalletButton } from "./wallet/button.js";
import { Outcomes } from "./wallet/outcomes.js";

/** What draws a single vault, operator or NCN comes when it is first needed: the lists are there sooner without it. */
const PoolView = lazy(async () => ({ default: (await import("./views/pool.js")).PoolView }));
const PoolsView = lazy(async () => ({ default: (await import("./views/pools.js")).PoolsView }));
const VaultView = lazy(async () => ({ default: (await import("./views/vault.js")).VaultView }));
const OperatorView = lazy(async () => ({ default: (await import("./views/operator.js")).OperatorView }));
const PortfolioView = lazy(async () => ({ default: (await import("./views/portfolio.js")).PortfolioView }));
const UpkeepView = lazy(async () => ({ default: (await import("./views/upkeep.js")).UpkeepView }));
const ProtocolView = lazy(async () => ({ default: (await import("./views/protocol.js")).ProtocolView }));
const MarketView = lazy(async () => ({ default: (await import("./views/market.js")).MarketView }));
const NcnView = lazy(async () => ({ default: (await import("./views/ncn.js")).NcnView }));

const LINKS = [
  ["/vaults", "Vaults"],
  ["/pools", "Pools"],
  ["/portfolio", "Portfolio"],
  ["/operators", "Operators"],
  ["/ncns", "NCNs"],
  ["/market", "Market"],
  ["/slashes", "Slashes"],
  ["/upkeep", "Upkeep"],
  ["/settings", "Settings"],
] as const;

/** The page. */
export function App() {
  return (
    <>
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the content
      </button>
      <Head />
      <main id="main" tabIndex={-1}>
        <Outcomes />
        <Switch>
          <Route path="/settings" component={SettingsView} />
          <Route>
            <Gate>
              <NamesProvider>
                <GuardedViews />
              </NamesProvider>
            </Gate>
          </Route>
        </Switch>
      </main>
      <footer className="foot">
        <p>
          Nothing here has been audited. What you see is read from the node in the{" "}
          <Link href="/settings">settings</Link>; this page keeps nothing but those, in your browser. Roles and fees of
          all vaults are on the <Link href="/protocol">protocol's page</Link>.
        </p>
      </footer>
    </>
  );
}

/** The views, each of which fails by itself: another one is a click away. */
function GuardedViews() {
  const [location] = useLocation();
  return (
    <Guarded key={location} what="this view">
      <Views />
    </Guarded>
  );
}

function Views() {
  return (
    <Switch>
      <Route path="/" component={VaultsView} />
      <Route path="/vaults" component={VaultsView} />
      <Route path="/vaults/:address">{({ address }) => <Addressed address={address} view={VaultView} />}</Route>
      <Route path="/pools">{() => <Late view={PoolsView} />}</Route>
      <Route path="/pools/:address">{({ address }) => <Addressed address={address} view={PoolView} />}</Route>
      <Route path="/operators" component={OperatorsView} />
      <Route path="/operators/:address">{({ address }) => <Addressed address={address} view={OperatorView} />}</Route>
      <Route path="/ncns" component={NcnsView} />
      <Route path="/ncns/:address">{({ address }) => <Addressed address={address} view={NcnView} />}</Route>
      <Route path="/market">{() => <Late view={MarketView} />}</Route>
      <Route path="/slashes" component={SlashesView} />
      <Route path="/portfolio">{() => <Late view={PortfolioView} />}</Route>
      <Route path="/protocol">{() => <Late view={ProtocolView} />}</Route>
      <Route path="/upkeep">{() => <Late view={UpkeepView} />}</Route>
      <Route component={Nowhere} />
    </Switch>
  );
}

function Addressed(props: { readonly address: string; readonly view: ComponentType<{ readonly address: Address }> }) {
  const { address, view: View } = props;
  return isAddress(address) ? (
    <Suspense fallback={<Loading what="the page" rows={5} />}>
      <View key={address} address={address} />
    </Suspense>
  ) : (
    <Nowhere />
  );
}

function Late({ view: View }: { readonly view: ComponentType }) {
  return (
    <Suspense fallback={<Loading what="the page" rows={5} />}>
      <View />
    </Suspense>
  );
}

function Nowhere() {
  return (
    <Page title="No such page">
      <p>
        The address names nothing here. <Link href="/vaults">See the vaults</Link>
      </p>
    </Page>
  );
}

function Head() {
  const [location] = useLocation();
  return (
    <header className="head">
      <Link href="/vaults" className="brand">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <path d="M3 9c8 0 8 6 13 6s5-6 13-6M3 16h26M3 23c8 0 8-6 13-6s5 6 13 6" />
        </svg>
        Restaking
      </Link>
      <nav aria-label="Views">
        <ul>
          {LINKS.map(([path, title]) => (
            <li key={path}>
              <Link
                href={path}
                aria-current={
                  location.startsWith(path) || (path === "/vaults" && location === "/") ? "page" : undefined
                }
              >
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <WalletButton />
    </header>
  );
}
