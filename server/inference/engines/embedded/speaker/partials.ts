/** Samples between two frames of the spectrogram: 10 ms. */
export const hopSamples = 160;
/** The encoder listens to 1.6 s at a time. */
export const partialFrames = 160;
/** Frames between the beginnings of two partials; Resemblyzer's 1.3 partials a second. */
const partialStep = 77;
/** The last partial is left out when the recording covers less of it. */
const minCoverage = 0.75;
/** Frames between two windows in which a second speaker is looked for: 0.8 s. */
const windowStep = 80;

export interface Partials {
  /** First frame of each partial. */
  starts: number[];
  /** Length to which the recording is padded with zeros, so that the last partial is whole; samples. */
  paddedSamples: number;
}

/** How a recording of `samples` samples at 16 kHz (at least one) is cut into partials that overlap. */
export function partialsOf(samples: number): Partials {
  const frames = Math.ceil((samples + 1) / hopSamples);
  const end = Math.max(1, frames - partialFrames + partialStep + 1);
  const starts = Array.from({ length: Math.ceil(end / partialStep) }, (_, index) => index * partialStep);
  const coverage = samples / hopSamples - (starts.at(-1) ?? 0);
  if (starts.length > 1 && coverage < minCoverage * partialFrames) starts.pop();
  return padded(starts, samples);
}

/** The whole windows of 1.6 s, one every 0.8 s; none when the recording is shorter. */
export function windowsOf(samples: number): Partials {
  const steps = Math.floor((samples / hopSamples - partialFrames) / windowStep);
  return padded(
    Array.from({ length: Math.max(0, steps + 1) }, (_, index) => index * windowStep),
    samples,
  );
}

function padded(starts: number[], samples: number): Partials {
  const lastEnd = ((starts.at(-1) ?? 0) + partialFrames) * hopSamples;
  return { starts, paddedSamples: Math.max(samples, lastEnd) };
}
