import type { EndedTurn } from "../../lib/metrics/ended-turn";
import { sampleOf, type TurnSample } from "../../lib/metrics/turn-sample";
import { endedTurn } from "../../lib/testing/ended-turn";
import { turnCall as call } from "../../lib/testing/turn-call";
import type { Database } from "../../server/platform/db/database";
import { hourS, minuteS } from "../../server/records/metrics/kept-for";
import { readingsOf } from "../../server/records/metrics/number-sources";
import { storeReadings } from "../../server/records/metrics/store-readings";
import { storeSamples } from "../../server/records/metrics/store-samples";
import { seededRandom } from "./random";

const days = 30;
const random = seededRandom(15);
/** Most near the median, some many times longer. */
const around = (medianMs: number) => Math.round(medianMs * Math.exp((random() + random() + random() - 1.5) * 0.9));

/** A turn as an office has them: in either mode, with one of seven voices; one of a hundred failed. */
export function measuredTurn(): EndedTurn {
  const mode = random() < 0.8 ? "fast" : "hq";
  const [endpoint, ttft, speech] = [around(600), around(350), around(mode === "fast" ? 450 : 900)];
  const firstAudio = endpoint + ttft + speech;
  const rest = { stt_ms: around(20), first_audio_ms: firstAudio, e2e_ms: firstAudio + around(900) };
  return endedTurn({
    mode,
    replyChars: Math.round(20 + random() * 60),
    timings: { endpoint_ms: endpoint, ttft_ms: ttft, tts_first_ms: speech, ...rest },
    calls: [
      call("transcript", { total_ms: around(250) }),
      call("reply", { first_ms: around(300) }),
      ...Array.from({ length: 4 }, (_, index) => call("segment", { began_ms: index, mode, total_ms: speech })),
    ],
    voice: random() < 0.5 ? "builtin:heart" : String(1 + Math.floor(random() * 6)),
    models: {
      stt: "whisper-large-v3-turbo",
      llm: "qwen2.5-7b-instruct",
      tts: mode === "fast" ? "kokoro-82m" : "f5-tts",
    },
    errorCode: random() < 0.01 ? "model_timeout" : null,
  });
}

function sample(atS: number): TurnSample {
  const ended = measuredTurn();
  const outcome = ended.errorCode ? "failed" : "completed";
  return sampleOf({ ...ended, sessions: 1 + Math.floor(random() * 5) }, { atS, outcome });
}

/**
 * Keeps the numbers of 30 days: `turnsADay` between 8 and 20 o'clock, the readings of one card by hour, and those of
 * the last week by minute. `nowS`: Unix seconds.
 */
export async function seedMetrics(db: Database, turnsADay: number, nowS: number): Promise<void> {
  const today = nowS - (nowS % 86_400);
  for (let day = days - 1; day >= 0; day--) {
    const samples = Array.from(
      { length: turnsADay },
      () => today - day * 86_400 + Math.floor((8 + random() * 12) * hourS),
    )
      .filter((atS) => atS < nowS)
      .sort((a, b) => a - b)
      .map(sample);
    for (let at = 0; at < samples.length; at += 250) {
      await db.write((tx) => storeSamples(tx, samples.slice(at, at + 250), nowS));
    }
  }
  const readings = (atS: number) =>
    readingsOf(
      {
        sessions: () => ({ active: Math.floor(random() * 5), waiting: 0 }),
        gpus: () => ({ cards: [{ index: 0, usedMiB: around(12_000), budgetMiB: 15_155, totalMiB: 24_576 }] }),
        residentMiB: async () => ({ web: around(300), pages: around(250) }),
      },
      atS,
    );
  for (let hour = days * 24; hour >= 0; hour--) {
    const minutes = (
      await Promise.all(Array.from({ length: 60 }, (_, minute) => readings(nowS - hour * hourS + minute * minuteS)))
    ).flat();
    await db.write((tx) => {
      if (hour < 7 * 24) storeReadings(tx, minuteS, minutes);
      storeReadings(tx, hourS, minutes);
    });
  }
}
