import type { CheckedTake } from "../../lib/consent/result";
import { AppError } from "../../lib/errors";
import { defaultReplyLimits } from "../../lib/reply-limits";
import { prefillPrompt } from "../conversation/pipeline/prefill";
import { runTurn } from "../conversation/pipeline/run-turn";
import type { Logger } from "../platform/observability/logger";
import { pruneActs } from "../records/audit-log/prune-acts";
import { reconcileDocuments } from "../records/consents/reconcile-documents";
import { settleTakes } from "../records/consents/settle-take";
import { releaseStuckChecks } from "../records/consents/stuck-checks";
import type { RecordsContext } from "../records/context";
import { failLostRuns } from "../records/replays/end-run";
import { sweepResultSounds } from "../records/replays/result-files";
import { indexOlderTurns } from "../records/search/index-older-turns";
import { readReplyLimits } from "../records/settings/house";
import { sweepDrafts } from "../records/voice-profiles/discard-draft";
import { sweepRecordings } from "../records/voice-profiles/prepare-reference";
import { reconcileProfileFolders } from "../records/voice-profiles/reconcile-folders";
import { clearIncoming } from "../records/voice-profiles/remove-files";
import { forgetTrials, sweepTrials } from "../records/voice-trials/trial-work";
import { createConsentCheck } from "./kinds/consent-check";
import { type ConversationRemovalDependencies, createConversationRemoval } from "./kinds/conversation-removal";
import { createReferenceJob, type ReferenceJobDependencies } from "./kinds/reference";
import { createReplayEngines, type OpenRunEngines } from "./kinds/replay-engines";
import { createReplayRun, type ReplayRunDependencies } from "./kinds/replay-run";
import { createSearchPurge, type SearchPurgeDependencies } from "./kinds/search-purge";
import { createSimilarity } from "./kinds/similarity";
import { createVoiceRemoval } from "./kinds/voice-removal";
import { createVoiceTrial, type VoiceTrialDependencies } from "./kinds/voice-trial";
import { createWebhook } from "./kinds/webhook";
import { createJobRunner, type JobRunner } from "./runner";

export interface JobsOptions
  extends ReferenceJobDependencies,
    ConversationRemovalDependencies,
    Pick<VoiceTrialDependencies, "tts">,
    Omit<SearchPurgeDependencies, "mostSteps"> {
  replay: Pick<ReplayRunDependencies, "activity" | "appVersion" | "modelSha256"> & {
    openRunEngines: OpenRunEngines;
  };
  /** The system's context. */
  ctx: RecordsContext;
  changeMark: () => string;
  logger: Logger;
}

export interface Jobs extends JobRunner {
  /**
   * Resolves with what the check of a spoken consent found; rejects with what it failed with. Call it once, right after
   * the recording was stored.
   */
  consentChecked(jobId: number, consentId: string): Promise<CheckedTake>;
}

/** The queue's runner with all that it can do. Nothing runs before `start`. */
export function openJobs(options: JobsOptions): Jobs {
  const { ctx, logger } = options;
  /** What was found in recordings whose ceremony waits for it; null: nothing yet. */
  const awaited = new Map<string, CheckedTake | null>();
  const runner = createJobRunner({
    ctx,
    changeMark: options.changeMark,
    logger,
    now: () => performance.now(),
    handlers: {
      reference: createReferenceJob(options),
      consent_check: createConsentCheck({
        ...options,
        onChecked: (consentId, checked) => {
          if (awaited.has(consentId)) awaited.set(consentId, checked);
        },
      }),
      voice_trial: createVoiceTrial({ ...options, similarityOf: createSimilarity(options.speaker) }),
      voice_removal: createVoiceRemoval(options.tts),
      conversation_removal: createConversationRemoval(options),
      search_purge: createSearchPurge(options),
      webhook: createWebhook(),
      replay_run: createReplayRun({
        ...options.replay,
        openRunEngines: createReplayEngines(options.replay.openRunEngines),
        runTurn,
        prefill: prefillPrompt,
        replyLimits: () => readReplyLimits(ctx).catch(() => defaultReplyLimits),
        logger,
        now: () => performance.now(),
      }),
    },
    async tidy({ isStart, forgottenJobs }) {
      if (isStart) {
        await clearIncoming(ctx);
        await reconcileDocuments(ctx);
        await sweepTrials(ctx);
        await sweepRecordings(ctx);
        await settleTakes(ctx);
        await sweepResultSounds(ctx);
        // Later, a check without a job may be one that is just being stored.
        await releaseStuckChecks(ctx);
      }
      await failLostRuns(ctx);
      await forgetTrials(ctx, forgottenJobs);
      const pruned = await pruneActs(ctx);
      if (pruned > 0) logger.info("audit_pruned", { count: pruned });
      const swept = await sweepDrafts(ctx, { isStart });
      if (isStart) await reconcileProfileFolders(ctx);
      if (swept > 0) logger.info("voice_drafts_swept", { count: swept });
    },
  });
  const closing = new AbortController();
  let indexing: Promise<unknown> = Promise.resolve();
  return {
    ...runner,
    async start() {
      await runner.start();
      indexing = indexOlderTurns(ctx, closing.signal)
        .then((turns) => turns > 0 && logger.info("older_turns_indexed", { turns }))
        .catch((error: unknown) => logger.error("older_turns_not_indexed", { error }));
    },
    async close() {
      closing.abort();
      await Promise.all([indexing, runner.close()]);
    },
    async consentChecked(jobId, consentId) {
      awaited.set(consentId, null);
      try {
        await runner.finished(jobId);
        const checked = awaited.get(consentId);
        // It was withdrawn meanwhile, with its voice.
        if (!checked) throw new AppError("not_found");
        return checked;
      } finally {
        awaited.delete(consentId);
      }
    },
  };
}
