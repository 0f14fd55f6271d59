import type { Browser, Page } from "@playwright/test";
import type { Person } from "../../server/testing/running-server";

/** Somebody's page on this server, logged in, which counts its own long tasks (over 50 ms, by the browser's count). */
export async function measuredPage(browser: Browser, url: string, person: Person): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" })).newPage();
  const { csrfToken } = await (await page.request.get(`${url}/api/auth/csrf`)).json();
  await page.request.post(`${url}/api/auth/callback/credentials`, { form: { ...person, csrfToken, json: "true" } });
  await page.addInitScript(() => {
    const longTasks: number[] = [];
    Object.assign(window, { longTasks });
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ["longtask"],
    });
  });
  return page;
}

/** The page's long tasks since it was loaded or since the last call, ms. */
export const takeLongTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));
