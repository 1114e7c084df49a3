/**
 * Measures the page with many vaults and positions: how soon it shows something of use, what it reads, and what it keeps in memory.
 * `npm run measure --workspace restaking-page VAULTS POSITIONS` prints a table. A scan is answered from memory after the first time, so
 * that the page is measured and not the local chain, which is compiled without optimization.
 */
import type { Locator, Page } from "playwright-core";

import { connectWallet, openStage } from "./support/browser.js";
import { startLocalnet } from "./support/localnet.js";
import { openMeter } from "./support/meter.js";

/** How often each is measured: the middle one is told. */
const TIMES = 3;

const [vaults = 500, positions = 10_000] = process.argv.slice(2).map(Number);
const localnet = await startLocalnet({ scale: { vaults, positions } });
const meter = await openMeter(localnet, { remembers: true });
const stage = await openStage();

/** A view, and what is of use in it. */
type Measured = {
  readonly name: string;
  readonly path: string;
  readonly wallet?: string;
  readonly useful: (page: Page) => Locator;
  readonly whole: (page: Page) => Locator;
};

const harbor = localnet.manifest.vaults.harbor?.address;
const VIEWS: readonly Measured[] = [
  {
    name: "vaults",
    path: "/vaults",
    useful: (page) => page.locator(".vault-card").nth(11),
    whole: (page) => page.getByText("You could lose").nth(11),
  },
  {
    name: "a vault",
    path: `/vaults/${harbor}`,
    useful: (page) => page.getByRole("region", { name: "Enter and leave" }),
    whole: (page) => page.getByRole("region", { name: "What you could lose" }),
  },
  {
    name: "operators",
    path: "/operators",
    useful: (page) => page.getByRole("row").nth(20),
    whole: (page) => page.getByRole("row").nth(20),
  },
  {
    name: "NCNs",
    path: "/ncns",
    useful: (page) => page.getByRole("row").nth(20),
    whole: (page) => page.getByRole("row").nth(20),
  },
  {
    name: "portfolio",
    path: "/portfolio",
    wallet: "alice",
    useful: (page) => page.getByRole("region", { name: "Positions" }).getByRole("row").nth(20),
    whole: (page) => page.getByRole("button", { name: /^Claim all/ }),
  },
  {
    name: "upkeep",
    path: "/upkeep",
    useful: (page) => page.getByText(/\d chores/),
    whole: (page) => page.getByText(/\d chores/),
  },
];

try {
  console.log(`${vaults} vaults, ${positions} positions`);
  console.log("| view | useful after | of it work | whole after | of it work | requests | read | heap |");
  console.log("|---|---:|---:|---:|---:|---:|---:|---:|");
  for (const view of VIEWS) {
    // The first time is the chain's.
    await measure(view);
    const runs: Awaited<ReturnType<typeof measure>>[] = [];
    for (let time = 0; time < TIMES; time++) {
      runs.push(await measure(view));
    }
    const middle = (figure: (run: (typeof runs)[number]) => number) =>
      runs.map(figure).sort((one, other) => one - other)[Math.floor(TIMES / 2)] ?? 0;
    const cells = [
      view.name,
      `${middle(({ useful }) => useful).toFixed(0)} ms`,
      `${middle(({ usefulWork }) => usefulWork).toFixed(0)} ms`,
      `${middle(({ whole }) => whole).toFixed(0)} ms`,
      `${middle(({ wholeWork }) => wholeWork).toFixed(0)} ms`,
      `${middle(({ requests }) => requests)}`,
      `${(middle(({ bytes }) => bytes) / 1e6).toFixed(2)} MB`,
      `${(middle(({ heap }) => heap) / 1e6).toFixed(0)} MB`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} finally {
  await stage.stop();
  await meter.stop();
  await localnet.stop();
}

async function measure({ path, wallet, useful, whole }: Measured) {
  // A wallet is connected before: what is measured begins with the page's load.
  const page = await stage.open({
    localnet: meter.localnet,
    path: wallet ? "/settings" : path,
    ...(wallet && { wallet }),
  });
  if (wallet) {
    await connectWallet(page);
  }
  await page.goto("about:blank");
  const session = await page.context().newCDPSession(page);
  // The processor's time alone: other programs of a busy machine are not in it.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  meter.reset();
  await page.goto(`${stage.url}/#${path}`);
  await useful(page).waitFor();
  const usefulAt = await sinceStart(page);
  const usefulWork = await worked();
  await whole(page).waitFor();
  const wholeAt = await sinceStart(page);
  const wholeWork = await worked();
  await page.waitForTimeout(2_000);
  const { requests, bytes } = meter.count();
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await page.context().close();
  return {
    useful: usefulAt,
    whole: wholeAt,
    usefulWork,
    wholeWork,
    requests: Object.values(requests).reduce((sum, each) => sum + each, 0),
    bytes,
    heap: usedSize,
  };

  /** The milliseconds that the page's thread has worked. */
  async function worked(): Promise<number> {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
  }
}

/** The milliseconds since the page began to load. */
function sinceStart(page: Page): Promise<number> {
  return page.evaluate(() => performance.now());
}
