/**
 * Every error that can leave the server, in one table.
 * `http` is the REST status, `retryable` says whether the same request may work later unchanged,
 * `message` is the English public text; translations live in messages/*.json under `errors.<code>`.
 * docs/error-codes.md lists who can do what about each.
 */
export const errorCatalogue = {
  bad_message: { http: 400, retryable: false, message: "The message is not valid. Check its JSON and its fields." },
  unknown_type: { http: 400, retryable: false, message: "This message type is not known." },
  bad_audio: {
    http: 400,
    retryable: false,
    message: "The audio is not valid: send base64 PCM16LE mono at 8 to 48 kHz.",
  },
  message_too_large: { http: 413, retryable: false, message: "The message is too large." },
  rate_limited: { http: 429, retryable: true, message: "Too many messages. Slow down and try again." },
  unauthorized: { http: 401, retryable: false, message: "Log in first." },
  forbidden: { http: 403, retryable: false, message: "You may not do this." },
  password_change_required: {
    http: 403,
    retryable: false,
    message: "Log in on the pages and choose a password of your own first. Nothing else works until then.",
  },
  password_unchanged: { http: 422, retryable: false, message: "The new password is the old one. Choose another." },
  bad_credentials: { http: 401, retryable: false, message: "The name or the password is not right." },
  account_disabled: { http: 403, retryable: false, message: "This account is disabled. Ask an administrator." },
  not_found: { http: 404, retryable: false, message: "There is nothing here by that name." },
  conflict: { http: 409, retryable: false, message: "Something with that name exists already." },
  invalid_input: { http: 400, retryable: false, message: "Some fields are not valid." },
  session_not_found: {
    http: 404,
    retryable: false,
    message: "This conversation cannot be resumed. A new one was started.",
  },
  session_in_use: {
    http: 409,
    retryable: true,
    message: "This conversation is open elsewhere. Take it over (`take_over`), close it there, or start a new one.",
  },
  turn_not_found: { http: 404, retryable: false, message: "This turn does not exist." },
  at_capacity: { http: 503, retryable: true, message: "All voice sessions are in use. Wait a moment and try again." },
  session_idle: {
    http: 503,
    retryable: true,
    message: "Nothing was said for a while, and others are waiting for a place. Speak or type to get yours back.",
  },
  asked_to_leave: {
    http: 503,
    retryable: false,
    message: "An administrator asks you to end this conversation soon: the place is needed.",
  },
  session_ended: { http: 503, retryable: true, message: "An administrator ended this conversation. It is kept." },
  model_loading: { http: 503, retryable: true, message: "The models are still loading." },
  model_unavailable: { http: 503, retryable: true, message: "A model is not available." },
  model_language_unsupported: {
    http: 422,
    retryable: false,
    message: "The connected model does not speak this language.",
  },
  stt_failed: { http: 502, retryable: true, message: "Speech recognition failed. Please say it again." },
  llm_failed: { http: 502, retryable: true, message: "The language model failed. Please try again." },
  tts_failed: { http: 502, retryable: true, message: "Speech synthesis failed. The answer is shown as text." },
  model_timeout: { http: 504, retryable: true, message: "A model took too long. Please try again." },
  model_crashed: { http: 502, retryable: true, message: "A model stopped and is being restarted. Please try again." },
  context_overflow: { http: 422, retryable: false, message: "The conversation is too long for the model." },
  audio_unsupported: {
    http: 415,
    retryable: false,
    message: "This is no audio file that can be read. Send WAV, MP3, FLAC, OGG Vorbis or OGG Opus.",
  },
  audio_unreadable: { http: 422, retryable: false, message: "The audio file is damaged, or holds no sound." },
  audio_too_long: {
    http: 422,
    retryable: false,
    message: "The recording is longer than 5 minutes. Send a part of it.",
  },
  audio_too_short: { http: 422, retryable: false, message: "There is less than a second of speech in the recording." },
  audio_no_speech: { http: 422, retryable: false, message: "No speech was found in the recording." },
  upload_too_large: { http: 413, retryable: false, message: "The file is too large." },
  profile_not_ready: { http: 409, retryable: false, message: "This voice cannot be used yet." },
  cloning_unavailable: {
    http: 409,
    retryable: false,
    message: "The connected speech model can't speak in the voices of people.",
  },
  voice_refused: {
    http: 422,
    retryable: false,
    message: "The speech model can't use this voice: its recording or its text.",
  },
  name_taken: { http: 409, retryable: false, message: "Another voice has this name already. Choose another one." },
  address_outside: {
    http: 422,
    retryable: false,
    message: "The address is neither of this machine nor of a private network.",
  },
  name_unresolved: { http: 422, retryable: true, message: "The name in the address could not be resolved." },
  quality_too_low: {
    http: 422,
    retryable: false,
    message: "The recording can't become a voice: one of its lights is red.",
  },
  text_missing: { http: 422, retryable: false, message: "Write down what is said in the recording." },
  consent_missing: { http: 409, retryable: false, message: "The person whose voice it is has not consented yet." },
  consent_given: { http: 409, retryable: false, message: "A consent names this voice: its name stays." },
  name_not_readable: {
    http: 422,
    retryable: false,
    message:
      "Nothing of the voice's name can be read aloud in this language. Choose the other language or another name.",
  },
  consent_over: { http: 409, retryable: false, message: "No sentence is waiting to be read. Begin the consent again." },
  storage_failed: {
    http: 500,
    retryable: true,
    message: "It could not be stored. An administrator should check the disk.",
  },
  bad_request: { http: 400, retryable: false, message: "The request is not valid." },
  method_not_allowed: { http: 405, retryable: false, message: "This method is not possible here." },
  request_timeout: { http: 408, retryable: true, message: "The request did not come to its end in time." },
  uri_too_long: { http: 414, retryable: false, message: "The address is too long." },
  range_not_satisfiable: { http: 416, retryable: false, message: "There is nothing in this range." },
  headers_too_large: { http: 431, retryable: false, message: "The request's address or headers are too long." },
  misdirected_host: {
    http: 421,
    retryable: false,
    message: "This server does not go by that name. Use its address, or add the name to AVATAR_ALLOWED_HOSTS.",
  },
  https_required: {
    http: 426,
    retryable: false,
    message: "Connect with TLS: from the network this server takes wss:// and https:// only.",
  },
  pages_unavailable: {
    http: 503,
    retryable: true,
    message: "The pages are starting, or have more requests than they can answer. Try again in a moment.",
  },
  shutting_down: { http: 503, retryable: true, message: "The server is restarting. Reconnect in a moment." },
  internal: { http: 500, retryable: true, message: "An unexpected error happened. Quote the code and try again." },
} as const satisfies Record<string, { http: number; retryable: boolean; message: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodeList = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** What somebody may not see or change, and whose it is. */
export interface RefusedThing {
  entity: "conversation" | "turn";
  entityId: string;
  subjectUserId: number | null;
}

/**
 * An error that a person or a program outside may see. Recognise it by `code`, never by `instanceof`: Next bundles its
 * own copy of this class.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  /** Seconds until the same request may work; null when unknown. It is sent as the header Retry-After. */
  readonly retryAfterS: number | null;
  /** The methods that are possible instead; they are sent as the header Allow. */
  readonly allow: readonly string[] | null;
  /** The permission that was missing, and for what, for the audit log; neither is sent. */
  readonly permission: string | null;
  readonly about: RefusedThing | null;
  constructor(
    code: ErrorCode,
    message?: string,
    options?: {
      cause?: unknown;
      retryAfterS?: number;
      allow?: readonly string[];
      permission?: string;
      about?: RefusedThing;
    },
  ) {
    super(message ?? errorCatalogue[code].message, options);
    this.code = code;
    this.retryAfterS = options?.retryAfterS ?? null;
    this.allow = options?.allow ?? null;
    this.permission = options?.permission ?? null;
    this.about = options?.about ?? null;
  }
}

/** The public code of anything thrown; `internal` for errors that we did not throw on purpose. */
export function errorCodeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && Object.hasOwn(errorCatalogue, code) ? (code as ErrorCode) : "internal";
}

export interface PublicError {
  status: number;
  /**
   * Lower-case names. Every error is `no-store`; 401 names the way to log in, 405 the possible methods, 429 when to
   * come back.
   */
  headers: Record<string, string>;
  body: { error: { code: ErrorCode; message: string } };
}

/**
 * What a client gets for anything thrown: the one error body with its status and headers. The message of an unexpected
 * error is never shown.
 */
export function publicError(error: unknown): PublicError {
  const code = errorCodeOf(error);
  const message = code === "internal" ? errorCatalogue.internal.message : (error as Error).message;
  const status = errorCatalogue[code].http;
  return { status, headers: errorHeaders(status, error), body: { error: { code, message } } };
}

/** The least Retry-After that is sent, and what a 429 gets whose error does not say how long to wait. */
const shortestWaitS = 1;

function errorHeaders(status: number, error: unknown): Record<string, string> {
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (status === 401) headers["www-authenticate"] = "Bearer";
  const { retryAfterS, allow } = (error ?? {}) as { retryAfterS?: unknown; allow?: unknown };
  const waitS = typeof retryAfterS === "number" ? Math.max(shortestWaitS, Math.ceil(retryAfterS)) : null;
  if (waitS !== null || status === 429) headers["retry-after"] = String(waitS ?? shortestWaitS);
  if (Array.isArray(allow)) headers.allow = allow.join(", ");
  return headers;
}
