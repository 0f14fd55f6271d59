import { expect, test } from "vitest";
import { changeLexicon } from "@/server/records/lexicon/change-lexicon";
import { createToken } from "@/server/records/tokens/create-token";
import { request, running } from "../testing/running-api";
import { GET as exportCsv } from "./export/route";
import { GET as readLexicon } from "./route";
import { GET as sample } from "./sample/route";

const params = { params: Promise.resolve({}) };

async function bossOf({ as, person }: Awaited<ReturnType<typeof running>>) {
  const boss = as(await person("boss", "admin"));
  const { token } = await createToken(boss, { username: "boss", name: "t" });
  return { boss, headers: { authorization: `Bearer ${token}` } };
}

test("an administrator takes the lexicon as a file and hears an entry; nobody else does", async () => {
  const house = await running();
  const { boss, headers } = await bossOf(house);
  const sql = { kind: "said", language: "en", written: "SQL", becomes: "sequel" } as const;
  await changeLexicon(boss, { basedOn: 0, remove: [], put: [sql] });
  const file = await exportCsv(request("/api/lexicon/export", headers), params);
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="lexicon-v1.csv"');
  expect(await file.text()).toContain("said,en,SQL,sequel,");
  const path = "/api/lexicon/sample?language=en&becomes=sequel";
  expect((await sample(request(path, headers), params)).headers.get("content-type")).toBe("audio/wav");
  expect((await sample(request("/api/lexicon/sample?language=xx", headers), params)).status).toBe(400);
  const staff = { authorization: house.bearer };
  expect((await exportCsv(request("/api/lexicon/export", staff), params)).status).toBe(403);
  expect((await sample(request(path, staff), params)).status).toBe(403);
});

test("an earlier version is read and exported as it was; one that never was is not there", async () => {
  const house = await running();
  const { boss, headers } = await bossOf(house);
  const sql = { kind: "said", language: "en", written: "SQL", becomes: "sequel" } as const;
  await changeLexicon(boss, { basedOn: 0, remove: [], put: [sql] });
  await changeLexicon(boss, { basedOn: 1, remove: [sql], put: [] });
  const read = (query: string) => readLexicon(request(`/api/lexicon${query}`, headers), params);
  expect(await (await read("")).json()).toEqual({ version: 2, entries: [] });
  expect(await (await read("?version=1")).json()).toMatchObject({ version: 1, entries: [sql] });
  expect(await (await read("?version=0")).json()).toEqual({ version: 0, entries: [] });
  expect((await read("?version=3")).status).toBe(404);
  for (const bad of ["", "x", "-1", "1.5", "99999999999999999999"])
    expect([bad, (await read(`?version=${bad}`)).status]).toEqual([bad, 400]);
  const file = await exportCsv(request("/api/lexicon/export?version=1", headers), params);
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="lexicon-v1.csv"');
  expect(await file.text()).toContain("said,en,SQL,sequel,");
});
