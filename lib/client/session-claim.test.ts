import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { claimSession, SessionClaim } from "./session-claim";

afterEach(() => void vi.unstubAllGlobals());

/** What the Locks API does with `ifAvailable`, which Node lacks: it answers later, in the order of the requests. */
function browserLocks() {
  const held = new Map<string, { lose: (error: Error) => void }>();
  return {
    async request(name: string, options: { ifAvailable?: true; steal?: true }, use: (lock: object | null) => unknown) {
      await new Promise((resolve) => setImmediate(resolve));
      if (options.steal) held.get(name)?.lose(new Error("AbortError"));
      else if (held.has(name)) return use(null);
      let lose = (_error: Error) => {};
      const stolen = new Promise<never>((_, reject) => {
        lose = reject;
      });
      const own = { lose };
      held.set(name, own);
      await Promise.race([use({}), stolen]);
      if (held.get(name) === own) held.delete(name);
    },
  };
}

describe("the browser's lock on a conversation", () => {
  it("belongs to one page at a time, until that one gives it back", async () => {
    vi.stubGlobal("navigator", { locks: browserLocks() });
    const giveBack = await claimSession("a");
    expect(await claimSession("a")).toBeNull();
    expect(await claimSession("b")).not.toBeNull();
    await giveBack?.();
    expect(await claimSession("a")).not.toBeNull();
  });

  it("is granted where the browser refuses to give locks", async () => {
    vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new Error("not here")) } });
    expect(await claimSession("a")).not.toBeNull();
  });

  it("is always granted where the browser has no locks", async () => {
    vi.stubGlobal("navigator", {});
    expect([await claimSession("a"), await claimSession("a")]).not.toContain(null);
  });
});

describe("a page's claim", () => {
  let page: SessionClaim;
  let otherTab: SessionClaim;
  beforeEach(() => {
    vi.stubGlobal("navigator", { locks: browserLocks() });
    page = new SessionClaim();
    otherTab = new SessionClaim();
  });

  it("succeeds for each of two requests that overlap, as when a reconnect comes before the first answer", async () => {
    expect(await Promise.all([page.take("a"), page.take("a")])).toEqual([true, true]);
    expect(await otherTab.take("a")).toBe(false);
  });

  it("succeeds right after it was given up, even if it had not been answered yet", async () => {
    const first = page.take("a");
    page.release();
    expect(await page.take("a")).toBe(true);
    await first;
    page.release();
    expect(await page.take("a")).toBe(true);
    expect(await otherTab.take("a")).toBe(false);
  });

  it("leaves the conversation before it to other tabs, whenever that one was granted", async () => {
    await Promise.all([page.take("a"), page.take("b")]);
    expect(await otherTab.take("a")).toBe(true);
    expect(await page.take("a")).toBe(false);
  });

  it("that is stolen is the other tab's, and can be stolen back", async () => {
    expect(await page.take("a")).toBe(true);
    expect(await otherTab.take("a", { steal: true })).toBe(true);
    page.release();
    expect(await page.take("a")).toBe(false);
    expect(await page.take("a", { steal: true })).toBe(true);
    otherTab.release();
    expect(await otherTab.take("a")).toBe(false);
  });

  it("that was given up before it was answered is no claim", async () => {
    const answer = page.take("a");
    page.release();
    await answer;
    await vi.waitFor(async () => expect(await otherTab.take("a")).toBe(true));
  });
});
