"use client";
import { composeTurnSound, type TurnSound, turnSoundRateHz } from "./turn-sound";

export interface TurnRecordings {
  /** URLs on this server; null where there is no recording. */
  userUrl: string | null;
  replyUrl: string | null;
  /** How long the person waited for the reply, ms. */
  gapMs: number;
}

/** A turn's sound, and which of its recordings are missing. */
export interface LoadedTurnSound extends TurnSound {
  userMissing: boolean;
  replyMissing: boolean;
}

/** Fetches and decodes both recordings. A missing file leaves its lane empty; any other failure throws. */
export async function loadTurnSound(recordings: TurnRecordings, signal: AbortSignal): Promise<LoadedTurnSound> {
  const [user, reply] = await Promise.all([decode(recordings.userUrl, signal), decode(recordings.replyUrl, signal)]);
  return {
    ...composeTurnSound(user, reply, recordings.gapMs),
    userMissing: recordings.userUrl !== null && user === null,
    replyMissing: recordings.replyUrl !== null && reply === null,
  };
}

async function decode(url: string | null, signal: AbortSignal): Promise<Float32Array | null> {
  if (!url) return null;
  const response = await fetch(url, { signal });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The recording answered ${response.status}.`);
  // An offline context decodes to its own rate without opening a sound device.
  const context = new OfflineAudioContext(1, 1, turnSoundRateHz);
  return (await context.decodeAudioData(await response.arrayBuffer())).getChannelData(0);
}
