import { expect, test } from "vitest";
import { auditLog } from "@/drizzle/schema";
import type { AuditPage } from "@/lib/audit/view";
import { createToken } from "@/server/records/tokens/create-token";
import { request, running } from "../testing/running-api";
import { GET as exportGet } from "./export/route";
import { GET } from "./route";

async function audited() {
  const fixture = await running();
  const boss = fixture.as(await fixture.person("boss", "admin"));
  const { token } = await createToken(boss, { username: "boss", name: "test" });
  const none = { params: Promise.resolve({}) };
  const get = (path: string, bearer = `Bearer ${token}`) => GET(request(path, { authorization: bearer }), none);
  const file = (path: string, bearer = `Bearer ${token}`) => exportGet(request(path, { authorization: bearer }), none);
  return { ...fixture, get, file };
}

test("administrators read it by filters; a misspelt one is refused", async () => {
  const { get } = await audited();
  const answer = await get("/api/audit?group=people&limit=1");
  expect(answer.headers.get("cache-control")).toContain("no-store");
  const page = (await answer.json()) as AuditPage;
  expect(page).toMatchObject({ acts: [{ action: "token.create" }], next_cursor: expect.any(String) });
  expect(await (await get(`/api/audit?group=people&limit=1&cursor=${page.next_cursor}`)).json()).toMatchObject({
    acts: [{ action: "token.create" }],
    next_cursor: null,
  });
  for (const wrong of ["grupp=people", "group=nothing", "person=-1", "cursor=7", "limit=0"]) {
    expect((await get(`/api/audit?${wrong}`)).status, wrong).toBe(400);
  }
});

test("anybody else is refused, and that is a row", async () => {
  const { get, file, bearer, db } = await audited();
  expect((await get("/api/audit", bearer)).status).toBe(403);
  expect((await file("/api/audit/export", bearer)).status).toBe(403);
  const refused = db.select().from(auditLog).all().at(-1);
  expect(refused).toMatchObject({ action: "right.use", entityId: "audit:read", outcome: "refused" });
  expect(JSON.stringify(await (await get("/api/audit", bearer)).json())).not.toContain("audit:read");
});

test("the export is a file in either format", async () => {
  const { file } = await audited();
  const csv = await file("/api/audit/export?group=people");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="avatar-audit.csv"');
  expect(await csv.text()).toMatch(/^id,at,/);
  const json = await file("/api/audit/export?group=people&format=json");
  expect(await json.json()).toMatchObject([{ action: "token.create" }, { action: "token.create" }]);
  expect((await file("/api/audit/export?format=xml")).status).toBe(400);
});
