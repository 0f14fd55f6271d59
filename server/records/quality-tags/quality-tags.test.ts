import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
import { addTag } from "./add-tag";
import { renameTag, retireTag } from "./change-tag";
import { listTags } from "./list-tags";

test("a house begins with tags; more are added, renamed, retired and taken back", async () => {
  const { db, as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  expect((await listTags(ctx)).map(({ name_en }) => name_en)).toContain("Misheard");
  const { tagId } = await addTag(ctx, { nameZh: " 離題 ", nameEn: "Off topic" });
  const basedOn = { nameZh: "離題", nameEn: "Off topic" };
  await renameTag(ctx, { tagId, nameZh: "文不對題", nameEn: "Off topic", basedOn });
  await retireTag(ctx, { tagId, isRetired: true });
  // The second time it changes nothing.
  await retireTag(ctx, { tagId, isRetired: true });
  const renamed = { id: tagId, name_zh: "文不對題", name_en: "Off topic" };
  expect((await listTags(ctx)).at(-1)).toEqual({ ...renamed, retired: true });
  await retireTag(ctx, { tagId, isRetired: false });
  expect((await listTags(ctx)).at(-1)).toEqual({ ...renamed, retired: false });
  const acts = db
    .select()
    .from(auditLog)
    .all()
    .map(({ action }) => action);
  expect(acts).toEqual(["quality_tag.add", "quality_tag.rename", "quality_tag.retire", "quality_tag.retire"]);
});

test("a name that another tag has is refused, in either language and case, also of a retired one", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  const { tagId } = await addTag(ctx, { nameZh: "離題", nameEn: "Off topic" });
  await retireTag(ctx, { tagId, isRetired: true });
  const refused = { code: "conflict" };
  await expect(addTag(ctx, { nameZh: "離題", nameEn: "Other" })).rejects.toMatchObject(refused);
  await expect(addTag(ctx, { nameZh: "別的", nameEn: "OFF TOPIC" })).rejects.toMatchObject(refused);
  const basedOn = { nameZh: "離題", nameEn: "Off topic" };
  await expect(renameTag(ctx, { tagId, nameZh: "離題", nameEn: "Misheard", basedOn })).rejects.toMatchObject(refused);
  await renameTag(ctx, { tagId, nameZh: "離題", nameEn: "off topic", basedOn });
  const unknown = renameTag(ctx, { tagId: 99, nameZh: "a", nameEn: "b", basedOn });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
  await expect(addTag(ctx, { nameZh: "", nameEn: "x" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("of two people who rename a tag at the same time, the later one is told, unless both mean the same", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  const basedOn = { nameZh: "離題", nameEn: "Off topic" };
  const { tagId } = await addTag(ctx, basedOn);
  const first = { tagId, nameZh: "離題", nameEn: "Astray", basedOn };
  await renameTag(ctx, first);
  const late = renameTag(ctx, { tagId, nameZh: "文不對題", nameEn: "Off topic", basedOn });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  await renameTag(ctx, first);
  expect((await listTags(ctx)).at(-1)).toMatchObject({ name_zh: "離題", name_en: "Astray" });
});
