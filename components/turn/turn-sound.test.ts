import { describe, expect, it } from "vitest";
import { decodeWav } from "@/lib/audio/wav";
import { composeTurnSound, turnSoundRateHz } from "./turn-sound";

const second = (level: number) => new Float32Array(turnSoundRateHz).fill(level);

describe("composeTurnSound", () => {
  it("puts the reply after what was said and the wait", () => {
    const sound = composeTurnSound(second(0.5), second(0.25), 500);
    expect(sound.durationS).toBe(2.5);
    const [user, reply] = sound.peaks;
    expect(user.length).toBe(125);
    expect([user[0], user[49], user[50], user[124]]).toEqual([0.5, 0.5, 0, 0]);
    expect([reply[0], reply[74], reply[75], reply[124]]).toEqual([0, 0, 0.25, 0.25]);
    const { pcm, sampleRateHz } = decodeWav(sound.wav);
    expect(sampleRateHz).toBe(turnSoundRateHz);
    expect(pcm.length).toBe(60_000);
    expect(Math.abs(pcm[30_000] ?? 1)).toBe(0);
  });

  it("has no gap where one side is missing", () => {
    expect(composeTurnSound(null, second(0.5), 900).durationS).toBe(1);
    expect(composeTurnSound(second(0.5), null, 900).durationS).toBe(1);
    expect(composeTurnSound(null, second(0.5), 900).peaks[0].every((peak) => peak === 0)).toBe(true);
  });
});
