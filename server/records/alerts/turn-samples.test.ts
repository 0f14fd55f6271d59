import { expect, test } from "vitest";
import { sampleOf } from "../../../lib/metrics/turn-sample";
import { endedTurn } from "../../../lib/testing/ended-turn";
import { storeSamples } from "../metrics/store-samples";
import { openTestDb } from "../testing/test-db";
import { readTurnSamples } from "./turn-samples";

test("turns are read once each, by slices, from a time on", async () => {
  const { as, clock, db } = openTestDb();
  const watch = as({ kind: "system", job: "alerts" });
  const end = (count: number, outcome: "completed" | "failed", atS = clock.nowS) => {
    const samples = Array.from({ length: count }, () => sampleOf(endedTurn(), { atS, outcome }));
    db.transaction((tx) => storeSamples(tx, samples, clock.nowS));
  };
  expect(await readTurnSamples(watch, { afterId: 0, sinceS: 0 })).toEqual({ samples: [], lastId: 0, isAll: true });
  const firstS = clock.nowS;
  end(1, "completed");
  clock.nowS += 100;
  end(202, "completed");
  end(1, "failed");
  // Counted late: it ended before the others.
  end(1, "failed", firstS);
  const first = await readTurnSamples(watch, { afterId: 0, sinceS: firstS + 1 });
  expect(first.samples).toHaveLength(200);
  expect(first.samples[0]).toMatchObject({ atS: clock.nowS, outcome: "completed", stages: { first_audio: 1_300 } });
  expect(first.isAll).toBe(false);
  const rest = await readTurnSamples(watch, { afterId: first.lastId, sinceS: firstS + 1 });
  expect(rest.samples.map(({ outcome }) => outcome)).toEqual(["completed", "completed", "failed"]);
  expect(rest.isAll).toBe(true);
});
