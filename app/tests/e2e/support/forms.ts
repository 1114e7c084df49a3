/**
 * The forms of acts.
 */
import type { Locator } from "playwright-core";

/** Opens an act of a panel, and gives its form. */
export async function openAct(panel: Locator, title: string): Promise<Locator> {
  const hasText = new RegExp(`^${title}$`);
  await panel.locator("summary").filter({ hasText }).click();
  return panel.locator("details").filter({ has: panel.page().locator("summary").filter({ hasText }) });
}
