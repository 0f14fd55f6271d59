import { afterEach, expect, it, vi } from "vitest";
import { claimSession } from "./session-claim";

afterEach(() => void vi.unstubAllGlobals());

/** What the Locks API does with `ifAvailable`, which Node lacks. */
function browserLocks() {
  const held = new Set<string>();
  return {
    async request(name: string, _options: { ifAvailable: true }, use: (lock: object | null) => unknown) {
      if (held.has(name)) return use(null);
      held.add(name);
      await use({});
      held.delete(name);
    },
  };
}

it("belongs to one page at a time, until that one gives it back", async () => {
  vi.stubGlobal("navigator", { locks: browserLocks() });
  const first = await claimSession("a");
  expect(await claimSession("a")).toBeNull();
  expect(await claimSession("b")).not.toBeNull();
  first?.();
  await vi.waitFor(async () => expect(await claimSession("a")).not.toBeNull());
});

it("succeeds where the browser refuses to give locks", async () => {
  vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new Error("not here")) } });
  expect(await claimSession("a")).not.toBeNull();
});

it("always succeeds where the browser has no locks", async () => {
  vi.stubGlobal("navigator", {});
  expect([await claimSession("a"), await claimSession("a")]).not.toContain(null);
});
