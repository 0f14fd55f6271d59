import { z } from "zod";

/** What was measured in the part of a recording that becomes the reference. */
export const referenceMeasuresSchema = z.object({
  /** Seconds of speech, pauses left out. */
  speechS: z.number().min(0),
  /** Level of the speech before the gain, dBFS. */
  rmsDbfs: z.number().max(0),
  /** Loudest sample before the gain, dBFS. */
  peakDbfs: z.number().max(0),
  /** Share of the recording's samples at full scale, 0–1. */
  clippedShare: z.number().min(0).max(1),
  /** Level of the speech above that of the pauses; null when the recording has no pause to measure. */
  noiseGapDb: z.number().nullable(),
  /** Whether two people may speak in it; null when it was not checked. */
  speakers: z.enum(["one", "maybe_two"]).nullable(),
  /** Character error rate of our recognition against the text; null while there is no text or no recognition. */
  textCer: z.number().min(0).nullable(),
});
export type ReferenceMeasures = z.infer<typeof referenceMeasuresSchema>;

export const lightNames = ["length", "level", "clipping", "noise", "speaker", "text"] as const;
export type LightName = (typeof lightNames)[number];
export type LightColour = "green" | "amber" | "red" | "unknown";

/** Bounds that belong to the range themselves; null: unbounded on this side. */
export interface Range {
  from: number | null;
  to: number | null;
}

/** Outside of `amber` a light is red. */
export interface LightLimits {
  unit: "s" | "dBFS" | "share" | "dB" | "cer";
  green: Range;
  amber: Range;
}

/** What to tell the person, as a key of the translated advice. */
export type LightAdvice =
  | "speak_longer"
  | "too_quiet"
  | "too_loud"
  | "clipped"
  | "noisy"
  | "maybe_two_speakers"
  | "text_differs";

export interface Light {
  name: LightName;
  /** `unknown`: not measured. */
  colour: LightColour;
  /** In the unit of the limits. */
  value: number | ReferenceMeasures["speakers"];
  /** Null for the speaker light, which has no numbers. */
  limits: LightLimits | null;
  /** Null when there is nothing to improve. */
  advice: LightAdvice | null;
}

/**
 * The limits of the lights that have numbers.
 * - length, s of speech: F5-TTS uses at most 12 s, and 6 s hold enough of a voice; under 3 s neither the clone nor the
 *   comparison of speakers can be relied on (docs/speaker-comparison.md).
 * - level, dBFS RMS: the audiobook band (ACX) is green. Gain mends what is near it; below −50 dBFS it would raise the
 *   hiss of a 16-bit recorder as well, and speech, whose peaks are 12 dB and more above its mean, can't be above −8 dBFS
 *   without being flattened.
 * - clipping, share of samples: up to one in 10,000 is a few clicks in 10 s; above one in 100 every loud vowel is
 *   flattened, and a clone repeats the distortion.
 * - noise, dB from the pauses up to the speech: a voice in a quiet room has 30 and more. At 15 dB the comparison of
 *   speakers loses 29–40 % of true pairs; below 12 dB the clone speaks with the noise.
 * - text, character error rate: our recognisers stay below 0.15 on clear speech of the right text and reach 0.3 on an
 *   accent or lively speech; texts of other sentences lie above 0.6.
 */
export const lightLimits = {
  length: { unit: "s", green: { from: 6, to: null }, amber: { from: 3, to: null } },
  level: { unit: "dBFS", green: { from: -23, to: -18 }, amber: { from: -50, to: -8 } },
  clipping: { unit: "share", green: { from: null, to: 0.0001 }, amber: { from: null, to: 0.01 } },
  noise: { unit: "dB", green: { from: 25, to: null }, amber: { from: 12, to: null } },
  text: { unit: "cer", green: { from: null, to: 0.15 }, amber: { from: null, to: 0.4 } },
} as const satisfies Record<Exclude<LightName, "speaker">, LightLimits>;

/** The five lights and the text's, in the order in which they are shown. */
export function lightsFor(measures: ReferenceMeasures): Light[] {
  const { speechS, rmsDbfs, clippedShare, noiseGapDb, speakers, textCer } = measures;
  const levelAdvice = rmsDbfs < lightLimits.level.green.from ? "too_quiet" : "too_loud";
  return [
    numberLight("length", speechS, "speak_longer"),
    numberLight("level", rmsDbfs, levelAdvice),
    numberLight("clipping", clippedShare, "clipped"),
    numberLight("noise", noiseGapDb, "noisy"),
    speakerLight(speakers),
    numberLight("text", textCer, "text_differs"),
  ];
}

/** A red light blocks: the recording or its text has to be replaced. */
export function isBlocked(lights: readonly Pick<Light, "colour">[]): boolean {
  return lights.some(({ colour }) => colour === "red");
}

function numberLight(name: keyof typeof lightLimits, value: number | null, advice: LightAdvice): Light {
  const limits = lightLimits[name];
  const colour = colourOf(value, limits);
  return { name, colour, value, limits, advice: colour === "amber" || colour === "red" ? advice : null };
}

/** One lively person looks like two in up to 8 % of clips: a warning, never a refusal. */
function speakerLight(speakers: ReferenceMeasures["speakers"]): Light {
  const light = { name: "speaker", value: speakers, limits: null } as const;
  if (speakers === null) return { ...light, colour: "unknown", advice: null };
  if (speakers === "one") return { ...light, colour: "green", advice: null };
  return { ...light, colour: "amber", advice: "maybe_two_speakers" };
}

function colourOf(value: number | null, { green, amber }: LightLimits): LightColour {
  if (value === null) return "unknown";
  if (isWithin(value, green)) return "green";
  return isWithin(value, amber) ? "amber" : "red";
}

const isWithin = (value: number, { from, to }: Range) =>
  value >= (from ?? Number.NEGATIVE_INFINITY) && value <= (to ?? Number.POSITIVE_INFINITY);
