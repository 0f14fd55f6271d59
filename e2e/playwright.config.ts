import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "../scripts/bootstrap/chromium.mjs";

/** Switches off what a browser does over the network by itself. */
const quietBrowser = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
/** A microphone that needs no permission; a spec names the recording that it hears. */
const fakeMicrophone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/**
 * Browser tests of the real production server: after `npm run build`, `npx playwright test -c
 * e2e/playwright.config.ts`.
 */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  // One server a worker. Conversations run one after another, because they are in real time; the other pages beside them.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Asia/Taipei",
    // What a page looked like is in the trace's snapshots; a film of every test costs more than the tests.
    trace: { mode: "retain-on-failure", screenshots: false, sources: false },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: findChromium() ?? undefined, args: [...quietBrowser, ...fakeMicrophone] },
  },
  projects: [
    { name: "pages", testIgnore: /chat[\w-]*\.spec\.ts$/, workers: 1 },
    { name: "chat", testMatch: /chat[\w-]*\.spec\.ts$/, workers: 1 },
  ],
});
