import { expect, test } from "vitest";
import { auditLog, lexiconEntries, lexiconVersions } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
import { changeLexicon } from "./change-lexicon";
import { listLexiconVersions } from "./list-versions";
import { readLexicon } from "./read-lexicon";

test("an empty house has version 0; each version keeps what it held", async () => {
  const { db, as, person } = openTestDb();
  const ada = await person("ada");
  const ctx = as(ada);
  expect(await readLexicon(ctx)).toEqual({ version: 0, entries: [] });
  const meant = { kind: "heard", language: "en", written: "kuber netties", becomes: "Kubernetes" } as const;
  const said = { kind: "said", language: "zh-TW", written: "重慶", becomes: "重慶", pronunciation: "ㄔㄨㄥˊ" } as const;
  for (const version of [1, 2, 3])
    db.insert(lexiconVersions).values({ version, userId: ada.userId, createdAt: 1 }).run();
  db.insert(lexiconEntries)
    .values([
      { ...meant, addedIn: 1, removedIn: 3 },
      { ...said, addedIn: 2 },
    ])
    .run();
  expect(await readLexicon(ctx, 0)).toEqual({ version: 0, entries: [] });
  expect(await readLexicon(ctx, 1)).toEqual({ version: 1, entries: [{ ...meant, pronunciation: null }] });
  expect(await readLexicon(ctx, 2)).toEqual({ version: 2, entries: [{ ...meant, pronunciation: null }, said] });
  expect(await readLexicon(ctx)).toEqual({ version: 3, entries: [said] });
  await expect(readLexicon(ctx, 4)).rejects.toMatchObject({ code: "not_found" });
});

const sql = { kind: "said", language: "en", written: "SQL", becomes: "sequel" } as const;
const kube = { kind: "heard", language: "en", written: "cube netty", becomes: "Kubernetes" } as const;

test("a change makes one version; an entry takes the place of the one with its key", async () => {
  const { db, as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  expect(await changeLexicon(ctx, { basedOn: 0, remove: [], put: [sql, kube] })).toEqual({ version: 1 });
  const shouted = { ...sql, written: "sql", becomes: "es cue el" };
  expect(await changeLexicon(ctx, { basedOn: 1, remove: [kube], put: [shouted] })).toEqual({ version: 2 });
  expect(await readLexicon(ctx)).toEqual({ version: 2, entries: [{ ...shouted, pronunciation: null }] });
  expect((await readLexicon(ctx, 1)).entries).toHaveLength(2);
  // The same again, and what is not there: no version.
  expect(await changeLexicon(ctx, { basedOn: 2, remove: [kube], put: [shouted] })).toEqual({ version: 2 });
  expect(await listLexiconVersions(ctx)).toEqual({
    versions: [
      {
        ...{ version: 2, by: "boss", at: 1_800_000_000, added_count: 1, removed_count: 2 },
        added: [{ ...shouted, pronunciation: null }],
        removed: [sql, kube].map((entry) => ({ ...entry, pronunciation: null })),
      },
      expect.objectContaining({ version: 1, added_count: 2, removed_count: 0 }),
    ],
    has_more: false,
  });
  expect((await listLexiconVersions(ctx, { before: 2 })).versions.map(({ version }) => version)).toEqual([1]);
  expect(
    db
      .select()
      .from(auditLog)
      .all()
      .map(({ action, after }) => [action, after]),
  ).toEqual([
    ["lexicon.change", { version: 1, added: 2, removed: 0 }],
    ["lexicon.change", { version: 2, added: 1, removed: 2 }],
  ]);
});

test("whoever changes an entry that somebody has changed meanwhile is refused; other entries do not matter", async () => {
  const { as, person } = openTestDb();
  const [ada, ben] = [as(await person("ada", "admin")), as(await person("ben", "admin"))];
  await changeLexicon(ada, { basedOn: 0, remove: [], put: [sql] });
  await changeLexicon(ada, { basedOn: 1, remove: [], put: [{ ...sql, becomes: "es cue el" }] });
  const late = changeLexicon(ben, { basedOn: 1, remove: [sql], put: [] });
  await expect(late).rejects.toMatchObject({ code: "conflict" });
  expect(await changeLexicon(ben, { basedOn: 1, remove: [], put: [kube] })).toEqual({ version: 3 });
});

test.each([
  { basedOn: 0, remove: [], put: [{ ...sql, becomes: "SQL" }] },
  { basedOn: 0, remove: [], put: [{ ...sql, written: " " }] },
  { basedOn: 0, remove: [], put: [{ ...sql, pronunciation: "si1" }] },
  { basedOn: 7, remove: [], put: [sql] },
  { basedOn: 0, remove: [], put: Array.from({ length: 5_001 }, (_, index) => ({ ...sql, written: `w${index}` })) },
])("what can't be kept is refused", async (input) => {
  const { as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  await expect(changeLexicon(ctx, input)).rejects.toMatchObject({ code: "invalid_input" });
  expect((await readLexicon(ctx)).version).toBe(0);
});

test("thousands of entries come and go in one change", async () => {
  const { as, person } = openTestDb();
  const ctx = as(await person("boss", "admin"));
  const put = Array.from({ length: 5_000 }, (_, index) => ({ ...sql, written: `w${index}` }));
  await changeLexicon(ctx, { basedOn: 0, remove: [], put });
  await expect(changeLexicon(ctx, { basedOn: 1, remove: [], put: [kube] })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await changeLexicon(ctx, { basedOn: 1, remove: put, put: [] });
  const [latest] = (await listLexiconVersions(ctx)).versions;
  expect([latest?.removed_count, latest?.removed.length]).toEqual([5_000, 50]);
});
