import { expect, test } from "vitest";
import { createToken } from "@/server/records/tokens/create-token";
import { request, running } from "../testing/running-api";
import { GET } from "./route";
import { GET as tilesGet } from "./tiles/route";

async function asAdministrator() {
  const { as, person } = await running();
  const { token } = await createToken(as(await person("boss", "admin")), { username: "boss", name: "test" });
  const none = { params: Promise.resolve({}) };
  const asked = (path: string) => request(path, { authorization: `Bearer ${token}` });
  const charts = (query: string) => GET(asked(`/api/dashboard${query}`), none);
  const tiles = (query: string) => tilesGet(asked(`/api/dashboard/tiles${query}`), none);
  return { charts, tiles };
}

test("numbers are of what was asked for; without a word, of a day", async () => {
  const { charts, tiles } = await asAdministrator();
  expect(await (await charts("")).json()).toMatchObject({ stages: { range: "24h" } });
  expect(await (await charts("?range=7d&split=mode")).json()).toMatchObject({ stages: { range: "7d" } });
  expect((await tiles("")).status).toBe(200);
  expect(await (await tiles("?range=15m")).json()).toHaveLength(9);
});

test("what can't be read is refused, and named", async () => {
  const { charts, tiles } = await asAdministrator();
  for (const query of ["?range=1y", "?split=banana", "?rnage=7d", "?split="]) {
    const answer = await charts(query);
    expect(answer.status, query).toBe(400);
    const { error } = await answer.json();
    expect(error).toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(/\?(\w+)/.exec(query)?.[1] ?? ""),
    });
  }
  for (const query of ["?range=1y", "?split=mode"]) expect((await tiles(query)).status, query).toBe(400);
});
