import { expect, test } from "vitest";
import { lexiconEntries, lexiconVersions } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
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
