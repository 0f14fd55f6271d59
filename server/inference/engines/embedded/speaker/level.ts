/** The level at which the encoder hears every recording, root mean square in dBFS. */
const targetDbfs = -27;

/**
 * The recording at −27 dBFS, raised or lowered, without clipping. Digital silence stays as it is; a sample that is no
 * number counts as silence. (Resemblyzer itself only raises, which makes one loud side look like another person.)
 */
export function levelled(samples: Float32Array): Float32Array {
  const out = new Float32Array(samples.length);
  let sum = 0;
  for (let at = 0; at < samples.length; at++) {
    const sample = samples[at] as number;
    if (!Number.isFinite(sample)) continue;
    out[at] = sample;
    sum += sample * sample;
  }
  if (sum === 0) return out;
  const gain = 10 ** (targetDbfs / 20) / Math.sqrt(sum / out.length);
  for (let at = 0; at < out.length; at++) out[at] = (out[at] as number) * gain;
  return out;
}
