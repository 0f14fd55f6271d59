import { concatFloat32, int16ToFloat32 } from "../../../lib/audio/pcm";
import { StreamingResampler } from "../../../lib/audio/resample";
import { referenceTarget } from "../../../lib/voice-profiles/reference-target";
import { engineInputRateHz, voiceFrameSamples } from "../contract";
import type { VoiceModel } from "../engines/embedded/voice-detector";

/** What was heard in one frame of 32 ms. */
export interface HeardFrame {
  /** Probability that it is speech. */
  probability: number;
  /** Mean square of its ±1 samples. */
  power: number;
}

export const frameS = voiceFrameSamples / engineInputRateHz;

/** The detector hears speech best at about this level; a quiet recording is raised for it. */
const heardDbfs = -27;
const maxGain = 10 ** (40 / 20);
const samplesAtOnce = referenceTarget.sampleRateHz;
/** Samples of the recording (24 kHz) in one frame. */
const sourceFrameSamples = (voiceFrameSamples * referenceTarget.sampleRateHz) / engineInputRateHz;
/** A long recording is heard in parts at the same time, each begun a second early so that the detector has settled. */
const maxLanes = 8;
const minLaneFrames = 250;
const settlingFrames = 31;

/** Listens to a recording (24 kHz) from its first sample to its last. */
export async function listen(samples: Int16Array, model: VoiceModel): Promise<HeardFrame[]> {
  const level = levelOf(samples);
  const total = Math.ceil(samples.length / sourceFrameSamples);
  const laneCount = Math.min(maxLanes, Math.max(1, Math.floor(total / minLaneFrames)));
  const laneFrames = Math.ceil(total / laneCount);
  const readers = Array.from({ length: laneCount }, (_, lane) => {
    const first = Math.max(0, lane * laneFrames - settlingFrames);
    return { reader: new FrameReader(samples.subarray(first * sourceFrameSamples), level), at: first, lane };
  });
  const lanes = model.createLanes(laneCount);
  const frames: HeardFrame[] = new Array(total);
  for (let step = 0; step < laneFrames + settlingFrames; step++) {
    const sounds = readers.map(({ reader }) => reader.next());
    const probabilities = await lanes.push(sounds);
    for (const [lane, entry] of readers.entries()) {
      const index = entry.at++;
      if (index >= total || index < lane * laneFrames || index >= (lane + 1) * laneFrames) continue;
      const power = meanSquare(sounds[lane] ?? new Float32Array(1)) / level.gain ** 2;
      frames[index] = { probability: probabilities[lane] ?? 0, power };
    }
  }
  return frames;
}

/** Frames for the detector, one after another, each in the same array; silence after the end. */
class FrameReader {
  readonly #source: Int16Array;
  readonly #level: { mean: number; gain: number };
  readonly #resampler = new StreamingResampler(referenceTarget.sampleRateHz, engineInputRateHz);
  readonly #frame = new Float32Array(voiceFrameSamples);
  #position = 0;
  #ready: Float32Array = new Float32Array(0);

  constructor(source: Int16Array, level: { mean: number; gain: number }) {
    this.#source = source;
    this.#level = level;
  }

  next(): Float32Array {
    while (this.#ready.length < voiceFrameSamples && this.#position < this.#source.length) this.#readOn();
    const { mean, gain } = this.#level;
    for (let at = 0; at < voiceFrameSamples; at++) {
      const sample = this.#ready[at];
      this.#frame[at] = sample === undefined ? 0 : (sample - mean) * gain;
    }
    this.#ready = this.#ready.subarray(voiceFrameSamples);
    return this.#frame;
  }

  #readOn(): void {
    const piece = this.#source.subarray(this.#position, this.#position + samplesAtOnce);
    this.#position += piece.length;
    const isLast = this.#position >= this.#source.length;
    const sounds = [this.#ready, this.#resampler.push(int16ToFloat32(piece))];
    if (isLast) sounds.push(this.#resampler.flush());
    this.#ready = concatFloat32(sounds);
  }
}

function meanSquare(sound: Float32Array): number {
  return sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
}

function levelOf(samples: Int16Array): { mean: number; gain: number } {
  let sum = 0;
  let squares = 0;
  for (const sample of samples) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / Math.max(1, samples.length);
  const rms = Math.sqrt(Math.max(0, squares / Math.max(1, samples.length) - mean ** 2)) / 32_768;
  return { mean: mean / 32_768, gain: rms === 0 ? 1 : Math.min(maxGain, 10 ** (heardDbfs / 20) / rms) };
}
