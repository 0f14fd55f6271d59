import { expect, test } from "vitest";
import { userSettings } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
import { readSettings } from "./read-settings";
import { type SaveSettingInput, saveSetting } from "./save-setting";

test("everybody has their own settings; a setting that was never saved is absent", async () => {
  const { as, person } = openTestDb();
  const [ada, bob] = [as(await person("ada")), as(await person("bob"))];
  await saveSetting(ada, { key: "theme", value: "dark" });
  await saveSetting(ada, { key: "chat", value: { voice: "builtin:heart", endpointPauseMs: 900 } });
  await saveSetting(ada, { key: "theme", value: "light" });
  expect(await readSettings(ada)).toEqual({ theme: "light", chat: { voice: "builtin:heart", endpointPauseMs: 900 } });
  expect(await readSettings(bob)).toEqual({});
});

test.each([
  { key: "theme", value: "pink" },
  { key: "locale", value: "fr" },
  { key: "chat", value: { endpointPauseMs: 1 } },
  { key: "__proto__", value: {} },
  { key: "password", value: "x" },
])("%j is refused", async (input) => {
  const { as, person, db } = openTestDb();
  const ada = as(await person("ada"));
  await expect(saveSetting(ada, input as unknown as SaveSettingInput)).rejects.toMatchObject({ code: "invalid_input" });
  expect(db.select().from(userSettings).all()).toEqual([]);
});

test("a stored value that this version can't parse is left out", async () => {
  const { as, person, db } = openTestDb();
  const ada = await person("ada");
  db.insert(userSettings).values({ userId: ada.userId, key: "theme", value: "sepia" }).run();
  await saveSetting(as(ada), { key: "locale", value: "zh-TW" });
  expect(await readSettings(as(ada))).toEqual({ locale: "zh-TW" });
});
