import { expect, test } from "vitest";
import { actionValue } from "./action-answer";

test.each(["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"])(
  "an action that no server got is unreachable: %s",
  async (message) => {
    const cause = new TypeError(message);
    await expect(actionValue(Promise.reject(cause))).rejects.toMatchObject({ name: "UnreachableError", cause });
  },
);

test("a fault of the page is no unreachable server, and a refusal keeps its code", async () => {
  const fault = new TypeError("x is not a function");
  await expect(actionValue(Promise.reject(fault))).rejects.toBe(fault);
  await expect(actionValue(Promise.resolve({ code: "conflict" }))).rejects.toMatchObject({ code: "conflict" });
});
