/** What an AudioWorkletGlobalScope offers; TypeScript's DOM library leaves it out. */
declare const sampleRate: number;

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

declare function registerProcessor(name: string, processor: new (options: never) => AudioWorkletProcessor): void;
