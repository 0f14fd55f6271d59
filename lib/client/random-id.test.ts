import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { deviceId } from "./device-identity";
import { randomId } from "./random-id";

afterEach(() => void vi.unstubAllGlobals());

test("an id is made also where the page's address is not secure, and each is another", () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  const ids = [randomId(), randomId(), deviceId()];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true);
});
