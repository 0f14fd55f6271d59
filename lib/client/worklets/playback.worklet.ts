import {
  type PlaybackCommand,
  type PlaybackReport,
  type PlaybackWorkletOptions,
  playbackWorkletName,
} from "./messages";
import { PlaybackQueue } from "./playback-queue";

const reportsPerSecond = 20;

/** Plays replies from one long-lived queue; the graph is never torn down between them. */
class PlaybackProcessor extends AudioWorkletProcessor {
  private readonly queue: PlaybackQueue;
  private samplesSinceReport = 0;
  private active = false;

  constructor(options: { processorOptions: PlaybackWorkletOptions }) {
    super();
    this.queue = new PlaybackQueue({ ...options.processorOptions, outputRateHz: sampleRate });
    this.port.onmessage = (event: MessageEvent<PlaybackCommand>) => {
      const command = event.data;
      if (command.type === "clear") this.queue.clear();
      else {
        this.queue.enqueue(command.turnId, command.pcm, command.isLast);
        this.active = true;
      }
    };
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channels = outputs[0] ?? [];
    const [first, ...others] = channels;
    if (!first) return true;
    const more = this.queue.render(first);
    for (const channel of others) channel.set(first);
    this.samplesSinceReport += first.length;
    if (this.active && (!more || this.samplesSinceReport >= sampleRate / reportsPerSecond)) this.report(more);
    return true;
  }

  private report(more: boolean): void {
    this.samplesSinceReport = 0;
    this.active = more;
    const progress: PlaybackReport | null = this.queue.progress();
    if (progress) this.port.postMessage(progress);
  }
}

registerProcessor(playbackWorkletName, PlaybackProcessor);
