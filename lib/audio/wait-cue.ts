const frequencyHz = 880;
const lengthMs = 40;
/** −22 dBFS at its loudest: beside a reply at full volume it is a soft tick. */
const peak = 0.08;
/** The tone falls to a tenth in this time: a tick, not a beep. */
const decayMs = 12;

/**
 * The tick that says "still thinking", float32 mono. Far shorter than the shortest syllable, and a pure tone: a voice
 * detector does not take it for speech.
 */
export function waitCueTick(sampleRateHz: number): Float32Array<ArrayBuffer> {
  const tick = new Float32Array(Math.round((sampleRateHz * lengthMs) / 1_000));
  for (let at = 0; at < tick.length; at++) {
    const ms = (at * 1_000) / sampleRateHz;
    // It begins and ends at zero, so that it does not click.
    const edge = Math.min(1, ms, lengthMs - ms);
    tick[at] = peak * edge * 10 ** (-ms / decayMs) * Math.sin((2 * Math.PI * frequencyHz * at) / sampleRateHz);
  }
  return tick;
}

/** A wait shorter than this needs no cue; after it there is one tick a `everyMs`. */
export const waitCuePace = { afterMs: 1_500, everyMs: 2_000 } as const;
