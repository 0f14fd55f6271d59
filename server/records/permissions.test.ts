import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Role, roles } from "../../lib/auth/permissions";
import { errorCodeOf } from "../../lib/errors";
import { silentLogger } from "../platform/observability/logger";
import { listAlertChanges, undoAlertChange } from "./alerts/alert-changes";
import { findDelivery, noteDelivery, tellOpenAlerts } from "./alerts/deliveries";
import { closeIncident, listOpenAlerts, openIncident } from "./alerts/incidents";
import { oldestTurnS } from "./alerts/oldest-turn";
import { readPastTargets } from "./alerts/past-targets";
import { endSilence, listSilences, silenceAlert } from "./alerts/silences";
import { readAlertTargets } from "./alerts/targets";
import { forgetOldIncidents, listTimeLine, recordDegradation } from "./alerts/time-line";
import { readTurnSamples } from "./alerts/turn-samples";
import { readWebhook, removeWebhook, renewWebhookSecret, saveWebhook, testWebhook } from "./alerts/webhook";
import { exportActs } from "./audit-log/export-acts";
import { listActs } from "./audit-log/list-acts";
import { pruneActs } from "./audit-log/prune-acts";
import { attachConsent } from "./consents/attach-consent";
import { beginCeremony } from "./consents/ceremony";
import { listCertificates, namesOfConsentedVoices } from "./consents/certificates";
import { decideConsent } from "./consents/decide-consent";
import { reconcileDocuments } from "./consents/reconcile-documents";
import { settleConsent } from "./consents/settle-consent";
import { settleTakes } from "./consents/settle-take";
import { releaseStuckChecks } from "./consents/stuck-checks";
import type { RecordsContext } from "./context";
import { listCheckedDevices } from "./devices/list-checked-devices";
import { reportDeviceCheck } from "./devices/report-device-check";
import { transcriptAccuracy } from "./feedback/accuracy";
import { correctTurn } from "./feedback/correct-turn";
import { exportCorrectionPairs } from "./feedback/correction-pairs";
import { addNote, removeNote } from "./feedback/notes";
import { rateTurn } from "./feedback/rate-turn";
import { tagTurn } from "./feedback/tag-turn";
import { listHouseChanges, undoHouseChange } from "./house-changes/house-changes";
import { cancelJob } from "./jobs/cancel-job";
import { enqueue } from "./jobs/enqueue";
import { findJob } from "./jobs/find-job";
import { recoverJobs } from "./jobs/work";
import { changeLexicon } from "./lexicon/change-lexicon";
import { listLexiconVersions } from "./lexicon/list-versions";
import { readLexicon } from "./lexicon/read-lexicon";
import { endLogin, endLogins } from "./logins/end-logins";
import { listLogins } from "./logins/list-logins";
import { countOlderTurns } from "./metrics/count-older-turns";
import { keepNumbers } from "./metrics/keep-numbers";
import { pruneNumbers } from "./metrics/prune-numbers";
import { readErrors } from "./metrics/read-errors";
import { readGauges } from "./metrics/read-gauges";
import { readPeriod } from "./metrics/read-period";
import { readRatings } from "./metrics/read-ratings";
import { readStages } from "./metrics/read-stages";
import { readTiles } from "./metrics/read-tiles";
import { readVolumes } from "./metrics/read-volumes";
import { findPersona, listPersonas, namePersonaVersions, readPersonaVersion } from "./personas/list-personas";
import { choosePersona, readPersonaInUse } from "./personas/persona-in-use";
import { retirePersona } from "./personas/retire-persona";
import { changePersona, createPersona } from "./personas/save-persona";
import { addTag } from "./quality-tags/add-tag";
import { renameTag, retireTag } from "./quality-tags/change-tag";
import { listTags } from "./quality-tags/list-tags";
import { reconcileRecordings } from "./recordings/reconcile";
import { addCases } from "./replays/add-cases";
import {
  addCandidateServer,
  listCandidateServers,
  removeCandidateServer,
  restoreCandidateServer,
} from "./replays/candidate-servers";
import { findCaseWork } from "./replays/case-work";
import { changeCase } from "./replays/change-case";
import { changeThresholds, pinBaseline, renameSet } from "./replays/change-set";
import { chooseBlind } from "./replays/choose-blind";
import { compareRuns } from "./replays/compare-runs";
import { createSet } from "./replays/create-set";
import { deleteSet } from "./replays/delete-set";
import { failLostRuns } from "./replays/end-run";
import { findSet } from "./replays/find-set";
import { listSets } from "./replays/list-sets";
import { removeCases, restoreCases } from "./replays/remove-cases";
import { replaysOfConversation } from "./replays/replays-of-conversation";
import { resultAudioPath } from "./replays/result-audio";
import { sweepResultSounds } from "./replays/result-files";
import { readRunProgress } from "./replays/run-progress";
import { beginRun } from "./replays/run-work";
import { cancelRun, deleteRun, requestRun } from "./replays/runs";
import { setVerdict } from "./replays/set-verdict";
import { type CaseResult, storeResult } from "./replays/store-result";
import { readTrend } from "./replays/trend";
import { indexOlderTurns } from "./search/index-older-turns";
import { purgeIndex, putOffPurge } from "./search/purge-index";
import { countUnindexedTurns } from "./search/unindexed-turns";
import { changeSessionOptions } from "./sessions/change-options";
import { listConversationSummaries } from "./sessions/conversation-summaries";
import { listConversations } from "./sessions/conversations";
import { deleteConversation, restoreConversation, whatDeletionRemoves } from "./sessions/delete-conversation";
import { exportConversations } from "./sessions/export-conversations";
import { removeConversation } from "./sessions/remove-conversation";
import { renameConversation } from "./sessions/rename-conversation";
import { resumeSession } from "./sessions/resume-session";
import { startSession } from "./sessions/start-session";
import { decideForHouse } from "./settings/decide";
import { forgetSetting } from "./settings/forget-setting";
import { readBeginning, readDecidedLimits, readReplyLimits } from "./settings/house";
import { createHouseSettings } from "./settings/house-settings";
import { readSettings } from "./settings/read-settings";
import { saveSetting } from "./settings/save-setting";
import { openTestDb } from "./testing/test-db";
import { sessionOptions, turnInput } from "./testing/turn-input";
import { preparedDraft, uploadedFile } from "./testing/voice-input";
import { createToken } from "./tokens/create-token";
import { listTokens } from "./tokens/list-tokens";
import { revokeToken } from "./tokens/revoke-token";
import { turnAudioPath } from "./turns/find-turn-audio";
import { recordTurn } from "./turns/record-turn";
import { stopHearing } from "./turns/stop-hearing";
import { listUsedModels } from "./turns/used-models";
import { changeRole } from "./users/change-role";
import { createUser } from "./users/create-user";
import { disableUser } from "./users/disable-user";
import { enableUser } from "./users/enable-user";
import { ensureFirstAdmin } from "./users/ensure-first-admin";
import { listUsers } from "./users/list-users";
import { renameUser } from "./users/rename-user";
import { resetPassword, setPassword } from "./users/set-password";
import { beginDraft } from "./voice-profiles/begin-draft";
import { changeDraft } from "./voice-profiles/change-draft";
import { changeVisibility } from "./voice-profiles/change-visibility";
import { deleteReplies } from "./voice-profiles/delete-replies";
import { discardDraft } from "./voice-profiles/discard-draft";
import { endProfile } from "./voice-profiles/end-profile";
import { findDraft } from "./voice-profiles/find-draft";
import { findProfile } from "./voice-profiles/find-profile";
import { chooseHouseVoice, readHouseVoice } from "./voice-profiles/house-voice";
import { listDrafts } from "./voice-profiles/list-drafts";
import { listProfiles } from "./voice-profiles/list-profiles";
import { findReferenceWork } from "./voice-profiles/prepare-reference";
import { profileAudioPath } from "./voice-profiles/profile-audio";
import { reconcileProfileFolders } from "./voice-profiles/reconcile-folders";
import { clearIncoming } from "./voice-profiles/remove-files";
import { resolveVoiceProfile } from "./voice-profiles/resolve";
import { saveProfile } from "./voice-profiles/save-profile";
import { listTrials } from "./voice-trials/find-trial";
import { rateTrial } from "./voice-trials/rate-trial";
import { requestTrial } from "./voice-trials/request-trial";
import { sweepTrials } from "./voice-trials/trial-work";

const everybody: Role[] = [...roles];
const admin: Role[] = ["admin"];
const readers: Role[] = ["qa", "admin"];

/** What each act may use: the acting person's context, name and session, and a token and a turn of another person. */
interface Trial {
  ctx: RecordsContext;
  /** An administrator. */
  boss: RecordsContext;
  ownName: string;
  ownId: number;
  othersId: number;
  ownSession: string;
  othersToken: number;
  othersTurn: string;
  othersSession: string;
  /** A voice that another person brought, which waits for consent, and one's own draft. */
  othersVoice: () => Promise<number>;
  ownDraft: () => Promise<number>;
  dataDir: string;
}

const ownJob = (ctx: RecordsContext) =>
  ctx.db.write((tx) =>
    enqueue(tx, ctx, { kind: "voice_trial", payload: { profileId: 1, text: "Hello.", mode: "fast" } }),
  );
const consentFor = (profileId: number, dataDir: string) => ({
  ...{ profileId, purpose: "assistant", speakerName: "Ada", documentName: "consent.pdf", model: null },
  uploadPath: uploadedFile(dataDir),
});
const shortPrompts = { "zh-TW": "簡短。", en: "Be short." };
const candidate = { role: "llm", name: "Trial", url: "http://127.0.0.1:1/v1", model: null } as const;
/** A run of a set of somebody else's with one turn. */
async function runInput(boss: RecordsContext, turnId: string) {
  const { setId } = await createSet(boss, { name: "Theirs" });
  await addCases(boss, { setId, turnIds: [turnId] });
  return { setId, name: "Run", changes: {}, requestKey: "one press of the button" };
}
const noSources = {
  sessions: () => ({ active: 0, waiting: 0 }),
  gpus: () => null,
  residentMiB: async () => ({}),
};
const newPassword = "another horse";
const delivery = {
  event: "test",
  at_s: 1,
  attempts: 1,
  failure: null,
  http_status: 204,
  is_tried_again: false,
} as const;
const anyWebhook = { url: "http://127.0.0.1/", secret_changed_at_s: 1 };
const opening = { kind: "disk", subject: "", detail: null, value: 1, threshold: 2, openedAt: 1 } as const;
const houseSettings = createHouseSettings({ keepDays: z.number().default(90) });
const acts: [name: string, allowed: Role[], act: (trial: Trial) => unknown][] = [
  ["sessions/start-session", everybody, ({ ctx }) => startSession(ctx, sessionOptions)],
  [
    "sessions/change-options",
    everybody,
    ({ ctx, ownSession }) => changeSessionOptions(ctx, { sessionId: ownSession, mode: "hq" }),
  ],
  ["alerts/incidents open", [], ({ ctx }) => openIncident(ctx, opening)],
  [
    "alerts/incidents close",
    [],
    ({ ctx }) => closeIncident(ctx, { incidentId: 1, worst: 1, end: "over", closedAt: 2 }),
  ],
  ["alerts/incidents list", admin, ({ ctx }) => listOpenAlerts(ctx)],
  ["alerts/past-targets", admin, ({ ctx }) => readPastTargets(ctx, { from_s: 0, to_s: 1 })],
  ["alerts/targets", admin, ({ ctx }) => readAlertTargets(ctx)],
  ["alerts/deliveries", [], ({ ctx }) => tellOpenAlerts(ctx)],
  ["alerts/deliveries find", [], ({ ctx }) => findDelivery(ctx, { event: "test", incidentId: null })],
  ["alerts/deliveries note", [], ({ ctx }) => noteDelivery(ctx, delivery)],
  ["alerts/silences", admin, ({ ctx }) => silenceAlert(ctx, { kind: "vram", subject: "0", hours: 1, reason: "Known" })],
  ["alerts/silences end", admin, ({ ctx }) => expectNotFound(endSilence(ctx, { silenceId: 7 }))],
  ["alerts/silences list", admin, ({ ctx }) => listSilences(ctx)],
  ["alerts/alert-changes list", admin, ({ ctx }) => listAlertChanges(ctx)],
  ["alerts/alert-changes undo", admin, ({ ctx }) => expectNotFound(undoAlertChange(ctx, { changeId: 7_000 }))],
  ["alerts/webhook read", admin, ({ ctx }) => readWebhook(ctx)],
  ["alerts/webhook save", admin, ({ ctx }) => saveWebhook(ctx, { url: "http://127.0.0.1:1/", basedOn: null })],
  ["alerts/webhook renew", admin, ({ ctx }) => expectNotFound(renewWebhookSecret(ctx, { basedOn: anyWebhook }))],
  ["alerts/webhook remove", admin, ({ ctx }) => removeWebhook(ctx, { basedOn: anyWebhook })],
  ["alerts/webhook test", admin, ({ ctx }) => expectNotFound(testWebhook(ctx))],
  ["alerts/time-line read", admin, ({ ctx }) => listTimeLine(ctx, { from_s: 0, to_s: 1 })],
  ["alerts/time-line record", [], ({ ctx }) => recordDegradation(ctx, { level: "fast", reason: "vram" })],
  ["alerts/time-line forget", [], ({ ctx }) => forgetOldIncidents(ctx)],
  ["alerts/turn-samples", [], ({ ctx }) => readTurnSamples(ctx, { afterId: 0, sinceS: 0 })],
  ["alerts/oldest-turn", [], ({ ctx }) => oldestTurnS(ctx)],
  [
    "devices/report-device-check",
    everybody,
    ({ ctx }) =>
      reportDeviceCheck(ctx, { deviceId: randomUUID(), name: "Desk", browser: null, parts: {}, roundTripMs: null }),
  ],
  ["devices/list-checked-devices", admin, ({ ctx }) => listCheckedDevices(ctx)],
  ["metrics/keep-numbers", [], ({ ctx }) => keepNumbers({ ctx, logger: silentLogger }).start(noSources)],
  ["metrics/count-older-turns", [], ({ ctx }) => countOlderTurns(ctx, 0)],
  ["metrics/prune-numbers", [], ({ ctx }) => pruneNumbers(ctx)],
  ["metrics/read-period", admin, ({ ctx }) => readPeriod(ctx, { from_s: 0, to_s: 86_400, days_s: [0] })],
  ["metrics/read-tiles", admin, ({ ctx }) => readTiles(ctx, { range: "24h" })],
  ["metrics/read-stages", admin, ({ ctx }) => readStages(ctx, { range: "24h" })],
  ["metrics/read-errors", admin, ({ ctx }) => readErrors(ctx, { range: "24h" })],
  ["metrics/read-volumes", admin, ({ ctx }) => readVolumes(ctx, { range: "24h" })],
  ["metrics/read-gauges", admin, ({ ctx }) => readGauges(ctx, { range: "24h" })],
  ["metrics/read-ratings", admin, ({ ctx }) => readRatings(ctx, { range: "24h" })],
  ["feedback/accuracy", readers, ({ ctx }) => transcriptAccuracy(ctx)],
  ["feedback/correction-pairs", readers, ({ ctx }) => exportCorrectionPairs(ctx).then(buffer)],
  [
    "sessions/export-conversations",
    everybody,
    ({ ctx }) => exportConversations(ctx, { filter: {} }, { conversation: () => "", list: () => "" }).then(buffer),
  ],
  ["sessions/resume-session", everybody, ({ ctx, ownSession }) => resumeSession(ctx, { sessionId: ownSession })],
  ["turns/record-turn", everybody, ({ ctx, ownSession }) => recordTurn(ctx, turnInput(ownSession, 1))],
  [
    "turns/stop-hearing",
    everybody,
    async ({ ctx, ownSession }) => {
      await recordTurn(ctx, turnInput(ownSession, 1, { turnId: "to-stop" }));
      await stopHearing(ctx, { turnId: "to-stop", heardChars: 0, endedBy: "user_stop" });
    },
  ],
  ["settings/save-setting", everybody, ({ ctx }) => saveSetting(ctx, { key: "theme", value: "dark" })],
  ["tokens/create-token", everybody, ({ ctx, ownName }) => createToken(ctx, { username: ownName, name: "mine" })],
  ["tokens/create-token of others", admin, ({ ctx }) => createToken(ctx, { username: "other", name: "theirs" })],
  ["tokens/revoke-token of others", admin, ({ ctx, othersToken }) => revokeToken(ctx, { tokenId: othersToken })],
  ["users/create-user", admin, ({ ctx }) => createUser(ctx, { username: "new", password: newPassword, role: "staff" })],
  ["users/disable-user", admin, ({ ctx }) => disableUser(ctx, { username: "other" })],
  ["users/enable-user", admin, ({ ctx }) => enableUser(ctx, { username: "other" })],
  ["users/change-role", admin, ({ ctx }) => changeRole(ctx, { username: "other", role: "qa" })],
  ["users/rename-user", admin, ({ ctx }) => renameUser(ctx, { username: "other", newName: "another" })],
  ["users/set-password reset", admin, ({ ctx }) => resetPassword(ctx, { username: "other" })],
  ["users/set-password of others", admin, ({ ctx }) => setPassword(ctx, { username: "other", newPassword })],
  [
    "users/set-password",
    everybody,
    ({ ctx, ownName }) => setPassword(ctx, { username: ownName, newPassword, currentPassword: "correct horse" }),
  ],
  ["users/ensure-first-admin", admin, ({ ctx }) => ensureFirstAdmin(ctx, { username: "first", password: null })],
  ["recordings/reconcile", [], ({ ctx }) => reconcileRecordings(ctx)],
  ["sessions/conversations of one's own", everybody, ({ ctx }) => listConversations(ctx, { scope: "own" })],
  ["sessions/conversations of all", readers, ({ ctx }) => listConversations(ctx, { scope: "all" })],
  [
    "sessions/conversation-summaries of one's own",
    everybody,
    ({ ctx }) => listConversationSummaries(ctx, { scope: "own" }),
  ],
  ["sessions/conversation-summaries of all", readers, ({ ctx }) => listConversationSummaries(ctx, { scope: "all" })],
  [
    "turns/find-turn-audio of others",
    readers,
    ({ ctx, othersTurn }) => turnAudioPath(ctx, { turnId: othersTurn, side: "user" }),
  ],
  ["feedback/rate-turn of others", readers, ({ ctx, othersTurn: turnId }) => rateTurn(ctx, { turnId, thumb: "up" })],
  [
    "feedback/tag-turn of others",
    readers,
    ({ ctx, othersTurn: turnId }) => tagTurn(ctx, { turnId, tagId: 1, isSet: false }),
  ],
  [
    "feedback/notes of others",
    readers,
    async ({ ctx, othersTurn: turnId }) => removeNote(ctx, await addNote(ctx, { turnId, text: "Slow." })),
  ],
  [
    "feedback/correct-turn of others",
    readers,
    ({ ctx, othersTurn: turnId }) => correctTurn(ctx, { turnId, text: "Words.", basedOn: null }),
  ],
  [
    "feedback/correct-turn",
    everybody,
    async ({ ctx, ownSession }) => {
      await recordTurn(ctx, turnInput(ownSession, 1, { turnId: "own" }));
      await correctTurn(ctx, { turnId: "own", text: "Words.", basedOn: null });
      await rateTurn(ctx, { turnId: "own", thumb: "down" });
    },
  ],
  [
    "sessions/rename-conversation of others",
    readers,
    ({ ctx, othersSession: sessionId }) => renameConversation(ctx, { sessionId, title: "Talk" }),
  ],
  [
    "sessions/rename-conversation",
    everybody,
    ({ ctx, ownSession: sessionId }) => renameConversation(ctx, { sessionId, title: "Talk" }),
  ],
  [
    "sessions/delete-conversation of others",
    readers,
    async ({ ctx, othersSession: sessionId }) => {
      await whatDeletionRemoves(ctx, { sessionId });
      await deleteConversation(ctx, { sessionId });
      await restoreConversation(ctx, { sessionId });
    },
  ],
  [
    "sessions/delete-conversation",
    everybody,
    ({ ctx, ownSession: sessionId }) => deleteConversation(ctx, { sessionId }),
  ],
  ["sessions/remove-conversation", [], ({ ctx, ownSession }) => removeConversation(ctx, ownSession)],
  ["search/unindexed-turns", everybody, ({ ctx }) => countUnindexedTurns(ctx)],
  ["turns/used-models", everybody, ({ ctx }) => listUsedModels(ctx)],
  ["search/index-older-turns", [], ({ ctx }) => indexOlderTurns(ctx)],
  ["search/purge-index", [], ({ ctx }) => purgeIndex(ctx)],
  ["search/purge-index, later", [], ({ ctx }) => putOffPurge(ctx)],
  ["users/list-users", admin, ({ ctx }) => listUsers(ctx)],
  ["tokens/list-tokens", everybody, ({ ctx, ownName }) => listTokens(ctx, { username: ownName })],
  ["tokens/list-tokens of others", admin, ({ ctx }) => listTokens(ctx, { username: "other" })],
  ["logins/list-logins", everybody, ({ ctx, ownName }) => listLogins(ctx, { username: ownName })],
  ["logins/list-logins of others", admin, ({ ctx }) => listLogins(ctx, { username: "other" })],
  ["logins/end-logins", everybody, ({ ctx, ownName }) => endLogins(ctx, { username: ownName })],
  ["logins/end-logins of others", admin, ({ ctx }) => endLogins(ctx, { username: "other", tokensToo: true })],
  ["logins/end-logins, one", everybody, ({ ctx, ownId: userId }) => endLogin(ctx, { userId, loginId: "none" })],
  [
    "logins/end-logins, one of others",
    admin,
    ({ ctx, othersId: userId }) => endLogin(ctx, { userId, loginId: "none" }),
  ],
  [
    "voice-profiles/begin-draft",
    everybody,
    ({ ctx, dataDir }) => beginDraft(ctx, { language: "en", uploadPath: uploadedFile(dataDir) }),
  ],
  [
    "voice-profiles/change-draft",
    everybody,
    async ({ ctx, ownDraft }) => changeDraft(ctx, { profileId: await ownDraft(), text: "Words." }),
  ],
  [
    "voice-profiles/find-draft",
    everybody,
    async ({ ctx, ownDraft }) => findDraft(ctx, { profileId: await ownDraft() }),
  ],
  [
    "voice-profiles/save-profile",
    everybody,
    async ({ ctx, ownDraft }) =>
      saveProfile(ctx, { profileId: await ownDraft(), name: "My voice", waitsForConsent: true }),
  ],
  [
    "voice-profiles/discard-draft",
    everybody,
    async ({ ctx, ownDraft }) => discardDraft(ctx, { profileId: await ownDraft() }),
  ],
  ["voice-profiles/prepare-reference", [], async ({ ctx, ownDraft }) => findReferenceWork(ctx, await ownDraft())],
  ["voice-profiles/list-drafts", everybody, ({ ctx }) => listDrafts(ctx)],
  ["voice-profiles/list-profiles", everybody, ({ ctx }) => listProfiles(ctx)],
  [
    "voice-profiles/find-profile of others",
    admin,
    async ({ ctx, othersVoice }) => findProfile(ctx, { profileId: await othersVoice() }),
  ],
  [
    "voice-profiles/profile-audio of others",
    admin,
    async ({ ctx, othersVoice }) => profileAudioPath(ctx, { profileId: await othersVoice(), which: "reference" }),
  ],
  [
    "voice-profiles/change-visibility of others",
    admin,
    async ({ ctx, othersVoice }) => changeVisibility(ctx, { profileId: await othersVoice(), visibility: "house" }),
  ],
  [
    "voice-profiles/end-profile of others",
    admin,
    async ({ ctx, othersVoice }) => endProfile(ctx, { profileId: await othersVoice(), reason: "deleted" }),
  ],
  [
    "voice-profiles/delete-replies of others",
    admin,
    async ({ ctx, othersVoice, boss, dataDir }) => {
      const profileId = await othersVoice();
      await attachConsent(boss, consentFor(profileId, dataDir));
      await endProfile(boss, { profileId, reason: "deleted" });
      await deleteReplies(ctx, { profileId });
    },
  ],
  [
    "consents/attach-consent",
    admin,
    async ({ ctx, othersVoice, dataDir }) => attachConsent(ctx, consentFor(await othersVoice(), dataDir)),
  ],
  [
    "consents/decide-consent",
    admin,
    async ({ ctx }) => {
      // Nobody has asked for a decision: whoever may decide is told so.
      await decideConsent(ctx, { consentId: "none", isAccepted: true, reason: "…" }).catch((error: unknown) => {
        if (errorCodeOf(error) !== "not_found") throw error;
      });
    },
  ],
  [
    "consents/ceremony of others",
    admin,
    async ({ ctx, othersVoice }) =>
      beginCeremony(ctx, { profileId: await othersVoice(), ceremonyId: "c", language: "en", purpose: "assistant" }),
  ],
  [
    "consents/settle-consent",
    [],
    ({ ctx }) => settleConsent(ctx, { consentId: "c", outcome: "again", heard: "", scores: null, model: null }),
  ],
  ["consents/settle-take", [], ({ ctx }) => settleTakes(ctx)],
  ["voice-profiles/reconcile-folders", [], ({ ctx }) => reconcileProfileFolders(ctx)],
  ["consents/stuck-checks", [], ({ ctx }) => releaseStuckChecks(ctx)],
  ["consents/reconcile-documents", [], ({ ctx }) => reconcileDocuments(ctx)],
  ["voice-profiles/house-voice read", everybody, ({ ctx }) => readHouseVoice(ctx, "en")],
  [
    "voice-profiles/house-voice choose",
    admin,
    async ({ ctx, othersVoice }) =>
      chooseHouseVoice(ctx, { profileId: await othersVoice(), isDefault: false, basedOn: null }),
  ],
  ["voice-profiles/remove-files", [], ({ ctx }) => clearIncoming(ctx)],
  ["consents/certificates", everybody, ({ ctx }) => listCertificates(ctx)],
  ["consents/certificates names", everybody, ({ ctx }) => namesOfConsentedVoices(ctx)],
  [
    "voice-profiles/resolve",
    everybody,
    // Everybody may call it, but there is no such profile.
    async ({ ctx }) => {
      const asked = resolveVoiceProfile(ctx, { profileId: 7 });
      await expect(asked.catch(errorCodeOf)).resolves.toBe("profile_not_ready");
    },
  ],
  [
    "voice-trials/request-trial",
    everybody,
    // Everybody may call it, but there is no such voice.
    async ({ ctx }) => {
      const asked = requestTrial(ctx, { profileId: 7, text: "Hello.", mode: "fast" });
      await expect(asked.catch(errorCodeOf)).resolves.toBe("profile_not_ready");
    },
  ],
  ["voice-trials/find-trial", everybody, ({ ctx }) => listTrials(ctx, { profileId: 7 })],
  [
    "voice-trials/rate-trial",
    everybody,
    // Nothing has been spoken yet.
    async ({ ctx }) => {
      const rated = rateTrial(ctx, { jobId: await ownJob(ctx), score: 7, isBlind: false });
      await expect(rated.catch(errorCodeOf)).resolves.toBe("not_found");
    },
  ],
  ["voice-trials/trial-work", [], ({ ctx }) => sweepTrials(ctx)],
  ["jobs/find-job", everybody, async ({ ctx }) => findJob(ctx, { jobId: await ownJob(ctx) })],
  ["jobs/cancel-job", everybody, async ({ ctx }) => cancelJob(ctx, { jobId: await ownJob(ctx) })],
  ["jobs/work", [], ({ ctx }) => recoverJobs(ctx)],
  ["lexicon/read-lexicon", everybody, ({ ctx }) => readLexicon(ctx)],
  ["lexicon/change-lexicon", admin, ({ ctx }) => changeLexicon(ctx, { basedOn: 0, remove: [], put: [] })],
  ["lexicon/list-versions", admin, ({ ctx }) => listLexiconVersions(ctx)],
  ["quality-tags/list-tags", everybody, ({ ctx }) => listTags(ctx)],
  ["quality-tags/add-tag", admin, ({ ctx }) => addTag(ctx, { nameZh: "離題", nameEn: "Off topic" })],
  [
    "quality-tags/change-tag name",
    admin,
    ({ ctx }) =>
      renameTag(ctx, { tagId: 1, nameZh: "離題", nameEn: "Off", basedOn: { nameZh: "聽錯", nameEn: "Misheard" } }),
  ],
  ["quality-tags/change-tag retire", admin, ({ ctx }) => retireTag(ctx, { tagId: 1, isRetired: true })],
  ["replays/candidate-servers list", readers, ({ ctx }) => listCandidateServers(ctx)],
  ["replays/candidate-servers add", admin, ({ ctx }) => addCandidateServer(ctx, candidate)],
  [
    "replays/candidate-servers remove",
    admin,
    async ({ ctx, boss }) => removeCandidateServer(ctx, await addCandidateServer(boss, candidate)),
  ],
  [
    "replays/candidate-servers restore",
    admin,
    async ({ ctx, boss }) => restoreCandidateServer(ctx, await addCandidateServer(boss, candidate)),
  ],
  ["replays/create-set", readers, ({ ctx }) => createSet(ctx, { name: "Cards" })],
  ["replays/list-sets", readers, ({ ctx }) => listSets(ctx)],
  ["replays/find-set", readers, async ({ ctx, boss }) => findSet(ctx, await createSet(boss, { name: "Theirs" }))],
  [
    "replays/change-set name",
    readers,
    async ({ ctx, boss }) => renameSet(ctx, { ...(await createSet(boss, { name: "Theirs" })), name: "Ours" }),
  ],
  [
    "replays/change-set thresholds",
    readers,
    async ({ ctx, boss }) =>
      changeThresholds(ctx, { ...(await createSet(boss, { name: "Theirs" })), thresholds: { cer: 0.1 } }),
  ],
  [
    "replays/change-set baseline",
    readers,
    async ({ ctx, boss }) => pinBaseline(ctx, { ...(await createSet(boss, { name: "Theirs" })), runId: null }),
  ],
  ["replays/delete-set", readers, async ({ ctx, boss }) => deleteSet(ctx, await createSet(boss, { name: "Theirs" }))],
  [
    "replays/add-cases",
    readers,
    async ({ ctx, boss }) => addCases(ctx, { ...(await createSet(boss, { name: "Theirs" })), turnIds: ["gone"] }),
  ],
  [
    "replays/remove-cases",
    readers,
    async ({ ctx, boss }) => removeCases(ctx, { ...(await createSet(boss, { name: "Theirs" })), caseIds: [1] }),
  ],
  [
    "replays/remove-cases restore",
    readers,
    async ({ ctx, boss }) => restoreCases(ctx, { ...(await createSet(boss, { name: "Theirs" })), caseIds: [1] }),
  ],
  [
    "replays/change-case",
    readers,
    // There is no such case.
    ({ ctx }) => expectNotFound(changeCase(ctx, { caseId: 7, expectedText: null, expectations: {} })),
  ],
  [
    "replays/runs request",
    readers,
    async ({ ctx, boss, othersTurn }) => requestRun(ctx, await runInput(boss, othersTurn)),
  ],
  [
    "replays/runs cancel",
    readers,
    async ({ ctx, boss, othersTurn }) => cancelRun(ctx, await requestRun(boss, await runInput(boss, othersTurn))),
  ],
  [
    "replays/runs delete",
    readers,
    async ({ ctx, boss, othersTurn }) => deleteRun(ctx, await requestRun(boss, await runInput(boss, othersTurn))),
  ],
  [
    "replays/compare-runs",
    readers,
    async ({ ctx, boss, othersTurn }) => compareRuns(ctx, await requestRun(boss, await runInput(boss, othersTurn))),
  ],
  ["replays/run-progress", readers, ({ ctx }) => expectNotFound(readRunProgress(ctx, { runId: 9 }))],
  ["replays/trend", readers, async ({ ctx, boss }) => readTrend(ctx, await createSet(boss, { name: "Theirs" }))],
  ["replays/result-audio", readers, ({ ctx }) => expectNotFound(resultAudioPath(ctx, { runId: 9, caseId: 9 }))],
  ["replays/run-work", [], ({ ctx }) => beginRun(ctx, 1)],
  ["replays/case-work", [], ({ ctx }) => findCaseWork(ctx, { runId: 1, caseId: 1 })],
  [
    "replays/store-result",
    [],
    ({ ctx }) => storeResult(ctx, { runId: 1, caseId: 1, repeat: 0 }, { pcm: null } as unknown as CaseResult),
  ],
  ["replays/end-run", [], ({ ctx }) => failLostRuns(ctx)],
  ["replays/result-files", [], ({ ctx }) => sweepResultSounds(ctx)],
  [
    "replays/set-verdict",
    readers,
    // There is no such run.
    ({ ctx }) => expectNotFound(setVerdict(ctx, { runId: 7, againstRunId: null, caseId: 7, verdict: "same" })),
  ],
  [
    "replays/choose-blind",
    readers,
    // There is no such run.
    ({ ctx }) =>
      expectNotFound(chooseBlind(ctx, { runId: 7, againstRunId: null, caseId: 7, repeat: 0, choice: "run" })),
  ],
  [
    "replays/replays-of-conversation",
    readers,
    ({ ctx, othersSession: sessionId }) => replaysOfConversation(ctx, { sessionId }),
  ],
  ["personas/save-persona create", admin, ({ ctx }) => createPersona(ctx, { name: "Short", prompts: shortPrompts })],
  [
    "personas/save-persona change",
    admin,
    // There is none of these.
    ({ ctx }) => expectNotFound(changePersona(ctx, { personaId: 7, basedOn: 1, name: "Short", prompts: shortPrompts })),
  ],
  [
    "personas/retire-persona",
    admin,
    ({ ctx }) => expectNotFound(retirePersona(ctx, { personaId: 7, isRetired: true })),
  ],
  ["personas/persona-in-use use", admin, ({ ctx }) => choosePersona(ctx, { versionId: null, basedOn: null })],
  ["personas/persona-in-use read", everybody, ({ ctx }) => readPersonaInUse(ctx)],
  ["personas/list-personas", admin, ({ ctx }) => listPersonas(ctx)],
  ["personas/list-personas names", admin, ({ ctx }) => namePersonaVersions(ctx, { versionIds: [1] })],
  ["personas/list-personas find", admin, ({ ctx }) => expectNotFound(findPersona(ctx, { personaId: 7 }))],
  ["personas/list-personas version", admin, ({ ctx }) => expectNotFound(readPersonaVersion(ctx, { versionId: 7 }))],
  ["audit-log/list-acts", admin, ({ ctx }) => listActs(ctx)],
  ["audit-log/export-acts", admin, ({ ctx }) => exportActs(ctx, { filter: {}, format: "csv" }).then(buffer)],
  ["audit-log/prune-acts", [], ({ ctx }) => pruneActs(ctx)],
  ["settings/read-settings", everybody, ({ ctx }) => readSettings(ctx)],
  [
    "settings/decide",
    admin,
    ({ ctx }) => decideForHouse(ctx, { set: { spokenReplyTokens: 99 }, basedOn: { spokenReplyTokens: 240 } }),
  ],
  ["house-changes/house-changes list", admin, ({ ctx }) => listHouseChanges(ctx, { keys: ["spokenReplyTokens"] })],
  ["house-changes/house-changes undo", admin, ({ ctx }) => expectNotFound(undoHouseChange(ctx, { changeId: 7_000 }))],
  ["settings/forget-setting", everybody, ({ ctx }) => forgetSetting(ctx, { key: "theme" })],
  ["settings/house-settings read", admin, ({ ctx }) => houseSettings.read(ctx, "keepDays")],
  ["settings/house-settings list", admin, ({ ctx }) => houseSettings.list(ctx)],
  ["settings/house-settings unset", admin, ({ ctx }) => houseSettings.unset(ctx, { key: "keepDays" })],
  ["settings/house reply limits", everybody, ({ ctx }) => readReplyLimits(ctx)],
  ["settings/house decided limits", admin, ({ ctx }) => readDecidedLimits(ctx)],
  ["settings/house beginning", everybody, ({ ctx }) => readBeginning(ctx)],
  ["settings/house-settings save", admin, ({ ctx }) => houseSettings.save(ctx, { key: "keepDays", value: 30 })],
];

/** Whoever may call the verb finds nothing; any other refusal is thrown on. */
async function expectNotFound(asked: Promise<unknown>): Promise<void> {
  const refusal = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  if (errorCodeOf(refusal) !== "not_found") throw refusal;
}

const table = acts.flatMap(([name, allowed, act]) =>
  roles.map((role) => ({ name, role, may: allowed.includes(role), act })),
);

test.each(table)("$name as $role: allowed is $may", async ({ role, may, act }) => {
  const fixture = openTestDb();
  const somebody = await fixture.person("other");
  const other = fixture.as(somebody);
  const boss = fixture.as(await fixture.person("boss", "admin"));
  const me = await fixture.person("me", role);
  const ctx = fixture.as(me);
  const { sessionId: othersSession } = await startSession(other, sessionOptions);
  await recordTurn(other, turnInput(othersSession, 1, { turnId: "others-turn" }));
  const { dataDir } = fixture;
  const system = fixture.as({ kind: "system", job: "jobs" });
  const othersVoice = async () => {
    const profileId = await preparedDraft(other, system, dataDir);
    await saveProfile(other, { profileId, name: "Other", waitsForConsent: true });
    return profileId;
  };
  const trial: Trial = {
    ...{ ctx, boss, dataDir, othersVoice },
    ownDraft: () => preparedDraft(ctx, system, dataDir),
    ownName: "me",
    ownId: me.userId,
    othersId: somebody.userId,
    ownSession: (await startSession(ctx, sessionOptions)).sessionId,
    othersToken: (await createToken(other, { username: "other", name: "theirs" })).tokenId,
    othersTurn: "others-turn",
    othersSession,
  };
  let refusal: string | null = null;
  try {
    await act(trial);
  } catch (error) {
    refusal = errorCodeOf(error);
  }
  // `not_found` also hides from people without the permission that another person's data exists.
  expect(refusal === null || ["forbidden", "not_found"].includes(refusal)).toBe(true);
  expect(refusal === null).toBe(may);
});

test("every verb is in the table above", () => {
  const records = fileURLToPath(new URL(".", import.meta.url));
  const verbs = readdirSync(records, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => `${entry.parentPath.slice(records.length)}/${entry.name.replace(/\.ts$/, "")}`)
    // No permission guards the opening, copying and restoring of the data folder: they are commands on the machine.
    .filter((path) => !/^(\/|testing\/|data-folder\/)/.test(path));
  const helpers = [
    ...["recordings", "file-recordings", "recording-paths", "quarantine"].map((name) => `recordings/${name}`),
    ...[
      "conversation-search",
      "first-words",
      "managed-session",
      "matching-turns",
      "options",
      "is-first-run",
      "recordings-of",
      "turn-conditions",
    ].map((name) => `sessions/${name}`),
    ...["context-turns", "keep-prompt", "manageable-turn", "turn-audio", "turn-views"].map((name) => `turns/${name}`),
    ...["profile-files", "profile-rows", "profile-views", "end-consents"].map((name) => `voice-profiles/${name}`),
    "consents/consent-files",
    "feedback/feedback-of-turns",
    "logins/why-login-ended",
    "metrics/turn-stages",
    "alerts/webhook-past",
    ...["search-words", "turn-search"].map((name) => `search/${name}`),
    "voice-trials/trial-files",
    ...["job", "enqueue"].map((name) => `jobs/${name}`),
    ...[
      "compared-case",
      "expected-texts",
      "note-words-look",
      "readable-case",
      "run-views",
      "set-rows",
      "sides",
      "slices",
    ].map((name) => `replays/${name}`),
    "personas/persona-rows",
    "settings/watch-house",
    ...["named-user", "last-admin", "generated-password"].map((name) => `users/${name}`),
    ...[
      "act-names",
      "hidden",
      "find-acts",
      "audit-others",
      "conversation-looks",
      "note-login",
      "note-look",
      "note-refusal",
    ].map((name) => `audit-log/${name}`),
    "quality-tags/tag-names",
    ...[
      "count-lines",
      "count-source",
      "gauge-source",
      "kept-for",
      "number-sources",
      "raw-turns",
      "read-spending",
      "sketch",
      "stage-lines",
      "stage-source",
      "step-in-sql",
      "store-readings",
      "store-samples",
    ].map((name) => `metrics/${name}`),
  ];
  const tried = new Set(acts.map(([name]) => name.split(" ")[0]));
  expect(verbs.filter((verb) => !tried.has(verb) && !helpers.includes(verb))).toEqual([]);
});
