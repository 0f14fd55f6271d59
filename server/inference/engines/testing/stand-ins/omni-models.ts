import { decodeWav } from "../../../../../lib/audio/wav";
import type { Refusal } from "./dialects";

/** What a speech model of vLLM-Omni takes and refuses, as its adapters do (vllm_omni/entrypoints/openai/tts_adapters). */
interface OmniModel {
  /** Names on `/v1/audio/voices`. */
  voices: string[];
  rateHz: number;
  /** What it refuses of a request, in its own words; null: nothing. */
  refuse(fields: Fields): string | null;
}

type Fields = Record<string, unknown>;

const qwenVoices = ["aiden", "dylan", "eric", "ono_anna", "ryan", "serena", "sohee", "uncle_fu", "vivian"];

function qwen3Tts(variant: "Base" | "CustomVoice"): OmniModel {
  return {
    voices: variant === "CustomVoice" ? qwenVoices : [],
    rateHz: 24_000,
    refuse({ task_type, ref_audio, ref_text, voice }) {
      const inferred = ref_audio !== undefined || ref_text !== undefined ? "Base" : "CustomVoice";
      const task = task_type ?? inferred;
      if (task !== variant) {
        return `Qwen3-TTS ${variant} checkpoint does not support task_type='${String(task)}'. Use task_type='${variant}' or load the matching ${String(task)} checkpoint.`;
      }
      if (variant === "Base") {
        if (ref_audio === undefined) return "Base task requires 'ref_audio' or 'speaker_embedding' for voice cloning";
        return ref_text ? null : "Base task requires non-empty 'ref_text' (transcript of the reference audio)";
      }
      return isOf(qwenVoices, voice);
    },
  };
}

const cosyVoice3: OmniModel = {
  voices: [],
  rateHz: 24_000,
  refuse({ ref_audio, ref_text, voice }) {
    if (voice !== undefined && ref_audio === undefined) {
      return `Unknown voice '${String(voice)}'. CosyVoice3 has no built-in speakers. Upload a voice first via POST /v1/audio/voices, or use ref_audio + ref_text.`;
    }
    if (ref_audio === undefined) return "CosyVoice3 requires 'ref_audio' (reference audio for voice cloning)";
    return ref_text ? null : "CosyVoice3 requires 'ref_text' (transcript of the reference audio)";
  },
};

const voxCpm2: OmniModel = { voices: ["default"], rateHz: 48_000, refuse: ({ voice }) => isOf(["default"], voice) };

function isOf(voices: string[], voice: unknown): string | null {
  if (voice === undefined || voices.includes(String(voice).toLowerCase())) return null;
  return `Invalid voice '${String(voice)}'. Supported: ${voices.join(", ")}`;
}

export function omniModelOf(name = ""): OmniModel {
  if (/cosyvoice/i.test(name)) return cosyVoice3;
  if (/voxcpm/i.test(name)) return voxCpm2;
  return qwen3Tts(/custom-?voice/i.test(name) ? "CustomVoice" : "Base");
}

/** All these have the status 400. */
export function omniRefusal(fields: Fields): Refusal | null {
  const message =
    (fields.stream_format === "audio" && (fields.speed ?? 1) !== 1
      ? "Streaming is not supported with speed adjustment. Use a non-streaming request or remove the speed parameter."
      : null) ??
    omniModelOf(String(fields.model)).refuse(fields) ??
    (fields.ref_audio === undefined ? null : wrongReference(String(fields.ref_audio)));
  return message === null ? null : { status: 400, message };
}

function wrongReference(uri: string): string | null {
  const [, base64] = /^data:audio\/wav;base64,(.+)$/.exec(uri) ?? [];
  if (base64 === undefined) {
    return "ref_audio must be a URL (http/https), base64 data URL (data:...), or file URI (file://...)";
  }
  const { pcm, sampleRateHz } = decodeWav(Buffer.from(base64, "base64"));
  const seconds = pcm.length / sampleRateHz;
  if (seconds < 1)
    return `Reference audio too short (${seconds.toFixed(1)}s). At least 1s of clear speech is required.`;
  if (seconds > 30)
    return `Reference audio too long (${seconds.toFixed(1)}s). Maximum 30s supported — use a shorter clip.`;
  return null;
}
