import { float32ToInt16, int16ToFloat32 } from "../audio/pcm";
import { replyAudio } from "../audio/reply-audio";
import { resample } from "../audio/resample";
import { decodeWav } from "../audio/wav";
import type { TurnSide } from "../chat/recordings";
import type { ChatStore } from "./chat-store";
import type { VoiceIo } from "./voice-io";

/** Plays stored recordings again, through the same queue as live replies: there is one sound at a time. */
export class Replay {
  private loading: AbortController | null = null;

  constructor(
    private readonly store: ChatStore,
    private readonly voice: VoiceIo,
  ) {}

  /** Call it from a gesture. Resolves when the sound is queued, was overtaken or could not be had. */
  async play(turnId: string, side: TurnSide): Promise<void> {
    this.stop();
    this.voice.unlock();
    const loading = new AbortController();
    this.loading = loading;
    this.store.dispatch({ type: "replay", replay: { turnId, side, state: "loading" } });
    try {
      const pcm = await fetchRecording(turnId, side, loading.signal);
      if (loading.signal.aborted) return;
      this.voice.enqueueReplay(pcm);
      this.store.dispatch({ type: "replay", replay: { turnId, side, state: "playing" } });
    } catch {
      if (!loading.signal.aborted) this.store.dispatch({ type: "replay_failed" });
    }
  }

  /** Silence, if a recording sounds or is on its way. */
  stop(): void {
    this.loading?.abort();
    this.loading = null;
    if (this.store.get().replay !== null) this.voice.silence();
  }
}

/** int16 mono at the replies' rate. Throws when the recording is gone or the server can't be reached. */
async function fetchRecording(turnId: string, side: TurnSide, signal: AbortSignal): Promise<Int16Array> {
  const response = await fetch(`/api/turns/${encodeURIComponent(turnId)}/audio/${side}`, { signal });
  if (!response.ok) throw new Error(`The recording answered ${response.status}.`);
  const { pcm, sampleRateHz } = decodeWav(new Uint8Array(await response.arrayBuffer()));
  if (sampleRateHz === replyAudio.sampleRateHz) return pcm;
  return float32ToInt16(resample(int16ToFloat32(pcm), sampleRateHz, replyAudio.sampleRateHz));
}
