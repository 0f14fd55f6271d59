import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { int16ToFloat32 } from "../../../lib/audio/pcm";
import { resample } from "../../../lib/audio/resample";
import { decodeWav } from "../../../lib/audio/wav";
import type { VoiceComparison, VoicePrint } from "../../inference/contract";
import { minSpeechS, wantedSpeechS } from "../../inference/engines/embedded/speaker/compare-voices";
import { createSpeakerEngine, speakerModels } from "../../inference/engines/embedded/speaker/embedded-speaker";
import { pullAll } from "../../inference/models/pull-all";
import type { LocalModelStore } from "../../inference/models/store";
import { silentLogger } from "../../platform/observability/logger";
import { withModelStore } from "../environment";
import { createDownloadDisplay, formatBytes } from "../progress";
import { stopSignal } from "../stop-signals";
import { sentenceOfSystemError } from "../system-errors";
import { say } from "../words/say";

const engineRateHz = 16_000;
/** Ten minutes of CD quality; a voice needs seconds. */
const maxFileBytes = 106e6;
const rateBoundsHz = { min: 8_000, max: 192_000 };

interface Recording {
  path: string;
  /** Mono, 16 kHz. */
  audio: Float32Array;
}

/** Reads a WAV file. Throws an Error that names the file and says what is wrong with it. */
async function readRecording(path: string): Promise<Recording> {
  try {
    const file = await stat(path);
    // A pipe or a device has no size, and might never end.
    if (!file.isFile()) throw new Error(say("It is no file."));
    const { size } = file;
    if (size > maxFileBytes)
      throw new Error(say("It has {size}: cut it to the seconds that count.", { size: formatBytes(size) }));
    const { pcm, sampleRateHz } = decodeWav(await readFile(path));
    const { min, max } = rateBoundsHz;
    if (sampleRateHz < min || sampleRateHz > max) {
      const rates = { rate: sampleRateHz, min, max };
      throw new Error(say("Its sample rate is {rate} Hz; {min} to {max} Hz can be read.", rates));
    }
    return { path, audio: resample(int16ToFloat32(pcm), sampleRateHz, engineRateHz) };
  } catch (error) {
    if (sentenceOfSystemError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(say("{path} can't be read: {reason}", { path, reason }), { cause: error });
  }
}

async function fetchModels(store: LocalModelStore, signal: AbortSignal): Promise<void> {
  const display = createDownloadDisplay();
  const [failure] = await pullAll(store, speakerModels, { signal, onProgress: display.update }).finally(display.end);
  if (failure) throw failure.error;
}

interface Judged {
  path: string;
  print: VoicePrint;
}

/** The reason for people, and what to do about it. */
function explain({ why, limits }: VoiceComparison, sides: readonly Judged[]): string {
  const narrow = sides.filter(({ print }) => print.isNarrowBand);
  const short = sides.filter(({ print }) => print.speechS < minSpeechS);
  const tooNarrow = say("Nothing above 4 kHz in {names}, as on a telephone: record again with a microphone.", {
    names: narrow.map(({ path }) => path).join(", "),
  });
  const lengths = short.map(({ path, print: { speechS } }) =>
    say("{path} has {seconds} s of speech", { path, seconds: speechS.toFixed(1) }),
  );
  const tooShort = say("{lengths}; {least} s are needed: record again, at least {wanted} s.", {
    lengths: lengths.join(", "),
    least: minSpeechS,
    wanted: wantedSpeechS,
  });
  const { match = "", noMatch = "" } = limits ?? {};
  switch (why) {
    case "narrow_band":
      return short.length > 0 ? `${tooNarrow}\n${tooShort}` : tooNarrow;
    case "too_little_speech":
      return narrow.length > 0 ? `${tooShort}\n${tooNarrow}` : tooShort;
    case "at_least_match_limit":
      return say("The score is at least {match}, the limit of a match for this much speech.", { match });
    case "below_no_match_limit":
      return say("The score is below {noMatch}, the limit of another voice for this much speech.", { noMatch });
    case "between_limits":
      return say("The score lies between {noMatch} and {match} for this much speech: listen, or record again.", {
        noMatch,
        match,
      });
  }
}

async function compare(pathA: string, pathB: string, { json }: { json?: boolean }): Promise<void> {
  // Both are read first: what is wrong with the second file should be known before anything is fetched.
  const recordings = [await readRecording(pathA), await readRecording(pathB)] as const;
  await withModelStore(async (store) => {
    const signal = stopSignal(say("Stopped."));
    await fetchModels(store, signal);
    const engine = createSpeakerEngine({ store, logger: silentLogger });
    try {
      const judge = async ({ path, audio }: Recording): Promise<Judged> => ({
        path,
        print: await engine.embed(audio, signal),
      });
      const sides = [await judge(recordings[0]), await judge(recordings[1])] as const;
      const result = engine.compare(sides[0].print, sides[1].print);
      if (json) {
        const files = sides.map(({ path, print: { speechS, isNarrowBand } }) => ({ path, speechS, isNarrowBand }));
        return void console.log(JSON.stringify({ ...result, files }, null, 2));
      }
      const answer = { match: say("match"), unsure: say("unsure"), no_match: say("no match") }[result.answer];
      console.log(say("score {score}: {answer}", { score: result.score.toFixed(3), answer }));
      console.log(explain(result, sides));
    } finally {
      await engine.close();
    }
  });
}

export function addVoiceCommands(commands: Command): void {
  const voices = commands.command("voices").description("the voices of people");
  voices
    .command("compare")
    .description("tell whether two recordings (WAV) are of the same person: match, unsure or no match")
    .argument("<a.wav>")
    .argument("<b.wav>")
    .option("--json", "as JSON")
    .action(compare);
}
