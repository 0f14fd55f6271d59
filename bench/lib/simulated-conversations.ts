import { endpointPauseMs } from "../../lib/speech-detection";
import { endpointing } from "../../server/conversation/session/endpointing";
import { createLeaseBroker } from "../../server/inference/scheduling/lease-broker";
import type { nextCall } from "../../server/inference/scheduling/lease-order";
import { seededRandom } from "./random";
import { SimulatedTime } from "./simulated-time";

/** What happens in one turn, decided beforehand: the same for every order that is compared. Times in ms. */
export interface PlannedTurn {
  /** The person thinks and speaks. */
  beforeMs: number;
  sttMs: number;
  ttftMs: number;
  segments: readonly PlannedSegment[];
}

interface PlannedSegment {
  /** How long the model writes it, after the segment before it. */
  writtenMs: number;
  audioMs: number;
  /** How long its speech call takes, as a multiple of the average. */
  callShare: number;
}

/** The outcome of a plan under one order. Times in ms. */
export interface Conversations {
  /** The share of the time in which the speech slot was busy, 0–1. */
  load: number;
  turnsPerMinute: number;
  firstAudioMs: number[];
  /** Silence before each segment whose listener had no sound left. */
  underrunsMs: number[];
  /** Segments that are not the first of their reply. */
  laterSegments: number;
  /** How long each segment waited for the speech slot. */
  waitsMs: number[];
  /** How long its listener heard nothing during that wait. */
  silentWaitsMs: number[];
}

/** `sessions` people with so many turns each; the same for the same seed. */
export function planConversations(seed: number, sessions: number, turns: number): PlannedTurn[][] {
  const random = seededRandom(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const segment = (isFirst: boolean): PlannedSegment => ({
    writtenMs: isFirst ? between(60, 150) : between(150, 400),
    audioMs: isFirst ? between(800, 2_000) : between(2_000, 5_000),
    callShare: between(0.85, 1.15),
  });
  const turn = (): PlannedTurn => ({
    beforeMs: between(500, 3_000) + between(1_500, 6_000),
    sttMs: between(250, 600),
    ttftMs: between(150, 450),
    segments: Array.from({ length: 2 + Math.floor(3 * random()) }, (_, index) => segment(index === 0)),
  });
  return Array.from({ length: sessions }, () => Array.from({ length: turns }, turn));
}

/**
 * Lets all people talk at the same time, on the server's own lease broker with one slot for recognition, one for
 * speech and one for each reply. `order` says who is next; a speech call takes `callMs` on average, whatever its
 * length.
 */
export async function converse(plan: PlannedTurn[][], callMs: number, order: typeof nextCall): Promise<Conversations> {
  const time = new SimulatedTime();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: plan.length, tts: 1 }, now: time.now, order });
  const { signal } = new AbortController();
  const urgency = "live";
  const heard: Pick<Conversations, "firstAudioMs" | "underrunsMs" | "waitsMs" | "silentWaitsMs"> = {
    firstAudioMs: [],
    underrunsMs: [],
    waitsMs: [],
    silentWaitsMs: [],
  };
  let busyMs = 0;
  let segments = 0;

  async function speech(playoutDeadlineMs: number, { callShare }: PlannedSegment): Promise<void> {
    const lease = await leases.acquire({ call: "segment", urgency, playoutDeadlineMs, signal });
    heard.waitsMs.push(lease.waitedMs);
    heard.silentWaitsMs.push(Math.min(lease.waitedMs, Math.max(0, time.now() - playoutDeadlineMs)));
    busyMs += callMs * callShare;
    segments += 1;
    await time.after(callMs * callShare);
    lease.release();
  }

  async function turn(planned: PlannedTurn): Promise<void> {
    const saidMs = time.now();
    // Work begins in the pause; nothing of it is heard before the pause is over.
    await time.after(endpointing.possibleEndMs);
    const startedMs = time.now();
    const stt = await leases.acquire({ call: "transcript", urgency, signal });
    await time.after(planned.sttMs);
    stt.release();
    const llm = await leases.acquire({ call: "reply", urgency, signal });
    let writtenAtMs = time.now() + planned.ttftMs;
    let heardUntilMs = startedMs;
    for (const [index, segment] of planned.segments.entries()) {
      writtenAtMs += segment.writtenMs;
      await time.until(writtenAtMs);
      await speech(heardUntilMs, segment);
      const atMs = Math.max(time.now(), saidMs + endpointPauseMs.default);
      if (index === 0) heard.firstAudioMs.push(atMs - saidMs);
      else if (atMs > heardUntilMs) heard.underrunsMs.push(atMs - heardUntilMs);
      heardUntilMs = Math.max(atMs, heardUntilMs) + segment.audioMs;
    }
    llm.release();
    await time.until(heardUntilMs);
  }

  const people = plan.map(async (turns) => {
    for (const planned of turns) {
      await time.after(planned.beforeMs);
      await turn(planned);
    }
  });
  await time.run();
  await Promise.all(people);
  const turns = heard.firstAudioMs.length;
  return {
    ...heard,
    load: busyMs / time.now(),
    turnsPerMinute: (turns / time.now()) * 60_000,
    laterSegments: segments - turns,
  };
}
