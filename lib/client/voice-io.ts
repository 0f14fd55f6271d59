import { waitCueTick } from "../audio/wait-cue";
import type { ChatSettings } from "../chat/chat-settings";
import type { Capture } from "../chat/microphone-state";
import type { ChatStore } from "./chat-store";
import { Microphone } from "./microphone";
import { Playback } from "./playback";
import { PlayedMeter, type PlayedSoFar } from "./played-so-far";
import { ReplayGate } from "./replay-gate";
import type { PlaybackReport } from "./worklets/messages";

/** Loudness, 0–1: `input` a root mean square, `output` a peak. Animation frames read it; React never does. */
export interface Levels {
  input: number;
  output: number;
}

export interface VoiceIoEvents {
  /** Each chunk of the open microphone: int16 mono, about 60 ms. */
  onSpeech(pcm: Int16Array, sampleRateHz: number): void;
  /** The person said by a button or a key that they are done: the server need not wait for the pause. */
  onSpeechEnd(): void;
}

/** The sound of one conversation: the microphone in, the replies out, and how loud both are. */
export class VoiceIo {
  readonly levels: Levels = { input: 0, output: 0 };
  private readonly store: ChatStore;
  private readonly events: VoiceIoEvents;
  private readonly microphone: Microphone;
  private readonly playback: Playback;
  private readonly played = new PlayedMeter();
  private settings: ChatSettings;
  /** The reply whose sound was queued last. */
  private queuedTurnId: string | null = null;
  private replays = 0;
  private replayId: string | null = null;
  /** Set while a recording is played again and its echo is cancelled. */
  private gate: ReplayGate | null = null;
  /** Ends the mute that takes the gate's place where the echo is not cancelled. */
  private unmuteAfterReplay: (() => void) | null = null;
  /** What the person wants of the microphone. What it does is in the store: `muted` in place of `open` for some time. */
  private wanted: Capture = "closed";
  /** Sounds of the page that an open microphone should not hear: it opens when the last one has ended. */
  private readonly muteHolders = new Set<symbol>();
  /** Set while push to talk is held; `before` is restored at its end. */
  private hold: { before: Capture } | null = null;

  constructor(store: ChatStore, settings: ChatSettings, events: VoiceIoEvents) {
    this.store = store;
    this.settings = settings;
    this.events = events;
    this.playback = new Playback((report) => this.playoutReported(report));
    this.microphone = new Microphone({
      onState: (state) => {
        store.dispatch({ type: "microphone", state });
        // One press of the button then opens it again.
        if (state.state === "blocked") this.want("closed");
      },
      onChunk: (pcm, rms) => this.captured(pcm, rms),
    });
  }

  /** Chooses the output device, again whenever devices come or go, until `signal` aborts. */
  open(signal: AbortSignal): void {
    this.chooseOutput();
    // A gesture anywhere wakes what the browser has paused.
    for (const gesture of ["pointerdown", "keydown"]) window.addEventListener(gesture, () => this.wake(), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.chooseOutput(), { signal });
  }

  close(): void {
    this.microphone.stop();
    this.playback.close();
  }

  /** Opens the sound; call it from a gesture. */
  unlock(): void {
    void this.playback.unlock();
  }

  /** One tick: thinking goes on. It sounds through the replies' output, so that its echo is cancelled like theirs. */
  playWaitCue(): void {
    this.playback.playBeside(waitCueTick);
  }

  /** Goes on after the system put the sound to sleep. */
  wake(): void {
    this.playback.wake();
    this.microphone.wake();
  }

  /** Calls back some 20 times a second while a reply sounds; returns the unsubscribe function. */
  onPlayed(listener: (played: PlayedSoFar) => void): () => void {
    return this.played.subscribe(listener);
  }

  get isHeld(): boolean {
    return this.hold !== null;
  }

  async toggleMicrophone(): Promise<void> {
    this.unlock();
    if (this.wanted !== "closed") {
      this.endSpeech();
      this.want("closed");
      this.microphone.stop();
    } else if (await this.openMicrophone()) this.want("open");
  }

  /** While something keeps it muted, a call makes sure that it opens afterwards. */
  toggleMute(): void {
    this.endSpeech();
    if (this.wanted !== "closed") this.want(this.capture === "muted" ? "open" : "muted");
  }

  /** Keeps an open microphone muted until the returned function is called. */
  muteWhile(): () => void {
    const holder = Symbol();
    this.endSpeech();
    this.muteHolders.add(holder);
    this.applyCapture();
    return () => {
      this.muteHolders.delete(holder);
      this.applyCapture();
    };
  }

  /** Push to talk is pressed: the microphone is open until `releaseToTalk`. */
  async holdToTalk(): Promise<void> {
    if (this.hold) return;
    this.hold = { before: this.wanted };
    this.unlock();
    if (!(await this.openMicrophone())) return;
    if (this.hold) this.want("open");
    // The key was released while the browser still asked for permission: nobody talks, so nothing listens.
    else if (this.wanted === "closed") this.microphone.stop();
  }

  async releaseToTalk(): Promise<void> {
    const { hold } = this;
    this.hold = null;
    if (!hold || this.wanted !== "open") return;
    await this.microphone.flush();
    // The key was pressed again meanwhile: both presses are one utterance.
    if (this.hold) return;
    if (this.capture === "open") this.events.onSpeechEnd();
    this.want(hold.before);
  }

  /** Devices change at once. */
  applySettings(settings: ChatSettings): void {
    const before = this.settings;
    this.settings = settings;
    const changed = (...keys: (keyof ChatSettings)[]) => keys.some((key) => before[key] !== settings[key]);
    if (changed("outputDeviceId")) this.chooseOutput();
    if (changed("inputDeviceId", "echoCancellation", "noiseSuppression") && this.microphone.isOn) {
      void this.microphone.start(settings);
    }
    if (changed("captureMode") && settings.captureMode === "push_to_talk") this.want("closed");
    if (changed("echoCancellation", "sensitivity") && this.replayId !== null) this.guardReplay();
  }

  /** 0–1. */
  setVolume(volume: number): void {
    this.playback.setVolume(volume);
  }

  /** Queues a reply's sound, int16 mono 24 kHz. It takes the place of a recording that is played again. */
  enqueue(turnId: string, pcm: Int16Array, isLast: boolean): void {
    this.endReplay();
    this.queuedTurnId = turnId;
    this.playback.enqueue(turnId, pcm, isLast);
  }

  /** Drops the sound of one reply, if it is the one that sounds or waits. */
  clear(turnId: string): void {
    if (this.queuedTurnId === turnId) this.silence();
  }

  /** Plays a whole recording, int16 mono 24 kHz. */
  enqueueReplay(pcm: Int16Array): void {
    this.queuedTurnId = null;
    this.endSpeech();
    this.guardReplay();
    // An id of its own for each: the queue would take the sound for the rest of the one before.
    this.replayId = `replay-${++this.replays}`;
    this.playback.enqueue(this.replayId, pcm, true);
  }

  silence(): void {
    this.endReplay();
    this.playback.clear();
    this.levels.output = 0;
  }

  /** The rest of the reply can't come any more: what is queued is played to its end, and nothing more is waited for. */
  endUnfinishedReply(): void {
    if (this.queuedTurnId === null || this.store.get().playingTurnId === null) return;
    this.playback.enqueue(this.queuedTurnId, new Int16Array(0), true);
  }

  private get capture(): Capture {
    return this.store.get().capture;
  }

  private want(capture: Capture): void {
    this.wanted = capture;
    this.applyCapture();
  }

  private applyCapture(): void {
    const capture = this.wanted === "open" && this.muteHolders.size > 0 ? "muted" : this.wanted;
    if (capture === this.capture) return;
    this.store.dispatch({ type: "capture", capture });
    this.levels.input = 0;
    // What was said before the microphone was muted must not be sent after it.
    this.gate?.forget();
  }

  private chooseOutput(): void {
    void this.playback.setDevice(this.settings.outputDeviceId);
  }

  private async openMicrophone(): Promise<boolean> {
    if (this.microphone.isOn) return true;
    const isOpen = await this.microphone.start(this.settings);
    // Browsers name the speakers to pages that may use a microphone.
    if (isOpen) this.chooseOutput();
    return isOpen;
  }

  /** What is being said ends here: the server hears nothing more, and no pause either. */
  private endSpeech(): void {
    if (this.capture === "open" && this.store.get().turnState === "hearing") this.events.onSpeechEnd();
  }

  private captured(pcm: Int16Array, rms: number): void {
    const isOpen = this.capture === "open";
    this.levels.input = isOpen ? rms : 0;
    if (!isOpen) return;
    if (this.gate === null) this.events.onSpeech(pcm, Microphone.sampleRateHz);
    // Somebody speaks over the recording.
    else if (this.gate.hear(pcm, rms)) this.silence();
  }

  /** What the microphone hears of a recording must not reach the server. */
  private guardReplay(): void {
    const { echoCancellation, sensitivity } = this.settings;
    this.gate = echoCancellation ? new ReplayGate(sensitivity) : null;
    this.unmuteAfterReplay?.();
    // Nothing tells words from a recording that comes back as loud as they are: the page says that it does not listen.
    this.unmuteAfterReplay = echoCancellation ? null : this.muteWhile();
  }

  private endReplay(): void {
    const words = this.gate?.words() ?? [];
    this.gate = null;
    for (const chunk of words) this.events.onSpeech(chunk, Microphone.sampleRateHz);
    this.unmuteAfterReplay?.();
    this.unmuteAfterReplay = null;
    this.replayId = null;
    if (this.store.get().replay !== null) this.store.dispatch({ type: "replay", replay: null });
  }

  private playoutReported(report: PlaybackReport): void {
    this.played.add(report);
    const { turnId, playedMs, drained } = report;
    if (turnId === this.replayId) {
      this.levels.output = drained ? 0 : report.peak;
      if (drained) this.endReplay();
      return;
    }
    const turn = this.store.get().turns[turnId];
    // This report may have been on its way while the sound was stopped.
    this.levels.output = drained || !turn || turn.silenced ? 0 : report.peak;
    this.store.dispatchFrequent({ type: "sound_played", turnId, playedMs, drained });
  }
}
