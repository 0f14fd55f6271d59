/**
 * The reference of a voice: from an uploaded recording to the judged file, as the built server makes it.
 *   npx tsx bench/reference.ts [rounds, default 5]
 * Needs `npm run build` and the models silero-vad and the default voice. The MP3 of 5 minutes is encoded with lame, or
 * with ffmpeg, when one of them is there (44.1 kHz, stereo, 192 kbit/s); else it is the test's recording of 24 kbit/s,
 * over and over.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { concatFloat32, float32ToInt16, int16ToFloat32 } from "../lib/audio/pcm";
import { resample } from "../lib/audio/resample";
import { encodeWav } from "../lib/audio/wav";
import { lightsFor } from "../lib/voice-profiles/quality";
import { installedStore as store } from "../server/inference/engines/embedded/testing/installed-store";
import { never } from "../server/inference/engines/testing/calls";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { childEntry } from "../server/inference/reference-audio/child-entry";
import { createReferenceMaker } from "../server/inference/reference-audio/reference-maker";
import { whichProgram } from "../server/platform/child-process/which-program";
import { silentLogger } from "../server/platform/observability/logger";
import { cpuMs, residentMiB } from "./lib/process-usage";
import { printTable, quantile } from "./lib/statistics";

const rounds = Number(process.argv[2] ?? 5);
const root = join(import.meta.dirname, "..");
const entryOf = (task: "decode" | "make") => childEntry(task, join(root, "dist", "main.js"));
if (!existsSync(entryOf("make").path)) throw new Error("Build first: npm run build.");

const folder = mkdtempSync(join(tmpdir(), "avatar-bench-reference-"));
const signal = never();
const maker = createReferenceMaker({ store, logger: silentLogger, entryOf });

/** Speech of the embedded voice with pauses, at 44.1 kHz. */
async function speech(lengthS: number): Promise<Float32Array> {
  const spoken = await spokenSentences([
    "The train to the coast leaves at nine in the morning, and the tickets are sold at the counter beside the gate.",
    "Please bring two copies of the form, your passport and a photograph, and wait in the hall until your number is called.",
  ]);
  const clips = spoken.map(({ pcm, sampleRateHz }) => resample(int16ToFloat32(pcm), sampleRateHz, 44_100));
  const round = concatFloat32(clips.flatMap((clip) => [clip, new Float32Array(22_050)]));
  const sound = new Float32Array(lengthS * 44_100);
  for (let at = 0; at < sound.length; at += round.length) sound.set(round.subarray(0, sound.length - at), at);
  return sound;
}

/** Five minutes as MP3, and what kind of MP3 that is. */
async function longMp3(): Promise<{ path: string; kind: string }> {
  const path = join(folder, "long.mp3");
  const mono = float32ToInt16(await speech(300));
  const wav = join(folder, "long.wav");
  writeFileSync(wav, encodeWav(mono, 44_100));
  const [lame, ffmpeg] = ["lame", "ffmpeg"].map((name) => whichProgram(name, process.env));
  if (ffmpeg) execFileSync(ffmpeg, ["-v", "error", "-i", wav, "-ac", "2", "-b:a", "192k", path]);
  else if (lame) execFileSync(lame, ["--quiet", "-b", "192", wav, path]);
  else {
    const recordings = join(root, "server/inference/reference-audio/testing/recordings");
    const clip = readFileSync(join(recordings, "speech.mp3"));
    writeFileSync(path, Buffer.concat(Array.from({ length: 142 }, () => clip)));
    return { path, kind: "mono, 16 kHz, 24 kbit/s" };
  }
  return { path, kind: ffmpeg ? "stereo, 44.1 kHz, 192 kbit/s" : "mono, 44.1 kHz, 192 kbit/s" };
}

interface Measured {
  decodeMs: number[];
  makeMs: number[];
  /** Of the processes together. */
  cpuMs: number[];
  riseMiB: number[];
  lagP99Ms: number[];
  lights: string;
}

async function measure(uploadPath: string): Promise<Measured> {
  const measured: Measured = { decodeMs: [], makeMs: [], cpuMs: [], riseMiB: [], lagP99Ms: [], lights: "" };
  const decodedPath = join(folder, "decoded.wav");
  const referencePath = join(folder, "reference.wav");
  for (let round = 0; round < rounds; round++) {
    const before = residentMiB(process.pid);
    let most = before;
    const used = new Map<number, number>();
    const sampling = setInterval(() => {
      const pids = childPids();
      for (const pid of pids)
        used.set(
          pid,
          orNone(() => cpuMs(pid)),
        );
      const children = pids.map((pid) => orNone(() => residentMiB(pid)));
      most = Math.max(most, residentMiB(process.pid) + children.reduce((sum, each) => sum + each, 0));
    }, 40);
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    const startedMs = performance.now();
    await maker.decode({ uploadPath, decodedPath }, { signal });
    const decodedMs = performance.now();
    const made = await maker.make({ decodedPath, referencePath, keep: null }, { signal });
    measured.makeMs.push(performance.now() - decodedMs);
    measured.decodeMs.push(decodedMs - startedMs);
    lag.disable();
    clearInterval(sampling);
    measured.lagP99Ms.push(lag.percentile(99) / 1e6);
    measured.cpuMs.push([...used.values()].reduce((sum, ms) => sum + ms, 0));
    measured.riseMiB.push(most - before);
    const lights = lightsFor({ ...made.measures, speakers: null, textCer: null });
    measured.lights = lights.map(({ name, colour }) => `${name} ${colour}`).join(", ");
  }
  return measured;
}

/** Much cheaper than to look at every process of the machine, which would show in what is measured. */
function childPids(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return children.trim().split(" ").filter(Boolean).map(Number);
}

/** Zero for a process that has ended; one that is not collected yet has no memory. */
function orNone(read: () => number): number {
  try {
    return read() || 0;
  } catch {
    return 0;
  }
}

try {
  const { path: mp3, kind } = await longMp3();
  const wav = join(folder, "short.wav");
  writeFileSync(wav, encodeWav(float32ToInt16(await speech(12)), 44_100));
  // Not measured: the first start reads the programs and the model from the disk.
  await maker.decode({ uploadPath: wav, decodedPath: join(folder, "decoded.wav") }, { signal });
  const loads = [loadavg()[0] ?? 0];
  const rows = [
    { name: `5 minutes of MP3 (${kind})`, ...(await measure(mp3)) },
    { name: "12 s of WAV", ...(await measure(wav)) },
  ];
  loads.push(loadavg()[0] ?? 0);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loads.map((load) => load.toFixed(1)).join(" to ")}`,
  );
  const totals = (row: Measured) => row.decodeMs.map((ms, round) => ms + (row.makeMs[round] ?? 0));
  printTable(
    [
      "",
      "decoded, ms",
      "made, ms",
      "together, median",
      "maximum",
      "CPU, median",
      "memory rise, MiB, maximum",
      "event loop P99, ms, maximum",
    ],
    rows.map((row) => [
      row.name,
      quantile(row.decodeMs, 0.5).toFixed(0),
      quantile(row.makeMs, 0.5).toFixed(0),
      quantile(totals(row), 0.5).toFixed(0),
      Math.max(...totals(row)).toFixed(0),
      quantile(row.cpuMs, 0.5).toFixed(0),
      Math.max(...row.riseMiB).toFixed(0),
      Math.max(...row.lagP99Ms).toFixed(1),
    ]),
  );
  for (const { name, lights } of rows) console.log(`${name}: ${lights}`);
} finally {
  await maker.close();
  rmSync(folder, { recursive: true });
}
