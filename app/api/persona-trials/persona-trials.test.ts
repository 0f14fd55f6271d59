import { expect, test } from "vitest";
import { createToken } from "@/server/records/tokens/create-token";
import { request, running } from "../testing/running-api";
import { POST } from "./route";

const params = { params: Promise.resolve({}) };

test("an administrator tries a persona; nobody else does, and what is none is refused", async () => {
  const { as, person, bearer } = await running();
  const { token } = await createToken(as(await person("boss", "admin")), { username: "boss", name: "t" });
  const trial = { language: "en", prompt: "Be kind.", before: [], text: "Hi" };
  const ask = (body: unknown, authorization = `Bearer ${token}`) =>
    POST(request("/api/persona-trials", { authorization }, { method: "POST", body: JSON.stringify(body) }), params);
  expect(await (await ask(trial)).json()).toEqual({ reply: "Yes.", is_cut: false });
  expect((await ask(trial, bearer)).status).toBe(403);
  const tooMany = Array.from({ length: 6 }, () => ({ said: "a", reply: "b" }));
  for (const wrong of [
    { text: " " },
    { prompt: "" },
    { language: "fr" },
    { before: tooMany },
    { text: "x".repeat(501) },
  ])
    expect([wrong, (await ask({ ...trial, ...wrong })).status]).toEqual([wrong, 400]);
});
