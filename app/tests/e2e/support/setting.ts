/**
 * The chain and the browser of a file of journeys. Node runs each file in a process of its own.
 */
import { after, before } from "node:test";

import { openStage, type Stage } from "./browser.js";
import { type Beginning, type Localnet, startLocalnet } from "./localnet.js";

/** The file's local chain, from before its first test on. */
export let localnet: Localnet;

/** The file's browser, from before its first test on. */
export let stage: Stage;

/** Starts both before the file's first test, and stops them after its last. */
export function setStage(beginning: Beginning = {}): void {
  before(async () => {
    localnet = await startLocalnet(beginning);
    stage = await openStage();
  });
  after(async () => {
    await stage?.stop();
    await localnet?.stop();
  });
}
