import { expect, test } from "vitest";
import { voiceProfiles } from "../../../drizzle/schema";
import { openTestDb } from "../testing/test-db";
import { resolveVoiceProfile } from "./resolve";

test("nobody may use a profile without an owner and a consent; the error is the same as for a missing one", async () => {
  const { as, person, system, db } = openTestDb();
  db.insert(voiceProfiles).values({ id: 7, name: "Ada", audioPath: "a.wav", durationSec: 8, createdAt: 1 }).run();
  for (const profileId of [7, 8]) {
    const asked = resolveVoiceProfile(as(await person(`ada${profileId}`)), { profileId });
    await expect(asked).rejects.toMatchObject({ code: "profile_not_ready" });
  }
  await expect(resolveVoiceProfile(system, { profileId: 7 })).rejects.toMatchObject({ code: "forbidden" });
});
