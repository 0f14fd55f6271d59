/**
 * The speaker engine: how long the print of 12 s of speech takes on one thread, with and without voice detection, and
 * the same call through the engine's process.
 *   npx tsx bench/speaker.ts [rounds, default 30]
 * Needs the models resemblyzer, silero-vad and the default voice. The parts of a round take turns, so that other
 * programs disturb them alike. CPU time is that of this process with all its threads: what the work takes when nothing
 * else wants the core. The voice detector, whose work never changes, tells how fast the machine was.
 */
import { cpus } from "node:os";
import { int16ToFloat32 } from "../lib/audio/pcm";
import { resample } from "../lib/audio/resample";
import { createSpeakerEngine } from "../server/inference/engines/embedded/speaker/embedded-speaker";
import { loadSpeakerEncoder } from "../server/inference/engines/embedded/speaker/encoder";
import { levelledSpeech } from "../server/inference/engines/embedded/speaker/levelled-speech";
import { installedStore as store } from "../server/inference/engines/embedded/testing/installed-store";
import { createVoiceDetector } from "../server/inference/engines/embedded/voice-detector";
import { never } from "../server/inference/engines/testing/calls";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { silentLogger } from "../server/platform/observability/logger";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const rounds = Number(process.argv[2] ?? 30);
const rateHz = 16_000;
const lengthS = 12;
const signal = never();

const spoken = await spokenSentences([
  "The train to the coast leaves at nine in the morning, and the tickets are sold at the counter beside the gate.",
  "Please bring two copies of the form, your passport and a photograph, and wait in the hall until your number is called.",
]);
const audio = new Float32Array(lengthS * rateHz);
let filled = 0;
while (filled < audio.length) {
  for (const { pcm, sampleRateHz } of spoken) {
    const clip = resample(int16ToFloat32(pcm), sampleRateHz, rateHz).subarray(0, audio.length - filled);
    audio.set(clip, filled);
    filled += clip.length;
  }
}

const { directory } = await store.ensure("resemblyzer", {});
const silero = await store.ensure("silero-vad", {});
const encoder = await loadSpeakerEncoder(directory, 1);
const detector = await createVoiceDetector(`${silero.directory}/silero_vad_v5.onnx`);
const engine = createSpeakerEngine({ store, logger: silentLogger });
await engine.embed(audio, signal);

interface Measured {
  wallMs: number[];
  cpuMs: number[];
}
const none = (): Measured => ({ wallMs: [], cpuMs: [] });
const times = { detection: none(), encoder: none(), both: none(), engine: none() };
async function timed(part: keyof typeof times, work: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  times[part].wallMs.push(performance.now() - startedMs);
  times[part].cpuMs.push((user + system) / 1_000);
}
/** Not measured: what is loaded or compiled at its first use. */
const firstRounds = 3;
for (let round = 0; round < firstRounds + rounds; round++) {
  if (round === firstRounds) for (const part of Object.values(times)) Object.assign(part, none());
  await timed("detection", () => levelledSpeech(detector, audio, signal));
  await timed("encoder", () => encoder.embed(audio));
  await timed("both", async () => encoder.embed(await levelledSpeech(detector, audio, signal)));
  await timed("engine", () => engine.embed(audio, signal));
}
await Promise.all([engine.close(), detector.close(), encoder.close()]);

console.log(cpus()[0]?.model.trim());
const median = (values: number[]) => quantile(values, 0.5);
const row = (name: string, { wallMs, cpuMs }: Measured) => [...summaryRow(name, wallMs, 1), median(cpuMs).toFixed(1)];
printTable(
  [`ms for ${lengthS} s`, "rounds", "median", "P95", "maximum", "CPU, median"],
  [
    row("voice detection alone", times.detection),
    row("print without voice detection", times.encoder),
    row("print with voice detection", times.both),
    [...summaryRow("the same through the engine's process", times.engine.wallMs, 1), "in that process"],
  ],
);
const ratio = median(times.encoder.cpuMs) / median(times.detection.cpuMs);
console.log(`The print takes ${ratio.toFixed(2)} times the CPU time of voice detection.`);
