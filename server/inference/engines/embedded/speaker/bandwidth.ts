import { binHz } from "./spectrum-tables";

const voiceBand = { fromHz: 300, toHz: 3_400 };
const upperBand = { fromHz: 4_000, toHz: 7_500 };
/** A telephone leaves less than this of the upper band, in dB of the voice band; microphones leave more. */
const minUpperBandDb = -35;

/**
 * Whether a recording went through a telephone line or something like it: strangers sound alike there, so it can't be
 * judged. `power` is the mean power of each bin of its spectrum, 40 Hz apart from 0 Hz on. Silence is not narrow.
 */
export function isNarrowBand(power: Float32Array): boolean {
  const voice = meanPower(power, voiceBand);
  const upper = meanPower(power, upperBand);
  return voice > 0 && 10 * Math.log10(upper / voice) < minUpperBandDb;
}

function meanPower(power: Float32Array, { fromHz, toHz }: { fromHz: number; toHz: number }): number {
  const band = power.subarray(Math.ceil(fromHz / binHz), Math.floor(toHz / binHz) + 1);
  return band.reduce((sum, value) => sum + value, 0) / band.length;
}
