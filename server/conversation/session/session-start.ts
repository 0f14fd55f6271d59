import { AppError, errorCodeOf } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { Engines } from "../../inference/contract";
import type { Logger } from "../../platform/observability/logger";
import { noteRefusal } from "../../records/audit-log/note-refusal";
import type { RecordsContext } from "../../records/context";
import { changeSessionOptions } from "../../records/sessions/change-options";
import { type ResumedSession, resumeSession } from "../../records/sessions/resume-session";
import { startSession } from "../../records/sessions/start-session";
import { readBeginning } from "../../records/settings/house";
import { readSettings } from "../../records/settings/read-settings";
import { readHouseVoice } from "../../records/voice-profiles/house-voice";
import { resolveVoiceProfile } from "../../records/voice-profiles/resolve";
import type { SessionStart } from "./session-options";
import {
  askedVoice,
  chooseSettings,
  type KeptSettings,
  type SessionSettings,
  type SessionStartMessage,
} from "./session-settings";

/** A conversation opened by `session_start`, and the problems to show to the person before they speak. */
export interface OpenedSession extends SessionStart {
  resumed: boolean;
  problems: unknown[];
}

/**
 * Handles `session_start` of a client that holds no conversation: resumes the named one, or starts a new one if none is
 * named or the named one is not theirs, which the audit log then has. Throws AppErrors meant for the client.
 */
export async function openSession(
  ctx: RecordsContext,
  message: SessionStartMessage,
  { engines, logger }: { engines: Engines; logger: Logger },
): Promise<OpenedSession> {
  const { stored, refusal } = await readStored(ctx, message);
  await noteRefusal(ctx, refusal, "socket").catch((error: unknown) => logger.error("refusal_not_audited", { error }));
  if (stored) {
    const { sessionId, turns, lastTurnNumber, ...options } = stored;
    const { settings, problems } = await settingsFor(ctx, message, options, engines);
    return { sessionId, turns, lastTurnNumber, settings, problems, resumed: true };
  }
  const { settings, problems } = await settingsFor(ctx, message, null, engines);
  const { sessionId } = await startSession(ctx, settings);
  return {
    ...{ sessionId, settings, turns: [], lastTurnNumber: 0, resumed: false },
    problems: refusal === null ? problems : [refusal, ...problems],
  };
}

/**
 * Handles `session_start` for the conversation that the client already holds. Call `keep` to store the settings; its
 * promise rejects when they can't be stored.
 */
export async function changeSession(
  ctx: RecordsContext,
  message: SessionStartMessage,
  session: { sessionId: string; settings: SessionSettings },
  engines: Engines,
): Promise<{ settings: SessionSettings; problems: unknown[]; keep: () => Promise<unknown> }> {
  const changed = await settingsFor(ctx, message, session.settings, engines);
  const { sessionId } = session;
  return { ...changed, keep: () => changeSessionOptions(ctx, { sessionId, ...changed.settings }) };
}

/**
 * The conversation that the message names, with the requested settings stored at once; null with the reason when there
 * is none.
 */
async function readStored(
  ctx: RecordsContext,
  message: SessionStartMessage,
): Promise<{ stored: ResumedSession | null; refusal: unknown }> {
  if (message.session_id === undefined) return { stored: null, refusal: null };
  try {
    const stored = await resumeSession(ctx, {
      sessionId: message.session_id,
      language: message.language,
      mode: message.mode,
      // Store the voice as it was requested: one that can't speak now may be available next time.
      voice: askedVoice(message) ?? undefined,
      endpointPauseMs: message.endpoint_pause_ms,
    });
    return { stored, refusal: null };
  } catch (error) {
    if (errorCodeOf(error) !== "session_not_found") throw error;
    return { stored: null, refusal: error };
  }
}

async function settingsFor(
  ctx: RecordsContext,
  message: SessionStartMessage,
  before: KeptSettings | null,
  engines: Engines,
): Promise<{ settings: SessionSettings; problems: unknown[] }> {
  const { language } = await readBeginning(ctx);
  const personal = { ...(language && { language }), ...(await readSettings(ctx)).chat };
  const resolveProfile = (profileId: number) => resolveVoiceProfile(ctx, { profileId });
  const houseVoice = (language: Language) => readHouseVoice(ctx, language);
  const { settings, problems } = await chooseSettings(message, before, personal, engines, resolveProfile, houseVoice);
  return { settings, problems: problems.map((code) => new AppError(code)) };
}
