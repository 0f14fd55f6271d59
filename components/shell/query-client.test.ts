import { MutationObserver, onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { createQueryClient } from "./query-client";

afterEach(() => onlineManager.setOnline(true));

test("an act without a network fails at once, and is not sent when the network is back", async () => {
  onlineManager.setOnline(false);
  let calls = 0;
  const act = new MutationObserver(createQueryClient(), {
    async mutationFn() {
      calls++;
      throw new TypeError("Failed to fetch");
    },
  });
  void act.mutate().catch(() => undefined);
  await expect.poll(() => act.getCurrentResult().status).toBe("error");
  onlineManager.setOnline(true);
  await new Promise(setImmediate);
  expect(calls).toBe(1);
});
