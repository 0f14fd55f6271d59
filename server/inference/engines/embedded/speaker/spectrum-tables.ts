/** Length of a frame and of its Fourier transform, samples at 16 kHz. No power of two: others give other bins. */
export const windowSamples = 400;
/** Bins of the spectrum, 0–8000 Hz. */
export const bins = windowSamples / 2 + 1;
/** Distance between two bins. */
export const binHz = 16_000 / windowSamples;
export const melBands = 40;

/**
 * The Fourier transform of a frame as a matrix: first the real parts of all bins, then the imaginary ones; row after
 * row of 400 coefficients, with the periodic Hann window in them.
 */
export function fourierMatrix(): Float32Array {
  const matrix = new Float32Array(2 * bins * windowSamples);
  for (let bin = 0; bin < bins; bin++) {
    for (let sample = 0; sample < windowSamples; sample++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * sample) / windowSamples);
      // The angle is reduced to one turn first, where cosine and sine are exact.
      const angle = (2 * Math.PI * ((bin * sample) % windowSamples)) / windowSamples;
      matrix[bin * windowSamples + sample] = hann * Math.cos(angle);
      matrix[(bins + bin) * windowSamples + sample] = -hann * Math.sin(angle);
    }
  }
  return matrix;
}

/**
 * The mel filters, row after row of 201 weights. Slaney's scale and norm, as in librosa: linear below 1 kHz, then
 * logarithmic; each filter is a triangle over three neighbouring points and has the same area.
 */
export function melFilters(): Float32Array {
  const highest = melOf(8_000);
  const edgesHz = Array.from({ length: melBands + 2 }, (_, point) => hzOf((highest * point) / (melBands + 1)));
  const filters = new Float32Array(melBands * bins);
  for (let band = 0; band < melBands; band++) {
    const [low = 0, middle = 0, high = 0] = edgesHz.slice(band, band + 3);
    for (let bin = 0; bin < bins; bin++) {
      const hz = bin * binHz;
      const height = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
      filters[band * bins + bin] = (Math.max(0, height) * 2) / (high - low);
    }
  }
  return filters;
}

const linearHzPerMel = 200 / 3;
const logFromHz = 1_000;
const logFromMel = logFromHz / linearHzPerMel;
/** Natural logarithm of the frequency ratio of two neighbouring mels above 1 kHz. */
const logStep = Math.log(6.4) / 27;

function melOf(hz: number): number {
  return hz < logFromHz ? hz / linearHzPerMel : logFromMel + Math.log(hz / logFromHz) / logStep;
}

function hzOf(mel: number): number {
  return mel < logFromMel ? mel * linearHzPerMel : logFromHz * Math.exp((mel - logFromMel) * logStep);
}
