/**
 * Draws the picture of README.md: the flow of a vault's stake as the page draws it, from the local chain's example, as an SVG
 * file of its own. `cargo xtask picture` runs it.
 */
import { writeFileSync } from "node:fs";

import { openStage } from "./support/browser.js";
import { startLocalnet } from "./support/localnet.js";

/** The vault of the example that is drawn: it has two NCNs, stake that leaves and stake that is idle. */
const VAULT = "harbor";

/** What the page's style sheets say of each element, and a file of its own has to say itself. */
const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-linejoin",
  "paint-order",
  "font-size",
  "font-weight",
];

const [, , out] = process.argv;
if (!out) {
  throw new Error("name the file to write");
}
const localnet = await startLocalnet();
const stage = await openStage();
try {
  const page = await stage.open({ localnet, path: `/vaults/${localnet.manifest.vaults[VAULT]?.address}` });
  const drawing = page.locator(".flow svg");
  await drawing.waitFor();
  writeFileSync(out, `${await drawing.evaluate(standalone, STYLES)}\n`);
} finally {
  await stage.stop();
  await localnet.stop();
}

/** The drawing as a file. It runs in the page. */
function standalone(drawing: Element, styles: readonly string[]): string {
  const [width, height] = ["width", "height"].map((side) => Number(drawing.getAttribute(side)));
  const copy = drawing.cloneNode(true) as Element;
  const originals = [...drawing.querySelectorAll("path, rect, text, tspan")];
  [...copy.querySelectorAll("path, rect, text, tspan")].forEach((element, index) => {
    const computed = getComputedStyle(originals[index] as Element);
    const used = element.tagName === "path" ? styles.filter((style) => style.startsWith("stroke")) : styles;
    for (const style of element.tagName === "rect" ? ["fill"] : used) {
      // A path's width is the stake's, and stands in its attribute.
      if (!(element.tagName === "path" && style === "stroke-width")) {
        element.setAttribute(style, computed.getPropertyValue(style));
      }
    }
    element.removeAttribute("class");
  });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({
    width,
    height,
    rx: 8,
    fill: getComputedStyle(document.body).backgroundColor,
  })) {
    ground.setAttribute(name, String(value));
  }
  copy.prepend(ground);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute(
    "font-family",
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif",
  );
  copy.setAttribute(
    "aria-label",
    (drawing.getAttribute("aria-label") ?? "").replace(" The table below has all of it.", ""),
  );
  const rounded = copy.outerHTML.replaceAll(/\d+\.\d{3,}/g, (number) => Number(number).toFixed(2));
  return rounded.replaceAll("><", ">\n<").replaceAll(">\n</tspan>", "></tspan>");
}
