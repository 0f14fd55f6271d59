import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { can } from "../../../lib/auth/permissions";
import { AppError, errorCodeOf } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { type Actor, authorise, type UserActor } from "../../access/actor";
import type { RequestCredentials } from "../../access/authenticate-request";
import type { Operations } from "../../operations/open";
import type { Logger } from "../../platform/observability/logger";
import { noteRefusal } from "../../records/audit-log/note-refusal";
import type { RecordsContext } from "../../records/context";
import { beginDraft } from "../../records/voice-profiles/begin-draft";
import { actorOfRequest } from "../actor-of-request";
import { asksToContinue } from "../asks-to-continue";
import type { UploadedFile } from "./read-form";
import type { UploadReceiver } from "./receive-upload";
import { refuseUpload } from "./refuse-upload";

export interface VoiceUploadsDependencies {
  receiver: UploadReceiver;
  authenticate: (credentials: RequestCredentials) => Promise<UserActor | null>;
  contextFor: (actor: Actor) => RecordsContext;
  operations: Pick<Operations, "addVoice" | "attachConsent">;
  /** Where files arrive. */
  folder: string;
  logger: Logger;
}

/** Of a recording: 5 minutes of 32-bit stereo at 48 kHz are 115 MB, of 24-bit 86 MB. */
const maxRecordingBytes = 100 * 1_048_576;
/** Of a scanned document. */
const maxDocumentBytes = 20 * 1_048_576;
const recording = { maxBytes: maxRecordingBytes };
const document = { maxBytes: maxDocumentBytes };

const draftFields = z.strictObject({ language: languageSchema.default("zh-TW") });
/** The verb parses them; here it only matters that there are no others. */
const profileFields = z.strictObject({
  name: z.string().optional(),
  text: z.string().optional(),
  language: z.string().optional(),
  speaker_name: z.string().optional(),
  visibility: z.string().optional(),
  purpose: z.string().optional(),
  document_name: z.string().optional(),
});
const consentFields = z.strictObject({
  purpose: z.string(),
  speaker_name: z.string(),
  document_name: z.string().default("consent"),
});

interface Upload {
  request: IncomingMessage;
  ctx: RecordsContext;
  /** Aborted when the client leaves. */
  signal: AbortSignal;
  personId: number;
  /** Asks a client that waits for it to send the body. */
  onAccepted: () => void;
}

/**
 * Answers the requests that bring files: `POST /api/voice-drafts` (a draft), `POST /api/voice-profile` (a profile in one
 * step) and `POST /api/voice-profile/{id}/consent` (a written consent). False for any other request. Bodies go to the
 * disk in this process, past Next, which would hold them in memory.
 */
export function createVoiceUploads(deps: VoiceUploadsDependencies) {
  const { receiver, contextFor, operations, folder, logger } = deps;

  async function draft({ request, ctx, ...sender }: Upload): Promise<object> {
    const form = await receiver.receive(request, {
      ...sender,
      folder,
      files: { file: recording },
      fields: draftFields,
    });
    return removingAfter(form.files, async () => {
      const uploadPath = pathOf(form.files.file);
      const { profileId, jobId } = await beginDraft(ctx, { language: form.fields.language, uploadPath });
      return { profile_id: profileId, job_id: jobId };
    });
  }

  async function profile({ request, ctx, ...sender }: Upload): Promise<object> {
    const refusal = mayAttach(ctx.actor)
      ? null
      : new AppError("forbidden", undefined, { permission: attachPermission });
    const files = { file: recording, consent: { ...document, isOptional: true, refusal } };
    const form = await receiver.receive(request, { ...sender, folder, files, fields: profileFields });
    return removingAfter(form.files, async () => {
      const { file, consent } = form.files;
      const { purpose, document_name, ...fields } = form.fields;
      const written = consent && {
        path: consent.path,
        purpose: purpose ?? "",
        documentName: document_name ?? "consent",
      };
      const { profileId } = await operations.addVoice(ctx, {
        fields,
        uploadPath: pathOf(file),
        written,
        signal: sender.signal,
      });
      return { profile_id: profileId };
    });
  }

  async function consent({ request, ctx, ...sender }: Upload, profileId: number): Promise<object> {
    authorise(ctx.actor, attachPermission);
    const form = await receiver.receive(request, {
      ...sender,
      folder,
      files: { file: document },
      fields: consentFields,
    });
    return removingAfter(form.files, async () => {
      const { purpose, speaker_name: speakerName, document_name: documentName } = form.fields;
      const uploadPath = pathOf(form.files.file);
      const given = { profileId, purpose, speakerName, documentName, uploadPath };
      const { consentId } = await operations.attachConsent(ctx, given);
      return { consent_id: consentId };
    });
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    handle: (upload: Upload) => Promise<object>,
  ): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort(new AppError("bad_request", "The client has left.")));
    let ctx: RecordsContext | null = null;
    try {
      const actor = await actorOfRequest(request, deps.authenticate);
      ctx = contextFor(actor);
      const onAccepted = () => {
        if (asksToContinue(request)) response.writeContinue();
      };
      const body = await handle({ request, ctx, personId: actor.userId, signal: gone.signal, onAccepted });
      const text = JSON.stringify(body);
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
      response.end(text);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === "internal" || code === "storage_failed") logger.error("upload_failed", { error });
      if (ctx) {
        await noteRefusal(ctx, error, "upload").catch((cause: unknown) => {
          logger.error("refusal_not_audited", { error: cause });
        });
      }
      if (response.headersSent || response.destroyed) response.destroy();
      else refuseUpload(request, response, code === "internal" ? new AppError(code) : (error as AppError));
    }
  }

  /** What is received is removed at the end, unless a verb has moved it to its place. */
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "POST") return false;
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const consentOf = /^\/api\/voice-profile\/(\d{1,15})\/consent$/.exec(path)?.[1];
    if (path === "/api/voice-drafts") void answer(request, response, draft);
    else if (path === "/api/voice-profile") void answer(request, response, profile);
    else if (consentOf) void answer(request, response, (upload) => consent(upload, Number(consentOf)));
    else return false;
    return true;
  };
}

const attachPermission = "voice:manage_all";

/** The verbs ask the same; here it spares reading what would be refused. */
function mayAttach(actor: Actor): boolean {
  return actor.kind === "user" && can(actor.role, attachPermission);
}

function pathOf(file: UploadedFile | undefined): string {
  if (!file) throw new AppError("invalid_input", "A file is missing: file.");
  return file.path;
}

/** Removes the files at the end; those that were moved to their place are not there any more. */
async function removingAfter<T>(files: Partial<Record<string, UploadedFile>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await Promise.all(Object.values(files).map((file) => file && rm(file.path, { force: true })));
  }
}
