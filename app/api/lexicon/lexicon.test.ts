import { expect, test } from "vitest";
import { changeLexicon } from "@/server/records/lexicon/change-lexicon";
import { createToken } from "@/server/records/tokens/create-token";
import { request, running } from "../testing/running-api";
import { GET as exportCsv } from "./export/route";
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
