/**
 * The page in a real browser.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { type Browser, chromium, type Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";

import { freePort, type Localnet } from "./localnet.js";

/** The page's folder, from the one that tests are compiled into. */
const APP = resolve(fileURLToPath(import.meta.url), "../../../../..");

/** Where Debian and others put the browser. */
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The built page, served, and a browser. */
export type Stage = {
  readonly url: string;
  readonly browser: Browser;
  /** Opens the page as a user with these settings would, with a wallet of this key if there is one. */
  readonly open: (options: Opening) => Promise<Page>;
  readonly stop: () => Promise<void>;
};

/** How the page is opened. */
export type Opening = {
  readonly localnet?: Localnet;
  /** The owner of the wallet in the browser. */
  readonly wallet?: string;
  /** The versions of transactions that the wallet announces; those of most wallets if left out. */
  readonly versions?: readonly ("legacy" | 0 | 1)[];
  readonly path?: string;
  readonly width?: number;
  readonly dark?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** Serves the page and starts the browser. */
export async function openStage(): Promise<Stage> {
  const { CHROMIUM_BIN } = process.env;
  const executablePath = CHROMIUM_BIN ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) {
    throw new Error(`there is no Chromium at ${BROWSERS.join(", ")}: install it, or say where it is in CHROMIUM_BIN`);
  }
  const port = await freePort();
  const server: PreviewServer = await preview({
    root: APP,
    logLevel: "error",
    preview: { host: "127.0.0.1", port, strictPort: true },
  });
  const url = `http://127.0.0.1:${port}`;
  const wallet = await walletScript();
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  const browser = await chromium.launch({ executablePath, args });

  const open = async (opening: Opening): Promise<Page> => {
    const { localnet, path = "/vaults", width = 1280, dark = false } = opening;
    const context = await browser.newContext({
      viewport: { width, height: width < 600 ? 780 : 900 },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "UTC",
    });
    // Nothing is decided by it: what takes longer is stuck.
    context.setDefaultTimeout(120_000);
    await context.addInitScript(
      ([key, value]) => {
        if (key && value && !localStorage.getItem(key)) {
          localStorage.setItem(key, value);
        }
      },
      ["restaking.settings", JSON.stringify({ ...(localnet && settingsFor(localnet)), ...opening.settings })],
    );
    if (opening.wallet && localnet) {
      const secret = JSON.stringify(localnet.secret(opening.wallet));
      const versions = JSON.stringify(opening.versions ?? ["legacy", 0]);
      await context.addInitScript({
        content: `window.testWallet = { secret: ${secret}, versions: ${versions}, refuses: false, signed: [] };\n${wallet}`,
      });
    }
    const page = await context.newPage();
    await page.goto(`${url}/#${path}`);
    return page;
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  return { url, browser, open, stop };
}

/** The settings of a user of this chain, with the example's names. */
function settingsFor({ manifest }: Localnet): Record<string, unknown> {
  const named = [
    ...Object.entries(manifest.vaults).map(([name, { address }]) => [address, name]),
    ...Object.entries(manifest.mints).map(([name, { address }]) => [address, name]),
    ...[manifest.people, manifest.validators, manifest.stakeAccounts, manifest.liquidPools].flatMap((all) =>
      Object.entries(all).map(([name, { address }]) => [address, name]),
    ),
    ...[manifest.operators, manifest.ncns].flatMap((all) =>
      Object.entries(all).map(([name, address]) => [address, name]),
    ),
  ];
  return {
    cluster: "localnet",
    urls: { localnet: manifest.rpc },
    wsUrls: { localnet: manifest.ws },
    names: Object.fromEntries(named),
  };
}

/** The test wallet as one script. */
async function walletScript(): Promise<string> {
  const built = await build({
    root: APP,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      lib: { entry: "tests/e2e/support/wallet.ts", formats: ["iife"], name: "wallet" },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const chunk = bundle && "output" in bundle ? bundle.output[0] : undefined;
  if (chunk?.type !== "chunk") {
    throw new Error("the test wallet was not built");
  }
  return chunk.code;
}

/** Connects the test wallet by the page's own dialog. */
export async function connectWallet(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await page.getByRole("button", { name: "Test wallet" }).click();
  await page
    .getByRole("banner")
    .getByRole("button", { name: /^Wallet/ })
    .waitFor();
}
