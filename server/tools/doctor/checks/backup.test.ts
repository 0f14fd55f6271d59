import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultAlertTargets } from "../../../../lib/alerts/targets";
import { readBackupNeed } from "../../../records/data-folder/backup/backup-need";
import { startSession } from "../../../records/sessions/start-session";
import { house } from "../../../records/settings/house";
import { openTestDb } from "../../../records/testing/test-db";
import { sessionOptions, turnInput } from "../../../records/testing/turn-input";
import { recordTurn } from "../../../records/turns/record-turn";
import { sayFinding } from "../../words/say-finding";
import { backupFindings } from "./stores";

test("a backup that is missing or too old is warned of by the line of the pages' alert", async () => {
  const { as, person, system, clock, dataDir } = openTestDb();
  const path = join(dataDir, "app.db");
  const look = (lastBackupS: number | null, daysLater: number) =>
    backupFindings(lastBackupS, readBackupNeed(path), (clock.nowS + daysLater * 86_400) * 1_000);
  expect(look(null, 30)).toEqual([]);
  const ada = as(await person("ada"));
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { turnId: "t1" }));
  expect(look(null, 1)).toMatchObject([{ name: "Backup", level: "ok" }]);
  const [never] = look(null, 8);
  expect(never).toMatchObject({ level: "warning", message: "there is none, and the first turn is 8 days old" });
  expect(never && sayFinding(never, "zh-TW").message).toBe("從未備份，第一輪對話已是 8 天前");
  expect(look(clock.nowS + 7 * 86_400, 8)).toMatchObject([{ level: "ok", message: "the newest is 24 h old" }]);
  await house.save(system, { key: "alertTargets", value: { ...defaultAlertTargets, backupAgeHours: 12 } });
  expect(look(clock.nowS + 7 * 86_400, 8)).toMatchObject([{ level: "warning" }]);
  await house.save(system, { key: "alertTargets", value: { ...defaultAlertTargets, backupAgeHours: null } });
  expect(look(null, 8)).toEqual([]);
});

test("what can't be read says nothing", () => {
  expect(readBackupNeed("/nowhere/app.db")).toBeNull();
});
