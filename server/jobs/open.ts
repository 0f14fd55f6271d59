import { AppError } from "../../lib/errors";
import type { Logger } from "../platform/observability/logger";
import { reconcileDocuments } from "../records/consents/reconcile-documents";
import type { RecordsContext } from "../records/context";
import { sweepDrafts } from "../records/voice-profiles/discard-draft";
import { clearIncoming } from "../records/voice-profiles/remove-files";
import { forgetTrials, sweepTrials } from "../records/voice-trials/trial-work";
import { createReferenceJob, type ReferenceJobDependencies } from "./kinds/reference";
import { createSimilarity } from "./kinds/similarity";
import { voiceRemovalJob } from "./kinds/voice-removal";
import { createVoiceTrial, type VoiceTrialDependencies } from "./kinds/voice-trial";
import { createJobRunner, type JobRunner } from "./runner";

export interface JobsOptions extends ReferenceJobDependencies, Pick<VoiceTrialDependencies, "tts"> {
  /** The system's context. */
  ctx: RecordsContext;
  changeMark: () => string;
  logger: Logger;
}

/** The queue's runner with all that it can do. Nothing runs before `start`. */
export function openJobs(options: JobsOptions): JobRunner {
  const { ctx, logger } = options;
  return createJobRunner({
    ctx,
    changeMark: options.changeMark,
    logger,
    now: () => performance.now(),
    handlers: {
      reference: createReferenceJob(options),
      consent_check: async () => {
        throw new AppError("model_unavailable");
      },
      voice_trial: createVoiceTrial({ ...options, similarityOf: createSimilarity(options.speaker) }),
      voice_removal: voiceRemovalJob,
    },
    async tidy({ isStart, forgottenJobs }) {
      if (isStart) {
        await clearIncoming(ctx);
        await reconcileDocuments(ctx);
        await sweepTrials(ctx);
      }
      await forgetTrials(ctx, forgottenJobs);
      const swept = await sweepDrafts(ctx, { isStart });
      if (swept > 0) logger.info("voice_drafts_swept", { count: swept });
    },
  });
}
