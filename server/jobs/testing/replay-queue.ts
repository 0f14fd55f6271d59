import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from "vitest";
import { defaultReplyLimits } from "../../../lib/reply-limits";
import { prefillPrompt } from "../../conversation/pipeline/prefill";
import { runTurn } from "../../conversation/pipeline/run-turn";
import type { Engines } from "../../inference/contract";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from "../../inference/engines/remote";
import { type StandIn, type StandIns, startStandIns } from "../../inference/engines/testing/start-stand-ins";
import type { ModelStore } from "../../inference/models/contract";
import { modelSha256, openRunEngines } from "../../inference/run-engines";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { SharedActivity } from "../../inference/scheduling/shared-activity";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import { addCases } from "../../records/replays/add-cases";
import { createSet } from "../../records/replays/create-set";
import { findSet } from "../../records/replays/find-set";
import { requestRun } from "../../records/replays/runs";
import { startSession } from "../../records/sessions/start-session";
import { openTestDb } from "../../records/testing/test-db";
import { sessionOptions, turnInput } from "../../records/testing/turn-input";
import { type RecordTurnInput, recordTurn } from "../../records/turns/record-turn";
import { createReplayEngines } from "../kinds/replay-engines";
import { createReplayRun } from "../kinds/replay-run";
import { createJobRunner } from "../runner";

export interface ReplayQueueOptions {
  /** How many were recorded; default 3. */
  turns?: number;
  /** What the recorded turns have of their own. */
  turn?: Partial<RecordTurnInput>;
  /** The models that a run may load; by default none. */
  store?: ModelStore;
  cpuThreads?: number;
}

const now = () => performance.now();
const unused = () => Promise.reject(new Error("not expected here"));

/** Call it at the top of a test file. It runs fake servers for all three models, and resets them before each test. */
export function replayQueues() {
  let standIns: StandIns;
  let engines: Engines;
  beforeAll(async () => {
    standIns = await startStandIns();
    const at = ({ url }: StandIn) => ({ url, model: null, apiKey: null });
    engines = {
      stt: createRemoteStt(at(standIns.stt), silentLogger),
      llm: createRemoteLlm(at(standIns.llm), silentLogger),
      tts: createRemoteTts(at(standIns.tts), silentLogger),
    };
    await Promise.all([engines.stt.start(), engines.llm.start(), engines.tts.start()]);
  });
  afterAll(async () => {
    for (const engine of Object.values(engines)) await engine.close();
    await standIns.close();
  });
  beforeEach(async () => {
    for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) {
      await standIn.forgetCalls();
      await standIn.configure({ answers: [], answer: null, faults: [], fault: null, firstLatencyMs: 0 });
    }
  });

  /** A set of recorded turns, and a queue that runs it. */
  async function open({ turns = 3, turn = {}, store = {} as never, cpuThreads = 1 }: ReplayQueueOptions = {}) {
    const opened = openTestDb();
    const staff = opened.as(await opened.person("staff"));
    const qa = opened.as(await opened.person("qa", "qa"));
    const { sessionId } = await startSession(staff, sessionOptions);
    const voice = { kind: "builtin", name: engines.tts.voices().find(({ language }) => language === "en")?.name ?? "" };
    for (let number = 1; number <= turns; number++) {
      const changes = { voice, ...turn } as Parameters<typeof turnInput>[2];
      await recordTurn(staff, turnInput(sessionId, number, changes));
    }
    const { setId } = await createSet(qa, { name: "Cards" });
    await addCases(qa, { setId, sessionIds: [sessionId] });
    const activity = new SharedActivity();
    const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now, activity });
    const servers = { stt: null, llm: { url: standIns.llm.url, model: null, apiKey: null }, tts: null };
    const common = { engines, leases, servers, activity, store, cpuThreads, logger: silentLogger, now };
    const system = opened.as({ kind: "system", job: "jobs" });
    const start = async () => {
      const runner = createJobRunner({
        ctx: system,
        handlers: {
          ...{
            reference: unused,
            consent_check: unused,
            voice_trial: unused,
            voice_removal: unused,
            conversation_removal: unused,
            search_purge: unused,
            webhook: unused,
          },
          replay_run: createReplayRun({
            openRunEngines: createReplayEngines((models) => openRunEngines(models, common)),
            runTurn,
            prefill: prefillPrompt,
            replyLimits: async () => defaultReplyLimits,
            activity,
            appVersion: "1.2.3",
            modelSha256,
            logger: silentLogger,
            now,
          }),
        },
        changeMark: changeMarkOf(opened.sqlite),
        tidy: async () => undefined,
        logger: silentLogger,
        now,
      });
      onTestFinished(() => runner.close());
      await runner.start();
      return runner;
    };
    let asked = 0;
    const request = async (changes: Parameters<typeof requestRun>[1]["changes"] = {}, repeats = 1) =>
      (await requestRun(qa, { setId, name: "Run", changes, repeats, requestKey: `request-${asked++}` })).runId;
    const viewOf = async (runId: number) => (await findSet(qa, { setId })).runs.find(({ id }) => id === runId);
    const over = (runId: number) => expect.poll(async () => (await viewOf(runId))?.state, { timeout: 30_000 });
    return { ...opened, staff, qa, system, sessionId, setId, activity, start, request, viewOf, over };
  }

  return {
    get standIns() {
      return standIns;
    },
    open,
  };
}

/** The real command, as a program beside the server. */
export async function avatarReplay(dataDir: string, ...args: string[]) {
  const entry = fileURLToPath(new URL("../../tools/avatar.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", entry, "replay", ...args], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, HOME: dataDir, AVATAR_DATA_DIR: dataDir },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}
