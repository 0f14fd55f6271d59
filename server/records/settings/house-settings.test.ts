import { expect, test } from "vitest";
import { z } from "zod";
import { auditLog, houseSettings } from "../../../drizzle/schema";
import { inOneTransaction } from "../context";
import { openTestDb } from "../testing/test-db";
import { createHouseSettings } from "./house-settings";

const settings = createHouseSettings({
  keepDays: z.number().int().min(1).max(3_650).default(90),
  consent: z.object({ en: z.string(), "zh-TW": z.string() }).default({ en: "", "zh-TW": "" }),
  webhookSecret: z.string().default(""),
});

async function fixture() {
  const opened = openTestDb();
  const admin = opened.as(await opened.person("boss", "admin"));
  const stored = () =>
    Object.fromEntries(
      opened.db
        .select()
        .from(houseSettings)
        .all()
        .map(({ key, value }) => [key, value]),
    );
  const audited = () => opened.db.select().from(auditLog).all();
  return { ...opened, admin, stored, audited };
}

test("the default applies until an admin sets a value, which then applies to everybody", async () => {
  const { admin, system } = await fixture();
  expect(await settings.read(admin, "keepDays")).toBe(90);
  await settings.save(admin, { key: "keepDays", value: 30 });
  await settings.save(admin, { key: "consent", value: { en: "May we?", "zh-TW": "可以嗎？" } });
  expect(await settings.read(system, "keepDays")).toBe(30);
  expect(await settings.read(system, "consent")).toEqual({ en: "May we?", "zh-TW": "可以嗎？" });
  expect(await system.db.read((tx) => settings.valueIn(tx, "keepDays"))).toBe(30);
});

test("each change is audited with the old and the new value; setting the same value again is no change", async () => {
  const { admin, audited } = await fixture();
  for (const value of [30, 30, 60]) await settings.save(admin, { key: "keepDays", value });
  const act = { action: "house_setting.save", entity: "house_setting", entityId: "keepDays" };
  expect(audited()).toMatchObject([
    { ...act, before: null, after: { keepDays: 30 }, changedFields: ["keepDays"] },
    { ...act, before: { keepDays: 30 }, after: { keepDays: 60 }, changedFields: ["keepDays"] },
  ]);
});

test("a value that was made from one that holds no more is refused", async () => {
  const { admin, stored } = await fixture();
  await settings.save(admin, { key: "keepDays", value: 30, basedOn: 90 });
  const late = settings.save(admin, { key: "keepDays", value: 60, basedOn: 90 });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  expect(stored()).toEqual({ keepDays: 30 });
  await settings.save(admin, { key: "keepDays", value: 60, basedOn: 30 });
  expect(stored()).toEqual({ keepDays: 60 });
});

test("a decision is taken back: the default holds again, and the act is audited once", async () => {
  const { admin, stored, audited } = await fixture();
  await settings.save(admin, { key: "keepDays", value: 30 });
  expect(await settings.list(admin)).toMatchObject([
    { key: "keepDays", value: 30, isDecided: true },
    { key: "consent", isDecided: false },
    { key: "webhookSecret", value: "", isDecided: false },
  ]);
  for (let i = 0; i < 2; i++) await settings.unset(admin, { key: "keepDays" });
  expect(await settings.read(admin, "keepDays")).toBe(90);
  expect(stored()).toEqual({});
  expect(audited()).toMatchObject([
    { action: "house_setting.save" },
    { action: "house_setting.unset", before: { keepDays: 30 }, after: null, changedFields: ["keepDays"] },
  ]);
  await expect(settings.unset(admin, { key: "toString" as never })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a secret is stored, and its value is never audited", async () => {
  const { admin, stored, audited } = await fixture();
  await settings.save(admin, { key: "webhookSecret", value: "hush" });
  expect(stored()).toEqual({ webhookSecret: "hush" });
  expect(audited()).toMatchObject([{ entityId: "webhookSecret", after: {}, changedFields: ["webhookSecret"] }]);
});

test.each([
  { key: "keepDays", value: 0 },
  { key: "keepDays", value: "30" },
  { key: "keepDays", value: undefined },
  { key: "consent", value: { en: "May we?" } },
  { key: "unknown", value: 1 },
  { key: "__proto__", value: {} },
  { key: "toString", value: {} },
])("%j is refused", async (input) => {
  const { admin, stored, audited } = await fixture();
  const saved = settings.save(admin, input as unknown as { key: "keepDays"; value: number });
  await expect(saved).rejects.toMatchObject({ code: "invalid_input" });
  expect([stored(), audited()]).toEqual([{}, []]);
});

test("a stored value that this version can't parse counts as not set", async () => {
  const { admin, db } = await fixture();
  db.insert(houseSettings).values({ key: "keepDays", value: "a month" }).run();
  expect(await settings.read(admin, "keepDays")).toBe(90);
  await settings.save(admin, { key: "keepDays", value: 31 });
  expect(await settings.read(admin, "keepDays")).toBe(31);
});

test("several settings can be saved in one transaction: all or none", async () => {
  const { admin, stored, audited } = await fixture();
  const both = inOneTransaction(admin, async (ctx) => {
    await settings.save(ctx, { key: "keepDays", value: 30 });
    await settings.save(ctx, { key: "consent", value: { en: "May we?" } as never });
  });
  await expect(both).rejects.toMatchObject({ code: "invalid_input" });
  expect([stored(), audited()]).toEqual([{}, []]);
});
