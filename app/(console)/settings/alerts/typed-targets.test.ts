import { expect, test } from "vitest";
import { type AlertTargets, defaultAlertTargets } from "@/lib/alerts/targets";
import { type TargetField, targetRanges, targetsIn, textsOf } from "./typed-targets";

const texts = textsOf(defaultAlertTargets);

test("what is shown is read back as it is, to the last digit", () => {
  const odd: AlertTargets = { ...defaultAlertTargets, errorRate: 0.0123, backupAgeHours: 31 };
  expect(targetsIn(textsOf(odd))).toEqual({ targets: odd });
  expect(targetsIn({ ...texts, backupDays: "" })).toMatchObject({ targets: { backupAgeHours: null } });
});

test("full-width digits are digits; a comma never makes another number", () => {
  expect(targetsIn({ ...texts, backupDays: "７", first_audio: "１．５" })).toMatchObject({
    targets: { backupAgeHours: 168, p95Ms: { first_audio: 1_500 } },
  });
  expect(targetsIn({ ...texts, backupDays: "1,000", first_audio: "1,5" })).toEqual({
    invalid: ["first_audio", "backupDays"],
  });
});

test.each(Object.entries(targetRanges))("%s takes both ends of its range, and nothing beyond", (name, { min, max }) => {
  const field = name as TargetField;
  for (const end of [min, max]) expect(targetsIn({ ...texts, [field]: String(end) })).toHaveProperty("targets");
  for (const beyond of [min * 0.9, max * 1.1, "soon"]) {
    expect(targetsIn({ ...texts, [field]: String(beyond) })).toEqual({ invalid: [field] });
  }
});
