import { silenceDbfs } from "../../../lib/audio/levels";
import { int16ToFloat32 } from "../../../lib/audio/pcm";
import { encodeWav } from "../../../lib/audio/wav";
import { AppError } from "../../../lib/errors";
import { referenceTarget } from "../../../lib/voice-profiles/reference-target";
import type { MadeReference, TimeSpan } from "../contract";
import type { VoiceModel } from "../engines/embedded/voice-detector";
import { bestPart, lengthOf, maxPartS, snapped, spansWithin, speechIn, speechSpans } from "./best-part";
import { clippingSlotS, type DecodedSound } from "./decoded-file";
import { frameS, type HeardFrame, listen } from "./listen";
import { mastered, rmsWithin, withoutOffset } from "./master";
import { peaksOf } from "./peaks";

const { sampleRateHz } = referenceTarget;
/** Less cannot be judged at all. */
const minSpeechS = 1;
/** What is heard around a kept part, so that pauses at its ends are found and noise has somewhere to be measured. */
const aroundS = 1;
/** Surely no speech: softer sounds between words do not count as noise. */
const pauseProbability = 0.2;
/** Frames at either side of speech hold its beginnings and its echo. */
const pauseMarginFrames = 3;
const minPausesS = 0.3;

export interface ReferenceFile extends Omit<MadeReference, "sha256"> {
  file: Uint8Array;
}

/** Cuts, judges and finishes the reference. Throws `audio_no_speech` and `audio_too_short`. */
export async function makeReference(
  { samples, clippedShares }: DecodedSound,
  keep: TimeSpan | null,
  model: VoiceModel,
): Promise<ReferenceFile> {
  const totalS = samples.length / sampleRateHz;
  const heard = {
    startS: Math.max(0, (keep?.startS ?? 0) - aroundS),
    endS: Math.min(totalS, (keep?.endS ?? totalS) + aroundS),
  };
  const sound = samples.subarray(Math.round(heard.startS * sampleRateHz), Math.round(heard.endS * sampleRateHz));
  const frames = await listen(sound, model);
  const lengthS = sound.length / sampleRateHz;
  const all = speechSpans(frames);
  const kept = keep && snapped({ startS: keep.startS - heard.startS, endS: keep.endS - heard.startS }, all);
  const spans = kept ? spansWithin(all, kept) : all;
  const isKeptWhole = kept !== null && spans.length > 0 && lengthOf(outer(spans)) <= maxPartS;
  const clippedShare = (span: TimeSpan) => meanShare(clippedShares, span, heard.startS);
  const part = isKeptWhole
    ? { startS: Math.max(kept.startS, outer(spans).startS - 0.1), endS: Math.min(kept.endS, outer(spans).endS + 0.1) }
    : bestPart(spans, { frames, totalS: lengthS, clippedShare });
  if (!part) throw new AppError("audio_no_speech");
  const within = spansWithin(spans, part);
  const speechS = speechIn(within);
  if (speechS < minSpeechS) throw new AppError("audio_too_short");

  const cut = sound.subarray(Math.round(part.startS * sampleRateHz), Math.round(part.endS * sampleRateHz));
  const raw = int16ToFloat32(cut);
  const inPart = within.map(({ startS, endS }) => ({ startS: startS - part.startS, endS: endS - part.startS }));
  const pcm = mastered(raw, inPart);
  const level = withoutOffset(raw);
  const rmsDbfs = dbfs(rmsWithin(level, inPart));
  return {
    file: encodeWav(pcm, sampleRateHz),
    startS: heard.startS + part.startS,
    endS: heard.startS + part.endS,
    durationS: pcm.length / sampleRateHz,
    measures: {
      speechS,
      rmsDbfs,
      peakDbfs: dbfs(level.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)),
      clippedShare: clippedShare(part),
      noiseGapDb: noiseGap(rmsDbfs, frames, part),
    },
    peaks: peaksOf(int16ToFloat32(pcm)),
    speech: all.map(({ startS, endS }) => ({ startS: heard.startS + startS, endS: heard.startS + endS })),
  };
}

const outer = (spans: readonly TimeSpan[]): TimeSpan => ({
  startS: spans[0]?.startS ?? 0,
  endS: spans.at(-1)?.endS ?? 0,
});

const dbfs = (amplitude: number) =>
  amplitude > 0 ? Math.min(0, Math.max(silenceDbfs, 20 * Math.log10(amplitude))) : silenceDbfs;

function meanShare(shares: Float32Array, { startS, endS }: TimeSpan, offsetS: number): number {
  const from = Math.floor((startS + offsetS) / clippingSlotS);
  const slots = shares.subarray(from, Math.max(from + 1, Math.ceil((endS + offsetS) / clippingSlotS)));
  return slots.length === 0 ? 0 : slots.reduce((sum, share) => sum + share, 0) / slots.length;
}

/**
 * How far the speech lies above the pauses in and around the part, or of all that was heard where it has too few. Their
 * median counts: a breath or a cough in one of them is no noise of the room.
 */
function noiseGap(speechDbfs: number, frames: readonly HeardFrame[], part: TimeSpan): number | null {
  const isPause = frames.map((_, index) =>
    frames
      .slice(Math.max(0, index - pauseMarginFrames), index + pauseMarginFrames + 1)
      .every(({ probability }) => probability < pauseProbability),
  );
  const pausesBetween = (startS: number, endS: number) =>
    frames.filter((_, index) => isPause[index] && index * frameS >= startS && (index + 1) * frameS <= endS);
  const near = pausesBetween(part.startS - aroundS, part.endS + aroundS);
  const pauses = near.length * frameS >= minPausesS ? near : pausesBetween(0, Number.POSITIVE_INFINITY);
  if (pauses.length * frameS < minPausesS) return null;
  const power = pauses.map((frame) => frame.power).sort((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
  return speechDbfs - Math.max(silenceDbfs, 10 * Math.log10(Math.max(1e-12, power)));
}
