import type { ClonedVoice, SynthesizeRequest } from "../../contract";
import type { ProbedModel } from "./probe";
import type { ReferenceFiles } from "./reference-files";

type Fields = Record<string, unknown>;
type Said = Pick<SynthesizeRequest, "mode" | "speed" | "steps">;

/** How one kind of `/v1/audio/speech` server wants to be asked. */
export interface SpeechDialect {
  /** How the speech is made and sent, whatever the voice. */
  speech(said: Said): Fields;
  /** The voice that a request brings; null: this server can't clone. */
  reference: ((voice: ClonedVoice, files: ReferenceFiles) => Promise<Fields>) | null;
}

/** Servers with a pace of their own get no speed unless somebody chose one. */
const paceOf = ({ speed = 1 }: Said): Fields => (speed === 1 ? {} : { speed });

/** OpenAI's own shape. */
const plain: SpeechDialect = {
  speech: (said) => ({ response_format: "pcm", stream_format: "audio", ...paceOf(said) }),
  reference: null,
};

const inlineReference = async (voice: ClonedVoice, files: ReferenceFiles): Promise<Fields> => ({
  ref_audio: await files.dataUri(voice),
  ref_text: voice.referenceText,
});

/** A server that declares that it takes a reference: as a data URI, because it has no access to our disk. */
const declaring: SpeechDialect = {
  ...plain,
  reference: async (voice, files) => ({ voice: nameOf(voice), ...(await inlineReference(voice, files)) }),
};

/**
 * vLLM-Omni (Qwen3-TTS, CosyVoice3, VoxCPM2 …). WAV, because its raw PCM does not say its rate, which is 48 kHz with
 * VoxCPM2. It streams at its own pace only, and refuses the name of a voice that it does not know beside a reference.
 * A reference is not uploaded: that would leave it on that server's disk, and in the same memory when it is deleted.
 */
const omni: SpeechDialect = {
  speech: (said) => ({
    response_format: "wav",
    ...(said.speed === undefined || said.speed === 1 ? { stream_format: "audio" } : paceOf(said)),
  }),
  reference: async (voice, files) => ({ task_type: "Base", ...(await inlineReference(voice, files)) }),
};

/** Our F5-TTS worker: it reads the recording from the folder of profiles, and takes a mode and its steps. */
const worker: SpeechDialect = {
  speech: (said) => ({ ...plain.speech(said), mode: said.mode, ...(said.steps && { nfe_step: said.steps }) }),
  reference: async (voice) => ({
    voice: nameOf(voice),
    ref_audio: voice.referenceAudioPath,
    ref_text: voice.referenceText,
  }),
};

const nameOf = ({ profileId }: ClonedVoice) => `profile-${profileId}`;

/** How the server is to be asked. */
export function dialectOf({ servedBy, clonesVoices }: ProbedModel): SpeechDialect {
  if (servedBy === "avatar") return worker;
  if (servedBy === "vllm-omni") return clonesVoices ? omni : { ...omni, reference: null };
  return clonesVoices ? declaring : plain;
}
