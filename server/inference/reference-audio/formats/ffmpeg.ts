import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { AppError } from "../../../../lib/errors";
import type { SoundBlock, SourceFormat } from "./contract";
import { type WavSource, wavBlocks } from "./wav";

export type ForeignFormat = Extract<SourceFormat, "webm" | "m4a" | "aac">;

/** ffmpeg would otherwise look at the content itself, and open whatever other files a playlist names. */
const demuxers: Record<ForeignFormat, string> = { webm: "matroska", m4a: "mov", aac: "aac" };
const cpuLimitS = 60;
const maxAllocationBytes = 64 * 1_048_576;

/**
 * Decodes WebM, M4A and AAC with the ffmpeg of this machine: the format is forced, no protocol but the local file and
 * the pipe is open to it, and its time and memory are bounded. `onStart` gets its process.
 */
export async function* foreignBlocks(
  format: ForeignFormat,
  { path, ffmpeg, maxS, onStart }: FfmpegSource,
  onFullScale: (from: number) => void,
): AsyncGenerator<SoundBlock> {
  const args = [
    ...["-nostdin", "-hide_banner", "-loglevel", "error"],
    ...["-timelimit", String(cpuLimitS), "-max_alloc", String(maxAllocationBytes), "-threads", "1"],
    ...["-protocol_whitelist", "file,pipe", "-f", demuxers[format], "-i", `file:${path}`],
    ...["-map", "0:a:0", "-t", String(maxS), "-c:a", "pcm_f32le", "-f", "wav", "-bitexact", "pipe:1"],
  ];
  const child = spawn(ffmpeg, args, { stdio: ["ignore", "pipe", "ignore"] });
  onStart(child);
  const exited = once(child, "exit");
  exited.catch(() => undefined);
  try {
    // A failed start ends its output as well, and leaves no sound.
    yield* wavBlocks(pipedSource(child), onFullScale);
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new AppError("audio_unreadable");
  } finally {
    child.kill("SIGKILL");
  }
}

export interface FfmpegSource {
  path: string;
  /** The program. */
  ffmpeg: string;
  /** It stops after this much sound. */
  maxS: number;
  onStart: (child: ChildProcess) => void;
}

function pipedSource(child: ChildProcess): WavSource {
  const incoming = child.stdout?.[Symbol.asyncIterator]();
  let kept = Buffer.alloc(0);
  const more = async () => {
    const next = await incoming?.next();
    if (!next || next.done) return false;
    kept = Buffer.concat([kept, next.value as Buffer]);
    return true;
  };
  const take = async (wanted: number) => {
    while (kept.length < wanted && (await more()));
    const taken = kept.subarray(0, wanted);
    kept = kept.subarray(wanted);
    return taken;
  };
  return {
    take,
    async skip(bytes) {
      await take(bytes);
    },
    async *chunks() {
      do {
        if (kept.length > 0) yield kept;
        kept = Buffer.alloc(0);
      } while (await more());
    },
  };
}
