import { expect, test } from "vitest";
import type { JobView } from "../jobs";
import { canSave, readinessOf } from "./readiness";
import type { ConsentSummary, DraftView } from "./views";

const measures = {
  ...{ speechS: 8, rmsDbfs: -20, peakDbfs: -4, clippedShare: 0, noiseGapDb: 40 },
  ...{ speakers: "one", textCer: 0 },
} as const;
const prepared = { measures } as DraftView["prepared"];
const job = (state: JobView["state"]) => ({ state }) as JobView;
const consent = (status: ConsentSummary["status"]) => ({ status }) as ConsentSummary;
const draft = (fields: Partial<DraftView>) =>
  ({ name: "Mei", text: "Words.", job: job("completed"), prepared, consent: null, ...fields }) as DraftView;

test("nothing is there before there is a recording", () => {
  expect(new Set(Object.values(readinessOf(null)))).toEqual(new Set(["missing"]));
});

test("while the recording is prepared its parts are on their way, also those of the one before", () => {
  const waiting = readinessOf(draft({ job: job("active"), prepared: null, text: "" }));
  expect(waiting).toMatchObject({ audio: "pending", quality: "pending", text: "pending" });
  expect(readinessOf(draft({ job: job("waiting") }))).toMatchObject({ audio: "pending", quality: "pending" });
});

test("a recording that could not be prepared, and a red light, block", () => {
  expect(readinessOf(draft({ job: job("failed"), prepared: null }))).toMatchObject({ audio: "blocked" });
  const tooShort = { measures: { ...measures, speechS: 1 } } as DraftView["prepared"];
  expect(readinessOf(draft({ prepared: tooShort }))).toMatchObject({ audio: "done", quality: "blocked" });
});

test("a name must be one that can be saved, a text more than space", () => {
  expect(readinessOf(draft({ name: "!?", text: " \n" }))).toMatchObject({ name: "missing", text: "missing" });
});

test("it is saved complete, or without its consent on request; one that waits for a decision counts", () => {
  const without = readinessOf(draft({}));
  expect([canSave(without, false), canSave(without, true)]).toEqual([false, true]);
  for (const status of ["accepted", "review"] as const) {
    expect(canSave(readinessOf(draft({ consent: consent(status) })), false)).toBe(true);
  }
  expect(readinessOf(draft({ consent: consent("checking") })).consent).toBe("pending");
  expect(readinessOf(draft({ consent: consent("refused") })).consent).toBe("missing");
  expect(canSave(readinessOf(draft({ text: "" })), true)).toBe(false);
});
