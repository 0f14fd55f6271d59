import type { SpeakerCount, VoicePrint } from "../../../contract";
import type { LoadMethod } from "../host/embedded-model";

export interface SpeakerLoadOptions {
  threads: number;
  /** The voice detector's model file. */
  detectorPath: string;
}

/** What the speaker process can do. `audio`: float32 mono 16 kHz, any length. */
export interface SpeakerMethods extends LoadMethod<SpeakerLoadOptions> {
  embed: { input: { audio: Float32Array }; output: Pick<VoicePrint, "values" | "speechS" | "isNarrowBand"> };
  speakers: { input: { audio: Float32Array }; output: SpeakerCount };
}
