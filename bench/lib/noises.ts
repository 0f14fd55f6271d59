import { seededRandom } from "./random";

const rateHz = 16_000;

/** A sound that is no speech, float32 mono 16 kHz. */
export interface Noise {
  name: string;
  audio: Float32Array;
}

/** Fills so many seconds from a function of the time, s. */
const sound = (seconds: number, at: (t: number) => number): Float32Array =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) => at(i / rateHz));

/** One-pole low-pass filter; `keep` near 1 is darker. */
function lowPass(audio: Float32Array, keep: number): Float32Array {
  let last = 0;
  return audio.map((sample) => {
    last = keep * last + (1 - keep) * sample;
    return last;
  });
}

const scaled = (audio: Float32Array, peak: number): Float32Array => {
  const loudest = audio.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1e-9);
  return audio.map((sample) => (sample * peak) / loudest);
};

/** What a microphone picks up when nobody speaks: the same sounds in every run. */
export function noises(seconds: number): Noise[] {
  const random = seededRandom(7);
  const white = () => sound(seconds, () => random() * 2 - 1);
  const swell = (t: number, periodS: number, share: number) => {
    const phase = (t % periodS) / periodS;
    return phase < share ? Math.sin((Math.PI * phase) / share) ** 2 : 0;
  };
  const shaped = (audio: Float32Array, gain: (t: number) => number) => audio.map((s, i) => s * gain(i / rateHz));
  const clicks = shaped(white(), (t) => Math.exp(-((t * 7.3) % 1) * 40) * (Math.floor(t * 7.3) % 5 === 3 ? 0 : 1));
  const notes = [262, 330, 392, 523, 392, 330];
  const note = (t: number) => notes[Math.floor(t * 3) % notes.length] ?? 262;
  return [
    { name: "silence", audio: sound(seconds, () => 0) },
    { name: "room", audio: scaled(lowPass(white(), 0.9), 0.004) },
    { name: "white noise", audio: scaled(white(), 0.1) },
    { name: "traffic", audio: scaled(lowPass(lowPass(white(), 0.98), 0.98), 0.3) },
    { name: "hum", audio: sound(seconds, (t) => 0.2 * Math.sin(2 * Math.PI * 60 * t) + 0.1 * Math.sin(754 * t)) },
    { name: "keyboard", audio: scaled(clicks, 0.4) },
    { name: "tone", audio: sound(seconds, (t) => 0.3 * Math.sin(2 * Math.PI * 440 * t)) },
    {
      name: "melody",
      audio: sound(seconds, (t) =>
        [1, 2, 3, 4].reduce(
          (sum, k) => sum + (0.25 / k) * Math.sin(2 * Math.PI * k * note(t) * t) * Math.exp(-((t * 3) % 1) * 2),
          0,
        ),
      ),
    },
    {
      name: "chords",
      audio: sound(seconds, (t) => [1, 1.25, 1.5].reduce((s, k) => s + 0.12 * Math.sin(2 * Math.PI * 220 * k * t), 0)),
    },
    {
      name: "breathing",
      audio: scaled(
        shaped(lowPass(white(), 0.6), (t) => swell(t, 1.8, 0.6)),
        0.15,
      ),
    },
    {
      name: "coughs",
      audio: scaled(
        shaped(lowPass(white(), 0.5), (t) => Math.exp(-((t % 1.1) * 14))),
        0.7,
      ),
    },
    {
      name: "knocks",
      audio: scaled(
        shaped(lowPass(white(), 0.95), (t) => Math.exp(-((t % 0.6) * 30))),
        0.8,
      ),
    },
  ];
}
