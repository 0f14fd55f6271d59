import type { Language } from "../../../../../lib/languages";
import type { Reading } from "../../../contract";
import type { LoadMethod } from "../host/embedded-model";
import type { VoiceChoice } from "./voices";

export interface TtsLoadOptions {
  threads: number;
}

/** What the TTS process can do. Yields int16 mono 24 kHz. */
export interface TtsMethods extends LoadMethod<TtsLoadOptions> {
  synthesize: {
    input: VoiceChoice & { text: string; language: Language; speed: number; readings: readonly Reading[] };
    output: Int16Array;
  };
}
