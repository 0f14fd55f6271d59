/**
 * What the encoder says about the voice in a recording. Biometric data: it belongs in no log and in no answer.
 * Prints of another recipe or another model must not be compared, so each says which ones made it.
 */
export interface VoicePrint {
  /** 256 numbers, at unit length; all zeros when nobody spoke. */
  values: Float32Array;
  /** `speakerRecipe` at the time. */
  recipe: number;
  /** SHA-256 of the weights. */
  modelSha256: string;
  /** How much speech it was made from. */
  speechS: number;
  /** The recording lacks the upper half of its spectrum, as on a telephone. */
  isNarrowBand: boolean;
}

export const printLength = 256;

/**
 * Version of all that turns a recording into a print: level, voice detection, spectrogram, partials. It rises with each
 * change that moves the numbers.
 */
export const speakerRecipe = 1;
