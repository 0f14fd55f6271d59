import type { Language } from "../../../../../lib/languages";
import type { ModelId } from "../../../models/contract";
import type { LoadMethod } from "../host/embedded-model";

export interface SttLoadOptions {
  threads: number;
}

/** What the STT process can do. */
export interface SttMethods extends LoadMethod<SttLoadOptions> {
  transcribe: {
    input: { model: ModelId; audio: Float32Array; language: Language };
    output: string;
  };
}
