/**
 * What a reference recording is brought to. Level and peak are those that audiobook publishers ask for (ACX audio
 * submission requirements: −23 to −18 dBFS RMS, peaks at most −3 dBFS). F5-TTS runs the last word into the reply when no
 * silence follows it.
 */
export const referenceTarget = {
  sampleRateHz: 24_000,
  minSpeechS: 6,
  /** Length of the whole reference, pauses and the silence at its end included: F5-TTS cuts what is longer. */
  maxLengthS: 12,
  /** Root mean square of the speech, pauses left out. */
  rmsDbfs: -20,
  maxPeakDbfs: -3,
  trailingSilenceS: 1,
  /** A recording is cut only where at least this much is silent, so that no word is cut. */
  minPauseS: 0.15,
} as const;

/** How long a recording may be from which a reference is made. */
export const maxRecordingS = 300;
