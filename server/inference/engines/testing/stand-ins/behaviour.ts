import type { ModelRole } from "../../../../../lib/models";
import type { DialectName } from "./dialects";

/** What goes wrong with one call. `afterChunks` counts the pieces of the answer already sent (default 0). */
export type Fault =
  /** An error status; the default body is OpenAI's `{"error": {"message"}}`. */
  | { kind: "status"; status: number; body?: unknown; retryAfterSeconds?: number }
  /** A web page where an API answer should be, as a wrong proxy or URL gives. */
  | { kind: "html"; status?: number }
  /** HTTP 200, then an error in the stream (vLLM's shape) in place of the rest. */
  | { kind: "stream_error"; afterChunks?: number }
  /** No answer, or no further piece of it, until the caller leaves. */
  | { kind: "hang"; afterChunks?: number }
  /** The whole server ends, after it has printed this. */
  | { kind: "crash"; stderr: string }
  /** The connection breaks. */
  | { kind: "cut"; afterChunks?: number }
  /** The right answer in pieces of so many bytes, whatever they split: 1, or an odd number. */
  | { kind: "split"; bytes: number }
  /** The right answer, a byte at a time, so many ms apart. */
  | { kind: "trickle"; byteMs: number }
  /** The answer ends early, but without a broken connection. */
  | { kind: "end"; afterChunks: number }
  /** So many empty lines before the right answer: what servers send to keep a connection open. */
  | { kind: "blank_lines"; lines: number }
  /** Speech to text: a transcript of so many characters. */
  | { kind: "flood"; characters: number }
  /** The right answer without its last byte. */
  | { kind: "drop_last_byte" }
  /** 200 and nothing. */
  | { kind: "empty" }
  /** The right answer again and again, until the caller leaves. */
  | { kind: "endless" };

/** How a stand-in answers. Everything can be changed while it runs. */
export interface StandInBehaviour {
  /** Which server it speaks like. */
  dialect: DialectName;
  /** The API key that calls of `/v1` must send; null: none. */
  apiKey: string | null;
  /** Names on `/v1/models`. */
  models: string[];
  /** What the cards on `/v1/models` say besides. */
  card: Record<string, unknown>;
  /** Names that it takes besides, without listing them. */
  aliases: string[];
  /** Error status of `/v1/models` for a server without a list; null: it lists its models. */
  listStatus: number | null;
  /**
   * llama.cpp's Python server: any new request ends the replies that are being written, with `[DONE]` and no reason.
   */
  interruptsReplies: boolean;
  /** Status of `/health`. */
  healthStatus: number;
  /** Speech to text: until the answer. Language model: until the first token. Speech: until the first audio. */
  firstLatencyMs: number;
  /** Language model: between tokens. Speech: between pieces of 100 ms. */
  stepLatencyMs: number;
  /** What the next calls are answered with, one each; when used up, `answer`. */
  answers: string[];
  /** What every call is answered with; null: the role's default. */
  answer: string | null;
  /** What goes wrong with the next calls, one each (null: nothing); when used up, `fault`. */
  faults: (Fault | null)[];
  /** What goes wrong with every call. */
  fault: Fault | null;
  /** Language model: thinking sent as `delta.reasoning` before the answer. */
  reasoning: string | null;
  /** Language model: writes its whole answer, whatever `max_tokens` says. */
  ignoresMaxTokens: boolean;
  /** Language model: a character beyond the BMP comes in two pieces, half of it in each. */
  splitsCharacters: boolean;
  /** vLLM without `--scheduling-policy priority`. */
  refusesPriority: boolean;
  /** Speech: `wav` is what a server sends that ignores `response_format`. */
  speechFormat: "pcm" | "wav";
  speechRateHz: number;
  /** Speech: length of the tone for one character of text. */
  audioMsPerCharacter: number;
  /** Language model: what the cards on `/v1/models` say; null leaves it out. */
  contextTokens: number | null;
}

export function defaultBehaviour(role: ModelRole): StandInBehaviour {
  return {
    dialect: "plain",
    apiKey: null,
    models: [`stand-in-${role}`],
    card: {},
    aliases: [],
    listStatus: null,
    interruptsReplies: false,
    healthStatus: 200,
    firstLatencyMs: 0,
    stepLatencyMs: 0,
    answers: [],
    answer: null,
    faults: [],
    fault: null,
    reasoning: null,
    ignoresMaxTokens: false,
    splitsCharacters: false,
    refusesPriority: false,
    speechFormat: "pcm",
    speechRateHz: 24_000,
    audioMsPerCharacter: 60,
    contextTokens: role === "llm" ? 8_192 : null,
  };
}

/** One model call that a stand-in received. */
export interface ReceivedCall {
  /** From 1, in order of arrival. */
  number: number;
  path: string;
  authorization: string | null;
  /** The JSON body, or the text fields of the form. */
  fields: Record<string, unknown>;
  bodyBytes: number;
  /** Speech to text: length of the sound received. */
  audioDurationMs: number | null;
  /** On the stand-in's own monotonic clock. */
  receivedMs: number;
  firstByteMs: number | null;
  endedMs: number | null;
  /**
   * `aborted`: the caller left before the end of the answer. `interrupted`: another request came (`interruptsReplies`).
   */
  outcome: "running" | "completed" | "aborted" | "faulted" | "interrupted";
}

/** What a handler answers with; the server adds latency and faults. */
export interface Answer {
  contentType: string;
  headers?: Record<string, string>;
  /** Waits for the role's latencies while it is read. */
  pieces: AsyncIterable<string | Uint8Array>;
  /** What this protocol sends when it fails after the headers. */
  streamError: string;
}
