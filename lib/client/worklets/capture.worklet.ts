import { CaptureChunker } from "./capture-chunker";
import { type CaptureCommand, type CaptureMessage, type CaptureWorkletOptions, captureWorkletName } from "./messages";
import { MonoMix } from "./mono-mix";

const chunkMs = 60;

/** Posts the microphone's sound as PCM chunks of one rate. A flush posts the unfinished one, so that no word is cut. */
class CaptureProcessor extends AudioWorkletProcessor {
  private readonly chunker: CaptureChunker;
  private readonly mix = new MonoMix();

  constructor({ processorOptions }: { processorOptions: CaptureWorkletOptions }) {
    super();
    this.chunker = new CaptureChunker(sampleRate, processorOptions.outputRateHz, chunkMs);
    this.port.onmessage = (event: MessageEvent<CaptureCommand>) => {
      const rest = this.chunker.flush();
      if (rest) this.post({ type: "chunk", ...rest });
      this.post({ type: "flushed", flushId: event.data.flushId });
    };
  }

  override process(inputs: Float32Array[][]): boolean {
    const block = this.mix.push(inputs[0] ?? []);
    if (block) for (const chunk of this.chunker.push(block)) this.post({ type: "chunk", ...chunk });
    return true;
  }

  private post(message: CaptureMessage): void {
    this.port.postMessage(message, message.type === "chunk" ? [message.pcm.buffer] : []);
  }
}

registerProcessor(captureWorkletName, CaptureProcessor);
