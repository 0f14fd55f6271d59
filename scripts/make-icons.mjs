/**
 * `node scripts/make-icons.mjs`: draws the icons for home screens in public/icons from the bars of public/icon.svg, by a
 * Chromium. Run it after the mark has changed, and commit what it writes.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { findChromium } from "./bootstrap/chromium.mjs";
import { inProject } from "./bootstrap/paths.mjs";

/** The accent colour of the light theme. */
const background = "#4b57c4";
/** `share`: how much of the icon's width the mark takes; a maskable icon keeps it inside the circle that all cut. */
const icons = [
  { name: "icon-192", size: 192, share: 0.6, corner: 0.22 },
  { name: "icon-512", size: 512, share: 0.6, corner: 0.22 },
  { name: "maskable-512", size: 512, share: 0.46, corner: 0 },
  // iOS rounds the corners itself, and shows black where an icon is transparent.
  { name: "apple-touch-icon", size: 180, share: 0.56, corner: 0 },
];

const bars = readFileSync(inProject("public", "icon.svg"), "utf8")
  .match(/<rect[^>]*\/>/g)
  ?.join("");
if (!bars) throw new Error("public/icon.svg has no bars.");
mkdirSync(inProject("public", "icons"), { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: ["--no-sandbox"] });
for (const { name, size, share, corner } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const mark = size * share;
  await page.setContent(
    `<body style="margin:0"><div style="width:${size}px;height:${size}px;display:grid;place-items:center;` +
      `background:${background};border-radius:${size * corner}px">` +
      `<svg viewBox="0 0 24 24" width="${mark}" height="${mark}" fill="#fff">${bars}</svg></div>`,
  );
  await page.screenshot({ path: inProject("public", "icons", `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
